"""One table of a department's report, written down as lists of texts, and what is read of it."""

from __future__ import annotations

from pipelines.prove.evaluate import evaluate
from pipelines.recognise.ragged import read_tables
from pipelines.values.items import LineItem, Note
from tests.unit.pages import grid, page


def read(
    title: str, rows: list[list[str | None]], kind: str = "预算"
) -> tuple[str, list[LineItem], list[Note]]:
    """Return the form that a table is read as, its items and the notes."""
    found = read_tables(
        [page(1, [f"青禾县教育局2024年部门{kind}", title, "单位：万元"], grid(rows))], evaluate
    )
    (table,) = found.tables
    return table.form_code or "", list(table.items), list(found.notes)
