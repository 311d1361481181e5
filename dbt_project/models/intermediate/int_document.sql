with fetches as (

    select
        *,
        row_number() over (
            partition by sha256
            order by fetched_at desc nulls last, lake_file asc
        ) as fetch_rank
    from {{ ref('stg_document') }}

),

memberships as (

    select
        sha256,
        container_sha256,
        member_name
    from fetches
    where container_sha256 is not null
    qualify row_number() over (partition by sha256 order by fetch_rank asc) = 1

),

documents as (

    select * from fetches
    where fetch_rank = 1

),

divisions as (

    select * from {{ ref('stg_division') }}

),

printed_bodies as (

    select distinct
        documents.organisation_name,
        documents.division_code,
        coalesce(divisions.province_name, '') as province_name,
        coalesce(divisions.city_name, '') as city_name,
        coalesce(divisions.division_name, '') as division_name,
        regexp_replace(
            translate(documents.organisation_name, '（）　 ', '()'), '\(?本级\)?$', ''
        ) as plain_name
    from documents
    left join divisions on documents.division_code = divisions.division_code
    where documents.organisation_name is not null

),

without_party as (

    select
        *,
        {{ without_prefix('plain_name', "'中共'") }} as name_1
    from printed_bodies

),

without_province as (

    select
        *,
        {{ without_prefix('name_1', 'province_name') }} as name_2
    from without_party

),

without_city as (

    select
        *,
        {{ without_prefix('name_2', 'city_name') }} as name_3
    from without_province

),

bodies as (

    select
        organisation_name,
        division_code,
        {{ without_prefix('name_3', 'division_name') }} as body_name
    from without_city

),

named as (

    select
        documents.*,
        bodies.body_name
    from documents
    left join bodies
        on
            documents.organisation_name = bodies.organisation_name
            and documents.division_code is not distinct from bodies.division_code

),

printed_kinds as (

    select
        division_code,
        body_name,
        any_value(organisation_kind) as only_kind
    from named
    where organisation_kind is not null and body_name is not null
    group by division_code, body_name
    having count(distinct organisation_kind) = 1

),

resolved as (

    select
        named.*,
        coalesce(named.organisation_kind, printed_kinds.only_kind) as resolved_organisation_kind
    from named
    left join printed_kinds
        on
            named.body_name = printed_kinds.body_name
            and named.division_code is not distinct from printed_kinds.division_code

),

keyed as (

    select
        *,
        concat_ws(
            '|', coalesce(division_code, ''), body_name, coalesce(resolved_organisation_kind, '')
        ) as organisation_key
    from resolved

),

identified as (

    select
        *,
        -- a name alone may mean bodies of several places
        case
            when body_name is not null and division_code is not null then left(sha256(organisation_key), 16)
        end as organisation_id,
        cast(make_timestamp(epoch_us(fetched_at)) + interval 8 hour as date) as fetch_date
    from keyed

),

reports as (

    select
        *,
        case
            when organisation_id is not null and fiscal_year is not null and report_kind is not null
                then left(sha256(concat_ws('|', organisation_id, fiscal_year, report_kind)), 16)
        end as report_id
    from identified

),

sibling_dates as (

    select
        report_id,
        fetch_date,
        max(publish_date) as publish_date
    from reports
    where report_id is not null
    group by report_id, fetch_date

),

dated as (

    select
        reports.*,
        memberships.container_sha256 as archive_sha256,
        memberships.member_name as archive_member_name,
        sibling_dates.publish_date as sibling_publish_date
    from reports
    left join memberships on reports.sha256 = memberships.sha256
    left join sibling_dates
        on
            reports.report_id = sibling_dates.report_id
            and reports.fetch_date = sibling_dates.fetch_date

),

final as (

    select
        document_id,
        sha256,
        site,
        file_name,
        source_url,
        page_url,
        archive_sha256 as container_sha256,
        archive_member_name as member_name,
        fetched_at,
        size_bytes,
        media_type,
        reader,
        code_version,
        pages,
        status,
        failure_reason,
        title,
        report_kind,
        organisation_kind,
        organisation_name,
        division_code,
        fiscal_year,
        publish_date,
        unit,
        uncertain_fields,
        notes,
        lake_file,
        body_name,
        resolved_organisation_kind,
        organisation_id,
        report_id,
        fetch_date,
        coalesce(publish_date, sibling_publish_date, fetch_date) as version_date
    from dated

)

select * from final
