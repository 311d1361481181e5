{# Whether the name of a row without a code is that of its form's total (合计, 支出总计, …支出合计): parts of it,
   what was carried over and totals of one kind of expenditure are none. #}
{% macro is_total_label(name) -%}
    (
        regexp_matches({{ name }}, '(?:合计|总计|共计|总额)数?$')
        and not regexp_matches(
            {{ name }}, '结转|结余|其中|基本支出|项目支出|人员|公用|收入(?:合计|总计|总额)$'
        )
    )
{%- endmacro %}
