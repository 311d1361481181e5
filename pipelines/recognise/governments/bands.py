"""Where a grid of a government's table begins and is parted: the rows of its title above, the bands of a wide one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipelines.recognise.governments.header import header_height, is_label_header
from pipelines.recognise.governments.titles import read_title
from pipelines.values.amounts import find_unit, is_blank, looks_like_figure
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import squeeze

_MOST_HEAD_CELLS: Final = 3
TABLE_NUMBER: Final = re.compile(r"[(（]?附?[表件][一二三四五六七八九十\d\-－—.]{0,6}[)）]?")
_TABLE: Final = re.compile(r"(?:表|情况|草案)(?:[(（].*[)）])?$|单位[:：]|^附?表|^\d")
_UNIT: Final = re.compile(r"[(（]单位[:：].*[)）]$")


def below(grid: Grid, rows: int) -> Grid:
    """Return a grid without its first rows."""
    cells = tuple(replace(cell, row=cell.row - rows) for cell in grid.cells if cell.row >= rows)
    return replace(grid, n_rows=grid.n_rows - rows, cells=cells)


def bands(grid: Grid) -> Iterator[Grid]:
    """Yield a grid in parts where a row further down heads columns anew: a wide table printed in bands."""
    first = header_height(grid)
    starts = [row for row in range(first + 1, grid.n_rows) if first and _heads_anew(grid, row)]
    if not starts:
        yield grid
        return
    edges = [0, *starts, grid.n_rows]
    parts: list[list[Cell]] = [[] for _ in edges[1:]]
    for cell in grid.cells:
        at = bisect_right(starts, cell.row)
        parts[at].append(replace(cell, row=cell.row - edges[at]))
    for (start, end), cells in zip(pairwise(edges), parts, strict=True):
        yield replace(grid, n_rows=end - start, cells=tuple(cells))


def _heads_anew(grid: Grid, row: int) -> bool:
    """Tell whether a row of single cells names columns as the first row of the header does, but not the same ones."""
    cells = grid.row(row)
    texts = [squeeze(cell.text) for cell in cells]
    own = all(cell.row == row and cell.row_span == 1 for cell in cells)
    before = [squeeze(cell.text) for cell in grid.row(0)]
    return (
        own
        and len(texts) > 1
        and bool(texts[0])
        and texts[0] == before[0]
        and texts != before
        and is_label_header(texts[:1])
        and all(text and not looks_like_figure(text) and not is_blank(text) for text in texts[1:])
    )


def without_head(grid: Grid) -> tuple[list[str], Grid]:
    """Split off leading rows that hold the title, its number, the unit or the keys of a debt system."""
    texts: list[str] = []
    row = 0
    while row < grid.n_rows - 1:
        cells = [cell for cell in grid.row(row) if squeeze(cell.text)]
        lines = [line for cell in cells for line in cell.text.split("\n")]
        titles = {squeeze(text) for text in lines if read_title(text)}
        is_head = (
            bool(lines)
            and len(titles) <= 1
            and all(
                read_title(text) or find_unit(text) or TABLE_NUMBER.fullmatch(squeeze(text)) for text in lines
            )
            and not _is_heading(cells)
            and not any(
                is_label_header((_UNIT.sub("", squeeze(text)),)) for text in lines[:1] if len(cells) > 1
            )
        )
        is_empty = not cells
        is_key = any("#" in text or "_GK" in text for text in lines)
        if not (is_empty or is_key or (is_head and len(cells) <= _MOST_HEAD_CELLS)):
            break
        texts.extend(lines if not is_key else [])
        row += 1
    if row == 0:
        return [], grid
    return texts, below(grid, row)


def _is_heading(cells: Sequence[Cell]) -> bool:
    """Tell whether the texts of a row are headings of columns (提前下达新增债务限额): all beside the first column."""
    return bool(cells) and all(cell.column > 0 and not _TABLE.search(squeeze(cell.text)) for cell in cells)
