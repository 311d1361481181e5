{# A zero on the authority of a form's total: the amount of a class that the form, with all its classes, does
   not print. The fields are those of the source that a figure is taken from. #}
{% macro as_absent(total) -%}
    struct_update(
        {{ total }},
        amount_yuan := cast(0 as decimal(20, 2)),
        figure_source := 'absent',
        line_item_id := cast(null as varchar),
        claim_id := cast(null as varchar)
    )
{%- endmacro %}
