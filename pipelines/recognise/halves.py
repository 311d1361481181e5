"""Halves: forms too wide for a page, whose right columns stand on another page in rows of the same places.

A spreadsheet that is printed without being fitted to the page goes down first and then over: all pages of the left
columns, then as many of the right ones, which have no labels or print them again. Rows that stand in the same places
under another header, with no other title over them, are the same rows. The parts are joined to one table
for recognition, the right columns beside the left ones, and given back to their pages afterwards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.recognise.open_table import Kept
from pipelines.recognise.places import (
    APART,
    are_near,
    in_rows,
    is_headed_apart,
    is_of_title,
    left_edges,
    row_places,
    row_tops,
    shifted,
    texts_beside,
    without_repeated,
)
from pipelines.recognise.tables import TableReader
from pipelines.values.amounts import find_unit
from pipelines.values.items import FormTable, LineItem, Note
from pipelines.values.pages import Box, Cell, Grid, Line, Page

_BESIDE: Final = 10.0
_FEWEST_ROWS: Final = 2
_MOST: Final = 0.8
_LOWEST_ROW: Final = 40.0
"""A last row is no higher, in points."""
_CUT_ROWS: Final = 2
"""The first and the last row may have no edge where the page ends."""


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
        changed = {number for half in self.halves for number in (half.left_page, half.page)}
        own = {page.number: page for page in self.own_pages if page.number in changed}
        reader.pages = tuple(own.get(page.number, page) for page in reader.pages)
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
        return replace(item, page=half.page, row_page=item.page, box=shifted(item.box, -half.moved))

    def _parts(self, kept: Kept) -> Iterator[tuple[Grid, int, int]]:
        for grid, first, page in kept.parts:
            found: dict[_Half | None, list[Cell]] = {}
            for cell in grid.cells:
                half = self._half(page, cell.box)
                box = shifted(cell.box, -half.moved) if half and cell.box else cell.box
                found.setdefault(half, []).append(replace(cell, box=box))
            for half, cells in found.items():
                yield replace(grid, cells=tuple(cells)), first, half.page if half else page

    @staticmethod
    def _note(note: Note, columns: dict[tuple[int, int, int], _Half]) -> Note:
        if note.page is None or note.table_no is None or note.column_no is None:
            return note
        half = columns.get((note.table_no, note.page, note.column_no))
        return replace(note, page=half.page) if half else note


@dataclass(frozen=True, slots=True)
class _Part:
    """Some columns of a table on one page, and the lines beside them there."""

    page: int
    lines: tuple[Line, ...]
    grid: Grid


@dataclass(slots=True)
class _Left:
    """The left columns of a table on one page, and the right ones found so far."""

    part: _Part
    right: list[_Part] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table that may go on: what stands over it, its pages of left columns, the edges of further columns.

    ``full`` is how many right parts all left pages have, ``next`` the first of them that has no more.
    """

    texts: frozenset[str]
    top: float
    lefts: list[_Left]
    rounds: list[list[float]] = field(default_factory=list)
    full: int = 0
    next: int = 0

    def is_titled_as(self, page: Page) -> bool:
        """Tell whether a page prints no text over its table but those here, or what runs over the edge of theirs."""
        return all(any(is_of_title(text, own) for own in self.texts) for text in texts_beside(page, self.top))

    def takes(self, part: _Part) -> bool:
        """Take a page's grid as right columns where its rows stand in the places of left ones.

        The first left page with the fewest right parts is next; its right columns have another header, those of later
        pages the edges of the ones before them.
        """
        left = self.lefts[self.next]
        if not _has_rows_of(part, left.part):
            return False
        part = replace(part, grid=without_repeated(part.grid, left.part.grid))
        grid = part.grid
        if self.full < len(self.rounds):
            if not are_near(left_edges(grid), self.rounds[self.full]):
                return False
        elif self.next or not is_headed_apart(grid, left.part.grid):
            return False
        else:
            self.rounds.append(left_edges(grid))
        left.right.append(part)
        more, self.next = divmod(self.next + 1, len(self.lefts))
        self.full += more
        return True

    def goes_on(self, part: _Part) -> _Left:
        """Begin the next page of left columns: below the ones before, or below a page that has all its columns."""
        if self.full or self.next:
            self.lefts, self.full, self.next = [], 0, 0
        self.lefts.append(_Left(part))
        return self.lefts[-1]


def join_halves(pages: Sequence[Page]) -> Halves:
    """Return the pages with the halves of each wide table joined on the page that its left columns stand on."""
    joined = [left for left in _lefts(pages) if left.right]
    wide: dict[int, Grid] = {}
    halves: list[_Half] = []
    for left in joined:
        wide[left.part.page], found = _joined(left)
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
    """Return the pages that tables begin or go on, each with the right columns that other pages show."""
    found: list[_Left] = []
    table: _Table | None = None
    for page in pages:
        if len(page.grids) != 1 or page.grids[0].box is None or not page.grids[0].is_ruled:
            table = None if page.grids else table
            continue
        part = _Part(page.number, page.lines, page.grids[0])
        if table is None or not table.is_titled_as(page):
            table = _Table(texts_beside(page, is_whole=True), page.grids[0].box.top, [])
        elif table.takes(part):
            continue
        found.append(table.goes_on(part))
    return found


def _has_rows_of(part: _Part, left: _Part) -> bool:
    """Tell whether nearly all rows of two parts stand in the same places.

    A row that one of them lacks at its end is a merged cell that the page cuts: its text stands there without edges.
    """
    places = row_places([part.grid, left.grid])
    shared = len(row_tops(part.grid)) + len(row_tops(left.grid)) - len(places)
    more = len(places) - shared
    if shared < _FEWEST_ROWS or (more > _CUT_ROWS and shared < _MOST * len(places)):
        return False
    end = max(one.grid.box.bottom if one.grid.box else 0.0 for one in (part, left))
    return all(_ends_within(one, places, end) for one in (part, left))


def _ends_within(part: _Part, places: Sequence[float], end: float) -> bool:
    """Tell whether every row above or below a part's grid has a text of its page in it.

    A header row may have none where the part ends as the other one does.
    """
    box = part.grid.box
    if box is None:
        return False
    cut = {cell.row for cell in _without_edges(part, places)}
    is_whole = abs(box.bottom - end) <= APART
    return all(
        row in cut or (is_whole and top < box.top)
        for row, top in enumerate(places)
        if top < box.top - APART or top > box.bottom - APART
    )


def _joined(left: _Left) -> tuple[Grid, list[_Half]]:
    """Return the whole table of a left half and its right columns, and where these went."""
    grid = left.part.grid
    places = row_places([grid, *(part.grid for part in left.right)])
    cells = in_rows(grid, places) + _without_edges(left.part, places)
    columns = grid.n_columns
    edge = max(cell.box.x1 for cell in grid.cells if cell.box)
    halves = []
    for part in left.right:
        begins = min(cell.box.x0 for cell in part.grid.cells if cell.box)
        moved = edge + _BESIDE - begins
        cells += [
            replace(cell, column=cell.column + columns, box=shifted(cell.box, moved) if cell.box else None)
            for cell in in_rows(part.grid, places) + _without_edges(part, places)
        ]
        columns += part.grid.n_columns
        end = max(cell.box.x1 for cell in part.grid.cells if cell.box) + moved
        halves.append(_Half(left.part.page, part.page, moved, edge + _BESIDE / 2, end + _BESIDE / 2))
        edge = end
    cells.sort(key=lambda cell: (cell.row, cell.column))
    box = grid.box
    whole = replace(
        grid,
        n_rows=len(places),
        n_columns=columns,
        cells=tuple(cells),
        box=box._replace(top=min(box.top, places[0]), x1=edge) if box else None,
    )
    return whole, halves


def _without_edges(part: _Part, places: Sequence[float]) -> list[Cell]:
    """Return the texts of rows that other parts have and this one not: merged cells that the end of a page cuts."""
    own = {bisect_left(places, top - APART) for top in row_tops(part.grid).values()}
    found: dict[int, Cell] = {}
    for line in part.lines:
        if line.box is None or (row := bisect_left(places, (line.box.top + line.box.bottom) / 2) - 1) < 0:
            continue
        is_within = row + 1 < len(places) or line.box.bottom <= places[-1] + _LOWEST_ROW
        if row not in own and row not in found and is_within:
            box = line.box._replace(x0=part.grid.cells[0].box.x0) if part.grid.cells[0].box else line.box
            found[row] = Cell(row, 0, line.text, column_span=part.grid.n_columns, box=box)
    return list(found.values())
