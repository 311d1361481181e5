{#
    Building after a few documents changed. The warehouse under construction begins as a copy of the published one;
    models of the materialization `rewrite_changed` then rewrite only the rows of what changed, and all others are
    built as ever. Schema build_state holds what that needs:

        build                 one row: the mode of this run, full or changes
        lake_file             the lake's files as this run found them (prior_lake_file: as the last one did)
        prior_document        the documents of the last run
        changed_document      documents whose files or findings changed, and all others of their bodies
        changed_organisation  the bodies of these, before and after
        changed_county        all documents of the counties of these, before and after, and their bodies
        rewritten_<model>     while the run lasts, the rows of a model that it has written

    A changed file means all its documents: a site's file is rewritten when one of its documents changes. Changed
    reference lists, a changed project (see pipelines/publish/increment.py) or more than a third of the files make a
    full build.
#}

{% macro note_lake_files() %}
    {% if execute and flags.WHICH in ('build', 'run') %}
        {% set is_continued = not flags.FULL_REFRESH
            and has_table('intermediate', 'int_document') and has_table('build_state', 'lake_file') %}
        create schema if not exists build_state;
        {% if is_continued %}
            create or replace table build_state.prior_lake_file as select * from build_state.lake_file;
            create or replace table build_state.prior_document as
            select
                document_id, organisation_id, lake_file, home_code, division_code, lineage_name,
                hash(int_document) as digest
            from intermediate.int_document;
        {% else %}
            create or replace table build_state.prior_lake_file (
                relation varchar, lake_file varchar, size_bytes bigint,
                modified_at timestamp with time zone, digest varchar
            );
            create or replace table build_state.prior_document (
                document_id varchar, organisation_id varchar, lake_file varchar, home_code varchar,
                division_code varchar, lineage_name varchar, digest ubigint
            );
        {% endif %}
        {{ lake_files_sql(env_var('JUESUAN_LAKE_DIR')) }};
        {% if is_continued %}
            {{ build_mode_sql() }};
        {% else %}
            create or replace table build_state.build as select 'full' as mode;
        {% endif %}
    {% endif %}
{% endmacro %}

{# Whether the warehouse holds a table; dbt's own cache does not know schema build_state. #}
{% macro has_table(schema, name) %}
    {% do return(run_query(
        "select count(*) from duckdb_tables() where database_name = current_database() and schema_name = '"
        ~ schema ~ "' and table_name = '" ~ name ~ "'"
    ).columns[0].values()[0] > 0) %}
{% endmacro %}

{% macro lake_files_sql(lake) %}
    create or replace table build_state.lake_file as
    with files as (
        select
            split_part(filename, '/', -2) as relation,
            parse_filename(filename, true) as lake_file,
            size as size_bytes,
            last_modified as modified_at,
            filename
        from read_blob('{{ lake }}/*/*.parquet')
    ),
    digests as (
        select
            filename,
            md5(content) as digest
        from read_blob([
            '{{ lake }}/accounts/*.parquet', '{{ lake }}/divisions/*.parquet',
            '{{ lake }}/division_changes/*.parquet', '{{ lake }}/forms/*.parquet'
        ])
    )
    select
        files.relation,
        files.lake_file,
        files.size_bytes,
        case when digests.digest is null then files.modified_at end as modified_at,
        digests.digest
    from files
    left join digests on files.filename = digests.filename
    where files.lake_file <> '_schema'
{% endmacro %}

{% macro changed_lake_files_sql() %}
    select relation, lake_file, digest from (
        from build_state.lake_file except from build_state.prior_lake_file
        union all
        (from build_state.prior_lake_file except from build_state.lake_file)
    )
{% endmacro %}

{% macro build_mode_sql() %}
    create or replace table build_state.build as
    with changed as ({{ changed_lake_files_sql() }})
    select
        case
            when exists (from changed where digest is not null) then 'full'
            when
                (select count(distinct lake_file) from changed) * 3
                > (select count(distinct lake_file) from build_state.lake_file)
                then 'full'
            else 'changes'
        end as mode
{% endmacro %}

{# A thread of DuckDB's for every 16 MB of changed files. Threads that wait for their share of little work
   do so without rest: a third of the processor time, where one file of a hundred had changed. dbt's own
   threads build two models at once as ever. #}
{% macro limit_threads() %}
    {% if is_build_of_changes() %}
        {% set threads %}
            select least(current_setting('threads'), 1 + coalesce(sum(size_bytes), 0) // 16000000)
            from build_state.lake_file
            semi join ({{ changed_lake_files_sql() }}) as changed using (relation, lake_file)
        {% endset %}
        set global threads = {{ run_query(threads).columns[0].values()[0] }}
    {% endif %}
{% endmacro %}

{# What changed since the last run, once int_document is there: hook of that model. A body that another one of
   the county joined by the list of reforms is told of it by the other one's reports. #}
{% macro note_changed_documents() %}
    create or replace table build_state.changed_organisation as
    with files as ({{ changed_lake_files_sql() }}),
    documents as (
        select
            document_id, organisation_id, lake_file, home_code, division_code, lineage_name,
            hash(int_document) as digest
        from intermediate.int_document
    ),
    changed as (
        (from documents except from build_state.prior_document)
        union all
        (from build_state.prior_document except from documents)
        union all
        from documents where lake_file in (select lake_file from files)
        union all
        from build_state.prior_document where lake_file in (select lake_file from files)
    )
    select document_id, organisation_id from changed
    union
    select documents.document_id, documents.organisation_id
    from changed
    inner join {{ ref('body_reform') }} as reforms
        on changed.lineage_name = reforms.old_name and reforms.change_kind = 'merged'
    inner join documents
        on changed.home_code = documents.home_code and reforms.new_name = documents.lineage_name;
    create or replace table build_state.changed_document as
    with documents as (
        select document_id, organisation_id, lake_file from intermediate.int_document
        union
        select document_id, organisation_id, lake_file from build_state.prior_document
    )
    select distinct document_id, lake_file from documents
    where
        document_id in (select document_id from build_state.changed_organisation)
        or organisation_id in (
            select organisation_id from build_state.changed_organisation where organisation_id is not null
        );
    create or replace table build_state.changed_county as
    with documents as (
        select document_id, organisation_id, lake_file, home_code, division_code from intermediate.int_document
        union
        select document_id, organisation_id, lake_file, home_code, division_code from build_state.prior_document
    ),
    counties as (
        select unnest([home_code, division_code]) as division_code from documents
        where document_id in (select document_id from build_state.changed_document)
    )
    select * from documents
    where
        home_code in (select division_code from counties where division_code is not null)
        or division_code in (select division_code from counties where division_code is not null)
{% endmacro %}

{# Whether this run rewrites changes only; on-run-start has noted its mode. `graph` lives as long as a run,
   so that what is needed some four hundred times is asked once. #}
{% macro is_build_of_changes() %}
    {% if not execute or flags.FULL_REFRESH or flags.WHICH not in ('build', 'run') %}
        {% do return(false) %}
    {% endif %}
    {% if 'mode_of_build' not in graph %}
        {% set modes = run_query('select mode from build_state.build').columns[0].values() %}
        {% do graph.update({'mode_of_build': modes[0]}) %}
    {% endif %}
    {% do return(graph['mode_of_build'] == 'changes') %}
{% endmacro %}

{# Whether this run has rewritten a table: one that it has stays so. #}
{% macro is_rewritten(name) %}
    {% set known = graph.setdefault('rewritten_by_build', {}) %}
    {% set node = graph.nodes.get('model.' ~ project_name ~ '.' ~ name) %}
    {% if node is none or node.config.materialized != 'rewrite_changed' %}
        {% do return(false) %}
    {% endif %}
    {% if name not in known and has_table('build_state', 'rewritten_' ~ name) %}
        {% do known.update({name: true}) %}
    {% endif %}
    {% do return(name in known) %}
{% endmacro %}

{# Whose rows a model rewrites: those of the changed bodies, or, where a body's row tells of others of its
   county (config meta.whose), those of all bodies of the changed ones' counties. #}
{% macro whose_rows(node) %}
    {% do return(((node.config.meta or {}).whose or 'body') if node is not none else 'body') %}
{% endmacro %}

{# The changed values of a key column. Files and counties stand as literals, so that DuckDB opens no other
   file, and takes the counties out of what a view reads before it is joined. #}
{% macro changed_values(key, whose='body') %}
    {% set table = 'changed_county' if whose == 'county' else 'changed_document' %}
    {% if key in ('lake_file', 'division_code') %}
        {% set column = 'home_code' if key == 'division_code' else key %}
        {% set values = run_query(
            'select distinct ' ~ column ~ ' from build_state.' ~ table ~ ' where ' ~ column
            ~ ' is not null order by 1'
        ).columns[0].values() %}
        {% do return("'" ~ (values | join("', '") if values else '-') ~ "'") %}
    {% endif %}
    {% if key == 'organisation_id' and whose == 'body' %}{% set table = 'changed_organisation' %}{% endif %}
    {% do return('select ' ~ key ~ ' from build_state.' ~ table ~ ' where ' ~ key ~ ' is not null') %}
{% endmacro %}

{# Condition that keeps a model from reading what did not change; true in a full build and elsewhere. #}
{% macro is_changed(key, column=none) -%}
    {%- if model is defined and model.config.materialized == 'rewrite_changed' and is_build_of_changes() -%}
        {{ column or key }} in ({{ changed_values(key, whose_rows(model)) }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# The rows of a rewritten table that a rewritten model reads: in a build of changes only the new ones, which
   hold all rows of the changed bodies; of their counties, where that table is rewritten by county too. #}
{% macro changed_rows(relation) -%}
    {%- set parent = 'model.' ~ project_name ~ '.' ~ relation.identifier -%}
    {%- if
        model is defined and model.config.materialized == 'rewrite_changed' and is_build_of_changes()
        and (whose_rows(model) == 'body' or whose_rows(graph.nodes.get(parent)) == 'county')
    -%}
        {{ rewritten_rows(relation) }}
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}

{# A table of which a build after changes rewrites only the rows whose key (config meta.key) changed, and
   those of a condition (config meta.always), which any body's change may reach. The rows written stay in
   build_state.rewritten_<model> until the run ends, for the tests. #}
{% materialization rewrite_changed, adapter='duckdb' %}
    {%- set meta = config.get('meta') -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {% if load_cached_relation(this) is none or not is_build_of_changes() %}
        {% do run_in_one(target_relation, table_sql(this, sql)) %}
    {% else %}
        {% set rewritten = rewritten_relation(this.identifier) %}
        {% set changed = meta.key ~ ' in (' ~ changed_values(meta.key, whose_rows(model)) ~ ')' %}
        {% if meta.always %}{% set changed = '(' ~ changed ~ ' or ' ~ meta.always ~ ')' %}{% endif %}
        {% set rewrite %}
            create or replace table {{ rewritten }} as
            select * from ({{ sql }}) as whole where {{ changed }};
            delete from {{ target_relation }} where {{ changed }};
            insert into {{ target_relation }} by name select * from {{ rewritten }};
        {% endset %}
        {% do run_in_one(target_relation, rewrite, is_commented=false) %}
    {% endif %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro rewritten_relation(name) %}
    {% do return(api.Relation.create(
        database=target.database, schema='build_state', identifier='rewritten_' ~ name
    )) %}
{% endmacro %}

{# The rows of a table that this run has rewritten; the table itself where the run built it whole. #}
{% macro rewritten_rows(relation) %}
    {% if is_build_of_changes() and is_rewritten(relation.identifier) %}
        {% do return(rewritten_relation(relation.identifier)) %}
    {% endif %}
    {% do return(relation) %}
{% endmacro %}

{# Of a view whose rows tell of one county each (config meta.whose) the rows of the changed counties. #}
{% macro rows_of_changed_counties(relation) %}
    {% if not (is_view(relation) and is_build_of_changes()) %}{% do return(relation) %}{% endif %}
    {% set node = graph.nodes.get('model.' ~ project_name ~ '.' ~ relation.identifier) %}
    {% if whose_rows(node) == 'county' %}
        {% set codes = run_query(
            'select distinct unnest([home_code, division_code]) as code from build_state.changed_county'
        ).columns[0].values() | reject('none') | sort %}
        {% set listed = "'" ~ (codes | join("', '")) ~ "'" %}
        {% set rows = 'select * from ' ~ relation ~ ' where division_code in (' ~ listed ~ ')' %}
        {% do return('(' ~ rows ~ ') as of_counties') %}
    {% endif %}
    {% do return(relation) %}
{% endmacro %}

{# What a test looks at: in a build of changes, of a rewritten table the rows that were rewritten. #}
{% macro get_where_subquery(relation) %}
    {% set where = config.get('where', '') %}
    {% set rows = rows_of_changed_counties(rewritten_rows(relation)) %}
    {% if where %}
        {% do return('(select * from ' ~ rows ~ ' where ' ~ where ~ ') dbt_subquery') %}
    {% endif %}
    {% do return(rows) %}
{% endmacro %}

{# Drop what only the tests of this run needed. #}
{% macro drop_rewritten_rows() %}
    {% if execute and flags.WHICH in ('build', 'run') %}
        {% for name in run_query(
            "select table_name from duckdb_tables() where database_name = current_database()"
            ~ " and schema_name = 'build_state' and starts_with(table_name, 'rewritten_')"
        ).columns[0].values() %}
            drop table build_state.{{ name }};
        {% endfor %}
    {% endif %}
{% endmacro %}
