with documents as (

    select * from {{ ref('int_document') }}
    where
        organisation_id is not null
        and fiscal_year is not null
        and report_kind is not null
        and {{ is_changed('organisation_id') }}

),

forms as (

    select * from {{ ref('stg_form') }}

),

figures as (

    select
        document_id,
        lake_file,
        form_code,
        project_name,
        figure_count,
        is_from_image
    from {{ changed_rows(ref('int_form_figure')) }}
    where {{ is_changed('document_id') }}

),

empty_forms as (

    select distinct
        document_id,
        lake_file,
        form_code,
        '' as project_name,
        0 as figure_count,
        false as is_from_image
    from {{ ref('stg_table') }}
    where status = 'empty_form' and form_code is not null and {{ is_changed('lake_file') }}

),

-- A list of targets may print no money: its indicators are what it discloses.
target_forms as (

    select
        indicators.document_id,
        indicators.lake_file,
        indicators.form_code,
        '' as project_name,
        count(*) as figure_count,
        false as is_from_image
    from {{ ref('stg_indicator') }} as indicators
    left join figures
        on
            indicators.document_id = figures.document_id
            and indicators.lake_file = figures.lake_file
            and indicators.form_code = figures.form_code
    where
        figures.document_id is null
        and indicators.form_code is not null
        and {{ is_changed('lake_file', 'indicators.lake_file') }}
    group by indicators.document_id, indicators.lake_file, indicators.form_code

),

disclosed as (

    select * from figures
    union all
    select * from empty_forms
    union all
    select * from target_forms

),

candidates as (

    select
        disclosed.document_id,
        disclosed.form_code,
        disclosed.project_name,
        forms.role as form_role,
        forms.precedence as form_precedence,
        documents.lake_file,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        documents.budget_basis,
        documents.report_id,
        documents.version_date,
        documents.is_dated,
        documents.publish_date is not null as has_own_date,
        documents.edition is not null and documents.edition <> 'provisional' as is_later_edition,
        {{ edition_order() }} as edition_order,
        excerpts.document_id is not null as is_excerpt,
        documents.fetched_at,
        documents.status,
        max(disclosed.figure_count) as figure_count,
        bool_or(disclosed.is_from_image) as is_from_image
    from disclosed
    inner join documents
        on
            disclosed.document_id = documents.document_id
            and disclosed.lake_file = documents.lake_file
    inner join forms
        on
            disclosed.form_code = forms.form_code
            and documents.report_kind = forms.report_kind
    left join {{ changed_rows(ref('int_form_excerpt')) }} as excerpts
        on
            disclosed.document_id = excerpts.document_id
            and disclosed.form_code = excerpts.form_code
            and disclosed.project_name = excerpts.project_name
    group by all

),

final as (

    select
        *,
        row_number() over version = 1 as is_in_force,
        first_value(document_id) over version as in_force_document_id
    from candidates
    window version as (
        partition by organisation_id, fiscal_year, report_kind, budget_basis, form_code, project_name
        order by
            is_excerpt asc,
            edition_order desc,
            version_date desc nulls last,
            is_later_edition desc,
            has_own_date desc,
            case when status = 'extracted' then 0 else 1 end asc,
            is_from_image asc,
            figure_count desc,
            fetched_at desc nulls last,
            document_id asc
    )

)

select * from final
