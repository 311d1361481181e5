{# Rows in which one of two columns is null and the other is not. #}
{% test null_together(model, column_name, other) %}

select
    {{ column_name }},
    {{ other }}
from {{ model }}
where ({{ column_name }} is null) <> ({{ other }} is null)

{% endtest %}
