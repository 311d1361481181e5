"""Account: what became of every figure that a page prints.

Each number of a page ends as a line item or an indicator (``in_cells``), as a claim of the narrative
(``in_claims``), as furniture (a code, an ordinal, a date, a column known to print no figure of the form), as noted
(a reading note names its cell, its column, its table or its sentence), as an amount of a sentence that states no
account of the body (``in_prose``: reasons, purposes, examples, other years), or is ``unaccounted``. What a figure is
stands in :mod:`pipelines.values.printed`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Final

from pipelines.documents.examine import WITHHELD, Examination
from pipelines.forms import form
from pipelines.recognise.code_cells import code_of
from pipelines.recognise.header_rows import is_column_number_row
from pipelines.recognise.headers import header_paths, read_columns, role_of
from pipelines.recognise.heads import Role
from pipelines.recognise.labels import name_items
from pipelines.recognise.open_table import Kept
from pipelines.recognise.tables import TableReader
from pipelines.recognise.titles import names_form
from pipelines.values.account import PageAccount
from pipelines.values.items import LEFT_OUT, UNACCOUNTED, UNREAD, FormTable, Note, Place
from pipelines.values.pages import Grid, Page
from pipelines.values.printed import cell_figures, column_figures, count_numbers, is_marked, row_figures
from pipelines.values.text import squeeze

FORMLESS: Final = "table_without_form"
"""Kind of the note on a table of figures that is no known form."""

_NAMING: Final = frozenset((*UNREAD, WITHHELD))
_LEVEL_1: Final = 3
"""Digits of a class: a longer number of a column of codes is no amount."""
_LABELS: Final = (Role.CODE, Role.NAME, Role.LINE_NUMBER)
_AMOUNT: Final = "金额"
"""What stands for the header of a column of amounts that has none."""
_POINTS: Final = re.compile(r"分值|权重|得分|评分")
_MONEY: Final = re.compile(r"预算数|执行数|金额|决算数")
_FEWEST_LINES: Final = 3  # rows of figures outside all tables that are taken for a table
_QUOTED: Final = 12  # figures that one note quotes


@dataclass(slots=True)
class _Sheet:
    """The account of one page being drawn up; ``left`` holds the figures without an end.

    They stand under (table, row), both None for a line outside the tables, as (column, text). ``lines`` counts the
    lines that print a row of two figures or more, ``amounts`` the amounts of sentences that are no claims.
    """

    number: int
    is_form: bool = False
    lines: int = 0
    amounts: int = 0
    cells: int = 0
    claims: int = 0
    furniture: int = 0
    noted: int = 0
    prose: int = 0
    left: dict[tuple[int | None, int | None], list[tuple[int | None, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @property
    def unaccounted(self) -> int:
        return sum(map(len, self.left.values()))


@dataclass(frozen=True, slots=True)
class _Noted:
    """Which cells, columns, rows and tables the reading notes name as left out."""

    cells: frozenset[tuple[int | None, int | None, int | None, int | None]]
    tables: frozenset[int | None]

    @classmethod
    def of(cls, notes: Sequence[Note], tables: Sequence[FormTable]) -> _Noted:
        naming = [note for note in notes if note.kind in _NAMING]
        places = {(n.page, n.table_no, n.row_no, n.column_no) for n in naming}
        whole = {n.table_no for n in naming if n.row_no is None and n.column_no is None}
        unread = {table.table_no for table in tables if table.status == "unreadable"}
        return cls(frozenset(places), frozenset(whole | unread))

    def names(self, page: int, table: int, row: int, column: int) -> bool:
        """Tell whether a note names a cell; row and column count from 1."""
        places = ((row, column), (None, column), (row, None))
        return table in self.tables or any((page, table, r, c) in self.cells for r, c in places)


def account(found: TableReader, examined: Examination) -> tuple[tuple[PageAccount, ...], tuple[Note, ...]]:
    """Return the account of each page that prints numbers, and notes on what has no end.

    ``found`` are the tables as they were read, ``examined`` what was made of them.
    """
    sheets = {page.number: _Sheet(page.number) for page in found.pages}
    notes = (*found.notes, *examined.notes)
    noted = _Noted.of(notes, examined.tables)
    formless = _tables(found, examined, noted, sheets)
    _uncaught(found, notes, sheets)
    _text(found.pages, examined, notes, sheets)
    pages = tuple(_closed(sheet) for sheet in sheets.values())
    told = chain.from_iterable(map(_told, sheets.values()))
    return tuple(page for page in pages if page.figures_printed), (*formless, *told)


def _closed(sheet: _Sheet) -> PageAccount:
    return PageAccount(
        sheet.number,
        sheet.is_form,
        sheet.cells,
        sheet.claims,
        sheet.furniture,
        sheet.noted,
        sheet.prose,
        sheet.unaccounted,
    )


def _told(sheet: _Sheet) -> Iterator[Note]:
    """Yield a note for each row and each line of a form's page that holds figures without an end."""
    if not sheet.is_form:
        if sheet.lines >= _FEWEST_LINES:
            texts = " | ".join(text for _, text in sheet.left[None, None][:_QUOTED])
            detail = f"{sheet.lines} lines print rows of figures, but no table was found on the page"
            yield Note(FORMLESS, texts, detail, sheet.number)
        return
    for (table, row), figures in sheet.left.items():
        if not figures:
            continue
        texts = " | ".join(text for _, text in figures[:_QUOTED])
        where = "in a row of the table" if row else "beside the table"
        column = figures[0][0] if len(figures) == 1 else None
        detail = f"{len(figures)} printed figures {where} became no line item"
        yield Note(UNACCOUNTED, texts, detail, sheet.number, table, row, column)


def _tables(
    found: TableReader, examined: Examination, noted: _Noted, sheets: Mapping[int, _Sheet]
) -> list[Note]:
    """Enter the cells of all tables; return the notes on tables of figures that are no form."""
    places = {item.place for item in examined.items}
    notes: list[Note] = []
    for kept in found.kept:
        table = examined.tables[kept.table_no - 1]
        if table.form_code is None:
            notes.extend(_formless(kept, table, sheets))
            continue
        roles = _roles(found, kept, table)
        rows = {(row.page, row.row_no - 1) for row in table.indicators}
        points = _Points() if form(table.form_code).layout == "performance" else None
        above: Counter[int] = Counter()  # rows of the table in a page's earlier grids
        for grid, first, page in kept.parts:
            sheets[page].is_form = True
            known = _known(grid, first, roles) if points is None else points.read(grid)
            for cell in grid.cells:
                row = cell.row + above[page]
                place = (page, kept.table_no, row + 1, cell.column + 1)
                is_known = (cell.row, cell.column) in known
                _enter(
                    cell.text,
                    place,
                    sheets[page],
                    noted,
                    places,
                    is_known=is_known,
                    is_indicator=(page, row) in rows,
                )
            above[page] += grid.n_rows
    return notes


def _enter(
    text: str,
    place: Place,
    sheet: _Sheet,
    noted: _Noted,
    places: Set[Place],
    *,
    is_known: bool,
    is_indicator: bool,
) -> None:
    """Enter one cell of a form; one that is known numbers or names something."""
    count = cell_figures(text)
    page, table, row, column = place
    if place in places:
        sheet.cells += 1
    elif not count:
        sheet.furniture += count_numbers(text)
    elif is_indicator:
        sheet.cells += count
    elif is_known:
        sheet.furniture += count
    elif noted.names(page, table, row, column):
        sheet.noted += count
    else:
        sheet.left[table, row] += [(column, text)] * count


def _roles(found: TableReader, kept: Kept, table: FormTable) -> Mapping[int, Role]:
    """Return what each column of a table prints, as far as that is known.

    A table whose form was found later than its columns, or in which no column was understood, is asked by its header.
    """
    if kept.state is not None and kept.state.form.code == table.form_code:
        return {head.index: head.role for head in kept.state.heads}
    grid, rows, _ = kept.parts[0]
    definition = form(table.form_code or "")
    if definition.layout != "items":
        return {index: role_of(path) for index, path in enumerate(header_paths(grid, rows))}
    return {head.index: head.role for head in read_columns(grid, rows, definition, found.year)}


def _known(grid: Grid, first_row: int, roles: Mapping[int, Role]) -> frozenset[tuple[int, int]]:
    """Return the slots of a form's cells that number or name something, or print what is no figure of the form.

    A number with decimals or commas is none of the header or of a column of labels.
    """
    numbered = _number_rows(grid)
    found: set[tuple[int, int]] = set()
    for cell in grid.cells:
        role = roles.get(cell.column, Role.UNKNOWN)
        is_label = cell.row < first_row or role in _LABELS
        if role is Role.CODE and len(code_of(squeeze(cell.text))) > _LEVEL_1:
            found.add((cell.row, cell.column))  # a workbook may show it as a number: 2050101.0
        elif role is Role.ASIDE or cell.row in numbered or (is_label and not is_marked(cell.text)):
            found.add((cell.row, cell.column))
    return frozenset(found)


@dataclass(slots=True)
class _Points:
    """Where a performance form prints points: below 分值 and 得分, over page breaks.

    Under a header of points alone all numbers of a row are; beside columns of money only those below the word.
    """

    is_block: bool = False
    columns: frozenset[int] = frozenset()

    def read(self, grid: Grid) -> frozenset[tuple[int, int]]:
        """Return the places of the points of a page's grid."""
        found: set[tuple[int, int]] = set()
        for row in range(grid.n_rows):
            cells = grid.row(row)
            heads = [cell for cell in cells if cell.row == row and _POINTS.search(squeeze(cell.text))]
            if heads:
                self.is_block = not any(_MONEY.search(squeeze(cell.text)) for cell in cells)
                self.columns = frozenset(cell.column for cell in heads)
                continue
            found |= {(row, cell.column) for cell in cells if self.is_block or cell.column in self.columns}
        return frozenset(found)


def _number_rows(grid: Grid) -> frozenset[int]:
    """Return the rows that only number the columns."""
    return frozenset(row for row in range(grid.n_rows) if is_column_number_row(grid.row(row)))


def _formless(kept: Kept, table: FormTable, sheets: Mapping[int, _Sheet]) -> Iterator[Note]:
    """Enter the cells of a table that is no form; yield its note where it is one of figures."""
    counted: Counter[int] = Counter()
    for grid, first, page in kept.parts:
        numbers = sum(count_numbers(cell.text) for cell in grid.cells)
        figures = sum(column_figures(texts, header) for header, texts in _columns(grid, first))
        counted[page] += figures
        sheets[page].furniture += max(0, numbers - figures)
        sheets[page].noted += figures
    total = counted.total()
    if total:
        detail = f"{total} printed figures of a table that is no known form: {table.reason}"
        yield Note(
            FORMLESS,
            table.title_printed or table.header_printed[:80],
            detail,
            table.page_first,
            kept.table_no,
        )


def _columns(grid: Grid, first_row: int) -> Iterator[tuple[str, list[str]]]:
    """Yield the header of each column and the texts below it; over labels the header says nothing of amounts.

    Beside names of accounts, sources or totals a column without a header has amounts.
    """
    columns: dict[int, list[str]] = defaultdict(list)
    numbered = _number_rows(grid)
    for cell in grid.cells:
        if cell.row >= first_row and cell.row not in numbered and cell.text:
            columns[cell.column].append(cell.text)
    paths = header_paths(grid, first_row)
    heads = ["" if role_of(path) in _LABELS else "".join(path) for path in paths]
    names = min((column for column, texts in columns.items() if name_items(texts)), default=len(heads))
    for column, texts in columns.items():
        yield heads[column] or (_AMOUNT if column > names and not paths[column] else ""), texts


def _uncaught(found: TableReader, notes: Sequence[Note], sheets: Mapping[int, _Sheet]) -> None:
    """Enter figures of grids that no table took: cells beyond its columns, a page that repeats the one before."""
    whole = {(page.number, id(grid)) for page in found.pages for grid in page.grids}
    taken: dict[int, Counter[str]] = defaultdict(Counter)
    for kept in found.kept:
        for grid, _, number in kept.parts:
            if (number, id(grid)) in whole:
                whole.discard((number, id(grid)))  # it was taken as it is printed: nothing of it is lost
            else:
                taken[number].update(cell.text for cell in grid.cells if cell_figures(cell.text))
    repeated = {note.page for note in notes if note.kind == "repeated_page"}
    for page in found.pages:
        left = [grid for grid in page.grids if (page.number, id(grid)) in whole]
        printed = Counter(cell.text for grid in left for cell in grid.cells if cell_figures(cell.text))
        lost = printed - taken[page.number]
        sheet = sheets[page.number]
        if page.number in repeated:
            sheet.furniture += lost.total()
        else:
            sheet.left[None, None] += [(None, text) for text in lost.elements() if is_marked(text)]


def _text(
    pages: Sequence[Page], examined: Examination, notes: Sequence[Note], sheets: Mapping[int, _Sheet]
) -> None:
    """Enter the numbers of the lines outside the tables: amounts of sentences, rows no table caught, the rest."""
    _sentences(examined, notes, sheets)
    was_form = False
    for page in pages:
        sheet = sheets[page.number]
        numbers = sum(count_numbers(line.text) for line in page.lines)
        rows = [row_figures(text) for text in _row_lines(page)]
        # Of a form that ends on the next page a few rows may be left, too few to be seen as a table.
        sheet.is_form |= any(rows) and (
            any(names_form(line.text) for line in page.lines) or (was_form and _ends_form(page))
        )
        was_form = sheet.is_form
        sheet.left[None, None] += [(None, figure) for row in rows for figure in row]
        sheet.lines += sum(len(row) > 1 for row in rows)
        amounts = sheet.claims + sheet.amounts + sum(map(len, rows))
        sheet.furniture += max(0, numbers - amounts)


def _ends_form(page: Page) -> bool:
    """Tell whether a page may be the rest of the form before it: no table, no sentence above its last figures."""
    figured = [at for at, line in enumerate(page.lines) if row_figures(line.text)]
    return (
        not page.grids
        and bool(figured)
        and not any("。" in line.text for line in page.lines[: figured[-1] + 1])
    )


def _sentences(examined: Examination, notes: Sequence[Note], sheets: Mapping[int, _Sheet]) -> None:
    """Enter the amounts of the running text: claims, those that a note names, the rest."""
    stated = {(claim.page, claim.text_printed) for claim in examined.claims}
    told = {(note.page, note.text) for note in notes if note.row_no is None and note.table_no is None}
    for passage in examined.passages:
        for amount in passage.all_amounts:
            page = passage.pages[amount.start]
            sheet = sheets[page]
            if (page, amount.text) in stated:
                sheet.claims += 1
                continue
            if not (amount.is_money or amount.is_percent):
                continue
            sheet.amounts += 1
            if (page, passage.text[amount.start : amount.end]) in told:
                sheet.noted += 1
            else:
                sheet.prose += 1
    for note in notes:
        if note.kind == LEFT_OUT and note.page is not None:
            sheets[note.page].noted += 1
            sheets[note.page].amounts += count_numbers(note.text)


def _row_lines(page: Page) -> Iterator[str]:
    """Yield the lines of a page that print a row of a table; figures whose unit begins the next line are none."""
    for line, after in pairwise((*page.lines, None)):
        if line is not None and row_figures(line.text) and not (after and _goes_on(after.text)):
            yield line.text


def _goes_on(text: str) -> bool:
    return text.lstrip()[:1] in {"元", "万", "亿", "%", "％"}
