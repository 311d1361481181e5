"""Typeset a county government's final accounts: cover, contents, report and tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from samples.county import COUNTY, DIVISION, YEAR, Sheet, report, sheets
from samples.layout import LAYOUTS, Layout
from samples.report import MARGIN, TOP, Composed, Composer, ExpectedCell
from samples.table import Bold, TableCell, draw_table, draw_text

KEY = "qingxi-zhengfu-final-2024"
TITLE = f"{COUNTY}{YEAR}年政府决算"
ORGANISATION = f"{COUNTY}人民政府"
UNIT = "万元"


def compose_county(path: Path) -> Composed:
    """Write the accounts as a PDF and return what it prints."""
    layout = LAYOUTS[DIVISION]
    composer = Composer(path, TITLE, layout)
    composer.y = 240
    composer.line(COUNTY, 30, align="center", bold=Bold.STROKED, space=2)
    composer.line(f"{YEAR}年政府决算", 34, align="center", bold=Bold.STROKED, space=2.2)
    composer.y = 660
    composer.line("二〇二五年九月", 18, align="center")
    composer.turn()
    composer.line("目  录", 20, align="center", bold=Bold.STROKED, space=2)
    composer.y += 20
    for entry in ("第一部分 决算报告", "第二部分 决算表", *(sheet.title for sheet in sheets())):
        composer.line(entry, 12, space=2)
    composer.turn()
    composer.numbered = True
    composer.line(f"关于{COUNTY}{YEAR}年决算的报告", 18, align="center", bold=Bold.STROKED, space=2)
    composer.y += 14
    composer.prose(
        [("heading" if text[1] == "、" else "text", text) for text in report()],
    )
    cells: list[ExpectedCell] = []
    for sheet in sheets():
        cells += _table(composer, sheet, layout)
    return Composed(composer.finish(), tuple(cells), ())


def _table(composer: Composer, sheet: Sheet, layout: Layout) -> list[ExpectedCell]:
    composer.start(portrait=True)
    composer.line(sheet.title, 16, align="center", bold=layout.title_bold, space=1.2)
    composer.y += 13
    draw_text(composer.canvas, f"单位：{UNIT}", composer.size[0] - MARGIN, composer.y, 9, align="right")
    composer.y += 5
    head = [TableCell(text, "center") for text in ("项目", *(name for name, _ in sheet.columns))]
    body = [
        [
            TableCell(row.label),
            *(TableCell("" if value is None else str(value), "right") for value in row.amounts),
        ]
        for row in sheet.rows
    ]
    width = composer.size[0] - 2 * MARGIN
    others = len(sheet.columns)
    widths = [width * 0.4, *[width * 0.6 / others] * others]
    drawn = draw_table(
        composer.canvas,
        [head, *body],
        widths,
        x=MARGIN,
        top=composer.y,
        bottom=composer.bottom,
        style=layout.style_of(sheet.form),
        header_rows=1,
        repeat_header=True,
        next_top=TOP,
        next_page=composer.turn,
    )
    composer.y, composer.empty = drawn.bottom, False
    pages = drawn.pages()
    return [
        ExpectedCell(
            sheet.form,
            pages[r + 1, c + 1],
            "",
            "",
            row.name,
            sheet.measures[r][c] if sheet.measures else sheet.columns[c][1],
            Decimal(value),
            UNIT,
            str(value),
        )
        for r, row in enumerate(sheet.rows)
        for c, value in enumerate(row.amounts)
        if value is not None
    ]
