{# Text without a leading word, unless nothing else would be left. #}
{% macro without_prefix(text, prefix) -%}
    case
        when {{ prefix }} <> '' and starts_with({{ text }}, {{ prefix }}) and length({{ text }}) > length({{ prefix }})
            then substr({{ text }}, length({{ prefix }}) + 1)
        else {{ text }}
    end
{%- endmacro %}
