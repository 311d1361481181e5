{{ config(materialized='view') }}

with years as (

    select
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from {{ ref('int_document') }}
    where fiscal_year is not null

),

days as (

    select
        unnest(
            generate_series(make_date(first_year, 1, 1), make_date(last_year, 12, 31), interval 1 day)
        ) as day_start
    from years

),

final as (

    select
        cast(day_start as date) as date_day,
        cast(date_trunc('year', day_start) as date) as year_start,
        cast(year(day_start) as integer) as fiscal_year
    from days

)

select * from final
