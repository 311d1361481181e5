with printed as (

    select * from {{ changed_rows(ref('int_figure')) }}
    where form_role = 'three_public' and {{ is_changed('organisation_id') }}

),

{{ first_of_role('figures', 'printed', 'item_key, measure') }},

bases as (

    select
        document_id,
        min(value) as budget_basis
    from {{ ref('stg_document_evidence') }}
    where field = 'three_public_basis'
    group by document_id
    having count(distinct value) = 1

),

lines as (

    select
        line_code,
        min(item_name) as item_name,
        min(line_no) as line_no
    from {{ ref('three_public_line') }}
    group by line_code

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

published_budgets as (

    select * from figures
    where report_kind = 'budget' and measure = 'budget'

),

stated_budgets as (

    select * from figures
    where report_kind = 'final_account' and measure = 'budget'

),

finals as (

    select * from figures
    where report_kind = 'final_account' and measure = 'final'

),

stated as (

    select *
    from {{ changed_rows(ref('int_stated_figure')) }}
    where kind = 'three_public' and measure in ('budget', 'final') and amount_yuan is not null

),

narrative as (

    select
        organisation_id,
        fiscal_year,
        item_key,
        any_value(amount_yuan) filter (where measure = 'budget') as budget_yuan,
        any_value(document_id) filter (where measure = 'budget') as budget_document_id,
        any_value(page) filter (where measure = 'budget') as budget_page,
        any_value(amount_yuan) filter (where measure = 'final') as final_yuan,
        any_value(last_digit_yuan) filter (where measure = 'final') as final_grain_yuan,
        any_value(claim_id) filter (where measure = 'final') as final_claim_id,
        coalesce(bool_or(proof_status = 'disputed') filter (where measure = 'budget'), false)
            as is_budget_disputed,
        coalesce(bool_or(proof_status = 'disputed') filter (where measure = 'final'), false)
            as is_final_disputed
    from stated
    where report_kind = 'final_account'
    group by organisation_id, fiscal_year, item_key

),

budget_narrative as (

    select * from stated
    where report_kind = 'budget' and measure = 'budget'

),

-- Lines of forms, and those that words alone tell.
spine as (

    select
        printed.organisation_id,
        printed.fiscal_year,
        lines.line_code,
        lines.item_name,
        lines.line_no
    from (
        select
            organisation_id,
            fiscal_year,
            item_key
        from figures
        union
        select
            organisation_id,
            fiscal_year,
            item_key
        from narrative
        union
        select
            organisation_id,
            fiscal_year,
            item_key
        from budget_narrative
    ) as printed
    inner join lines on printed.item_key = lines.line_code

),

final as (

    select
        spine.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        spine.fiscal_year,
        spine.line_code,
        spine.line_no,
        spine.item_name,
        coalesce(
            published_budgets.amount_yuan,
            stated_budgets.amount_yuan,
            narrative.budget_yuan,
            budget_narrative.amount_yuan
        ) as budget_yuan,
        case
            when published_budgets.amount_yuan is not null
                then concat('budget_form_', published_budgets.form_code)
            when stated_budgets.amount_yuan is not null
                then concat('final_account_form_', stated_budgets.form_code)
            when narrative.budget_yuan is not null then 'final_account_narrative'
            when budget_narrative.amount_yuan is not null then 'budget_narrative'
        end as budget_source,
        case
            when published_budgets.amount_yuan is not null then 'initial'
            when stated_budgets.amount_yuan is not null
                then coalesce(stated_budgets.budget_basis, bases.budget_basis, 'unstated')
            when narrative.budget_yuan is not null then 'unstated'
            when budget_narrative.amount_yuan is not null then 'initial'
        end as budget_basis,
        published_budgets.amount_yuan as published_budget_yuan,
        published_budgets.document_id as published_budget_document_id,
        published_budgets.page as published_budget_page,
        stated_budgets.amount_yuan as stated_budget_yuan,
        stated_budgets.document_id as stated_budget_document_id,
        stated_budgets.page as stated_budget_page,
        cast(
            stated_budgets.amount_yuan - published_budgets.amount_yuan as decimal(20, 2)
        ) as budget_disagreement_yuan,
        case
            when budget_source = 'budget_narrative' then budget_narrative.amount_yuan
            else narrative.budget_yuan
        end as narrative_budget_yuan,
        case
            when budget_source = 'budget_narrative' then budget_narrative.document_id
            else narrative.budget_document_id
        end as narrative_document_id,
        case
            when budget_source = 'budget_narrative' then budget_narrative.page
            else narrative.budget_page
        end as narrative_page,
        narrative.final_yuan as narrative_final_yuan,
        narrative.final_claim_id as narrative_final_claim_id,
        abs(finals.amount_yuan - narrative.final_yuan) <= narrative.final_grain_yuan as does_narrative_agree,
        finals.amount_yuan as final_yuan,
        case
            when finals.amount_yuan is not null then concat('final_account_form_', finals.form_code)
            when narrative.final_yuan is not null then 'final_account_narrative'
        end as final_source,
        finals.document_id as final_document_id,
        finals.page as final_page,
        finals.line_item_id as final_line_item_id,
        {{ positive_ratio(
            'finals.amount_yuan',
            'coalesce(published_budgets.amount_yuan, stated_budgets.amount_yuan, narrative.budget_yuan,'
            ~ ' budget_narrative.amount_yuan)'
        ) }} as execution_rate,
        coalesce(published_budgets.proof_status = 'disputed', false)
        or coalesce(stated_budgets.proof_status = 'disputed', false)
        or coalesce(finals.proof_status = 'disputed', false)
        or coalesce(budget_source = 'final_account_narrative' and narrative.is_budget_disputed, false)
        or coalesce(
            budget_source = 'budget_narrative' and budget_narrative.proof_status = 'disputed', false
        )
        or coalesce(final_source = 'final_account_narrative' and narrative.is_final_disputed, false)
            as is_disputed,
        coalesce(published_budgets.is_unit_inferred, false)
        or coalesce(stated_budgets.is_unit_inferred, false)
        or coalesce(finals.is_unit_inferred, false) as is_unit_inferred
    from spine
    inner join organisations on spine.organisation_id = organisations.organisation_id
    left join published_budgets
        on
            spine.organisation_id = published_budgets.organisation_id
            and spine.fiscal_year = published_budgets.fiscal_year
            and spine.line_code = published_budgets.item_key
    left join stated_budgets
        on
            spine.organisation_id = stated_budgets.organisation_id
            and spine.fiscal_year = stated_budgets.fiscal_year
            and spine.line_code = stated_budgets.item_key
    left join bases on stated_budgets.document_id = bases.document_id
    left join finals
        on
            spine.organisation_id = finals.organisation_id
            and spine.fiscal_year = finals.fiscal_year
            and spine.line_code = finals.item_key
    left join narrative
        on
            spine.organisation_id = narrative.organisation_id
            and spine.fiscal_year = narrative.fiscal_year
            and spine.line_code = narrative.item_key
    left join budget_narrative
        on
            spine.organisation_id = budget_narrative.organisation_id
            and spine.fiscal_year = budget_narrative.fiscal_year
            and spine.line_code = budget_narrative.item_key

)

select * from final
