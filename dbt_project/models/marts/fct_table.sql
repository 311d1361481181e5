with tables as (

    select * from {{ ref('stg_table') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

figures as (

    select
        table_id,
        lake_file,
        count(*) as figure_count
    from {{ ref('stg_line_item') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}
    group by table_id, lake_file

),

final as (

    select
        tables.table_id,
        tables.document_id,
        tables.table_no,
        tables.page_first,
        tables.page_last,
        tables.title_printed,
        tables.form_code,
        tables.status,
        tables.reason,
        tables.unit,
        tables.is_unit_inferred,
        tables.unit_evidence,
        tables.header_printed,
        tables.row_count,
        tables.column_count,
        coalesce(figures.figure_count, 0) as figure_count
    from tables
    inner join documents
        on
            tables.document_id = documents.document_id
            and tables.lake_file = documents.lake_file
    left join figures
        on
            tables.table_id = figures.table_id
            and tables.lake_file = figures.lake_file

)

select * from final
