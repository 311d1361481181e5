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

-- A budget that was adjusted in the year, or a report called a correction, is not the first of its kind.
editions as (

    select
        document_id,
        -- an attachment is published with its page
        coalesce(
            publish_date,
            case when page_url is not null then min(publish_date) over (partition by site, page_url) end
        ) as publish_date,
        coalesce(budget_basis = 'adjusted', false)
        or coalesce(edition in ('correction', 'supplement'), false) as is_later_edition
    from {{ ref('int_document') }}

),

documents as (

    select
        published.organisation_id,
        published.fiscal_year,
        published.report_kind,
        count(*) filter (
            where published.status in ('extracted', 'partial', 'no_figures')
        ) as document_count,
        count(figures.document_id) as figure_document_count,
        count(*) filter (where figures.is_machine_readable) as machine_readable_document_count,
        min(editions.publish_date) filter (where not editions.is_later_edition) as first_publish_date,
        bool_or(editions.publish_date is null) as has_undated
    from {{ ref('dim_document') }} as published
    left join figures on published.document_id = figures.document_id
    left join editions on published.document_id = editions.document_id
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
        documents.has_undated,
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
        date_diff('day', cast(county_publish_date as date), first_publish_date) as days_known
    from told

),

-- A first date that comes late proves nothing where an earlier edition may be without one.
placed as (

    select
        *,
        case when not (days_known > 20 and has_undated) then days_known end as days_after_county
    from parts

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
    from placed

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
