-- Every line item of the lake belongs to a document and reaches the warehouse.
select line_items.line_item_id
from {{ ref('stg_line_item') }} as line_items
anti join {{ ref('fct_line_item') }} as published on line_items.line_item_id = published.line_item_id
{% if is_build_of_changes() %}
    where line_items.lake_file in ({{ changed_values('lake_file') }})
{% endif %}
