"""The cookbook's questions: read from ``docs/cookbook.md``, answered by a warehouse, written back.

``python -m pipelines.publish.cookbook DATA_DIR`` answers all of them on that folder's warehouse and writes the answers.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pipelines.publish import warehouse
from pipelines.settings import IS_SOURCE_TREE, PACKAGE_DIR, load

FILE: Final = PACKAGE_DIR.parent / "docs" / "cookbook.md" if IS_SOURCE_TREE else PACKAGE_DIR / "_cookbook.md"
_RECIPE: Final = re.compile(
    r"^## (?P<title>\d+\. .+?)\n(?P<words>.*?)```sql\n(?P<sql>.*?)\n```\n(?P<answer>.*?)(?=^## |\Z)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One question with its SQL and the answer that the page prints, a Markdown table."""

    title: str
    sql: str
    answer: str


def recipes(text: str) -> list[Recipe]:
    """Return the page's questions in order."""
    return [Recipe(m["title"], m["sql"], m["answer"].strip()) for m in _RECIPE.finditer(text)]


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Return the answer of a query as a Markdown table."""
    cursor = connection.execute(sql)
    names = [str(column[0]) for column in cursor.description or ()]
    rows = [["" if value is None else str(value) for value in row] for row in cursor.fetchall()]
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def with_answers(text: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the page with every answer as the warehouse gives it."""

    def replace(match: re.Match[str]) -> str:
        table = answer(connection, match["sql"])
        return f"## {match['title']}\n{match['words']}```sql\n{match['sql']}\n```\n\n{table}\n\n"

    return _RECIPE.sub(replace, text).rstrip("\n") + "\n"


if __name__ == "__main__":
    with warehouse.connect(load(Path(sys.argv[1]))) as opened:
        FILE.write_text(with_answers(FILE.read_text(encoding="utf-8"), opened), encoding="utf-8")
