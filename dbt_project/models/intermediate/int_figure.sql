with line_items as (

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

coded as (

    select
        versions.organisation_id,
        versions.fiscal_year,
        versions.report_kind,
        line_items.document_id,
        line_items.form_code,
        versions.form_role,
        versions.form_precedence,
        line_items.line_item_id,
        line_items.item_name,
        line_items.measure,
        line_items.amount_yuan,
        line_items.unit,
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
    left join account_names
        on
            line_items.item_code is null
            and line_items.item_name = account_names.account_name
    left join three_public_lines
        on
            versions.form_role = 'three_public'
            and line_items.item_name = three_public_lines.printed_name

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
                and item_name in ('合计', '总计', '支出合计', '支出总计', '本年支出合计')
                then 'total'
            else item_name
        end as item_key,
        {{ print_order('page', 'table_no', 'row_no', 'column_no') }} as print_order
    from coded

),

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
        arg_min_null(item_name, print_order) as item_name,
        arg_min_null(amount_yuan, print_order) as amount_yuan,
        arg_min_null(unit, print_order) as unit,
        arg_min_null(page, print_order) as page,
        arg_min_null(line_item_id, print_order) as line_item_id,
        arg_min_null(proof_status, print_order) as first_proof_status
    from keyed
    where item_key is not null and measure is not null
    group by all

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
        case
            when is_conflicting or has_disputed then 'disputed'
            else first_proof_status
        end as proof_status
    from grouped

)

select * from final
