with printed as (

    select * from {{ changed_rows(ref('int_account_figure')) }}
    where account_kind = 'functional' and {{ is_changed('organisation_id') }}

),

{{ first_of_role('figures', 'printed', 'item_key, measure') }},

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

    -- For which purpose an amount of an origin and a measure is taken, and which comes before which. The form
    -- of performance tells the budget of all appropriations: it stands beside the general public budget only.
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
        ('performance_form', 'initial_budget', 'all_funds', 4),
        ('final_account_form', 'adjusted_budget', 'adjusted', 1),
        ('final_account_narrative', 'annual_budget', 'adjusted', 2),
        ('adjusted_budget_form', 'total', 'adjusted', 3),
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
        proof_status,
        is_unit_inferred
    from figures
    union all by name
    select
        'final_account_narrative' as origin,
        organisation_id,
        fiscal_year,
        measure,
        item_key,
        nullif(item_key, 'total') as item_code,
        case
            when item_key = 'total' then 'total'
            else {{ account_level("'functional'", 'item_key') }}
        end as item_level,
        amount_yuan,
        'stated' as figure_source,
        document_id,
        page,
        claim_id,
        proof_status,
        false as is_unit_inferred,
        last_digit_yuan
    from stated
    union all by name
    select
        'performance_form' as origin,
        form_code,
        organisation_id,
        fiscal_year,
        measure,
        'total' as item_key,
        'total' as item_level,
        amount_yuan,
        'printed' as figure_source,
        document_id,
        page,
        line_item_id,
        proof_status,
        is_unit_inferred
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
                where purpose in ('initial', 'all_funds') and priority = {{ loop.index }}
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

-- A form whose classes add up to its printed total has all its classes: one that it does not print is zero.
whole_forms as (

    select
        grouped.organisation_id,
        grouped.fiscal_year,
        any_value(grouped.initial) filter (where grouped.item_key = 'total') as initial_total,
        any_value(grouped.final) filter (where grouped.item_key = 'total') as final_total,
        sum(grouped.initial.amount_yuan) filter (
            where grouped.item_level = 'class' and grouped.initial.origin = 'budget_form'
        ) as initial_classes_yuan,
        sum(grouped.final.amount_yuan) filter (where grouped.item_level = 'class') as final_classes_yuan,
        count(*) filter (where grouped.item_level = 'class') as class_count
    from grouped
    where grouped.item_level in ('class', 'total')
    group by grouped.organisation_id, grouped.fiscal_year

),

final_forms as (

    select
        whole_forms.organisation_id,
        whole_forms.fiscal_year
    from whole_forms
    where
        whole_forms.final_total.figure_source = 'printed'
        and {{ has_all_classes(
            'whole_forms.final_total.amount_yuan', 'whole_forms.final_classes_yuan', 'whole_forms.class_count'
        ) }}

),

-- Classes beside the years after and before them: those of the accounts, and of a form's column of the year
-- before.
spent_classes as (

    select
        organisation_id,
        fiscal_year,
        unnest([fiscal_year - 1, fiscal_year + 1]) as other_year,
        item_key,
        item_code,
        printed_name
    from grouped
    where item_level = 'class' and final is not null
    union all
    select
        organisation_id,
        fiscal_year - 1 as fiscal_year,
        fiscal_year as other_year,
        item_key,
        item_code,
        item_name as printed_name
    from figures
    where item_level = 'class' and measure = 'prior_total' and amount_yuan is not null

),

-- The classes of the year before and after, so that one that was dropped or is new is compared with nothing.
neighbours as (

    select
        classes.organisation_id,
        final_forms.fiscal_year,
        classes.item_key,
        any_value(classes.item_code) as item_code,
        'class' as item_level,
        arg_max(classes.printed_name, classes.fiscal_year) as printed_name
    from spent_classes as classes
    inner join final_forms
        on
            classes.organisation_id = final_forms.organisation_id
            and classes.other_year = final_forms.fiscal_year
    anti join grouped as own
        on
            classes.organisation_id = own.organisation_id
            and final_forms.fiscal_year = own.fiscal_year
            and classes.item_key = own.item_key
    group by classes.organisation_id, final_forms.fiscal_year, classes.item_key

),

all_items as (

    select * from grouped
    union all by name
    select * from neighbours

),

completed as (

    select
        all_items.* replace (
            case
                when all_items.initial is not null then all_items.initial
                when
                    all_items.item_level = 'class'
                    and whole_forms.initial_total.origin = 'budget_form'
                    and whole_forms.initial_total.figure_source = 'printed'
                    and {{ has_all_classes(
                        'whole_forms.initial_total.amount_yuan',
                        'whole_forms.initial_classes_yuan',
                        'whole_forms.class_count'
                    ) }}
                    then {{ as_absent('whole_forms.initial_total') }}
            end as initial,
            case
                when all_items.final is not null then all_items.final
                when all_items.item_level = 'class' and final_forms.organisation_id is not null
                    then {{ as_absent('whole_forms.final_total') }}
            end as final
        )
    from all_items
    left join whole_forms
        on
            all_items.organisation_id = whole_forms.organisation_id
            and all_items.fiscal_year = whole_forms.fiscal_year
    left join final_forms
        on
            all_items.organisation_id = final_forms.organisation_id
            and all_items.fiscal_year = final_forms.fiscal_year

),

coded_years as (

    select distinct
        item_code,
        fiscal_year
    from all_items
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
        completed.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        completed.fiscal_year,
        completed.item_key,
        completed.item_code,
        case
            when completed.item_level = 'total' then '合计'
            else coalesce(completed.printed_name, names_by_year.account_name)
        end as item_name,
        completed.item_level,
        {{ is_leaf('completed') }} as is_leaf,
        'general_public_budget' as fund_scope,
        completed.initial.amount_yuan as initial_budget_yuan,
        completed.initial.source as initial_budget_source,
        completed.initial.figure_source as initial_budget_figure_source,
        completed.initial.document_id as initial_budget_document_id,
        completed.initial.page as initial_budget_page,
        completed.initial.line_item_id as initial_budget_line_item_id,
        completed.initial.claim_id as initial_budget_claim_id,
        completed.initial.proof_status as initial_budget_proof_status,
        coalesce(completed.initial_source_count, 0) as initial_budget_source_count,
        completed.initial_published as initial_budget_published_yuan,
        completed.initial_stated as initial_budget_stated_yuan,
        completed.initial_narrative as initial_budget_narrative_yuan,
        completed.initial_performance as initial_budget_performance_yuan,
        {{ widest_gap('completed.initial') }} as initial_budget_disagreement_yuan,
        case
            when completed.initial_source_count >= 2
                then completed.initial_most - completed.initial_least <= completed.grain_yuan
        end as do_initial_budgets_agree,
        completed.adjusted.amount_yuan as adjusted_budget_yuan,
        completed.adjusted.source as adjusted_budget_source,
        completed.adjusted.document_id as adjusted_budget_document_id,
        completed.adjusted.page as adjusted_budget_page,
        completed.adjusted.line_item_id as adjusted_budget_line_item_id,
        completed.adjusted.claim_id as adjusted_budget_claim_id,
        {{ widest_gap('completed.adjusted') }} as adjusted_budget_disagreement_yuan,
        completed.final.amount_yuan as final_yuan,
        completed.final.source as final_source,
        completed.final.figure_source as final_figure_source,
        completed.final.document_id as final_document_id,
        completed.final.page as final_page,
        completed.final.line_item_id as final_line_item_id,
        completed.final.proof_status as final_proof_status,
        coalesce(completed.initial.is_unit_inferred, false)
        or coalesce(completed.final.is_unit_inferred, false) as is_unit_inferred,
        cast(completed.final.amount_yuan - completed.initial.amount_yuan as decimal(20, 2)) as difference_yuan
    from completed
    inner join organisations on completed.organisation_id = organisations.organisation_id
    left join names_by_year
        on
            completed.item_code = names_by_year.item_code
            and completed.fiscal_year = names_by_year.fiscal_year

)

select * from final
