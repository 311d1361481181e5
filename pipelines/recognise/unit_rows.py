"""Rows of a header that name the unit of each column: 单位 | 万元 | 万元 | 元."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.values.amounts import column_word
from pipelines.values.pages import Grid
from pipelines.values.text import squeeze

_UNIT_WORDS: Final = frozenset(("", "单位", "金额单位", "计量单位"))


def is_unit_row(filled: Sequence[str]) -> bool:
    """Tell whether a row names the unit of each column, behind the word for it or without, and nothing else."""
    said = [column_word(text.rstrip(":：")) for text in filled]
    is_named = all(unit for _, unit in said[len(said) > 1 :])
    return bool(said) and is_named and all(words in _UNIT_WORDS for words, _ in said)


def unit_words(grid: Grid, rows: int) -> set[int]:
    """Return the ids of the cells in a header's unit rows that name no unit: the word 单位 before those that do."""
    found: set[int] = set()
    for row in range(min(rows, grid.n_rows)):
        cells = [cell for cell in grid.row(row) if cell.row == row and squeeze(cell.text)]
        if is_unit_row([squeeze(cell.text) for cell in cells]):
            found.update(id(cell) for cell in cells if not column_word(squeeze(cell.text))[1])
    return found
