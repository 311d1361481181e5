with contradictions as (

    select * from {{ ref('int_contradiction') }}

),

final as (

    select
        error_id,
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
        {{ contradiction_columns() }},
        difference_yuan,
        suggestion_kind,
        suggestion
    from contradictions
    where reason is null

)

select * from final
