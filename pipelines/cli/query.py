"""``query``: one SQL query on the published warehouse, as a table, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.publish.asking import SECONDS, asking
from pipelines.settings import Settings
from pipelines.values.text import guarded, visible

_MOST_ROWS_SHOWN = 200
_BATCH = 10_000
_NUMERIC = ("DECIMAL", "INTEGER", "BIGINT", "DOUBLE", "FLOAT", "HUGEINT", "SMALLINT", "TINYINT", "UBIGINT")


def query(
    settings: Settings,
    sql: str,
    form: str,
    output: Path | None,
    seconds: float = SECONDS,
    rows: int | None = None,
) -> None:
    """Run ``sql`` for at most ``seconds`` and write its answer, or the first ``rows`` of it, in a form.

    Raises QuestionError for one that is not answered, CommandError where the answer cannot be written.
    """
    if form == "parquet" and output is None:
        raise CommandError("parquet is written to a file: add --output FILE")
    try:
        with asking(settings, sql, seconds=seconds, rows=rows, answer_file=output) as relation:
            _write(relation, form, output)
    except OSError as error:
        if output is None:
            raise
        raise CommandError(f"{output} cannot be written: {error.strerror}") from error


def _write(relation: duckdb.DuckDBPyRelation, form: str, output: Path | None) -> None:
    if form == "parquet" and output is not None:
        relation.write_parquet(str(output), compression="zstd")
        return
    if form == "table":
        if output is None:
            _table(relation, Terminal(is_verbatim=True))
            return
        with output.open("w", encoding="utf-8") as file:
            _table(relation, Terminal(is_verbatim=True, file=file))
        return
    parts = _csv(relation) if form == "csv" else _json(relation)
    if output:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(parts)
    else:
        is_seen = sys.stdout.isatty()
        sys.stdout.writelines(visible(part) if is_seen else part for part in parts)


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
        Terminal().print(f"The first {_MOST_ROWS_SHOWN} rows; --output FILE.csv writes all of them.")


def shown(value: object) -> str:
    """Return a value as a person reads it: money with separators, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return visible(str(value))


def _csv(relation: duckdb.DuckDBPyRelation) -> Iterator[str]:
    """Yield lines of CSV, so many rows at a time that an answer of any size fits."""
    yield _lines([[guarded(name) for name in relation.columns]])
    while rows := relation.fetchmany(_BATCH):
        yield _lines([["" if value is None else _plain_text(value) for value in row] for row in rows])


def _lines(rows: Sequence[Sequence[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _plain_text(value: object) -> object:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return guarded(value) if isinstance(value, str) else value


def _json(relation: duckdb.DuckDBPyRelation) -> Iterator[str]:
    """Yield an array of objects, one row a line; DuckDB writes decimals with all their digits."""
    answer = relation.query("answer", "select to_json(answer)::varchar from answer")
    before = "["
    while rows := answer.fetchmany(_BATCH):
        yield before + ",\n ".join(row[0] for row in rows)
        before = ",\n "
    yield "]\n" if before != "[" else "[]\n"
