"""Tables without decided columns: text under a form's title whose cells only blanks separate, some of them lost.

Such a table becomes a grid of the form it is titled as, so that recognition reads it like any other. The
header tells the measures and their order; a row that prints as many figures as there are columns is exact; in
any other row the identities decide (:mod:`pipelines.recognise.ragged.decide`), or its figures are noted as
ambiguous and left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.forms import form
from pipelines.recognise.below import fits_better, with_titles_above
from pipelines.recognise.halves import join_halves
from pipelines.recognise.header_rows import without_column_numbers
from pipelines.recognise.hypotheses import decide_tables
from pipelines.recognise.notations import read_notations
from pipelines.recognise.parted_codes import join_codes
from pipelines.recognise.ragged.decide import OpenRow, Option, cell_name, decide, identity_names
from pipelines.recognise.ragged.mend import mend_grid
from pipelines.recognise.ragged.performance import performance_grids
from pipelines.recognise.ragged.region import Region, find_regions
from pipelines.recognise.ragged.table import RaggedTable, read_region
from pipelines.recognise.tables import TableReader
from pipelines.recognise.ties import Prove
from pipelines.values.amounts import looks_like_figure
from pipelines.values.items import LineItem, Note
from pipelines.values.pages import Box, Cell, Grid, Page

_PLACEHOLDER: Final = "0.00"
_AMBIGUOUS: Final = "unparsed_figure"


@dataclass(slots=True)
class _Plan:
    """What a document's ragged tables became: their regions' lines go, their grids come."""

    tables: list[RaggedTable] = field(default_factory=list)
    rows: dict[str, OpenRow] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    added: list[tuple[int, Grid]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    decided: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)


def read_tables(pages: Sequence[Page], prove: Prove) -> TableReader:
    """Read a document's tables, those without decided columns included.

    ``prove`` applies the identities (:func:`pipelines.prove.evaluate.evaluate`). Figures that an identity laid
    into their column say so in ``decided_by``; figures that none decides are notes of kind
    ``ambiguous_column`` with the printed line. A document whose titles stand below its tables is read so where more
    identities hold. Columns that stand on a page of their own are read with those that their rows begin with.
    """
    halves = join_halves(pages)
    reader = _read_in_order(halves.pages, prove)
    halves.give_back(reader)
    return reader


def _read_in_order(pages: Sequence[Page], prove: Prove) -> TableReader:
    """Read the tables of pages with their titles above them, or below where more identities hold so."""
    reader = read_notations(pages, lambda found: _read(found, prove), prove)
    turned = with_titles_above(pages)
    if turned is None:
        return reader
    other = read_notations(turned, lambda found: _read(found, prove), prove)
    return other if fits_better(other, reader, prove) else reader


def _read(pages: Sequence[Page], prove: Prove) -> TableReader:
    mended = [
        replace(page, grids=tuple(without_column_numbers(mend_grid(grid)) for grid in page.grids))
        for page in map(join_codes, pages)
    ]
    plan = _Plan()
    regions = find_regions(mended)
    for region in regions:
        _plan_region(region, plan)
    if plan.rows:
        skeleton = TableReader(_lay_out(mended, plan, is_skeleton=True))
        items = [item for table in skeleton.tables for item in table.items]
        elided = skeleton.elided_tables
        decide(list(plan.rows.values()), items, elided, prove, plan.unknown)
    reader = TableReader(_lay_out(mended, plan, is_skeleton=False))
    _mark(reader, plan)
    decide_tables(reader, prove)
    _leave_out_nameless(reader)
    return reader


def _plan_region(region: Region, plan: _Plan) -> None:
    if region.form.layout == "performance":
        grids = performance_grids(region)
        if grids:
            plan.added.extend(grids)
            plan.removed.update(id(line) for _, line in region.body)
        return
    number = len(plan.tables)
    table = read_region(region, number)
    if table is None:
        return
    plan.tables.append(table)
    plan.removed.update(id(line) for _, line in region.body)
    for index, options in enumerate(table.options):
        name = f"{number}:{index}"
        if not options and table.entries[index].pieces:
            plan.unknown.add(name)
        if len(options) > 1:
            plan.rows[name] = OpenRow(name, number, list(options))


def _lay_out(pages: Sequence[Page], plan: _Plan, *, is_skeleton: bool) -> list[Page]:
    """Return the pages with each ragged table's lines replaced by its grid."""
    added = list(plan.added)
    for table in plan.tables:
        added.extend(_grids(table, plan, is_skeleton=is_skeleton))
    laid: list[Page] = []
    for page in pages:
        lines = tuple(line for line in page.lines if id(line) not in plan.removed)
        own = tuple(grid for number, grid in added if number == page.number)
        laid.append(replace(page, lines=lines, grids=(*page.grids, *own)))
    return laid


def _grids(table: RaggedTable, plan: _Plan, *, is_skeleton: bool) -> list[tuple[int, Grid]]:
    """Return a table's grids, one for each page that it stands on; the header stands on the first."""
    if table.problem:
        return [_refused(table)]
    found: list[tuple[int, Grid]] = []
    pages = [table.page, *(entry.page for entry in table.entries)]
    for number in dict.fromkeys(pages):
        cells: list[Cell] = []
        height = 0
        if number == table.page:
            cells.extend(table.header_cells)
            height = table.header_height
        own = [index for index, entry in enumerate(table.entries) if entry.page == number]
        rows = list(dict.fromkeys(table.entries[index].row for index in own))
        for index in own:
            row = height + rows.index(table.entries[index].row)
            cells.extend(_row_cells(table, index, row, plan, is_skeleton=is_skeleton))
        if not cells:
            continue
        height += len(rows)
        top = float(table.line if number == table.page else min(table.entries[i].line for i in own))
        bottom = float(max([table.line, *(table.entries[i].line for i in own)])) + 1
        grid = Grid(
            height, table.width, _filled(cells, height, table.width), Box(0, top, table.width, bottom)
        )
        found.append((number, grid))
    return found


def _filled(cells: Sequence[Cell], height: int, width: int) -> tuple[Cell, ...]:
    taken = {(c.row, column) for c in cells for column in range(c.column, c.column + c.column_span)}
    holes = [Cell(r, c, "") for r in range(height) for c in range(width) if (r, c) not in taken]
    return (*cells, *holes)


def _row_cells(table: RaggedTable, index: int, row: int, plan: _Plan, *, is_skeleton: bool) -> list[Cell]:
    cells = table.label_cells(index, row)
    name = f"{table.number}:{index}"
    columns = table.columns_of(index)
    is_open = name in plan.rows
    if is_open and is_skeleton:
        return cells + [
            Cell(row, column, _PLACEHOLDER, reference=cell_name(table.number, index, column))
            for column in columns
        ]
    options = plan.rows[name].options if is_open else list(table.options[index])
    placed = OpenRow(name, table.number, options).agreed if options else {}
    for column in columns:
        text, reference = placed.get(column, (_PLACEHOLDER if is_skeleton else "", ""))
        if is_skeleton:
            reference = cell_name(table.number, index, column)
        elif is_open and text:
            plan.decided[reference] = identity_names(plan.rows[name], table.form.code)
        if text and text != "-":
            cells.append(Cell(row, column, text, reference=reference))
    if not is_skeleton and _is_incomplete(options, placed):
        cells = _with_lost(table, index, row, cells, columns, plan)
    return cells


def _is_incomplete(options: Sequence[Option], placed: Mapping[int, tuple[str, str]]) -> bool:
    return not options or any(
        column not in placed for option in options for column, text, _ in option.placed if text != "-"
    )


def _with_lost(
    table: RaggedTable, index: int, row: int, cells: list[Cell], columns: Sequence[int], plan: _Plan
) -> list[Cell]:
    """Put the printed row into a free figure column: text that is no figure, so that it is noted, not read."""
    entry = table.entries[index]
    pieces = " ".join(token.text for token in entry.pieces)
    if not pieces:
        return cells
    text = f"{entry.code} {entry.label} {pieces}".strip()
    text = f"line {entry.line}: {text}" if looks_like_figure(text) or not entry.label else text
    free = [column for column in columns if column not in {cell.column for cell in cells}]
    if not free:
        return cells
    plan.lost[text] = entry.problem or table.why_open(index)
    return [*cells, Cell(row, free[0], text, reference=f"line {entry.line} column 1")]


def _refused(table: RaggedTable) -> tuple[int, Grid]:
    """Return a grid of one column that keeps the printed lines of a table whose header is not understood."""
    header = " ".join(table.printed_header) or "(no header)"
    cells = [Cell(0, 0, f"{header} ({table.problem})", reference=f"line {table.line} column 1")]
    for row, (line, text) in enumerate(table.printed_rows, 1):
        cells.append(Cell(row, 0, text, reference=f"line {line} column 1"))
    last = max([table.line, *(line for line, _ in table.printed_rows)])
    return table.page, Grid(len(cells), 1, tuple(cells), Box(0, float(table.line), 1, last + 1.0))


def _mark(reader: TableReader, plan: _Plan) -> None:
    """Write onto the items which identity decided them, and onto the notes why a row stays ambiguous."""
    for index, table in enumerate(reader.tables):
        items = tuple(_decided(item, plan) for item in table.items)
        reader.tables[index] = replace(table, items=items)
    reader.notes[:] = [
        replace(note, kind="ambiguous_column", detail=plan.lost[note.text])
        if note.kind == _AMBIGUOUS and note.text in plan.lost
        else note
        for note in reader.notes
    ]


def _decided(item: LineItem, plan: _Plan) -> LineItem:
    names = plan.decided.get(item.cell_reference, "")
    return replace(item, decided_by=names) if names else item


def _leave_out_nameless(reader: TableReader) -> None:
    """Leave out and note the figures of a project whose name the text does not tell."""
    for index, table in enumerate(reader.tables):
        is_of_project = table.form_code is not None and form(table.form_code).role == "project_performance"
        nameless = [item for item in table.items if is_of_project and not item.section]
        if not nameless:
            continue
        first = nameless[0]
        detail = f"{len(nameless)} figures left out: the project's name is not told"
        note = Note(
            "figure_without_label",
            first.text_printed,
            detail,
            first.page,
            table.table_no,
            first.row_no,
            first.column_no,
        )
        reader.notes.append(note)
        kept = tuple(item for item in table.items if item.section)
        status, reason = (table.status, table.reason) if kept else ("unreadable", detail)
        reader.tables[index] = replace(table, items=kept, status=status, reason=reason)
