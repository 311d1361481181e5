with crosswalk as (

    select * from {{ ref('account_crosswalk') }}

),

-- A code that one of its parts keeps is no sign of the old classification.
kept as (

    select distinct
        account_kind,
        first_year,
        new_code as kept_code
    from crosswalk

),

levels as (

    select
        crosswalk.account_kind,
        crosswalk.old_code,
        crosswalk.new_code,
        crosswalk.first_year,
        kept.kept_code is not null as is_kept,
        unnest([3, 5, 7]) as code_length
    from crosswalk
    left join kept
        on
            crosswalk.account_kind = kept.account_kind
            and crosswalk.first_year = kept.first_year
            and crosswalk.old_code = kept.kept_code
    where crosswalk.old_code <> crosswalk.new_code

),

sides as (

    select
        *,
        unnest([old_code, new_code]) as side_code
    from levels
    where left(old_code, code_length) <> left(new_code, code_length)

),

-- The accounts of each level that lose or gain by a move: those of one side that the other is not in.
moves as (

    select distinct
        account_kind,
        old_code,
        first_year,
        is_kept,
        left(side_code, code_length) as item_key,
        length(old_code) <= 5 as has_sub_items
    from sides
    where code_length <= length(side_code)

),

-- Accounts of the year before, and what the year itself tells by the old classification: its budget, and its
-- accounts' own columns of the year before.
spent as (

    select
        account_kind,
        'general_public_budget' as fund_scope,
        report_kind,
        organisation_id,
        case
            when report_kind = 'budget' or starts_with(measure, 'prior_') then fiscal_year
            else fiscal_year + 1
        end as first_year,
        item_key
    from {{ changed_rows(ref('int_account_figure')) }}
    where
        report_kind in ('final_account', 'budget')
        and amount_yuan <> 0
        and {{ is_changed('organisation_id') }}
    union all
    select
        'functional' as account_kind,
        'all_funds' as fund_scope,
        report_kind,
        organisation_id,
        fiscal_year + 1 as first_year,
        item_code as item_key
    from {{ changed_rows(ref('int_figure')) }}
    where
        {{ is_changed('organisation_id') }}
        and report_kind = 'final_account'
        and form_role = 'expenditure_by_function'
        and measure = 'expenditure_total'
        and amount_yuan <> 0

),

moved as (

    select
        spent.account_kind,
        spent.fund_scope,
        spent.report_kind,
        spent.organisation_id,
        moves.first_year as fiscal_year,
        moves.item_key,
        moves.has_sub_items
    from spent
    inner join moves
        on
            spent.account_kind = moves.account_kind
            and spent.item_key = moves.old_code
            and spent.first_year = moves.first_year
    where spent.report_kind = 'final_account' or not moves.is_kept

),

-- What moves within the general public budget moves within all funds.
by_scope as (

    select * from moved
    union all
    select * replace ('all_funds' as fund_scope) from moved
    where
        account_kind = 'functional'
        and fund_scope = 'general_public_budget'
        and report_kind = 'final_account'

),

final as (

    select
        account_kind,
        fund_scope,
        report_kind,
        organisation_id,
        fiscal_year,
        item_key,
        bool_or(has_sub_items) as has_sub_items
    from by_scope
    group by all

)

select * from final
