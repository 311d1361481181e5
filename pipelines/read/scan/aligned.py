"""Tables of a scan that no upright rulings divide: their columns are told as in a PDF, their cells read one by one.

Lines that the detector finds are parted where wide paper runs through them, and laid out as characters of a page are
(:mod:`pipelines.read.pdf.aligned`). What the columns and rows leave to each cell is then cut out and read by itself,
as between rulings: a lone 0 that the detector passes over is found, and figures are judged by their column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.read.pdf.aligned import AlignedTable, aligned_tables
from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.layout import Lattice
from pipelines.read.pdf.tables import CellBox
from pipelines.read.pdf.text import split_lines
from pipelines.read.scan import ink
from pipelines.read.scan.cells import CellText, ScanTableReader
from pipelines.read.scan.engine import Engine, Read, TextBox
from pipelines.read.scan.image import ScannedSheet
from pipelines.read.scan.rulings import INK, SAME, Rulings
from pipelines.read.scan.seals import Grey
from pipelines.values.pages import Cell, Grid

_PARTED: Final = 0.9
"""Paper as wide as this share of a line's height parts two texts; within one, characters stand closer."""
_WIDE: Final = 2
"""How wide a Chinese character is, in digits."""
_MARGIN: Final = 0.3
"""Paper as wide as this share of a line's height parts a figure from a text beside it."""
_BESIDE_A_FIGURE: Final = re.compile(
    r"(?<=\.\d\d)(?=\d{1,3}(?:,\d{3})*\.|(?![元万亿])[\u4e00-\u9fff(（])"
    r"|(?<=\d)(?![月日元万亿个件家户人辆台套批次平类款项级])(?!(?<=20\d\d)年)(?=[\u4e00-\u9fff(（])"
    r"|(?<=[\u4e00-\u9fff)）])(?=\d[\d,]*\.)"
)
"""Where a figure ends and a text or another figure begins, or where an amount follows a text."""
_LATIN: Final = 0x2E7F
_CHINESE: Final = 0.9
_DIGITS: Final = 0.7
"""How much of a font's height the ink of Chinese characters covers, and that of digits."""
_PIXELS: Final = 200 / 72
"""Pixels of a sheet in a point."""
_AROUND: Final = 4.0
"""The paper around the outer texts of a table that belongs to their cells, in points."""


def parted(grey: Grey, boxes: Sequence[TextBox]) -> list[TextBox]:
    """Return the detected boxes, each cut where wide paper runs through it."""
    return [part for box in boxes for part in _parts(grey, box)]


def _parts(grey: Grey, box: TextBox) -> list[TextBox]:
    top, left = max(0, round(box.top)), max(0, round(box.x0))
    picture = grey[top : round(box.bottom) + 1, left : round(box.x1) + 1]
    if not picture.size:
        return [box]
    inked = np.flatnonzero((picture < INK).any(axis=0))
    if not inked.size:
        return [box]
    wide = np.flatnonzero(np.diff(inked) > _PARTED * (box.bottom - box.top))
    starts = [int(inked[0]), *(int(inked[i + 1]) for i in wide)]
    ends = [*(int(inked[i]) for i in wide), int(inked[-1])]
    if len(starts) == 1:
        return [box]
    return [
        TextBox(left + a - 1, box.top, left + b + 1, box.bottom) for a, b in zip(starts, ends, strict=True)
    ]


def cut_at_figures(
    grey: Grey, boxes: Sequence[TextBox], readings: Sequence[Read]
) -> tuple[list[TextBox], list[Read]]:
    """Return boxes and readings with those cut in two, or more, where paper parts a figure from what stands beside it.

    The label of the next column begins as near to a figure as a narrow margin.
    """
    found = [part for box, read in zip(boxes, readings, strict=True) for part in _at_figures(grey, box, read)]
    return [box for box, _ in found], [read for _, read in found]


def _at_figures(grey: Grey, box: TextBox, read: Read) -> Iterator[tuple[TextBox, Read]]:
    words = read.text.split()
    text = "".join(words)
    apart = set(accumulate(map(len, words[:-1])))
    edges = sorted(apart | {match.start() for match in _BESIDE_A_FIGURE.finditer(text)})
    if not edges:
        yield box, read
        return
    top, left = max(0, round(box.top)), max(0, round(box.x0))
    picture = grey[top : round(box.bottom) + 1, left : round(box.x1) + 1]
    inked = np.asarray((picture < INK).any(axis=0), dtype=np.bool_)
    widths = [_WIDE if ord(c) > _LATIN else 1 for c in text]
    step = (box.x1 - box.x0) / sum(widths)
    start, x0 = 0, box.x0
    for edge in edges:
        least = _MARGIN * (box.bottom - box.top)
        blank = _blank_near(inked, sum(widths[:edge]) * step, 2 * _WIDE * step, least)
        if blank is None or left + blank[0] <= x0:
            continue
        yield TextBox(x0, box.top, left + blank[0], box.bottom), Read(text[start:edge], read.confidence)
        start, x0 = edge, float(left + blank[1])
    yield TextBox(x0, box.top, box.x1, box.bottom), Read(text[start:], read.confidence)


def _blank_near(inked: NDArray[np.bool_], place: float, reach: float, least: float) -> tuple[int, int] | None:
    """Return the run of paper nearest to a place that is wide enough, its first pixel and the one behind it."""
    low, high = max(0, round(place - reach)), min(len(inked), round(place + reach))
    ink_at = (np.flatnonzero(inked[low:high]) + low).tolist()
    wide = [(a + 1, b) for a, b in pairwise(ink_at) if b - a > least]
    return min(wide, key=lambda run: abs((run[0] + run[1]) / 2 - place), default=None)


@dataclass(frozen=True, slots=True)
class Laid:
    """The tables that alignment shows, their grids in points, and which of the page's lines they are made of."""

    grids: tuple[Grid, ...]
    taken: frozenset[int]


def read_aligned(
    where: str,
    sheet: ScannedSheet,
    paper: Grey,
    rulings: Rulings,
    boxes: Sequence[TextBox],
    readings: Sequence[Read],
    *,
    engine: Engine,
    notes: list[str],
) -> Laid:
    """Find and read the tables among lines of text that no table of rulings holds.

    ``paper`` is the sheet without rulings. ``boxes`` are in pixels, ``readings`` what was read in them; ``taken`` are
    places in both.
    """
    chars = [
        ch
        for n, (box, read) in enumerate(zip(boxes, readings, strict=True))
        for ch in _chars(n, _printed(paper, box, read.text), read)
    ]
    level = [(y / _PIXELS, x0 / _PIXELS, x1 / _PIXELS) for y, x0, x1 in rulings.level]
    tables = aligned_tables(split_lines(chars), level)
    bare = np.zeros_like(rulings.mask)
    grids = []
    for number, table in enumerate(tables, start=1):
        tops = _tops(table)
        body = _body(table, tops)
        lattice = Lattice(list(body))
        cut = [ink.cut_cell(paper, bare, box) for box in lattice.boxes]
        reader = ScanTableReader(
            engine, ink.line_height(cut), f"{where}, open table {number}", notes, sheet.seals
        )
        texts = dict(zip(lattice.boxes, reader.read(lattice, cut), strict=True))
        heading = min((readings[ch[-1]].confidence for ch in table.chars if ch[2] < tops[0]), default=0.0)
        grids.append(_grid(sheet, table, heading, body, texts))
    return Laid(tuple(grids), frozenset(ch[-1] for table in tables for ch in table.chars))


def without_rules(grey: Grey, rulings: Rulings) -> Grey:
    """Return the picture of a page without its level rulings."""
    paper, ink_of_rules = grey.copy(), cv2.dilate(rulings.mask, np.ones((3, 3), np.uint8)) > 0
    for y, x0, x1 in rulings.level:
        window = (slice(max(0, round(y) - SAME), round(y) + SAME + 1), slice(round(x0), round(x1) + 1))
        paper[window][ink_of_rules[window]] = 255
    return paper


def _printed(grey: Grey, box: TextBox, text: str) -> TextBox:
    """Return the box that a PDF would give a detected line: as wide as its ink, and as high as its font."""
    top, left = max(0, round(box.top)), max(0, round(box.x0))
    inked = grey[top : round(box.bottom) + 1, left : round(box.x1) + 1] < INK
    per_row = inked.sum(axis=1)
    rows, columns = np.flatnonzero(per_row), np.flatnonzero(inked.any(axis=0))
    if not rows.size:
        return box
    x0, x1 = left + int(columns[0]), left + int(columns[-1]) + 1
    high = int(rows[-1]) - int(rows[0]) + 1
    chinese = sum(ord(c) > _LATIN for c in text)
    # The ink of a neighbouring line may reach into the box: characters are no higher than they are wide.
    size = min(high / _CHINESE, 2 * (x1 - x0) / (len(text) + chinese)) if chinese else high / _DIGITS
    middle = top + float((per_row * np.arange(len(per_row))).sum() / per_row.sum())
    return TextBox(x0, middle - size / 2, x1, middle + size / 2)


def _chars(number: int, box: TextBox, read: Read) -> list[Char]:
    """Return a line's characters in points, spread over its width; the line's number is that of their text object."""
    text = "".join(read.text.split())
    widths = [_WIDE if ord(c) > _LATIN else 1 for c in text]
    step = (box.x1 - box.x0) / max(1, sum(widths)) / _PIXELS
    found, x0 = [], box.x0 / _PIXELS
    top, bottom = box.top / _PIXELS, box.bottom / _PIXELS
    for c, width in zip(text, widths, strict=True):
        found.append((c, x0, top, x0 + step * width, bottom, number))
        x0 += step * width
    return found


def _body(table: AlignedTable, tops: Sequence[float]) -> dict[CellBox, Cell]:
    """Return the cells below the headings by their boxes in pixels, which columns and rows leave to them."""
    lefts = [table.edges[0] - _AROUND, *table.edges[1:-1], table.edges[-1] + _AROUND]
    found = {}
    for cell in table.grid.cells:
        if (row := cell.row - table.header_rows) >= 0:
            edges = (lefts[cell.column], tops[row], lefts[cell.column + cell.column_span], tops[row + 1])
            x0, top, x1, bottom = (edge * _PIXELS for edge in edges)
            found[x0, top, x1, bottom] = cell
    return found


def _tops(table: AlignedTable) -> list[float]:
    """Return where each row below the headings begins, and where the last one ends: halfway between their texts."""
    extents: dict[int, tuple[float, float]] = {}
    for cell in table.grid.cells:
        if cell.text and cell.box is not None:
            top, bottom = extents.get(cell.row, (cell.box.top, cell.box.bottom))
            extents[cell.row] = min(top, cell.box.top), max(bottom, cell.box.bottom)
    body = [extents[row] for row in range(table.header_rows, table.grid.n_rows)]
    above = max(
        (bottom for row, (_, bottom) in extents.items() if row < table.header_rows), default=-math.inf
    )
    first = max(body[0][0] - _AROUND, min((above + body[0][0]) / 2, body[0][0]))
    return [first, *((upper[1] + lower[0]) / 2 for upper, lower in pairwise(body)), body[-1][1] + _AROUND]


def _grid(
    sheet: ScannedSheet,
    table: AlignedTable,
    heading: float,
    body: Mapping[CellBox, Cell],
    texts: Mapping[CellBox, CellText],
) -> Grid:
    """Return a table with its boxes in points of the page; headings are as their lines were read, so surely."""
    cells = []
    for cell in table.grid.cells:
        if cell.row < table.header_rows and cell.box is not None:
            box, shown = sheet.placed(*(edge * _PIXELS for edge in cell.box))
            cells.append(replace(cell, box=box, shown=shown, confidence=heading if cell.text else None))
    for rect, cell in body.items():
        box, shown = sheet.placed(*_around(rect, texts[rect]))
        told = texts[rect]
        cells.append(replace(cell, text=told.text, box=box, shown=shown, confidence=told.confidence))
    whole = table.grid.box
    assert whole is not None
    around, shown = sheet.placed(*(edge * _PIXELS for edge in whole))
    return replace(table.grid, cells=tuple(cells), box=around, shown=shown)


def _around(rect: CellBox, text: CellText) -> CellBox:
    """Return the box around what was read in a cell, in pixels of the page; the cell's where nothing was."""
    if not text.boxes:
        return rect
    x0, top, x1, bottom = zip(*text.boxes, strict=True)
    left, high = round(rect[0]) + 1, round(rect[1]) + 1
    return left + min(x0), high + min(top), left + max(x1), high + max(bottom)
