with totals as (

    select * from {{ ref('mart_county_total') }}

),

figures as (

    select * from {{ ref('int_area_figure') }}

),

measured as (

    select
        totals.division_code,
        totals.division_name,
        totals.province_name,
        totals.fiscal_year,
        totals.fund_scope,
        totals.organisation_count_reporting,
        totals.organisation_count_expected,
        totals.final_yuan,
        totals.execution_rate,
        figures.population,
        cast(totals.final_yuan / figures.population as decimal(20, 2)) as final_per_head_yuan,
        figures.price_index,
        cast(totals.final_yuan * 100 / figures.price_index as decimal(20, 2)) as final_at_base_prices_yuan,
        figures.county_type,
        figures.source as county_figures_source
    from totals
    left join figures
        on
            totals.division_code = figures.division_code
            and totals.fiscal_year = figures.fiscal_year

),

final as (

    select
        division_code,
        division_name,
        province_name,
        fiscal_year,
        fund_scope,
        organisation_count_reporting,
        organisation_count_expected,
        final_yuan,
        execution_rate,
        population,
        final_per_head_yuan,
        price_index,
        final_at_base_prices_yuan,
        county_type,
        case when county_type is not null then count(*) over peers end as peer_count,
        case
            when county_type is not null
                then cast(median(final_per_head_yuan) over peers as decimal(20, 2))
        end as peer_median_final_per_head_yuan,
        case
            when county_type is not null then median(execution_rate) over peers
        end as peer_median_execution_rate,
        county_figures_source
    from measured
    window peers as (partition by county_type, fiscal_year)

)

select * from final
