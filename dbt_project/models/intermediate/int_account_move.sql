{{ config(materialized='view') }}

with levels as (

    select
        account_kind,
        old_code,
        new_code,
        first_year,
        unnest([3, 5, 7]) as code_length
    from {{ ref('account_crosswalk') }}
    where old_code <> new_code

),

-- The accounts of each level that lose or gain by a move: those of one side that the other is not in.
moves as (

    select
        account_kind,
        old_code,
        first_year,
        left(old_code, code_length) as item_key,
        length(old_code) <= 5 as has_sub_items
    from levels
    where
        code_length <= length(old_code)
        and left(old_code, code_length) <> left(new_code, code_length)
    union
    select
        account_kind,
        old_code,
        first_year,
        left(new_code, code_length) as item_key,
        length(old_code) <= 5 as has_sub_items
    from levels
    where
        code_length <= length(new_code)
        and left(old_code, code_length) <> left(new_code, code_length)

),

spent as (

    select
        account_kind,
        'general_public_budget' as fund_scope,
        organisation_id,
        fiscal_year,
        item_key
    from {{ ref('int_account_figure') }}
    where report_kind = 'final_account' and amount_yuan <> 0
    union all
    select
        'functional' as account_kind,
        'all_funds' as fund_scope,
        organisation_id,
        fiscal_year,
        item_code as item_key
    from {{ ref('int_figure') }}
    where
        report_kind = 'final_account'
        and form_role = 'expenditure_by_function'
        and measure = 'expenditure_total'
        and amount_yuan <> 0

),

moved as (

    select
        spent.account_kind,
        spent.fund_scope,
        spent.organisation_id,
        moves.first_year as fiscal_year,
        moves.item_key,
        moves.has_sub_items
    from spent
    inner join moves
        on
            spent.account_kind = moves.account_kind
            and spent.item_key = moves.old_code
            and spent.fiscal_year = moves.first_year - 1

),

-- What moves within the general public budget moves within all funds.
by_scope as (

    select * from moved
    union all
    select * replace ('all_funds' as fund_scope) from moved
    where account_kind = 'functional' and fund_scope = 'general_public_budget'

),

final as (

    select
        account_kind,
        fund_scope,
        organisation_id,
        fiscal_year,
        item_key,
        bool_or(has_sub_items) as has_sub_items
    from by_scope
    group by all

)

select * from final
