with fetches as (

    select
        *,
        row_number() over (
            partition by document_id
            order by fetched_at desc nulls last, lake_file asc
        ) as fetch_rank
    from {{ ref('stg_document') }}

),

memberships as (

    select
        document_id,
        container_sha256,
        member_name
    from fetches
    where container_sha256 is not null
    qualify row_number() over (partition by document_id order by fetch_rank asc) = 1

),

documents as (

    select * from fetches
    where fetch_rank = 1

),

-- Reports that say in their text that they publish the budget after an adjustment.
told_adjusted as (

    select distinct
        document_id,
        lake_file
    from {{ ref('stg_document_evidence') }}
    where field = 'budget_basis' and value = 'adjusted'

),

-- Reports whose name tells of half a year, a quarter or some months are neither budget nor final accounts.
parts_of_years as (

    select distinct
        document_id,
        lake_file
    from {{ ref('stg_document_evidence') }}
    where field = 'fiscal_period' and value = 'part_of_year'

),

whole_years as (

    select
        documents.* replace (
            case when parts_of_years.document_id is null then documents.report_kind end as report_kind
        ),
        parts_of_years.document_id is not null as is_part_of_year
    from documents
    left join parts_of_years
        on
            documents.document_id = parts_of_years.document_id
            and documents.lake_file = parts_of_years.lake_file

),

named as (

    select
        documents.*,
        spellings.home_code,
        spellings.body_name,
        coalesce(lineages.lineage_name, spellings.body_name) as lineage_name,
        case
            when documents.report_kind = 'budget'
                then
                    case
                        when
                            told_adjusted.document_id is not null
                            or regexp_matches(
                                documents.title, '(?:预算.{0,4}(?:调整|变更|追加)|(?:调整|变更|追加)后?.{0,8}预算)'
                            )
                            then 'adjusted'
                        else 'initial'
                    end
        end as budget_basis,
        {{ edition_told('documents.title', 'documents.file_name', 'documents.report_kind') }} as edition
    from whole_years as documents
    left join told_adjusted
        on
            documents.document_id = told_adjusted.document_id
            and documents.lake_file = told_adjusted.lake_file
    left join {{ ref('int_body_name') }} as spellings
        on
            documents.organisation_name = spellings.organisation_name
            and documents.division_code is not distinct from spellings.division_code
    left join {{ ref('int_body_lineage') }} as lineages
        on
            spellings.home_code = lineages.home_code
            and spellings.body_name = lineages.body_name

),

printed_kinds as (

    select
        home_code,
        lineage_name,
        min(organisation_kind) as least_kind,
        max(organisation_kind) as most_kind
    from named
    where organisation_kind is not null and lineage_name is not null
    group by home_code, lineage_name

),

resolved as (

    select
        named.*,
        case
            when named.organisation_kind is not null then named.organisation_kind
            when printed_kinds.least_kind = printed_kinds.most_kind then printed_kinds.least_kind
        end as resolved_organisation_kind,
        printed_kinds.least_kind is null
        and {{ is_called_department('named.lineage_name') }} as is_department_assumed
    from named
    left join printed_kinds
        on
            named.lineage_name = printed_kinds.lineage_name
            and named.home_code is not distinct from printed_kinds.home_code

),

keyed as (

    select
        *,
        concat_ws(
            '|',
            coalesce(home_code, division_code, ''),
            lineage_name,
            coalesce(resolved_organisation_kind, '')
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
                then
                    left(
                        sha256(
                            concat_ws(
                                '|',
                                organisation_id,
                                fiscal_year,
                                report_kind,
                                nullif(budget_basis, 'initial')
                            )
                        ),
                        16
                    )
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
    left join memberships on reports.document_id = memberships.document_id
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
        home_code,
        body_name,
        lineage_name,
        resolved_organisation_kind,
        is_department_assumed,
        budget_basis,
        edition,
        is_part_of_year,
        organisation_id,
        report_id,
        fetch_date,
        -- a correction without a date is as late as it was found
        case
            when publish_date is null and edition in ('correction', 'supplement') then fetch_date
            else coalesce(publish_date, sibling_publish_date, fetch_date)
        end as version_date,
        coalesce(publish_date, sibling_publish_date) is not null as is_dated
    from dated

)

select * from final
