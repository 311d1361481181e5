{# The source that differs most from the one used, minus that one; null unless two sources give an amount. #}
{% macro widest_gap(purpose) -%}
    cast(
        case
            when {{ purpose }}_source_count < 2 then null
            when {{ purpose }}_most - {{ purpose }}.amount_yuan >= {{ purpose }}.amount_yuan - {{ purpose }}_least
                then {{ purpose }}_most - {{ purpose }}.amount_yuan
            else {{ purpose }}_least - {{ purpose }}.amount_yuan
        end as decimal(20, 2)
    )
{%- endmacro %}
