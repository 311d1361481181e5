{# Aggregate: the grain of figures in 元 that were rounded before printing (100 or 1); null elsewhere. #}
{% macro yuan_grain(unit, value_printed) -%}
    case
        when {{ unit }} <> '元' or count(distinct nullif(abs({{ value_printed }}), 0)) < 10 then null
        when bool_and({{ value_printed }} % 100 = 0) then 100
        when bool_and({{ value_printed }} % 1 = 0) then 1
    end
{%- endmacro %}
