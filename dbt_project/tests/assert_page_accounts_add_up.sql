-- Every number that a page prints has one end, and unaccounted is one of them.
select
    document_id,
    page
from {{ ref('fct_page_account') }}
where figures_printed != in_cells + in_claims + as_furniture + noted + in_prose + unaccounted
