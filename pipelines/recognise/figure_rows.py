"""Figure rows: which rows of a grid print figures, and which of them a form of one row of figures means."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from pipelines.recognise.figures import TableState
from pipelines.recognise.header_rows import is_column_number_row
from pipelines.recognise.headers import TOTAL_LABELS
from pipelines.recognise.heads import Role
from pipelines.values.amounts import FigureError, looks_like_figure, parse_figure
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import key, squeeze

_MOST_TOTALS: Final = 20
"""A list of so many rows called totals has no one total of all its units."""


def own_cell(grid: Grid, row: int, column: int) -> Cell | None:
    """Return the cell that starts in this very slot."""
    cell = grid.at(row, column)
    return cell if cell is not None and cell.row == row and cell.column == column else None


def figure_rows(grid: Grid, first_row: int) -> list[int]:
    """Return the data rows that print figures; where none does, those in which pictures may be figures."""
    rows = [row for row in range(first_row, grid.n_rows) if not is_column_number_row(grid.row(row))]
    printed = [row for row in rows if any(looks_like_figure(cell.text) for cell in grid.row(row))]
    return printed or [row for row in rows if any(PICTURE in cell.text for cell in grid.row(row))]


def prints_figures(grid: Grid, first_row: int, column: int) -> bool:
    """Tell whether a column prints a figure below the header."""
    cells = (own_cell(grid, row, column) for row in range(first_row, grid.n_rows))
    return any(cell is not None and looks_like_figure(cell.text) for cell in cells)


def rows_to_read(grid: Grid, first_row: int, page: int, state: TableState) -> list[int]:
    """Return the row of figures that a form of one row prints; none, with a note, where nothing tells it from others.

    Beside a row for each unit it is their total, which the others add up to; these are noted.
    """
    rows = figure_rows(grid, first_row)
    if len(rows) < 2:
        return rows
    named = [row for row in rows if any(key(cell.text) in TOTAL_LABELS for cell in grid.row(row))]
    tried = named or rows[:1]
    if len(tried) > _MOST_TOTALS:
        tried = []
    totals = [row for row in tried if _add_up(grid, row, _lowest(grid, rows, row, state), state)]
    if len(totals) == 1:
        for row in rows:
            if row not in totals:
                told = "a row for one unit: only the total of all units was taken"
                state.note("ambiguous_row", _first_text(grid, row), told, page, row)
        return totals
    told = "this form prints one row of figures; none was taken"
    state.note("ambiguous_row", f"{len(rows)} rows", told, page, rows[1])
    return []


def _lowest(grid: Grid, rows: Sequence[int], total: int, state: TableState) -> list[int]:
    """Return the rows beside a total, without units whose own units follow, as their numbers tell (101, 101001)."""
    codes = {row: _unit_code(grid, row, state) for row in rows if row != total}
    ordered = sorted(set(codes.values()))
    whole = {code for code, after in pairwise(ordered) if after.startswith(code)}
    return [row for row, code in codes.items() if not code or code not in whole]


def _unit_code(grid: Grid, row: int, state: TableState) -> str:
    figures = {head.index for head in state.heads if head.role is Role.FIGURE}
    texts = (squeeze(cell.text) for cell in grid.row(row) if cell.column not in figures)
    return next((text for text in texts if text.isdecimal()), "")


def _add_up(grid: Grid, total: int, rows: Sequence[int], state: TableState) -> bool:
    """Tell whether rows add up to another one in every column of figures, blank cells being nothing."""
    columns = [head.index for head in state.heads if head.role is Role.FIGURE]
    try:
        sums = [sum((_amount(grid, row, column) for row in rows), Decimal(0)) for column in columns]
        return bool(columns) and sums == [_amount(grid, total, column) for column in columns]
    except FigureError:
        return False


def _amount(grid: Grid, row: int, column: int) -> Decimal:
    cell = own_cell(grid, row, column)
    figure = parse_figure(cell.text) if cell is not None else None
    return figure.value if figure is not None else Decimal(0)


def _first_text(grid: Grid, row: int) -> str:
    texts = (squeeze(cell.text) for cell in grid.row(row))
    return next((text for text in texts if any(map(str.isalpha, text))), "")
