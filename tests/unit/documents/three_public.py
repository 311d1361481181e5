"""Reports of one 三公 form, in every format, whose last figure (公务接待费, 决算数) each test prints its own way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from pipelines.documents.status import judge
from pipelines.documents.walk import Walk, walk
from pipelines.values.identity import SourceHints
from tests.unit.read.pdfs import FONT, Sheet, typeset
from tests.unit.read_office.books import RULED, p, tbl, tc, with_part, word

HEAD = "青禾县民政局2024年度部门决算"
TITLE = "一般公共预算财政拨款“三公”经费支出决算表"
UNIT = "部门：青禾县民政局 单位：万元"
LAST = "公务接待费"
X, Y = 205.0, 76.0 + 4 * 24.0
"""Where the last figure of the PDF stands: left edge and baseline in points from the top left corner."""

Draw = Callable[[Sheet], None]
Style = Callable[[Any], None]


def rows(last: str, total: str) -> list[list[str]]:
    """Return the form; one whose total has no decimals is in whole numbers."""
    budget, car, rest = ("6.00", "3.00", "3.00") if "." in total else ("20", "6", "14")
    return [
        ["项目", "预算数", "决算数"],
        ["合计", budget, total],
        ["公务用车购置及运行维护费", car, car],
        ["公务用车运行维护费", car, car],
        [LAST, rest, last],
    ]


def html(folder: Path, last: str, *, total: str = "5.00", style: str = "", after: str = "") -> Path:
    """Write a web page; ``last`` is the markup of the last cell, ``after`` what follows the table."""
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows(last, total))
    path = folder / "report.html"
    path.write_text(
        f"<html><head><meta charset=utf-8><title>{HEAD}</title><style>{style}</style></head><body>"
        f"<h1>{HEAD}</h1><p>{TITLE}</p><p>{UNIT}</p><table>{body}</table>{after}<p>{'本部门主要职责。' * 40}</p></body></html>",
        encoding="utf-8",
    )
    return path


def docx(folder: Path, runs: str, *, total: str = "5.00") -> Path:
    """Write a Word document; ``runs`` is the content of the last cell's paragraph."""
    mark = "LAST"
    table = tbl(*([tc(text) for text in row] for row in rows(mark, total)), widths=(3000, 1500, 1500))
    table = table.replace(f'<w:r><w:t xml:space="preserve">{mark}</w:t></w:r>', runs)
    return word(folder / "report.docx", p(HEAD), p(TITLE), p(UNIT), table)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def xlsx(folder: Path, value: object, *, total: str = "5.00", style: Style | None = None) -> Path:
    """Write a workbook; ``style`` changes the last cell."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "三公"
    sheet.append([HEAD])
    sheet.append([TITLE])
    sheet.append([UNIT])
    for row in rows("", total):
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.border = RULED
    last = sheet.cell(sheet.max_row, 3, value)
    if style is not None:
        style(last)
    path = folder / "report.xlsx"
    book.save(path)
    return path


def pdf(folder: Path, draw: Draw, *, total: str = "5.00", font: str = FONT) -> Path:
    """Write a PDF; ``draw`` draws the last cell, see ``X`` and ``Y``."""

    def page(sheet: Sheet) -> None:
        for y, text in ((16, HEAD), (34, TITLE), (52, UNIT)):
            sheet.text(40, y, text)
        sheet.rules(5, 3)
        for r, row in enumerate(rows("", total)):
            for c, text in enumerate(row):
                if text:
                    size = 6 if len(text) > 7 else 10
                    sheet.text(45 + c * 80, 76 + r * 24, text, size=size)
        draw(sheet)

    return typeset(folder / "report.pdf", page, font=font)


def walked(path: Path) -> Walk:
    return walk(path, SourceHints(path.name), reader="pdfium")


def last_figure(found: Walk) -> str | None:
    """Return the last figure as understood, in 万元; None where there is none."""
    values = [
        str(item.value)
        for item in found.examination.items
        if item.item_name == LAST and item.measure == "final"
    ]
    assert len(values) < 2
    return values[0] if values else None


def accused(found: Walk) -> list[str]:
    return [error.what for error in found.examination.errors]


def status(found: Walk) -> str:
    return judge(found)[0]


def noted(found: Walk) -> list[str]:
    """Return what is told of the document beside its figures, the notes of every document left out."""
    told = [f"{note.kind}: {note.text} {note.detail}" for note in found.notes]
    return [*told, *found.reading.notes]


__all__ = [
    "LAST",
    "X",
    "Y",
    "accused",
    "docx",
    "html",
    "last_figure",
    "noted",
    "pdf",
    "run",
    "status",
    "walked",
    "with_part",
    "xlsx",
]
