-- Few figures of few bodies, which any body's change may reach: built whole.
with figures as (

    select * from {{ ref('int_tied_figure') }}
    where form_role = 'revenue_and_expenditure' and figure_role = 'grand_total'

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
    inner join {{ ref('int_body_member') }} as members
        on
            departments.organisation_id = members.parent_organisation_id
            and departments.report_kind = members.report_kind
            and departments.fiscal_year between members.first_fiscal_year and members.last_fiscal_year
    inner join figures as units
        on
            members.organisation_id = units.organisation_id
            and departments.fiscal_year = units.fiscal_year
            and departments.report_kind = units.report_kind
            and departments.form_role = units.form_role
            and departments.figure_role = units.figure_role
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

final as (

    select * from unit_sums
    union all
    select * from three_public_sums
    union all
    select * from government_prior_years
    union all
    select * from government_budgets
    union all
    select * from transfers

)

select * from final
