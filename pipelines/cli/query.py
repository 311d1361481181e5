"""``query``: one SQL query on the published warehouse, as a table, CSV, JSON, Parquet or XLSX."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import duckdb
from rich.console import Console

from pipelines.cli.answers import paged, print_rows, shown
from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.explore.store import Store
from pipelines.messages import language
from pipelines.publish.asking import SECONDS, asking
from pipelines.publish.export.book import write_book
from pipelines.publish.export.sheets import Head, Sheet, kind_of, label_of
from pipelines.publish.export.sources import sources_of
from pipelines.settings import Settings
from pipelines.values.text import guarded, visible

_MOST_ROWS_SHOWN: Final = 200
_BATCH: Final = 10_000
_FILED: Final = ("csv", "json", "parquet", "xlsx")  # what the ending of a file's name may say


def query(
    settings: Settings,
    sql: str,
    form: str | None,
    output: Path | None,
    seconds: float = SECONDS,
    rows: int | None = None,
) -> None:
    """Run ``sql`` for at most ``seconds`` and write its answer, or the first ``rows`` of it, in a form.

    Without a form it is what the file's name ends in, and a table on the terminal. Raises QuestionError for a question
    that is not answered, CommandError where the answer cannot be written.
    """
    form = form or _form_of(output)
    if form in ("parquet", "xlsx") and output is None:
        raise CommandError(f"{form} is written to a file: add --output FILE")
    try:
        with asking(settings, sql, seconds=seconds, rows=rows, answer_file=output) as relation:
            book = _sheet(relation) if form == "xlsx" else None
            if book is None:
                _write(relation, form, output)
        if book is not None and output is not None:
            _write_book(settings, book, output)
    except OSError as error:
        if output is None:
            raise
        raise CommandError(f"{output} cannot be written: {error.strerror}") from error


def _form_of(output: Path | None) -> str:
    """Return the form that a file's name ends in. Raises CommandError for another ending."""
    if output is None:
        return "table"
    ending = output.suffix.lower().removeprefix(".")
    if ending not in _FILED:
        raise CommandError(f"{output} ends in none of .csv, .xlsx, .parquet and .json: add --format")
    return ending


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
    kinds = zip(relation.columns, map(str, relation.types), strict=True)
    right = [name for name, kind in kinds if kind_of("", kind) == "number"]
    texts = [[shown(value) for value in row] for row in rows[:_MOST_ROWS_SHOWN]]
    with paged(console, len(texts)):
        print_rows(console, "", relation.columns, texts, right=right)
    if len(rows) > _MOST_ROWS_SHOWN:
        told = f"The first {_MOST_ROWS_SHOWN} rows; --output FILE.csv writes all of them."
        Terminal(file=console.file).print(told)


def _sheet(relation: duckdb.DuckDBPyRelation) -> Sheet:
    """Return an answer as a sheet; it is held whole, as its documents are looked up."""
    heads = [
        Head(name, kind_of(name, str(kind)), label_of(name, "", language()))
        for name, kind in zip(relation.columns, relation.types, strict=True)
    ]
    return Sheet("query", heads, relation.fetchall())


def _write_book(settings: Settings, sheet: Sheet, output: Path) -> None:
    keys = [head.key for head in sheet.heads]
    rows = [dict(zip(keys, row, strict=True)) for row in sheet.rows]
    write_book(output, [sheet], sources_of(Store(settings).rows, rows), language())


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
