with source as (

    select * from {{ source('lake', 'divisions') }}

),

final as (

    select
        nullif(division_code, '') as division_code,
        division_name,
        level,
        nullif(parent_code, '') as parent_code,
        city_name,
        province_name
    from source

)

select * from final
