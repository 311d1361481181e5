{{ config(materialized='view') }}

with figures as (

    select * from {{ ref('stg_county_figure') }}

),

divisions as (

    select * from {{ ref('stg_division') }}

),

-- One division that goes on under another code; where several became one, none's figures are the whole's.
successors as (

    select
        former.division_code,
        today.division_code as home_code
    from divisions as former
    inner join divisions as today on former.successor_code = today.division_code
    qualify count(*) over (partition by former.successor_code, former.valid_to) = 1

),

under_todays_code as (

    select figures.* replace (successors.home_code as division_code)
    from figures
    inner join successors on figures.division_code = successors.division_code
    anti join figures as own
        on
            successors.home_code = own.division_code
            and figures.fiscal_year = own.fiscal_year
    qualify count(*) over (partition by successors.home_code, figures.fiscal_year) = 1

),

under_either_code as (

    select * from figures
    union all
    select * from under_todays_code

),

final as (

    select
        division_code,
        fiscal_year,
        population,
        price_index,
        county_type,
        source
    from under_either_code

)

select * from final
