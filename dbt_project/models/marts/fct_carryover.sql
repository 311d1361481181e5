with printed as (

    select
        *,
        case
            when form_role = 'government_fund' then item_key
            else regexp_replace(item_name, '^年[初末]', '')
        end as carryover_key,
        case
            when form_role = 'government_fund' and measure = 'opening_carryover' then 'opening'
            when form_role = 'government_fund' and measure = 'closing_carryover' then 'closing'
            when measure in ('final', 'total') and regexp_matches(item_name, '^年初.*结转') then 'opening'
            when measure in ('final', 'total') and regexp_matches(item_name, '^年末.*结转') then 'closing'
        end as moment
    from {{ changed_rows(ref('int_figure')) }}
    where
        report_kind = 'final_account'
        and form_role in ('revenue_and_expenditure', 'fiscal_appropriation', 'government_fund')
        and {{ is_changed('organisation_id') }}

),

{{ first_of_role('figures', 'printed', 'section, item_key, measure') }},

-- The last digit that a form prints decides how far two years may differ, here as in check Y01.
tied as (

    select
        line_item_id,
        last_digit_yuan
    from {{ changed_rows(ref('int_tied_figure')) }}
    where figure_role in ('opening_carryover', 'closing_carryover') and {{ is_changed('organisation_id') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

moments as (

    select
        *,
        case moment when 'opening' then fiscal_year else fiscal_year + 1 end as opening_year
    from figures
    where moment is not null

),

paired as (

    select
        organisation_id,
        opening_year as fiscal_year,
        any_value(form_code) filter (where moment = 'opening') as form_code,
        carryover_key as item_key,
        any_value(amount_yuan) filter (where moment = 'opening') as opening_yuan,
        any_value(document_id) filter (where moment = 'opening') as opening_document_id,
        any_value(page) filter (where moment = 'opening') as opening_page,
        any_value(line_item_id) filter (where moment = 'opening') as opening_line_item_id,
        any_value(amount_yuan) filter (where moment = 'closing') as prior_closing_yuan,
        any_value(document_id) filter (where moment = 'closing') as prior_closing_document_id,
        any_value(page) filter (where moment = 'closing') as prior_closing_page,
        any_value(line_item_id) filter (where moment = 'closing') as prior_closing_line_item_id,
        coalesce(bool_or(proof_status = 'disputed'), false) as is_disputed
    from moments
    group by organisation_id, opening_year, form_role, carryover_key
    having count(*) filter (where moment = 'opening') > 0

),

final as (

    select
        paired.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        paired.fiscal_year,
        paired.form_code,
        paired.item_key,
        paired.opening_yuan,
        paired.opening_document_id,
        paired.opening_page,
        paired.opening_line_item_id,
        paired.prior_closing_yuan,
        paired.prior_closing_document_id,
        paired.prior_closing_page,
        paired.prior_closing_line_item_id,
        cast(paired.opening_yuan - paired.prior_closing_yuan as decimal(20, 2)) as difference_yuan,
        abs(paired.opening_yuan - paired.prior_closing_yuan)
        <= coalesce((opening.last_digit_yuan + closing.last_digit_yuan) / 2, 100) as is_continuous,
        paired.is_disputed
    from paired
    inner join organisations on paired.organisation_id = organisations.organisation_id
    left join tied as opening on paired.opening_line_item_id = opening.line_item_id
    left join tied as closing on paired.prior_closing_line_item_id = closing.line_item_id

)

select * from final
