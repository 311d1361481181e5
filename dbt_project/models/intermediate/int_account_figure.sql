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

sub_items as (

    select * from printed
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

),

totals_from_classes as (

    {{ roll_up('classes', "'total'", 'cast(null as varchar)', 'total', "'sum_of_classes'") }}

),

missing_totals as (

    {{ not_printed('totals_from_classes', 'printed') }}

),

final as (

    select * from printed
    union all
    select * from missing_items
    union all
    select * from missing_classes
    union all
    select * from missing_totals

)

select * from final
