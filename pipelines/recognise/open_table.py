"""The open table: one table while it is read, over as many pages as it takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipelines.recognise.context import ContextLine
from pipelines.recognise.figures import TableState
from pipelines.recognise.matrix import read_matrix
from pipelines.recognise.performance import PerformanceState, read_performance
from pipelines.recognise.rows import read_rows
from pipelines.recognise.titles import Title
from pipelines.values.items import LineItem
from pipelines.values.pages import Grid


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

    def read(self, grid: Grid, rows: int, page: int) -> None:
        """Read a page's grid into line items; nothing where the table is no known form."""
        self.parts.append((grid, rows, page))
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
