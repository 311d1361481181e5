"""Performance targets of many projects in one table: a row for each project, a column for each kind of indicator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pipelines.values.pages import Cell, Grid
from pipelines.values.text import key, squeeze

_INDICATOR: Final = re.compile(r"(?:数量|质量|时效|成本|效益|影响|满意度)指标$")
_FEWEST: Final = 3
_PROJECT: Final = re.compile(r"(?:项目|专项)(?:名称)?$|名称$")
_AMOUNT: Final = re.compile(
    r"^(?:(?:年度|项目|专项)?资金(?:总额|合计)?|预算(?:金额|数|安排)?|金额|合计|总计)$"
)


def indicator_columns(grid: Grid) -> tuple[int, dict[int, str]]:
    """Return the first row below the header of such a table, and what its columns print; nothing where it is none.

    What a column prints is ``project``, ``amount``, or the two levels of an indicator (产出指标/数量指标).
    """
    for row in range(grid.n_rows):
        own = {cell.column: cell for cell in grid.row(row) if _INDICATOR.search(key(cell.text))}
        kinds = {column: cell for column, cell in own.items() if cell.column_span == 1}
        if len(kinds) < _FEWEST:
            continue
        below = row + max(cell.row_span for cell in kinds.values())
        columns = {column: _levels(grid, row, cell) for column, cell in kinds.items()}
        for column in range(grid.n_columns):
            cell = grid.at(row, column)
            if cell is None or column in columns or cell.column != column:
                continue
            word = key(cell.text)
            if _AMOUNT.search(word) and "amount" not in columns.values():
                columns[column] = "amount"
            elif _PROJECT.search(word) and not _INDICATOR.search(word):
                columns[column] = "project"
        return (below, columns) if "project" in columns.values() else (0, {})
    return 0, {}


def _levels(grid: Grid, row: int, cell: Cell) -> str:
    above = grid.at(row - 1, cell.column) if row else None
    group = squeeze(above.text) if above is not None and above is not cell and above.row < row else ""
    return f"{group}/{squeeze(cell.text)}"


def project_of(grid: Grid, row: int, columns: Mapping[int, str]) -> str:
    """Return the project that a row is of: the last of its names, ``''`` where it prints none."""
    names = [
        squeeze(cell.text)
        for column, name in columns.items()
        if name == "project" and (cell := grid.at(row, column)) is not None and squeeze(cell.text)
    ]
    return names[-1] if names else ""
