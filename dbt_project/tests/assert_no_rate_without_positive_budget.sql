-- A rate on a missing, zero or negative budget says nothing.
select
    organisation_id,
    fiscal_year,
    item_key
from {{ ref('fct_execution_rate') }}
where
    (rate_on_initial is not null and (initial_budget_yuan is null or initial_budget_yuan <= 0))
    or (rate_on_adjusted is not null and (adjusted_budget_yuan is null or adjusted_budget_yuan <= 0))
