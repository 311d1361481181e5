"""Halves: forms too wide for a page, whose right columns stand on another page in rows of the same places.

A spreadsheet that is printed without being fitted to the page goes down first and then over: all pages of the left
columns, then as many of the right ones, which have no labels or print them again. The parts are joined to one table
for recognition, the right columns beside the left ones, and given back to their pages afterwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.recognise.context import PAGE_NUMBER
from pipelines.recognise.tables import Kept, TableReader
from pipelines.recognise.titles import match_title
from pipelines.values.amounts import find_unit, looks_like_figure
from pipelines.values.items import FormTable, LineItem, Note
from pipelines.values.pages import Box, Cell, Grid, Line, Page
from pipelines.values.text import squeeze

_APART: Final = 2.0
"""Rows of one sheet stand within this many points of each other on its pages."""
_BESIDE: Final = 10.0
_FEWEST_ROWS: Final = 3
_MOST_LABELS: Final = 6
_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")
_WORDS: Final = re.compile(r"[一-龥]{2}")


@dataclass(frozen=True, slots=True)
class _Half:
    """Right columns that were joined to the table of another page: their own page, and how far they were moved."""

    left_page: int
    page: int
    moved: float
    begins: float
    ends: float

    def holds(self, page: int | None, box: Box | None) -> bool:
        """Tell whether a place of the joined table is in these columns."""
        return page == self.left_page and box is not None and self.begins <= box.x0 < self.ends


@dataclass(slots=True)
class Halves:
    """A document's pages with the halves of wide tables joined, and the way back."""

    pages: tuple[Page, ...]
    own_pages: tuple[Page, ...]
    halves: list[_Half]

    def give_back(self, reader: TableReader) -> None:
        """Put figures, notes and parts of what was read on the pages and places where they are printed."""
        if not self.halves:
            return
        reader.pages = self.own_pages
        columns: dict[tuple[int, int, int], _Half] = {}
        for kept in reader.kept:
            for grid, _, page in kept.parts:
                for cell in grid.cells:
                    if (half := self._half(page, cell.box)) is not None:
                        columns[kept.table_no, page, cell.column + 1] = half
        reader.tables = [self._table(table) for table in reader.tables]
        reader.kept = [replace(kept, parts=tuple(self._parts(kept))) for kept in reader.kept]
        reader.notes = [self._note(note, columns) for note in reader.notes]

    def _half(self, page: int | None, box: Box | None) -> _Half | None:
        return next((half for half in self.halves if half.holds(page, box)), None)

    def _table(self, table: FormTable) -> FormTable:
        items = tuple(map(self._item, table.items))
        last = max((item.page for item in items), default=table.page_last)
        return replace(table, items=items, page_last=max(last, table.page_last))

    def _item(self, item: LineItem) -> LineItem:
        half = self._half(item.page, item.box)
        if half is None or item.box is None:
            return item
        return replace(item, page=half.page, row_page=item.page, box=_moved(item.box, -half.moved))

    def _parts(self, kept: Kept) -> Iterator[tuple[Grid, int, int]]:
        for grid, first, page in kept.parts:
            found: dict[_Half | None, list[Cell]] = {}
            for cell in grid.cells:
                half = self._half(page, cell.box)
                box = _moved(cell.box, -half.moved) if half and cell.box else cell.box
                found.setdefault(half, []).append(replace(cell, box=box))
            for half, cells in found.items():
                yield replace(grid, cells=tuple(cells)), first, half.page if half else page

    @staticmethod
    def _note(note: Note, columns: dict[tuple[int, int, int], _Half]) -> Note:
        if note.page is None or note.table_no is None or note.column_no is None:
            return note
        half = columns.get((note.table_no, note.page, note.column_no))
        return replace(note, page=half.page) if half else note


@dataclass(slots=True)
class _Left:
    """The left half of a table on one page, with the lines there and the right columns found so far."""

    page: int
    lines: frozenset[str]
    grid: Grid
    labels: int
    right: list[tuple[int, Grid]]


def join_halves(pages: Sequence[Page]) -> Halves:
    """Return the pages with the halves of each wide table joined on the page that its left columns stand on."""
    joined = [left for left in _lefts(pages) if left.right]
    wide: dict[int, Grid] = {}
    halves: list[_Half] = []
    for left in joined:
        wide[left.page], found = _joined(left)
        halves += found
    taken = {half.page for half in halves}
    units: dict[int, list[Line]] = {}
    for half in halves:
        lines = next(page.lines for page in pages if page.number == half.page)
        units.setdefault(half.left_page, []).extend(line for line in lines if find_unit(line.text))
    changed = []
    for page in pages:
        if page.number in wide:
            changed.append(
                replace(page, grids=(wide[page.number],), lines=(*page.lines, *units[page.number]))
            )
        else:
            changed.append(replace(page, grids=()) if page.number in taken else page)
    return Halves(tuple(changed), tuple(pages), halves)


def _lefts(pages: Sequence[Page]) -> list[_Left]:
    """Return the tables that begin with labels, page by page, each with the right columns that other pages show."""
    found: list[_Left] = []
    of_table: list[_Left] = []
    for page in pages:
        if len(page.grids) != 1 or page.grids[0].box is None or not page.grids[0].is_ruled:
            of_table = [] if page.grids else of_table
            continue
        grid = page.grids[0]
        is_titled = any((t := match_title(line.text)) is not None and t.form_code for line in page.lines)
        lines = _lines(page)
        match = (
            _match(grid, of_table, is_titled=is_titled) if of_table and lines <= of_table[0].lines else None
        )
        if match is not None:
            left, columns = match
            left.right.append((page.number, columns))
            continue
        if is_titled or any(left.right for left in of_table):
            of_table = []
        if labels := _labels(grid):
            of_table.append(_Left(page.number, lines, grid, labels, []))
            found.append(of_table[-1])
    return found


def _lines(page: Page) -> frozenset[str]:
    """Return what a page prints over its table but for page numbers, units and what says that a table goes on."""
    printed = [line.text for line in page.lines]
    printed += [
        cell.text for grid in page.grids for cell in grid.cells if 1 < grid.n_columns == cell.column_span
    ]
    texts = (_BRACKETS.sub("", squeeze(text)) for text in printed if find_unit(text) is None)
    return frozenset(text for text in texts if text and not PAGE_NUMBER.fullmatch(text))


def _match(grid: Grid, lefts: Sequence[_Left], *, is_titled: bool) -> tuple[_Left, Grid] | None:
    """Return the left half whose right columns a grid shows, with those columns; None where it shows none.

    The first of those with the fewest right parts is next. A grid with a title above it must print the labels again.
    """
    fewest = min(len(left.right) for left in lefts)
    left = next(left for left in lefts if len(left.right) == fewest)
    if not _has_rows_of(grid, left.grid):
        return None
    labels = _labels(grid)
    if labels:
        same = labels == left.labels and _texts(grid, labels) == _texts(left.grid, labels)
        header, other = _header(grid, labels), _header(left.grid, labels)
        is_new = header != other or (not header and any(one.right for one in lefts))
        return (left, _from_column(grid, labels)) if same and is_new else None
    has_figures = any(looks_like_figure(cell.text) for cell in grid.cells)
    is_bare = (
        not is_titled and has_figures and not _WORDS.search("".join(c.text for c in _below_header(grid)))
    )
    return (left, grid) if is_bare and _is_headed(grid, left) else None


def _is_headed(grid: Grid, left: _Left) -> bool:
    """Tell whether a grid begins with words where the left half begins with a header."""
    worded = any(_WORDS.search(squeeze(cell.text)) for cell in grid.cells if cell.row == 0)
    return worded == (_header_rows(left.grid) > 0)


def _labels(grid: Grid) -> int:
    """Return how many columns at the left name and number the rows; 0 where none has words in half of the rows."""
    rows = {cell.row for cell in grid.cells if looks_like_figure(cell.text)}
    if len(rows) < _FEWEST_ROWS - 1:
        return 0
    for column in range(min(_MOST_LABELS, grid.n_columns) - 1, -1, -1):
        worded = sum(bool(_WORDS.search(c.text)) for c in grid.cells if c.column == column and c.row in rows)
        if 2 * worded >= len(rows):
            return column + 1
    return 0


def _below_header(grid: Grid) -> list[Cell]:
    first = min((cell.row for cell in grid.cells if looks_like_figure(cell.text)), default=grid.n_rows)
    return [cell for cell in grid.cells if cell.row >= first]


def _has_rows_of(grid: Grid, left: Grid) -> bool:
    """Tell whether the rows below two headers, which begin at one height, stand in the same places."""
    tops, others = _tops(grid), _tops(left)
    first = others.get(_header_rows(left))
    if first is None or abs(tops.get(0, 0.0) - others.get(0, 0.0)) > _APART:
        return False
    own = [top for top in tops.values() if top > first - _APART]
    theirs = [top for top in others.values() if top > first - _APART]
    return len(own) == len(theirs) >= _FEWEST_ROWS - 1 and all(
        abs(one - other) <= _APART for one, other in zip(sorted(own), sorted(theirs), strict=True)
    )


def _header_rows(grid: Grid) -> int:
    """Return how many rows stand above the first figure."""
    return min((cell.row for cell in grid.cells if looks_like_figure(cell.text)), default=0)


def _tops(grid: Grid) -> dict[int, float]:
    """Return where each row begins, in points from the top of its page."""
    found: dict[int, float] = {}
    for cell in grid.cells:
        if cell.box is not None:
            found[cell.row] = min(found.get(cell.row, cell.box.top), cell.box.top)
    return found


def _texts(grid: Grid, labels: int) -> list[str]:
    return [squeeze(cell.text) for cell in _below_header(grid) if cell.column < labels]


def _header(grid: Grid, labels: int) -> list[str]:
    first = min((cell.row for cell in _below_header(grid)), default=0)
    return [squeeze(cell.text) for cell in grid.cells if cell.row < first and cell.column >= labels]


def _from_column(grid: Grid, column: int) -> Grid:
    """Return the columns of a grid from one on; a cell that begins before it is cut."""
    cells = tuple(
        replace(
            cell,
            column=max(0, cell.column - column),
            column_span=cell.column_span - max(0, column - cell.column),
        )
        for cell in grid.cells
        if cell.column + cell.column_span > column
    )
    return replace(grid, n_columns=grid.n_columns - column, cells=cells)


def _joined(left: _Left) -> tuple[Grid, list[_Half]]:
    """Return the whole table of a left half and its right columns, and where these went."""
    places = _places([left.grid, *(grid for _, grid in left.right)])
    cells = _in_rows(left.grid, places)
    columns = left.grid.n_columns
    edge = max(cell.box.x1 for cell in cells if cell.box)
    halves = []
    for number, grid in left.right:
        begins = min(cell.box.x0 for cell in grid.cells if cell.box)
        moved = edge + _BESIDE - begins
        cells += [
            replace(cell, column=cell.column + columns, box=_moved(cell.box, moved) if cell.box else None)
            for cell in _in_rows(grid, places)
        ]
        columns += grid.n_columns
        end = max(cell.box.x1 for cell in grid.cells if cell.box) + moved
        halves.append(_Half(left.page, number, moved, edge + _BESIDE / 2, end + _BESIDE / 2))
        edge = end
    cells.sort(key=lambda cell: (cell.row, cell.column))
    box = left.grid.box
    whole = replace(
        left.grid,
        n_rows=len(places),
        n_columns=columns,
        cells=tuple(cells),
        box=box._replace(x1=edge) if box else None,
    )
    return whole, halves


def _places(grids: Sequence[Grid]) -> list[float]:
    """Return where the rows of any of several grids begin, those within a small distance of each other as one."""
    found: list[float] = []
    for top in sorted(top for grid in grids for top in _tops(grid).values()):
        if not found or top - found[-1] > _APART:
            found.append(top)
    return found


def _in_rows(grid: Grid, places: Sequence[float]) -> list[Cell]:
    """Return a grid's cells in the rows of a table whose rows begin at ``places``: one may be of several of them."""
    tops = _tops(grid)
    begins = {row: bisect_left(places, top - _APART) for row, top in tops.items()}
    ends = [begins.get(row, len(places)) for row in range(grid.n_rows + 1)]
    for row in range(grid.n_rows - 1, -1, -1):
        ends[row] = begins.get(row, ends[row + 1])
    return [
        replace(cell, row=ends[cell.row], row_span=max(1, ends[cell.row + cell.row_span] - ends[cell.row]))
        for cell in grid.cells
    ]


def _moved(box: Box, by: float) -> Box:
    return box._replace(x0=box.x0 + by, x1=box.x1 + by)
