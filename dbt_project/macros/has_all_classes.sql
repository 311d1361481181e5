{# Whether the classes of a form add up to its printed total, but for 100 元 each or half a percent of them
   all: then a class that it does not print is zero. #}
{% macro has_all_classes(total, classes, class_count) -%}
    abs({{ total }} - {{ classes }}) <= least(100 * {{ class_count }}, abs({{ classes }}) / 200)
{%- endmacro %}
