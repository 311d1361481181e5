with figures as (

    select * from {{ changed_rows(ref('int_functional_figure')) }}
    where {{ is_changed('organisation_id') }}

),

stated as (

    select * from {{ changed_rows(ref('int_stated_figure')) }}
    where kind = 'item_execution' and report_kind = 'final_account' and {{ is_changed('organisation_id') }}

),

performance as (

    select * from {{ changed_rows(ref('int_figure')) }}
    where form_code = 'F10' and item_key in ('政府预算资金', '财政拨款') and {{ is_changed('organisation_id') }}
    qualify row_number() over (partition by organisation_id, fiscal_year, measure order by item_key desc) = 1

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

sources as (

    select
        organisation_id,
        fiscal_year,
        item_key,
        item_code,
        item_level,
        item_name,
        'initial' as purpose,
        1 as priority,
        'budget_form_B05' as source,
        amount_yuan,
        figure_source,
        document_id,
        page,
        line_item_id,
        cast(null as varchar) as claim_id,
        proof_status,
        cast(null as decimal(24, 6)) as last_digit_yuan
    from figures
    where form_code = 'B05' and measure = 'total'
    union all
    select
        organisation_id,
        fiscal_year,
        item_key,
        item_code,
        item_level,
        item_name,
        'initial' as purpose,
        2 as priority,
        'final_account_form_F05' as source,
        amount_yuan,
        figure_source,
        document_id,
        page,
        line_item_id,
        cast(null as varchar) as claim_id,
        proof_status,
        cast(null as decimal(24, 6)) as last_digit_yuan
    from figures
    where form_code = 'F05' and measure = 'initial_budget'
    union all
    select
        organisation_id,
        fiscal_year,
        item_key,
        nullif(item_key, 'total') as item_code,
        coalesce({{ account_level("'functional'", "nullif(item_key, 'total')") }}, 'total') as item_level,
        cast(null as varchar) as item_name,
        'initial' as purpose,
        3 as priority,
        'final_account_narrative' as source,
        amount_yuan,
        'stated' as figure_source,
        document_id,
        page,
        cast(null as varchar) as line_item_id,
        claim_id,
        proof_status,
        last_digit_yuan
    from stated
    where measure = 'initial_budget'
    union all
    select
        organisation_id,
        fiscal_year,
        'total' as item_key,
        cast(null as varchar) as item_code,
        'total' as item_level,
        cast(null as varchar) as item_name,
        'initial' as purpose,
        4 as priority,
        'performance_form_F10' as source,
        amount_yuan,
        'printed' as figure_source,
        document_id,
        page,
        line_item_id,
        cast(null as varchar) as claim_id,
        proof_status,
        cast(null as decimal(24, 6)) as last_digit_yuan
    from performance
    where measure = 'initial_budget'
    union all
    select
        organisation_id,
        fiscal_year,
        item_key,
        item_code,
        item_level,
        item_name,
        'adjusted' as purpose,
        1 as priority,
        'final_account_form_F05' as source,
        amount_yuan,
        figure_source,
        document_id,
        page,
        line_item_id,
        cast(null as varchar) as claim_id,
        proof_status,
        cast(null as decimal(24, 6)) as last_digit_yuan
    from figures
    where form_code = 'F05' and measure = 'adjusted_budget'
    union all
    select
        organisation_id,
        fiscal_year,
        item_key,
        nullif(item_key, 'total') as item_code,
        coalesce({{ account_level("'functional'", "nullif(item_key, 'total')") }}, 'total') as item_level,
        cast(null as varchar) as item_name,
        'adjusted' as purpose,
        2 as priority,
        'final_account_narrative' as source,
        amount_yuan,
        'stated' as figure_source,
        document_id,
        page,
        cast(null as varchar) as line_item_id,
        claim_id,
        proof_status,
        last_digit_yuan
    from stated
    where measure = 'annual_budget'
    union all
    select
        organisation_id,
        fiscal_year,
        'total' as item_key,
        cast(null as varchar) as item_code,
        'total' as item_level,
        cast(null as varchar) as item_name,
        'adjusted' as purpose,
        3 as priority,
        'performance_form_F10' as source,
        amount_yuan,
        'printed' as figure_source,
        document_id,
        page,
        line_item_id,
        cast(null as varchar) as claim_id,
        proof_status,
        cast(null as decimal(24, 6)) as last_digit_yuan
    from performance
    where measure = 'annual_budget'
    union all
    select
        organisation_id,
        fiscal_year,
        item_key,
        item_code,
        item_level,
        item_name,
        'final' as purpose,
        1 as priority,
        'final_account_form_F05' as source,
        amount_yuan,
        figure_source,
        document_id,
        page,
        line_item_id,
        cast(null as varchar) as claim_id,
        proof_status,
        cast(null as decimal(24, 6)) as last_digit_yuan
    from figures
    where form_code = 'F05' and measure = 'total'

),

grouped as (

    select
        organisation_id,
        fiscal_year,
        item_key,
        any_value(item_code) as item_code,
        any_value(item_level) as item_level,
        arg_min(item_name, case purpose when 'final' then 0 else priority end) as printed_name,
        arg_min(sources, priority) filter (where purpose = 'initial' and amount_yuan is not null) as initial,
        arg_min(sources, priority) filter (
            where purpose = 'adjusted' and amount_yuan is not null
        ) as adjusted,
        arg_min(sources, priority) filter (where purpose = 'final' and amount_yuan is not null) as final,
        count(amount_yuan) filter (where purpose = 'initial') as initial_source_count,
        min(amount_yuan) filter (where purpose = 'initial') as initial_least,
        max(amount_yuan) filter (where purpose = 'initial') as initial_most,
        max(amount_yuan) filter (where purpose = 'initial' and priority = 1) as initial_published,
        max(amount_yuan) filter (where purpose = 'initial' and priority = 2) as initial_stated,
        max(amount_yuan) filter (where purpose = 'initial' and priority = 3) as initial_narrative,
        max(amount_yuan) filter (where purpose = 'initial' and priority = 4) as initial_performance,
        count(amount_yuan) filter (where purpose = 'adjusted') as adjusted_source_count,
        min(amount_yuan) filter (where purpose = 'adjusted') as adjusted_least,
        max(amount_yuan) filter (where purpose = 'adjusted') as adjusted_most,
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
        cast(
            case
                when grouped.initial_source_count < 2 then null
                when
                    grouped.initial_most - grouped.initial.amount_yuan
                    >= grouped.initial.amount_yuan - grouped.initial_least
                    then grouped.initial_most - grouped.initial.amount_yuan
                else grouped.initial_least - grouped.initial.amount_yuan
            end as decimal(20, 2)
        ) as initial_budget_disagreement_yuan,
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
        cast(
            case
                when grouped.adjusted_source_count < 2 then null
                when
                    grouped.adjusted_most - grouped.adjusted.amount_yuan
                    >= grouped.adjusted.amount_yuan - grouped.adjusted_least
                    then grouped.adjusted_most - grouped.adjusted.amount_yuan
                else grouped.adjusted_least - grouped.adjusted.amount_yuan
            end as decimal(20, 2)
        ) as adjusted_budget_disagreement_yuan,
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
