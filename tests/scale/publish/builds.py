"""Small warehouses as dbt leaves them, and what a DuckLake says of their publications."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.publish import opening, publication, snapshots
from pipelines.publish.ducklake.catalogue import Catalogue
from pipelines.publish.export.relation import describe
from pipelines.publish.snapshots import Snapshot
from pipelines.publish.warehouse import connect
from pipelines.settings import Settings

KEYS = {"dim_document": ("document_id",), "fct_line_item": ("line_item_id",)}
NIGHT = datetime(2025, 9, 1, 18, 0, tzinfo=UTC)
FIRST = {"f1": "1.50", "f2": "7.00", "f3": "3.00"}
TABLES = {
    "marts.dim_document": "document_id varchar, file_name varchar, is_in_force boolean, exclusion_reason varchar,"
    " failure_reason varchar, status varchar, organisation_id varchar, fiscal_year integer, report_kind varchar",
    "marts.fct_line_item": "line_item_id varchar, document_id varchar, form_code varchar, item_name varchar,"
    " measure varchar, text_printed varchar, amount_yuan decimal(20, 2), aliases varchar[], seen timestamptz",
}


def built(settings: Settings, figures: dict[str, str], *more: str) -> Path:
    """Make a warehouse as dbt leaves it, with ``more`` statements run on it."""
    file = settings.build_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts; create schema intermediate")
        for name, columns in TABLES.items():
            connection.execute(f"create table {name} ({columns})")
        connection.execute(
            "insert into marts.dim_document values"
            " ('d1', 'a.pdf', true, null, null, 'extracted', 'o', 2024, 'final_account')"
        )
        for key, text in figures.items():
            connection.execute(
                "insert into marts.fct_line_item values"
                " (?, 'd1', 'F05', '教育支出', 'total', ?, ?, ['甲', '乙'], '2025-09-01 00:00:00+00')",
                [key, text, float(text) * 10000],
            )
        for statement in (
            "create table marts.fct_note as select unnest(['a', 'a', 'b']) as note",
            "create table intermediate.int_year as select 2024 as fiscal_year",
            "create view marts.dim_date as select * from juesuan.intermediate.int_year",
            "create view marts.mart_line_item as select line_item_id, amount_yuan from juesuan.marts.fct_line_item",
            "create macro marts.wan(yuan) as yuan / 10000",
            (
                "create macro marts.figures(words) as table"
                " select * from marts.fct_line_item where contains(item_name, words)"
            ),
            "comment on table marts.fct_line_item is 'Every figure''s printed place.'",
            "comment on column marts.fct_line_item.amount_yuan is '金额, in yuan'",
            "comment on view marts.mart_line_item is 'A wide view.'",
            "comment on column marts.mart_line_item.amount_yuan is 'What the wide view says of it.'",
            *more,
        ):
            connection.execute(statement)
    return file


def kept(settings: Settings, night: int, figures: dict[str, str], *more: str) -> Snapshot:
    file = built(settings, figures, *more)
    keys = KEYS | {"mart_line_item": ("line_item_id",)}
    return snapshots.keep(
        file, settings.snapshots_dir, code_version="abc", keys=keys, now=NIGHT + timedelta(days=night)
    )


def published(settings: Settings, night: int, figures: dict[str, str], *more: str) -> Snapshot:
    snapshot = kept(settings, night, figures, *more)
    publication.publish(settings, snapshot)
    return snapshot


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with connect(settings) as connection:
        return connection.execute(sql).fetchall()


def commits(settings: Settings) -> list[dict[str, list[int]]]:
    """Return what each publication told of the rows that went and came, oldest first."""
    catalogue = Catalogue.of(settings)
    with catalogue.session(settings.build_file.parent) as connection, catalogue.tables(connection) as schema:
        found = connection.execute(
            f"select commit_extra_info from {schema}.ducklake_snapshot_changes"
            " where commit_extra_info is not null order by snapshot_id"
        ).fetchall()
        return [json.loads(told)["changes"] for (told,) in found]


def assert_published_as_built(settings: Settings) -> None:
    """Compare every table and view of the published state with the build: columns, rows, meanings, macros."""
    with opening.connect(settings.warehouse_file) as build, connect(settings) as lake:
        listed = "select distinct table_name from duckdb_columns() where schema_name = 'marts' order by 1"
        names = build.execute(listed).fetchall()
        assert lake.execute(listed).fetchall() == names
        for (name,) in names:
            whole = f"select * from marts.{name} order by all"
            assert lake.execute(whole).fetchall() == build.execute(whole).fetchall()
            assert describe(lake, name, KEYS) == describe(build, name, KEYS)
        macros = (
            "select function_name, parameters, macro_definition from duckdb_functions()"
            " where schema_name = 'marts' order by 1"
        )
        assert lake.execute(macros).fetchall() == build.execute(macros).fetchall()
