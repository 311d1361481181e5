{# Whether a body counts with the departments of its county: one that no document calls 部门 or 单位 does
   unless its name is that of a school and the like. #}
{% macro counts_as_department(organisations='') -%}
    {%- set prefix = organisations ~ '.' if organisations else '' -%}
    ({{ prefix }}organisation_kind = 'department' or {{ prefix }}is_department_assumed)
{%- endmacro %}
