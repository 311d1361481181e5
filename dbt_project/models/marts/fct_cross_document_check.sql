with figures as (

    select * from {{ ref('int_tied_figure') }}

),

claims as (

    select * from {{ ref('int_claim') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

government_figures as (

    select * from {{ ref('int_government_figure') }}
    where proof_status <> 'disputed'

),

divisions as (

    select * from {{ ref('dim_division') }}

),

three_public as (

    select
        totals.*,
        figures.form_code
    from {{ ref('fct_three_public') }} as totals
    left join {{ ref('int_figure') }} as figures on totals.final_line_item_id = figures.line_item_id
    where totals.line_code = 'total' and totals.final_yuan is not null

),

single_claims as (

    select * from claims
    qualify
        count(*) over (
            partition by organisation_id, fiscal_year, report_kind, kind, subject, item_code, measure
        ) = 1

),

carryovers as (

    select
        {{ tie_columns(
            'Y01', 'opening', 'closing',
            statement='年初结转和结余 = 年末结转和结余 of the year before',
            scope="opening.form_code || '.opening_carryover'",
            tolerance='(opening.last_digit_yuan + closing.last_digit_yuan) / 2'
        ) }}
    from figures as opening
    inner join figures as closing
        on
            opening.organisation_id = closing.organisation_id
            and opening.report_kind = closing.report_kind
            and opening.form_role = closing.form_role
            and opening.fiscal_year = closing.fiscal_year + 1
    where opening.figure_role = 'opening_carryover' and closing.figure_role = 'closing_carryover'

),

-- A report that says that it put last year on this year's footing does not contradict what last year printed.
restated as (

    select distinct document_id from {{ ref('stg_document_evidence') }}
    where field in ('prior_restated', 'merged_body')

),

stated_changes as (

    select
        amounts.*,
        deltas.amount_yuan as delta_yuan,
        deltas.text_printed as delta_text,
        deltas.value as delta_value,
        deltas.claim_id as delta_claim_id,
        restated.document_id is null as is_comparable,
        {{ role_of_total('amounts.subject') }} as form_role,
        case when amounts.subject = '一般公共预算财政拨款支出' then 'item_total' else 'grand_total' end
            as figure_role
    from single_claims as amounts
    inner join single_claims as deltas
        on
            amounts.document_id = deltas.document_id
            and amounts.kind = deltas.kind
            and amounts.subject = deltas.subject
            and amounts.sentence_no = deltas.sentence_no
    left join restated on amounts.document_id = restated.document_id
    where
        amounts.kind = 'total_yoy'
        and amounts.report_kind = 'final_account'
        and amounts.measure = 'amount'
        and deltas.measure = 'delta'

),

prior_totals as (

    select
        {{ tie_columns(
            'Y02', 'stated_changes', 'last_year', is_hard='stated_changes.is_comparable',
            statement='total less its stated change = printed total of the year before',
            scope='stated_changes.subject',
            tolerance='2 * greatest(stated_changes.last_digit_yuan, last_year.last_digit_yuan)',
            left_yuan='stated_changes.amount_yuan - stated_changes.delta_yuan',
            left_text="case
                when stated_changes.delta_value < 0
                    then concat(stated_changes.text_printed, ' + ', ltrim(stated_changes.delta_text, '-－'))
                else concat(stated_changes.text_printed, ' - ', stated_changes.delta_text)
            end",
            left_ids='[stated_changes.claim_id, stated_changes.delta_claim_id]'
        ) }}
    from stated_changes
    inner join figures as last_year
        on
            stated_changes.organisation_id = last_year.organisation_id
            and stated_changes.report_kind = last_year.report_kind
            and stated_changes.form_role = last_year.form_role
            and stated_changes.figure_role = last_year.figure_role
            and stated_changes.fiscal_year = last_year.fiscal_year + 1

),

stated_items as (

    select
        *,
        case when subject = '一般公共预算财政拨款支出' then 'total' else item_code end as item_key
    from single_claims
    where amount_yuan is not null and (item_code is not null or subject = '一般公共预算财政拨款支出')

),

initial_budgets as (

    select
        {{ tie_columns(
            'Y03', 'stated', 'published', is_hard=true,
            statement='年初预算 that the final accounts state = published budget',
            scope="published.form_code || '[' || published.item_key || '].total'",
            tolerance='greatest(stated.last_digit_yuan, published.last_digit_yuan)',
            left_ids='[stated.claim_id]'
        ) }}
    from stated_items as stated
    inner join figures as published
        on
            stated.organisation_id = published.organisation_id
            and stated.fiscal_year = published.fiscal_year
            and stated.item_key = published.item_key
    where
        stated.kind = 'item_execution'
        and stated.measure = 'initial_budget'
        and stated.report_kind = 'final_account'
        and published.report_kind = 'budget'
        and published.form_role = 'general_budget_by_function'

),

prior_executions as (

    select
        {{ tie_columns(
            'Y04', 'stated', 'finals',
            statement='当年预算执行数 that the next budget states = final accounts',
            scope="finals.form_code || '[' || finals.item_key || '].total'",
            tolerance='greatest(stated.last_digit_yuan, finals.last_digit_yuan)',
            left_ids='[stated.claim_id]'
        ) }}
    from stated_items as stated
    inner join figures as finals
        on
            stated.organisation_id = finals.organisation_id
            and stated.fiscal_year = finals.fiscal_year + 1
            and stated.item_key = finals.item_key
    where
        stated.kind = 'item_budget'
        and stated.measure = 'prior_executed'
        and finals.report_kind = 'final_account'
        and finals.form_role = 'general_budget_by_function'

),

unit_sums as (

    select
        'Y06' as identity_id,
        false as is_hard,
        'department = sum of its units, where all of them publish' as statement,
        departments.form_code || '.expenditure[总计].final' as scope,
        departments.organisation_id,
        departments.fiscal_year,
        departments.report_kind,
        departments.document_id,
        min(units.document_id) as other_document_id,
        departments.amount_yuan as left_yuan,
        sum(units.amount_yuan) as right_yuan,
        count(*) * greatest(departments.last_digit_yuan, max(units.last_digit_yuan)) as tolerance_yuan,
        departments.text_printed as left_text,
        string_agg(units.text_printed, ' + ' order by units.line_item_id) as right_text,
        departments.page as left_page,
        min(units.page) as right_page,
        departments.unit,
        min(units.unit) as right_unit,
        [departments.line_item_id] as left_ids,
        list(units.line_item_id order by units.line_item_id) as right_ids
    from figures as departments
    inner join organisations on departments.organisation_id = organisations.parent_organisation_id
    inner join figures as units
        on
            organisations.organisation_id = units.organisation_id
            and departments.fiscal_year = units.fiscal_year
            and departments.report_kind = units.report_kind
            and departments.form_role = units.form_role
            and departments.figure_role = units.figure_role
    where departments.form_role = 'revenue_and_expenditure' and departments.figure_role = 'grand_total'
    group by
        departments.organisation_id, departments.fiscal_year, departments.report_kind,
        departments.document_id, departments.amount_yuan, departments.last_digit_yuan,
        departments.text_printed, departments.page, departments.unit, departments.line_item_id,
        departments.form_code

),

three_public_sums as (

    select
        'Y08' as identity_id,
        false as is_hard,
        'sum of 三公 over the departments <= 三公 of the whole government' as statement,
        government.form_code || '[合计].final' as scope,
        government.organisation_id,
        government.fiscal_year,
        'final_account' as report_kind,
        government.final_document_id as document_id,
        min(departments.final_document_id) as other_document_id,
        sum(departments.final_yuan) as left_yuan,
        government.final_yuan as right_yuan,
        (count(*) + 1) * 50 as tolerance_yuan,
        concat(count(*), ' departments') as left_text,
        cast(government.final_yuan as varchar) as right_text,
        min(departments.final_page) as left_page,
        government.final_page as right_page,
        '元' as unit,
        '元' as right_unit,
        list(departments.final_line_item_id order by departments.final_line_item_id) as left_ids,
        [government.final_line_item_id] as right_ids
    from three_public as government
    inner join three_public as departments
        on
            government.division_code = departments.division_code
            and government.fiscal_year = departments.fiscal_year
    where government.organisation_kind = 'government' and departments.organisation_kind = 'department'
    group by
        government.organisation_id, government.fiscal_year, government.final_document_id,
        government.final_yuan, government.final_page, government.final_line_item_id, government.form_code

),

-- What a later book prints of the year before.
government_prior_years as (

    select
        {{ tie_columns(
            'Y09', 'mine', 'theirs',
            statement='a column of the year before = that year in the book of its own',
            scope="mine.form_code || '[' || mine.item_name || '].' || mine.measure",
            tolerance='greatest(mine.last_digit_yuan, theirs.last_digit_yuan)'
        ) }}
    from government_figures as mine
    inner join government_figures as theirs
        on
            {{ same_government_amount('mine', 'theirs') }}
            and mine.own_measure = theirs.own_measure
    where mine.prior_length > 0 and theirs.prior_length = 0

),

government_budgets as (

    select
        {{ tie_columns(
            'Y10', 'mine', 'theirs',
            statement='年初预算 of a report on execution = the budget that was published',
            scope="mine.form_code || '[' || mine.item_name || '].' || mine.measure",
            tolerance='greatest(mine.last_digit_yuan, theirs.last_digit_yuan)'
        ) }}
    from government_figures as mine
    inner join government_figures as theirs
        on
            {{ same_government_amount('mine', 'theirs') }}
    where
        mine.own_measure = 'initial_budget'
        and theirs.own_measure = 'budget'
        and theirs.report_kind = 'budget'
        and theirs.prior_length = 0

),

-- What a government says that it hands down to another, and what that one says it was given.
transfers as (

    select
        {{ tie_columns(
            'Y11', 'mine', 'theirs',
            statement='transfers that a government received = what the one above handed down to it',
            scope="mine.form_code || '[' || mine.item_name || '].' || mine.measure",
            tolerance='greatest(mine.last_digit_yuan, theirs.last_digit_yuan)'
        ) }}
    from government_figures as mine
    inner join divisions on mine.division_code = divisions.division_code
    inner join government_figures as theirs
        on
            divisions.parent_code = theirs.division_code
            and divisions.division_name = theirs.item_name
            and mine.amount_year = theirs.amount_year
            and mine.own_measure = theirs.own_measure
    where
        mine.form_role = 'area_transfers_received'
        and regexp_full_match(mine.item_name, '合计|(?:上级)?(?:税收返还和转移支付|补助)收入(?:合计)?')
        and theirs.form_role = 'area_transfers_by_region'
        and coalesce(theirs.section, '') = ''

),

ties as (

    select * from carryovers
    union all
    select * from prior_totals
    union all
    select * from initial_budgets
    union all
    select * from prior_executions
    union all
    select * from unit_sums
    union all
    select * from three_public_sums
    union all
    select * from government_prior_years
    union all
    select * from government_budgets
    union all
    select * from transfers

),

judged as (

    select
        *,
        cast(left_yuan - right_yuan as decimal(20, 2)) as difference_yuan,
        case
            when identity_id = 'Y08' then greatest(left_yuan - right_yuan, 0)
            else abs(left_yuan - right_yuan)
        end as gap_yuan
    from ties
    where left_yuan is not null and right_yuan is not null and tolerance_yuan is not null

),

final as (

    select
        left(sha256(concat_ws(
            '|', judged.identity_id, judged.scope, judged.document_id, judged.left_ids, judged.right_ids
        )), 20) as check_id,
        judged.document_id,
        judged.other_document_id,
        organisations.division_code,
        judged.organisation_id,
        judged.fiscal_year,
        judged.report_kind,
        judged.identity_id,
        judged.scope,
        judged.is_hard,
        judged.statement,
        'money' as quantity,
        cast(judged.left_yuan as decimal(20, 2)) as left_yuan,
        cast(judged.right_yuan as decimal(20, 2)) as right_yuan,
        judged.difference_yuan,
        cast(judged.tolerance_yuan as decimal(20, 2)) as tolerance_yuan,
        case
            when judged.gap_yuan = 0 then 'holds'
            when judged.gap_yuan <= judged.tolerance_yuan then 'rounding'
            when judged.identity_id in ('Y01', 'Y09') then 'restated_or_transferred'
            when judged.identity_id = 'Y06' and judged.difference_yuan > 0 then 'incomplete'
            else 'violated'
        end as status,
        judged.left_text,
        judged.left_page,
        judged.right_text,
        judged.right_page,
        judged.unit,
        judged.right_unit,
        judged.left_ids,
        judged.right_ids
    from judged
    inner join organisations on judged.organisation_id = organisations.organisation_id

)

select * from final
