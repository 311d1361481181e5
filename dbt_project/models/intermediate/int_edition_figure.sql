with line_items as (

    select * from {{ ref('stg_line_item') }}
    where
        {{ is_changed('lake_file') }}
        and {{ is_changed('document_id') }}

),

versions as (

    select * from {{ ref('int_form_version') }}
    qualify
        count(*) over (
            partition by organisation_id, fiscal_year, report_kind, form_code, project_name
        ) > 1

),

keyed as (

    select
        versions.report_id,
        versions.organisation_id,
        versions.fiscal_year,
        versions.report_kind,
        versions.version_date,
        versions.edition_order < 2 as is_provisional,
        versions.is_in_force,
        versions.in_force_document_id,
        line_items.document_id,
        line_items.form_code,
        line_items.item_code,
        line_items.item_name,
        line_items.measure,
        line_items.line_item_id,
        line_items.value_printed,
        line_items.unit,
        line_items.amount_yuan,
        line_items.page,
        coalesce(line_items.section, '') as section,
        coalesce(line_items.parent_item_name, '') as parent_item_name,
        coalesce(line_items.item_code, line_items.item_name) as item_key,
        {{ printed_decimals('line_items.text_printed') }} as decimals,
        {{ print_order(
            'line_items.page', 'line_items.table_no', 'line_items.row_no', 'line_items.column_no'
        ) }} as print_order
    from line_items
    inner join versions
        on
            line_items.document_id = versions.document_id
            and line_items.lake_file = versions.lake_file
            and line_items.form_code = versions.form_code
            and (versions.project_name = '' or line_items.section = versions.project_name)

),

{{ once_or_repeated('keyed', 'document_id, form_code, section, parent_item_name, item_key, measure') }},

scales as (

    select
        document_id,
        form_code,
        unit,
        cast(power(10, -max(decimals)) as decimal(24, 6)) as last_digit,
        cast(
            greatest(
                cast(power(10, -max(decimals)) as decimal(24, 6)),
                {{ yuan_grain('unit', 'value_printed') }}
            ) * {{ yuan_per_unit('unit') }} as decimal(24, 6)
        ) as last_digit_yuan
    from hashed
    group by document_id, form_code, unit

),

{% for relation in ['once', 'repeated'] %}
    {{ relation }}_scaled as (

        select
            {{ relation }}.*,
            scales.last_digit,
            scales.last_digit_yuan
        from {{ relation }}
        left join scales
            on
                {{ relation }}.document_id = scales.document_id
                and {{ relation }}.form_code = scales.form_code
                and {{ relation }}.unit is not distinct from scales.unit
        where {{ relation }}.item_key is not null and {{ relation }}.measure is not null

    ),
{% endfor %}

ranked as (

    select
        *,
        row_number() over (
            occurrence
            order by last_digit_yuan asc nulls last, print_order asc
        ) as finest_rank,
        case
            when count(amount_yuan) over occurrence = count(*) over occurrence
                then
                    (max(amount_yuan) over occurrence - min(amount_yuan) over occurrence) * 2
                    <= max(last_digit_yuan) over occurrence
            else
                count(amount_yuan) over occurrence = 0
                and min(coalesce(unit, '')) over occurrence = max(coalesce(unit, '')) over occurrence
                and min(value_printed) over occurrence = max(value_printed) over occurrence
        end as is_consistent
    from repeated_scaled
    window occurrence as (
        partition by document_id, form_code, section, parent_item_name, item_key, measure
    )

),

judged as (

    select * exclude (finest_rank) from ranked
    where finest_rank = 1
    union all by name
    select
        *,
        case
            when amount_yuan is not null then last_digit_yuan >= 0
            when value_printed is not null then true
        end as is_consistent
    from once_scaled

),

final as (

    select
        report_id,
        organisation_id,
        fiscal_year,
        report_kind,
        document_id,
        version_date,
        is_provisional,
        is_in_force,
        in_force_document_id,
        form_code,
        section,
        parent_item_name,
        item_key,
        item_code,
        item_name,
        measure,
        value_printed,
        unit,
        amount_yuan,
        last_digit,
        last_digit_yuan,
        page,
        line_item_id,
        is_consistent
    from judged

)

select * from final
