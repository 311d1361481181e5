"""Lay a page's characters into its ruled tables: grids with spans, and the lines outside them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.read.pdf.aligned import aligned_grids
from pipelines.read.pdf.chars import OBLIQUE, Char, PageText
from pipelines.read.pdf.geometry import Frame
from pipelines.read.pdf.jointed import implied_rules
from pipelines.read.pdf.magnified import magnification, magnified, magnified_rules, shrunk
from pipelines.read.pdf.open_rows import Row, rows_within
from pipelines.read.pdf.rulings import PageRulings
from pipelines.read.pdf.tables import CellBox, Rules, Ruling, closing_rules, closing_sides, tables_of
from pipelines.read.pdf.text import Gutter, block_text, split_lines, text_lines, turned_lines
from pipelines.values.amounts import is_blank, looks_like_figure
from pipelines.values.pages import Box, Cell, Grid, Line, Page


class Lattice:
    """One table's cells on explicit rows and columns, ready to take characters."""

    def __init__(self, boxes: Sequence[CellBox]) -> None:
        self.tops = sorted({box[1] for box in boxes})
        self.lefts = sorted({box[0] for box in boxes})
        self.right = max(box[2] for box in boxes)
        self.bottom = max(box[3] for box in boxes)
        self.boxes: list[CellBox] = []
        self.spans: list[tuple[int, int, int, int]] = []
        self.upright: dict[int, list[Char]] = defaultdict(list)
        self.turned: dict[int, list[tuple[int, Char]]] = defaultdict(list)
        self.slots: list[list[int]] = [[-1] * len(self.lefts) for _ in self.tops]
        row_of = {top: i for i, top in enumerate(self.tops)}
        column_of = {left: i for i, left in enumerate(self.lefts)}
        for box in sorted(boxes, key=lambda b: (b[1], b[0])):
            row, column = row_of[box[1]], column_of[box[0]]
            last_row = bisect_right(self.tops, box[3] - 1e-9)
            last_column = bisect_right(self.lefts, box[2] - 1e-9)
            self._place(box, row, column, last_row, last_column)

    def _place(self, box: CellBox, row: int, column: int, last_row: int, last_column: int) -> None:
        """Give a cell its slots; a slot that two cells claim goes to the one that begins there."""
        index = len(self.boxes)
        taken = self.slots[row][column]
        if taken >= 0:
            r, c, rows, columns = self.spans[taken]
            # Shorten the earlier cell to what lies above or left of this one.
            rows, columns = (row - r, columns) if row > r else (rows, column - c)
            self.spans[taken] = (r, c, rows, columns)
            for i, line in enumerate(self.slots):
                for j, slot in enumerate(line):
                    if slot == taken and not (r <= i < r + rows and c <= j < c + columns):
                        line[j] = -1
        end = column + 1
        if taken < 0 and last_column == end and last_row == row + 1:
            self.slots[row][column] = index
            self.boxes.append(box)
            self.spans.append((row, column, 1, 1))
            return
        while end < last_column and self.slots[row][end] < 0:
            end += 1
        for r in range(row, last_row):
            if r > row and any(s >= 0 for s in self.slots[r][column:end]):
                last_row = r
                break
            self.slots[r][column:end] = [index] * (end - column)
        self.boxes.append(box)
        self.spans.append((row, column, last_row - row, end - column))

    @property
    def area(self) -> float:
        """Return the area of the table's box in square points."""
        return (self.right - self.lefts[0]) * (self.bottom - self.tops[0])

    def find(self, x: float, y: float) -> int:
        """Return the cell at a point, or -1."""
        row = bisect_right(self.tops, y) - 1
        column = bisect_right(self.lefts, x) - 1
        if row < 0 or column < 0:
            return -1
        index = self.slots[row][column]
        if index >= 0:
            box = self.boxes[index]
            if x >= box[2] or y >= box[3]:
                return -1
        return index

    def take(self, chars: Sequence[Char]) -> list[Char]:
        """Put each upright character into the cell around its centre; return those that lie in none."""
        tops, lefts, slots, upright = self.tops, self.lefts, self.slots, self.upright
        rights = [box[2] for box in self.boxes]
        bottoms = [box[3] for box in self.boxes]
        left, top, right, bottom = lefts[0], tops[0], self.right, self.bottom
        outside = []
        for ch in chars:
            x, y = (ch[1] + ch[3]) / 2, (ch[2] + ch[4]) / 2
            if left <= x < right and top <= y < bottom:
                index = slots[bisect_right(tops, y) - 1][bisect_right(lefts, x) - 1]
                if index >= 0 and x < rights[index] and y < bottoms[index]:
                    upright[index].append(ch)
                    continue
            outside.append(ch)
        return outside

    def grid(self) -> Grid:
        """Return the table with its texts; rows that only stand at one height count as rows."""
        upright, turned = self.upright, self.turned
        cells = [
            Cell(row, column, block_text(upright.get(i, ()), turned.get(i, ())), rows, columns, Box(*box))
            for i, (box, (row, column, rows, columns)) in enumerate(zip(self.boxes, self.spans, strict=True))
        ]
        box = Box(self.lefts[0], self.tops[0], self.right, self.bottom)
        opened = self._opened(cells)
        if not opened:
            return Grid(len(self.tops), len(self.lefts), tuple(cells), box)
        return Grid(*_with_rows(cells, opened, len(self.tops)), box)

    def _opened(self, cells: Sequence[Cell]) -> dict[int, list[Row]]:
        """Return the rows within the ruled rows that hold several."""
        tall = {cell.row for cell in cells if cell.text.count("\n") > 0}
        tall -= {r for cell in cells if cell.row_span > 1 for r in range(cell.row, cell.row + cell.row_span)}
        if not tall:
            return {}
        figured = {cell.row for cell in cells if cell.row in tall and _begins_with_figure(cell.text)}
        found: dict[int, list[Row]] = {}
        for row in sorted(figured):
            here = {i: span for i, span in enumerate(self.spans) if span[0] == row}
            if any(i in self.turned or span[3] > 1 for i, span in here.items()):
                continue
            is_only = row == len(self.tops) - 1 and not any(
                cell.row != row and _begins_with_figure(cell.text) for cell in cells
            )
            columns = {span[1]: self.upright.get(i, ()) for i, span in here.items()}
            if rows := rows_within(columns, is_only=is_only):
                found[row] = rows
        return found


def _begins_with_figure(text: str) -> bool:
    """Tell whether the first line of a cell that is more than a dash is a figure."""
    return looks_like_figure(next((line for line in text.split("\n") if not is_blank(line)), ""))


def _with_rows(
    cells: Sequence[Cell], opened: Mapping[int, list[Row]], n_rows: int
) -> tuple[int, int, tuple[Cell, ...]]:
    """Return height, width and cells of a grid whose ruled rows are divided; each is as high as its text."""
    shift: list[int] = []
    added = 0
    for row in range(n_rows):
        shift.append(added)
        added += len(opened[row]) - 1 if row in opened else 0
    columns = 1 + max(cell.column + cell.column_span - 1 for cell in cells)
    found = [replace(cell, row=cell.row + shift[cell.row]) for cell in cells if cell.row not in opened]
    for row, rows in opened.items():
        own = sorted((cell for cell in cells if cell.row == row), key=lambda cell: cell.column)
        for number, texts in enumerate(rows):
            for cell in own:
                text, around = texts.get(cell.column, ("", None))
                box = cell.box if cell.box is None or around is None else _level(cell.box, around)
                found.append(replace(cell, row=row + shift[row] + number, text=text, box=box))
    return n_rows + added, columns, tuple(sorted(found, key=lambda cell: (cell.row, cell.column)))


def _level(cell: Box, text: Box) -> Box:
    """Return the part of a cell at the height of a text."""
    return Box(cell.x0, max(cell.top, text.top), cell.x1, min(cell.bottom, text.bottom))


def lay_out(number: int, frame: Frame, text: PageText, rulings: PageRulings, reader: str) -> Page:
    """Return a page from its characters and rulings; small print as if it were magnified."""
    by = magnification(text)
    if by > 1:
        text, rulings = magnified(text, by), magnified_rules(rulings, by)
    tables = _tables(rulings, text.upright)
    page = lay_out_tables(number, frame, text, tables, reader, rulings.horizontal)
    return shrunk(page, by) if by > 1 else page


def lay_out_tables(
    number: int,
    frame: Frame,
    text: PageText,
    tables: Sequence[Sequence[CellBox]],
    reader: str,
    horizontal: Sequence[Ruling] = (),
) -> Page:
    """Return a page from its characters and the cells of its ruled tables; others are found by alignment."""
    lattices = [Lattice(boxes) for boxes in tables]
    outside, turned_outside = _share_out(text, lattices)
    printed = split_lines(outside)
    aligned, beside = aligned_grids(outside, printed, horizontal)
    if len(beside) < len(outside):
        printed = split_lines(beside)
    grids = (*(lattice.grid() for lattice in lattices), *aligned)
    lines = text_lines(printed, _gutters([grid.box for grid in grids if grid.box is not None]))
    for way, chars in turned_outside.items():
        lines = sorted(lines + turned_lines(way, chars), key=_reading_order)
    return Page(number, frame.width, frame.height, tuple(lines), grids, reader)


def _gutters(boxes: Sequence[Box]) -> list[Gutter]:
    """Return the gaps between tables that stand beside each other with none between them."""
    found: list[Gutter] = []
    ordered = sorted(boxes, key=lambda box: box.x0)
    for at, left in enumerate(ordered):
        near: list[Box] = []
        for right in ordered[at + 1 :]:
            if left.is_beside(right) and not any(box.is_beside(right) for box in near):
                near.append(right)
        middle = (left.x0 + left.x1) / 2
        found += [(max(left.top, r.top), middle, left.x1, r.x0, (r.x0 + r.x1) / 2) for r in near]
    return found


def _reading_order(line: Line) -> tuple[float, float]:
    """Order lines from top to bottom, then from left to right."""
    return (line.box.top, line.box.x0) if line.box is not None else (0.0, 0.0)


def _tables(rulings: PageRulings, chars: Sequence[Char]) -> list[list[CellBox]]:
    """Return the tables of a page.

    Upright rules that joints imply, and white ones, count only outside the tables that visible rules form.
    """
    across, upright = Rules(rulings.horizontal), Rules(rulings.vertical)
    across += closing_rules(across, upright)
    upright += closing_sides(across, upright)
    tables = tables_of(across, upright)
    implied = implied_rules(_outside(rulings.horizontal, [_around(table) for table in tables]), chars)
    if implied:
        upright += implied
        tables = tables_of(across, upright)
    if rulings.white_horizontal or rulings.white_vertical:
        boxes = [_around(table) for table in tables]
        horizontal = _outside(rulings.white_horizontal, boxes)
        vertical = [r for r in rulings.white_vertical if not _inside(r[0], (r[1] + r[2]) / 2, boxes)]
        if horizontal or vertical:
            tables = tables_of(across + horizontal, upright + vertical)
    return tables


def _outside(horizontal: Sequence[Ruling], boxes: Sequence[CellBox]) -> list[Ruling]:
    """Return the horizontal rules outside some boxes."""
    return [rule for rule in horizontal if not _inside((rule[1] + rule[2]) / 2, rule[0], boxes)]


def _around(boxes: Sequence[CellBox]) -> CellBox:
    """Return the box around some cells and 1 pt more."""
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0) - 1, min(top) - 1, max(x1) + 1, max(bottom) + 1


def _inside(x: float, y: float, boxes: Sequence[CellBox]) -> bool:
    """Return whether a point lies in any of the boxes."""
    return any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in boxes)


def _share_out(text: PageText, lattices: Sequence[Lattice]) -> tuple[list[Char], dict[int, list[Char]]]:
    """Hand each character to the cell around its centre, innermost table first; return those outside."""
    if not lattices:
        return text.upright, text.turned
    inner_first = sorted(lattices, key=lambda lattice: lattice.area)
    outside = text.upright
    for lattice in inner_first:
        outside = lattice.take(outside)
    turned: dict[int, list[Char]] = defaultdict(list)
    for way, chars in text.turned.items():
        for ch in chars:
            x, y = (ch[1] + ch[3]) / 2, (ch[2] + ch[4]) / 2
            for lattice in inner_first:
                index = lattice.find(x, y) if way != OBLIQUE else -1
                if index >= 0:
                    lattice.turned[index].append((way, ch))
                    break
            else:
                turned[way].append(ch)
    return outside, turned
