with documents as (

    select * from {{ ref('int_document') }}
    where organisation_id is not null

),

names as (

    select
        organisation_id,
        organisation_name,
        count(*) as document_count,
        max(fiscal_year) as last_fiscal_year
    from documents
    group by organisation_id, organisation_name

),

ranked_names as (

    select
        *,
        row_number() over (
            partition by organisation_id
            order by
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
        division_code,
        body_name,
        any_value(resolved_organisation_kind) as organisation_kind,
        count(*) as document_count,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year
    from documents
    group by organisation_id, division_code, body_name

),

departments as (

    select * from bodies
    where organisation_kind = 'department'

),

final as (

    select
        bodies.organisation_id,
        chosen_names.organisation_name,
        chosen_names.aliases,
        bodies.organisation_kind,
        departments.organisation_id as parent_organisation_id,
        bodies.division_code,
        bodies.document_count,
        bodies.first_fiscal_year,
        bodies.last_fiscal_year
    from bodies
    inner join chosen_names on bodies.organisation_id = chosen_names.organisation_id
    left join departments
        on
            bodies.organisation_kind = 'unit'
            and bodies.body_name = departments.body_name
            and bodies.division_code = departments.division_code

)

select * from final
