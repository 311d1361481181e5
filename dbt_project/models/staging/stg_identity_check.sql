with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'identity_checks') }}

),

final as (

    select
        check_id,
        document_id,
        identity_id,
        scope,
        is_hard,
        statement,
        left_yuan,
        right_yuan,
        difference_yuan,
        tolerance_yuan,
        status,
        proves,
        left_text,
        left_page,
        right_text,
        right_page,
        unit,
        left_ids,
        right_ids,
        suggestion_kind,
        suggestion,
        suggested_id,
        suggested_value,
        coalesce(quantity, 'money') as quantity,
        coalesce(left_value, left_yuan) as left_value,
        coalesce(right_value, right_yuan) as right_value,
        coalesce(difference, difference_yuan) as difference,
        coalesce(tolerance, tolerance_yuan) as tolerance,
        lake_file
    from source

)

select * from final
