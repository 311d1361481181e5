-- A body has one edition in force per fiscal year and form.
select
    organisation_id,
    fiscal_year,
    form_code,
    count(*) as edition_count
from {{ ref('int_form_version') }}
where is_in_force
group by organisation_id, fiscal_year, form_code
having count(*) > 1
