{# What is told of a contradiction, or of the doubt about one: its two sides and how far apart they are, of
   `relation` where several stand beside each other. #}
{% macro contradiction_columns(relation=none) -%}
    {%- for column in [
        'left_text', 'left_page', 'left_id', 'right_text', 'right_page', 'right_id', 'difference', 'unit'
    ] -%}
        {{ relation ~ '.' if relation }}{{ column }}
        {%- if not loop.last %},
        {% endif -%}
    {%- endfor -%}
{%- endmacro %}
