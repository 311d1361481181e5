with figures as (

    select * from {{ ref('int_figure') }}
    where report_kind = 'final_account' and form_code in ('F01', 'F03', 'F05', 'F09')

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

forms_in_force as (

    select * from {{ ref('int_form_version') }}
    where is_in_force

),

prior_figures as (

    select
        figures.organisation_id,
        forms_in_force.fiscal_year,
        figures.document_id,
        figures.form_code,
        figures.section,
        figures.item_key,
        figures.item_code,
        figures.item_name,
        figures.measure,
        figures.amount_yuan,
        figures.page,
        figures.line_item_id,
        figures.proof_status
    from figures
    inner join forms_in_force
        on
            figures.organisation_id = forms_in_force.organisation_id
            and figures.report_kind = forms_in_force.report_kind
            and figures.form_code = forms_in_force.form_code
            and figures.fiscal_year + 1 = forms_in_force.fiscal_year

),

paired as (

    select
        coalesce(figures.organisation_id, prior_figures.organisation_id) as organisation_id,
        coalesce(figures.fiscal_year, prior_figures.fiscal_year) as fiscal_year,
        coalesce(figures.form_code, prior_figures.form_code) as form_code,
        coalesce(figures.section, prior_figures.section) as section,
        coalesce(figures.item_key, prior_figures.item_key) as item_key,
        coalesce(figures.item_code, prior_figures.item_code) as item_code,
        coalesce(figures.item_name, prior_figures.item_name) as item_name,
        coalesce(figures.measure, prior_figures.measure) as measure,
        figures.amount_yuan,
        figures.document_id,
        figures.page,
        figures.line_item_id,
        prior_figures.amount_yuan as prior_amount_yuan,
        prior_figures.document_id as prior_document_id,
        prior_figures.page as prior_page,
        prior_figures.line_item_id as prior_line_item_id,
        coalesce(figures.proof_status = 'disputed', false)
        or coalesce(prior_figures.proof_status = 'disputed', false) as is_disputed
    from figures
    full outer join prior_figures
        on
            figures.organisation_id = prior_figures.organisation_id
            and figures.fiscal_year = prior_figures.fiscal_year
            and figures.form_code = prior_figures.form_code
            and figures.section = prior_figures.section
            and figures.item_key = prior_figures.item_key
            and figures.measure = prior_figures.measure

),

final as (

    select
        paired.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        paired.fiscal_year,
        paired.form_code,
        paired.section,
        paired.item_key,
        paired.item_code,
        paired.item_name,
        paired.measure,
        paired.amount_yuan,
        paired.document_id,
        paired.page,
        paired.line_item_id,
        paired.prior_amount_yuan,
        paired.prior_document_id,
        paired.prior_page,
        paired.prior_line_item_id,
        case when paired.prior_amount_yuan is not null then 'prior_document' end as prior_source,
        cast(paired.amount_yuan - paired.prior_amount_yuan as decimal(20, 2)) as delta_yuan,
        {{ positive_ratio(
            '(paired.amount_yuan - paired.prior_amount_yuan)', 'paired.prior_amount_yuan'
        ) }} as rate,
        cast(null as boolean) as agrees_with_print,
        paired.is_disputed
    from paired
    inner join organisations on paired.organisation_id = organisations.organisation_id

)

select * from final
