-- Every county sum equals the undisputed class figures of department editions, each body once.
with departments as (

    select
        division_code,
        fiscal_year,
        item_code as functional_class_code,
        sum(final_yuan) filter (where final_proof_status is distinct from 'disputed') as final_yuan
    from {{ ref('fct_budget_vs_final') }}
    where organisation_kind = 'department' and item_level = 'class' and division_code is not null
    group by division_code, fiscal_year, item_code

)

select
    departments.division_code,
    departments.fiscal_year,
    departments.functional_class_code,
    departments.final_yuan as expected_yuan,
    comparison.final_yuan
from departments
full outer join {{ ref('mart_county_comparison') }} as comparison
    on
        departments.division_code = comparison.division_code
        and departments.fiscal_year = comparison.fiscal_year
        and departments.functional_class_code = comparison.functional_class_code
where departments.final_yuan is distinct from comparison.final_yuan
