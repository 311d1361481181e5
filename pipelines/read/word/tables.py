"""Tables of a Word document: rows, spans and merged cells to slots."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.read.ooxml import Element, OfficeLimits, attribute, child, is_on, local, text_of, value_of
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Cell, Grid
from pipelines.values.printed import holds_amount

_MOST_COLUMNS: Final = 1024
_SAME_EDGE: Final = 100  # twips; edges of one column were found up to 60 apart in tables drawn by hand
_LOW: Final = 40  # twips
_WRAPPERS: Final = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))


@dataclass(slots=True)
class WordCell:
    """A cell as written: its first column, how many it takes, its element, its vertical merge."""

    element: Element
    column: int
    span: int
    merge: str
    rows: int = 1


@dataclass(slots=True)
class SourceTable:
    """A ``<w:tbl>``: visible rows of cells and the columns' left edges in twips, where they are told.

    ``hidden_amounts`` counts the amounts in its hidden rows.
    """

    rows: list[list[WordCell]] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    deleted_rows: int = 0
    hidden_rows: int = 0
    hidden_amounts: int = 0


def unwrapped(parent: Element, *names: str) -> list[Element]:
    """Return the children with these local names, looking into content controls and tracked insertions."""
    found: list[Element] = []
    for one in parent:
        name = local(one)
        if name in names:
            found.append(one)
        elif name in _WRAPPERS:
            found.extend(unwrapped(one, *names))
    return found


def source_table(element: Element) -> SourceTable:
    """Read a table's structure. Raises DocumentError for more columns than any table has."""
    table = SourceTable(edges=[0])
    for column in (
        unwrapped(child(element, "tblGrid"), "gridCol") if child(element, "tblGrid") is not None else ()
    ):
        table.edges.append(table.edges[-1] + _whole(attribute(column, "w"), 0))
    for row in unwrapped(element, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            table.deleted_rows += 1
        elif is_on(properties, "hidden") or _is_flat(child(properties, "trHeight")):
            table.hidden_rows += 1
            table.hidden_amounts += sum(map(holds_amount, map(text_of, unwrapped(row, "tc"))))
        else:
            table.rows.append(_row(row, _whole(value_of(properties, "gridBefore"), 0)))
    _merge_down(table.rows)
    _straighten(table)
    return table


def _is_flat(height: Element | None) -> bool:
    """Tell whether a row is exactly so low that nothing of it is seen."""
    if height is None or attribute(height, "hRule") != "exact":
        return False
    return _whole(attribute(height, "val"), _LOW + 1) <= _LOW


def _row(row: Element, column: int) -> list[WordCell]:
    cells: list[WordCell] = []
    for element in unwrapped(row, "tc"):
        properties = child(element, "tcPr")
        span = max(1, _whole(value_of(properties, "gridSpan"), 1))
        if column + span > _MOST_COLUMNS:
            raise DocumentError(f"a table has more than {_MOST_COLUMNS:,} columns")
        across, down = child(properties, "hMerge"), child(properties, "vMerge")
        if across is not None and attribute(across, "val") != "restart" and cells:
            cells[-1].span += span
        else:
            merge = "" if down is None else attribute(down, "val") or "continue"
            cells.append(WordCell(element, column, span, merge))
        column += span
    return cells


def _merge_down(rows: list[list[WordCell]]) -> None:
    """Let cells that continue a vertical merge lengthen the one above; drop them."""
    open_cells: dict[int, WordCell] = {}
    for cells in rows:
        below: dict[int, WordCell] = {}
        for cell in list(cells):
            above = open_cells.get(cell.column)
            if cell.merge == "continue" and above is not None and above.span == cell.span:
                above.rows += 1
                below[cell.column] = above
                cells.remove(cell)
            elif cell.merge:
                below[cell.column] = cell
        open_cells = below


def _straighten(table: SourceTable) -> None:
    """Lay edges that all but coincide onto one, unless a cell would be left without a column."""
    columns = max((cell.column + cell.span for row in table.rows for cell in row), default=0)
    if len(table.edges) != columns + 1:
        return
    target = list(range(columns + 1))
    for i in range(1, columns + 1):
        if table.edges[i] - table.edges[target[i - 1]] < _SAME_EDGE:
            target[i] = target[i - 1]
    if any(target[c.column] == target[c.column + c.span] for row in table.rows for c in row):
        return
    for row in table.rows:
        for cell in row:
            end = target[cell.column + cell.span]
            cell.column = target[cell.column]
            cell.span = end - cell.column


def build_grid(table: SourceTable, texts: Sequence[Sequence[str]], number: int, limits: OfficeLimits) -> Grid:
    """Return the grid of a table; columns in which no cell begins only widen spans and are left out.

    Raises DocumentError for a table beyond the limits.
    """
    starts = sorted({cell.column for row in table.rows for cell in row})
    if len(table.rows) * len(starts) > limits.slots:
        raise DocumentError(f"table {number} has more than {limits.slots:,} slots")
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for r, (row, row_texts) in enumerate(zip(table.rows, texts, strict=True)):
        for cell, text in zip(row, row_texts, strict=True):
            left, right = bisect_left(starts, cell.column), bisect_left(starts, cell.column + cell.span)
            if cell.rows == 1 and right == left + 1:
                if (r, left) not in taken:
                    taken.add((r, left))
                    reference = f"table {number} row {r + 1} column {left + 1}"
                    cells.append(Cell(r, left, text, reference=reference))
                continue
            slots = {(i, c) for i in range(r, r + cell.rows) for c in range(left, right)} - taken
            if (r, left) not in slots:
                continue
            right = next((c for c in range(left, right) if (r, c) not in slots), right)
            bottom = r
            while bottom < r + cell.rows and all((bottom, c) in slots for c in range(left, right)):
                bottom += 1
            taken |= {(i, c) for i in range(r, bottom) for c in range(left, right)}
            reference = f"table {number} row {r + 1} column {left + 1}"
            cells.append(Cell(r, left, text, bottom - r, right - left, reference=reference))
    return Grid(len(table.rows), len(starts), tuple(cells))


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default
