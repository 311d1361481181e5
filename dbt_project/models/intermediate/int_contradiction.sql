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

contradictions as (

    select * from within_documents
    union all
    select * from across_documents

),

-- The figures that a contradiction sets against each other.
sides as (

    select
        error_id,
        left_id as figure_id
    from contradictions
    where left_id is not null
    union
    select
        error_id,
        right_id as figure_id
    from contradictions
    where right_id is not null

),

formats as (

    select
        organisation_id,
        fiscal_year,
        report_kind
    from {{ ref('dim_document') }}
    group by organisation_id, fiscal_year, report_kind
    having count(distinct media_type) > 1

),

-- Few reports are there in two formats; theirs are all figures that are compared.
figures as (

    select line_items.*
    from {{ ref('fct_line_item') }} as line_items
    semi join formats
        on
            line_items.organisation_id = formats.organisation_id
            and line_items.fiscal_year = formats.fiscal_year
            and line_items.report_kind = formats.report_kind

),

-- Another format of the same report is a second reading of its figures.
other_formats as (

    select
        sides.error_id,
        list(distinct sides.figure_id) as doubtful_ids,
        min(
            printf(
                '%s on page %d is read as %s in another format of the report (%s)',
                ours.text_printed,
                ours.page,
                theirs.text_printed,
                other_reports.media_type
            )
        ) as why
    from sides
    inner join figures as ours on sides.figure_id = ours.line_item_id
    inner join {{ ref('dim_document') }} as own_reports on ours.document_id = own_reports.document_id
    inner join figures as theirs
        on
            ours.organisation_id = theirs.organisation_id
            and ours.fiscal_year = theirs.fiscal_year
            and ours.report_kind = theirs.report_kind
            and ours.form_code = theirs.form_code
            and ours.section is not distinct from theirs.section
            and ours.item_code is not distinct from theirs.item_code
            and ours.item_name is not distinct from theirs.item_name
            and ours.measure = theirs.measure
            and ours.document_id != theirs.document_id
    inner join {{ ref('dim_document') }} as other_reports on theirs.document_id = other_reports.document_id
    where own_reports.media_type != other_reports.media_type
    group by sides.error_id
    having bool_and(ours.amount_yuan is distinct from theirs.amount_yuan)

),

doubted_figures as (

    select
        unnest(doubtful_ids) as figure_id,
        why
    from {{ ref('stg_reading_doubt') }}

),

unread_places as (

    select
        document_id,
        page,
        concat_ws(' ', kind, text) as told
    from {{ ref('stg_reading_note') }}
    where
        kind in (
            'unmatched_header', 'ambiguous_column', 'ambiguous_row', 'unparsed_figure',
            'figure_without_label',
            'unread_content', 'unseen_figures', 'unaccounted_figure', 'ambiguous_figure'
        )

),

tied_pages as (

    select
        error_id,
        document_id,
        left_page as page
    from across_documents
    union
    select
        error_id,
        other_document_id as document_id,
        right_page as page
    from across_documents

),

tie_doubts as (

    select
        sides.error_id,
        sides.figure_id,
        doubted_figures.why
    from across_documents
    inner join sides on across_documents.error_id = sides.error_id
    inner join doubted_figures on sides.figure_id = doubted_figures.figure_id
    union all
    select
        tied_pages.error_id,
        null as figure_id,
        printf('not all of page %d was read: %s', tied_pages.page, unread_places.told) as why
    from tied_pages
    inner join unread_places
        on
            tied_pages.document_id = unread_places.document_id
            and tied_pages.page = coalesce(unread_places.page, tied_pages.page)

),

-- What two reports say is told only where the figures of both were read whole.
unsound_ties as (

    select
        error_id,
        list(distinct figure_id) filter (where figure_id is not null) as doubtful_ids,
        min(why) as why
    from tie_doubts
    group by error_id

),

final as (

    select
        contradictions.*,
        case
            when other_formats.error_id is not null then 'other_format'
            when unsound_ties.error_id is not null then 'unread'
        end as reason,
        coalesce(other_formats.why, unsound_ties.why) as why,
        coalesce(other_formats.doubtful_ids, unsound_ties.doubtful_ids) as doubtful_ids
    from contradictions
    left join other_formats on contradictions.error_id = other_formats.error_id
    left join unsound_ties on contradictions.error_id = unsound_ties.error_id

)

select * from final
