with documents as (

    select * from {{ ref('int_document') }}
    where organisation_id is not null

),

names as (

    select
        organisation_id,
        organisation_name,
        count(*) as document_count,
        max(fiscal_year) as last_fiscal_year,
        bool_or(body_name = lineage_name) as is_current_name
    from documents
    group by organisation_id, organisation_name

),

ranked_names as (

    select
        *,
        row_number() over (
            partition by organisation_id
            order by
                is_current_name desc,
                document_count desc,
                last_fiscal_year desc nulls last,
                length(organisation_name) desc,
                organisation_name asc
        ) as name_rank
    from names

),

chosen_names as (

    select
        organisation_id,
        min(organisation_name) filter (where name_rank = 1) as organisation_name,
        coalesce(
            list(organisation_name order by organisation_name) filter (where name_rank > 1),
            cast([] as varchar[])
        ) as aliases
    from ranked_names
    group by organisation_id

),

bodies as (

    select
        organisation_id,
        home_code as division_code,
        lineage_name,
        any_value(resolved_organisation_kind) as organisation_kind,
        coalesce(bool_and(is_department_assumed), false) as is_department_assumed,
        count(*) as document_count,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year
    from documents
    group by organisation_id, home_code, lineage_name

),

-- The department that a body stands under today; int_body_member has that of each year.
parents as (

    select * from {{ ref('int_body_member') }}
    where report_kind = 'final_account' and last_fiscal_year = 9999

),

-- A body that a reform merged into another one ends with the year before, unless it goes on reporting.
merged as (

    select
        bodies.organisation_id,
        min(reforms.reform_year) - 1 as last_year
    from bodies
    inner join {{ ref('body_reform') }} as reforms on bodies.lineage_name = reforms.old_name
    where bodies.last_fiscal_year <= reforms.reform_year
    group by bodies.organisation_id

),

-- A body that a report names as the one before, and that is no older name of one body, was split or merged.
succeeded as (

    select
        bodies.organisation_id,
        min(successions.new_first_fiscal_year) - 1 as last_year
    from bodies
    inner join {{ ref('int_body_succession') }} as successions
        on
            bodies.division_code = successions.home_code
            and bodies.lineage_name = successions.old_name
    where successions.evidence in ('report', 'report_of_reform')
    group by bodies.organisation_id

),

ended as (

    select
        organisation_id,
        min(last_year) as last_year
    from (
        select * from merged
        union all
        select * from succeeded
    ) as ends
    group by organisation_id

),

final as (

    select
        bodies.organisation_id,
        chosen_names.organisation_name,
        chosen_names.aliases,
        bodies.organisation_kind,
        bodies.is_department_assumed,
        parents.parent_organisation_id,
        parents.parent_evidence,
        parents.document_id as parent_document_id,
        bodies.division_code,
        bodies.document_count,
        bodies.first_fiscal_year,
        bodies.last_fiscal_year,
        case
            when ended.last_year is not null then greatest(ended.last_year, bodies.last_fiscal_year)
        end as ended_fiscal_year
    from bodies
    inner join chosen_names on bodies.organisation_id = chosen_names.organisation_id
    left join parents on bodies.organisation_id = parents.organisation_id
    left join ended on bodies.organisation_id = ended.organisation_id

)

select * from final
