{#
    Materializations of one statement each: what dbt's own do for a warehouse that others write and read meanwhile
    (backups, renames, grants, a query for each look at the catalogue) costs ten times the work on a small lake, and
    the file under construction is nobody else's. What they keep to is what dbt's own keep to: the columns of an
    enforced contract, in its order; comments; hooks.
#}

{% materialization table, adapter='duckdb' %}
    {% do run_in_one(this.incorporate(type='table'), table_sql(this, sql)) %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {% do run_in_one(this.incorporate(type='view'), view_sql(this, sql)) %}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{% endmaterialization %}

{# A seed is read by DuckDB alone: its columns are the file's, typed as its `column_types` say. #}
{% materialization seed, adapter='duckdb' %}
    {% do run_in_one(this.incorporate(type='table'), seed_sql(this)) %}
    {% do store_raw_result('agate_table', message='OK', code='OK', rows_affected=none) %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{# Run what builds a relation, and what comments on it (`is_commented`), as one query in one transaction. #}
{% macro run_in_one(relation, sql, is_commented=true) %}
    {% if pre_hooks %}{{ run_hooks(pre_hooks) }}{% do adapter.commit() %}{% endif %}
    {% set existing = load_cached_relation(this) %}
    {% set statements = ['begin transaction;', sql, 'commit;'] %}
    {% if existing is not none and existing.type != relation.type %}
        {% do statements.insert(1, 'drop ' ~ existing.type ~ ' ' ~ existing ~ ';') %}
    {% endif %}
    {% if is_commented %}{% do statements.insert(-1, comments_sql(relation)) %}{% endif %}
    {% do adapter.add_query(statements | join('\n'), auto_begin=false) %}
    {% do store_raw_result('main', message='OK', code='OK', rows_affected=none) %}
    {% if post_hooks %}{{ run_hooks(post_hooks) }}{% do adapter.commit() %}{% endif %}
{% endmacro %}

{% macro table_sql(relation, sql) -%}
    {%- if config.get('contract').enforced -%}
        {{ contract_sql(sql) }}
        create or replace table {{ relation }} as
        select "{{ model.columns | join('", "') }}" from ({{ sql }}) as whole;
    {%- else -%}
        create or replace table {{ relation }} as ({{ sql }});
    {%- endif -%}
{%- endmacro %}

{% macro view_sql(relation, sql) -%}
    {%- if config.get('contract').enforced -%}{{ contract_sql(sql) }}{%- endif -%}
    create or replace view {{ relation }} as ({{ sql }});
{%- endmacro %}

{% macro seed_sql(relation) -%}
    {%- set types = [] -%}
    {%- for name, type in config.get('column_types').items() -%}
        {%- do types.append("'" ~ name ~ "': '" ~ type ~ "'") -%}
    {%- endfor -%}
    create or replace table {{ relation }} as
    from read_csv(
        '{{ adapter.get_seed_file_path(model) }}', header = true, delim = ',', quote = '"', escape = '"',
        types = {{ '{' ~ types | join(', ') ~ '}' }}
    );
{%- endmacro %}

{# End with an error that names each column whose name or type is another in a query than in the contract. #}
{% macro contract_sql(sql) -%}
    {%- set columns = [] -%}
    {%- for name, column in model.columns.items() -%}
        {%- do columns.append('cast(null as ' ~ column.data_type ~ ') as "' ~ name ~ '"') -%}
    {%- endfor -%}
    with given as (from (describe {{ sql }})),
    contract as (
        from (describe select {{ columns | join(', ') }})
    ),
    differences as (
        select string_agg(
            coalesce(contract.column_name, given.column_name) || ': contract '
            || coalesce(contract.column_type, 'has none') || ', query ' || coalesce(given.column_type, 'has none'),
            '; '
        ) as words
        from contract
        full join given on contract.column_name = given.column_name
        where contract.column_type is distinct from given.column_type
    )
    select case when words is not null then error('the model breaks its contract: ' || words) end from differences;
{%- endmacro %}
