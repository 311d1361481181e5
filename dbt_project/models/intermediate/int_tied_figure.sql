with line_items as (

    select * from {{ ref('stg_line_item') }}
    where
        amount_yuan is not null
        and {{ is_changed('lake_file') }}
        and {{ is_changed('document_id') }}

),

versions as (

    select * from {{ ref('int_form_version') }}
    where
        is_in_force
        and budget_basis is distinct from 'adjusted'
        and (
            form_role = 'general_budget_by_function'
            or (
                report_kind = 'final_account'
                and form_role in ('revenue_and_expenditure', 'fiscal_appropriation', 'government_fund')
            )
        )

),

printed as (

    select
        line_items.*,
        versions.organisation_id,
        versions.fiscal_year,
        versions.report_kind,
        versions.form_role
    from line_items
    inner join versions
        on
            line_items.document_id = versions.document_id
            and line_items.lake_file = versions.lake_file
            and line_items.form_code = versions.form_code

),

scales as (

    select
        document_id,
        form_code,
        unit,
        max({{ printed_decimals('text_printed') }}) as decimals,
        {{ yuan_grain('unit', 'value_printed') }} as grain
    from printed
    group by document_id, form_code, unit

),

named as (

    select
        *,
        case
            when form_role in ('revenue_and_expenditure', 'fiscal_appropriation') and parent_item_name is null
                then
                    case
                        when section = 'revenue' and regexp_matches(item_name, '^(年初|上年).*结转')
                            then 'opening_carryover'
                        when section = 'expenditure' and regexp_matches(item_name, '^年末.*结转')
                            then 'closing_carryover'
                        when section = 'expenditure' and item_name in ('总计', '支出总计')
                            then 'grand_total'
                    end
            when form_role = 'government_fund' and item_code is null and item_name in ('合计', '总计')
                then
                    case
                        when measure in ('opening_carryover', 'closing_carryover') then measure
                    end
            when form_role = 'general_budget_by_function' and measure = 'total'
                then
                    case
                        when item_code is not null then 'item'
                        when {{ is_total_label('item_name') }} then 'item_total'
                    end
            when
                form_role = 'general_budget_by_function'
                and measure = 'prior_total'
                and report_kind = 'final_account'
                and (item_code is not null or {{ is_total_label('item_name') }})
                then 'prior_column'
        end as figure_role
    from printed
    where form_role <> 'fiscal_appropriation' or section <> 'expenditure' or measure = 'total'

),

final as (

    select
        named.organisation_id,
        named.fiscal_year,
        named.report_kind,
        named.document_id,
        named.form_code,
        named.form_role,
        named.figure_role,
        coalesce(named.item_code, 'total') as item_key,
        named.item_name,
        named.line_item_id,
        named.text_printed,
        named.unit,
        named.amount_yuan,
        cast(
            greatest(
                cast(power(10, -coalesce(scales.decimals, 2)) as decimal(24, 6)), scales.grain
            ) * {{ yuan_per_unit('named.unit') }} as decimal(24, 6)
        ) as last_digit_yuan,
        named.page,
        named.proof_status
    from named
    left join scales
        on
            named.document_id = scales.document_id
            and named.form_code = scales.form_code
            and named.unit is not distinct from scales.unit
    where named.figure_role is not null
    qualify
        count(*) over (
            partition by
                named.organisation_id, named.fiscal_year, named.report_kind,
                named.form_code, named.figure_role, coalesce(named.item_code, 'total')
        ) = 1

)

select * from final
