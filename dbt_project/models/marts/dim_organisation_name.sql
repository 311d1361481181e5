with documents as (

    select * from {{ ref('int_document') }}
    where organisation_id is not null

),

final as (

    select
        organisation_id,
        any_value(home_code) as division_code,
        any_value(resolved_organisation_kind) as organisation_kind,
        organisation_name,
        count(*) as document_count,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year
    from documents
    group by organisation_id, organisation_name

)

select * from final
