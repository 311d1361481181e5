with accounts as (

    select * from {{ ref('stg_account') }}

),

printed as (

    select * from {{ ref('int_account_printed') }}

),

printed_codes as (

    select
        account_kind,
        account_code,
        arg_max(
            account_name,
            struct_pack(
                documents := document_count,
                latest := coalesce(last_fiscal_year, 0),
                name_text := account_name
            )
        ) as account_name,
        cast(sum(document_count) as bigint) as document_count
    from printed
    group by account_kind, account_code

),

listed as (

    select
        accounts.account_kind,
        accounts.account_code,
        accounts.account_name,
        accounts.level,
        accounts.parent_code,
        accounts.valid_from,
        accounts.valid_to,
        accounts.source,
        accounts.confidence,
        coalesce(printed.document_count, 0) as document_count,
        true as is_listed
    from accounts
    left join printed
        on
            accounts.account_kind = printed.account_kind
            and accounts.account_code = printed.account_code
            and accounts.account_name = printed.account_name

),

unlisted as (

    select
        printed_codes.account_kind,
        printed_codes.account_code,
        printed_codes.account_name,
        {{ account_level('printed_codes.account_kind', 'printed_codes.account_code') }} as level,
        case
            when length(printed_codes.account_code) in (5, 7)
                then left(printed_codes.account_code, length(printed_codes.account_code) - 2)
        end as parent_code,
        cast(null as integer) as valid_from,
        cast(null as integer) as valid_to,
        'printed' as source,
        'unlisted' as confidence,
        printed_codes.document_count,
        false as is_listed
    from printed_codes
    anti join accounts
        on
            printed_codes.account_kind = accounts.account_kind
            and printed_codes.account_code = accounts.account_code

),

all_accounts as (

    select * from listed
    union all
    select * from unlisted

),

final as (

    select
        left(
            sha256(
                concat_ws(
                    '|',
                    account_kind,
                    account_code,
                    coalesce(account_name, ''),
                    coalesce(cast(valid_from as varchar), '')
                )
            ),
            16
        ) as account_id,
        account_kind,
        account_code,
        account_name,
        level,
        parent_code,
        valid_from,
        valid_to,
        source,
        confidence,
        is_listed,
        document_count
    from all_accounts

)

select * from final
