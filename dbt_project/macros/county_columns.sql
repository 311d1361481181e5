{# The columns that every county mart shows of int_county_figure; money cast to its contract type. #}
{% macro county_columns(relation) -%}
    {%- set money = [
        'initial_budget_yuan', 'final_yuan', 'matched_initial_budget_yuan', 'matched_final_yuan',
        'prior_final_yuan', 'year_on_year_final_yuan', 'disputed_amount_yuan', 'disputed_initial_budget_yuan'
    ] -%}
    {%- for column in [
        'organisation_count', 'organisation_count_reporting', 'organisation_count_expected',
        'initial_budget_organisation_count', 'initial_budget_yuan', 'final_organisation_count', 'final_yuan',
        'matched_organisation_count', 'matched_initial_budget_yuan', 'matched_final_yuan', 'execution_rate',
        'year_on_year_organisation_count', 'prior_final_yuan', 'year_on_year_final_yuan', 'year_on_year_rate',
        'disputed_amount_yuan', 'disputed_share', 'disputed_initial_budget_yuan'
    ] -%}
        {%- if column in money -%}
            cast({{ relation }}.{{ column }} as decimal(20, 2)) as {{ column }}
        {%- else -%}
            {{ relation }}.{{ column }}
        {%- endif -%}
        {%- if not loop.last %},
        {% endif -%}
    {%- endfor -%}
{%- endmacro %}
