{# Rules of single rows: pairs of a rule's words and the condition of the rows that break it. #}
{% macro row_rules(not_null, accepted_values, patterns, null_together) %}
    {% set rules = [] %}
    {% for column in not_null %}
        {% do rules.append(['not_null ' ~ column, column ~ ' is null']) %}
    {% endfor %}
    {% for column, values in accepted_values.items() %}
        {% set listed = "'" ~ (values | join("', '")) ~ "'" %}
        {% do rules.append(['accepted_values ' ~ column, column ~ ' not in (' ~ listed ~ ')']) %}
    {% endfor %}
    {% for column, pattern in patterns.items() %}
        {% set condition = 'not regexp_full_match(' ~ column ~ ", '" ~ pattern ~ "')" %}
        {% do rules.append(['patterns ' ~ column, condition]) %}
    {% endfor %}
    {% for pair in null_together %}
        {% set condition = '(' ~ pair[0] ~ ' is null) <> (' ~ pair[1] ~ ' is null)' %}
        {% do rules.append(['null_together ' ~ (pair | join(', ')), condition]) %}
    {% endfor %}
    {% do return(rules) %}
{% endmacro %}

{# Whether what a test looks at is worked out anew each time: a view of the project, or a query. #}
{% macro is_view(relation) %}
    {% if not execute or relation is string %}{% do return(execute and relation is string) %}{% endif %}
    {% set node = graph.nodes.get('model.' ~ project_name ~ '.' ~ relation.identifier) %}
    {% do return(node is not none and node.config.materialized == 'view') %}
{% endmacro %}
