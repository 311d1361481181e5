"""Tables of a web page: slots from rows and spans, and which tables hold data rather than layout."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.values.errors import DocumentError
from pipelines.values.pages import Cell

MOST_COLUMN_SPAN: Final = 1000  # the cap of the HTML standard
MOST_ROW_SPAN: Final = 65534
_FIGURE: Final = re.compile(r"[-－−]?[\d０-９][\d０-９,，.．\s]*%?")
_HEAD: Final = re.compile(r"单位\s*[:：]|部门\s*[:：]|编制|表\s*\d{0,2}\s*$")
_WEEK: Final = frozenset("日一二三四五六")
_MOST_HEAD_ROWS: Final = 4
_MOST_HEAD_CELLS: Final = 3
_LAYOUT_LINE: Final = 80


@dataclass(frozen=True, slots=True)
class TableLimits:
    """How large one table may be. ``slots`` counts rows times columns, spans included."""

    columns: int = 1024
    slots: int = 2_000_000


@dataclass(slots=True)
class HtmlCell:
    """A ``<td>`` or ``<th>``: its text lines and finished inner tables in order, the spans it asks
    for, and whether something is drawn in it that is no text.
    """

    row_span: int = 1
    column_span: int = 1
    blocks: list[str | DataTable] = field(default_factory=list)
    link_chars: int = 0
    is_drawn_on: bool = False

    def lines(self) -> list[str]:
        """Return the cell's text lines; an inner table gives one line a row."""
        lines: list[str] = []
        for block in self.blocks:
            lines.extend([block] if isinstance(block, str) else block.as_lines())
        return lines


@dataclass(slots=True)
class SourceRow:
    """A ``<tr>`` with the row group it belongs to: 0 head, 1 body (counted on by one a group), last the
    foot.
    """

    group: int
    cells: list[HtmlCell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table that holds data: placed cells without references, and what tells furniture from report."""

    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]
    link_share: float
    zones: tuple[object, ...] = ()

    def as_lines(self) -> list[str]:
        """Return one text line a row."""
        rows: dict[int, list[str]] = {}
        for cell in self.cells:
            if cell.text:
                rows.setdefault(cell.row, []).append(cell.text.replace("\n", " "))
        return [" ".join(texts) for _, texts in sorted(rows.items())]

    def figures(self) -> int:
        """Count the cells that hold nothing but a figure."""
        return sum(1 for cell in self.cells if is_figure(cell.text))

    def is_furniture(self) -> bool:
        """Tell whether the table is a list of links or a calendar."""
        return self.link_share > 0.5 or self._is_calendar()

    def _is_calendar(self) -> bool:
        for row in range(min(3, self.n_rows)):
            texts = [
                c.text.strip().removeprefix("星期").removeprefix("周") for c in self.cells if c.row == row
            ]
            if len(texts) == len(_WEEK) and set(texts) == _WEEK:
                return True
        return False


def is_figure(text: str) -> bool:
    """Tell whether a text is one figure and nothing else."""
    return bool(_FIGURE.fullmatch(text.strip()))


def span(value: str | None, most: int) -> int:
    """Read a ``rowspan`` or ``colspan``: 1 where it is missing or no number, capped; 0 stands for the
    rest.
    """
    match = re.match(r"\s*\+?(\d{1,9})", value or "")
    return min(int(match.group(1)), most) if match else 1


def place(rows: Sequence[SourceRow], limits: TableLimits) -> list[tuple[HtmlCell, int, int, int, int]]:
    """Place cells in slots as a browser does; return (cell, row, column, row span, column span).

    A cell starts at the first free slot of its row; a span ends before a slot that is taken, at the end
    of the row group and at ``limits.columns``. Columns and rows in which no cell starts are left out.
    Raises DocumentError for a table beyond the limits.
    """
    placed: list[tuple[HtmlCell, int, int, int, int]] = []
    taken: list[int] = []  # for every column, the row from which it is free again
    ends = _group_ends(rows)
    for r, row in enumerate(rows):
        column = 0
        for cell in row.cells:
            while column < len(taken) and taken[column] > r:
                column += 1
            if column >= limits.columns:
                raise DocumentError(f"a table has more than {limits.columns} columns")
            width = 1
            wanted = min(max(cell.column_span, 1), limits.columns - column)
            while width < wanted and not (column + width < len(taken) and taken[column + width] > r):
                width += 1
            height = ends[r] - r if cell.row_span == 0 else min(cell.row_span, ends[r] - r)
            taken.extend([0] * (column + width - len(taken)))
            taken[column : column + width] = [r + height] * width
            placed.append((cell, r, column, height, width))
            column += width
    return _without_empty_tracks(placed, limits)


def _group_ends(rows: Sequence[SourceRow]) -> list[int]:
    """Return for every row where its row group ends."""
    ends = [len(rows)] * len(rows)
    for r in range(len(rows) - 2, -1, -1):
        ends[r] = ends[r + 1] if rows[r].group == rows[r + 1].group else r + 1
    return ends


def _without_empty_tracks(
    placed: list[tuple[HtmlCell, int, int, int, int]], limits: TableLimits
) -> list[tuple[HtmlCell, int, int, int, int]]:
    """Drop the rows and columns in which no cell starts: they only widen spans (Word writes such
    columns).
    """
    row_starts = sorted({row for _, row, _, _, _ in placed})
    column_starts = sorted({column for _, _, column, _, _ in placed})
    if len(row_starts) * len(column_starts) > limits.slots:
        raise DocumentError(f"a table has more than {limits.slots} slots")
    tight = []
    for cell, row, column, height, width in placed:
        top, left = bisect_left(row_starts, row), bisect_left(column_starts, column)
        bottom, right = bisect_left(row_starts, row + height), bisect_left(column_starts, column + width)
        tight.append((cell, top, left, bottom - top, right - left))
    return tight


def finish(
    rows: Sequence[SourceRow], caption: Sequence[str], zones: tuple[object, ...], limits: TableLimits
) -> Iterator[str | DataTable]:
    """Yield what a table means: the data table itself, or the text lines and inner tables of a layout
    table.

    A table that only arranges others is layout, unless it prints more figures of its own than they do. A
    table of one row or one column, or a short one of titles and units, is text.
    """
    yield from caption
    rows = sorted((row for row in rows if row.cells), key=lambda row: row.group)
    inner = [b for row in rows for cell in row.cells for b in cell.blocks if isinstance(b, DataTable)]
    if inner and not _is_data_around(rows, inner):
        for row in rows:
            yield from _layout_row(row)
        return
    placed = place(rows, limits)
    n_rows = max((row + height for _, row, _, height, _ in placed), default=0)
    n_columns = max((column + width for _, _, column, _, width in placed), default=0)
    if n_rows < 2 or n_columns < 2 or _is_table_head(rows):
        for row in rows:
            yield from _layout_row(row)
        return
    cells = tuple(
        Cell(row, column, "\n".join(cell.lines()), height, width)
        for cell, row, column, height, width in placed
    )
    chars = sum(len(cell.text) for cell in cells)
    links = sum(cell.link_chars for row in rows for cell in row.cells)
    yield DataTable(n_rows, n_columns, cells, links / chars if chars else 0.0, zones)


def _is_data_around(rows: Sequence[SourceRow], inner: Sequence[DataTable]) -> bool:
    own = sum(
        1 for row in rows for cell in row.cells if len(cell.blocks) == 1 and is_figure("".join(cell.lines()))
    )
    return own >= 3 and own > sum(table.figures() for table in inner)


def _is_table_head(rows: Sequence[SourceRow]) -> bool:
    """Tell whether a table only carries the title, the body and the unit of the one below it."""
    if len(rows) > _MOST_HEAD_ROWS:
        return False
    texts = [["".join(cell.lines()) for cell in row.cells if cell.lines()] for row in rows]
    if any(len(row) > _MOST_HEAD_CELLS or any(map(is_figure, row)) for row in texts):
        return False
    return any(_HEAD.search(text) for row in texts for text in row)


def _layout_row(row: SourceRow) -> Iterator[str | DataTable]:
    """Yield a layout row's blocks; short texts side by side (部门：… 单位：万元) make one line."""
    filled = [cell for cell in row.cells if cell.blocks]
    if all(len(cell.blocks) == 1 and isinstance(cell.blocks[0], str) for cell in filled):
        line = " ".join(text for cell in filled for text in cell.lines())
        if line and len(line) <= _LAYOUT_LINE:
            yield line
            return
    for cell in filled:
        yield from cell.blocks
