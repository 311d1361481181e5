{# Sum of amounts in yuan; null where one of them is unknown. #}
{% macro sum_if_complete(amount) -%}
    case when count(*) = count({{ amount }}) then cast(sum({{ amount }}) as decimal(20, 2)) end
{%- endmacro %}
