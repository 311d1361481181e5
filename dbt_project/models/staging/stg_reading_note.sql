with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'reading_notes') }}

),

final as (

    select
        note_id,
        document_id,
        kind,
        page,
        table_no,
        row_no,
        column_no,
        text,
        detail,
        lake_file
    from source

)

select * from final
