with accounts as (

    select * from {{ ref('fct_government_account') }}
    where proof_status <> 'disputed'

),

indicators as (

    select * from {{ ref('government_indicator') }}

),

classes as (

    select
        account_code,
        min(account_name) as account_name
    from {{ ref('stg_account') }}
    where account_kind = 'functional' and level = 'class'
    group by account_code

),

-- What a row prints of a class: its code, or its name without one.
class_labels as (

    select
        account_code,
        account_code as printed_label
    from classes
    union all
    select
        account_code,
        replace(account_name, '支出', '') as printed_label
    from classes

),

divisions as (

    select * from {{ ref('dim_division') }}

),

county_figures as (

    select * from {{ ref('int_area_figure') }}

),

department_totals as (

    select * from {{ ref('mart_county_total') }}

),

department_classes as (

    select * from {{ ref('mart_county_comparison') }}

),

stages as (

    select
        accounts.division_code,
        accounts.fiscal_year,
        accounts.scope,
        accounts.scope_kind,
        accounts.measure as budget_stage,
        indicators.indicator,
        indicators.indicator_no,
        '' as class_code,
        accounts.amount_yuan,
        accounts.line_item_id,
        accounts.is_from_later_report
    from accounts
    inner join indicators
        on
            accounts.form_role = indicators.form_role
            and (indicators.section is null or accounts.section = indicators.section)
            and regexp_full_match(accounts.item_name, indicators.name_pattern)
    where
        accounts.measure in ('initial_budget', 'adjusted_budget', 'budget', 'executed', 'final')
        and accounts.scope_kind is distinct from 'by_region'

),

class_rows as (

    select
        accounts.division_code,
        accounts.fiscal_year,
        accounts.scope,
        accounts.scope_kind,
        accounts.measure as budget_stage,
        'expenditure_by_class' as indicator,
        6 as indicator_no,
        class_labels.account_code as class_code,
        accounts.amount_yuan,
        accounts.line_item_id,
        accounts.is_from_later_report
    from accounts
    inner join class_labels
        on
            coalesce(accounts.item_code, replace(accounts.item_name, '支出', '')) = class_labels.printed_label
    where
        (
            accounts.form_role in ('area_general_expenditure', 'area_general_items')
            or (accounts.form_role = 'area_general_balance' and accounts.section = 'expenditure')
        )
        and accounts.measure in ('initial_budget', 'adjusted_budget', 'budget', 'executed', 'final')

),

found as (

    select * from stages
    union all
    select * from class_rows
    union all
    select * from {{ ref('int_government_debt') }}

),

-- One amount for each indicator: its own year's before a later report's, then the larger.
chosen as (

    select *
    from found
    qualify
        row_number() over (
            partition by division_code, fiscal_year, scope, budget_stage, indicator, class_code
            order by is_from_later_report asc, amount_yuan desc, line_item_id asc
        ) = 1

),

wholes as (

    select
        division_code,
        fiscal_year,
        scope,
        budget_stage,
        max(amount_yuan) filter (where indicator = 'revenue') as revenue_yuan,
        max(amount_yuan) filter (where indicator = 'expenditure') as expenditure_yuan,
        max(amount_yuan) filter (where indicator = 'debt_limit') as limit_yuan,
        max(amount_yuan) filter (where indicator = 'debt_limit_general') as limit_general_yuan,
        max(amount_yuan) filter (where indicator = 'debt_limit_special') as limit_special_yuan
    from chosen
    group by division_code, fiscal_year, scope, budget_stage

),

final as (

    select
        chosen.division_code,
        divisions.current_code as current_division_code,
        divisions.division_name,
        divisions.city_name,
        divisions.province_name,
        chosen.fiscal_year,
        chosen.scope,
        chosen.scope_kind,
        chosen.budget_stage,
        chosen.indicator,
        chosen.indicator_no,
        nullif(chosen.class_code, '') as functional_class_code,
        classes.account_name as functional_class_name,
        chosen.amount_yuan,
        case
            when chosen.indicator in ('tax_revenue', 'non_tax_revenue')
                then {{ positive_ratio('chosen.amount_yuan', 'wholes.revenue_yuan') }}
            when chosen.indicator = 'revenue'
                then {{ positive_ratio('chosen.amount_yuan', 'wholes.expenditure_yuan') }}
            when chosen.indicator in ('expenditure_by_class', 'transfers_received')
                then {{ positive_ratio('chosen.amount_yuan', 'wholes.expenditure_yuan') }}
            when chosen.indicator = 'debt_balance'
                then {{ positive_ratio('chosen.amount_yuan', 'wholes.limit_yuan') }}
            when chosen.indicator = 'debt_balance_general'
                then {{ positive_ratio('chosen.amount_yuan', 'wholes.limit_general_yuan') }}
            when chosen.indicator = 'debt_balance_special'
                then {{ positive_ratio('chosen.amount_yuan', 'wholes.limit_special_yuan') }}
        end as ratio,
        county_figures.population,
        case
            when
                chosen.scope_kind = 'whole_area'
                or (
                    divisions.level = 'county'
                    and coalesce(chosen.scope_kind, 'level') in ('level', 'own_level')
                )
                then cast(chosen.amount_yuan / county_figures.population as decimal(20, 2))
        end as per_head_yuan,
        case
            when
                chosen.indicator not in ('expenditure', 'expenditure_by_class')
                or chosen.scope_kind in ('named_area', 'lower_levels', 'transfers')
                then null
            when chosen.budget_stage in ('executed', 'final')
                then coalesce(department_classes.final_yuan, department_totals.final_yuan)
            when chosen.budget_stage in ('initial_budget', 'budget')
                then coalesce(department_classes.initial_budget_yuan, department_totals.initial_budget_yuan)
        end as department_yuan,
        {{ positive_ratio('department_yuan', 'chosen.amount_yuan') }} as department_share,
        chosen.is_from_later_report,
        chosen.line_item_id
    from chosen
    inner join divisions on chosen.division_code = divisions.division_code
    left join classes on chosen.class_code = classes.account_code
    left join wholes
        on
            chosen.division_code = wholes.division_code
            and chosen.fiscal_year = wholes.fiscal_year
            and chosen.scope is not distinct from wholes.scope
            and chosen.budget_stage = wholes.budget_stage
    left join county_figures
        on
            chosen.division_code = county_figures.division_code
            and chosen.fiscal_year = county_figures.fiscal_year
    left join department_totals
        on
            case when chosen.indicator = 'expenditure' then chosen.division_code end
            = department_totals.division_code
            and chosen.fiscal_year = department_totals.fiscal_year
    left join department_classes
        on
            chosen.class_code = department_classes.functional_class_code
            and chosen.division_code = department_classes.division_code
            and chosen.fiscal_year = department_classes.fiscal_year

)

select * from final
