with line_items as (

    select * from {{ ref('fct_line_item') }}

),

documents as (

    select * from {{ ref('int_document') }}
    where resolved_organisation_kind = 'government'

),

forms as (

    select * from {{ ref('dim_form') }}
    where report_kind = 'government'

),

-- A name that a table prints several times under one line is told apart by its place among them.
placed as (

    select
        line_items.*,
        forms.role as form_role,
        documents.version_date,
        coalesce(line_items.scope, '') as scope_key,
        coalesce(line_items.parent_item_name, '') as parent_key,
        length(line_items.measure) - length(replace(line_items.measure, 'prior_', '')) as prior_length,
        {{ print_order(
            'line_items.page', 'line_items.table_no', 'line_items.row_no', 'line_items.column_no'
        ) }} as print_order
    from line_items
    inner join documents on line_items.document_id = documents.document_id
    inner join forms on line_items.form_code = forms.form_code
    where
        line_items.amount_yuan is not null
        and line_items.division_code is not null
        and line_items.figure_year is not null

),

told as (

    select
        *,
        -- prior_ is six characters: as often as it stands before a measure, so many years is the amount older
        figure_year - prior_length // 6 as amount_year,
        replace(measure, 'prior_', '') as own_measure,
        row_number() over (
            partition by
                document_id, table_no, form_code, section, parent_key, scope_key, item_code, item_name,
                measure
            order by print_order
        ) as occurrence_no
    from placed

),

ranked as (

    select
        *,
        row_number() over (
            account
            order by
                case proof_status when 'disputed' then 1 else 0 end asc,
                prior_length asc,
                version_date desc nulls last,
                document_id asc,
                print_order asc
        ) as rank_no,
        count(*) over account as figure_count,
        min(amount_yuan) over account <> max(amount_yuan) over account as is_conflicting
    from told
    window account as (
        partition by
            division_code, amount_year, scope_key, form_code, section, parent_key, item_code, item_name,
            occurrence_no, own_measure
    )

),

final as (

    select
        left(
            sha256(
                concat_ws(
                    '|', division_code, amount_year, scope_key, form_code, section, parent_key,
                    coalesce(item_code, ''), item_name, occurrence_no, own_measure
                )
            ),
            16
        ) as government_account_id,
        division_code,
        cast(amount_year as integer) as fiscal_year,
        'government' as organisation_kind,
        scope,
        scope_kind,
        form_code,
        form_role,
        section,
        parent_item_name,
        item_code,
        item_name,
        cast(occurrence_no as integer) as occurrence_no,
        own_measure as measure,
        amount_yuan,
        prior_length > 0 as is_from_later_report,
        figure_count,
        is_conflicting,
        proof_status,
        document_id,
        page,
        line_item_id
    from ranked
    where rank_no = 1

)

select * from final
