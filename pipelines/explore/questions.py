"""The page for questions in SQL: the sandbox of ``juesuan query``, the marts' columns and the cookbook beside it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from pipelines.explore.store import Store
from pipelines.explore.view import Column, Table, View
from pipelines.publish import cookbook
from pipelines.publish.answering import answered
from pipelines.publish.asking import QuestionError
from pipelines.publish.publication import published_file

SECONDS: Final = 10.0
MOST_ROWS: Final = 5000
_SCHEMA: Final = """
    select table_name, list(column_name || ' ' || lower(data_type) order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'marts' group by table_name order by table_name
"""
FIRST: Final = (
    "select division_name, fiscal_year, final_yuan, execution_rate\nfrom mart_county_total\norder by 1, 2"
)


def questions(store: Store, sql: str | None) -> View:
    """Return the page, with the answer where a question is asked; a refusal says why."""
    tables: tuple[Table, ...] = ()
    refused = ""
    if sql and sql.strip():
        try:
            tables = (_answer(store, sql),)
        except QuestionError as error:
            refused = str(error)
    return View(
        "",
        "sql",
        tables=tables,
        template="sql.html",
        more={
            "sql": sql or FIRST,
            "refused": refused,
            "schema": store.rows(_SCHEMA),
            "recipes": _recipes(),
            "seconds": f"{SECONDS:g}",
            "most_rows": f"{MOST_ROWS:,}",
        },
    )


@cache
def _recipes() -> tuple[cookbook.Recipe, ...]:
    """Return the cookbook's questions; none where its page is not installed beside the program."""
    return tuple(cookbook.recipes(cookbook.FILE.read_text("utf-8"))) if cookbook.FILE.exists() else ()


def _answer(store: Store, sql: str) -> Table:
    """Return the first rows of an answer. Raises QuestionError."""
    file = published_file(store.settings)
    answer = answered(store.settings, sql, seconds=SECONDS, rows=MOST_ROWS, file=file)
    kinds = ["number" if _is_number(kind) else "text" for kind in answer.types]
    rows: list[dict[str, Any]] = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return Table("answer", [Column(n, k) for n, k in zip(answer.columns, kinds, strict=True)], rows)


def _is_number(kind: str) -> bool:
    return kind.startswith(("DECIMAL", "INTEGER", "BIGINT", "DOUBLE", "FLOAT", "HUGEINT", "UBIGINT"))
