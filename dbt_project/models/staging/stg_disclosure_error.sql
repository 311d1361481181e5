with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'disclosure_errors') }}

),

final as (

    select
        error_id,
        document_id,
        kind,
        identity_id,
        scope,
        what,
        {{ contradiction_columns() }},
        suggestion_kind,
        suggestion,
        lake_file
    from source

)

select * from final
