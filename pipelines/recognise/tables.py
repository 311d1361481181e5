"""Tables: which grid is which form, in which unit, and which grid continues the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.forms import form as form_definition
from pipelines.recognise.align import align, has_geometry, is_scanned
from pipelines.recognise.bodies import is_same_body, labelled_body
from pipelines.recognise.broken_rows import rejoin
from pipelines.recognise.context import (
    PAGE_NUMBER,
    ContextLine,
    below_title,
    context_lines,
    find_table_unit,
    find_title,
    is_note,
    is_prose,
    running_lines,
    split_title_rows,
)
from pipelines.recognise.continued import (
    has_same_leaves,
    is_headed_alike,
    is_repeated,
    is_rest_of_row,
    is_rest_of_rows,
    join_header,
    mend_break,
    prints_nothing,
)
from pipelines.recognise.figures import TableState
from pipelines.recognise.header_rows import below_inner_title, header_rows
from pipelines.recognise.headers import header_paths, read_columns
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.recognise.kind import document_kind, document_year
from pipelines.recognise.lanes import in_order
from pipelines.recognise.matrix import read_matrix_columns
from pipelines.recognise.open_table import Kept, OpenTable
from pipelines.recognise.performance import is_performance_grid
from pipelines.recognise.titles import Title, match_title
from pipelines.values.amounts import find_unit, looks_like_figure
from pipelines.values.items import TORN, FormTable, Note
from pipelines.values.pages import Grid, Line, Page
from pipelines.values.text import squeeze

_CONTEXT_LINES: Final = 15
_GOES_ON: Final = re.compile(r"[(（]续表?[)）]|续表?$|^续表?")
_EMPTY_STATEMENT: Final = re.compile(r"无数据|空表|无内容|本表为空")


class TableReader:
    """Walks a document's pages once, in reading order, and collects its tables and notes."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = tuple(pages)
        self.kind = document_kind(pages)
        self.year = document_year(pages)
        self.tables: list[FormTable] = []
        self.notes: list[Note] = []
        self.kept: list[Kept] = []
        self.context_of: dict[int, tuple[ContextLine, ...]] = {}
        self._context: list[ContextLine] = []
        self._open: OpenTable | None = None
        self._unit: str | None = None
        self._furniture = running_lines(pages)
        self._blocks = [(page, block) for page in pages for block in in_order(page, self.kind)]
        for at, (page, block) in enumerate(self._blocks):
            self._at = at
            if isinstance(block, Line):
                self._line(block, page)
            else:
                self._grid(block, page)
        self._close()

    @property
    def elided_tables(self) -> frozenset[int]:
        """Return the numbers of the tables whose list of classes is elided (……)."""
        return frozenset(n.table_no for n in self.notes if n.kind == "elided_rows" and n.table_no)

    def _line(self, line: Line, page: Page) -> None:
        if PAGE_NUMBER.fullmatch(line.text.strip()) or squeeze(line.text) in self._furniture:
            return
        self._context.extend(context_lines(line.text, page.number, self.kind))
        if self._open is not None and len(self._context) <= 4 and _EMPTY_STATEMENT.search(squeeze(line.text)):
            self._open.statement = line.text.strip()

    def _grid(self, grid: Grid, page: Page) -> None:
        head, body = split_title_rows(grid, self.kind)
        self._context.extend(line for text in head for line in context_lines(text, page.number, self.kind))
        context = self._context[-_CONTEXT_LINES:]
        title = find_title(context, self.kind) or self._label_title(page)
        if not (title is None and self._is_titled_anew(body)) and self._continues(title, body, page, context):
            self._continue(body, page)
        elif (whole := self._below_its_header(title, body, page, context)) is not None:
            self._start_again(whole, page)
        else:
            form = form_definition(title.form_code) if title and title.form_code else None
            rows = header_rows(body, form)
            if title is None:
                self._note_headed_alike(body, rows, page)
            self._note_torn(title, page, has_header=rows > 0)
            self._start(title, body, rows, page, context)
        self._context = []

    def _is_titled_anew(self, grid: Grid) -> bool:
        """Tell whether a grid's first row is a title over another header than that of the open table."""
        table = self._open
        if table is None or (table.state is not None and table.state.form.layout == "performance"):
            return False
        below = below_inner_title(grid)
        return below is not None and not has_same_leaves(
            header_paths(below, header_rows(below)), table.header
        )

    def _below_its_header(
        self, title: Title | None, grid: Grid, page: Page, context: Sequence[ContextLine]
    ) -> Grid | None:
        """Return a grid below the header that alone stands on the page before; None where it is none of its."""
        table = self._open
        if table is None or table.title is None or table.header_rows != table.grid.n_rows:
            return None
        is_next = title is None and page.number == table.page_last + 1
        return join_header(table.grid, grid) if is_next and not any(map(_is_prose, context)) else None

    def _start_again(self, grid: Grid, page: Page) -> None:
        """Begin the open table once more, with the rest of its header and its rows."""
        table, self._open = self._open, None
        if table is None or table.title is None:
            return
        self.notes = [note for note in self.notes if note.table_no != len(self.tables) + 1]
        form = form_definition(table.title.form_code) if table.title.form_code else None
        self._start(table.title, grid, header_rows(grid, form), page, table.context, table.page_first)

    def _note_torn(self, title: Title | None, page: Page, *, has_header: bool) -> None:
        """Note that a table says it goes on with the open one, whose columns are others: what adds up is in both."""
        before = self._open.title if self._open is not None else None
        if title is None or before is None or not title.form_code or title.form_code != before.form_code:
            return
        if has_header and not _GOES_ON.search(title.printed):
            return
        for number in (len(self.tables) + 1, len(self.tables) + 2):
            told = "its parts have different columns, and were read apart"
            self.notes.append(Note(TORN, title.printed, told, page.number, number))

    def _note_headed_alike(self, grid: Grid, rows: int, page: Page) -> None:
        """Note that a table without a title behind a form's page prints most of its headings: it may be the rest."""
        table = self._open
        if table is None or table.state is None or page.number - table.page_last != 1:
            return
        if not is_headed_alike(header_paths(grid, rows), table.header):
            return
        for number in (len(self.tables) + 1, len(self.tables) + 2):
            told = "the next page prints most of its headings over other columns, and was read apart"
            self.notes.append(
                Note(TORN, table.title.printed if table.title else "", told, page.number, number)
            )

    def _label_title(self, page: Page) -> Title | None:
        """Return the form that a page's label (a sheet's name) titles, for the page's first table."""
        if not page.label or (self._open is not None and self._open.page_last == page.number):
            return None
        title = match_title(page.label, self.kind)
        return title if title is not None and title.form_code else None

    def _continues(self, title: Title | None, grid: Grid, page: Page, context: Sequence[ContextLine]) -> bool:
        """Tell whether a grid goes on with the open table: no other title, and the same columns or header."""
        table = self._open
        if table is None or page.number - table.page_last > 2:
            return False
        aligned = align(grid, table.grid)
        if title is not None and table.ends_before(title, grid, page.number):
            return False
        if not (is_same_body(labelled_body(context), labelled_body(table.context)) or is_scanned(grid)):
            return False  # a name in a scan may be misread
        form = table.state.form if table.state else None
        if form is not None and form.layout == "performance":
            return title is None and aligned is not None and not any(map(_is_prose, context))
        rows = header_rows(grid, form)
        if aligned is not None and is_rest_of_row(aligned, rows, table.state):
            rows = 0
        if (rows and rows < grid.n_rows) or (rows == grid.n_rows and not prints_nothing(grid)):
            same = aligned is not None and is_repeated(
                header_paths(aligned, header_rows(aligned, form)), table.header
            )
            # The last line of the header alone may be printed again on the next page.
            is_next = title is None and page.number > table.page_last and not any(map(_is_prose, context))
            if grid.is_ruled and not (aligned is not None and is_next):
                return same
            fits = aligned is not None or grid.n_columns == table.grid.n_columns
            return same or (fits and has_same_leaves(header_paths(grid, rows), table.header))
        if title is not None:
            if table.title is None or aligned is None or page.number != table.page_last + 1:
                return False
            is_numbered = title.form_code is not None and is_rest_of_rows(aligned, table.kinds)
            return title.printed == table.title.printed or (
                is_numbered and title.form_code == table.title.form_code
            )
        if any(map(_is_prose, context)):
            return False
        # Without geometry equal column counts say nothing of two tables on one page.
        if page.number == table.page_last and not has_geometry(grid):
            is_behind = all(find_unit(line.text) or _GOES_ON.search(line.text) for line in context)
            return aligned is not None and is_behind and is_rest_of_rows(aligned, table.kinds)
        return aligned is not None

    def _start(
        self,
        title: Title | None,
        grid: Grid,
        rows: int,
        page: Page,
        context: Sequence[ContextLine],
        first_page: int | None = None,
    ) -> None:
        self._close()
        number = len(self.tables) + 1
        self.context_of[number] = below_title(context, title)
        header = header_paths(grid, rows)
        if title is not None and find_table_unit(context, title, header)[0] is None:
            context = [*context, *self._notes_below(grid)]
        table = OpenTable(title, first_page or page.number, page.number, grid, header, rows, None, "")
        table.context, table.unit_before, table.reader = tuple(context), self._unit, page.reader
        self._open = table
        if title is None:
            table.reason = "no title of a form before the table"
        elif title.form_code is None:
            table.reason = f"no form is defined for the title {title.printed}"
        else:
            table.state, table.reason = self._recognise(title, grid, rows, number, page, context, table)
        if self._unit is None:
            self._unit, _ = find_table_unit(context, title or Title(""), header)
        table.read(grid, rows, page.number)
        table.rows += grid.n_rows - rows
        table.segments.append(_fingerprint(grid))

    def _notes_below(self, grid: Grid) -> Iterator[ContextLine]:
        """Yield the notes below a table, which may go on over pages: they end with the next title or text."""
        for page, block in self._blocks[self._at + 1 :]:
            if isinstance(block, Grid):
                if block.n_columns != grid.n_columns or split_title_rows(block, self.kind)[0]:
                    return
            elif is_note(block.text):
                yield ContextLine(block.text, page.number)
            elif match_title(block.text, self.kind) is not None or is_prose(block.text):
                return

    def _recognise(
        self,
        title: Title,
        grid: Grid,
        rows: int,
        number: int,
        page: Page,
        context: Sequence[ContextLine],
        table: OpenTable,
    ) -> tuple[TableState | None, str]:
        form = form_definition(title.form_code or "")
        is_performance = form.layout == "performance"
        shape, heads = _columns(grid, rows, form, self.year)
        fits = (
            is_performance_grid(grid, form) if is_performance else any(h.role is Role.FIGURE for h in heads)
        )
        unit, evidence = find_table_unit(context, title, table.header)
        table.unit_evidence = evidence
        inferred = unit is None and self._unit is not None
        self._unit = unit or self._unit
        if not fits:
            words = " | ".join("/".join(path) for path in table.header if path)
            told = f"titled {title.printed}, but no column fits {form.code}"
            self.notes.append(Note("unmatched_header", words, told, page.number, number))
            return None, f"titled as {form.code}, but no column has a header of that form"
        printed = [(head.item, head.measure) for head in heads if head.role is Role.FIGURE]
        if self._unit is None and not is_performance and form.prints_money(printed):
            told = "no unit is printed for this table nor before it"
            self.notes.append(Note("unit_missing", title.printed, told, page.number, number))
        return TableState(form, number, heads, self._unit, inferred, page.reader, shape=shape), ""

    def _continue(self, grid: Grid, page: Page) -> None:
        table = self._open
        if table is None:
            return
        fingerprint = _fingerprint(grid)
        if (
            page.number > table.page_last
            and fingerprint == table.segments[-1]
            and any(map(looks_like_figure, fingerprint))
        ):
            self.notes.append(
                Note(
                    "repeated_page",
                    "",
                    "the same table is printed again on this page; read once",
                    page.number,
                    len(self.tables) + 1,
                )
            )
            return
        aligned = align(grid, table.grid) or grid
        # The rest of a label may be a word of headers itself (支出): below a repeated header, or without one.
        rows = min(header_rows(aligned, table.state.form if table.state else None), table.header_rows)
        if is_rest_of_row(aligned, rows, table.state):
            rows = 0
        broken = mend_break(table.parts[-1][0], aligned, rows) if page.number > table.page_last else None
        if broken is not None:
            table.mend(broken[0])
            aligned = broken[1]
        elif table.state is not None and page.number > table.page_last:
            above = [line for line in page.lines if squeeze(line.text) not in self._furniture]
            table.items = rejoin(table.items, aligned, rows, table.state.heads, above)
        table.page_last = page.number
        table.rows += aligned.n_rows - rows
        table.segments.append(fingerprint)
        table.read(aligned, rows, page.number)

    def _close(self) -> None:
        table, self._open = self._open, None
        if table is None:
            return
        number = len(self.tables) + 1
        self.kept.append(table.kept(number))
        closed = table.closed(number)
        if table.state is not None:
            self.notes.extend(table.state.notes)
        self.tables.append(closed)


def _columns(grid: Grid, rows: int, form: FormDefinition, year: int | None) -> tuple[str, list[ColumnHead]]:
    """Return the shape of a form of items, ``''`` for any other, and what each column prints."""
    if form.layout == "performance":
        return "", []
    if form.layout == "matrix":
        return read_matrix_columns(grid, rows, form, year)
    return "", read_columns(grid, rows, form, year)


def _is_prose(line: ContextLine) -> bool:
    return is_prose(line.text)


def _fingerprint(grid: Grid) -> tuple[str, ...]:
    return tuple(squeeze(cell.text) for cell in grid.cells)
