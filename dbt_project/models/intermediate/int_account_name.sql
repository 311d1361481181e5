with accounts as (

    select * from {{ ref('stg_account') }}
    where account_kind = 'functional' and confidence = 'high'

),

final as (

    select
        account_name,
        case when count(distinct account_code) = 1 then min(account_code) end as account_code,
        case
            when count(distinct account_code) filter (where level = 'class') = 1
                then min(account_code) filter (where level = 'class')
        end as class_code
    from accounts
    group by account_name

)

select * from final
