with listed as (

    select
        account_kind,
        account_code,
        account_name,
        min(valid_from) as valid_from,
        case when count(valid_to) = count(*) then max(valid_to) end as valid_to,
        bool_or(starts_with(source, 'notice')) as is_in_notice,
        bool_or(confidence = 'high') as is_certain
    from {{ ref('stg_account') }}
    group by account_kind, account_code, account_name

),

printed as (

    select * from {{ ref('int_account_printed') }}

),

joined as (

    select
        coalesce(listed.account_kind, printed.account_kind) as account_kind,
        coalesce(listed.account_code, printed.account_code) as account_code,
        coalesce(listed.account_name, printed.account_name) as account_name,
        case
            when printed.document_count > 0 then 'printed'
            when listed.is_in_notice then 'notice'
            when listed.is_certain then 'listed'
            else 'recalled'
        end as evidence,
        listed.account_code is not null as is_listed,
        listed.valid_from,
        listed.valid_to,
        coalesce(printed.document_count, 0) as document_count,
        printed.first_fiscal_year as first_printed_year,
        printed.last_fiscal_year as last_printed_year
    from listed
    full outer join printed
        on
            listed.account_kind = printed.account_kind
            and listed.account_code = printed.account_code
            and listed.account_name = printed.account_name

),

final as (

    select
        account_kind,
        account_code,
        account_name,
        evidence,
        evidence = 'recalled' as is_candidate,
        is_listed,
        valid_from,
        valid_to,
        document_count,
        first_printed_year,
        last_printed_year,
        coalesce(first_printed_year < valid_from, false)
        or coalesce(last_printed_year > valid_to, false) as is_printed_outside_validity
    from joined

)

select * from final
