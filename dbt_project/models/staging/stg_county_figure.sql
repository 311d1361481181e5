with source as (

    select * from {{ source('lake', 'county_figures') }}

),

final as (

    select
        division_code,
        fiscal_year,
        population,
        price_index,
        county_type,
        source
    from source

)

select * from final
