with figures as (

    select * from {{ changed_rows(ref('int_figure')) }}
    where
        report_kind = 'final_account'
        and amount_yuan is not null
        and {{ is_changed('organisation_id') }}

),

-- What a body hands on to those below or above it, which they spend.
handed_on as (

    select
        document_id,
        form_code,
        sum(amount_yuan) as handed_on_yuan
    from figures
    where
        form_role = 'expenditure_by_function'
        and item_key = 'total'
        and measure in ('subsidy_to_affiliates', 'remitted_to_superior')
    group by document_id, form_code

),

-- The form of expenditure by function comes before the one that lists it beside revenue.
final as (

    select
        figures.organisation_id,
        figures.fiscal_year,
        figures.amount_yuan,
        coalesce(handed_on.handed_on_yuan, 0) as handed_on_yuan,
        figures.proof_status,
        figures.document_id,
        figures.page,
        figures.line_item_id
    from figures
    left join handed_on
        on
            figures.document_id = handed_on.document_id
            and figures.form_code = handed_on.form_code
    where
        (
            figures.form_role = 'expenditure_by_function'
            and figures.item_key = 'total'
            and figures.measure = 'expenditure_total'
        )
        or (
            figures.form_role = 'revenue_and_expenditure'
            and figures.section = 'expenditure'
            and figures.item_key = '本年支出合计'
            and figures.measure = 'final'
        )
    qualify
        row_number() over (
            partition by figures.organisation_id, figures.fiscal_year
            order by figures.form_role asc, figures.form_precedence asc, figures.form_code asc
        ) = 1

)

select * from final
