with changes as (

    select * from {{ ref('stg_division_change') }}

),

final as (

    select
        year,
        change_kind,
        level,
        old_code,
        old_name,
        new_code,
        new_name,
        notice,
        source
    from changes

)

select * from final
