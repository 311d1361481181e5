with claims as (

    select
        *,
        coalesce(sentence_no, 0) * 1000 + coalesce(claim_no, 0) as reading_order
    from {{ changed_rows(ref('int_claim')) }}
    where {{ is_changed('organisation_id') }}

),

three_public_lines as (

    select * from {{ ref('three_public_line') }}

),

keyed as (

    select
        claims.*,
        case
            when claims.kind = 'item_execution' and claims.subject = '一般公共预算财政拨款支出' then 'total'
            when claims.kind = 'item_execution' then claims.item_code
            when claims.kind = 'total_yoy' then claims.subject
            when claims.kind = 'three_public' then three_public_lines.line_code
        end as item_key
    from claims
    left join three_public_lines on claims.subject = three_public_lines.printed_name

),

final as (

    select
        organisation_id,
        fiscal_year,
        report_kind,
        kind,
        item_key,
        measure,
        arg_min_null(value, reading_order) as stated_value,
        arg_min_null(amount_yuan, reading_order) as amount_yuan,
        arg_min_null(last_digit, reading_order) as last_digit,
        arg_min_null(last_digit_yuan, reading_order) as last_digit_yuan,
        arg_min_null(document_id, reading_order) as document_id,
        arg_min_null(page, reading_order) as page,
        arg_min_null(claim_id, reading_order) as claim_id,
        case
            when min(value) <> max(value) or bool_or(proof_status = 'disputed') then 'disputed'
            else arg_min_null(proof_status, reading_order)
        end as proof_status
    from keyed
    where item_key is not null and measure is not null
    group by organisation_id, fiscal_year, report_kind, kind, item_key, measure

)

select * from final
