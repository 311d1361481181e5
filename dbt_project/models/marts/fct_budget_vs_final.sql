with figures as (

    select * from {{ changed_rows(ref('int_account_figure')) }}
    where account_kind = 'functional' and {{ is_changed('organisation_id') }}
    {{ first_of_role('item_key, measure') }}

),

stated as (

    select * from {{ changed_rows(ref('int_stated_figure')) }}
    where kind = 'item_execution' and report_kind = 'final_account' and {{ is_changed('organisation_id') }}

),

performance as (

    select * from {{ changed_rows(ref('int_figure')) }}
    where
        form_role = 'department_performance'
        and item_key in ('政府预算资金', '财政拨款')
        and {{ is_changed('organisation_id') }}
    qualify
        row_number() over (
            partition by organisation_id, fiscal_year, measure
            order by item_key desc, form_precedence asc, form_code asc
        ) = 1

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

account_names as (

    select
        account_code,
        account_name,
        coalesce(valid_from, 0) as valid_from,
        coalesce(valid_to, 9999) as valid_to
    from {{ ref('dim_account') }}
    where account_kind = 'functional' and confidence = 'high'

),

places as (

    -- For which purpose an amount of an origin and a measure is taken, and which comes before which.
    select
        place.origin,
        place.measure,
        place.purpose,
        place.priority
    from (
        values
        ('budget_form', 'total', 'initial', 1),
        ('final_account_form', 'initial_budget', 'initial', 2),
        ('final_account_narrative', 'initial_budget', 'initial', 3),
        ('performance_form', 'initial_budget', 'initial', 4),
        ('final_account_form', 'adjusted_budget', 'adjusted', 1),
        ('final_account_narrative', 'annual_budget', 'adjusted', 2),
        ('performance_form', 'annual_budget', 'adjusted', 3),
        ('final_account_form', 'total', 'final', 1)
    ) as place (origin, measure, purpose, priority)

),

given as (

    select
        report_kind || '_form' as origin,
        form_code,
        organisation_id,
        fiscal_year,
        measure,
        item_key,
        item_code,
        item_level,
        item_name,
        amount_yuan,
        figure_source,
        document_id,
        page,
        line_item_id,
        cast(null as varchar) as claim_id,
        proof_status,
        cast(null as decimal(24, 6)) as last_digit_yuan
    from figures
    union all
    select
        'final_account_narrative' as origin,
        cast(null as varchar) as form_code,
        organisation_id,
        fiscal_year,
        measure,
        item_key,
        nullif(item_key, 'total') as item_code,
        case
            when item_key = 'total' then 'total'
            else {{ account_level("'functional'", 'item_key') }}
        end as item_level,
        cast(null as varchar) as item_name,
        amount_yuan,
        'stated' as figure_source,
        document_id,
        page,
        cast(null as varchar) as line_item_id,
        claim_id,
        proof_status,
        last_digit_yuan
    from stated
    union all
    select
        'performance_form' as origin,
        form_code,
        organisation_id,
        fiscal_year,
        measure,
        'total' as item_key,
        cast(null as varchar) as item_code,
        'total' as item_level,
        cast(null as varchar) as item_name,
        amount_yuan,
        'printed' as figure_source,
        document_id,
        page,
        line_item_id,
        cast(null as varchar) as claim_id,
        proof_status,
        cast(null as decimal(24, 6)) as last_digit_yuan
    from performance

),

sources as (

    select
        given.*,
        places.purpose,
        places.priority,
        concat_ws('_', given.origin, given.form_code) as source
    from given
    inner join places
        on
            given.origin = places.origin
            and given.measure = places.measure

),

grouped as (

    select
        organisation_id,
        fiscal_year,
        item_key,
        any_value(item_code) as item_code,
        any_value(item_level) as item_level,
        arg_min(
            item_name, (case purpose when 'final' then 0 else priority end, purpose <> 'initial')
        ) as printed_name,
        arg_min(sources, priority) filter (where purpose = 'initial' and amount_yuan is not null) as initial,
        arg_min(sources, priority) filter (
            where purpose = 'adjusted' and amount_yuan is not null
        ) as adjusted,
        arg_min(sources, priority) filter (where purpose = 'final' and amount_yuan is not null) as final,
        {% for name in ['published', 'stated', 'narrative', 'performance'] -%}
            max(amount_yuan) filter (
                where purpose = 'initial' and priority = {{ loop.index }}
            ) as initial_{{ name }},
        {% endfor -%}
        {% for purpose in ['initial', 'adjusted'] -%}
            count(amount_yuan) filter (where purpose = '{{ purpose }}') as {{ purpose }}_source_count,
            min(amount_yuan) filter (where purpose = '{{ purpose }}') as {{ purpose }}_least,
            max(amount_yuan) filter (where purpose = '{{ purpose }}') as {{ purpose }}_most,
        {% endfor -%}
        greatest(coalesce(max(last_digit_yuan), 0), 100) as grain_yuan
    from sources
    group by organisation_id, fiscal_year, item_key

),

coded_years as (

    select distinct
        item_code,
        fiscal_year
    from grouped
    where item_code is not null

),

names_by_year as (

    select
        coded_years.item_code,
        coded_years.fiscal_year,
        arg_max(
            account_names.account_name, (account_names.valid_from, account_names.account_name)
        ) as account_name
    from coded_years
    inner join account_names
        on
            coded_years.item_code = account_names.account_code
            and coded_years.fiscal_year between account_names.valid_from and account_names.valid_to
    group by coded_years.item_code, coded_years.fiscal_year

),

final as (

    select
        grouped.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        grouped.fiscal_year,
        grouped.item_key,
        grouped.item_code,
        case
            when grouped.item_level = 'total' then '合计'
            else coalesce(grouped.printed_name, names_by_year.account_name)
        end as item_name,
        grouped.item_level,
        grouped.initial.amount_yuan as initial_budget_yuan,
        grouped.initial.source as initial_budget_source,
        grouped.initial.figure_source as initial_budget_figure_source,
        grouped.initial.document_id as initial_budget_document_id,
        grouped.initial.page as initial_budget_page,
        grouped.initial.line_item_id as initial_budget_line_item_id,
        grouped.initial.claim_id as initial_budget_claim_id,
        grouped.initial.proof_status as initial_budget_proof_status,
        grouped.initial_source_count as initial_budget_source_count,
        grouped.initial_published as initial_budget_published_yuan,
        grouped.initial_stated as initial_budget_stated_yuan,
        grouped.initial_narrative as initial_budget_narrative_yuan,
        grouped.initial_performance as initial_budget_performance_yuan,
        {{ widest_gap('grouped.initial') }} as initial_budget_disagreement_yuan,
        case
            when grouped.initial_source_count >= 2
                then grouped.initial_most - grouped.initial_least <= grouped.grain_yuan
        end as do_initial_budgets_agree,
        grouped.adjusted.amount_yuan as adjusted_budget_yuan,
        grouped.adjusted.source as adjusted_budget_source,
        grouped.adjusted.document_id as adjusted_budget_document_id,
        grouped.adjusted.page as adjusted_budget_page,
        grouped.adjusted.line_item_id as adjusted_budget_line_item_id,
        grouped.adjusted.claim_id as adjusted_budget_claim_id,
        {{ widest_gap('grouped.adjusted') }} as adjusted_budget_disagreement_yuan,
        grouped.final.amount_yuan as final_yuan,
        grouped.final.source as final_source,
        grouped.final.figure_source as final_figure_source,
        grouped.final.document_id as final_document_id,
        grouped.final.page as final_page,
        grouped.final.line_item_id as final_line_item_id,
        grouped.final.proof_status as final_proof_status,
        cast(grouped.final.amount_yuan - grouped.initial.amount_yuan as decimal(20, 2)) as difference_yuan
    from grouped
    inner join organisations on grouped.organisation_id = organisations.organisation_id
    left join names_by_year
        on
            grouped.item_code = names_by_year.item_code
            and grouped.fiscal_year = names_by_year.fiscal_year

)

select * from final
