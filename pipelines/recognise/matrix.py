"""Forms of a few named items (“三公”经费 …) in every shape they are printed in.

``row``: the header names item and measure, one row prints the figures. ``list``: the items stand below each other, the
columns are the measures. ``measures``: the header names the items, each row is a measure (预算数, 决算数).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pipelines.forms import Column, FormDefinition, form, of_catalogue
from pipelines.recognise.classified import once_each, side_by_side
from pipelines.recognise.concepts import concept, header_word, is_year_alone
from pipelines.recognise.figure_rows import figure_rows, own_cell, rows_to_read
from pipelines.recognise.figures import TableState, column_unit, line_item, read_figure
from pipelines.recognise.headers import (
    best_measures,
    header_paths,
    is_earlier,
    kind_of_amount,
    latest_year,
    role_of,
    without_units,
)
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.recognise.rows import note_unmatched
from pipelines.values.amounts import column_word, looks_like_figure
from pipelines.values.items import PRIOR, LineItem
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import item_name, key, squeeze

ROW: Final = "row"
LIST: Final = "list"
MEASURES: Final = "measures"
_WHOLE: Final = ("小计", "合计")
_AMOUNTS: Final = {
    "budget": frozenset(("amount", "budget_amount", "initial_amount", "total")),
    "final_account": frozenset(("amount", "budget_amount", "final_amount", "total")),
}
"""By report kind, the words for the one amount of an item; 决算数 is none of a budget's."""


def read_matrix_columns(
    grid: Grid, rows: int, form: FormDefinition, year: int | None
) -> tuple[str, list[ColumnHead]]:
    """Return the shape a form of items is printed in, and its columns; ``year`` is the document's."""
    paths = header_paths(grid, rows)
    shape, heads = _columns([without_units(path) for path in paths], grid, rows, form, year)
    printed = {head.item for head in heads}
    return shape, [
        replace(head, path=paths[head.index], item=form.item_among(head.item, printed)) for head in heads
    ]


def _columns(
    paths: Sequence[tuple[str, ...]], grid: Grid, rows: int, form: FormDefinition, year: int | None
) -> tuple[str, list[ColumnHead]]:
    own_year = year or latest_year(paths)
    own = _under_their_measures(paths, grid, rows, form)
    empty = frozenset(index for index in range(grid.n_columns) if not _prints(grid, rows, index))
    items = [_item_column(index, path, form, own_year) for index, path in enumerate(own)]
    across = _each_once(_two_budgets(items), empty)
    if any(head.role is Role.FIGURE for head in across):
        # Where the form has one measure, its rows may be years: 2023年预算数, 2024年预算数.
        is_by_year = bool(form.default_measure) and len(_measure_rows(grid, rows, form)) > 1
        return MEASURES if is_by_year else ROW, across
    below = once_each(_two_budgets([_measure_column(i, path, form, year) for i, path in enumerate(paths)]))
    if any(head.role is Role.FIGURE for head in below):
        return LIST, below
    named = [
        ColumnHead(head.index, head.path, Role.FIGURE, item=head.ambiguous[0])
        if len(head.ambiguous) == 1
        else head
        for head in across
    ]
    if form.item_measures and any(head.item for head in named) and _measure_rows(grid, rows, form):
        return MEASURES, named
    return ROW, across


def read_matrix(grid: Grid, first_row: int, page: int, state: TableState) -> Iterator[LineItem]:
    """Yield the line items of a form of items; what cannot be read is noted on ``state``."""
    state.begin(grid, page)
    if state.shape == LIST:
        yield from _read_list(grid, first_row, page, state)
        return
    by_row = _measure_rows(grid, first_row, state.form) if state.shape == MEASURES else {}
    is_one = state.shape == ROW
    for row in by_row or (
        rows_to_read(grid, first_row, page, state) if is_one else figure_rows(grid, first_row)
    ):
        state.row_count += 1
        for head in state.heads:
            cell = own_cell(grid, row, head.index)
            if head.role is not Role.FIGURE or cell is None:
                continue
            measure = by_row.get(row, head.measure)
            yield from _read_cell(cell, head, page, state, measure=measure, name=head.item)
    note_unmatched(grid, first_row, page, state)


def _read_list(grid: Grid, first_row: int, page: int, state: TableState) -> Iterator[LineItem]:
    """Read one item a row, of each list where several stand side by side; a label that names no item is noted."""
    lists = [state.heads[first:last] for first, last in side_by_side(state.heads)]
    rows = range(first_row, grid.n_rows)
    labels = {(row, side): _label(grid, row, heads) for row in rows for side, heads in enumerate(lists)}
    printed = {name for label in labels.values() if (name := _item_of(label, state.form.code))}
    for (row, side), label in labels.items():
        figures = [
            (head, cell)
            for head in lists[side]
            if head.role is Role.FIGURE and (cell := own_cell(grid, row, head.index)) is not None
        ]
        if not any(looks_like_figure(cell.text) or PICTURE in cell.text for _, cell in figures):
            continue
        state.row_count += 1
        name = _item_of(label, state.form.code)
        if name is None:
            told = f"no item of {state.form.code} is called {squeeze(label) or 'nothing'}"
            columns: list[int | None] = [cell.column for _, cell in figures] if side else [None]
            for column in columns:
                state.note("figure_without_label", squeeze(label), told, page, row, column)
            continue
        name = state.form.item_among(name, printed)
        for head, cell in figures:
            yield from _read_cell(cell, head, page, state, measure=head.measure, name=name, label=label)
    note_unmatched(grid, first_row, page, state)


def _read_cell(
    cell: Cell, head: ColumnHead, page: int, state: TableState, *, measure: str, name: str, label: str = ""
) -> Iterator[LineItem]:
    figure = read_figure(cell, head, page, state)
    if figure is not None:
        yield line_item(
            figure,
            cell,
            state,
            page,
            measure=measure,
            header=head.printed,
            name=name,
            label=label,
            unit=column_unit(head) or column_word(squeeze(label))[1],
        )


def _label(grid: Grid, row: int, heads: Sequence[ColumnHead]) -> str:
    texts = [
        cell.text
        for head in heads
        if head.role is Role.NAME
        and (cell := grid.at(row, head.index)) is not None
        and cell.row == row
        and squeeze(cell.text)
    ]
    return texts[-1] if texts else ""


def _prints(grid: Grid, first_row: int, column: int) -> bool:
    """Tell whether a column prints anything below the header."""
    cells = (own_cell(grid, row, column) for row in range(first_row, grid.n_rows))
    return any(cell is not None and squeeze(cell.text) for cell in cells)


def _under_their_measures(
    paths: Sequence[tuple[str, ...]], grid: Grid, rows: int, form: FormDefinition
) -> list[tuple[str, ...]]:
    """Return header paths with the measure (预算数, 决算数) that stands over the first of its columns alone.

    In a row of the header that prints several measures and nothing else, blank cells go on with the one before.
    """
    own = list(paths)
    for row in range(rows):
        cells = [cell for column in range(grid.n_columns) if (cell := own_cell(grid, row, column))]
        words = {cell.column: text for cell in cells if (text := squeeze(cell.text))}
        measures = [best_measures((text,), form.item_measures) for text in words.values()]
        if len(words) < 2 or len(cells) < grid.n_columns or not all(map(_is_one, measures)):
            continue
        current = ""
        for column in range(grid.n_columns):
            current = words.get(column, current)
            if current and column not in words:
                own[column] = (current, *own[column])
    return own


def _two_budgets(heads: Sequence[ColumnHead]) -> list[ColumnHead]:
    """Return columns in which 年初预算数 beside 全年预算数 is the initial budget; alone either is the form's budget."""
    said = {head.index: {concept(part) for part in head.path} for head in heads if head.measure == "budget"}
    if not any("adjusted_amount" in words for words in said.values()):
        return list(heads)
    return [
        replace(head, measure="initial_budget") if "initial_amount" in said.get(head.index, ()) else head
        for head in heads
    ]


def _is_one(measures: Sequence[str]) -> bool:
    return len(measures) == 1


def _each_once(heads: Sequence[ColumnHead], empty: Collection[int]) -> list[ColumnHead]:
    """Leave open which of several columns prints an item's measure, where no word of their headers tells them apart.

    Those that print nothing (``empty``) need none.
    """
    count = Counter(
        (head.item, head.measure) for head in heads if head.role is Role.FIGURE and head.index not in empty
    )
    return [
        replace(head, role=Role.UNKNOWN, item="", measure="", ambiguous=(head.item,))
        if head.role is Role.FIGURE and count[head.item, head.measure] > 1
        else head
        for head in heads
    ]


def _item_column(index: int, path: tuple[str, ...], form: FormDefinition, year: int | None) -> ColumnHead:
    """Read a column whose header names both the item (出国费 …) and, on some level, the measure (预算数).

    Of an earlier year it is a ``prior_`` measure; an amount of a kind that the form does not print is none of it.
    """
    if (role := role_of(path)) in (Role.CODE, Role.LINE_NUMBER):
        return ColumnHead(index, path, role)
    measures = {
        measure for part in path for measure in best_measures((part,), form.item_measures) if key(part)
    }
    item_path = tuple(part for part in path if not best_measures((part,), form.item_measures))
    columns = tuple(Column(measure=item.name, header=item.header) for item in form.items)
    items = best_measures(item_path, columns)
    default = form.default_of(items[0]) if len(items) == 1 else form.default_measure
    measure = next(iter(measures)) if len(measures) == 1 else default
    if is_earlier(path, year):
        measure = f"{PRIOR}{measure if measures else kind_of_amount(path) or default}"
    elif not measures and any(_is_foreign(part, form) for part in path):
        measure = ""
    if len(items) == 1 and measure:
        return ColumnHead(index, path, Role.FIGURE, measure=measure, item=items[0])
    return ColumnHead(index, path, Role.UNKNOWN, ambiguous=items)


def _is_foreign(text: str, form: FormDefinition) -> bool:
    """Tell whether a word of a header is a kind of amount that the form does not print: 执行数 in a budget."""
    word = concept(text)
    return word.endswith("amount") and word not in _AMOUNTS[form.report_kind]


def _measure_column(index: int, path: tuple[str, ...], form: FormDefinition, year: int | None) -> ColumnHead:
    """Read a column of a list of items: its measure, or the item's name in the first one."""
    role = role_of(path)
    if role is not Role.UNKNOWN:
        return ColumnHead(index, path, role)
    if index == 0 and not path:
        return ColumnHead(index, path, Role.NAME)
    measures = best_measures(path, form.item_measures)
    if not measures and is_earlier(path, year) and (kind := kind_of_amount(path)):
        return ColumnHead(index, path, Role.FIGURE, measure=f"{PRIOR}{kind}")
    if not measures and form.default_measure and path and concept(path[-1]) in _AMOUNTS[form.report_kind]:
        measures = (form.default_measure,)
    if len(measures) == 1:
        measure = f"{PRIOR}{measures[0]}" if is_earlier(path, year) else measures[0]
        return ColumnHead(index, path, Role.FIGURE, measure=measure)
    return ColumnHead(index, path, Role.UNKNOWN, ambiguous=measures)


def _measure_rows(grid: Grid, first_row: int, form: FormDefinition) -> dict[int, str]:
    """Return the rows whose label is a measure; nothing where two are the same or a row of figures is none.

    Rows of changes and shares are known, and no figures of the form; last year's are measures of their own. A year
    alone is that of the form's own amount.
    """
    found: dict[int, str] = {}
    labels = {row: _first_label(grid, row) for row in figure_rows(grid, first_row)}
    latest = max((year for label in labels.values() if (year := header_word(label).year)), default=None)
    for row, label in labels.items():
        if header_word(label).aside:
            continue
        measures = best_measures((label,), form.item_measures) if label else ()
        if not measures and form.default_measure and concept(label) in _AMOUNTS[form.report_kind]:
            measures = (form.default_measure,)
        if not measures and is_year_alone(label):
            finals = tuple(one.measure for one in form.item_measures if one.measure == "final")
            measures = finals or ((form.default_measure,) if form.default_measure else ())
        measure = "".join(measures[:1])
        if measures and is_earlier((label,), latest):
            measure = f"{PRIOR}{measure}"
        if len(measures) != 1 or measure in found.values():
            return {}
        found[row] = measure
    return found


def _first_label(grid: Grid, row: int) -> str:
    texts = (cell.text for cell in grid.row(row))
    return next((text for text in texts if squeeze(text) and not looks_like_figure(text)), "")


def _item_of(label: str, code: str) -> str | None:
    """Return the item that a row's label names, None where none or several do."""
    name = item_name(label)
    index = _items(code)
    return index.get(key(name)) or index.get(concept(name))


@of_catalogue
def _items(code: str) -> dict[str, str]:
    """Return a form's items by the labels and concepts that name exactly one of them."""
    named: dict[str, set[str]] = {}
    alone = {
        key(header): item.name for item in form(code).items for header in item.header if "/" not in header
    }
    for item in form(code).items:
        for header in item.header:
            *above, leaf = header.split("/")
            words = {leaf} if not above else {above[-1] + leaf}
            if above and leaf in _WHOLE:
                words.add(above[-1])
            if not above and leaf in _WHOLE and item.name not in _WHOLE:
                continue  # 小计 alone names a column below its header, no row of a list
            for word in words:
                named.setdefault(key(word), set()).add(item.name)
                named.setdefault(concept(word), set()).add(item.name)
        named.setdefault(key(item.name), set()).add(item.name)
    # 三公经费合计 is the whole of a list, and also 合计 below 三公经费 in a header.
    return {
        word: next(iter(names)) if len(names) == 1 else alone[word]
        for word, names in named.items()
        if len(names) == 1 or alone.get(word) in names
    }
