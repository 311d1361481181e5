{{ config(materialized='view') }}

with figures as (

    select * from {{ ref('int_figure') }}
    where report_kind = 'final_account' and amount_yuan is not null

),

-- The form of expenditure by function comes before the one that lists it beside revenue.
final as (

    select
        organisation_id,
        fiscal_year,
        amount_yuan,
        proof_status,
        document_id,
        page,
        line_item_id
    from figures
    where
        (form_role = 'expenditure_by_function' and item_key = 'total' and measure = 'expenditure_total')
        or (
            form_role = 'revenue_and_expenditure'
            and section = 'expenditure'
            and item_key = '本年支出合计'
            and measure = 'final'
        )
    qualify
        row_number() over (
            partition by organisation_id, fiscal_year
            order by form_role asc, form_precedence asc, form_code asc
        ) = 1

)

select * from final
