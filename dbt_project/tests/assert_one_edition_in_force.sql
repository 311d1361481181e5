-- A body has one edition in force per fiscal year and form, of a form of projects per project.
select
    organisation_id,
    fiscal_year,
    budget_basis,
    form_code,
    project_name,
    count(*) as edition_count
from {{ ref('int_form_version') }}
where is_in_force
group by organisation_id, fiscal_year, budget_basis, form_code, project_name
having count(*) > 1
