"""Tables of a scan that no upright rulings divide: their columns are told as in a PDF, their cells read one by one.

Lines that the detector finds are parted where wide paper runs through them, and laid out as characters of a page are
(:mod:`pipelines.read.pdf.aligned`). What the columns and rows leave to each cell is then cut out and read by itself,
as between rulings: a lone 0 that the detector passes over is found, and figures are judged by their column.
"""

from __future__ import annotations

import math
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

_PARTED: Final = 0.75
"""Paper as wide as this share of the height of a line's ink parts two texts; within one, characters stand closer."""
_WIDE: Final = 2
"""How wide a Chinese character is, in digits."""
_MARGIN: Final = 0.42
"""Paper as wide as this share of a font's height parts a figure from what stands beside it."""
_MARKS: Final = frozenset("、，。；：（）“”《》【】.,;:()%％")
"""Marks that leave part of their own place blank."""
_DASHES: Final = frozenset("-−–—－")
_LEVEL: Final = 0.3
"""The middles of what is printed on one line differ by less than this share of a font's height."""
_LATIN: Final = 0x2E7F
_CHINESE: Final = 0.9
_DIGITS: Final = 0.7
"""How much of a font's height the ink of Chinese characters covers, and that of digits."""
_PIXELS: Final = 200 / 72
"""Pixels of a sheet in a point."""
_AROUND: Final = 4.0
"""The paper around the outer texts of a table that belongs to their cells, in points."""


def parted(paper: Grey, boxes: Sequence[TextBox]) -> list[TextBox]:
    """Return the detected boxes, each cut where wide paper runs through it."""
    return [part for box in boxes for part in _parts(paper, box)]


def _parts(paper: Grey, box: TextBox) -> list[TextBox]:
    picture = _pixels(paper, box) < INK
    rows, inked = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    if not inked.size:
        return [box]
    left = max(0, round(box.x0))
    wide = np.flatnonzero(np.diff(inked) > _PARTED * (rows[-1] - rows[0] + 1))
    starts = [int(inked[0]), *(int(inked[i + 1]) for i in wide)]
    ends = [*(int(inked[i]) for i in wide), int(inked[-1])]
    if len(starts) == 1:
        return [box]
    return [
        TextBox(left + a - 1, box.top, left + b + 1, box.bottom) for a, b in zip(starts, ends, strict=True)
    ]


def cut_at_figures(
    paper: Grey, boxes: Sequence[TextBox], readings: Sequence[Read]
) -> tuple[list[TextBox], list[Read]]:
    """Return boxes and readings with those cut where paper parts a figure from what stands beside it.

    The label of the next column begins as near to a figure as a narrow margin. ``paper`` is the page without rulings.
    """
    whole = _joined_at_marks(boxes, readings)
    found = [part for box, read in whole for part in _at_figures(paper, box, read)]
    return [box for box, _ in found], [read for _, read in found]


def _joined_at_marks(boxes: Sequence[TextBox], readings: Sequence[Read]) -> list[tuple[TextBox, Read]]:
    """Return boxes and readings with parts of one line joined that a mark alone parts (一、 收入)."""
    found: list[tuple[TextBox, Read]] = []
    for box, read in zip(boxes, readings, strict=True):
        before, told = found[-1] if found else (box, read)
        is_part = found and (before.top, before.bottom) == (box.top, box.bottom)
        if is_part and told.text[-1:] in _MARKS and box.x0 - before.x1 < before.bottom - before.top:
            both = TextBox(before.x0, box.top, box.x1, box.bottom)
            found[-1] = both, Read(told.text + read.text, min(told.confidence, read.confidence))
        else:
            found.append((box, read))
    return found


def _at_figures(paper: Grey, box: TextBox, read: Read) -> Iterator[tuple[TextBox, Read]]:
    text = "".join(read.text.split())
    inked = _ink_across(paper, box)
    if len(text) < 2 or not any(c.isdigit() or c in _DASHES for c in text) or inked.size < 2:
        yield box, read
        return
    start, x0, left = 0, box.x0, max(0, round(box.x0))
    for edge, (a, b) in _blanks(text, inked, _MARGIN * _size(paper, box, text)):
        if edge > start and _is_column_between(text[edge - 1], text[edge]):
            yield TextBox(x0, box.top, left + a + 1, box.bottom), Read(text[start:edge], read.confidence)
            start, x0 = edge, float(left + b)
    yield (
        (box, read)
        if not start
        else (
            TextBox(x0, box.top, box.x1, box.bottom),
            Read(text[start:], read.confidence),
        )
    )


def _is_column_between(before: str, behind: str) -> bool:
    """Tell whether a blank between two characters parts columns: one is a figure's, none a mark with room beside."""
    if before in _MARKS or behind in _MARKS:
        return False
    return any(c.isdigit() or c in _DASHES for c in (before, behind))


def _blanks(text: str, inked: NDArray[np.intp], least: float) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the wide blanks of a line: before which character each stands, and the ink on its two sides.

    ``inked`` are the columns of pixels with ink. Between blanks characters are as wide as their script is.
    """
    wide = [(int(inked[i]), int(inked[i + 1])) for i in np.flatnonzero(np.diff(inked) > least)]
    ends = [0, *accumulate(_WIDE if ord(c) > _LATIN else 1 for c in text)]
    step = (int(inked[-1]) - int(inked[0]) + 1 - sum(b - a for a, b in wide)) / ends[-1]
    before = 0
    for a, b in wide:
        place = (a + 1 - int(inked[0]) - before) / step
        yield min(range(len(text)), key=lambda n: abs(ends[n] - place)), (a, b)
        before += b - a


def _ink_across(paper: Grey, box: TextBox) -> NDArray[np.intp]:
    """Return the columns of a box with ink, in pixels from its left edge."""
    picture = _pixels(paper, box) < INK
    return np.flatnonzero(picture.any(axis=0)) if picture.size else np.zeros(0, dtype=np.intp)


def _pixels(paper: Grey, box: TextBox) -> Grey:
    top, left = max(0, round(box.top)), max(0, round(box.x0))
    return paper[top : round(box.bottom) + 1, left : round(box.x1) + 1]


def _size(paper: Grey, box: TextBox, text: str) -> float:
    """Return the height of a line's font, in pixels, 0 for one without ink.

    The ink of a neighbouring line may reach into the box: characters are no higher than they are wide.
    """
    picture = _pixels(paper, box) < INK
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    if not rows.size:
        return 0.0
    high, wide = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    chinese = sum(ord(c) > _LATIN for c in text)
    return min(high / _CHINESE, 2 * wide / (len(text) + chinese)) if chinese else high / _DIGITS


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
    placed = zip(_printed(paper, boxes, readings), readings, strict=True)
    chars = [ch for n, (box, read) in enumerate(placed) for ch in _chars(n, box, read)]
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


def _printed(paper: Grey, boxes: Sequence[TextBox], readings: Sequence[Read]) -> list[TextBox]:
    """Return the boxes that a PDF would give the lines: as wide as their ink, as high as their font, and level where
    they are printed on one line.
    """
    return _level([_tight(paper, box, read.text) for box, read in zip(boxes, readings, strict=True)])


def _tight(paper: Grey, box: TextBox, text: str) -> TextBox:
    picture = _pixels(paper, box) < INK
    per_row, columns = picture.sum(axis=1), np.flatnonzero(picture.any(axis=0))
    if not columns.size:
        return box
    left, top = max(0, round(box.x0)), max(0, round(box.top))
    middle = top + float((per_row * np.arange(len(per_row))).sum() / per_row.sum())
    half = _size(paper, box, text) / 2
    return TextBox(left + int(columns[0]), middle - half, left + int(columns[-1]) + 1, middle + half)


def _level(boxes: Sequence[TextBox]) -> list[TextBox]:
    """Return the boxes with those of one printed line on one height."""
    found = list(boxes)
    lines: list[list[int]] = []
    for n in sorted(range(len(boxes)), key=lambda n: boxes[n].top + boxes[n].bottom):
        middle, high = (boxes[n].top + boxes[n].bottom) / 2, boxes[n].bottom - boxes[n].top
        last = lines[-1] if lines else []
        own = [(boxes[m].top + boxes[m].bottom) / 2 for m in last]
        if last and middle - float(np.mean(own)) < _LEVEL * high:
            last.append(n)
        else:
            lines.append([n])
    for line in lines:
        middle = float(np.median([(boxes[n].top + boxes[n].bottom) / 2 for n in line]))
        half = float(np.median([boxes[n].bottom - boxes[n].top for n in line])) / 2
        for n in line:
            found[n] = TextBox(boxes[n].x0, middle - half, boxes[n].x1, middle + half)
    return found


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
