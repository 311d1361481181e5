"""Books on paper: PDF with whatever rules a province draws."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from bench.governments.sheets import Sheet

RULES: Final = ("grid", "grid", "columns", "three", "none", "rows", "open")
_FONT: Final = "STSong-Light"
"""A font that every viewer of Chinese has; nothing of it is embedded, so that no character is lacking."""
_MARGIN: Final = 42.0
_PAD: Final = 3.0
_STEP: Final = 1.25
_TOP: Final = 60.0
_BOTTOM: Final = 50.0
_SMALLEST: Final = 6.0
_READABLE: Final = 7.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a book is printed. ``rules``: which lines are drawn; ``repeat``: the header stands on each page."""

    rules: str
    size: float
    repeat: bool
    wide: bool
    footer: str
    narrow: bool
    title_size: float


def style(rng: Random) -> Style:
    """Draw the style of a book."""
    return Style(
        rules=rng.choice(RULES),
        size=rng.choice((7.5, 8.0, 9.0, 10.0)),
        repeat=rng.random() < 0.7,
        wide=rng.random() < 0.4,
        footer=rng.choice(("— {} —", "第 {} 页", "{}", "")),
        narrow=rng.random() < 0.1,
        title_size=rng.choice((13.0, 15.0, 18.0)),
    )


def width_of(text: str, size: float) -> float:
    """Return the width of a line of text in points."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    return float(pdfmetrics.stringWidth(text, _FONT, size))


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines; figures stay whole unless they are wider than a line."""
    lines, line = [], ""
    for piece in re.findall(r"[!-~]+|.", text):
        for part in [piece] if width_of(piece, size) <= width else list(piece):
            if line and width_of(line + part, size) > width:
                lines.append(line)
                line = ""
            line += part
    return [*lines, line]


def draw_text(
    canvas: Canvas, text: str, x: float, baseline: float, size: float, *, align: str = "left"
) -> None:
    """Print one line; ``baseline`` counts from the top of the page."""
    width = width_of(text, size)
    canvas.setFont(_FONT, size)
    left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
    canvas.drawString(left, float(canvas._pagesize[1]) - baseline, text)


def spans_of(header: Sequence[Sequence[str | None]]) -> Iterator[tuple[int, int, int, int, str]]:
    """Yield row, column, height, width and text of the cells of a header."""
    for r, row in enumerate(header):
        for c, text in enumerate(row):
            if text is None or text == "^":
                continue
            width = 1
            while c + width < len(row) and row[c + width] is None:
                width += 1
            height = 1
            while r + height < len(header) and all(header[r + height][k] == "^" for k in range(c, c + width)):
                height += 1
            yield r, c, height, width, text


class _Paper:
    """One PDF being drawn, page by page."""

    def __init__(self, path: Path, own: Style) -> None:
        self.own = self.style = own
        self.width, self.height = landscape(A4) if own.wide else A4
        self.canvas = Canvas(str(path), pagesize=(self.width, self.height))
        self.number = 1

    def end(self) -> None:
        """Finish a page."""
        if self.own.footer:
            text = self.own.footer.format(self.number)
            draw_text(self.canvas, text, self.width / 2, self.height - 24, 9, align="center")
        self.canvas.showPage()
        self.number += 1

    def line(self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.6) -> None:
        """Draw a rule; y counts from the top."""
        self.canvas.setLineWidth(weight)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)


def pdf(sheets: Sequence[Sheet], path: Path, own: Style, lead: Sequence[str]) -> None:
    """Print a book: its text, then each table from a page of its own on."""
    paper = _Paper(path, own)
    if lead:
        y = 90.0
        for index, text in enumerate(lead):
            size = 18.0 if index == 0 else 11.0
            for part in wrap(text, paper.width - 2 * _MARGIN, size):
                x = paper.width / 2 if index == 0 else _MARGIN
                draw_text(paper.canvas, part, x, y, size, align="center" if index == 0 else "left")
                y += size * 1.8
        paper.end()
    for sheet in sheets:
        _table(paper, sheet)
        paper.end()
    paper.canvas.save()


def _fits(sheet: Sheet, own: Style, room: float) -> bool:
    """Tell whether all figures have room beside labels that are wrapped but not crushed."""
    widths = _widths(sheet, own, room)
    return all(
        width_of(text, own.size) + 2 * _PAD <= widths[c]
        if c not in sheet.labels
        else widths[c] >= 8 * own.size or width_of(text, own.size) < widths[c]
        for row in sheet.rows
        for c, text in enumerate(row)
    )


def _widths(sheet: Sheet, own: Style, room: float) -> list[float]:
    need = [22.0] * len(sheet.header[0])
    for r, c, _, width, text in spans_of(sheet.header):
        del r
        if width == 1:
            most = max(width_of(part, own.size) for part in wrap(text, 58, own.size))
            need[c] = max(need[c], most + 2 * _PAD + 2)
    for row in sheet.rows:
        for c, text in enumerate(row):
            most = 220.0 if c in sheet.labels else 200.0
            need[c] = max(need[c], min(width_of(text, own.size) + 2 * _PAD + 2, most))
    if sum(need) > room:
        labels = sum(need[c] for c in sheet.labels)
        factor = max((room - sum(need) + labels) / labels, 0.3)
        need = [n * factor if c in sheet.labels else n for c, n in enumerate(need)]
    if sum(need) > room:
        need = [n * room / sum(need) for n in need]
    spare = (room - sum(need)) * (0.2 if own.narrow else 0.9) / len(need)
    return [n + spare for n in need]


def _table(paper: _Paper, sheet: Sheet) -> None:
    """Print one table; where it has no room upright, it lies across."""
    paper.own = paper.style
    narrow = replace(paper.style, size=_READABLE)
    is_wide = paper.style.wide or not _fits(sheet, narrow, A4[0] - 2 * _MARGIN)
    paper.width, paper.height = landscape(A4) if is_wide else A4
    paper.canvas.setPageSize((paper.width, paper.height))
    while paper.own.size > _SMALLEST and not _fits(sheet, paper.own, paper.width - 2 * _MARGIN):
        paper.own = replace(paper.own, size=paper.own.size - 0.5)
    own = paper.own
    top = y = _above(paper, sheet)
    widths = _widths(sheet, own, paper.width - 2 * _MARGIN)
    left = (paper.width - sum(widths)) / 2
    edges = [left + sum(widths[:n]) for n in range(len(widths) + 1)]
    y = head_bottom = _header(paper, sheet, edges, y)
    for row in sheet.rows:
        laid = [_laid(text, widths[c], own.size) for c, text in enumerate(row)]
        height = max(max(len(lines), 1) for lines, _ in laid) * own.size * _STEP + 4
        if y + height > paper.height - _BOTTOM:
            _frame(paper, edges, top, head_bottom, y)
            paper.end()
            y = top = _TOP
            if own.repeat:
                y = _header(paper, sheet, edges, y)
            head_bottom = y
        _row(paper, sheet, edges, laid, (y, height))
        y += height
    _frame(paper, edges, top, head_bottom, y)


def _above(paper: _Paper, sheet: Sheet) -> float:
    """Print number, title and unit of a table, and return where it begins."""
    own, canvas, y = paper.own, paper.canvas, _TOP
    if sheet.number:
        draw_text(canvas, sheet.number, _MARGIN, y, 10)
    y += 22
    title = sheet.title + (f"（单位：{sheet.unit}）" if sheet.unit_at == "title" else "")
    size = own.title_size if sheet.unit_at != "title" else 11.0
    for part in wrap(title, paper.width - 2 * _MARGIN - 40, size):
        draw_text(canvas, part, paper.width / 2, y, size, align="center")
        y += size * 1.4
    if sheet.unit_at == "line":
        draw_text(canvas, f"单位：{sheet.unit}", paper.width - _MARGIN, y, 10, align="right")
    return y + 8


def _row(
    paper: _Paper,
    sheet: Sheet,
    edges: Sequence[float],
    laid: Sequence[tuple[list[str], float]],
    place: tuple[float, float],
) -> None:
    own, (y, height) = paper.own, place
    step = own.size * _STEP
    for c, (lines, indent) in enumerate(laid):
        base = y + height / 2 - len(lines) * step / 2 + own.size * 0.95
        for n, part in enumerate(lines):
            if c in sheet.labels:
                draw_text(paper.canvas, part, edges[c] + _PAD + indent, base + n * step, own.size)
            else:
                draw_text(paper.canvas, part, edges[c + 1] - _PAD, base + n * step, own.size, align="right")
    if own.rules in ("grid", "rows", "open"):
        paper.line(edges[0], y + height, edges[-1], y + height, 0.4)


def _laid(text: str, width: float, size: float) -> tuple[list[str], float]:
    """Return the lines of a cell's text and how far it is indented, in points."""
    indent = (len(text) - len(text.lstrip())) * size * 0.5
    return wrap(text.strip(), width - 2 * _PAD - indent, size) if text.strip() else [], indent


def _header(paper: _Paper, sheet: Sheet, edges: Sequence[float], top: float) -> float:
    own = paper.own
    step = own.size * 1.25
    cells = list(spans_of(sheet.header))
    heights = [step + 5] * len(sheet.header)
    for r, c, height, width, text in cells:
        need = len(wrap(text, edges[c + width] - edges[c] - 2 * _PAD, own.size)) * step + 5
        short = need - sum(heights[r : r + height])
        if short > 0:
            heights[r + height - 1] += short
    tops = [top + sum(heights[:n]) for n in range(len(heights) + 1)]
    for r, c, height, width, text in cells:
        lines = wrap(text, edges[c + width] - edges[c] - 2 * _PAD, own.size)
        base = (tops[r] + tops[r + height]) / 2 - len(lines) * step / 2 + own.size * 0.95
        for n, part in enumerate(lines):
            draw_text(
                paper.canvas,
                part,
                (edges[c] + edges[c + width]) / 2,
                base + n * step,
                own.size,
                align="center",
            )
        if own.rules in ("grid", "columns", "open"):
            paper.line(edges[c], tops[r + height], edges[c + width], tops[r + height])
            if c:
                paper.line(edges[c], tops[r], edges[c], tops[r + height])
        elif r + height < len(heights) and own.rules == "three" and width > 1:
            paper.line(edges[c] + 2, tops[r + height], edges[c + width] - 2, tops[r + height], 0.4)
    return tops[-1]


def _frame(paper: _Paper, edges: Sequence[float], top: float, head: float, bottom: float) -> None:
    rules = paper.own.rules
    if rules == "none":
        return
    for y in (top, head, bottom):
        paper.line(edges[0], y, edges[-1], y, 1.0)
    if rules in ("grid", "columns", "open"):
        for x in edges[1:-1] if rules == "open" else edges:
            paper.line(x, head, x, bottom)
        if rules != "open":
            for x in (edges[0], edges[-1]):
                paper.line(x, top, x, head)
