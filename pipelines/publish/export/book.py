"""XLSX: tables to be sent on, each under heads in words and keys, with what they mean and where they come from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Final

import xlsxwriter

from pipelines.messages import translated, word
from pipelines.publish.export.relation import ExportError
from pipelines.publish.export.sheets import Head, Sheet, Sources, label_of, written

MOST_ROWS: Final = 1_048_574  # Excel's rows less the two of the head
_MOST_DIGITS: Final = 15  # a cell's number keeps no more
_MOST_TEXT: Final = 32_767
_LOOKED_AT: Final = 200  # rows whose texts tell a column's width
_WIDTHS: Final = (8, 60)
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_FORMATS: Final = {"yuan": "#,##0.00", "rate": "0.00%", "number": "#,##0.######"}
NOTES, SOURCES = "说明 notes", "来源 sources"


def write_book(target: Path | IO[bytes], sheets: Sequence[Sheet], sources: Sources, language: str) -> None:
    """Write tables to one workbook, behind them a sheet of notes and one of sources.

    Raises ExportError for a table with more rows than a sheet holds.
    """
    where = str(target) if isinstance(target, Path) else target
    book = xlsxwriter.Workbook(
        where, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        formats = _Formats(book)
        names: set[str] = set()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_name(sheet.name, names)), sheet, formats, language)
        _write_notes(book.add_worksheet(NOTES), sheets, formats, language)
        _write_sources(book.add_worksheet(SOURCES), sources, formats, language)
    finally:
        book.close()


class _Formats:
    """The looks of cells."""

    def __init__(self, book: Any) -> None:
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.grey = book.add_format({"font_color": "#666666", "italic": True})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.of = {kind: book.add_format({"num_format": look}) for kind, look in _FORMATS.items()}


def _name(name: str, taken: set[str]) -> str:
    """Return the name of a sheet: what Excel allows of a text, and none twice."""
    short = _FORBIDDEN.sub(" ", name)[:31] or "table"
    number = 1
    while short.lower() in taken:
        number += 1
        short = f"{short[: 30 - len(str(number))]} {number}"
    taken.add(short.lower())
    return short


def _write_sheet(paper: Any, sheet: Sheet, formats: _Formats, language: str) -> None:
    rows = iter(sheet.rows)
    first = list(islice(rows, _LOOKED_AT))
    for at, head in enumerate(sheet.heads):
        texts = [str(row[at]) for row in first if row[at] is not None]
        paper.set_column(at, at, _width([head.label, head.key, *texts]))
        paper.write_string(0, at, head.label or head.key, formats.bold)
    for at, head in enumerate(sheet.heads):
        paper.write_string(1, at, head.key, formats.grey)
    last = 1
    for number, row in enumerate(_counted(chain(first, rows), sheet.name), 2):
        for at, (value, head) in enumerate(zip(row, sheet.heads, strict=True)):
            _write(paper, number, at, written(value, head, language), head.kind, formats)
        last = number
    paper.freeze_panes(2, 0)
    if sheet.heads:
        paper.autofilter(1, 0, last, len(sheet.heads) - 1)


def _counted(rows: Iterable[Sequence[Any]], name: str) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise ExportError(
                f"{name} has more than {MOST_ROWS:,} rows, which is all that a sheet holds: "
                "export it as csv or parquet, or query a part of it"
            )
        yield row


def _width(texts: Sequence[str]) -> float:
    """Return a column's width: Chinese characters take two places."""
    longest = max((sum(2 if ord(c) > 0x2E7F else 1 for c in text) for text in texts), default=0)
    return min(max(longest + 2, _WIDTHS[0]), _WIDTHS[1])


def _write_notes(paper: Any, sheets: Sequence[Sheet], formats: _Formats, language: str) -> None:
    heads = ("table", "head", "key", "unit", "meaning")
    for at, name in enumerate(heads):
        paper.write_string(0, at, word(name, language), formats.bold)
    number = 1
    for sheet in sheets:
        if sheet.note:
            paper.write_string(number, 0, sheet.name)
            paper.write_string(number, 4, sheet.note, formats.wrapped)
            number += 1
        for head in sheet.heads:
            for at, text in enumerate(
                (sheet.name, head.label, head.key, _unit(head, language), head.meaning)
            ):
                paper.write_string(number, at, text)
            number += 1
    for at, width in enumerate((24, 24, 30, 12, 90)):
        paper.set_column(at, at, width)


def _unit(head: Head, language: str) -> str:
    return {"yuan": "元", "rate": translated("a fraction, shown in per cent", language)}.get(head.kind, "")


def _write_sources(paper: Any, sources: Sources, formats: _Formats, language: str) -> None:
    number = 0
    for name, value in sources.facts.items():
        paper.write_string(number, 0, word(name, language), formats.bold)
        paper.write_string(number, 1, str(value))
        number += 1
    number += 1
    keys = list(sources.documents[0]) if sources.documents else []
    for at, key in enumerate(keys):
        paper.write_string(number, at, label_of(key, "", language), formats.bold)
    for row in sources.documents:
        number += 1
        for at, key in enumerate(keys):
            kind = "word" if key in ("report_kind", "status") else "text"
            _write(paper, number, at, written(row[key], Head(key, kind), language), kind, formats)
    for at in range(max(len(keys), 2)):
        paper.set_column(at, at, 24)


def _write(paper: Any, row: int, column: int, value: Any, kind: str, formats: _Formats) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        paper.write_boolean(row, column, value)
    elif isinstance(value, Decimal) and len(value.as_tuple().digits) > _MOST_DIGITS:
        paper.write_string(row, column, str(value))
    elif isinstance(value, int | float | Decimal):
        paper.write_number(row, column, value, formats.of.get(kind))
    elif isinstance(value, datetime):
        paper.write_string(row, column, value.isoformat(sep=" ", timespec="minutes"))
    elif isinstance(value, date):
        paper.write_datetime(row, column, datetime(value.year, value.month, value.day), formats.date)
    elif isinstance(value, Mapping | list | tuple):
        paper.write_string(row, column, json.dumps(value, ensure_ascii=False, default=str)[:_MOST_TEXT])
    else:
        paper.write_string(row, column, str(value)[:_MOST_TEXT])
