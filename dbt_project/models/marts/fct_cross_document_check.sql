with figures as (

    select * from {{ ref('int_tied_figure') }}

),

claims as (

    select * from {{ ref('int_claim') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

three_public as (

    select * from {{ ref('fct_three_public') }}
    where line_code = 'total' and final_yuan is not null

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
        'Y01' as identity_id,
        false as is_hard,
        '年初结转和结余 = 年末结转和结余 of the year before' as statement,
        opening.form_code || '.opening_carryover' as scope,
        opening.organisation_id,
        opening.fiscal_year,
        opening.report_kind,
        opening.document_id,
        closing.document_id as other_document_id,
        opening.amount_yuan as left_yuan,
        closing.amount_yuan as right_yuan,
        (opening.last_digit_yuan + closing.last_digit_yuan) / 2 as tolerance_yuan,
        opening.text_printed as left_text,
        closing.text_printed as right_text,
        opening.page as left_page,
        closing.page as right_page,
        opening.unit,
        closing.unit as right_unit,
        [opening.line_item_id] as left_ids,
        [closing.line_item_id] as right_ids
    from figures as opening
    inner join figures as closing
        on
            opening.organisation_id = closing.organisation_id
            and opening.report_kind = closing.report_kind
            and opening.form_code = closing.form_code
            and opening.fiscal_year = closing.fiscal_year + 1
    where opening.figure_role = 'opening_carryover' and closing.figure_role = 'closing_carryover'

),

stated_changes as (

    select
        amounts.*,
        deltas.amount_yuan as delta_yuan,
        deltas.text_printed as delta_text,
        deltas.value as delta_value,
        deltas.claim_id as delta_claim_id,
        case amounts.subject
            when '收支总计' then 'F01'
            when '财政拨款收支总计' then 'F04'
            when '一般公共预算财政拨款支出' then 'F05'
        end as form_code,
        case when amounts.subject = '一般公共预算财政拨款支出' then 'item_total' else 'grand_total' end
            as figure_role
    from single_claims as amounts
    inner join single_claims as deltas
        on
            amounts.document_id = deltas.document_id
            and amounts.kind = deltas.kind
            and amounts.subject = deltas.subject
            and amounts.sentence_no = deltas.sentence_no
    where
        amounts.kind = 'total_yoy'
        and amounts.report_kind = 'final_account'
        and amounts.measure = 'amount'
        and deltas.measure = 'delta'

),

prior_totals as (

    select
        'Y02' as identity_id,
        true as is_hard,
        'total less its stated change = printed total of the year before' as statement,
        stated_changes.subject as scope,
        stated_changes.organisation_id,
        stated_changes.fiscal_year,
        stated_changes.report_kind,
        stated_changes.document_id,
        last_year.document_id as other_document_id,
        stated_changes.amount_yuan - stated_changes.delta_yuan as left_yuan,
        last_year.amount_yuan as right_yuan,
        2 * greatest(stated_changes.last_digit_yuan, last_year.last_digit_yuan) as tolerance_yuan,
        case
            when stated_changes.delta_value < 0
                then concat(stated_changes.text_printed, ' + ', ltrim(stated_changes.delta_text, '-－'))
            else concat(stated_changes.text_printed, ' - ', stated_changes.delta_text)
        end as left_text,
        last_year.text_printed as right_text,
        stated_changes.page as left_page,
        last_year.page as right_page,
        stated_changes.unit,
        last_year.unit as right_unit,
        [stated_changes.claim_id, stated_changes.delta_claim_id] as left_ids,
        [last_year.line_item_id] as right_ids
    from stated_changes
    inner join figures as last_year
        on
            stated_changes.organisation_id = last_year.organisation_id
            and stated_changes.report_kind = last_year.report_kind
            and stated_changes.form_code = last_year.form_code
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
        'Y03' as identity_id,
        true as is_hard,
        '年初预算 that the final accounts state = published budget' as statement,
        'B05[' || published.item_key || '].total' as scope,
        stated.organisation_id,
        stated.fiscal_year,
        stated.report_kind,
        stated.document_id,
        published.document_id as other_document_id,
        stated.amount_yuan as left_yuan,
        published.amount_yuan as right_yuan,
        greatest(stated.last_digit_yuan, published.last_digit_yuan) as tolerance_yuan,
        stated.text_printed as left_text,
        published.text_printed as right_text,
        stated.page as left_page,
        published.page as right_page,
        stated.unit,
        published.unit as right_unit,
        [stated.claim_id] as left_ids,
        [published.line_item_id] as right_ids
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
        and published.form_code = 'B05'

),

prior_executions as (

    select
        'Y04' as identity_id,
        false as is_hard,
        '当年预算执行数 that the next budget states = final accounts' as statement,
        'F05[' || finals.item_key || '].total' as scope,
        stated.organisation_id,
        stated.fiscal_year,
        stated.report_kind,
        stated.document_id,
        finals.document_id as other_document_id,
        stated.amount_yuan as left_yuan,
        finals.amount_yuan as right_yuan,
        greatest(stated.last_digit_yuan, finals.last_digit_yuan) as tolerance_yuan,
        stated.text_printed as left_text,
        finals.text_printed as right_text,
        stated.page as left_page,
        finals.page as right_page,
        stated.unit,
        finals.unit as right_unit,
        [stated.claim_id] as left_ids,
        [finals.line_item_id] as right_ids
    from stated_items as stated
    inner join figures as finals
        on
            stated.organisation_id = finals.organisation_id
            and stated.fiscal_year = finals.fiscal_year + 1
            and stated.item_key = finals.item_key
    where
        stated.kind = 'item_budget'
        and stated.measure = 'prior_executed'
        and finals.form_code = 'F05'

),

unit_sums as (

    select
        'Y06' as identity_id,
        false as is_hard,
        'department = sum of its units, where all of them publish' as statement,
        'F01.expenditure[总计].final' as scope,
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
            and departments.form_code = units.form_code
            and departments.figure_role = units.figure_role
    where departments.form_code = 'F01' and departments.figure_role = 'grand_total'
    group by
        departments.organisation_id, departments.fiscal_year, departments.report_kind,
        departments.document_id, departments.amount_yuan, departments.last_digit_yuan,
        departments.text_printed, departments.page, departments.unit, departments.line_item_id

),

three_public_sums as (

    select
        'Y08' as identity_id,
        false as is_hard,
        'sum of 三公 over the departments <= 三公 of the whole government' as statement,
        'F09[合计].final' as scope,
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
        government.final_yuan, government.final_page, government.final_line_item_id

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
            when judged.identity_id = 'Y01' then 'restated_or_transferred'
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
