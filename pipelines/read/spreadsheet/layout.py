"""From a sheet to text lines and grids: which rows are tables, and which stand above, between and below them.

A row with a vertical border in some cell belongs to a table, as a ruling does on paper. On a sheet without
any, rows with two filled cells and more do. Rows and columns in which no visible text begins are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Final

from pipelines.read.flow import Flow
from pipelines.read.ooxml import OfficeLimits
from pipelines.read.spreadsheet.sheet import Sheet, Value, letters_of
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Cell, Grid

_TITLE: Final = re.compile(r"表\s*(?:[(（].*[)）])?\s*$")
_MOST_COLUMNS: Final = 1024
_FIGURE: Final = re.compile(r"[-－−]?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?[%％]?")


@dataclass(frozen=True, slots=True)
class _Text:
    """A visible text in its slot, spans counted in rows and columns of the sheet (inclusive ends)."""

    row: int
    column: int
    last_row: int
    last_column: int
    value: Value


@dataclass(slots=True)
class _Row:
    index: int
    texts: list[_Text]
    is_ruled: bool
    gap: bool  # a blank row without rulings stands right above

    @property
    def has_figures(self) -> bool:
        """Tell whether the row can be a line of a table: two filled cells, one of them a figure."""
        return len(self.texts) > 1 and any(
            t.value.is_number or _FIGURE.fullmatch(t.value.text.strip()) for t in self.texts
        )

    @property
    def is_heading(self) -> bool:
        """Tell whether a row after a gap begins something new: a single text."""
        return self.gap and len(self.texts) == 1 and not self.texts[0].value.is_number


def lay_out(sheet: Sheet, limits: OfficeLimits) -> Flow:
    """Return a sheet's lines and grids in order. Raises DocumentError for a table beyond the limits."""
    flow = Flow()
    for texts in _beside(_texts(sheet, limits)):
        _lay_out(flow, sheet, texts, limits)
    return flow


def _lay_out(flow: Flow, sheet: Sheet, texts: list[_Text], limits: OfficeLimits) -> None:
    rows = _rows(sheet, texts)
    member = _table_rows(rows)
    start = 0
    while start < len(rows):
        end = start + 1
        if not member[start]:
            _add_line(flow, rows[start])
        else:
            while end < len(rows) and member[end] and not rows[end].is_heading:
                end += 1
            flow.add_grid(_grid(sheet, rows[start:end], limits))
        start = end


def _beside(texts: list[_Text]) -> list[list[_Text]]:
    """Return the texts of each form that stands beside others on a sheet, from left to right.

    Blank columns part them, and each has a title of its own above its figures.
    """
    shared = Counter(text.row for text in texts)
    edges: list[int] = []
    reach = -2
    for text in sorted((text for text in texts if shared[text.row] > 1), key=lambda text: text.column):
        if text.column > reach + 1:
            edges.append(text.column)
        reach = max(reach, text.last_column)
    if len(edges) < 2:
        return [texts]
    bands: list[list[_Text]] = [[] for _ in edges]
    for text in texts:
        bands[max(0, bisect_right(edges, text.column) - 1)].append(text)
    return bands if all(map(_is_titled, bands)) else [texts]


def _is_titled(texts: list[_Text]) -> bool:
    """Tell whether a table's title stands above figures."""
    first = next((text.row for text in texts if text.value.is_number), 0)
    return any(text.row < first and _TITLE.search(text.value.text) for text in texts)


def _add_line(flow: Flow, row: _Row) -> None:
    if len(row.texts) == 1:
        for line in row.texts[0].value.text.splitlines():
            flow.add_line(" ".join(line.split()))
    else:
        flow.add_line(" ".join(" ".join(text.value.text.split()) for text in row.texts))


def _texts(sheet: Sheet, limits: OfficeLimits) -> list[_Text]:
    """Return the visible texts, merged ranges applied; what a range covers is shown nowhere."""
    filled = sorted(sheet.rows)
    spans: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for first_row, first_column, last_row, last_column in sheet.merged:
        inside = filled[bisect_left(filled, first_row) : bisect_right(filled, last_row)]
        anchor = (first_row, first_column)
        if anchor in covered:
            continue
        slots = [(r, c) for r in inside for c in sheet.rows[r] if first_column <= c <= last_column]
        covered.update(slot for slot in slots if slot != anchor)
        if len(covered) + len(slots) > limits.slots:
            raise DocumentError("the workbook has too many merged ranges")
        spans[anchor] = (first_row, first_column, last_row, last_column)
    texts: list[_Text] = []
    for row in filled:
        for column, value in sorted(sheet.rows[row].items()):
            if (row, column) in covered or not value.text.strip():
                continue
            place = _visible(sheet, spans.get((row, column), (row, column, row, column)))
            if place is not None:
                texts.append(_Text(*place, value))
    return texts


def _visible(sheet: Sheet, span: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Return a span from its first visible slot on, None where none is visible."""
    first_row, first_column, last_row, last_column = span
    while first_row <= last_row and first_row in sheet.hidden_rows:
        first_row += 1
    while first_column <= last_column and sheet.is_column_hidden(first_column):
        first_column += 1
    is_hidden = first_row > last_row or first_column > last_column
    return None if is_hidden else (first_row, first_column, last_row, last_column)


def _rows(sheet: Sheet, texts: list[_Text]) -> list[_Row]:
    by_row: dict[int, list[_Text]] = {}
    for text in texts:
        by_row.setdefault(text.row, []).append(text)
    starts = [first for first, _ in sheet.ruled]
    rows: list[_Row] = []
    covered_to = -1
    for index in sorted(by_row):
        row_texts = sorted(by_row[index], key=lambda text: text.column)
        run = bisect_right(starts, index) - 1
        is_ruled = run >= 0 and index <= sheet.ruled[run][1]
        is_joined = index == covered_to + 1 or (is_ruled and sheet.ruled[run][0] <= covered_to + 1)
        rows.append(_Row(index, row_texts, is_ruled, gap=bool(rows) and index > covered_to and not is_joined))
        covered_to = max(covered_to, index, *(text.last_row for text in row_texts))
    return rows


def _table_rows(rows: list[_Row]) -> list[bool]:
    """Tell for every row whether it belongs to a table."""
    if not any(row.is_ruled for row in rows):
        return _table_rows_without_rulings(rows)
    member = [row.is_ruled for row in rows]
    start = 0
    while start < len(rows):
        if member[start] or start == 0 or not member[start - 1]:
            start += 1
            continue
        # Rows of figures below a table are part of it even where nobody ruled them.
        end = start
        while end < len(rows) and not rows[end].is_ruled and not rows[end].is_heading:
            end += 1
        last = max((i for i in range(start, end) if rows[i].has_figures), default=start - 1)
        for i in range(start, last + 1):
            member[i] = True
        start = max(end, start + 1)
    return member


def _table_rows_without_rulings(rows: list[_Row]) -> list[bool]:
    """Take rows of two texts and more, and single texts between them unless they follow a gap."""
    member = [len(row.texts) > 1 for row in rows]
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and not rows[end].is_heading:
            end += 1
        filled = [i for i in range(start, end) if member[i]]
        for i in range(filled[0], filled[-1] + 1) if filled else ():
            member[i] = True
        start = end
    return member


def _grid(sheet: Sheet, rows: list[_Row], limits: OfficeLimits) -> Grid:
    """Build a grid of the rows and columns in which a text begins."""
    texts = [text for row in rows for text in row.texts]
    row_starts = [row.index for row in rows]
    column_starts = sorted({text.column for text in texts})
    if len(column_starts) > _MOST_COLUMNS:
        raise DocumentError(f"sheet {sheet.name}: a table has more than {_MOST_COLUMNS} columns")
    if len(row_starts) * len(column_starts) > limits.slots:
        raise DocumentError(f"sheet {sheet.name}: a table has more than {limits.slots:,} slots")
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for text in texts:
        top, left = bisect_left(row_starts, text.row), bisect_left(column_starts, text.column)
        bottom = bisect_right(row_starts, text.last_row)
        right = bisect_right(column_starts, text.last_column)
        if bottom - top == right - left == 1:
            taken.add((top, left))
        else:
            slots = {(r, c) for r in range(top, bottom) for c in range(left, right)}
            if slots & taken:
                slots, bottom, right = {(top, left)}, top + 1, left + 1
            taken |= slots
        reference = f"{sheet.name}!{letters_of(text.column)}{text.row + 1}"
        cells.append(Cell(top, left, text.value.text, bottom - top, right - left, reference=reference))
    for r, row in enumerate(row_starts):
        for c, column in enumerate(column_starts):
            if (r, c) not in taken:
                cells.append(Cell(r, c, "", reference=f"{sheet.name}!{letters_of(column)}{row + 1}"))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(len(row_starts), len(column_starts), tuple(cells))
