with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'line_items') }}

),

final as (

    select
        line_item_id,
        document_id,
        table_id,
        nullif(form_code, '') as form_code,
        section,
        nullif(item_code, '') as item_code,
        item_name,
        item_label_printed,
        parent_item_name,
        nullif(account_kind, '') as account_kind,
        measure,
        header_printed,
        text_printed,
        value_printed,
        unit,
        is_unit_inferred,
        amount_yuan,
        page,
        x0,
        top,
        x1,
        bottom,
        table_no,
        row_no,
        column_no,
        cell_reference,
        reader,
        confidence,
        decided_by,
        first_text,
        settled_by,
        scope,
        figure_year,
        proof_status,
        proof_identities,
        lake_file
    from source

)

select * from final
