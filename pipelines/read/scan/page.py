"""Read one page image: level it, find its tables, read cells and lines, settle what is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from pipelines.read.pdf.layout import Lattice
from pipelines.read.scan import figures, ink
from pipelines.read.scan.cells import CellText, ScanTableReader
from pipelines.read.scan.engine import Engine, Read, TextBox
from pipelines.read.scan.flat import flatten
from pipelines.read.scan.greyseals import with_grey_seals
from pipelines.read.scan.image import Grey, ScannedSheet, deskew, find_skew, quarter_turn, whiten
from pipelines.read.scan.leaves import leaves_of
from pipelines.read.scan.rulings import Rulings, TooManyRulingsError, find_rulings
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box, Cell, Grid, Line, Page

NAME: Final = "rapidocr"
MOST_LINES: Final = 4000
"""A page of more text lines is refused: reading it would take minutes."""
LEGIBLE: Final = 0.6
"""Lines read with less confidence are noted."""
JOINED: Final = 0.6
"""Detected boxes of one line closer than this share of its height are one word."""


def read_sheet(number: int, sheet: ScannedSheet, engine: Engine, notes: list[str]) -> tuple[Page, ...]:
    """Return the pages that an image shows, in reading order; add what is doubtful to ``notes``.

    Two pages side by side on one sheet have the sheet's number and size, and boxes on the sheet.
    """
    level = whiten(sheet)
    level = deskew(level, find_skew(level.grey))
    boxes = _detect(engine, level.grey)
    turns = _quarter_turns(engine, level.grey, boxes)
    if turns:
        notes.append(f"page {number} was scanned turned by {turns * 90} degrees")
        level = quarter_turn(level, 4 - turns)
        level = deskew(level, find_skew(level.grey))
    leaves = leaves_of(level)
    if len(leaves) > 1:
        notes.append(f"page {number} holds {len(leaves)} pages side by side, which were read one after the other")
        leaves = [deskew(leaf, find_skew(leaf.grey)) for leaf in leaves]
    pages = []
    for leaf in leaves:
        flat = with_grey_seals(flatten(leaf))
        found = boxes if flat.grey is level.grey and not turns else _detect(engine, flat.grey)
        pages.append(_read_leaf(number, flat, found, engine, notes))
    if not any(page.lines or page.grids for page in pages):
        notes.append(f"page {number} is an image without text")
    return tuple(pages)


def _read_leaf(
    number: int, level: ScannedSheet, boxes: Sequence[TextBox], engine: Engine, notes: list[str]
) -> Page:
    """Return the page that a level, upright and flat image shows."""
    try:
        rulings = find_rulings(level.grey)
    except TooManyRulingsError as error:
        raise DocumentError(
            f"page {number} is ruled too densely to be a form: {error}", page=number
        ) from error
    if len(boxes) + sum(len(table) for table in rulings.tables) > MOST_LINES:
        raise DocumentError(f"page {number} has more than {MOST_LINES} cells and lines of text", page=number)
    grids, inside = _read_tables(number, level, rulings, boxes, engine, notes)
    lines = _read_lines(number, level, [b for b in boxes if not _covers(inside, b)], engine, notes)
    return Page(number, level.width, level.height, tuple(lines), tuple(grids), NAME)


def _detect(engine: Engine, grey: Grey) -> list[TextBox]:
    """Detect text at half the resolution, where as many lines are found in a tenth of the time."""
    small = np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    fx, fy = grey.shape[1] / small.shape[1], grey.shape[0] / small.shape[0]
    return [TextBox(b.x0 * fx, b.top * fy, b.x1 * fx, b.bottom * fy) for b in engine.detect(small)]


def _picture(grey: Grey, box: TextBox) -> Grey:
    """Return the picture of a detected line."""
    height, width = grey.shape
    top, bottom = max(0, round(box.top)), min(height, round(box.bottom) + 1)
    return grey[top : max(bottom, top + 1), max(0, round(box.x0)) : min(width, round(box.x1) + 1)]


def _quarter_turns(engine: Engine, grey: Grey, boxes: Sequence[TextBox]) -> int:
    """Return by how many quarters clockwise a page was scanned turned, tried on a few of its lines."""
    spans = [(b, b.x1 - b.x0, b.bottom - b.top) for b in boxes]
    upright = [(b, h) for b, w, h in spans if h > 1.8 * w]
    level = [(b, w) for b, w, h in spans if w > 1.8 * h]
    if not upright and not level:
        return 0
    if len(upright) > len(level):
        sample = sorted(upright, key=lambda item: abs(item[1] - 300))[:5]
        pictures = [_picture(grey, b) for b, _ in sample]
        ways = {1: [np.ascontiguousarray(np.rot90(p)) for p in pictures]}
        ways[3] = [np.ascontiguousarray(np.rot90(p, -1)) for p in pictures]
        scores = {turn: _mean_confidence(engine, found) for turn, found in ways.items()}
        return max(scores, key=lambda turn: scores[turn])
    sample = sorted(level, key=lambda item: abs(item[1] - 300))[:3]
    pictures = [_picture(grey, b) for b, _ in sample]
    as_is = _mean_confidence(engine, pictures)
    if as_is > LEGIBLE:
        return 0
    turned = _mean_confidence(engine, [np.ascontiguousarray(np.rot90(p, 2)) for p in pictures])
    return 2 if turned > as_is + 0.2 else 0


def _mean_confidence(engine: Engine, pictures: Sequence[Grey]) -> float:
    """Return how well some lines read on average."""
    return float(np.mean([read.confidence for read in engine.recognise(pictures)]))


def _covers(areas: Sequence[tuple[float, float, float, float]], box: TextBox) -> bool:
    """Tell whether the middle of a text box lies in one of some areas."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return any(a[0] <= x <= a[2] and a[1] <= y <= a[3] for a in areas)


def _read_tables(
    number: int,
    sheet: ScannedSheet,
    rulings: Rulings,
    boxes: Sequence[TextBox],
    engine: Engine,
    notes: list[str],
) -> tuple[list[Grid], list[tuple[float, float, float, float]]]:
    """Return the grids of a page and the areas in pixels that they cover."""
    lattices = [Lattice(table) for table in rulings.tables]
    cut = [[ink.cut_cell(sheet.grey, rulings.mask, box) for box in lattice.boxes] for lattice in lattices]
    height = ink.line_height([cell for cells in cut for cell in cells])
    grids, areas = [], []
    for table_no, (lattice, cells) in enumerate(zip(lattices, cut, strict=True), start=1):
        reader = ScanTableReader(engine, height, f"page {number}, table {table_no}", notes, sheet.seals)
        grids.append(_grid(sheet, lattice, reader.read(lattice, cells, boxes)))
        areas.append((lattice.lefts[0], lattice.tops[0], lattice.right, lattice.bottom))
    return grids, areas


def _grid(sheet: ScannedSheet, lattice: Lattice, texts: Sequence[CellText]) -> Grid:
    """Return a table with its texts, its boxes in points of the page."""
    cells = tuple(
        Cell(row, column, text.text, rows, columns, sheet.box(*box), confidence=text.confidence)
        for box, (row, column, rows, columns), text in zip(lattice.boxes, lattice.spans, texts, strict=True)
    )
    around = sheet.box(lattice.lefts[0], lattice.tops[0], lattice.right, lattice.bottom)
    return Grid(len(lattice.tops), len(lattice.lefts), cells, around)


def _read_lines(
    number: int, sheet: ScannedSheet, boxes: Sequence[TextBox], engine: Engine, notes: list[str]
) -> list[Line]:
    """Return the text outside the tables, line by line from top to bottom."""
    pictures = [_picture(sheet.grey, box) for box in boxes]
    readings = engine.recognise(pictures)
    plain = figures.ColumnHabit()
    for i, (picture, first) in enumerate(zip(pictures, readings, strict=True)):
        if not figures.is_sure(first, plain):
            again = [first, *figures.read_again(engine, picture, first.text)]
            readings[i], _ = figures.settle(again, plain, as_figure=False)
    rows: list[list[tuple[TextBox, Read]]] = []
    for item in sorted(zip(boxes, readings, strict=True), key=lambda item: item[0].top + item[0].bottom):
        if not item[1].text:
            continue
        if rows and _on_one_line(rows[-1][-1][0], item[0]):
            rows[-1].append(item)
        else:
            rows.append([item])
    lines = []
    for row in rows:
        row.sort(key=lambda item: item[0].x0)
        text = row[0][1].text
        for (before, _), (box, read) in pairwise(row):
            apart = box.x0 - before.x1 > JOINED * (box.bottom - box.top)
            text += (" " if apart else "") + read.text
        lines.append(Line(text, _around(sheet, [box for box, _ in row])))
        if min(read.confidence for _, read in row) < LEGIBLE and any(c.isdigit() for c in text):
            notes.append(f"page {number}: the line {text!r} is doubtful: low confidence")
    return lines


def _on_one_line(one: TextBox, other: TextBox) -> bool:
    """Tell whether two boxes share more than half of the lower one's height."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _around(sheet: ScannedSheet, boxes: Sequence[TextBox]) -> Box:
    """Return the box in points around some text."""
    return sheet.box(
        min(b.x0 for b in boxes),
        min(b.top for b in boxes),
        max(b.x1 for b in boxes),
        max(b.bottom for b in boxes),
    )
