with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'reading_doubts') }}

),

final as (

    select
        doubt_id,
        document_id,
        kind,
        identity_id,
        scope,
        what,
        reason,
        why,
        doubtful_ids,
        {{ contradiction_columns() }},
        lake_file
    from source

)

select * from final
