with named as (

    select * from {{ ref('int_document_account') }}

),

final as (

    select
        account_kind,
        account_code,
        account_name,
        count(*) as document_count,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year
    from named
    group by account_kind, account_code, account_name

)

select * from final
