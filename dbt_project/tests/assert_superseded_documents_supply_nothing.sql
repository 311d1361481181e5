-- A superseded document supplies no figure of a form to the comparisons.
with supplied as (

    select final_document_id as document_id
    from {{ ref('fct_budget_vs_final') }}
    union
    select initial_budget_document_id as document_id
    from {{ ref('fct_budget_vs_final') }}
    where initial_budget_claim_id is null

)

select supplied.document_id
from supplied
inner join {{ ref('dim_document') }} as documents on supplied.document_id = documents.document_id
where documents.superseded_by_document_id is not null
