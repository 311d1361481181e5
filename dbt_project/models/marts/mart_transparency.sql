{{ config(materialized='view') }}

with forms as (

    select
        organisation_id,
        division_code,
        fiscal_year,
        report_kind,
        count(*) filter (where status in ('disclosed', 'empty_form')) as disclosed_form_count,
        count(*) filter (where status = 'missing') as missing_form_count,
        count(*) filter (where status in ('unknown', 'unreadable')) as unknown_form_count
    from {{ ref('fct_disclosure_coverage') }}
    group by organisation_id, division_code, fiscal_year, report_kind

),

-- Figures of images are read by rapidocr; a document without figures does not tell how it can be read.
figures as (

    select
        document_id,
        bool_and(reader <> 'rapidocr') as is_machine_readable
    from {{ ref('fct_line_item') }}
    group by document_id

),

documents as (

    select
        published.organisation_id,
        published.fiscal_year,
        published.report_kind,
        count(*) as document_count,
        count(figures.document_id) as figure_document_count,
        count(*) filter (where figures.is_machine_readable) as machine_readable_document_count,
        min(published.publish_date) as first_publish_date
    from {{ ref('dim_document') }} as published
    left join figures on published.document_id = figures.document_id
    where published.status in ('extracted', 'partial', 'no_figures')
    group by published.organisation_id, published.fiscal_year, published.report_kind

),

errors as (

    select
        organisation_id,
        fiscal_year,
        report_kind,
        count(*) as contradiction_count
    from {{ ref('fct_disclosure_error') }}
    group by organisation_id, fiscal_year, report_kind

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

divisions as (

    select * from {{ ref('dim_division') }}

),

told as (

    select
        forms.*,
        coalesce(documents.document_count, 0) as document_count,
        documents.figure_document_count,
        documents.machine_readable_document_count,
        documents.first_publish_date,
        median(documents.first_publish_date) over (
            partition by forms.division_code, forms.fiscal_year, forms.report_kind
        ) as county_publish_date,
        case
            when documents.document_count > 0 then coalesce(errors.contradiction_count, 0)
        end as contradiction_count
    from forms
    left join documents
        on
            forms.organisation_id = documents.organisation_id
            and forms.fiscal_year = documents.fiscal_year
            and forms.report_kind = documents.report_kind
    left join errors
        on
            forms.organisation_id = errors.organisation_id
            and forms.fiscal_year = errors.fiscal_year
            and forms.report_kind = errors.report_kind

),

parts as (

    select
        *,
        {{ positive_ratio(
            'disclosed_form_count', '(disclosed_form_count + missing_form_count)'
        ) }} as disclosed_share,
        {{ positive_ratio(
            'machine_readable_document_count', 'figure_document_count'
        ) }} as machine_readable_share,
        case
            when document_count > 0 and unknown_form_count = 0 then missing_form_count = 0
        end as is_complete,
        contradiction_count = 0 as is_free_of_contradictions,
        date_diff('day', cast(county_publish_date as date), first_publish_date) as days_after_county
    from told

),

scored as (

    select
        *,
        list_filter(
            [
                disclosed_share,
                machine_readable_share,
                cast(is_complete as double),
                cast(is_free_of_contradictions as double),
                cast(days_after_county <= 20 as double)
            ],
            lambda part: part is not null
        ) as known_parts
    from parts

),

final as (

    select
        scored.division_code,
        divisions.division_name,
        scored.organisation_id,
        organisations.organisation_name,
        scored.fiscal_year,
        scored.report_kind,
        scored.document_count,
        scored.disclosed_form_count,
        scored.missing_form_count,
        scored.unknown_form_count,
        scored.disclosed_share,
        scored.machine_readable_share,
        scored.is_complete,
        scored.contradiction_count,
        scored.first_publish_date,
        scored.days_after_county,
        scored.days_after_county > 20 as is_late,
        cast(len(scored.known_parts) as integer) as known_part_count,
        round(100 * list_avg(scored.known_parts), 1) as transparency_score
    from scored
    inner join organisations on scored.organisation_id = organisations.organisation_id
    left join divisions on scored.division_code = divisions.division_code

)

select * from final
