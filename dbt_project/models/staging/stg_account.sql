with source as (

    select * from {{ source('lake', 'accounts') }}

),

final as (

    select
        account_kind,
        account_code,
        account_name,
        level,
        nullif(parent_code, '') as parent_code,
        valid_from,
        valid_to,
        source,
        confidence
    from source

)

select * from final
