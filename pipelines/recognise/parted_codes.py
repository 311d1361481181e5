"""Codes that a narrow column wraps where no rules divide the rows: their pieces stand in rows of their own.

The piece below (208 | 01 for 20801) or those around a row in whose middle the figures stand (3010 | 奖金 | 3) are put
into the row of the figures, with the pieces of a name beside them. Between rows of a table nothing but a code stands
alone in the column of codes; below its last row the number of the page may, and a piece beside a name may be a row's
own code: there, and where a page has but one piece, the account's name must agree.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.recognise.code_cells import is_named
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.pages import Cell, Grid, Line, Page
from pipelines.values.text import squeeze

_PIECE: Final = re.compile(r"\d{1,7}")
_FEWEST_PIECES: Final = 2
_LABELS: Final = (0, 1)
_SLACK: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row prints in the column of codes and in that of names, and whether it prints figures."""

    code: str
    name: str
    holds_figures: bool

    @property
    def is_piece(self) -> bool:
        """Tell whether it is but a piece of a code, alone or beside what is not that account's name."""
        is_part = not self.name or not is_named(self.code, self.name)
        return not self.holds_figures and is_part and _PIECE.fullmatch(self.code) is not None


def join_codes(page: Page) -> Page:
    """Return a page whose wrapped codes stand whole in the rows of their figures."""
    grids: list[Grid] = []
    lines = list(page.lines)
    for grid in page.grids:
        is_open = not grid.is_ruled and grid.box is not None and grid.n_columns > len(_LABELS)
        grids.append(_joined(grid, lines) if is_open else grid)
    if all(new is old for new, old in zip(grids, page.grids, strict=True)):
        return page
    return replace(page, grids=tuple(grids), lines=tuple(lines))


def _joined(grid: Grid, lines: list[Line]) -> Grid:
    """Return a grid with its codes joined; a line that is the rest of the last one is taken out of ``lines``."""
    rows = [_row(grid, number) for number in range(grid.n_rows)]
    pieces = {number for number, row in enumerate(rows) if row.is_piece}
    below = next((line for line in lines if _is_below(line, grid)), None)
    if not pieces and below is None:
        return grid
    is_usual = len(pieces) >= _FEWEST_PIECES
    changed: dict[int, _Row] = {}
    dropped: set[int] = set()
    for number, row in enumerate(rows):
        if not row.holds_figures or not (_PIECE.fullmatch(row.code) or not row.code):
            continue
        before = _run(pieces - dropped, number, -1)
        after = _run(pieces, number, 1)
        is_last = number + len(after) == grid.n_rows - 1
        rest = [rows[at] for at in after]
        if is_last and below is not None:
            rest.append(_Row(squeeze(below.text), "", False))
        head = [*(rows[at] for at in reversed(before)), row]
        count = _count_of_rest(head, rest, must_agree=is_last or not is_usual)
        if count is None or not (count or before):
            continue
        changed[number] = _together([*head, *rest[:count]])
        dropped.update(before, after[:count])
        if count > len(after) and below is not None:
            lines.remove(below)
    return _rewritten(grid, changed, dropped) if changed else grid


def _together(rows: Sequence[_Row]) -> _Row:
    return _Row(
        "\n".join(row.code for row in rows if row.code),
        "\n".join(row.name for row in rows if row.name),
        any(row.holds_figures for row in rows),
    )


def _count_of_rest(head: Sequence[_Row], rest: Sequence[_Row], *, must_agree: bool) -> int | None:
    """Return how many of the pieces below belong to a row, as the account's name tells, or the code's length alone."""
    wholes = [_together([*head, *rest[:count]]) for count in range(len(rest) + 1)]
    fits = [count for count, whole in enumerate(wholes) if ACCOUNT_CODE.fullmatch(squeeze(whole.code))]
    named = [count for count in fits if is_named(squeeze(wholes[count].code), squeeze(wholes[count].name))]
    if len(named) == 1:
        return named[0]
    if must_agree or named or any(row.name for row in (*head[:-1], *rest)):
        return None
    longer = [count for count in fits if count or not rest]
    return longer[0] if len(longer) == 1 else None


def _run(pieces: Collection[int], row: int, step: int) -> list[int]:
    """Return the rows of pieces next to a row, the nearest first."""
    run: list[int] = []
    while row + step * (len(run) + 1) in pieces:
        run.append(row + step * (len(run) + 1))
    return run


def _row(grid: Grid, number: int) -> _Row:
    code, name = (
        cell.text if cell is not None and cell.row == number and cell.column_span == 1 else ""
        for cell in (grid.at(number, column) for column in _LABELS)
    )
    others = [cell.text for cell in grid.row(number) if cell.column not in _LABELS and squeeze(cell.text)]
    return _Row(squeeze(code), name.strip(), bool(others))


def _is_below(line: Line, grid: Grid) -> bool:
    """Tell whether a line is but digits close below a grid, within the column of its codes."""
    if line.box is None or grid.box is None or not _PIECE.fullmatch(squeeze(line.text)):
        return False
    boxes = [c.box for c in grid.cells if c.column == 0 and c.box and _PIECE.fullmatch(squeeze(c.text))]
    if not boxes:
        return False
    left, right = min(box.x0 for box in boxes) - _SLACK, max(box.x1 for box in boxes) + _SLACK
    size = line.box.bottom - line.box.top
    return left <= line.box.x0 and line.box.x1 <= right and abs(line.box.top - grid.box.bottom) < size


def _rewritten(grid: Grid, changed: Mapping[int, _Row], dropped: Collection[int]) -> Grid:
    """Return a grid with other labels in some rows, and without the rows that went into them."""
    kept = [row for row in range(grid.n_rows) if row not in dropped]
    place = {row: at for at, row in enumerate(kept)}
    cells: list[Cell] = []
    for cell in grid.cells:
        rows = [row for row in range(cell.row, cell.row + cell.row_span) if row in place]
        if not rows:
            continue
        text = cell.text
        if cell.row in changed and cell.column in _LABELS:
            text = changed[cell.row].name if cell.column else changed[cell.row].code
        cells.append(replace(cell, row=place[rows[0]], row_span=len(rows), text=text))
    return replace(grid, n_rows=len(kept), cells=tuple(cells))


__all__ = ["join_codes"]
