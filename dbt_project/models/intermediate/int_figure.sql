-- Read three times, each time a few columns: kept between, millions of rows go to disk and come back.
with line_items as not materialized (

    select * from {{ ref('stg_line_item') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

versions as (

    select * from {{ ref('int_form_version') }}
    where
        is_in_force
        and (
            form_role in ('general_budget_by_function', 'general_budget_basic_by_economic', 'three_public')
            or (
                report_kind = 'final_account'
                and form_role in (
                    'revenue_and_expenditure', 'expenditure_by_function', 'fiscal_appropriation',
                    'government_fund', 'department_performance'
                )
            )
        )

),

account_names as (

    select * from {{ ref('int_account_name') }}

),

three_public_lines as (

    select * from {{ ref('three_public_line') }}

),

-- A unit that was not printed and makes a form a thousand times another one of the document is no unit of it.
magnitudes as (

    select
        line_items.document_id,
        line_items.form_code,
        bool_or(line_items.is_unit_inferred) as is_inferred,
        max(abs(line_items.amount_yuan)) as most_yuan
    from line_items
    inner join versions
        on
            line_items.document_id = versions.document_id
            and line_items.lake_file = versions.lake_file
            and line_items.form_code = versions.form_code
    where
        versions.form_role in (
            'revenue_and_expenditure', 'expenditure_by_function', 'fiscal_appropriation',
            'general_budget_by_function', 'general_budget_basic_by_economic'
        )
        and line_items.amount_yuan is not null
    group by line_items.document_id, line_items.form_code

),

misread_units as (

    select
        inferred.document_id,
        inferred.form_code
    from magnitudes as inferred
    inner join magnitudes as printed on inferred.document_id = printed.document_id
    where inferred.is_inferred and not printed.is_inferred
    group by inferred.document_id, inferred.form_code
    having
        any_value(inferred.most_yuan) > 1000 * max(printed.most_yuan)
        or (
            any_value(inferred.most_yuan) > 0
            and any_value(inferred.most_yuan) * 1000 < max(printed.most_yuan)
        )

),

-- Where a form adds meetings and training to the three public expenses, its 合计 is not theirs.
wider_three_public as (

    select distinct
        line_items.document_id,
        line_items.form_code
    from line_items
    inner join versions
        on
            line_items.document_id = versions.document_id
            and line_items.lake_file = versions.lake_file
            and line_items.form_code = versions.form_code
    where
        versions.form_role = 'three_public'
        and line_items.item_name in ('会议费', '培训费', '“三公”经费小计')

),

coded as (

    select
        versions.organisation_id,
        versions.fiscal_year,
        -- an adjusted budget is a kind of its own: nothing takes it for the budget of the year's beginning
        case
            when versions.budget_basis = 'adjusted' then 'adjusted_budget'
            else versions.report_kind
        end as report_kind,
        line_items.document_id,
        line_items.form_code,
        versions.form_role,
        versions.form_precedence,
        line_items.line_item_id,
        line_items.item_name,
        line_items.measure,
        case
            when not coalesce(line_items.is_unit_inferred and misread_units.document_id is not null, false)
                then line_items.amount_yuan
        end as amount_yuan,
        line_items.unit,
        line_items.is_unit_inferred,
        case
            when versions.form_role = 'three_public' and regexp_matches(line_items.header_printed, '全年|调整')
                then 'adjusted'
            when versions.form_role = 'three_public' and regexp_matches(line_items.header_printed, '年初')
                then 'initial'
        end as budget_basis,
        line_items.page,
        line_items.table_no,
        line_items.row_no,
        line_items.column_no,
        line_items.proof_status,
        three_public_lines.line_code,
        three_public_lines.item_name as line_name,
        coalesce(line_items.section, '') as section,
        case
            when versions.form_role in ('expenditure_by_function', 'general_budget_by_function')
                then coalesce(line_items.item_code, account_names.account_code)
            when
                versions.form_role in ('revenue_and_expenditure', 'fiscal_appropriation')
                and line_items.section = 'expenditure'
                then coalesce(line_items.item_code, account_names.class_code)
            when versions.form_role in ('general_budget_basic_by_economic', 'government_fund')
                then line_items.item_code
        end as item_code
    from line_items
    inner join versions
        on
            line_items.document_id = versions.document_id
            and line_items.lake_file = versions.lake_file
            and line_items.form_code = versions.form_code
    left join misread_units
        on
            line_items.document_id = misread_units.document_id
            and line_items.form_code = misread_units.form_code
    left join account_names
        on
            case when line_items.item_code is null then line_items.item_name end
            = account_names.account_name
    left join wider_three_public
        on
            line_items.document_id = wider_three_public.document_id
            and line_items.form_code = wider_three_public.form_code
    left join three_public_lines
        on
            case
                when
                    versions.form_role = 'three_public'
                    and (wider_three_public.document_id is null or line_items.item_name <> '合计')
                    then line_items.item_name
            end
            = three_public_lines.printed_name

),

keyed as (

    select
        * exclude (item_name, line_name),
        coalesce(line_name, item_name) as item_name,
        case
            when form_role = 'three_public' then coalesce(line_code, item_name)
            when item_code is not null then item_code
            when
                form_role in (
                    'expenditure_by_function', 'general_budget_by_function',
                    'general_budget_basic_by_economic', 'government_fund'
                )
                and {{ is_total_label('item_name') }}
                then 'total'
            else item_name
        end as item_key,
        {{ print_order('page', 'table_no', 'row_no', 'column_no') }} as print_order
    from coded

),

-- A total under a name of its own is the row without a code that is the sum of the form's classes; where
-- none is, the only one above or below all accounts that is no less than each class.
class_sums as (

    select
        document_id,
        form_code,
        measure,
        case
            when bool_and(amount_yuan is not null) filter (where length(item_code) = 3)
                then sum(amount_yuan) filter (where length(item_code) = 3)
        end as class_sum_yuan,
        max(amount_yuan) filter (where length(item_code) = 3) as largest_class_yuan,
        min(print_order) as first_coded,
        max(print_order) as last_coded
    from keyed
    where form_role = 'general_budget_by_function' and item_code is not null
    group by document_id, form_code, measure

),

totals as (

    select
        keyed.document_id,
        keyed.form_code,
        keyed.item_key,
        keyed.item_name,
        bool_or(
            keyed.amount_yuan = class_sums.class_sum_yuan and class_sums.class_sum_yuan <> 0
        ) as is_class_sum,
        bool_and(
            keyed.amount_yuan >= class_sums.largest_class_yuan
            and class_sums.largest_class_yuan > 0
            and (keyed.print_order < class_sums.first_coded or keyed.print_order > class_sums.last_coded)
        ) as is_in_place
    from keyed
    inner join class_sums
        on
            keyed.document_id = class_sums.document_id
            and keyed.form_code = class_sums.form_code
            and keyed.measure = class_sums.measure
    where
        keyed.measure = 'total'
        and keyed.item_code is null
        and (
            keyed.item_key = 'total'
            or not regexp_matches(keyed.item_name, '结转|结余|其中|基本支出|项目支出')
        )
    group by keyed.document_id, keyed.form_code, keyed.item_key, keyed.item_name

),

total_evidence as (

    select
        document_id,
        form_code,
        bool_or(item_key = 'total') as has_named,
        bool_or(item_key = 'total' and is_class_sum) as has_named_class_sum,
        count(*) filter (where is_class_sum) as class_sum_count,
        count(*) filter (where is_in_place) as in_place_count
    from totals
    group by document_id, form_code

),

-- Where 合计 and 总计 differ, as one has what was carried over, the sum of the classes is the form's total.
placed as (

    select
        keyed.* exclude (item_key),
        case
            when totals.item_key is null then keyed.item_key
            when total_evidence.has_named_class_sum and not totals.is_class_sum then keyed.item_name
            when total_evidence.has_named then keyed.item_key
            when total_evidence.class_sum_count = 1 and totals.is_class_sum then 'total'
            when
                total_evidence.class_sum_count = 0
                and total_evidence.in_place_count = 1
                and totals.is_in_place
                then 'total'
            else keyed.item_key
        end as item_key
    from keyed
    left join totals
        on
            keyed.document_id = totals.document_id
            and keyed.form_code = totals.form_code
            and case when keyed.item_code is null then keyed.item_name end = totals.item_name
    left join total_evidence
        on
            totals.document_id = total_evidence.document_id
            and totals.form_code = total_evidence.form_code

),

keyed_and_placed as (

    select * from placed
    where item_key is not null and measure is not null

),

{{ once_or_repeated(
    'keyed_and_placed',
    'organisation_id, fiscal_year, report_kind, document_id, form_code, form_role, form_precedence, measure, '
    ~ 'section, item_key'
) }},

grouped as (

    select
        {{ whose_figure() }},
        section,
        item_key,
        any_value(item_code) as item_code,
        count(*) as figure_count,
        coalesce(min(amount_yuan) <> max(amount_yuan), false)
        or count(amount_yuan) not in (0, count(*)) as is_conflicting,
        bool_or(proof_status = 'disputed') as has_disputed,
        coalesce(bool_or(is_unit_inferred), false) as is_unit_inferred,
        min(budget_basis) as budget_basis,
        arg_min_null(item_name, print_order) as item_name,
        arg_min_null(amount_yuan, print_order) as amount_yuan,
        arg_min_null(unit, print_order) as unit,
        arg_min_null(page, print_order) as page,
        arg_min_null(line_item_id, print_order) as line_item_id,
        arg_min_null(proof_status, print_order) as first_proof_status
    from repeated
    group by all
    union all by name
    select
        {{ whose_figure() }},
        section,
        item_key,
        item_code,
        1 as figure_count,
        false as is_conflicting,
        proof_status = 'disputed' as has_disputed,
        coalesce(is_unit_inferred, false) as is_unit_inferred,
        budget_basis,
        item_name,
        amount_yuan,
        unit,
        page,
        line_item_id,
        proof_status as first_proof_status
    from once

),

final as (

    select
        {{ whose_figure() }},
        section,
        item_key,
        item_code,
        item_name,
        {{ account_level("'functional'", 'item_code') }} as item_level,
        amount_yuan,
        unit,
        page,
        line_item_id,
        figure_count,
        is_conflicting,
        is_unit_inferred,
        budget_basis,
        case
            when is_conflicting or has_disputed then 'disputed'
            else first_proof_status
        end as proof_status
    from grouped

)

select * from final
