"""Figures: one cell of a form to a line item, or to a note where it is not one figure that can be read soundly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.values.amounts import (
    MOST_DIGITS,
    UNIT_YUAN,
    FigureError,
    ParsedFigure,
    column_word,
    is_one_figure,
    parse_figure,
    printed_step,
    to_yuan,
)
from pipelines.values.codes import classification_of
from pipelines.values.items import UNREAD, LineItem, Note
from pipelines.values.pages import Cell, Grid
from pipelines.values.printed import cell_figures, is_marked
from pipelines.values.text import squeeze

_MOST_YUAN: Final = Decimal(10) ** (MOST_DIGITS + 1)
_SPACE: Final = re.compile(r"\s")
_PLAIN_FIGURE: Final = re.compile(r"-?[\d,，]+\.\d+")
_PERCENT: Final = "%"
_FEWEST_FIGURES: Final = 3
_NEARLY_ALL: Final = 0.8
_LABEL: Final = re.compile(r"[一-龥()]{2,14}")
_DAY: Final = re.compile(r"20\d{2}[年.\-/]\d{1,2}[月.\-/]\d{1,2}日?")

NO_FIGURE: Final = "no figure in the form"
"""Reason of a form that is empty though no sentence says so."""


@dataclass(slots=True)
class TableState:
    """What stays the same over the pages of one table, and what its rows have told so far."""

    form: FormDefinition
    table_no: int
    heads: list[ColumnHead]
    unit: str | None
    is_unit_inferred: bool
    reader: str
    notes: list[Note] = field(default_factory=list)
    parents: dict[int, str] = field(default_factory=dict)
    groups: dict[int, list[str]] = field(default_factory=dict)
    levels: dict[int, list[str]] = field(default_factory=dict)  # of each lane, the last code by its columns
    row_count: int = 0
    side: str = ""  # on which a list of both sides ended on the page before
    shape: str = ""  # of a form of items: row, list or measures
    scale: int | None = None  # decimals that the grid at hand prints, None where they differ
    row_offset: int = 0  # rows of this table that the page prints in grids before the one at hand
    page: int = 0
    height: int = 0

    def begin(self, grid: Grid, page: int) -> None:
        """Turn to the next grid of the table."""
        self.row_offset = self.height if page == self.page else 0
        self.page, self.height = page, self.row_offset + grid.n_rows
        self.scale = printed_decimals(grid)

    def note(
        self, kind: str, text: str, detail: str, page: int, row: int | None = None, column: int | None = None
    ) -> None:
        """Record something of this table that was not understood; row and column count from 0 here."""
        self.notes.append(
            Note(
                kind,
                text,
                detail,
                page,
                self.table_no,
                None if row is None else row + 1 + self.row_offset,
                None if column is None else column + 1,
            )
        )


def outcome(state: TableState, items: Sequence[object], statement: str) -> tuple[str, str]:
    """Return (status, reason) of a read form: it is empty only where none of its figures was left out."""
    if items:
        return "recognised", statement
    lost = [note for note in state.notes if note.kind in UNREAD]
    if lost:
        return "unreadable", f"{len(lost)} figures or columns could not be placed: {lost[0].detail}"
    return "empty_form", statement or NO_FIGURE


def _is_signed(text: str) -> bool:
    """Tell whether a cell says who signed a table and when: 制表人：…, 联系电话：…, 2024年3月5日."""
    label, mark, told = squeeze(text).partition(":")
    is_labelled = bool(mark) and _LABEL.fullmatch(label) is not None
    return (is_labelled and not cell_figures(told) and not is_marked(told)) or _DAY.fullmatch(
        label
    ) is not None


def read_figure(cell: Cell, head: ColumnHead, page: int, state: TableState) -> ParsedFigure | None:
    """Read a figure cell; text that is no figure and no header word is noted."""
    try:
        figure = parse_figure(cell.text)
    except FigureError:
        if squeeze(cell.text) not in head.path and not _is_signed(cell.text):
            state.note(
                "unparsed_figure",
                cell.text,
                f"not one figure, under {head.printed}",
                page,
                cell.row,
                head.index,
            )
        return None
    if figure is None:
        return None
    if figure.unit == _PERCENT:
        state.note(
            "unparsed_figure", cell.text, f"a percentage, under {head.printed}", page, cell.row, head.index
        )
        return None
    if not is_one_figure(cell.text, scale=state.scale, is_wrapped=is_wrapped(cell)):
        state.note(
            "unparsed_figure",
            cell.text,
            f"several figures in one cell, under {head.printed}",
            page,
            cell.row,
            head.index,
        )
        return None
    amount = to_yuan(figure.value, figure.unit or column_unit(head) or state.unit)
    if amount is not None and abs(amount) >= _MOST_YUAN:
        told = f"more money than there is, under {head.printed}"
        state.note("unparsed_figure", cell.text, told, page, cell.row, head.index)
        return None
    if _has_odd_decimals(cell, figure, state.scale):
        told = f"more decimals than the {state.scale} that its table prints, under {head.printed}"
        state.note("unparsed_figure", cell.text, told, page, cell.row, head.index)
        return None
    inside = [
        h
        for h in state.heads
        if h.role is Role.FIGURE and cell.column <= h.index < cell.column + cell.column_span
    ]
    if len(inside) > 1:
        state.note(
            "ambiguous_column",
            cell.text,
            "a figure spans the columns " + ", ".join(h.printed for h in inside),
            page,
            cell.row,
            head.index,
        )
        return None
    if cell.row_span > 1:
        state.note(
            "ambiguous_row",
            cell.text,
            f"a figure spans {cell.row_span} rows, under {head.printed}",
            page,
            cell.row,
            head.index,
        )
        return None
    return figure


def _has_odd_decimals(cell: Cell, figure: ParsedFigure, scale: int | None) -> bool:
    """Tell whether a figure runs on behind the decimals of its table, as one does to which something is glued.

    In a workbook each number has the decimals that it has.
    """
    if scale is None or figure.unit or "!" in cell.reference or figure.value == 0:
        return False
    return printed_step(cell.text) < Decimal(1).scaleb(-scale)


def column_unit(head: ColumnHead) -> str | None:
    """Return the unit that a column's own header prints (项目支出（元）), None where it prints none."""
    return next(filter(None, (column_word(part)[1] for part in reversed(head.path))), None)


def is_wrapped(cell: Cell) -> bool:
    """Tell whether the width of a cell can have broken its text; in web pages and office files the author did."""
    return cell.box is not None or cell.reference.startswith("line ")


def printed_decimals(grid: Grid) -> int | None:
    """Return how many decimals nearly all unbroken figures of a grid print, None where they differ or are few."""
    texts = (
        "".join(cell.text.split("\u3000"))
        for cell in grid.cells
        if "." in cell.text and not _SPACE.search(cell.text)
    )
    counts = Counter(len(text.partition(".")[2]) for text in texts if _PLAIN_FIGURE.fullmatch(text))
    if not counts:
        return None
    scale, times = counts.most_common(1)[0]
    return scale if times >= max(_FEWEST_FIGURES, _NEARLY_ALL * counts.total()) else None


def line_item(
    figure: ParsedFigure,
    cell: Cell,
    state: TableState,
    page: int,
    *,
    measure: str,
    header: str,
    name: str,
    label: str = "",
    code: str = "",
    parent: str = "",
    section: str = "",
    unit: str | None = None,
    scope: str = "",
    figure_year: int | None = None,
) -> LineItem:
    """Make the line item of one figure cell.

    ``unit`` outweighs the table's, what the form counts in that, the figure's own all. The classification is that of
    the code that is printed: a table may list items of two. ``scope`` and ``figure_year`` are of a government's table.
    """
    counted = state.form.counted_unit(measure, name)
    printed_unit = figure.unit or counted or unit or state.unit
    return LineItem(
        form_code=state.form.code,
        section=section,
        item_code=code,
        item_name=name,
        label_printed=label or name,
        parent_name=parent,
        account_kind=(classification_of(code) or state.form.account_kind)
        if state.form.account_kind and code
        else None,
        measure=measure,
        header_printed=header,
        text_printed=cell.text,
        value=figure.value,
        step=_step(cell.text, figure, printed_unit, state),
        unit=printed_unit,
        is_unit_inferred=state.is_unit_inferred and not figure.unit and not unit and not counted,
        amount_yuan=to_yuan(figure.value, printed_unit),
        page=page,
        table_no=state.table_no,
        row_no=cell.row + 1 + state.row_offset,
        column_no=cell.column + 1,
        box=cell.shown or cell.box,
        reader=state.reader,
        cell_reference=cell.reference,
        confidence=cell.confidence,
        scope=scope,
        figure_year=figure_year,
    )


def _step(text: str, figure: ParsedFigure, unit: str | None, state: TableState) -> Decimal:
    """Return the grain of a printed figure in its unit.

    A column in 元 inside a table in 万元 was found to print the table's rounded figures: 881400.00 for 88.14.
    """
    step = printed_step(text)
    own, common = UNIT_YUAN.get(unit or ""), UNIT_YUAN.get(state.unit or "")
    if own is None or common is None or own >= common or state.scale is None:
        return step
    coarse = common.scaleb(-state.scale) / own
    return coarse if coarse > step and figure.value and not figure.value % coarse else step
