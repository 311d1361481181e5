with checks as (

    select * from {{ ref('stg_identity_check') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        checks.check_id,
        checks.document_id,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        checks.identity_id,
        checks.scope,
        checks.is_hard,
        checks.statement,
        checks.left_yuan,
        checks.right_yuan,
        checks.difference_yuan,
        checks.tolerance_yuan,
        checks.status,
        checks.left_text,
        checks.left_page,
        checks.right_text,
        checks.right_page,
        checks.unit
    from checks
    inner join documents
        on
            checks.document_id = documents.document_id
            and checks.lake_file = documents.lake_file

)

select * from final
