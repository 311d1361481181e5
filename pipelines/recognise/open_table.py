"""The open table: one table while it is read, over as many pages as it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.recognise.context import ContextLine
from pipelines.recognise.continued import PrintedParts, figures_of, kinds_below
from pipelines.recognise.figures import TableState, outcome
from pipelines.recognise.matrix import read_matrix
from pipelines.recognise.performance import PerformanceState, read_performance
from pipelines.recognise.rows import read_rows
from pipelines.recognise.titles import Title
from pipelines.values.amounts import looks_like_figure
from pipelines.values.items import PRIOR, FormTable, LineItem
from pipelines.values.pages import Grid
from pipelines.values.text import squeeze

_NONE: Final = re.compile(
    r"无数据|空表|不涉及|^无(?:政府|国有|一般|财政|相关|此项)"
    r"|^(?:注|说明|备注)?[:：]?(?:本|我|因|由于|该|此|20\d\d).{0,30}(?:没有|未安排|无).{0,24}(?:收入|支出|拨款|预算|资金|经费)"
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where the reading of a table stood before its last part: how many items, notes and indicators there were."""

    items: int = 0
    notes: int = 0
    indicators: int = 0
    statement: str = ""
    state: TableState | None = None
    memory: PerformanceState = field(default_factory=PerformanceState)


@dataclass(frozen=True, slots=True)
class Kept:
    """A table as it is printed, kept so that it can be read another way.

    ``parts`` are its grids with the number of header rows and the page of each; ``unit_before`` is the unit of the
    table before; ``state`` is None where no form was found.
    """

    table_no: int
    title: Title | None
    header: list[tuple[str, ...]]
    parts: tuple[tuple[Grid, int, int], ...]
    context: tuple[ContextLine, ...]
    unit_before: str | None
    reader: str
    state: TableState | None


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
    _before: _Mark = field(default_factory=_Mark)
    _printed: PrintedParts = field(default_factory=PrintedParts)
    _kinds: tuple[Grid, Mapping[int, set[bool]]] | None = None

    def ends_before(self, title: Title, grid: Grid, page: int) -> bool:
        """Tell whether a titled grid is another table: of no form or another one, or this one printed again.

        A page that only repeats the one before is none.
        """
        if title.form_code is None or title.form_code != (self.title.form_code if self.title else None):
            return True
        own, printed = figures_of(grid), self._printed
        printed.follow(self.parts)
        if page > self.page_last and printed.end_with(own):
            return False
        return printed.has_another_total(own) or printed.repeat(own)

    @property
    def kinds(self) -> Mapping[int, set[bool]]:
        """Return what stands in the columns of the first part, below its header; it is looked at once."""
        grid, rows, _ = self.parts[0]
        if self._kinds is None or self._kinds[0] is not grid:
            self._kinds = (grid, kinds_below(grid, rows))
        return self._kinds[1]

    def read(self, grid: Grid, rows: int, page: int) -> None:
        """Read a page's grid into line items; nothing where the table is no known form."""
        self.parts.append((grid, rows, page))
        self._before = self._mark()
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
        """Read the last part again, its last row completed by the first one of the next page."""
        _, rows, page = self.parts.pop()
        mark = self._before
        del self.items[mark.items :]
        del self.memory.indicators[mark.indicators :]
        self.statement = mark.statement
        self.memory = replace(mark.memory, indicators=self.memory.indicators)
        if self.state is not None and mark.state is not None:
            del self.state.notes[mark.notes :]
            self.state = replace(mark.state, notes=self.state.notes)
        self.read(before, rows, page)

    def kept(self, number: int) -> Kept:
        """Return the table as it is printed; ``number`` is its own in the document."""
        return Kept(
            number,
            self.title,
            self.header,
            tuple(self.parts),
            self.context,
            self.unit_before,
            self.reader,
            self.state,
        )

    def closed(self, number: int) -> FormTable:
        """Return the table as it was read, all its parts; figures in a form that says it has none are noted."""
        state, title = self.state, self.title
        if state is None:
            status, reason = "unreadable" if title and title.form_code else "unrecognised", self.reason
        else:
            status, reason = outcome(state, self.items or self.memory.indicators, self.statement)
            filled = sum(1 for item in self.items if item.value and not item.measure.startswith(PRIOR))
            if filled and self.statement:
                detail = f"{filled} figures other than zero are printed nevertheless"
                state.note("empty_statement_with_figures", self.statement, detail, self.page_last)
        return FormTable(
            table_no=number,
            page_first=self.page_first,
            page_last=self.page_last,
            title_printed=title.printed if title else "",
            form_code=title.form_code if title else None,
            status=status,
            reason=reason,
            unit=state.unit if state else None,
            is_unit_inferred=state.is_unit_inferred if state else False,
            unit_evidence=self.unit_evidence,
            header_printed=" | ".join("/".join(path) for path in self.header),
            row_count=self.rows,
            column_count=self.grid.n_columns,
            is_unit_edition=bool(title and title.is_unit_edition),
            items=tuple(self.items),
            indicators=tuple(self.memory.indicators),
        )

    def _mark(self) -> _Mark:
        memory, state = self.memory, self.state
        memory = replace(
            memory,
            money_columns=dict(memory.money_columns),
            indicator_columns=dict(memory.indicator_columns),
            levels=list(memory.levels),
            indicators=[],
        )
        indicators = len(self.memory.indicators)
        if state is None:
            return _Mark(len(self.items), 0, indicators, self.statement, None, memory)
        lists = (state.groups, state.levels)
        groups, levels = ({lane: list(texts) for lane, texts in one.items()} for one in lists)
        kept = replace(state, notes=[], parents=dict(state.parents), groups=groups, levels=levels)
        return _Mark(len(self.items), len(state.notes), indicators, self.statement, kept, memory)


def _said_empty(grid: Grid, rows: int) -> str:
    """Return what a grid prints below its header in place of figures: that there are none; ``''`` where it does not."""
    texts = [cell.text.strip() for cell in grid.cells if cell.row >= rows]
    if any(map(looks_like_figure, texts)):
        return ""
    return next((text for text in texts if _NONE.search(squeeze(text))), "")
