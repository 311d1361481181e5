with accounts as (

    select * from {{ ref('fct_government_account') }}
    where proof_status <> 'disputed'

),

divisions as (

    select * from {{ ref('dim_division') }}

),

debt_measures as (

    select unnest([
        'limit', 'limit_general', 'limit_special', 'balance', 'balance_general', 'balance_special'
    ]) as measure

),

-- Of a table of regions the rows of the area itself.
own_regions as (

    select
        accounts.*,
        case
            when regexp_matches(accounts.item_name, '本级$') then 'own_level'
            when regexp_matches(accounts.item_name, '[省市州盟县]级$') then 'level'
            else 'whole_area'
        end as region_kind
    from accounts
    inner join divisions on accounts.division_code = divisions.division_code
    inner join debt_measures on accounts.measure = debt_measures.measure
    where
        accounts.form_role = 'area_debt_limits'
        and (
            regexp_full_match(accounts.item_name, '(?:.{0,12}本级|[省市州盟县]级)')
            or left(accounts.item_name, 2) = left(divisions.division_name, 2)
        )

),

-- The whole is the largest row that bears its name.
debts as (

    select
        division_code,
        fiscal_year,
        item_name as scope,
        region_kind as scope_kind,
        'year_end' as budget_stage,
        'debt_' || measure as indicator,
        12 as indicator_no,
        '' as class_code,
        amount_yuan,
        line_item_id,
        is_from_later_report
    from own_regions
    qualify
        row_number() over (
            partition by division_code, fiscal_year, region_kind, measure
            order by is_from_later_report asc, amount_yuan desc, line_item_id asc
        ) = 1

),

-- Of a table of lines (2023年末地方政府债务余额) the limit and the balance at the end of its year.
debt_lines as (

    select
        accounts.division_code,
        accounts.fiscal_year,
        accounts.scope,
        accounts.scope_kind,
        'year_end' as budget_stage,
        'debt_' || accounts.measure as indicator,
        12 as indicator_no,
        '' as class_code,
        accounts.amount_yuan,
        accounts.line_item_id,
        accounts.is_from_later_report
    from accounts
    inner join debt_measures on accounts.measure = debt_measures.measure
    where
        accounts.form_role = 'area_debt_limits'
        and accounts.scope_kind is distinct from 'by_region'
        and regexp_matches(accounts.item_name, '债务.{0,4}(?:限额|余额)')

),

-- Of a table of one kind of debt, line by line, what its rows call limit or balance: counties print these.
debt_kind_rows as (

    select
        division_code,
        scope,
        scope_kind,
        amount_yuan,
        line_item_id,
        cast(
            coalesce(nullif(regexp_extract(item_name, '20[0-9][0-9]'), ''), cast(fiscal_year as varchar))
            as integer
        ) as year_named,
        if(contains(item_name, '限额'), 'limit', 'balance') as kind,
        if(form_role = 'area_general_debt', 'general', 'special') as part,
        list_position(
            ['final', 'executed', 'adjusted_budget', 'initial_budget', 'budget'], measure
        ) as stage_no,
        is_from_later_report or year_named < fiscal_year as is_later
    from accounts
    where
        form_role in ('area_general_debt', 'area_special_debt')
        and scope_kind is distinct from 'by_region'
        and regexp_matches(item_name, '债务?.{0,4}(?:限额|余额)')
        and not regexp_matches(item_name, '新增|提前下达')

),

-- What is budgeted for the end of a year is no balance; a limit is one however it is told.
debt_kinds as (

    select
        division_code,
        year_named as fiscal_year,
        scope,
        scope_kind,
        'year_end' as budget_stage,
        'debt_' || kind || '_' || part as indicator,
        12 as indicator_no,
        '' as class_code,
        amount_yuan,
        line_item_id,
        is_later as is_from_later_report
    from debt_kind_rows
    where stage_no <= 2 or (kind = 'limit' and stage_no is not null)
    qualify
        row_number() over (
            partition by division_code, year_named, scope, kind, part
            order by is_later asc, stage_no asc, amount_yuan desc, line_item_id asc
        ) = 1

),

final as (

    select * from debts
    union all
    select * from debt_lines
    union all
    select debt_kinds.*
    from debt_kinds
    anti join debts
        on
            debt_kinds.division_code = debts.division_code
            and debt_kinds.fiscal_year = debts.fiscal_year
            and debt_kinds.scope_kind is not distinct from debts.scope_kind
            and debt_kinds.indicator = debts.indicator

)

select * from final
