"""XLSX: one sheet per relation, and one with the meaning of every column and where the figures come from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import xlsxwriter

from pipelines.publish.export.relation import ExportError, Relation

_MOST_ROWS: Final = 1_048_575  # Excel's rows less the header
_MOST_DIGITS: Final = 15  # a cell's number keeps no more
_BATCH: Final = 10_000


def write_workbook(
    connection: duckdb.DuckDBPyConnection,
    relations: Sequence[Relation],
    file: Path,
    provenance: Mapping[str, object],
) -> None:
    """Write the relations to one workbook. Raises ExportError for one that has more rows than a sheet."""
    for relation in relations:
        if relation.rows > _MOST_ROWS:
            raise ExportError(
                f"{relation.name} has {relation.rows:,} rows, a sheet holds {_MOST_ROWS:,}: "
                "export it as csv or parquet, or query a part of it"
            )
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True})
    formats = {
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    _write_meanings(book.add_worksheet("columns 列说明"), relations, provenance, head)
    for relation in relations:
        sheet = book.add_worksheet(relation.name[:31])
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(relation.columns):
            sheet.write_string(0, number, column.name, head)
        answer = connection.execute(relation.select)
        row_no = 1
        while batch := answer.fetchmany(_BATCH):
            for row in batch:
                for number, value in enumerate(row):
                    _write(sheet, row_no, number, value, formats)
                row_no += 1
    book.close()


def _write_meanings(
    sheet: Any, relations: Sequence[Relation], provenance: Mapping[str, object], head: Any
) -> None:
    for number, title in enumerate(("relation", "column", "type", "unit", "meaning")):
        sheet.write_string(0, number, title, head)
    row = 1
    for relation in relations:
        sheet.write_string(row, 0, relation.name)
        sheet.write_string(row, 4, relation.meaning)
        row += 1
        for column in relation.columns:
            for number, text in enumerate(
                (relation.name, column.name, column.data_type, column.unit or "", column.meaning)
            ):
                sheet.write_string(row, number, text)
            row += 1
    for name, value in provenance.items():
        sheet.write_string(row, 0, "provenance 来源")
        sheet.write_string(row, 1, name)
        sheet.write_string(row, 4, str(value))
        row += 1
    sheet.set_column(0, 1, 30)
    sheet.set_column(4, 4, 100)


def _write(sheet: Any, row: int, column: int, value: object, formats: Mapping[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, Decimal):
        if len(value.as_tuple().digits) > _MOST_DIGITS:
            sheet.write_string(row, column, str(value))
        else:
            sheet.write_number(row, column, value, formats["money"])
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["date"])
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:32_767])
    else:
        sheet.write_string(row, column, json.dumps(value, ensure_ascii=False, default=str))
