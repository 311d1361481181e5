with documents as (

    select * from {{ ref('int_document') }}
    where organisation_id is not null

),

evidence as (

    select
        documents.organisation_id,
        documents.home_code,
        documents.document_id,
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
        organisation_id,
        resolved_organisation_kind as organisation_kind
    from documents

),

pairs as (

    select
        bodies.organisation_id,
        evidence.organisation_id as parent_organisation_id,
        evidence.document_id
    from evidence
    inner join bodies
        on
            evidence.home_code = bodies.home_code
            and evidence.body_name = bodies.body_name
    where evidence.field = 'member_body'
    union all
    select
        evidence.organisation_id,
        bodies.organisation_id as parent_organisation_id,
        evidence.document_id
    from evidence
    inner join bodies
        on
            evidence.home_code = bodies.home_code
            and evidence.body_name = bodies.body_name
    -- Departments stand under others too and report for themselves; schools, hospitals and the like do not.
    where
        evidence.field = 'parent_body'
        or (evidence.field = 'superior_body' and {{ is_called_institution('evidence.told_by') }})

),

parents as (

    select
        pairs.organisation_id,
        pairs.parent_organisation_id,
        count(distinct pairs.document_id) as document_count,
        min(pairs.document_id) as document_id
    from pairs
    inner join bodies as parent on pairs.parent_organisation_id = parent.organisation_id
    where parent.organisation_kind = 'department' and pairs.organisation_id <> pairs.parent_organisation_id
    group by pairs.organisation_id, pairs.parent_organisation_id

),

-- Of two that name each other neither is the parent; of several parents the one told most often is.
final as (

    select parents.*
    from parents
    anti join parents as other
        on
            parents.organisation_id = other.parent_organisation_id
            and parents.parent_organisation_id = other.organisation_id
    qualify
        row_number() over (
            partition by parents.organisation_id
            order by parents.document_count desc, parents.parent_organisation_id asc
        ) = 1

)

select * from final
