{# Macros that analysts call in the warehouse: marts.wan(amount_yuan) and marts.bodies_named(words). #}
{% macro create_warehouse_macros() %}
    {% if execute and load_relation(ref_of_marts('dim_organisation')) is not none %}
        create or replace macro marts.wan(amount_yuan) as
            cast(round(cast(amount_yuan as decimal(28, 2)) * cast(0.0001 as decimal(4, 4)), 2) as decimal(28, 2));
        create or replace macro marts.bodies_named(words) as table
            select
                organisations.organisation_id,
                organisations.organisation_name,
                organisations.organisation_kind,
                divisions.province_name,
                divisions.city_name,
                divisions.division_name,
                organisations.division_code
            from marts.dim_organisation as organisations
            left join marts.dim_division as divisions on organisations.division_code = divisions.division_code
            where
                contains(organisations.organisation_name, words)
                or list_contains(organisations.aliases, words)
            order by organisations.division_code, organisations.organisation_name;
    {% endif %}
{% endmacro %}

{# A relation of the marts by name, without making the graph depend on it. #}
{% macro ref_of_marts(name) %}
    {% do return(api.Relation.create(database=target.database, schema='marts', identifier=name)) %}
{% endmacro %}
