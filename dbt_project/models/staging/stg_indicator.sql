with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'indicators') }}

),

final as (

    select
        indicator_id,
        document_id,
        table_id,
        form_code,
        project_name,
        level_1,
        level_2,
        level_3,
        target,
        actual,
        weight,
        score,
        deviation,
        reason,
        page,
        table_no,
        row_no,
        lake_file
    from source

)

select * from final
