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
        left_text,
        left_page,
        right_text,
        right_page,
        unit,
        lake_file
    from source

)

select * from final
