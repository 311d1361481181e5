"""A page's table as a file: CSV, XLSX, Parquet or JSON, heads in the page's language with keys beside them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from pipelines.explore.view import Table, View
from pipelines.messages import word
from pipelines.publish.places import Ask

if TYPE_CHECKING:  # what writes files takes half a second to load, and pages are to be there at once
    from pipelines.publish.export.sheets import Sheet, Sources

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
"""The formats of files, and the media type of each."""


def sheet_of(table: Table, language: str) -> Sheet:
    """Return a page's table as it is sent."""
    from pipelines.publish.export.sheets import Head, Sheet

    heads = [Head(c.key, c.kind, word(c.label or c.key, language)) for c in table.columns]
    rows = [[row.get(column.key) for column in table.columns] for row in table.rows]
    note = word(table.note, language) if table.note else ""
    return Sheet(word(f"table_{table.key}", language), heads, rows, note)


def file_of(ask: Ask, view: View, table: Table, form: str, language: str) -> bytes:
    """Return a table of a page as a file of a format; a workbook holds its sources too."""
    from pipelines.publish.export.book import write_book
    from pipelines.publish.export.sheets import as_csv, as_json, as_parquet
    from pipelines.publish.export.sources import sources_of

    plain = {"csv": as_csv, "json": as_json, "parquet": as_parquet}
    sheet = sheet_of(table, language)
    if form in plain:
        return plain[form](sheet, language)
    packed = io.BytesIO()
    write_book(packed, [sheet], sources_of(ask, table.rows, view.about), language)
    return packed.getvalue()


def book_of(ask: Ask, view: View, language: str) -> tuple[list[Sheet], Sources]:
    """Return all tables of a page as sheets of one workbook, with their sources."""
    from pipelines.publish.export.sources import sources_of

    rows = [row for table in view.tables for row in table.rows]
    filled = [sheet_of(table, language) for table in view.tables if table.rows]
    return filled, sources_of(ask, rows, view.about)
