"""Read one page image: level it, find its tables, read cells and lines, settle what is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from pipelines.read.pdf.layout import Lattice
from pipelines.read.scan import figures, ink
from pipelines.read.scan.aligned import read_aligned
from pipelines.read.scan.cells import CellText, ScanTableReader
from pipelines.read.scan.engine import Engine, Read, TextBox
from pipelines.read.scan.flat import flatten
from pipelines.read.scan.greyseals import with_grey_seals
from pipelines.read.scan.image import ScannedSheet, deskew, find_skew, quarter_turn, whiten
from pipelines.read.scan.leaves import leaves_of
from pipelines.read.scan.lines import cut_at_blanks, parted, picture_of, without_rules
from pipelines.read.scan.rulings import INK, Rulings, TooManyRulingsError, find_rulings
from pipelines.read.scan.seals import Grey
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box, Cell, Grid, Line, Page

NAME: Final = "rapidocr"
MOST_LINES: Final = 4000
"""A page of more text lines is refused: reading it would take minutes."""
LEGIBLE: Final = 0.6
"""Lines read with less confidence are noted."""
EDGE: Final = 6
"""What belongs to a table around its outer rulings, in pixels."""
AROUND: Final = 32
"""The paper around text that the detector is given, in pixels; lines twice as far apart are detected apart."""
JOINED: Final = 0.6
"""Detected boxes of one line closer than this share of its height are one word."""


Area = tuple[float, float, float, float]
"""x0, top, x1, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a level page shows: the rulings of its tables, and the lines of text outside them."""

    rulings: Rulings
    lattices: list[Lattice]
    lines: list[TextBox]

    @property
    def areas(self) -> list[Area]:
        """Return what the tables cover."""
        return _areas(self.lattices)


def read_sheet(number: int, sheet: ScannedSheet, engine: Engine, notes: list[str]) -> tuple[Page, ...]:
    """Return the pages that an image shows, in reading order; add what is doubtful to ``notes``.

    Two pages side by side on one sheet have the sheet's number and size, and boxes on the sheet.
    """
    level = whiten(sheet)
    level = deskew(level, find_skew(level.grey))
    found = _find(number, level, engine)
    seen = level
    turns = _quarter_turns(engine, level.grey, found.lines)
    if turns:
        notes.append(f"page {number} was scanned turned by {turns * 90} degrees")
        level = quarter_turn(level, 4 - turns)
        level = deskew(level, find_skew(level.grey))
    leaves = leaves_of(level)
    if len(leaves) > 1:
        notes.append(f"page {number} holds two pages side by side, which were read one after the other")
        leaves = [deskew(leaf, find_skew(leaf.grey)) for leaf in leaves]
    pages = []
    for leaf in leaves:
        flat = with_grey_seals(flatten(leaf))
        known = found if flat is seen else _find(number, flat, engine)
        pages.append(_read_leaf(number, flat, known, engine, notes))
    if not any(page.lines or page.grids for page in pages):
        notes.append(f"page {number} is an image without text")
    return tuple(pages)


def _find(number: int, level: ScannedSheet, engine: Engine) -> _Found:
    """Find the tables on a level page and detect the text outside them."""
    try:
        rulings = find_rulings(level.grey, level.seals)
    except TooManyRulingsError as error:
        raise DocumentError(
            f"page {number} is ruled too densely to be a form: {error}", page=number
        ) from error
    cells = sum(len(table) for table in rulings.tables)
    if cells > MOST_LINES:
        raise DocumentError(f"page {number} has more than {MOST_LINES} cells and lines of text", page=number)
    lattices = [Lattice(table) for table in rulings.tables]
    areas = _areas(lattices)
    lines: list[TextBox] = []
    for x0, top, x1, bottom in _outside(level.grey, areas):
        lines += [
            TextBox(b.x0 + x0, b.top + top, b.x1 + x0, b.bottom + top)
            for b in engine.detect_in(level.grey[top:bottom, x0:x1])
        ]
    if len(lines) + cells > MOST_LINES:
        raise DocumentError(f"page {number} has more than {MOST_LINES} cells and lines of text", page=number)
    return _Found(rulings, lattices, [line for line in lines if not _covers(areas, line)])


def _areas(lattices: Sequence[Lattice]) -> list[Area]:
    return [(lattice.lefts[0], lattice.tops[0], lattice.right, lattice.bottom) for lattice in lattices]


def _outside(grey: Grey, areas: Sequence[Area]) -> list[tuple[int, int, int, int]]:
    """Return the boxes around the ink outside the tables, one for each stretch of the page from top to bottom."""
    dark = grey < INK
    for x0, top, x1, bottom in areas:
        dark[
            max(0, round(top) - EDGE) : round(bottom) + EDGE, max(0, round(x0) - EDGE) : round(x1) + EDGE
        ] = 0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], dark.any(axis=1).astype(np.int8), [0]))))
    bands: list[tuple[int, int]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if bands and start - bands[-1][1] <= 2 * AROUND:
            bands[-1] = (bands[-1][0], end)
        else:
            bands.append((start, end))
    boxes = []
    for start, end in bands:
        columns = np.flatnonzero(dark[start:end].any(axis=0))
        boxes.append(
            (
                max(0, int(columns[0]) - AROUND),
                max(0, start - AROUND),
                min(grey.shape[1], int(columns[-1]) + AROUND),
                min(grey.shape[0], end + AROUND),
            )
        )
    return boxes


def _read_leaf(number: int, level: ScannedSheet, found: _Found, engine: Engine, notes: list[str]) -> Page:
    """Return the page that a level, upright and flat image shows."""
    grids = _read_tables(number, level, found, engine, notes)
    paper = without_rules(level.grey, found.rulings)
    boxes = parted(paper, found.lines)
    boxes, readings = cut_at_blanks(paper, boxes, _readings(level, boxes, engine))
    laid = read_aligned(
        number,
        level,
        paper,
        found.rulings,
        boxes,
        readings,
        tables_before=len(grids),
        engine=engine,
        notes=notes,
    )
    rest = [item for n, item in enumerate(zip(boxes, readings, strict=True)) if n not in laid.taken]
    lines = _lines(number, level, rest, notes)
    return Page(number, level.width, level.height, tuple(lines), (*grids, *laid.grids), NAME)


def _quarter_turns(engine: Engine, grey: Grey, boxes: Sequence[TextBox]) -> int:
    """Return by how many quarters clockwise a page was scanned turned, tried on a few of its lines."""
    spans = [(b, b.x1 - b.x0, b.bottom - b.top) for b in boxes]
    upright = [(b, h) for b, w, h in spans if h > 1.8 * w]
    level = [(b, w) for b, w, h in spans if w > 1.8 * h]
    if not upright and not level:
        return 0
    if len(upright) > len(level):
        sample = sorted(upright, key=lambda item: abs(item[1] - 300))[:5]
        pictures = [picture_of(grey, b) for b, _ in sample]
        ways = {1: [np.ascontiguousarray(np.rot90(p)) for p in pictures]}
        ways[3] = [np.ascontiguousarray(np.rot90(p, -1)) for p in pictures]
        scores = {turn: _mean_confidence(engine, found) for turn, found in ways.items()}
        return max(scores, key=lambda turn: scores[turn])
    sample = sorted(level, key=lambda item: abs(item[1] - 300))[:3]
    pictures = [picture_of(grey, b) for b, _ in sample]
    as_is = _mean_confidence(engine, pictures)
    if as_is > LEGIBLE:
        return 0
    turned = _mean_confidence(engine, [np.ascontiguousarray(np.rot90(p, 2)) for p in pictures])
    return 2 if turned > as_is + 0.2 else 0


def _mean_confidence(engine: Engine, pictures: Sequence[Grey]) -> float:
    """Return how well some lines read on average."""
    return float(np.mean([read.confidence for read in engine.recognise(pictures)]))


def _covers(areas: Sequence[Area], box: TextBox) -> bool:
    """Tell whether the middle of a text box lies in one of some areas."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return any(a[0] <= x <= a[2] and a[1] <= y <= a[3] for a in areas)


def _read_tables(
    number: int, sheet: ScannedSheet, found: _Found, engine: Engine, notes: list[str]
) -> list[Grid]:
    """Return the grids of a page."""
    mask = found.rulings.mask
    cut = [[ink.cut_cell(sheet.grey, mask, box) for box in lattice.boxes] for lattice in found.lattices]
    height = ink.line_height([cell for cells in cut for cell in cells])
    grids = []
    for table_no, (lattice, cells) in enumerate(zip(found.lattices, cut, strict=True), start=1):
        reader = ScanTableReader(engine, height, f"page {number}, table {table_no}", notes, sheet.seals)
        grids.append(_grid(sheet, lattice, reader.read(lattice, cells)))
    return grids


def _grid(sheet: ScannedSheet, lattice: Lattice, texts: Sequence[CellText]) -> Grid:
    """Return a table with its texts, its boxes in points of the page."""
    cells = []
    for rect, (row, column, rows, columns), text in zip(lattice.boxes, lattice.spans, texts, strict=True):
        box, shown = sheet.placed(*rect)
        cells.append(
            Cell(row, column, text.text, rows, columns, box, confidence=text.confidence, shown=shown)
        )
    around, shown = sheet.placed(lattice.lefts[0], lattice.tops[0], lattice.right, lattice.bottom)
    return Grid(len(lattice.tops), len(lattice.lefts), tuple(cells), around, shown=shown)


def _readings(sheet: ScannedSheet, boxes: Sequence[TextBox], engine: Engine) -> list[Read]:
    """Return what stands in each box of text outside the tables."""
    pictures = [picture_of(sheet.grey, box) for box in boxes]
    readings = engine.recognise(pictures)
    plain = figures.ColumnHabit()
    for i, (picture, first) in enumerate(zip(pictures, readings, strict=True)):
        if not figures.is_sure(first, plain):
            again = [first, *figures.read_again(engine, picture, first.text)]
            readings[i], _ = figures.settle(again, plain, as_figure=False)
    return readings


def _lines(
    number: int, sheet: ScannedSheet, texts: Sequence[tuple[TextBox, Read]], notes: list[str]
) -> list[Line]:
    """Return the text outside the tables, line by line from top to bottom."""
    rows: list[list[tuple[TextBox, Read]]] = []
    for item in sorted(texts, key=lambda item: item[0].top + item[0].bottom):
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
    box, _ = sheet.placed(
        min(b.x0 for b in boxes),
        min(b.top for b in boxes),
        max(b.x1 for b in boxes),
        max(b.bottom for b in boxes),
    )
    return box
