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
        province_name,
        valid_from,
        valid_to,
        nullif(successor_code, '') as successor_code,
        coalesce(former_names, cast([] as varchar[])) as former_names,
        nullif(short_name, '') as short_name
    from source

)

select * from final
