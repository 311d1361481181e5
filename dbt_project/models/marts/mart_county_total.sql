with figures as (

    select * from {{ ref('int_county_figure') }}
    where item_level = 'total'

),

divisions as (

    select * from {{ ref('dim_division') }}

),

final as (

    select
        figures.division_code,
        divisions.division_name,
        divisions.city_name,
        divisions.province_name,
        figures.fiscal_year,
        figures.organisation_count,
        figures.organisation_count_reporting,
        figures.organisation_count_expected,
        figures.initial_budget_organisation_count,
        cast(figures.initial_budget_yuan as decimal(20, 2)) as initial_budget_yuan,
        figures.final_organisation_count,
        cast(figures.final_yuan as decimal(20, 2)) as final_yuan,
        figures.matched_organisation_count,
        cast(figures.matched_initial_budget_yuan as decimal(20, 2)) as matched_initial_budget_yuan,
        cast(figures.matched_final_yuan as decimal(20, 2)) as matched_final_yuan,
        figures.execution_rate,
        figures.year_on_year_organisation_count,
        cast(figures.prior_final_yuan as decimal(20, 2)) as prior_final_yuan,
        cast(figures.year_on_year_final_yuan as decimal(20, 2)) as year_on_year_final_yuan,
        figures.year_on_year_rate,
        cast(figures.disputed_amount_yuan as decimal(20, 2)) as disputed_amount_yuan,
        figures.disputed_share,
        cast(figures.disputed_initial_budget_yuan as decimal(20, 2)) as disputed_initial_budget_yuan
    from figures
    left join divisions on figures.division_code = divisions.division_code

)

select * from final
