with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'page_accounts') }}

),

final as (

    select
        document_id,
        page,
        is_form_page,
        figures_printed,
        in_cells,
        in_claims,
        as_furniture,
        noted,
        in_prose,
        unaccounted,
        lake_file
    from source

)

select * from final
