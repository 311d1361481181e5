"""Reports of one F05 form, in several formats, whose rows, codes and header each test prints its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from pipelines.documents.status import judge
from pipelines.documents.walk import Walk, walk
from pipelines.values.identity import SourceHints
from tests.unit.read_office.books import RULED

HEAD = "青禾县水利局2024年度部门决算"
TITLE = "一般公共预算财政拨款支出决算表"
UNIT = "部门：青禾县水利局 金额单位：万元"
HEADER = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
MEASURES = ("total", "basic", "project")
ROWS: tuple[tuple[str, ...], ...] = (
    ("合计", "", "731.46", "402.16", "329.30"),
    ("208", "社会保障和就业支出", "61.37", "61.37", "0.00"),
    ("20805", "行政事业单位养老支出", "61.37", "61.37", "0.00"),
    ("2080505", "机关事业单位基本养老保险缴费支出", "40.91", "40.91", "0.00"),
    ("2080506", "机关事业单位职业年金缴费支出", "20.46", "20.46", "0.00"),
    ("213", "农林水支出", "632.58", "303.28", "329.30"),
    ("21303", "水利", "632.58", "303.28", "329.30"),
    ("2130301", "行政运行", "303.28", "303.28", "0.00"),
    ("2130305", "水利工程建设", "280.30", "0.00", "280.30"),
    ("2130314", "防汛", "49.00", "0.00", "49.00"),
    ("221", "住房保障支出", "37.51", "37.51", "0.00"),
    ("22102", "住房改革支出", "37.51", "37.51", "0.00"),
    ("2210201", "住房公积金", "37.51", "37.51", "0.00"),
)
Row = Sequence[object]


def figures() -> dict[tuple[str, str], Decimal]:
    """Return what the form says, in yuan, by code (合计 for the total) and measure."""
    return {
        (row[0], measure): Decimal(text) * 10_000
        for row in ROWS
        for measure, text in zip(MEASURES, row[2:], strict=True)
    }


def html(
    folder: Path,
    rows: Sequence[Row],
    *,
    title: str = TITLE,
    head: str = HEAD,
    unit: str = UNIT,
    after: str = "",
) -> Path:
    """Write a web page."""
    body = "".join("<tr>" + "".join(f"<td>{cell or ''}</td>" for cell in row) + "</tr>" for row in rows)
    path = folder / "report.html"
    path.write_text(
        f"<html><head><meta charset=utf-8><title>{head}</title></head><body><h1>{head}</h1><p>{title}</p><p>{unit}</p>"
        f"<table>{body}</table>{after}</body></html>",
        encoding="utf-8",
    )
    return path


def xlsx(folder: Path, rows: Sequence[Row], *, style: Callable[[Any], None] | None = None) -> Path:
    """Write a workbook; ``style`` changes the sheet."""
    book = Workbook()
    sheet: Any = book.active
    for line in (HEAD, TITLE, UNIT):
        sheet.append([line])
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
        for cell in sheet[sheet.max_row]:
            cell.border = RULED
    if style is not None:
        style(sheet)
    path = folder / "report.xlsx"
    book.save(path)
    return path


def csv(
    folder: Path,
    rows: Sequence[Sequence[str]],
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    mark: str = "",
) -> Path:
    """Write delimited text; ``mark`` quotes each text."""
    lines = [[HEAD], [TITLE], [UNIT], *rows]
    text = "".join(separator.join(f"{mark}{cell}{mark}" for cell in line) + "\r\n" for line in lines)
    path = folder / "report.csv"
    path.write_bytes(text.encode(encoding))
    return path


def text(folder: Path, change: Callable[[str], str] = str) -> Path:
    """Write text extracted from a report, columns apart by tabs; ``change`` damages it."""
    table = "\n".join("\t".join(row) for row in (HEADER, *ROWS))
    path = folder / "report.txt"
    whole = f"青禾县水利局\n\n2024 年度部门决算\n\n{TITLE}\n\n公开 05 表\n\n{UNIT}\n\n{table}\n\n注：本表反映支出情况。\n"
    path.write_text(change(whole), encoding="utf-8")
    return path


def walked(path: Path) -> Walk:
    return walk(path, SourceHints(path.name), reader="pdfium")


def read(found: Walk) -> dict[tuple[str, str], Decimal | None]:
    """Return what was read of the form, in yuan, by code (the name where there is none) and measure."""
    return {
        (item.item_code or item.item_name, item.measure): item.amount_yuan
        for item in found.examination.items
        if item.form_code == "F05"
    }


def wrong(found: Walk, right: Mapping[tuple[str, str], Decimal]) -> dict[tuple[str, str], Decimal | None]:
    """Return the figures that were read otherwise than printed, and are not disputed."""
    return {
        (item.item_code or item.item_name, item.measure): item.amount_yuan
        for item in found.examination.items
        if right.get((item.item_code or item.item_name, item.measure)) != item.amount_yuan
        and found.examination.proofs[item.place].status != "disputed"
    }


def accused(found: Walk) -> list[str]:
    return [error.what for error in found.examination.errors]


def status(found: Walk) -> str:
    return judge(found)[0]


def told(found: Walk) -> list[str]:
    """Return the kinds of the notes on the document."""
    return [note.kind for note in found.notes]
