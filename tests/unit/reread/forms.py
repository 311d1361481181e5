"""A small F05, typeset as a PDF whose text layer may say something else than its glyphs, or drawn as a scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.prove.evaluate import evaluate
from pipelines.prove.status import prove
from pipelines.read import read
from pipelines.recognise.ragged import read_tables
from pipelines.reread import Reread, reread
from pipelines.values.items import LineItem, Note
from pipelines.values.pages import Page, Reading
from pipelines.values.proof import Check
from tests.unit.read.pdfs import LEFT, ROW, TOP, Sheet, typeset

TITLE = "一般公共预算财政拨款支出决算表"
HEADER = ("科目编码", "科目名称", "小计", "基本支出", "项目支出")
ROWS = (
    ("", "合计", "1,510.27", "504.60", "1,005.67"),
    ("201", "一般公共服务支出", "1,340.90", "400.23", "940.67"),
    ("20106", "财政事务", "1,340.90", "400.23", "940.67"),
    ("2010601", "行政运行", "402.90", "400.23", "2.67"),
    ("2010602", "一般行政管理事务", "938.00", "0.00", "938.00"),
    ("208", "社会保障和就业支出", "169.37", "104.37", "65.00"),
    ("20805", "行政事业单位养老支出", "169.37", "104.37", "65.00"),
)
WIDTHS = (50.0, 100.0, 60.0, 60.0, 60.0)
Layer = Mapping[tuple[int, int], str]
"""Replacement texts (ActualText) by row and column of the printed table, its header being row 0."""


def write_pdf(path: Path, *, layer: Layer | None = None, rows: Sequence[Sequence[str]] = ROWS) -> Path:
    """Typeset the form; ``layer`` gives cells a replacement text, which PDFium prefers to the glyphs."""

    def draw(sheet: Sheet) -> None:
        sheet.text(110, 30, TITLE)
        sheet.text(300, TOP - 8, "单位：万元")
        edges = [LEFT]
        for width in WIDTHS:
            edges.append(edges[-1] + width)
        for x in edges:
            sheet.line(x, TOP, x, TOP + (len(rows) + 1) * ROW)
        for r, texts in enumerate((HEADER, *rows)):
            sheet.line(edges[0], TOP + r * ROW, edges[-1], TOP + r * ROW)
            for c, text in enumerate(texts):
                other = (layer or {}).get((r, c))
                if other is not None:
                    _raw(sheet, f"/Span << /ActualText ({other}) >> BDC")
                if text:
                    sheet.text(edges[c] + 3, TOP + r * ROW + 15, text, size=8)
                if other is not None:
                    _raw(sheet, "EMC")
        sheet.line(edges[0], TOP + (len(rows) + 1) * ROW, edges[-1], TOP + (len(rows) + 1) * ROW)

    return typeset(path, draw)


def _raw(sheet: Sheet, operators: str) -> None:
    canvas: Any = sheet.canvas
    canvas._code.append(operators)


@dataclass(frozen=True, slots=True)
class First:
    """What the first reading made of a document."""

    path: Path
    reading: Reading
    items: tuple[LineItem, ...]
    checks: tuple[Check, ...]

    @property
    def pages(self) -> tuple[Page, ...]:
        """Return the pages that were read."""
        return self.reading.pages

    def again(self, items: Sequence[LineItem] | None = None) -> Reread:
        """Read the doubtful cells a second time, of these items or of others."""
        chosen = self.items if items is None else tuple(items)
        return reread(self.path, self.reading.media_type, self.pages, chosen, evaluate(chosen), evaluate)


def first_reading(path: Path) -> First:
    """Read a document and recognise its forms."""
    reading = read(path)
    tables = read_tables(reading.pages, evaluate).tables
    items = tuple(item for table in tables for item in table.items)
    return First(path, reading, items, tuple(evaluate(items)))


def figure(items: Sequence[LineItem], code: str, measure: str) -> LineItem:
    """Return the figure of an account code ('' for the total) and measure."""
    (found,) = [item for item in items if item.item_code == code and item.measure == measure]
    return found


def violated(checks: Sequence[Check]) -> list[str]:
    """Return the ids and scopes of the violated identities."""
    return [f"{check.identity_id} {check.scope}" for check in checks if check.status == "violated"]


def status(result: Reread, code: str, measure: str) -> str:
    """Return the proof status of a figure after the second reading."""
    item = figure(result.items, code, measure)
    return prove(result.items, result.checks)[item.place].status


def told(notes: Sequence[Note]) -> list[tuple[str, str]]:
    """Return the text and the first word of what each note says."""
    return [(note.text, note.detail.split()[0]) for note in notes]
