with line_items as (

    select * from {{ ref('stg_line_item') }}
    where item_code is not null and account_kind is not null

),

documents as (

    select * from {{ ref('int_document') }}

),

named as (

    select
        line_items.account_kind,
        line_items.item_code as account_code,
        line_items.item_name as account_name,
        line_items.document_id,
        documents.fiscal_year
    from line_items
    inner join documents
        on
            line_items.document_id = documents.document_id
            and line_items.lake_file = documents.lake_file
    group by all

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
