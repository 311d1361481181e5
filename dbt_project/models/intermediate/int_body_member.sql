with documents as (

    select * from {{ ref('int_document') }}
    where organisation_id is not null

),

evidence as (

    select
        documents.organisation_id,
        documents.home_code,
        documents.document_id,
        documents.fiscal_year,
        documents.report_kind,
        documents.body_name as told_by,
        spellings.body_name,
        evidence.field
    from {{ ref('stg_document_evidence') }} as evidence
    inner join documents
        on
            evidence.document_id = documents.document_id
            and evidence.lake_file = documents.lake_file
    inner join {{ ref('int_body_name') }} as spellings
        on
            evidence.value = spellings.organisation_name
            and documents.division_code = spellings.division_code
    where evidence.field in ('member_body', 'parent_body', 'superior_body')

),

bodies as (

    select distinct
        home_code,
        body_name,
        lineage_name,
        organisation_id,
        resolved_organisation_kind as organisation_kind
    from documents

),

pairs as (

    select
        bodies.organisation_id,
        evidence.organisation_id as parent_organisation_id,
        evidence.document_id,
        evidence.fiscal_year,
        evidence.report_kind
    from evidence
    inner join bodies
        on
            evidence.home_code = bodies.home_code
            and evidence.body_name = bodies.body_name
    where evidence.field = 'member_body' and bodies.organisation_id <> evidence.organisation_id
    union all
    select
        evidence.organisation_id,
        bodies.organisation_id as parent_organisation_id,
        evidence.document_id,
        evidence.fiscal_year,
        evidence.report_kind
    from evidence
    inner join bodies
        on
            evidence.home_code = bodies.home_code
            and evidence.body_name = bodies.body_name
    -- Departments stand under others too and report for themselves; schools, hospitals and the like do not.
    where
        bodies.organisation_id <> evidence.organisation_id
        and (
            evidence.field = 'parent_body'
            or (evidence.field = 'superior_body' and {{ is_called_institution('evidence.told_by') }})
        )

),

-- Of two that name each other neither is the parent.
told as (

    select pairs.*
    from pairs
    semi join bodies as parents
        on
            pairs.parent_organisation_id = parents.organisation_id
            and parents.organisation_kind = 'department'
    anti join pairs as other
        on
            pairs.organisation_id = other.parent_organisation_id
            and pairs.parent_organisation_id = other.organisation_id

),

-- What a document without a year says counts for bodies of which no other says it.
by_year as (

    select
        organisation_id,
        parent_organisation_id,
        coalesce(fiscal_year, 0) as fiscal_year,
        count(distinct document_id) as document_count,
        count(distinct document_id) filter (where report_kind = 'budget') as budget_count,
        count(distinct document_id) filter (where report_kind = 'final_account') as final_account_count,
        sum(count(distinct document_id)) over (
            partition by organisation_id, parent_organisation_id
        ) as document_count_of_all_years,
        min(document_id) as document_id
    from told
    group by organisation_id, parent_organisation_id, fiscal_year
    qualify fiscal_year is not null or max(fiscal_year) over (partition by organisation_id) is null

),

-- Of several parents of a year the one that its documents of the kind tell most often.
chosen as (

    select *
    from (
        select
            *,
            unnest(['budget', 'final_account']) as report_kind,
            unnest([budget_count, final_account_count]) as count_of_kind
        from by_year
    ) as by_kind
    qualify
        row_number() over (
            partition by organisation_id, report_kind, fiscal_year
            order by
                count_of_kind desc,
                document_count desc,
                document_count_of_all_years desc,
                parent_organisation_id asc
        ) = 1

),

-- A parent is that of all years until one tells another, the first one also of the years before.
reported as (

    select
        organisation_id,
        report_kind,
        case when row_number() over years = 1 then 0 else fiscal_year end as first_fiscal_year,
        lead(fiscal_year, 1, 10000) over years - 1 as last_fiscal_year,
        parent_organisation_id,
        'report' as parent_evidence,
        document_id
    from chosen
    window years as (partition by organisation_id, report_kind order by fiscal_year)

),

-- A unit edition stands beside its department's.
own_offices as (

    select distinct
        units.organisation_id,
        departments.organisation_id as parent_organisation_id
    from bodies as units
    inner join bodies as departments
        on
            units.home_code = departments.home_code
            and units.lineage_name = departments.lineage_name
    where units.organisation_kind = 'unit' and departments.organisation_kind = 'department'

),

final as (

    select
        organisation_id,
        unnest(['budget', 'final_account']) as report_kind,
        0 as first_fiscal_year,
        9999 as last_fiscal_year,
        parent_organisation_id,
        'same_name' as parent_evidence,
        cast(null as varchar) as document_id
    from own_offices
    union all
    select reported.*
    from reported
    anti join own_offices on reported.organisation_id = own_offices.organisation_id

)

select * from final
