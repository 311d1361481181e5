{#
    The rules that a table's rows keep, looked at together: one test, one scan for the rules of single rows.

        unique             lists of columns whose values together occur once; a null in a list of several counts as
                           a value
        not_null           columns
        accepted_values    per column, the values it may have beside null
        patterns           per column, what its values beside null match as a whole
        relationships      per column, where its values stand beside null: a relation with a column of that name,
                           or {to: relation, field: column}
        null_together      pairs of columns of which both are null or neither

    In a build of changes the rows that were rewritten are looked at, and looked up among the parents' rewritten rows:
    what changed rows refer to has changed with them (see macros/changes.sql). A full build looks at all rows.

    A broken rule ends the test with an error that names each broken rule, its columns and the number of rows
    (of missing values under relationships).
#}
{% test rows_hold(
    model, unique=[], not_null=[], accepted_values={}, patterns={}, relationships={}, null_together=[]
) %}

with
{% if is_view(model) %}
    -- worked out once for all rules
    tested as materialized (

        select * from {{ model }}

    ),
{% endif %}

row_rules as (

    select
        unnest(['-'{% for rule in row_rules(not_null, accepted_values, patterns, null_together) %}, '{{ rule[0] }}'{% endfor %}]) as rule,
        unnest([0{% for rule in row_rules(not_null, accepted_values, patterns, null_together) %}, count(*) filter (where {{ rule[1] }}){% endfor %}]) as broken
    from {{ 'tested' if is_view(model) else model }}

),

{# As many hashes as rows: no two rows are alike. -#}
key_rules as (

    {% for columns in unique %}
        select
            'unique {{ columns | join(", ") }}' as rule,
            count(*) - count(distinct hash({{ columns | join(', ') }})) as broken
        from {{ 'tested' if is_view(model) else model }}
        {% if columns | length == 1 %}where {{ columns[0] }} is not null{% endif %}
        union all
    {% endfor %}
    select '-' as rule, 0 as broken

),

parent_rules as (

    {% for column, target in relationships.items() %}
        {% set parent = target.to or target %}
        {% set parent = rewritten_rows(parent) if 'rewritten_' in (model | string) else parent %}
        {% set field = target.field or column %}
        select
            'relationships {{ column }}' as rule,
            count(*) as broken
        from (
            select distinct {{ column }} as child from {{ 'tested' if is_view(model) else model }}
            where {{ column }} is not null
        ) as children
        anti join {{ parent }} as parents on children.child = parents.{{ field }}
        union all
    {% endfor %}
    select '-' as rule, 0 as broken

),

summary as (

    select string_agg(rule || ' (' || broken || ')', '; ' order by rule) as broken_rules
    from (
        select * from row_rules
        union all
        select * from key_rules
        union all
        select * from parent_rules
    ) as rules
    where broken > 0

)

select broken_rules from summary
where case when broken_rules is not null then error('broken rules: ' || broken_rules) else false end

{% endtest %}
