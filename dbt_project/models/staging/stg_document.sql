with source as (

    select
        *,
        parse_filename(filename, true) as lake_file
    from {{ source('lake', 'documents') }}

),

final as (

    select
        document_id,
        sha256,
        site,
        file_name,
        source_url,
        page_url,
        container_sha256,
        member_name,
        fetched_at,
        size_bytes,
        media_type,
        reader,
        code_version,
        pages,
        status,
        failure_reason,
        title,
        nullif(report_kind, '') as report_kind,
        nullif(organisation_kind, '') as organisation_kind,
        nullif(organisation_name, '') as organisation_name,
        nullif(division_code, '') as division_code,
        fiscal_year,
        publish_date,
        unit,
        uncertain_fields,
        notes,
        lake_file
    from source

)

select * from final
