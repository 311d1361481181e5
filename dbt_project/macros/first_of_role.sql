{# Common table expressions of which the last, `name`, keeps, of the forms of one role that a body prints for
   a year, for each figure of a relation the one of the form that comes first and gives an amount. `keys` name a
   figure within its form. #}
{% macro first_of_role(name, relation, keys) -%}
    {{ once_or_repeated(relation, 'organisation_id, fiscal_year, report_kind, form_role, ' ~ keys) }},

{{ name }} as (

    select * from repeated
    qualify
        row_number() over (
            partition by organisation_id, fiscal_year, report_kind, form_role, {{ keys }}
            order by (amount_yuan is null) asc, form_precedence asc, form_code asc
        ) = 1
    union all
    select * from once

)
{%- endmacro %}
