with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'claims') }}

),

final as (

    select
        claim_id,
        document_id,
        kind,
        subject,
        nullif(item_code, '') as item_code,
        measure,
        value,
        unit,
        amount_yuan,
        page,
        sentence,
        lake_file
    from source

)

select * from final
