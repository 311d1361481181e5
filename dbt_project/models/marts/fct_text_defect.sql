with defects as (

    select * from {{ ref('stg_text_defect') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        defects.defect_id,
        defects.document_id,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        defects.kind,
        defects.what,
        defects.text,
        defects.page,
        defects.sentence
    from defects
    inner join documents
        on
            defects.document_id = documents.document_id
            and defects.lake_file = documents.lake_file

)

select * from final
