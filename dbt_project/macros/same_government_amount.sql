{#
    Condition under which two figures of governments' books are one amount: of one division, year, form, scope and
    row, in two documents. Whose measure each is, the caller says.
#}
{% macro same_government_amount(left, right) -%}
    {{ left }}.division_code = {{ right }}.division_code
and {{ left }}.document_id <> {{ right }}.document_id
and {{ left }}.amount_year = {{ right }}.amount_year
and {{ left }}.form_code = {{ right }}.form_code
and {{ left }}.scope_key = {{ right }}.scope_key
and {{ left }}.section is not distinct from {{ right }}.section
and {{ left }}.parent_key = {{ right }}.parent_key
and {{ left }}.item_name = {{ right }}.item_name
and {{ left }}.occurrence_no = {{ right }}.occurrence_no
{%- endmacro %}
