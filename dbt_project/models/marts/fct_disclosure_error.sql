with errors as (

    select * from {{ ref('stg_disclosure_error') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

cross_checks as (

    select
        *,
        coalesce(unit, '元') as difference_unit
    from {{ ref('fct_cross_document_check') }}
    where is_hard and status = 'violated'

),

reports as (

    select
        document_id,
        fiscal_year,
        case when report_kind = 'budget' then 'budget' else 'final accounts' end as report_words
    from {{ ref('dim_document') }}

),

within_documents as (

    select
        errors.error_id,
        errors.document_id,
        cast(null as varchar) as other_document_id,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        errors.kind,
        errors.identity_id,
        errors.scope,
        errors.what,
        errors.left_text,
        errors.left_page,
        errors.left_id,
        errors.right_text,
        errors.right_page,
        errors.right_id,
        errors.difference,
        errors.unit,
        cast(
            round(errors.difference * {{ yuan_per_unit('errors.unit') }}, 2) as decimal(20, 2)
        ) as difference_yuan,
        errors.suggestion_kind,
        errors.suggestion
    from errors
    inner join documents
        on
            errors.document_id = documents.document_id
            and errors.lake_file = documents.lake_file

),

across_documents as (

    select
        cross_checks.check_id as error_id,
        cross_checks.document_id,
        cross_checks.other_document_id,
        cross_checks.division_code,
        cross_checks.organisation_id,
        cross_checks.fiscal_year,
        cross_checks.report_kind,
        'contradiction' as kind,
        cross_checks.identity_id,
        cross_checks.scope,
        printf(
            '%s: page %d of the %s of %d states %s %s; page %d of the %s of %d prints %s %s (%s).',
            cross_checks.statement,
            cross_checks.left_page,
            reports.report_words,
            reports.fiscal_year,
            cross_checks.left_text,
            cross_checks.unit,
            cross_checks.right_page,
            other_reports.report_words,
            other_reports.fiscal_year,
            cross_checks.right_text,
            cross_checks.right_unit,
            cross_checks.scope
        ) as what,
        concat_ws(' ', cross_checks.left_text, cross_checks.unit) as left_text,
        cross_checks.left_page,
        cross_checks.left_ids[1] as left_id,
        concat_ws(' ', cross_checks.right_text, cross_checks.right_unit) as right_text,
        cross_checks.right_page,
        cross_checks.right_ids[1] as right_id,
        cast(
            round(
                cross_checks.difference_yuan / {{ yuan_per_unit('cross_checks.difference_unit') }}, 6
            ) as decimal(24, 6)
        ) as difference,
        cross_checks.difference_unit as unit,
        cross_checks.difference_yuan,
        cast(null as varchar) as suggestion_kind,
        cast(null as varchar) as suggestion
    from cross_checks
    inner join reports on cross_checks.document_id = reports.document_id
    inner join reports as other_reports on cross_checks.other_document_id = other_reports.document_id

),

final as (

    select * from within_documents
    union all
    select * from across_documents

)

select * from final
