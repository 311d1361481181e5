with figures as (

    select
        *,
        case when item_key = 'total' then 'total' else item_level end as figure_level
    from {{ ref('int_figure') }}
    where
        form_code in ('F05', 'B05')
        and measure in ('total', 'initial_budget', 'adjusted_budget')

),

printed as (

    select
        organisation_id,
        fiscal_year,
        document_id,
        form_code,
        measure,
        item_key,
        item_code,
        item_name,
        figure_level as item_level,
        amount_yuan,
        unit,
        page,
        line_item_id,
        proof_status,
        'printed' as figure_source
    from figures

),

items_from_sub_items as (

    select
        organisation_id,
        fiscal_year,
        document_id,
        form_code,
        measure,
        left(item_code, 5) as item_key,
        left(item_code, 5) as item_code,
        cast(null as varchar) as item_name,
        'item' as item_level,
        {{ sum_if_complete('amount_yuan') }} as amount_yuan,
        min(unit) as unit,
        min(page) as page,
        cast(null as varchar) as line_item_id,
        {{ weakest_proof_status('proof_status') }} as proof_status,
        'sum_of_sub_items' as figure_source
    from printed
    where item_level = 'sub_item'
    group by all

),

missing_items as (

    select items_from_sub_items.*
    from items_from_sub_items
    anti join printed
        on
            items_from_sub_items.document_id = printed.document_id
            and items_from_sub_items.form_code = printed.form_code
            and items_from_sub_items.measure = printed.measure
            and items_from_sub_items.item_key = printed.item_key

),

items as (

    select * from printed
    where item_level = 'item'
    union all
    select * from missing_items

),

classes_from_items as (

    select
        organisation_id,
        fiscal_year,
        document_id,
        form_code,
        measure,
        left(item_code, 3) as item_key,
        left(item_code, 3) as item_code,
        cast(null as varchar) as item_name,
        'class' as item_level,
        {{ sum_if_complete('amount_yuan') }} as amount_yuan,
        min(unit) as unit,
        min(page) as page,
        cast(null as varchar) as line_item_id,
        {{ weakest_proof_status('proof_status') }} as proof_status,
        case
            when bool_and(figure_source = 'sum_of_sub_items') then 'sum_of_sub_items'
            else 'sum_of_items'
        end as figure_source
    from items
    group by all

),

missing_classes as (

    select classes_from_items.*
    from classes_from_items
    anti join printed
        on
            classes_from_items.document_id = printed.document_id
            and classes_from_items.form_code = printed.form_code
            and classes_from_items.measure = printed.measure
            and classes_from_items.item_key = printed.item_key

),

classes as (

    select * from printed
    where item_level = 'class'
    union all
    select * from missing_classes

),

totals_from_classes as (

    select
        organisation_id,
        fiscal_year,
        document_id,
        form_code,
        measure,
        'total' as item_key,
        cast(null as varchar) as item_code,
        cast(null as varchar) as item_name,
        'total' as item_level,
        {{ sum_if_complete('amount_yuan') }} as amount_yuan,
        min(unit) as unit,
        min(page) as page,
        cast(null as varchar) as line_item_id,
        {{ weakest_proof_status('proof_status') }} as proof_status,
        'sum_of_classes' as figure_source
    from classes
    group by all

),

missing_totals as (

    select totals_from_classes.*
    from totals_from_classes
    anti join printed
        on
            totals_from_classes.document_id = printed.document_id
            and totals_from_classes.form_code = printed.form_code
            and totals_from_classes.measure = printed.measure
            and totals_from_classes.item_key = printed.item_key

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
