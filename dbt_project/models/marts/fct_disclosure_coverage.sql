with documents as (

    -- The forms are those of departments: a government's own accounts owe none of them.
    select * from {{ ref('int_document') }}
    where
        organisation_id is not null and fiscal_year is not null and report_kind is not null
        and organisation_kind is distinct from 'government'
        and {{ is_changed('organisation_id') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}
    where {{ is_changed('organisation_id') }}

),

-- What could not be read and names neither body nor report may be any report of its county that is not there.
unplaced as (

    select
        division_code,
        page_url,
        container_sha256,
        organisation_id
    from {{ ref('int_document') }}
    where
        status in ('partial', 'failed', 'unsupported')
        and division_code is not null
        and (organisation_id is null or fiscal_year is null or report_kind is null)
        and organisation_kind is distinct from 'government'
        and {{ is_changed('document_id') }}

),

unplaced_of_divisions as (

    select
        division_code,
        count(*) as document_count
    from unplaced
    group by division_code

),

unplaced_of_bodies as (

    select
        organisation_id,
        count(*) as document_count
    from unplaced
    where organisation_id is not null
    group by organisation_id

),

-- Published on one page, or in one archive, with a report, or attached to its PDF: perhaps its tables.
unplaced_beside as (

    select distinct
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind
    from documents
    inner join unplaced
        on
            documents.division_code = unplaced.division_code
            and (
                documents.page_url = unplaced.page_url
                or documents.container_sha256 = unplaced.container_sha256
                or documents.sha256 = unplaced.container_sha256
            )

),

forms as (

    select
        form_code,
        report_kind,
        role,
        is_core,
        first_year
    from {{ ref('stg_form') }}

),

-- A document without any known form may print one under a title, or in a way, that was not understood.
unread_contents as (

    select distinct document_id
    from {{ ref('stg_reading_note') }}
    where
        kind in ('unread_content', 'unseen_figures', 'table_without_form', 'title_without_table')
        and {{ is_changed('document_id') }}

),

own_reports as (

    select
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        count(*) as document_count,
        count(*) filter (
            where documents.status in ('extracted', 'partial', 'no_figures')
        ) as readable_document_count,
        count(*) filter (
            where documents.status in ('partial', 'failed', 'unsupported')
            or unread_contents.document_id is not null
        ) as unread_document_count,
        -- What pipelines/lake/rules.py takes out of the warehouse says so in these words.
        string_agg(
            coalesce(documents.file_name, documents.document_id), ', ' order by documents.file_name
        ) filter (
            where contains(documents.failure_reason, ' and were withheld: ')
        ) as withheld_files
    from documents
    left join unread_contents on documents.document_id = unread_contents.document_id
    group by documents.organisation_id, documents.fiscal_year, documents.report_kind

),

peer_reports as (

    select distinct
        division_code,
        fiscal_year,
        report_kind
    from documents
    where division_code is not null and resolved_organisation_kind = 'department'

),

expected_reports as (

    select
        organisation_id,
        fiscal_year,
        report_kind
    from own_reports
    union
    select
        organisations.organisation_id,
        peer_reports.fiscal_year,
        peer_reports.report_kind
    from peer_reports
    inner join organisations on peer_reports.division_code = organisations.division_code
    where organisations.organisation_kind = 'department'

),

versions as (

    select
        organisation_id,
        fiscal_year,
        report_kind,
        form_code,
        any_value(form_role) as form_role,
        arg_min(document_id, project_name) as document_id,
        cast(sum(figure_count) as bigint) as figure_count
    from {{ ref('int_form_version') }}
    where is_in_force and {{ is_changed('organisation_id') }}
    group by organisation_id, fiscal_year, report_kind, form_code

),

-- A body that prints one form of a role owes no other of that role.
served_roles as (

    select distinct
        organisation_id,
        fiscal_year,
        report_kind,
        form_role
    from versions

),

local_forms as (

    select distinct
        organisations.division_code,
        versions.report_kind,
        versions.form_role,
        versions.form_code
    from versions
    inner join organisations on versions.organisation_id = organisations.organisation_id
    where organisations.division_code is not null

),

-- Where a county prints a role in forms of its own, these are owed and not the one that others print.
local_roles as (

    select distinct
        division_code,
        report_kind,
        form_role
    from local_forms

),

tables as (

    select
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        found_tables.form_code,
        found_tables.status
    from {{ ref('stg_table') }} as found_tables
    inner join documents
        on
            found_tables.document_id = documents.document_id
            and found_tables.lake_file = documents.lake_file
    where {{ is_changed('lake_file', 'found_tables.lake_file') }}

),

seen_forms as (

    select distinct
        organisation_id,
        fiscal_year,
        report_kind,
        form_code
    from tables
    where form_code is not null

),

-- A text that says there is none of a form's money discloses what the form would.
stated_nil as (

    select
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        evidence.value as form_role,
        min(documents.document_id) as document_id
    from {{ ref('stg_document_evidence') }} as evidence
    inner join documents
        on
            evidence.document_id = documents.document_id
            and evidence.lake_file = documents.lake_file
    where evidence.field = 'stated_nil' and {{ is_changed('lake_file', 'evidence.lake_file') }}
    group by documents.organisation_id, documents.fiscal_year, documents.report_kind, evidence.value

),

unrecognised as (

    select
        organisation_id,
        fiscal_year,
        report_kind,
        count(*) as unrecognised_table_count
    from tables
    where status = 'unrecognised'
    group by organisation_id, fiscal_year, report_kind

),

judged as (

    select
        expected_reports.organisation_id,
        organisations.division_code,
        expected_reports.fiscal_year,
        expected_reports.report_kind,
        forms.form_code,
        'withheld, as its rows break rules of the warehouse: '
        || own_reports.withheld_files as withheld_reason,
        case
            when own_reports.unread_document_count > 0 or unplaced_of_bodies.document_count > 0
                then 'not all documents of the body were read whole'
            when unplaced_beside.organisation_id is not null
                then 'a document beside the report could not be read'
            when own_reports.document_count is null and unplaced_of_divisions.document_count > 0
                then 'documents of the county could not be read whole and name no body or year'
            when
                expected_reports.fiscal_year
                not between organisations.first_fiscal_year and organisations.last_fiscal_year
                then 'the body is not known to have existed in that year'
        end as unknown_reason,
        case
            when versions.figure_count > 0 then 'disclosed'
            when versions.figure_count = 0 then 'empty_form'
            when seen_forms.form_code is not null then 'unreadable'
            when own_reports.document_count > 0 and own_reports.readable_document_count = 0 and forms.is_core
                then 'unreadable'
            when served_roles.form_role is not null then 'not_applicable'
            when
                local_forms.form_code is null
                and (not forms.is_core or local_roles.form_role is not null)
                then 'not_applicable'
            when forms.first_year > expected_reports.fiscal_year then 'not_applicable'
            when stated_nil.form_role is not null then 'stated_nil'
            else 'missing'
        end as found_status,
        versions.document_id,
        stated_nil.document_id as stating_document_id,
        coalesce(versions.figure_count, 0) as figure_count,
        coalesce(own_reports.document_count, 0) as report_document_count,
        coalesce(unrecognised.unrecognised_table_count, 0) as unrecognised_table_count
    from expected_reports
    inner join organisations on expected_reports.organisation_id = organisations.organisation_id
    inner join forms on expected_reports.report_kind = forms.report_kind
    left join own_reports
        on
            expected_reports.organisation_id = own_reports.organisation_id
            and expected_reports.fiscal_year = own_reports.fiscal_year
            and expected_reports.report_kind = own_reports.report_kind
    left join versions
        on
            expected_reports.organisation_id = versions.organisation_id
            and expected_reports.fiscal_year = versions.fiscal_year
            and forms.form_code = versions.form_code
    left join served_roles
        on
            expected_reports.organisation_id = served_roles.organisation_id
            and expected_reports.fiscal_year = served_roles.fiscal_year
            and expected_reports.report_kind = served_roles.report_kind
            and forms.role = served_roles.form_role
    left join stated_nil
        on
            expected_reports.organisation_id = stated_nil.organisation_id
            and expected_reports.fiscal_year = stated_nil.fiscal_year
            and expected_reports.report_kind = stated_nil.report_kind
            and forms.role = stated_nil.form_role
    left join seen_forms
        on
            expected_reports.organisation_id = seen_forms.organisation_id
            and expected_reports.fiscal_year = seen_forms.fiscal_year
            and expected_reports.report_kind = seen_forms.report_kind
            and forms.form_code = seen_forms.form_code
    left join unrecognised
        on
            expected_reports.organisation_id = unrecognised.organisation_id
            and expected_reports.fiscal_year = unrecognised.fiscal_year
            and expected_reports.report_kind = unrecognised.report_kind
    left join unplaced_of_divisions on organisations.division_code = unplaced_of_divisions.division_code
    left join unplaced_of_bodies on expected_reports.organisation_id = unplaced_of_bodies.organisation_id
    left join unplaced_beside
        on
            expected_reports.organisation_id = unplaced_beside.organisation_id
            and expected_reports.fiscal_year = unplaced_beside.fiscal_year
            and expected_reports.report_kind = unplaced_beside.report_kind
    left join local_forms
        on
            organisations.division_code = local_forms.division_code
            and forms.form_code = local_forms.form_code
    left join local_roles
        on
            organisations.division_code = local_roles.division_code
            and forms.report_kind = local_roles.report_kind
            and forms.role = local_roles.form_role

),

final as (

    select
        organisation_id,
        division_code,
        fiscal_year,
        report_kind,
        form_code,
        case
            when found_status = 'missing' and unknown_reason is not null then 'unknown'
            when found_status = 'stated_nil' then 'empty_form'
            else found_status
        end as status,
        case
            when found_status = 'missing' then coalesce(withheld_reason, unknown_reason)
            when found_status = 'unreadable' then withheld_reason
            when found_status = 'stated_nil' then 'the text states that there is none'
        end as reason,
        case when found_status = 'stated_nil' then stating_document_id else document_id end as document_id,
        figure_count,
        report_document_count,
        unrecognised_table_count
    from judged

)

select * from final
