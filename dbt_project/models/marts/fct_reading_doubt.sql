with doubts as (

    select * from {{ ref('stg_reading_doubt') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

contradictions as (

    select * from {{ ref('int_contradiction') }}

),

within_documents as (

    select
        doubts.doubt_id,
        doubts.document_id,
        cast(null as varchar) as other_document_id,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        doubts.kind,
        doubts.identity_id,
        doubts.scope,
        doubts.what,
        doubts.reason,
        doubts.why,
        doubts.doubtful_ids,
        {{ contradiction_columns('doubts') }}
    from doubts
    inner join documents
        on
            doubts.document_id = documents.document_id
            and doubts.lake_file = documents.lake_file

),

across_documents as (

    select
        error_id as doubt_id,
        document_id,
        other_document_id,
        division_code,
        organisation_id,
        fiscal_year,
        report_kind,
        kind,
        identity_id,
        scope,
        what,
        reason,
        why,
        doubtful_ids,
        {{ contradiction_columns() }}
    from contradictions
    where reason is not null

),

final as (

    select * from within_documents
    union all
    select * from across_documents

)

select * from final
