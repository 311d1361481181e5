"""Rows: from a grid whose columns are understood to line items; every figure left out becomes a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pipelines.recognise.code_cells import CODE, code_of, completed, join_code, split_code, stacked
from pipelines.recognise.figure_rows import own_cell, prints_figures, rows_to_read
from pipelines.recognise.figures import TableState, column_unit, line_item, read_figure
from pipelines.recognise.header_rows import is_column_number_row
from pipelines.recognise.headers import TOTAL_LABELS
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.recognise.row_units import row_unit
from pipelines.recognise.sides import prints_sides, sides_below, turned
from pipelines.values.amounts import is_blank, looks_like_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.items import LineItem
from pipelines.values.pages import Grid
from pipelines.values.text import item_name, key, ordinal, row_key, squeeze

_DIGIT: Final = re.compile(r"\d")
# A figure beside the words of a cell that reaches into the names from the column before.
_FIGURE_BESIDE: Final = re.compile(r"\d[\d,]*[,.]\d{2}")
# A figure is nobody's name, whatever column it stands in.
_NUMBER: Final = re.compile(
    r"[-−]?[\d,，]+\.\d+%?|[-−]?\d{1,3}(?:[,，]\d{3})+|(?!\d{3}(?:\.\d{2}){1,2}$)[-−]?\d[\d,，.]*\.\d{2}[\d,，.]*"
)
# Of two columns that no rule parts, or that a reader runs together: 合计1,835.68.
_FIGURE_BEHIND: Final = re.compile(
    r"[^\d.,，(（年月第-][-−]?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d{2})$"
)
_FIGURE_BEFORE: Final = re.compile(r"[-−]?\d{1,3}(?:[,，]\d{2,3})+")
"""Where no rule parts label and figure, a figure that is wrapped stands above the label and is joined to it."""
_FIGURE_BEFORE_ORDINAL: Final = re.compile(r"\d[\d,.]*[一二三四五六七八九十]{1,3}[、.．]")
# 本页小计, 承前页, 过次页, 累计: what a page adds up to, no item of the form.
_PAGE_TOTAL: Final = re.compile(r"[本上下次前每]页|页(?:小计|合计|计)$|^(?:累计|以上.*计)$")
_SUB_ROW: Final = re.compile(r"^(?:其中|\d{1,2}[、.．]|[(（])")
_CARRY_OVER: Final = re.compile(r"^年[初末](?:财政拨款)?结转和?结余$")
_TOTAL: Final = re.compile(r"(?:合计|总计)$")
_ELIDED: Final = re.compile(r"^[.…·]{2,}$")


@dataclass(frozen=True, slots=True)
class _Lane:
    """Columns side by side that make one list of accounts: code and name columns, then figures."""

    codes: tuple[int, ...]
    names: tuple[int, ...]
    figures: tuple[ColumnHead, ...]
    section: str


def _lanes(grid: Grid, first_row: int, state: TableState) -> list[_Lane]:
    """Return the lists side by side: each begins with labels behind the figures of the one before.

    A form without lists of accounts is one list, whatever is printed between its columns of labels.
    """
    ends = {head.index for head in state.heads if head.role is Role.FIGURE}
    if len(state.form.sections) > 1 or state.form.account_kind is not None:
        unknown = [head.index for head in state.heads if head.role is Role.UNKNOWN]
        ends.update(column for column in unknown if prints_figures(grid, first_row, column))
    groups: list[list[ColumnHead]] = [[]]
    for head in state.heads:
        if head.role in (Role.CODE, Role.NAME) and any(h.index in ends for h in groups[-1]):
            groups.append([])
        groups[-1].append(head)
    return [
        _Lane(
            codes=tuple(h.index for h in group if h.role is Role.CODE),
            names=tuple(h.index for h in group if h.role is Role.NAME),
            figures=tuple(h for h in group if h.role is Role.FIGURE),
            section=group[0].section,
        )
        for group in groups
        if group
    ]


def read_rows(grid: Grid, first_row: int, page: int, state: TableState) -> Iterator[LineItem]:
    """Yield the line items of a grid's data rows; what cannot be read is noted on ``state``."""
    state.begin(grid, page)
    lanes = _lanes(grid, first_row, state)
    turns = _turned_rows(grid, first_row, lanes, state)
    has_labels = any(lane.codes or lane.names for lane in lanes)
    for row in range(first_row, grid.n_rows) if has_labels else rows_to_read(grid, first_row, page, state):
        cells = grid.row(row)
        if is_column_number_row(cells) or not any(squeeze(cell.text) for cell in cells):
            continue
        state.row_count += 1
        for number, lane in enumerate(lanes):
            yield from _read_lane(grid, row, page, turns.get(row, lane), number, state)
    note_unmatched(grid, first_row, page, state)


def _turned_rows(grid: Grid, first_row: int, lanes: list[_Lane], state: TableState) -> dict[int, _Lane]:
    """Return the rows of a list that holds both sides of its form, each as a lane of its side."""
    if len(lanes) != 1 or not prints_sides(state.form):
        return {}
    (lane,) = lanes
    labels = {row: _label(grid, row, lane, [], [])[:2] for row in range(first_row, grid.n_rows)}
    sides = sides_below(labels, lane.section, state.side)
    state.side = next(reversed(sides.values()), state.side)
    ways = {side: turned(lane.figures, side, state.form) for side in set(sides.values())}
    return {
        row: replace(lane, figures=ways[side], section=ways[side][0].section)
        for row, side in sides.items()
        if ways[side]
    }


def _label(grid: Grid, row: int, lane: _Lane, carried: list[str], above: list[str]) -> tuple[str, str, str]:
    """Return (code, printed label, group) of a lane's row; a label may stand in merged columns.

    Where several name columns stand side by side, the deepest one filled is the row's label and those
    before it its group; a group stays until the next one is printed.
    """
    codes: list[str] = []
    label = ""
    for column in lane.codes:
        cell = grid.at(row, column)
        text = squeeze(cell.text) if cell else ""
        code = code_of(text)
        is_told = bool(codes) and cell is not None and cell.column < column  # one code over several columns
        codes.append("" if is_told else code)
        if not code and text and cell is not None and cell.row == row and text not in "类款项目":
            label = cell.text
    carried.extend([""] * (len(lane.names) - len(carried)))
    depth = 0
    for level, column in enumerate(lane.names):
        cell = grid.at(row, column)
        text = squeeze(cell.text) if cell is not None else ""
        if (
            cell is None
            or is_blank(text)
            or (CODE.fullmatch(text) and (lane.codes or not ACCOUNT_CODE.fullmatch(text)))
            or _NUMBER.fullmatch(text)
            or (cell.column < column and _FIGURE_BESIDE.search(cell.text))
            or (cell.column != column and cell.row != row)
        ):
            continue
        if level and cell is grid.at(row, lane.names[level - 1]):
            continue
        carried[level:] = (
            [cell.text, *[""] * (len(carried) - level - 1)] if cell.row == row else carried[level:]
        )
        if cell.row == row:
            label, depth = cell.text, level
    before = above[0] if len(above) == 1 else ""
    code = stacked(join_code(completed(codes, above)), item_name(label), before)
    if code and len(above) == 1:
        above[0] = code
    if not code:
        code, label = split_code(label)
    return code, label, "/".join(item_name(text) for text in carried[:depth] if squeeze(text))


def _read_lane(
    grid: Grid, row: int, page: int, lane: _Lane, number: int, state: TableState
) -> Iterator[LineItem]:
    above = state.levels.setdefault(number, [""] * len(lane.codes))
    code, label, group = _label(grid, row, lane, state.groups.setdefault(number, []), above)
    if not code and not label and not number:
        label = _total_label(grid, row, lane)
    name = item_name(label)
    if not code and _PAGE_TOTAL.search(name):
        return
    if _holds_figure(label):
        told = "a figure stands in the cell of the name; the row was left out"
        state.note("ambiguous_row", label, told, page, row)
        return
    parent = _parent(number, label, code, state)
    unit = row_unit(grid, row, state.heads, label)
    for head in lane.figures:
        cell = own_cell(grid, row, head.index)
        if cell is None:
            continue
        if head.role is not Role.FIGURE:
            if looks_like_figure(cell.text):
                told = (
                    f"a row of the other side, which has no measure under {head.printed} in {state.form.code}"
                )
                state.note("ambiguous_row", cell.text, told, page, row, head.index)
            continue
        figure = read_figure(cell, head, page, state)
        if figure is None:
            continue
        if not any(map(str.isalnum, name + code)) and (lane.codes or lane.names):
            state.note(
                "figure_without_label",
                cell.text,
                "a figure in a row without code or name was left out",
                page,
                row,
                head.index,
            )
            continue
        yield line_item(
            figure,
            cell,
            state,
            page,
            measure=head.measure,
            header=head.printed,
            name=name,
            label=label,
            code=code,
            parent=parent,
            section=head.item or lane.section or group,
            unit=column_unit(head) or unit,
        )
    _note_codes(grid, row, lane, code, name, page, state)
    if _ELIDED.match(squeeze(label)):
        state.note("elided_rows", squeeze(label), "the list of classes is elided here", page, row)


def _total_label(grid: Grid, row: int, lane: _Lane) -> str:
    """Return the word for a total that a row prints left of its names, below the units' own numbers; else ``''``."""
    names = min((*lane.codes, *lane.names), default=0)
    before = (cell.text for cell in grid.row(row) if cell.row == row and cell.column < names)
    return next((text for text in before if key(text) in TOTAL_LABELS), "")


def _holds_figure(label: str) -> bool:
    """Tell whether the cell of a name holds a figure of the next column too."""
    whole = squeeze(label)
    is_before = _FIGURE_BEFORE.match(whole) or _FIGURE_BEFORE_ORDINAL.match(whole)
    return bool(_FIGURE_BEHIND.search(whole) or is_before) or label.endswith(" 0")


def _note_codes(
    grid: Grid, row: int, lane: _Lane, code: str, name: str, page: int, state: TableState
) -> None:
    """Note what a row prints as its code and is none: of other digits, or in a way that is not understood."""
    if code and not ACCOUNT_CODE.fullmatch(code):
        state.note("unknown_code", code, f"not a code of 3, 5 or 7 digits, printed beside {name}", page, row)
    cells = [cell for column in lane.codes if (cell := own_cell(grid, row, column))]
    for cell in cells if not code else ():
        text = squeeze(cell.text)
        if _DIGIT.search(text) and item_name(cell.text) != name:
            told = f"not understood as a code, printed beside {name}"
            state.note("unknown_code", text, told, page, row, cell.column)


def _parent(lane: int, label: str, code: str, state: TableState) -> str:
    """Return the row that a sub-row belongs to: a carry-over's three parts, or 1. 2. 3. under 一、."""
    if code or not squeeze(label):
        return ""
    printed, name = squeeze(label), item_name(label)
    if _TOTAL.search(name):
        state.parents.pop(lane, None)
        return ""
    current = state.parents.get(lane, "")
    if _CARRY_OVER.match(row_key(label)):
        state.parents[lane] = name
        return ""
    if current and _CARRY_OVER.match(row_key(current)):
        return current if "财政拨款" in name or "预算" in name else ""
    if _SUB_ROW.match(printed):
        return current
    state.parents[lane] = name if ordinal(label) else ""
    return ""


def note_unmatched(grid: Grid, first_row: int, page: int, state: TableState) -> None:
    """Note every column that prints figures under a header that names no measure, or several."""
    unknown = [head for head in state.heads if head.role is Role.UNKNOWN]
    if not unknown:
        return
    rows = [row for row in range(first_row, grid.n_rows) if not is_column_number_row(grid.row(row))]
    for head in unknown:
        cells = (own_cell(grid, row, head.index) for row in rows)
        figures = [cell for cell in cells if cell and looks_like_figure(cell.text)]
        if not figures:
            continue
        if head.ambiguous:
            detail = f"{len(figures)} figures left out: the header fits " + ", ".join(head.ambiguous)
            state.note("ambiguous_column", head.printed, detail, page, None, head.index)
        else:
            detail = f"{len(figures)} figures left out: no measure of {state.form.code} has this header"
            state.note("unmatched_header", head.printed, detail, page, None, head.index)
