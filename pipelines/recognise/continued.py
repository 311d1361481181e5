"""Continued: what shows that a grid goes on with the table of the page before, and what a page break cuts in two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.recognise.figures import TableState
from pipelines.recognise.headers import TOTAL_LABELS
from pipelines.recognise.heads import Role
from pipelines.recognise.labels import name_items
from pipelines.values.amounts import is_blank, is_cut_off, looks_like_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import key, squeeze

_DIGITS: Final = re.compile(r"[\d,.]+")
_SERIAL: Final = re.compile(r"\d{1,3}")
_CLIPPED: Final = 4
"""So many letters of a heading are printed where a low cell hides the rest."""
_EDGE: Final = 3.0
"""The edges of a table's pages are no farther apart, in points."""
_FEW_HIDDEN: Final = 4
"""One in so many headings may show fewer letters where all others are the same."""


def is_rest_of_row(grid: Grid, rows: int, state: TableState | None) -> bool:
    """Tell whether what looks like a header is one row of the rest of labels: nothing stands over the figures."""
    if rows != 1 or state is None:
        return False
    labels = {head.index for head in state.heads if head.role in (Role.NAME, Role.CODE)}
    filled = [cell for cell in grid.row(0) if squeeze(cell.text)]
    return bool(filled) and all(cell.column in labels for cell in filled)


def prints_nothing(grid: Grid) -> bool:
    """Tell whether a grid prints nothing."""
    return not any(squeeze(cell.text) for cell in grid.cells)


def is_repeated(header: Sequence[tuple[str, ...]], known: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether a header is that of the table before, or that and words of the first row below it."""
    if len(header) != len(known):
        return False
    hidden = 0
    for path, other in zip(header, known, strict=True):
        one, two = [key(part) for part in path], [key(part) for part in other]
        length = min(len(one), len(two))
        if (not one) != (not two) or not all(map(_may_be_same, one[:length], two[:length])):
            return False
        hidden += not all(map(_is_same, one[:length], two[:length]))
    return hidden <= len(header) // _FEW_HIDDEN


def _may_be_same(one: str, other: str) -> bool:
    """Tell whether two headings are one of which a low cell may show no more than the first letters."""
    return bool(one) and bool(other) and (one.startswith(other) or other.startswith(one))


def _is_same(one: str, other: str) -> bool:
    """Tell whether two headings are one, the end of which may be hidden."""
    return one == other or (min(len(one), len(other)) >= _CLIPPED and _may_be_same(one, other))


def has_same_leaves(header: Sequence[tuple[str, ...]], known: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether a header names the same columns as the one before.

    Without rules an empty column shows no edge, and the heading over it may be laid over fewer columns; code and name
    may be parted on one page alone, the heading over the names.
    """
    leaves, others = ([key(path[-1]) for path in paths if path] for paths in (header, known))
    return leaves == others or is_repeated(header, known)


def is_headed_alike(header: Sequence[tuple[str, ...]], known: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether most headings of either of two tables are printed over the other, in whatever columns."""
    one, other = ({key(path[-1]) for path in paths if path} for paths in (header, known))
    return bool(one) and 2 * len(one & other) > max(len(one), len(other))


def kinds_below(grid: Grid, rows: int) -> Mapping[int, set[bool]]:
    """Return by column whether figures, words or both stand below the first ``rows`` rows of a grid."""
    known: dict[int, set[bool]] = {}
    for cell in grid.cells:
        if cell.row >= rows and not is_blank(cell.text):
            known.setdefault(cell.column, set()).add(looks_like_figure(cell.text))
    return known


def is_rest_of_rows(grid: Grid, known: Mapping[int, set[bool]]) -> bool:
    """Tell whether a grid without a header prints more rows of a table, by what stands in its columns.

    Words and figures are in columns that print such below the table's header (``known``), and most labels name an
    account, a class, a source or a total. Programs that write a PDF's pages as a text cut a table where a page ended.
    """
    labels: dict[int, str] = {}
    for cell in grid.cells:
        if is_blank(cell.text):
            continue
        is_figure = looks_like_figure(cell.text)
        columns = range(cell.column, cell.column + cell.column_span)
        if not any(is_figure in known.get(column, (False, True)) for column in columns):
            return False
        if not is_figure:
            labels.setdefault(cell.row, cell.text)
    return name_items(labels.values())


_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiguresOf:
    """The rows of figures that a grid prints, label and all, and the figures of those whose label is a total."""

    rows: frozenset[_Row]
    totals: tuple[_Row, ...]


def figures_of(grid: Grid) -> FiguresOf:
    """Return the rows of figures that a grid prints, and its totals."""
    texts = (
        tuple(text for cell in grid.row(row) if (text := squeeze(cell.text))) for row in range(grid.n_rows)
    )
    rows = [row for row in texts if any(map(looks_like_figure, row[1:]))]
    totals = (filter(looks_like_figure, row[1:]) for row in rows if key(row[0]) in TOTAL_LABELS)
    return FiguresOf(frozenset(rows), tuple(map(tuple, totals)))


class PrintedParts:
    """What the parts of a table print; each part is looked at once."""

    def __init__(self) -> None:
        self._parts: list[tuple[Grid, FiguresOf]] = []
        self._rows: Counter[_Row] = Counter()
        self._totals: Counter[_Row] = Counter()

    def follow(self, parts: Sequence[tuple[Grid, int, int]]) -> None:
        """Take the parts as they are now: others were added, the last one of before may have been completed."""
        known = self._parts
        while known and known[-1][0] is not parts[len(known) - 1][0]:
            _, gone = known.pop()
            self._rows.subtract(gone.rows)
            self._totals.subtract(gone.totals)
        for grid, _, _ in parts[len(known) :]:
            more = figures_of(grid)
            known.append((grid, more))
            self._rows.update(more.rows)
            self._totals.update(more.totals)

    def has_another_total(self, grid: FiguresOf) -> bool:
        """Tell whether a grid prints a total, and the parts print others."""
        is_known = any(self._totals[total] > 0 for total in grid.totals)
        return bool(grid.totals) and not is_known and any(part.totals for _, part in self._parts)

    def repeat(self, grid: FiguresOf) -> bool:
        """Tell whether all rows of figures of a grid stand in the parts, and more than a total."""
        return len(grid.rows) > 1 and all(self._rows[row] > 0 for row in grid.rows)

    def end_with(self, grid: FiguresOf) -> bool:
        """Tell whether all rows of figures of a grid stand in the last part, and more than a total."""
        return len(grid.rows) > 1 and grid.rows <= self._parts[-1][1].rows


def mend_break(before: Grid, grid: Grid, rows: int) -> tuple[Grid, Grid] | None:
    """Return both grids with a row that a page break cuts through in one piece; None where it cuts none.

    A figure at the bottom lacks digits (6,310,30), and what stands below it on the next page completes it; or figures
    without any label stand there, and below them an account's code and name without figures.
    """
    last, first = before.n_rows - 1, rows
    if first >= grid.n_rows or before.n_columns != grid.n_columns:
        return None
    upper = {cell.column: cell for cell in before.cells if cell.row == last}
    lower = {cell.column: cell for cell in grid.cells if cell.row == first and squeeze(cell.text)}
    is_cut = any(
        column in lower and _completes(cell.text, lower[column].text) for column, cell in upper.items()
    )
    if is_cut:
        is_one = all(column in upper and _goes_on(upper[column], cell) for column, cell in lower.items())
    else:
        is_one = _is_label_of(upper, lower)
    if not is_one:
        return None
    joined = tuple(
        replace(cell, text=f"{cell.text}\n{lower[cell.column].text}".lstrip("\n"))
        if cell.row == last and cell.column in lower
        else cell
        for cell in before.cells
    )
    rest = tuple(replace(cell, text="") if cell.row == first else cell for cell in grid.cells)
    return replace(before, cells=joined), replace(grid, cells=rest)


def join_header(header: Grid, grid: Grid) -> Grid | None:
    """Return a ruled grid below the first rows of its header, which a page break cut off; None where they do not fit.

    A heading stands over the columns between its edges.
    """
    if not header.is_ruled or not grid.is_ruled or header.box is None or grid.box is None:
        return None
    if abs(header.box.x0 - grid.box.x0) > _EDGE or abs(header.box.x1 - grid.box.x1) > _EDGE:
        return None
    middles = _middles(grid)
    cells: list[Cell] = []
    for cell in header.cells:
        box = cell.box
        under = [at for at, x in enumerate(middles) if box is not None and box.x0 < x < box.x1]
        if not under:
            return None
        cells.append(replace(cell, column=under[0], column_span=len(under)))
    for row in range(header.n_rows):
        covered = sum(cell.column_span for cell in cells if cell.row <= row < cell.row + cell.row_span)
        if covered != grid.n_columns:
            return None
    below = [replace(cell, row=cell.row + header.n_rows) for cell in grid.cells]
    return replace(grid, n_rows=header.n_rows + grid.n_rows, cells=(*cells, *below))


def _middles(grid: Grid) -> list[float]:
    """Return the middle of each column; nothing where one has no cell of its own."""
    boxes = {cell.column: cell.box for cell in grid.cells if cell.column_span == 1 and cell.box is not None}
    if len(boxes) < grid.n_columns:
        return []
    return [(boxes[column].x0 + boxes[column].x1) / 2 for column in range(grid.n_columns)]


def _is_label_of(upper: Mapping[int, Cell], lower: Mapping[int, Cell]) -> bool:
    """Tell whether a row of figures alone and a row of a label alone are one: the label leads an account's code."""
    filled = {column: squeeze(cell.text) for column, cell in upper.items() if squeeze(cell.text)}
    labels = [squeeze(lower[column].text) for column in sorted(lower)]
    if labels:
        # The row's own number stands left of the label.
        filled = {c: text for c, text in filled.items() if c > min(lower) or not _SERIAL.fullmatch(text)}
    if not filled or not labels or not ACCOUNT_CODE.match(labels[0]):
        return False
    printed = [text for text in filled.values() if not is_blank(text)]
    return (
        bool(printed)
        and all(map(looks_like_figure, printed))
        and not any(looks_like_figure(text) for text in labels[1:])
        and max(lower) < min(filled)
        and lower.keys() <= upper.keys()
    )


def _completes(above: str, below: str) -> bool:
    upper, lower = squeeze(above), squeeze(below)
    return is_cut_off(upper) and _DIGITS.fullmatch(lower) is not None and looks_like_figure(upper + lower)


def _goes_on(above: Cell, below: Cell) -> bool:
    """Tell whether a cell may be the rest of the one above the page break: of a label, or of a figure cut off."""
    return _completes(above.text, below.text) or not looks_like_figure(below.text)
