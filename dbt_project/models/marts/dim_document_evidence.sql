with evidence as (

    select * from {{ ref('stg_document_evidence') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        evidence.document_id,
        evidence.field,
        evidence.value,
        evidence.source,
        evidence.page,
        evidence.text,
        evidence.is_chosen
    from evidence
    inner join documents
        on
            evidence.document_id = documents.document_id
            and evidence.lake_file = documents.lake_file

)

select * from final
