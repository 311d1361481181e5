{# One number that grows in reading order: page, table, row (to 2^18), column (to 2^10). #}
{% macro print_order(page, table_no, row_no, column_no) -%}
    (cast(coalesce({{ page }}, 0) as bigint) << 40)
    + (cast(coalesce({{ table_no }}, 0) as bigint) << 28)
    + (cast(coalesce({{ row_no }}, 0) as bigint) << 10)
    + coalesce({{ column_no }}, 0)
{%- endmacro %}
