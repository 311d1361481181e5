with line_items as (

    select * from {{ ref('stg_line_item') }}
    where
        {{ is_changed('lake_file') }}
        and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        line_items.line_item_id,
        line_items.document_id,
        line_items.table_id,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        line_items.form_code,
        line_items.section,
        line_items.item_code,
        line_items.item_name,
        line_items.item_label_printed,
        line_items.parent_item_name,
        line_items.account_kind,
        line_items.measure,
        line_items.header_printed,
        line_items.text_printed,
        line_items.value_printed,
        line_items.unit,
        line_items.is_unit_inferred,
        line_items.amount_yuan,
        line_items.page,
        line_items.x0,
        line_items.top,
        line_items.x1,
        line_items.bottom,
        line_items.table_no,
        line_items.row_no,
        line_items.column_no,
        line_items.cell_reference,
        line_items.reader,
        line_items.confidence,
        line_items.decided_by,
        line_items.first_text,
        line_items.settled_by,
        line_items.scope,
        coalesce(line_items.figure_year, documents.fiscal_year) as figure_year,
        {{ scope_kind('line_items.scope', 'documents.division_code') }} as scope_kind,
        line_items.proof_status,
        line_items.proof_identities
    from line_items
    inner join documents
        on
            line_items.document_id = documents.document_id
            and line_items.lake_file = documents.lake_file

)

select * from final
