{# A county mart: int_county_figure of one classification and level beside the names of the county. A mart of
   classes names the class and tells its share of all that its bodies spend. #}
{% macro county_mart(account_kind, item_level) -%}
with figures as (

    select * from {{ ref('int_county_figure') }}
    where account_kind = '{{ account_kind }}' and item_level = '{{ item_level }}'

),

divisions as (

    select * from {{ ref('dim_division') }}

),

final as (

    select
        figures.division_code,
        divisions.current_code as current_division_code,
        divisions.division_name,
        divisions.city_name,
        divisions.province_name,
        figures.fiscal_year,
        'general_public_budget' as fund_scope,
        'initial' as budget_basis,
        {{ county_columns('figures', account_kind, item_level) }}
    from figures
    left join divisions on figures.division_code = divisions.division_code

)

select * from final
{%- endmacro %}

{# The columns that a county mart shows of int_county_figure; money cast to its contract type. #}
{% macro county_columns(relation, account_kind, item_level) -%}
    {%- set money = [
        'initial_budget_yuan', 'final_yuan', 'matched_initial_budget_yuan', 'matched_final_yuan',
        'prior_final_yuan', 'year_on_year_final_yuan', 'disputed_amount_yuan', 'disputed_initial_budget_yuan',
        'all_funds_final_yuan', 'transfer_yuan', 'prior_column_final_yuan'
    ] -%}
    {%- set totals_only = [
        'transfer_yuan', 'computed_total_organisation_count', 'same_final_organisation_count',
        'all_funds_organisation_count', 'all_funds_final_yuan', 'general_budget_share'
    ] -%}
    {%- set columns = [] -%}
    {%- if item_level == 'class' -%}
        {%- for column in ['code', 'name'] -%}
            {%- set name = account_kind ~ '_class_' ~ column -%}
            {%- do columns.append(relation ~ '.item_' ~ column ~ ' as ' ~ name) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for column in [
        'organisation_count', 'organisation_count_reporting', 'organisation_count_expected',
        'initial_budget_organisation_count', 'initial_budget_yuan', 'final_organisation_count', 'final_yuan',
        'matched_organisation_count', 'matched_initial_budget_yuan', 'matched_final_yuan', 'execution_rate',
        'year_on_year_organisation_count', 'prior_final_yuan', 'year_on_year_final_yuan', 'year_on_year_rate',
        'disputed_amount_yuan', 'disputed_share', 'disputed_initial_budget_yuan',
        'member_organisation_count', 'excluded_organisation_count', 'unit_inferred_organisation_count',
        'prior_source', 'prior_column_organisation_count', 'prior_column_final_yuan',
        'prior_contradicted_organisation_count'
    ] + (totals_only if item_level == 'total' else []) -%}
        {%- set name = relation ~ '.' ~ column -%}
        {%- do columns.append(
            'cast(' ~ name ~ ' as decimal(20, 2)) as ' ~ column if column in money else name
        ) -%}
    {%- endfor -%}
    {%- if item_level == 'class' -%}
        {%- set share = positive_ratio(relation ~ '.final_yuan', relation ~ '.whole_yuan') -%}
        {%- do columns.append(share ~ ' as share_of_total') -%}
    {%- endif -%}
    {{ columns | join(',\n        ') }}
{%- endmacro %}
