"""A page's table as a file: CSV, XLSX, Parquet or JSON, with names in the page's language and keys beside them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import polars as pl
import xlsxwriter

from pipelines.explore.view import Column, Table
from pipelines.values.text import guarded

Label = Callable[[Column], str]


def _csv(table: Table, label: Label) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([label(column) for column in table.columns])
    for row in table.rows:
        writer.writerow([guarded(_flat(row.get(column.key))) for column in table.columns])
    return b"\xef\xbb\xbf" + lines.getvalue().encode()


def _xlsx(table: Table, label: Label) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(
        packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(table.key[:31])
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, label(column), bold)
        sheet.write_string(1, at, column.key)
        sheet.set_column(at, at, 24 if column.kind in ("text", "word") else 16)
        for number, row in enumerate(table.rows, 2):
            value = row.get(column.key)
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                sheet.write_number(number, at, float(value), money if column.kind == "yuan" else None)
            elif value is not None:
                sheet.write_string(number, at, _flat(value))
    sheet.freeze_panes(2, 0)
    sheet.autofilter(0, 0, len(table.rows) + 1, max(0, len(table.columns) - 1))
    book.close()
    return packed.getvalue()


def _parquet(table: Table, _: Label) -> bytes:
    packed = io.BytesIO()
    data = {column.key: [row.get(column.key) for row in table.rows] for column in table.columns}
    pl.DataFrame(data, strict=False).write_parquet(packed)
    return packed.getvalue()


def _json(table: Table, _: Label) -> bytes:
    rows = [{column.key: row.get(column.key) for column in table.columns} for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, default=str).encode()


FORMATS: Final[Mapping[str, tuple[Callable[[Table, Label], bytes], str]]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": (_parquet, "application/vnd.apache.parquet"),
    "json": (_json, "application/json"),
}
"""What writes a table, and the media type, by the suffix."""


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
