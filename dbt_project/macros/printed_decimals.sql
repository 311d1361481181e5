{# Decimals of a figure as printed, full-width digits and blanks inside it understood. #}
{% macro printed_decimals(text_printed) -%}
    length(
        regexp_extract(
            regexp_replace(translate({{ text_printed }}, '．０１２３４５６７８９', '.0123456789'), '\s', '', 'g'),
            '\.(\d+)',
            1
        )
    )
{%- endmacro %}
