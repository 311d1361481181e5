with documents as (

    select * from {{ ref('int_document') }}

),

-- The reports within a compilation have the bytes of their file.
files as (

    select
        sha256,
        document_id
    from documents
    where container_sha256 is distinct from sha256

),

versions as (

    select
        document_id,
        bool_or(is_in_force) as is_any_in_force,
        arg_max(in_force_document_id, concat_ws('|', form_code, project_name)) as later_document_id
    from {{ ref('int_form_version') }}
    group by document_id

),

members_told as (

    select
        organisation_id,
        fiscal_year,
        unnest(['budget', 'final_account']) as report_kind,
        unnest([has_initial_budget, has_final]) as is_told
    from {{ ref('int_member_told') }}
    where account_kind = 'functional'

),

final as (

    select
        documents.document_id,
        documents.sha256,
        documents.site,
        documents.division_code,
        documents.organisation_id,
        documents.organisation_name,
        documents.organisation_kind,
        documents.report_kind,
        documents.fiscal_year,
        documents.report_id,
        documents.title,
        documents.publish_date,
        documents.page_url,
        documents.source_url,
        documents.file_name,
        documents.container_sha256,
        containers.document_id as container_document_id,
        documents.member_name,
        documents.fetched_at,
        documents.size_bytes,
        documents.media_type,
        documents.pages,
        documents.unit,
        documents.status,
        documents.failure_reason,
        documents.uncertain_fields,
        documents.notes,
        documents.reader,
        documents.code_version,
        case
            when not versions.is_any_in_force then versions.later_document_id
        end as superseded_by_document_id,
        coalesce(versions.is_any_in_force, false) as is_in_force,
        case
            when documents.status in ('failed', 'unsupported') then 'unreadable'
            when documents.organisation_name is null then 'organisation_unknown'
            when documents.division_code is null then 'division_unknown'
            when documents.organisation_id is null then 'organisation_unknown'
            when documents.fiscal_year is null then 'fiscal_year_unknown'
            when documents.is_part_of_year then 'part_of_year'
            when documents.report_kind is null then 'report_kind_unknown'
            when documents.resolved_organisation_kind = 'government' then 'government'
            when versions.document_id is null then 'no_figures'
            when not versions.is_any_in_force then 'superseded'
            when documents.resolved_organisation_kind is null and not documents.is_department_assumed
                then 'organisation_kind_unknown'
            when documents.resolved_organisation_kind <> 'department'
                then documents.resolved_organisation_kind
            when members_told.is_told then 'in_parent_accounts'
        end as exclusion_reason
    from documents
    left join versions on documents.document_id = versions.document_id
    left join members_told
        on
            documents.organisation_id = members_told.organisation_id
            and documents.fiscal_year = members_told.fiscal_year
            and documents.report_kind = members_told.report_kind
    left join files as containers on documents.container_sha256 = containers.sha256

)

select * from final
