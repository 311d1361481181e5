with line_items as (

    select * from {{ ref('stg_line_item') }}
    where
        form_code in ('F01', 'F04', 'F05', 'F07', 'B05')
        and amount_yuan is not null
        and {{ is_changed('lake_file') }}
        and {{ is_changed('document_id') }}

),

versions as (

    select * from {{ ref('int_form_version') }}
    where is_in_force

),

scales as (

    select
        document_id,
        lake_file,
        form_code,
        unit,
        max({{ printed_decimals('text_printed') }}) as decimals,
        {{ yuan_grain('unit', 'value_printed') }} as grain
    from line_items
    group by document_id, lake_file, form_code, unit

),

named as (

    select
        *,
        case
            when form_code in ('F01', 'F04') and parent_item_name is null
                then
                    case
                        when section = 'revenue' and regexp_matches(item_name, '^(年初|上年).*结转')
                            then 'opening_carryover'
                        when section = 'expenditure' and regexp_matches(item_name, '^年末.*结转')
                            then 'closing_carryover'
                        when section = 'expenditure' and item_name in ('总计', '支出总计')
                            then 'grand_total'
                    end
            when form_code = 'F07' and item_code is null and item_name in ('合计', '总计')
                then
                    case
                        when measure in ('opening_carryover', 'closing_carryover') then measure
                    end
            when form_code in ('F05', 'B05') and measure = 'total'
                then
                    case
                        when item_code is not null then 'item'
                        when item_name in ('合计', '总计', '支出合计', '支出总计', '本年支出合计') then 'item_total'
                    end
        end as figure_role
    from line_items
    where form_code <> 'F04' or section <> 'expenditure' or measure = 'total'

),

final as (

    select
        versions.organisation_id,
        versions.fiscal_year,
        versions.report_kind,
        named.document_id,
        named.form_code,
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
    inner join versions
        on
            named.document_id = versions.document_id
            and named.lake_file = versions.lake_file
            and named.form_code = versions.form_code
    left join scales
        on
            named.document_id = scales.document_id
            and named.lake_file = scales.lake_file
            and named.form_code = scales.form_code
            and named.unit is not distinct from scales.unit
    where named.figure_role is not null
    qualify
        count(*) over (
            partition by
                versions.organisation_id, versions.fiscal_year, versions.report_kind,
                named.form_code, named.figure_role, coalesce(named.item_code, 'total')
        ) = 1

)

select * from final
