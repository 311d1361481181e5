with checks as (

    select * from {{ ref('stg_identity_check') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

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
        checks.quantity,
        checks.left_value,
        checks.right_value,
        checks.difference,
        checks.tolerance,
        checks.left_yuan,
        checks.right_yuan,
        checks.difference_yuan,
        checks.tolerance_yuan,
        checks.status,
        checks.proves,
        checks.left_text,
        checks.left_page,
        checks.right_text,
        checks.right_page,
        checks.unit,
        checks.left_ids,
        checks.right_ids,
        checks.suggestion_kind,
        checks.suggestion,
        checks.suggested_id,
        checks.suggested_value
    from checks
    inner join documents
        on
            checks.document_id = documents.document_id
            and checks.lake_file = documents.lake_file

)

select * from final
