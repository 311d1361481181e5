{# Ratio of two amounts, six decimals; null where the base is missing, zero or negative. #}
{% macro positive_ratio(amount, base) -%}
    case when {{ base }} > 0 then round(cast({{ amount }} as double) / cast({{ base }} as double), 6) end
{%- endmacro %}
