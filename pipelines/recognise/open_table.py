"""The open table: one table while it is read, over as many pages as it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.recognise.context import ContextLine
from pipelines.recognise.continued import has_another_total, is_printed_again, totals
from pipelines.recognise.figures import TableState
from pipelines.recognise.matrix import read_matrix
from pipelines.recognise.performance import PerformanceState, read_performance
from pipelines.recognise.rows import read_rows
from pipelines.recognise.titles import Title
from pipelines.values.amounts import looks_like_figure
from pipelines.values.items import LineItem
from pipelines.values.pages import Grid
from pipelines.values.text import squeeze

_NONE: Final = re.compile(
    r"无数据|空表|不涉及|^无(?:政府|国有|一般|财政|相关|此项)"
    r"|^(?:注|说明|备注)?[:：]?(?:本|我|因|由于|该|此|20\d\d).{0,30}(?:没有|未安排|无).{0,24}(?:收入|支出|拨款|预算|资金|经费)"
)


@dataclass(slots=True)
class OpenTable:
    """The table being read, over as many pages as it takes."""

    title: Title | None
    page_first: int
    page_last: int
    grid: Grid
    header: list[tuple[str, ...]]
    header_rows: int
    state: TableState | None
    reason: str
    unit_evidence: str = ""
    statement: str = ""
    rows: int = 0
    items: list[LineItem] = field(default_factory=list)
    segments: list[tuple[str, ...]] = field(default_factory=list)
    memory: PerformanceState = field(default_factory=PerformanceState)
    context: tuple[ContextLine, ...] = ()
    unit_before: str | None = None
    reader: str = ""
    parts: list[tuple[Grid, int, int]] = field(default_factory=list)
    _totals: list[tuple[Grid, list[list[str]]]] = field(default_factory=list)

    def ends_before(self, title: Title, grid: Grid, page: int) -> bool:
        """Tell whether a titled grid is another table: of no form or another one, or this one printed again.

        A page that only repeats the one before is none.
        """
        if title.form_code is None or title.form_code != (self.title.form_code if self.title else None):
            return True
        parts = [part for part, _, _ in self.parts]
        if page > self.page_last and is_printed_again(parts[-1:], grid):
            return False
        return has_another_total(self.totals, grid) or is_printed_again(parts, grid)

    def totals(self) -> list[list[str]]:
        """Return the figures of the rows that print a total, of all parts; each part is looked at once."""
        for index, (grid, _, _) in enumerate(self.parts):
            if index == len(self._totals):
                self._totals.append((grid, totals(grid)))
            elif self._totals[index][0] is not grid:
                self._totals[index] = (grid, totals(grid))
        return [total for _, found in self._totals for total in found]

    def read(self, grid: Grid, rows: int, page: int) -> None:
        """Read a page's grid into line items; nothing where the table is no known form."""
        self.parts.append((grid, rows, page))
        self.statement = self.statement or _said_empty(grid, rows)
        if self.state is None:
            return
        if self.state.form.layout == "performance":
            self.items.extend(read_performance(grid, page, self.state, self.memory))
        elif self.state.form.layout == "matrix":
            self.items.extend(read_matrix(grid, rows, page, self.state))
        else:
            self.items.extend(read_rows(grid, rows, page, self.state))

    def mend(self, before: Grid) -> None:
        """Read the table so far again, its last row completed by the first one of the next page."""
        _, rows, page = self.parts[-1]
        parts = [*self.parts[:-1], (before, rows, page)]
        self.parts, self.items = [], []
        if self.state is not None:
            self.state = replace(
                self.state, notes=[], parents={}, groups={}, row_count=0, side="", page=0, height=0
            )
        for grid, first, number in parts:
            self.read(grid, first, number)


def _said_empty(grid: Grid, rows: int) -> str:
    """Return what a grid prints below its header in place of figures: that there are none; ``''`` where it does not."""
    texts = [cell.text.strip() for cell in grid.cells if cell.row >= rows]
    if any(map(looks_like_figure, texts)):
        return ""
    return next((text for text in texts if _NONE.search(squeeze(text))), "")
