{# Comments of a relation and of its columns, as statements; one on a column that is not there is an error. #}
{% macro comments_sql(relation) -%}
    {%- set comments = [] -%}
    {%- if config.persist_relation_docs() and model.description -%}
        {%- do comments.append(
            'comment on ' ~ relation.type ~ ' ' ~ relation ~ " is '" ~ model.description.replace("'", "''") ~ "';"
        ) -%}
    {%- endif -%}
    {%- if config.persist_column_docs() -%}
        {%- for name, column in model.columns.items() if column.description -%}
            {%- do comments.append(
                'comment on column ' ~ relation ~ '."' ~ name ~ '" is \''
                ~ column.description.replace("'", "''") ~ "';"
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ comments | join('\n') }}
{%- endmacro %}
