"""Typeset ruled tables on a reportlab canvas: spans, wrapping, page breaks and the rulings real reports use.

Coordinates given and returned are points with the origin in the top left corner of the page, y downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT = "SamplesSerif"
_FONT_FILE = Path(__file__).parent / "fonts" / "SamplesSerif-Regular.ttf"

Span = tuple[int, int]
Canvas = Any  # reportlab ships no types


class Rule(Enum):
    """How a ruling is drawn: as a stroked path, as a thin filled rectangle, dashed, as a hairline, or not."""

    STROKED = "stroked"
    FILLED = "filled"
    DASHED = "dashed"
    HAIRLINE = "hairline"
    NONE = "none"


class Bold(Enum):
    """How weight is faked with one face: by stroking the outlines, or by printing each character twice."""

    STROKED = "stroked"
    DOUBLED = "doubled"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell's text and dress; ``align`` is left, center or right; ``fill`` a colour such as ``#DCE6F1``."""

    text: str = ""
    align: str = "left"
    fill: str | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """What the whole table shares. ``min_height`` is the least height of a row, in points."""

    size: float = 9.0
    leading: float = 1.25
    padding: float = 2.5
    min_height: float = 16.0
    rule: Rule = Rule.STROKED
    rule_width: float = 0.5
    rule_colour: str = "#000000"


class Placed(NamedTuple):
    """Where a cell was printed: slot, page number (from 1) and box. A cell cut by a page break has two."""

    row: int
    column: int
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """The printed cells in reading order, and where the table ended on its last page."""

    cells: tuple[Placed, ...]
    bottom: float

    def pages(self) -> dict[tuple[int, int], int]:
        """Map each (row, column) to the page that carries its text (its first; a repeat does not count)."""
        found: dict[tuple[int, int], int] = {}
        for cell in self.cells:
            found.setdefault((cell.row, cell.column), cell.page)
        return found


def register_font() -> str:
    """Make the embedded font known to reportlab and return its name."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, str(_FONT_FILE)))
    return FONT


def width_of(text: str, size: float) -> float:
    """Return the width of a line of text in points."""
    return float(pdfmetrics.stringWidth(text, register_font(), size))


def _pieces(text: str) -> Iterator[str]:
    """Yield what may not be broken: a number or Latin word whole, every other character alone.

    >>> list(_pieces("合计 1,234.00元"))
    ['合', '计', ' ', '1,234.00', '元']
    """
    for latin, run in groupby(text, lambda c: "!" <= c <= "~"):
        if latin:
            yield "".join(run)
        else:
            yield from run


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines no wider than ``width``; a word wider than the line is broken inside."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if width_of(line + piece, size) <= width:
                line += piece
            elif width_of(piece, size) <= width:
                keep = (
                    1 if piece in "，。、；：）”》" and line else 0
                )  # no line begins with closing punctuation
                lines.append(line[: len(line) - keep])
                line = line[len(line) - keep :] + piece.lstrip()
            else:
                for c in piece:
                    if line and width_of(line + c, size) > width:
                        lines.append(line)
                        line = ""
                    line += c
        lines.append(line)
    return lines


def draw_text(
    canvas: Canvas,
    text: str,
    x: float,
    baseline: float,
    size: float,
    *,
    align: str = "left",
    bold: Bold | None = None,
) -> None:
    """Print one line; ``baseline`` counts from the top of the page; ``x`` is its left, middle or right."""
    width = width_of(text, size)
    left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
    y = _height(canvas) - baseline
    mode = 2 if bold is Bold.STROKED else 0
    line = canvas.beginText(left, y)
    line.setFont(register_font(), size)
    line.setTextRenderMode(mode)
    if mode:
        canvas.setLineWidth(size * 0.016)
    line.textOut(text)
    line.setTextRenderMode(0)
    canvas.drawText(line)
    if bold is Bold.DOUBLED:
        canvas.setFont(register_font(), size)
        canvas.drawString(left + size * 0.025, y, text)


def _height(canvas: Canvas) -> float:
    return float(canvas._pagesize[1])


class _Table:
    """Rows with spans resolved, measured against their column widths."""

    def __init__(
        self,
        rows: Sequence[Sequence[str | TableCell | None]],
        widths: Sequence[float],
        spans: Mapping[tuple[int, int], Span],
        style: Style,
    ) -> None:
        self.style, self.widths, self.spans = style, widths, spans
        self.edges = [sum(widths[:i]) for i in range(len(widths) + 1)]
        covered = {
            (r + i, c + j)
            for (r, c), (rs, cs) in spans.items()
            for i in range(rs)
            for j in range(cs)
            if (i, j) != (0, 0)
        }
        self.cells: dict[tuple[int, int], TableCell] = {}
        for r, row in enumerate(rows):
            if len(row) != len(widths):
                raise ValueError(f"row {r} has {len(row)} cells for {len(widths)} columns")
            for c, cell in enumerate(row):
                if (r, c) not in covered:
                    self.cells[r, c] = cell if isinstance(cell, TableCell) else TableCell(cell or "")
        self.heights = [style.min_height] * len(rows)
        self._measure()

    def span(self, key: tuple[int, int]) -> Span:
        return self.spans.get(key, (1, 1))

    def lines(self, key: tuple[int, int]) -> list[str]:
        cell, (_, cs) = self.cells[key], self.span(key)
        room = self.edges[key[1] + cs] - self.edges[key[1]] - 2 * self.style.padding
        return wrap(cell.text, room, cell.size or self.style.size) if cell.text else []

    def _measure(self) -> None:
        for (r, c), cell in sorted(self.cells.items(), key=lambda item: self.span(item[0])[0]):
            rs = self.span((r, c))[0]
            size = cell.size or self.style.size
            need = len(self.lines((r, c))) * size * self.style.leading + 2 * self.style.padding
            short = need - sum(self.heights[r : r + rs])
            if short > 0:
                self.heights[r + rs - 1] += short


def row_heights(
    rows: Sequence[Sequence[str | TableCell | None]],
    widths: Sequence[float],
    *,
    spans: Mapping[tuple[int, int], Span] | None = None,
    style: Style | None = None,
) -> list[float]:
    """Return the height each row will take, in points."""
    return _Table(rows, widths, spans or {}, style or Style()).heights


def _bands(
    heights: Sequence[float],
    header_rows: int,
    repeat: bool,
    room: tuple[float, float],
    breaks: Collection[int],
) -> list[tuple[int, int]]:
    """Cut the rows into bands [first, end) that fit the first page's and the later pages' room."""
    bands: list[tuple[int, int]] = []
    first, used, left = 0, 0.0, room[0]
    for r, height in enumerate(heights):
        if r > first and (used + height > left or r in breaks):
            bands.append((first, r))
            first, used, left = r, sum(heights[:header_rows]) if repeat else 0.0, room[1]
        used += height
    bands.append((first, len(heights)))
    return bands


def draw_table(
    canvas: Canvas,
    rows: Sequence[Sequence[str | TableCell | None]],
    widths: Sequence[float],
    *,
    x: float,
    top: float,
    bottom: float,
    spans: Mapping[tuple[int, int], Span] | None = None,
    style: Style | None = None,
    header_rows: int = 0,
    repeat_header: bool = False,
    break_before: Collection[int] = (),
    next_top: float = 72.0,
    next_page: Callable[[], None] | None = None,
) -> Drawn:
    """Print a ruled table, continuing on new pages where it does not fit.

    ``rows`` is a matrix of slots; slots covered by a span of ``spans`` {(row, column): (rows, columns)}
    are ignored. The table starts at (``x``, ``top``) and stays above ``bottom``. A page ends before each row
    in ``break_before`` too. ``next_page`` finishes the page (default: the canvas's showPage); the table goes
    on at ``next_top``. Raises ValueError for a row of the wrong length.
    """
    register_font()
    table = _Table(rows, widths, spans or {}, style or Style())
    repeat = repeat_header and header_rows > 0
    placed: list[Placed] = []
    bands = _bands(table.heights, header_rows, repeat, (bottom - top, bottom - next_top), break_before)
    for i, (first, end) in enumerate(bands):
        if i:
            (next_page or canvas.showPage)()
            top = next_top
            if repeat:
                top = _draw_band(canvas, table, (0, header_rows), x, top, placed)
        top = _draw_band(canvas, table, (first, end), x, top, placed)
    return Drawn(tuple(placed), top)


def _draw_band(
    canvas: Canvas, table: _Table, band: tuple[int, int], x: float, top: float, placed: list[Placed]
) -> float:
    """Print rows [first, end) with the parts of spans that fall into them; return the y below them."""
    first, end = band
    tops = {first: top}
    for r in range(first, end):
        tops[r + 1] = tops[r] + table.heights[r]
    horizontal: set[tuple[float, float, float]] = set()
    vertical: set[tuple[float, float, float]] = set()
    for (r, c), cell in sorted(table.cells.items()):
        rs, cs = table.span((r, c))
        upper, lower = max(r, first), min(r + rs, end)
        if upper >= lower:
            continue
        x0, x1, y0, y1 = x + table.edges[c], x + table.edges[c + cs], tops[upper], tops[lower]
        placed.append(Placed(r, c, canvas.getPageNumber(), x0, y0, x1, y1))
        if cell.fill:
            canvas.setFillColor(cell.fill)
            canvas.rect(x0, _height(canvas) - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
            canvas.setFillColor("#000000")
        if r >= first:
            _cell_text(canvas, table, (r, c), (x0, y0, x1, y1))
        horizontal |= {
            (y, x + table.edges[j], x + table.edges[j + 1]) for y in (y0, y1) for j in range(c, c + cs)
        }
        vertical |= {(v, tops[i], tops[i + 1]) for v in (x0, x1) for i in range(upper, lower)}
    _rule(canvas, table.style, horizontal, vertical)
    return tops[end]


def _cell_text(
    canvas: Canvas, table: _Table, key: tuple[int, int], box: tuple[float, float, float, float]
) -> None:
    cell, padding = table.cells[key], table.style.padding
    size = cell.size or table.style.size
    step = size * table.style.leading
    lines = table.lines(key)
    x0, y0, x1, y1 = box
    at = {"left": x0 + padding, "center": (x0 + x1) / 2, "right": x1 - padding}[cell.align]
    baseline = (y0 + y1) / 2 - len(lines) * step / 2 + step / 2 + size * 0.36
    for i, line in enumerate(lines):
        draw_text(canvas, line, at, baseline + i * step, size, align=cell.align)


def _joined(segments: set[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    """Yield (line, start, end) with touching segments of one line joined."""
    for line, group in groupby(sorted(segments), key=lambda s: s[0]):
        start, stop = None, 0.0
        for _, a, b in group:
            if start is None:
                start, stop = a, b
            elif a <= stop + 0.01:
                stop = max(stop, b)
            else:
                yield line, start, stop
                start, stop = a, b
        if start is not None:
            yield line, start, stop


def _rule(
    canvas: Canvas,
    style: Style,
    horizontal: set[tuple[float, float, float]],
    vertical: set[tuple[float, float, float]],
) -> None:
    if style.rule is Rule.NONE:
        return
    height, w = _height(canvas), style.rule_width
    canvas.saveState()
    canvas.setStrokeColor(style.rule_colour)
    canvas.setFillColor(style.rule_colour)
    canvas.setLineWidth(0.1 if style.rule is Rule.HAIRLINE else w)
    if style.rule is Rule.DASHED:
        canvas.setDash(3, 1.5)
    for y, a, b in _joined(horizontal):
        if style.rule is Rule.FILLED:
            canvas.rect(a - w / 2, height - y - w / 2, b - a + w, w, stroke=0, fill=1)
        else:
            canvas.line(a, height - y, b, height - y)
    for v, a, b in _joined(vertical):
        if style.rule is Rule.FILLED:
            canvas.rect(v - w / 2, height - b - w / 2, w, b - a + w, stroke=0, fill=1)
        else:
            canvas.line(v, height - a, v, height - b)
    canvas.restoreState()
