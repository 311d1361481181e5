with line_items as (

    select * from {{ ref('fct_line_item') }}

),

documents as (

    select * from {{ ref('int_document') }}
    where resolved_organisation_kind = 'government' and not is_part_of_year

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

final as (

    select
        line_item_id,
        document_id,
        division_code,
        organisation_id,
        fiscal_year,
        report_kind,
        form_code,
        form_role,
        section,
        item_code,
        item_name,
        parent_item_name,
        measure,
        text_printed,
        unit,
        amount_yuan,
        page,
        scope,
        scope_kind,
        figure_year,
        proof_status,
        version_date,
        scope_key,
        parent_key,
        prior_length,
        print_order,
        -- prior_ is six characters: as often as it stands before a measure, so many years is the amount older
        figure_year - prior_length // 6 as amount_year,
        replace(measure, 'prior_', '') as own_measure,
        cast(
            power(10, -{{ printed_decimals('text_printed') }}) * {{ yuan_per_unit('unit') }} as decimal(24, 6)
        ) as last_digit_yuan,
        row_number() over (
            partition by
                document_id, table_no, form_code, section, parent_key, scope_key, item_code, item_name,
                measure
            order by print_order
        ) as occurrence_no
    from placed

)

select * from final
