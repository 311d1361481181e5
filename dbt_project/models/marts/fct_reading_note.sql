with notes as (

    select * from {{ ref('stg_reading_note') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        notes.note_id,
        notes.document_id,
        notes.kind,
        notes.page,
        notes.table_no,
        notes.row_no,
        notes.column_no,
        notes.text,
        notes.detail
    from notes
    inner join documents
        on
            notes.document_id = documents.document_id
            and notes.lake_file = documents.lake_file

)

select * from final
