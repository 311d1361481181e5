with printed as (

    select
        organisation_id,
        fiscal_year,
        document_id,
        form_code,
        'amount' as measure,
        item_code as item_key,
        item_code,
        item_name,
        case length(item_code) when 3 then 'class' when 5 then 'item' end as item_level,
        amount_yuan,
        unit,
        page,
        line_item_id,
        proof_status,
        'printed' as figure_source
    from {{ changed_rows(ref('int_figure')) }}
    where
        {{ is_changed('organisation_id') }}
        and item_code is not null
        and ((form_code = 'F06' and measure = 'final') or (form_code = 'B08' and measure = 'total'))

),

items as (

    select * from printed
    where item_level = 'item'

),

classes_from_items as (

    {{ roll_up('items', 'left(item_code, 3)', 'left(item_code, 3)', 'class', "'sum_of_items'") }}

),

missing_classes as (

    {{ not_printed('classes_from_items', 'printed') }}

),

classes as (

    select * from printed
    where item_level = 'class'
    union all
    select * from missing_classes

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

final as (

    select
        classes.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        classes.fiscal_year,
        classes.item_key,
        any_value(classes.item_code) as item_code,
        'class' as item_level,
        coalesce(
            any_value(classes.item_name) filter (where classes.form_code = 'F06'),
            any_value(classes.item_name)
        ) as item_name,
        any_value(classes.amount_yuan) filter (where classes.form_code = 'B08') as initial_budget_yuan,
        any_value(classes.proof_status) filter (
            where classes.form_code = 'B08'
        ) as initial_budget_proof_status,
        any_value(classes.amount_yuan) filter (where classes.form_code = 'F06') as final_yuan,
        any_value(classes.proof_status) filter (where classes.form_code = 'F06') as final_proof_status
    from classes
    inner join organisations on classes.organisation_id = organisations.organisation_id
    group by
        classes.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        classes.fiscal_year,
        classes.item_key

)

select * from final
