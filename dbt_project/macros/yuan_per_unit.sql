{# Yuan (元) in one unit of money as printed; null for a unit that is not money. #}
{% macro yuan_per_unit(unit) -%}
    case {{ unit }}
        when '元' then 1
        when '百元' then 100
        when '千元' then 1000
        when '万元' then 10000
        when '百万元' then 1000000
        when '亿元' then 100000000
    end
{%- endmacro %}
