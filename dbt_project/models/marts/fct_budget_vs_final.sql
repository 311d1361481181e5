with figures as (

    select * from {{ ref('int_functional_figure') }}

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
    where account_kind = 'functional' and (confidence = 'high' or not is_listed)

),

published_budgets as (

    select * from figures
    where form_code = 'B05' and measure = 'total'

),

stated_budgets as (

    select * from figures
    where form_code = 'F05' and measure = 'initial_budget'

),

adjusted_budgets as (

    select * from figures
    where form_code = 'F05' and measure = 'adjusted_budget'

),

finals as (

    select * from figures
    where form_code = 'F05' and measure = 'total'

),

items as (

    select
        organisation_id,
        fiscal_year,
        item_key,
        any_value(item_code) as item_code,
        any_value(item_level) as item_level
    from figures
    group by organisation_id, fiscal_year, item_key

),

names_by_year as (

    select
        items.item_code,
        items.fiscal_year,
        arg_max(
            account_names.account_name, (account_names.valid_from, account_names.account_name)
        ) as account_name
    from (
        select distinct
            item_code,
            fiscal_year
        from items
    ) as items
    inner join account_names
        on
            items.item_code = account_names.account_code
            and items.fiscal_year between account_names.valid_from and account_names.valid_to
    group by items.item_code, items.fiscal_year

),

final as (

    select
        items.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        items.fiscal_year,
        items.item_key,
        items.item_code,
        case
            when items.item_level = 'total' then '合计'
            else coalesce(finals.item_name, published_budgets.item_name, names_by_year.account_name)
        end as item_name,
        items.item_level,
        coalesce(published_budgets.amount_yuan, stated_budgets.amount_yuan) as initial_budget_yuan,
        case
            when published_budgets.amount_yuan is not null then 'budget_form_B05'
            when stated_budgets.amount_yuan is not null then 'final_account_form_F05'
        end as initial_budget_source,
        case
            when published_budgets.amount_yuan is not null then published_budgets.figure_source
            when stated_budgets.amount_yuan is not null then stated_budgets.figure_source
        end as initial_budget_figure_source,
        case
            when published_budgets.amount_yuan is not null then published_budgets.document_id
            when stated_budgets.amount_yuan is not null then stated_budgets.document_id
        end as initial_budget_document_id,
        case
            when published_budgets.amount_yuan is not null then published_budgets.page
            when stated_budgets.amount_yuan is not null then stated_budgets.page
        end as initial_budget_page,
        case
            when published_budgets.amount_yuan is not null then published_budgets.line_item_id
            when stated_budgets.amount_yuan is not null then stated_budgets.line_item_id
        end as initial_budget_line_item_id,
        case
            when published_budgets.amount_yuan is not null then published_budgets.proof_status
            when stated_budgets.amount_yuan is not null then stated_budgets.proof_status
        end as initial_budget_proof_status,
        cast(
            stated_budgets.amount_yuan - published_budgets.amount_yuan as decimal(20, 2)
        ) as initial_budget_disagreement_yuan,
        adjusted_budgets.amount_yuan as adjusted_budget_yuan,
        case
            when adjusted_budgets.amount_yuan is not null then 'final_account_form_F05'
        end as adjusted_budget_source,
        case
            when adjusted_budgets.amount_yuan is not null then adjusted_budgets.document_id
        end as adjusted_budget_document_id,
        case
            when adjusted_budgets.amount_yuan is not null then adjusted_budgets.page
        end as adjusted_budget_page,
        case
            when adjusted_budgets.amount_yuan is not null then adjusted_budgets.line_item_id
        end as adjusted_budget_line_item_id,
        finals.amount_yuan as final_yuan,
        case when finals.amount_yuan is not null then 'final_account_form_F05' end as final_source,
        finals.figure_source as final_figure_source,
        finals.document_id as final_document_id,
        finals.page as final_page,
        finals.line_item_id as final_line_item_id,
        finals.proof_status as final_proof_status,
        cast(
            finals.amount_yuan - coalesce(published_budgets.amount_yuan, stated_budgets.amount_yuan)
            as decimal(20, 2)
        ) as difference_yuan
    from items
    inner join organisations on items.organisation_id = organisations.organisation_id
    left join published_budgets
        on
            items.organisation_id = published_budgets.organisation_id
            and items.fiscal_year = published_budgets.fiscal_year
            and items.item_key = published_budgets.item_key
    left join stated_budgets
        on
            items.organisation_id = stated_budgets.organisation_id
            and items.fiscal_year = stated_budgets.fiscal_year
            and items.item_key = stated_budgets.item_key
    left join adjusted_budgets
        on
            items.organisation_id = adjusted_budgets.organisation_id
            and items.fiscal_year = adjusted_budgets.fiscal_year
            and items.item_key = adjusted_budgets.item_key
    left join finals
        on
            items.organisation_id = finals.organisation_id
            and items.fiscal_year = finals.fiscal_year
            and items.item_key = finals.item_key
    left join names_by_year
        on
            items.item_code = names_by_year.item_code
            and items.fiscal_year = names_by_year.fiscal_year

)

select * from final
