with names as (

    select * from {{ ref('dim_account_name') }}
    where is_listed

),

final as (

    select
        before.account_kind,
        case when before.account_code = later.account_code then 'renamed' else 'moved' end as change_kind,
        before.account_code as old_code,
        before.account_name as old_name,
        later.account_code as new_code,
        later.account_name as new_name,
        later.valid_from as first_year,
        before.evidence as old_evidence,
        later.evidence as new_evidence,
        not before.is_candidate and not later.is_candidate as is_confirmed
    from names as before
    inner join names as later
        on
            before.account_kind = later.account_kind
            and before.valid_to + 1 = later.valid_from
            and (before.account_code = later.account_code) <> (before.account_name = later.account_name)

)

select * from final
