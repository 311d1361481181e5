with figures as (

    select * from {{ changed_rows(ref('int_tied_figure')) }}
    where {{ is_changed('organisation_id') }}

),

claims as (

    select * from {{ changed_rows(ref('int_claim')) }}
    where {{ is_changed('organisation_id') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

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
    where field in ('prior_restated', 'merged_body') and {{ is_changed('lake_file') }}

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
        and finals.figure_role <> 'prior_column'

),

prior_columns as (

    select
        {{ tie_columns(
            'Y12', 'mine', 'theirs',
            statement='a column of the year before = the final accounts of that year',
            scope="mine.form_code || '[' || mine.item_key || '].prior_total'",
            tolerance='greatest(mine.last_digit_yuan, theirs.last_digit_yuan)'
        ) }}
    from figures as mine
    inner join figures as theirs
        on
            mine.organisation_id = theirs.organisation_id
            and mine.fiscal_year = theirs.fiscal_year + 1
            and mine.report_kind = theirs.report_kind
            and mine.form_role = theirs.form_role
            and mine.item_key = theirs.item_key
    where mine.figure_role = 'prior_column' and theirs.figure_role in ('item', 'item_total')

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
    select * from prior_columns
    union all
    select * from {{ ref('int_tie_between_bodies') }}

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
            when judged.identity_id in ('Y01', 'Y09', 'Y12') then 'restated_or_transferred'
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
