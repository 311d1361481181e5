{# Proof status of a figure put together from several printed ones: the weakest of them. #}
{% macro weakest_proof_status(proof_status) -%}
    case
        when bool_or({{ proof_status }} = 'disputed') then 'disputed'
        when bool_and({{ proof_status }} = 'proven') then 'proven'
        else 'unproven'
    end
{%- endmacro %}
