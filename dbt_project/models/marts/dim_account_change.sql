with names as (

    select * from {{ ref('dim_account_name') }}
    where is_listed

),

final as (

    select
        earlier.account_kind,
        case when earlier.account_code = later.account_code then 'renamed' else 'moved' end as change_kind,
        earlier.account_code as old_code,
        earlier.account_name as old_name,
        later.account_code as new_code,
        later.account_name as new_name,
        later.valid_from as first_year,
        earlier.evidence as old_evidence,
        later.evidence as new_evidence,
        not earlier.is_candidate and not later.is_candidate as is_confirmed
    from names as earlier
    inner join names as later
        on
            earlier.account_kind = later.account_kind
            and earlier.valid_to + 1 = later.valid_from
            and (earlier.account_code = later.account_code) <> (earlier.account_name = later.account_name)

)

select * from final
