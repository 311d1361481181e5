with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'text_defects') }}

),

final as (

    select
        defect_id,
        document_id,
        kind,
        what,
        text,
        page,
        sentence,
        lake_file
    from source

)

select * from final
