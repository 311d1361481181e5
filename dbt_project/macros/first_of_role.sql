{# Keeps, of the forms of one role that a body prints for a year, for each figure the one of the form that
   comes first and gives an amount. `keys` name a figure within its form. #}
{% macro first_of_role(keys) -%}
    qualify
        row_number() over (
            partition by organisation_id, fiscal_year, report_kind, form_role, {{ keys }}
            order by (amount_yuan is null) asc, form_precedence asc, form_code asc
        ) = 1
{%- endmacro %}
