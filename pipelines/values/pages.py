"""Pages and grids: what a reader makes of a document's bytes.

Geometry is in points (1/72 inch) with the origin in the top left corner of the page *as displayed*
(page rotation and crop box applied), ``top`` < ``bottom``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pipelines.values.frozen import value


class Box(NamedTuple):
    """A rectangle in points, origin top left, y downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    def is_beside(self, other: Box) -> bool:
        """Tell whether two tables share more than half of the lower one's height and nothing of their width."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        lower = min(self.bottom - self.top, other.bottom - other.top)
        return 2 * shared > lower and (self.x1 <= other.x0 or other.x1 <= self.x0)


@value(frozen=True, slots=True)
class Line:
    """One visual line of text; words that stand apart are joined by single spaces.

    ``is_heading`` says that the file marks it as a heading; where no such marks are, nothing is said.
    """

    text: str
    box: Box | None = None
    is_heading: bool = False


@value(frozen=True, slots=True)
class Cell:
    """One cell of a grid. ``row`` and ``column`` (from 0) name its top left slot; spans are at least 1.

    ``text`` keeps the printed line breaks as ``\\n``; an empty cell has ``''``. ``reference`` says where the
    cell stands in a format without geometry (``收入决算表!C7``). ``confidence`` is between 0 and 1 where the
    text was recognised from an image. ``shown`` is where the cell stands on the page as displayed, where ``box`` does
    not say that: of a page that was scanned turned or bent, boxes are those of the page upright and flat.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    reference: str = ""
    confidence: float | None = None
    shown: Box | None = None


@dataclass(frozen=True)
class Grid:
    """A table as ruled or aligned on one page: every slot is covered by at most one cell.

    The boxes of a ruled table's cells are what the rules enclose; where ``is_ruled`` is not true they are those of
    their texts, as only the texts' edges tell the columns. ``shown`` is as in :class:`Cell`.
    """

    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]
    box: Box | None = None
    is_ruled: bool = True
    shown: Box | None = None

    @cached_property
    def slots(self) -> dict[tuple[int, int], Cell]:
        """Map each (row, column) slot to the cell that covers it, spans included."""
        found: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            if cell.row_span == cell.column_span == 1:
                found[cell.row, cell.column] = cell
                continue
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    found[row, column] = cell
        return found

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that covers a slot, or None where the grid has a hole."""
        return self.slots.get((row, column))

    @cached_property
    def _rows(self) -> list[list[Cell]]:
        slots, columns = self.slots, range(self.n_columns)
        covering = ([slots.get((row, column)) for column in columns] for row in range(self.n_rows))
        return [list({id(cell): cell for cell in cells if cell is not None}.values()) for cells in covering]

    def row(self, row: int) -> list[Cell]:
        """Return the distinct cells that touch a row, left to right."""
        return list(self._rows[row]) if 0 <= row < self.n_rows else []


@value(frozen=True, slots=True)
class Page:
    """One page, sheet or screen: text lines outside the grids, and the grids, each in reading order."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    reader: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a person sees in a document and its reader could not read; ``page`` None: anywhere.

    ``is_damage``: the bytes are damaged, so that what was read there may not be what stood there. ``is_unseen``: the
    document holds figures that it does not show (hidden rows); nothing that it shows is lost, but its sums may be
    made of them.
    """

    text: str
    page: int | None = None
    is_damage: bool = False
    is_unseen: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one document's bytes. ``notes`` name what was odd but did not stop it.

    ``losses`` are what was not read though it can be seen. ``tools`` names the programs and extras that it used, or
    would have used were they here (:mod:`pipelines.formats.tools`).
    """

    media_type: str
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = field(default=())
    tools: frozenset[str] = frozenset()
    losses: tuple[Loss, ...] = ()
