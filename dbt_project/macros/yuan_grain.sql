{# Aggregate: the grain of figures in 元 that were rounded before printing (100 or 1); null elsewhere. Asked of
   no other unit: a remainder of a number of 24 digits takes DuckDB a microsecond. #}
{% macro yuan_grain(unit, value_printed) -%}
    case
        when {{ unit }} <> '元' then null
        when count(distinct case when {{ unit }} = '元' then nullif(abs({{ value_printed }}), 0) end) < 10 then null
        when bool_and(case when {{ unit }} = '元' then {{ is_multiple(value_printed, 100) }} end) then 100
        when bool_and(case when {{ unit }} = '元' then {{ is_multiple(value_printed, 1) }} end) then 1
    end
{%- endmacro %}

{# Whether a number of six decimals is a multiple of a whole one. A double tells it exactly below a billion,
   where its steps are less than a millionth. #}
{% macro is_multiple(value, unit) -%}
    case
        when abs({{ value }}) < 1000000000 then cast({{ value }} as double) % {{ unit }} = 0
        else {{ value }} % {{ unit }} = 0
    end
{%- endmacro %}
