with line_items as (

    select * from {{ ref('stg_line_item') }}
    where
        item_code is not null
        and account_kind is not null
        and {{ is_changed('lake_file') }}
        and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        line_items.document_id,
        documents.fiscal_year,
        line_items.account_kind,
        line_items.item_code as account_code,
        line_items.item_name as account_name
    from line_items
    inner join documents
        on
            line_items.document_id = documents.document_id
            and line_items.lake_file = documents.lake_file
    group by all

)

select * from final
