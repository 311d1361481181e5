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
        text_printed,
        value,
        unit,
        amount_yuan,
        page,
        sentence_no,
        claim_no,
        heading,
        sentence,
        proof_identities,
        coalesce(proof_status, 'unproven') as proof_status,
        lake_file
    from source

)

select * from final
