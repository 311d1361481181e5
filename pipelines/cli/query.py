"""``query``: one SQL query on the published warehouse, as a table, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.errors import CommandError
from pipelines.publish import warehouse
from pipelines.settings import Settings

_MOST_ROWS_SHOWN = 200
_NUMERIC = ("DECIMAL", "INTEGER", "BIGINT", "DOUBLE", "FLOAT", "HUGEINT", "SMALLINT", "TINYINT", "UBIGINT")


def query(settings: Settings, sql: str, form: str, output: Path | None) -> None:
    """Run ``sql`` and write its answer in a form. Raises CommandError with DuckDB's words for a wrong one."""
    if form == "parquet" and output is None:
        raise CommandError("parquet is written to a file: add --output FILE")
    with warehouse.connect(settings) as connection:
        try:
            relation = connection.sql(sql.strip().rstrip(";"))
        except duckdb.Error as error:
            raise CommandError(f"{error}") from error
        if relation is None:
            raise CommandError("that statement has no answer: the warehouse is read-only, ask with select")
        try:
            _write(relation, form, output)
        except duckdb.Error as error:
            raise CommandError(f"{error}") from error


def _write(relation: duckdb.DuckDBPyRelation, form: str, output: Path | None) -> None:
    if form == "parquet" and output is not None:
        relation.write_parquet(str(output), compression="zstd")
        return
    if form == "table":
        console = Console(file=output.open("w", encoding="utf-8")) if output else Console()
        _table(relation, console)
        return
    text = _csv(relation.columns, relation.fetchall()) if form == "csv" else _json(relation)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def _table(relation: duckdb.DuckDBPyRelation, console: Console) -> None:
    rows = relation.limit(_MOST_ROWS_SHOWN + 1).fetchall()
    table = Table(header_style="bold")
    types = [str(kind) for kind in relation.types]
    for name, kind in zip(relation.columns, types, strict=True):
        table.add_column(Text(name), justify="right" if kind.startswith(_NUMERIC) else "left")
    for row in rows[:_MOST_ROWS_SHOWN]:
        table.add_row(*(Text(shown(value)) for value in row))
    console.print(table)
    if len(rows) > _MOST_ROWS_SHOWN:
        console.print(f"The first {_MOST_ROWS_SHOWN} rows; --format csv writes all of them.")


def shown(value: object) -> str:
    """Return a value as a person reads it: money with separators, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return str(value)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if v is None else _plain_text(v) for v in row])
    return buffer.getvalue()


def _plain_text(value: object) -> object:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else value


def _json(relation: duckdb.DuckDBPyRelation) -> str:
    """Return an array of objects, one row a line; DuckDB writes decimals with all their digits."""
    rows = relation.query("answer", "select to_json(answer)::varchar from answer").fetchall()
    return "[" + ",\n ".join(row[0] for row in rows) + "]\n"
