-- A superseded document supplies no figure to the comparisons.
select comparison.organisation_id
from {{ ref('fct_budget_vs_final') }} as comparison
inner join {{ ref('dim_document') }} as documents
    on documents.document_id in (comparison.final_document_id, comparison.initial_budget_document_id)
where documents.superseded_by_document_id is not null
