"""Grids whose cells were laid out by marks in a text: labels that slipped into the next column, merged totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipelines.recognise.ragged.performance import mend_performance
from pipelines.values.amounts import looks_like_figure
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import squeeze

_LANE_TOTAL: Final = re.compile(r"(?:人员|公用)经费合计$")
_HEAD_ROWS: Final = 4


def mend_grid(grid: Grid) -> Grid:
    """Return a grid without geometry with its slipped labels put right; any other grid is returned as it is.

    A merged cell leaves empty cells behind it when its text is written between marks: a lane's total
    (公用经费合计) covers those up to its figure. A label whose own cell is empty may stand in the line number's
    column (行次).
    """
    if any(cell.box is not None for cell in grid.cells):
        return grid
    mended = mend_performance(_mend_line_numbers(grid))
    rows = {cell.row for cell in mended.cells if "计" in cell.text and _LANE_TOTAL.search(squeeze(cell.text))}
    wide = [cell for row in sorted(rows) for cell in _lane_totals(mended, row)]
    if not wide:
        return mended
    covered = {
        (cell.row, column) for cell in wide for column in range(cell.column, cell.column + cell.column_span)
    }
    kept = [other for other in mended.cells if (other.row, other.column) not in covered]
    return replace(mended, cells=(*kept, *wide))


def _mend_line_numbers(grid: Grid) -> Grid:
    pairs: list[tuple[int, int]] = []
    for row in range(min(_HEAD_ROWS, grid.n_rows)):
        texts = {cell.column: squeeze(cell.text) for cell in grid.row(row) if cell.row == row}
        pairs = [(c - 1, c) for c, text in texts.items() if text == "行次" and texts.get(c - 1) == "项目"]
        if pairs:
            break
    if not pairs:
        return grid
    moved: dict[tuple[int, int], Cell] = {}
    for row in range(_HEAD_ROWS, grid.n_rows):
        for name, number in pairs:
            label, slipped = grid.at(row, name), grid.at(row, number)
            if label is None or slipped is None or squeeze(label.text) or label is slipped:
                continue
            if squeeze(slipped.text) and not looks_like_figure(slipped.text):
                moved[row, name] = replace(slipped, column=name)
                moved[row, number] = replace(label, column=number)
    if not moved:
        return grid
    cells = tuple(moved.get((cell.row, cell.column), cell) for cell in grid.cells)
    return replace(grid, cells=cells)


def _lane_totals(grid: Grid, row: int) -> Iterator[Cell]:
    """Yield a row's totals of a lane as wide as what they cover."""
    cells = [cell for cell in grid.row(row) if cell.row == row]
    for index, cell in enumerate(cells):
        if not _LANE_TOTAL.search(squeeze(cell.text)) or cell.column_span > 1:
            continue
        after = next((other for other in cells[index + 1 :] if squeeze(other.text)), None)
        if after is not None and looks_like_figure(after.text) and after.column - cell.column > 1:
            yield replace(cell, column_span=after.column - cell.column)
