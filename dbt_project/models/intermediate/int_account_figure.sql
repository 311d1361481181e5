with figures as (

    select
        *,
        case form_role
            when 'general_budget_by_function' then 'functional'
            when 'general_budget_basic_by_economic' then 'economic'
        end as account_kind
    from {{ changed_rows(ref('int_figure')) }}
    where {{ is_changed('organisation_id') }}

),

printed as (

    select
        account_kind,
        {{ whose_figure() }},
        item_key,
        item_code,
        item_name,
        case
            when account_kind = 'economic' then {{ account_level("'economic'", 'item_code') }}
            when item_key = 'total' then 'total'
            else item_level
        end as item_level,
        amount_yuan,
        unit,
        page,
        line_item_id,
        proof_status,
        is_unit_inferred,
        'printed' as figure_source
    from figures
    where
        (account_kind = 'functional' and measure in ('total', 'initial_budget', 'adjusted_budget'))
        or (account_kind = 'functional' and measure = 'prior_total' and report_kind = 'final_account')
        or (
            account_kind = 'economic'
            and item_code is not null
            -- 501, 502 … classify for the government what 301, 302 … classify for its departments
            and item_code < '500'
            and (
                measure = case report_kind when 'final_account' then 'final' else 'total' end
                or (measure = 'prior_final' and report_kind = 'final_account')
            )
        )

),

-- Rows of which a part was read and the total was not: sums of their level lack them. What was spent the
-- year before is no part.
unread_rows as (

    select distinct
        parts.account_kind,
        parts.organisation_id,
        parts.fiscal_year,
        parts.report_kind,
        parts.document_id,
        parts.form_code,
        parts.form_role,
        parts.form_precedence,
        'total' as measure,
        parts.item_key,
        parts.item_code,
        parts.item_level
    from figures as parts
    anti join printed as totals
        on
            parts.document_id = totals.document_id
            and parts.form_code = totals.form_code
            and parts.item_key = totals.item_key
            and totals.measure = 'total'
    semi join printed as siblings
        on
            parts.document_id = siblings.document_id
            and parts.form_code = siblings.form_code
            and parts.item_level = siblings.item_level
            and left(parts.item_code, -2) = left(siblings.item_code, -2)
            and siblings.measure = 'total'
    where
        parts.account_kind = 'functional'
        and parts.item_code is not null
        and not starts_with(parts.measure, 'prior_')

),

-- Rows of which no figure was read may be of any account.
unread_forms as (

    select distinct
        notes.document_id,
        printed_tables.form_code
    from {{ ref('stg_reading_note') }} as notes
    inner join {{ ref('stg_table') }} as printed_tables
        on
            notes.document_id = printed_tables.document_id
            and notes.lake_file = printed_tables.lake_file
            and notes.table_no = printed_tables.table_no
    anti join {{ ref('stg_line_item') }} as line_items
        on
            notes.document_id = line_items.document_id
            and notes.table_no = line_items.table_no
            and notes.page = line_items.page
            and notes.row_no = line_items.row_no
    where notes.kind = 'unparsed_figure'

),

sub_items as (

    select * from printed
    where item_level = 'sub_item'
    union all by name
    select * from unread_rows
    where item_level = 'sub_item'

),

items_from_sub_items as (

    {{ roll_up('sub_items', 'left(item_code, 5)', 'left(item_code, 5)', 'item', "'sum_of_sub_items'") }}

),

missing_items as (

    {{ not_printed('items_from_sub_items', 'printed') }}

),

items as (

    select * from printed
    where item_level = 'item'
    union all
    select * from missing_items
    union all by name
    select unread_rows.*
    from unread_rows
    anti join items_from_sub_items as sums
        on
            unread_rows.document_id = sums.document_id
            and unread_rows.form_code = sums.form_code
            and unread_rows.item_key = sums.item_key
    where unread_rows.item_level = 'item'

),

classes_from_items as (

    {{ roll_up('items', 'left(item_code, 3)', 'left(item_code, 3)', 'class',
        "case when bool_and(figure_source = 'sum_of_sub_items') then 'sum_of_sub_items' else 'sum_of_items' end") }}

),

missing_classes as (

    {{ not_printed('classes_from_items', 'printed') }}

),

classes as (

    select * from printed
    where item_level = 'class' and account_kind = 'functional'
    union all
    select * from missing_classes
    where account_kind = 'functional'
    union all by name
    select unread_rows.*
    from unread_rows
    anti join classes_from_items as sums
        on
            unread_rows.document_id = sums.document_id
            and unread_rows.form_code = sums.form_code
            and unread_rows.item_key = sums.item_key
    where unread_rows.item_level = 'class'

),

totals_from_classes as (

    {{ roll_up('classes', "'total'", 'cast(null as varchar)', 'total', "'sum_of_classes'") }}

),

missing_totals as (

    {{ not_printed('totals_from_classes', 'printed') }}

),

summed_up as (

    select * from missing_items
    union all
    select * from missing_classes
    union all
    select * from missing_totals

),

final as (

    select * from printed
    union all
    select summed_up.*
    from summed_up
    anti join unread_forms
        on
            summed_up.document_id = unread_forms.document_id
            and summed_up.form_code = unread_forms.form_code

)

select * from final
