"""The unit of one row: rows of a table count in units of their own where their labels or a column of units say so."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.recognise.figure_rows import own_cell
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.values.amounts import UNIT_YUAN, column_word
from pipelines.values.pages import Grid
from pipelines.values.text import squeeze

_UNIT_HEADERS = frozenset(("单位", "金额单位", "货币单位"))
_COUNTS = ("数量", "单价")
"""Beside these a unit is what goods are counted in."""


def row_unit(grid: Grid, row: int, heads: Sequence[ColumnHead], label: str) -> str | None:
    """Return the money unit that a row prints in its label (园区招商（元）) or under 单位, None where it prints none.

    Where the table counts goods, the unit of a row is not that of its money.
    """
    _, told = column_word(squeeze(label))
    if told is not None or any(word in head.printed for head in heads for word in _COUNTS):
        return told
    for head in heads:
        if head.role is Role.FIGURE or not head.path or squeeze(head.path[-1]) not in _UNIT_HEADERS:
            continue
        cell = own_cell(grid, row, head.index)
        if cell is not None and squeeze(cell.text) in UNIT_YUAN:
            return squeeze(cell.text)
    return None
