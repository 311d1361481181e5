"""Member tables: the units whose accounts a report holds, where a table lists them under 单位名称."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.values.pages import Grid, Page
from pipelines.values.text import squeeze

# What says above a table that its units are those of the report.
_SAID: Final = re.compile(
    r"(?:纳入|列入|编入)[^。]{0,60}?(?:范围|汇总|汇编)|(?:预算|决算)(?:(?:编制|编报|汇总)范围|单位的?构成)|(?:所属|下属|下设|直属|下辖)[^。]{0,20}?单位|二级预算单位"
)
_HEADED: Final = re.compile(
    r"(?:二级|所属|下属)?(?:预算|决算)?单位(?:全称|名称)?|(?:部门)?[(（]?单位[)）]?名称"
)
# A table of figures is a form; one of projects, points or contracts names whose they are.
_OF_OTHERS: Final = re.compile(r"元|金额|合计|[预决]算数|收入|支出|科目|项目|指标|得分|绩效|合同|供应商|中标")
_UNIT: Final = re.compile(r"[一-龥“”]{3,40}(?:[(（][^()（）]{1,20}[)）])?")
_OWN: Final = re.compile(r"(?:本级|机关|本部)[)）]?$")
_FEWEST: Final = 5  # characters of a unit's name with its county, or of what it does
_MOST_ROWS: Final = 300


def members_in_tables(page: Page) -> Iterator[str]:
    """Yield the names of the units in the page's tables of members, the own office left out."""
    if not page.grids or not _SAID.search("".join(squeeze(line.text) for line in page.lines)):
        return
    for grid in page.grids:
        if grid.n_rows <= _MOST_ROWS and (column := _column(grid)) is not None:
            yield from _listed(grid, column)


def _column(grid: Grid) -> int | None:
    """Return the column headed 单位名称 of a table of units, else None."""
    head = [_text(grid, 0, column) for column in range(grid.n_columns)]
    if any(map(_OF_OTHERS.search, head)):
        return None
    return next((column for column, text in enumerate(head) if _HEADED.fullmatch(text)), None)


def _listed(grid: Grid, column: int) -> Iterator[str]:
    for row in range(1, grid.n_rows):
        name = _text(grid, row, column)
        if len(name) >= _FEWEST and _UNIT.fullmatch(name) and not _OWN.search(name):
            yield re.sub(r"[(（].*$", "", name)


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.at(row, column)
    return squeeze(cell.text) if cell is not None else ""
