with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'tables') }}

),

final as (

    select
        table_id,
        document_id,
        table_no,
        page_first,
        page_last,
        title_printed,
        nullif(form_code, '') as form_code,
        status,
        reason,
        unit,
        is_unit_inferred,
        unit_evidence,
        header_printed,
        row_count,
        column_count,
        lake_file
    from source

)

select * from final
