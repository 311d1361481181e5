with source as (

    select * from {{ source('lake', 'division_changes') }}

),

final as (

    select
        year,
        change_kind,
        level,
        nullif(old_code, '') as old_code,
        old_name,
        new_code,
        new_name,
        notice,
        source
    from source

)

select * from final
