{# Decimals of a figure as printed, full-width digits and blanks inside it understood. #}
{% macro printed_decimals(text_printed) -%}
    case
        when not contains({{ text_printed }}, '.') and not contains({{ text_printed }}, '．') then 0
        -- most are printed plainly, and translating is ten times as slow
        when regexp_full_match({{ text_printed }}, '-?[\d,]*\.\d+')
            then strlen({{ text_printed }}) - instr({{ text_printed }}, '.')
        else
            length(
                regexp_extract(
                    regexp_replace(
                        translate({{ text_printed }}, '．０１２３４５６７８９', '.0123456789'), '\s', '', 'g'
                    ),
                    '\.(\d+)',
                    1
                )
            )
    end
{%- endmacro %}
