{# What is told of a claim wherever it stands: subject, figure and place in the text. #}
{% macro claim_columns(relation) -%}
    {%- for column in [
        'kind', 'subject', 'item_code', 'measure', 'text_printed', 'value', 'unit', 'amount_yuan', 'page',
        'sentence_no', 'claim_no'
    ] -%}
        {{ relation }}.{{ column }}
        {%- if not loop.last %},
        {% endif -%}
    {%- endfor -%}
{%- endmacro %}
