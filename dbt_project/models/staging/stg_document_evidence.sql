with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'document_evidence') }}

),

final as (

    select
        document_id,
        field,
        value,
        source,
        page,
        text,
        is_chosen,
        lake_file
    from source

)

select * from final
