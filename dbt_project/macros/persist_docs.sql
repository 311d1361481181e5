{#
    Comments of a relation and of its columns in one statement. dbt's own asks twice for the relation's columns and
    once more for its comment; a column that is described but not there is an error here, not a warning.
    A table that is only added to keeps the comments it has.
#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
{%- if not is_incremental() -%}
{%- set comments = [] -%}
{%- if for_relation and config.persist_relation_docs() and model.description -%}
{%- do comments.append(alter_relation_comment(relation, model.description)) -%}
{%- endif -%}
{%- if for_columns and config.persist_column_docs() -%}
{%- for name, column in model.columns.items() if column.description -%}
{%- set place = relation ~ "." ~ adapter.quote(name) -%}
{%- do comments.append("comment on column " ~ place ~ " is " ~ duckdb_escape_comment(column.description) ~ ";") -%}
{%- endfor -%}
{%- endif -%}
{%- if comments -%}
{%- call statement("comments") -%} {{ comments | join("\n") }} {%- endcall -%}
{%- endif -%}
{%- endif -%}
{%- endmacro %}
