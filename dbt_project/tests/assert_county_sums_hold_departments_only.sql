-- Every county sum equals the undisputed class figures of its departments, each body once and none within
-- another one above it.
with departments as (

    select
        figures.division_code,
        figures.fiscal_year,
        figures.item_code as functional_class_code,
        sum(figures.final_yuan) filter (
            where figures.final_proof_status is distinct from 'disputed'
        ) as final_yuan
    from {{ ref('fct_budget_vs_final') }} as figures
    inner join {{ ref('dim_organisation') }} as organisations
        on figures.organisation_id = organisations.organisation_id
    left join {{ ref('int_member_told') }} as members_told
        on
            figures.organisation_id = members_told.organisation_id
            and figures.fiscal_year = members_told.fiscal_year
            and members_told.account_kind = 'functional'
    where
        {{ counts_as_department('organisations') }}
        and figures.item_level = 'class'
        and figures.division_code is not null
        and not coalesce(members_told.has_final, false)
    group by figures.division_code, figures.fiscal_year, figures.item_code

)

select
    comparison.division_code,
    comparison.fiscal_year,
    comparison.functional_class_code,
    departments.final_yuan as expected_yuan,
    comparison.final_yuan
from {{ ref('mart_county_comparison') }} as comparison
left join departments
    on
        comparison.division_code = departments.division_code
        and comparison.fiscal_year = departments.fiscal_year
        and comparison.functional_class_code = departments.functional_class_code
where comparison.final_yuan is distinct from departments.final_yuan
