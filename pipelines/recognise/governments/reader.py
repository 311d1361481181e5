"""Walk a government's document and read its tables, whose titles and columns say year, stage and scope."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.forms import form as form_definition
from pipelines.recognise.align import align
from pipelines.recognise.context import PAGE_NUMBER, ContextLine, is_prose, running_lines
from pipelines.recognise.figures import NO_FIGURE, TableState
from pipelines.recognise.governments.bands import TABLE_NUMBER, bands, below, without_head
from pipelines.recognise.governments.bases import based
from pipelines.recognise.governments.choice import chosen_form, is_by_region, lists_funds, lists_regions
from pipelines.recognise.governments.column import AMOUNT, AreaColumn
from pipelines.recognise.governments.columns import read_area_columns
from pipelines.recognise.governments.details import lists_items
from pipelines.recognise.governments.fractions import with_fractions
from pipelines.recognise.governments.header import header_height, paths_of, years_in
from pipelines.recognise.governments.measures import debt_by_row
from pipelines.recognise.governments.rows import Memory, read_area_rows
from pipelines.recognise.governments.stages import stages_said, with_stage
from pipelines.recognise.governments.titles import (
    BY_REGION,
    AreaTitle,
    best_title,
    debt_of,
    read_title,
    says_layout,
)
from pipelines.recognise.heads import Role
from pipelines.recognise.open_table import Kept
from pipelines.recognise.tables import TableReader
from pipelines.recognise.titles import Title
from pipelines.values.amounts import find_unit
from pipelines.values.items import PRIOR, FormTable, LineItem, Note
from pipelines.values.pages import Grid, Line, Page
from pipelines.values.text import squeeze

_CONTEXT: Final = 15
_OF_PAGE_BEFORE: Final = 3
_GOES_ON: Final = re.compile(r"[(（]续表?.{0,3}[)）]$|^续表?.{0,3}$")
_OPEN_UNIT: Final = re.compile(r"[(（]单位[:：][^()（）]*$")
_CLOSES: Final = re.compile(r"[^()（）]{0,4}[)）]")
_MANY_ROWS: Final = 60
"""A table of expenditure with more rows lists items below the classes."""
_CODED: Final = 5
_TOTAL: Final = re.compile(r"(?:.{0,8}[县区市])?[合总小]计")
_ALL: Final = "合计"


@dataclass(slots=True)
class _Open:
    """The table being read, over as many pages as it takes; ``state`` is None where its title names no form."""

    title: AreaTitle | None
    grid: Grid
    header: list[tuple[str, ...]]
    columns: list[AreaColumn]
    state: TableState | None
    unit_evidence: str
    unit_before: str | None
    context: tuple[ContextLine, ...]
    page_first: int
    page_last: int
    reader: str
    memory: Memory = field(default_factory=Memory)
    items: list[LineItem] = field(default_factory=list)
    parts: list[tuple[Grid, int, int]] = field(default_factory=list)
    rows: int = 0

    def read(self, grid: Grid, rows: int, page: int) -> None:
        """Read a page's grid below its header of ``rows`` rows."""
        self.parts.append((grid, rows, page))
        self.rows += grid.n_rows - rows
        self.page_last = page
        if self.state is None:
            return
        self.items.extend(read_area_rows(grid, rows, page, self.state, self.columns, self.memory))


class AreaReader:
    """Collects the tables of a government's document and the notes on what was not understood."""

    def __init__(self, pages: Sequence[Page], year: int | None) -> None:
        self.year = year
        self.tables: list[FormTable] = []
        self.notes: list[Note] = []
        self.kept: list[Kept] = []
        self._open: _Open | None = None
        self._context: list[ContextLine] = []
        self._unit: str | None = None
        self._furniture = running_lines(pages)
        for page in pages:
            self._context = self._context[-_OF_PAGE_BEFORE:]
            blocks: list[Line | Grid] = sorted([*page.lines, *page.grids], key=_top)
            for block in blocks:
                if isinstance(block, Line):
                    self._line(block, page)
                else:
                    for band in bands(block):
                        self._grid(band, page)
        self._close()

    def _line(self, line: Line, page: Page) -> None:
        text = line.text.strip()
        if PAGE_NUMBER.fullmatch(text):
            return
        if squeeze(text) in self._furniture and read_title(text) is None and find_unit(text) is None:
            return
        self._context.append(ContextLine(line.text, page.number))

    def _grid(self, grid: Grid, page: Page) -> None:
        head, body = without_head(grid)
        self._context.extend(ContextLine(text, page.number) for text in head)
        context = tuple(_with_units(self._context[-_CONTEXT:]))
        self._context = []
        title = best_title([line.text for line in context])
        if title is None and page.label and not (self._open and self._open.page_last == page.number):
            title = read_title(page.label)
        rows = header_height(body)
        if title is None and not any(_says_more(line.text) for line in context):
            # A band of further columns, or a table that goes on under another header.
            title = self._open.title if self._open and page.number - self._open.page_last <= 1 else None
        rest = self._rest(title, body, rows, page)
        if rest is not None:
            self._continue(rest, 0, page)
        elif self._goes_on(title, body, rows, page, context):
            self._continue(body, rows, page)
        else:
            self._start(title, body, rows, page, context)

    def _rest(self, title: AreaTitle | None, grid: Grid, rows: int, page: Page) -> Grid | None:
        """Return the rows of a page without rules that repeats the header of the open table, laid below its columns.

        Columns that print nothing on the page have no place there: its own header would name others.
        """
        table = self._open
        if table is None or grid.is_ruled or not rows or page.number - table.page_last > 1:
            return None
        if title is not None and (table.title is None or not _is_same(title, table.title)):
            return None
        first, height, _ = table.parts[0]
        if _words(grid, rows) != _words(first, height):
            return None
        return below(grid, rows) if align(below(grid, rows), table.grid) is not None else None

    def _goes_on(
        self, title: AreaTitle | None, grid: Grid, rows: int, page: Page, context: Sequence[ContextLine]
    ) -> bool:
        """Tell whether a grid is the rest of the open table: the same title and header, or none of either."""
        table = self._open
        if table is None or page.number - table.page_last > 1:
            return False
        if title is not None and (table.title is None or not _is_same(title, table.title)):
            return False
        if title is None and any(is_prose(line.text) for line in context):
            return False
        aligned = align(grid, table.grid)
        if aligned is None:
            return False
        if rows == 0:
            return True
        header = paths_of(aligned, header_height(aligned))
        return [path[-1:] for path in header] == [path[-1:] for path in table.header]

    def _continue(self, grid: Grid, rows: int, page: Page) -> None:
        table = self._open
        if table is None:
            return
        aligned = align(grid, table.grid) or grid
        table.read(aligned, min(rows, header_height(aligned)), page.number)

    def _start(
        self,
        title: AreaTitle | None,
        grid: Grid,
        rows: int,
        page: Page,
        context: tuple[ContextLine, ...],
    ) -> None:
        self._close()
        number = len(self.tables) + 1
        header = paths_of(grid, rows)
        unit, evidence = _unit(context, header)
        before, self._unit = self._unit, unit or self._unit
        table = _Open(
            title, grid, header, [], None, evidence, before, context, page.number, page.number,
            page.reader,
        )  # fmt: skip
        if title is not None:
            code = chosen_form(title, grid, rows)
            definition = form_definition(code)
            columns_years = years_in(header)
            year = max([y for y in (title.year, *columns_years) if y], default=self.year)
            table.memory.year = year
            if definition.area is not None:
                meant = replace(title, form_code=code)
                table.columns = read_area_columns(grid, rows, meant, definition.area, year)
                is_split = is_by_region(grid, rows, table.columns, definition.area)
                is_told = is_split and not says_layout(title.printed)
                table.memory.scope = BY_REGION if is_told else title.scope
            if any(column.role is Role.FIGURE for column in table.columns):
                heads = [column.head for column in table.columns]
                table.state = TableState(definition, number, heads, self._unit, unit is None, page.reader)
        self._open = table
        table.read(grid, rows, page.number)

    def _close(self) -> None:
        table, self._open = self._open, None
        if table is None:
            return
        number = len(self.tables) + 1
        title = Title(table.title.printed) if table.title else None
        state = table.state
        if state is not None:
            self.notes.extend(state.notes)
            table.items = list(_settled(table))
            code = table.items[0].form_code if table.items else state.form.code
            if code != state.form.code:
                state = replace(state, form=form_definition(code))
        self.kept.append(
            Kept(
                number,
                title,
                table.header,
                tuple(table.parts),
                table.context,
                table.unit_before,
                table.reader,
                state,
            )
        )
        self.tables.append(_table(table, number, state))


def _with_units(context: Sequence[ContextLine]) -> Iterator[ContextLine]:
    """Yield lines; the rest of a unit in brackets that a title broke in two stands behind its beginning."""
    lines = list(context)
    while lines:
        line = lines.pop(0)
        if lines and _OPEN_UNIT.search(line.text) and _CLOSES.fullmatch(lines[0].text.strip()):
            line = replace(line, text=line.text.rstrip() + lines.pop(0).text.strip())
        yield line


def _top(block: Line | Grid) -> tuple[float, float]:
    return (block.box.top, block.box.x0) if block.box is not None else (0.0, 0.0)


def _words(grid: Grid, rows: int) -> list[str]:
    """Return the texts of the first rows of a grid, in the order of their letters."""
    texts = (squeeze(cell.text) for cell in grid.cells if cell.row < rows)
    return sorted(text for text in texts if text)


def _says_more(text: str) -> bool:
    """Tell whether a line above a table says anything but its unit and number."""
    plain = squeeze(text)
    return not (find_unit(text) or TABLE_NUMBER.fullmatch(plain) or _GOES_ON.search(plain) or not plain)


def _is_same(title: AreaTitle, other: AreaTitle) -> bool:
    return (title.form_code, title.year, title.scope, title.part, title.bonds) == (
        other.form_code,
        other.year,
        other.scope,
        other.part,
        other.bonds,
    )


def _unit(context: Sequence[ContextLine], header: Sequence[tuple[str, ...]]) -> tuple[str | None, str]:
    for line in reversed(context):
        if (unit := find_unit(line.text)) is not None:
            return unit, line.text.strip()
        if read_title(line.text) is not None:
            break
    words = " ".join(dict.fromkeys(part for path in header for part in path))
    unit = find_unit(words)
    return (unit, words) if unit else (None, "")


def _settled(table: _Open) -> Iterator[LineItem]:
    """Yield the items of a table as what its rows say in all: of which form, and of which stage."""
    state = table.state
    area = state.form.area if state else None
    code = state.form.code if state else ""
    if area is not None and area.detailed:
        coded = sum(len(item.item_code) >= _CODED for item in table.items)
        if 4 * coded > len(table.items) or table.rows > _MANY_ROWS or lists_items(table.items):
            code = area.detailed
    bonds = table.title.bonds if table.title else ""
    stages = stages_said(item for item in table.items if item.measure.removeprefix(PRIOR) == AMOUNT)
    stage = table.title.stage if table.title and table.title.stage else ""
    if not stage and len(stages) == 1:
        stage = next(iter(stages))[0]
    is_turned = (
        area is not None
        and area.columns == "sections"
        and area.rows == "items"
        and len({item.section for item in table.items}) > 1
        and (
            lists_regions(*table.parts[0][:2])
            or (bool(area.total_section) and lists_funds(*table.parts[0][:2]))
        )
    )
    of_debt = ""
    by_part = any(item.measure.startswith(f"{AMOUNT}_") for item in table.items)
    for item in with_fractions(list(based(table.items))):
        measure = item.measure
        section, name = item.section, item.item_name
        if by_part and measure.startswith(AMOUNT):
            # A row that says only which bonds (再融资债券) is a part of the one above.
            of_debt = name if debt_of(name) or "债" not in name else of_debt
            told = debt_by_row(measure, of_debt, table.memory.year)
            measure, section = (told, "") if told else (AMOUNT, section)
        if measure.removeprefix(PRIOR) == AMOUNT and stage:
            measure = measure.replace(AMOUNT, stage)
        if is_turned:
            whole = area.total_section if area else ""
            section, name = (whole if _TOTAL.fullmatch(name) else name), section or _ALL
        if table.memory.scope == BY_REGION and area is not None and area.path and area.columns == "debt":
            # A region stands under none of those above it.
            section = ""
        if (
            not section
            and bonds
            and area is not None
            and table.memory.scope == BY_REGION
            and area.columns == "debt"
        ):
            section = bonds
        is_told = (code, measure, section, name) == (
            item.form_code,
            item.measure,
            item.section,
            item.item_name,
        )
        yield (
            item
            if is_told
            else replace(item, form_code=code, measure=measure, section=section, item_name=name)
        )


def _table(table: _Open, number: int, state: TableState | None) -> FormTable:
    if state is None:
        status, reason = "unrecognised", "no title of a government's form before the table"
        if table.title is not None:
            status, reason = "unreadable", "no column has a header that is understood"
    elif table.items:
        status, reason = "recognised", ""
    else:
        status, reason = "empty_form", NO_FIGURE
    return FormTable(
        table_no=number,
        page_first=table.page_first,
        page_last=table.page_last,
        title_printed=table.title.printed if table.title else "",
        form_code=(state.form.code if state else table.title.form_code if table.title else None),
        status=status,
        reason=reason,
        unit=state.unit if state else None,
        is_unit_inferred=state.is_unit_inferred if state else False,
        unit_evidence=table.unit_evidence,
        header_printed=" | ".join("/".join(path) for path in table.header if path),
        row_count=table.rows,
        column_count=table.grid.n_columns,
        is_unit_edition=False,
        items=tuple(table.items),
    )


def _of_town(table: FormTable, town: str) -> FormTable:
    return replace(table, items=tuple(replace(item, scope=town) for item in table.items))


def read_governments(found: TableReader, year: int | None, town: str = "") -> None:
    """Read the tables of a government's document in place of those that a department would print.

    ``found`` is what was read of its pages so far; ``year`` is the document's, for tables that name none. All that a
    ``town`` prints is of the town, and nothing of the division that it is in.
    """
    reader = AreaReader(found.pages, year)
    found.tables[:] = [_of_town(table, town) if town else table for table in with_stage(reader.tables)]
    found.kept[:] = reader.kept
    found.notes[:] = reader.notes
    found.context_of.clear()
