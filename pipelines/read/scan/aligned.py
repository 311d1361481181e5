"""Tables of a scan that no upright rulings divide: their columns are told as in a PDF, their cells read one by one.

Lines that the detector finds (:mod:`pipelines.read.scan.lines`) are laid out as the characters of a PDF's page are
(:mod:`pipelines.read.pdf.aligned`). What the columns and rows leave to each cell is then cut out and read by itself,
as between rulings: a lone 0 that the detector passes over is found, and figures are judged by their column.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from pipelines.read.pdf.aligned import AlignedTable, aligned_tables
from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.layout import Lattice
from pipelines.read.pdf.tables import CellBox
from pipelines.read.pdf.text import split_lines
from pipelines.read.scan import DPI, ink
from pipelines.read.scan.cells import CellText, ScanTableReader
from pipelines.read.scan.engine import Engine, Read, TextBox
from pipelines.read.scan.figures import doubtful
from pipelines.read.scan.image import ScannedSheet
from pipelines.read.scan.lines import as_printed, characters
from pipelines.read.scan.rulings import Rulings
from pipelines.read.scan.seals import Grey
from pipelines.values.pages import Cell, Grid

_PIXELS: Final = DPI / 72
"""Pixels of a sheet in a point."""
_DARK: Final = 150
"""Ink at the edge of a cell is at least so dark: a scanner's noise is lighter."""
_AROUND: Final = 4.0
"""The paper around the outer texts of a table that belongs to their cells, in points."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The tables that alignment shows, their grids in points, and which of the page's lines they are made of."""

    grids: tuple[Grid, ...]
    taken: frozenset[int]


def read_aligned(
    page: int,
    sheet: ScannedSheet,
    paper: Grey,
    rulings: Rulings,
    boxes: Sequence[TextBox],
    readings: Sequence[Read],
    *,
    tables_before: int,
    engine: Engine,
    notes: list[str],
) -> Laid:
    """Find and read the tables among lines of text that no table of rulings holds.

    ``tables_before`` of the page have numbers already. ``paper`` is the sheet without rulings. ``boxes`` are in pixels,
    ``readings`` what was read in them; ``taken`` are places in both.
    """
    placed = zip(as_printed(paper, boxes, readings), readings, strict=True)
    chars = [_in_points(ch) for n, (box, read) in enumerate(placed) for ch in characters(n, box, read)]
    level = [(y / _PIXELS, x0 / _PIXELS, x1 / _PIXELS) for y, x0, x1 in rulings.level]
    tables = aligned_tables(split_lines(chars), level)
    bare = np.zeros_like(rulings.mask)
    grids = []
    for number, table in enumerate(tables, start=tables_before + 1):
        tops = _tops(table)
        body = _body(table, tops)
        lattice = Lattice(list(body))
        cut = [ink.cut_cell(paper, bare, box) for box in lattice.boxes]
        reader = ScanTableReader(
            engine, ink.line_height(cut), f"page {page}, table {number}", notes, sheet.seals
        )
        texts = dict(zip(lattice.boxes, reader.read(lattice, cut), strict=True))
        for rect, told in texts.items():
            if told.readings and is_cut(paper, rect):
                told.readings = [doubtful(one) for one in told.readings]
                notes.append(
                    f"page {page}, table {number}: {told.text!r} is doubtful: print runs over its cell's edge"
                )
        heading = min((readings[ch[-1]].confidence for ch in table.chars if ch[2] < tops[0]), default=0.0)
        grids.append(_grid(sheet, table, heading, body, texts))
    return Laid(tuple(grids), frozenset(ch[-1] for table in tables for ch in table.chars))


def _in_points(char: Char) -> Char:
    text, x0, top, x1, bottom, line = char
    return text, x0 / _PIXELS, top / _PIXELS, x1 / _PIXELS, bottom / _PIXELS, line


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


def is_cut(paper: Grey, rect: CellBox) -> bool:
    """Tell whether ink runs over an edge of a cell: a text of its neighbour's, or a ruling that was not seen."""
    x0, top, x1, bottom = (max(1, round(edge)) for edge in rect)
    edges = (
        paper[top + 2 : bottom - 1, x0 - 1 : x0 + 2],
        paper[top + 2 : bottom - 1, x1 - 1 : x1 + 2],
        paper[top - 1 : top + 2, x0 + 2 : x1 - 1],
        paper[bottom - 1 : bottom + 2, x0 + 2 : x1 - 1],
    )
    return any(bool((edge < _DARK).any()) for edge in edges)


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
