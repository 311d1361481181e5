with claims as (

    select * from {{ ref('stg_claim') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        claims.claim_id,
        claims.document_id,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        {{ claim_columns('claims') }},
        claims.heading,
        claims.sentence,
        claims.proof_status,
        claims.proof_identities
    from claims
    inner join documents
        on
            claims.document_id = documents.document_id
            and claims.lake_file = documents.lake_file

)

select * from final
