"""Places: where the rows and columns of a grid stand on its page, and what is printed beside it there.

What tells that grids of several pages are parts of one table, whose rows stand in the same places.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.recognise.context import PAGE_NUMBER
from pipelines.recognise.headers import header_paths, role_of
from pipelines.recognise.heads import Role
from pipelines.values.amounts import find_unit, looks_like_figure
from pipelines.values.pages import Box, Cell, Grid, Page
from pipelines.values.text import squeeze

APART: Final = 2.0
"""Rows of one sheet stand within this many points of each other on its pages."""
_SHORTEST_TITLE: Final = 5
_OVER_THE_EDGE: Final = 8
"""So many letters of a title may run over to the next page."""
_BESIDE_TITLES: Final = re.compile(rf"{PAGE_NUMBER.pattern}|[一-龥]{{0,6}}\d{{1,3}}(?:[-—]\d{{1,2}})?表?")
"""Numbers of pages and of forms: 公开05表, 附表5-1."""
_OF_LABELS: Final = (Role.CODE, Role.NAME, Role.LINE_NUMBER)
_SIDES: Final = ("收入", "支出")
_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")
_WORDS: Final = re.compile(r"[一-龥]{2}")


def texts_beside(page: Page, top: float = math.inf, *, is_whole: bool = False) -> frozenset[str]:
    """Return what a page prints over and below its table, but for numbers of pages and forms, and units.

    Lines from ``top`` to the end of the grid are the table's. Brackets are left out, or stand in texts beside those
    without them (``is_whole``).
    """
    end = max((grid.box.bottom for grid in page.grids if grid.box), default=0.0)
    printed = [line.text for line in page.lines if line.box is None or not top <= line.box.top < end]
    for grid in page.grids:
        wide = (cell.text for cell in grid.cells if 1 < grid.n_columns == cell.column_span)
        printed += (text for text in wide if len(text) >= _SHORTEST_TITLE)
    found = set()
    for text in map(squeeze, printed):
        bare = _BRACKETS.sub("", text)
        if bare and find_unit(bare) is None and not _BESIDE_TITLES.fullmatch(bare):
            found |= {bare, text} if is_whole else {bare}
    return frozenset(found)


def is_of_title(text: str, title: str) -> bool:
    """Tell whether a text is a title, its end beyond the page's edge, or the title printed over itself."""
    if len(text) <= _OVER_THE_EDGE:
        return text in title
    return text == title or (len(text) > len(title) and set(text) <= set(title))


def without_repeated(grid: Grid, left: Grid) -> Grid:
    """Return a grid without the first columns that print again what the left ones do."""
    column = 0
    while column < min(grid.n_columns, left.n_columns) - 1 and _column(grid, column) == _column(left, column):
        column += 1
    if not column:
        return grid
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


def _column(grid: Grid, column: int) -> list[str]:
    """Return the texts of a column below the header."""
    first = _header_rows(grid)
    return [text for c in grid.cells if c.column == column and c.row >= first and (text := squeeze(c.text))]


def is_headed_apart(grid: Grid, left: Grid) -> bool:
    """Tell whether a grid has a header, and none of its columns of figures has one of the left ones.

    The two sides of a form may have the same headers (项目, 金额), over other labels; in columns of the same places
    they are those of the next page, unless 收入 and 支出 stand over them.
    """
    header, other = _headers(grid), _headers(left)
    if not header:
        return False
    if not {path[-1] for path in header} & {path[-1] for path in other}:
        return True
    sides = {path[0] for path in header} | {path[0] for path in other} == set(_SIDES)
    if are_near(left_edges(grid), left_edges(left)) and not sides:
        return False
    words, others = _labels(grid), _labels(left)
    return bool(words) and 2 * len(words & others) < len(words)


def _headers(grid: Grid) -> set[tuple[str, ...]]:
    """Return the headers of the columns that print no labels, those with words."""
    paths = header_paths(grid, _header_rows(grid))
    return {path for path in paths if role_of(path) not in _OF_LABELS and _WORDS.search("".join(path))}


def _labels(grid: Grid) -> set[str]:
    rows = _header_rows(grid)
    return {text for cell in grid.cells if cell.row >= rows and _WORDS.search(text := squeeze(cell.text))}


def _header_rows(grid: Grid) -> int:
    """Return how many rows stand above the first figure."""
    return min((cell.row for cell in grid.cells if looks_like_figure(cell.text)), default=0)


def left_edges(grid: Grid) -> list[float]:
    """Return where a grid's columns begin, in points from the left."""
    return sorted({round(cell.box.x0, 1) for cell in grid.cells if cell.box})


def are_near(some: Sequence[float], others: Sequence[float]) -> bool:
    """Tell whether two lists of places are the same but for a small distance."""
    return len(some) == len(others) and all(abs(a - b) <= APART for a, b in zip(some, others, strict=True))


def row_tops(grid: Grid) -> dict[int, float]:
    """Return where each row begins, in points from the top of its page."""
    found: dict[int, float] = {}
    for cell in grid.cells:
        if cell.box is not None:
            found[cell.row] = min(found.get(cell.row, cell.box.top), cell.box.top)
    return found


def row_places(grids: Sequence[Grid]) -> list[float]:
    """Return where the rows of any of several grids begin, those within a small distance of each other as one."""
    found: list[float] = []
    for top in sorted(top for grid in grids for top in row_tops(grid).values()):
        if not found or top - found[-1] > APART:
            found.append(top)
    return found


def in_rows(grid: Grid, places: Sequence[float]) -> list[Cell]:
    """Return a grid's cells in the rows of a table whose rows begin at ``places``: one may be of several of them."""
    tops = row_tops(grid)
    begins = {row: bisect_left(places, top - APART) for row, top in tops.items()}
    ends = [begins.get(row, len(places)) for row in range(grid.n_rows + 1)]
    for row in range(grid.n_rows - 1, -1, -1):
        ends[row] = begins.get(row, ends[row + 1])
    return [
        replace(cell, row=ends[cell.row], row_span=max(1, ends[cell.row + cell.row_span] - ends[cell.row]))
        for cell in grid.cells
    ]


def shifted(box: Box, by: float) -> Box:
    """Return a box moved to the right, in points."""
    return box._replace(x0=box.x0 + by, x1=box.x1 + by)
