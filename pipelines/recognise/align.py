"""Alignment: lay the grid of a table's next page onto the columns of its first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipelines.recognise.header_rows import is_column_number_row
from pipelines.values.amounts import looks_like_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import squeeze

_EDGE_TOLERANCE: Final = 6.0  # points; continued tables were found shifted by up to 2.1


_TEXT_TOLERANCE: Final = 2.0


def has_geometry(grid: Grid) -> bool:
    """Tell whether a grid's cells have places on a page."""
    return any(cell.box is not None for cell in grid.cells)


def align(grid: Grid, reference: Grid) -> Grid | None:
    """Lay a continued grid onto the first page's columns by the cells' edges; None if it does not fit.

    A page that holds only merged rows has fewer edges than the table it belongs to.
    """
    if not (grid.is_ruled and reference.is_ruled):
        return _align_texts(grid, reference)
    edges = _edges(reference)
    if edges is None or grid.box is None:
        return grid if grid.n_columns == reference.n_columns else None
    found = _laid(grid, reference, edges, 0.0)
    if found is None and reference.box is not None and is_scanned(grid) and is_scanned(reference):
        # Sheets lie differently on the glass: a table may be shifted, but is as wide as before.
        shift = reference.box.x0 - grid.box.x0
        if abs(reference.box.x1 - grid.box.x1 - shift) <= _EDGE_TOLERANCE:
            found = _laid(grid, reference, edges, shift)
    return found


def is_scanned(grid: Grid) -> bool:
    """Tell whether a table was read from an image."""
    return any(cell.confidence is not None for cell in grid.cells)


def _laid(grid: Grid, reference: Grid, edges: list[float], shift: float) -> Grid | None:
    """Lay a grid, shifted, onto edges; None where a cell's edge is not among them."""
    cells: list[Cell] = []
    places: dict[float, int | None] = {}  # the cells of a column share their edges
    for cell in grid.cells:
        if cell.box is None:
            return None
        for x in (cell.box.x0, cell.box.x1):
            if x not in places:
                places[x] = _nearest(edges, x + shift)
        start, end = places[cell.box.x0], places[cell.box.x1]
        if start is None or end is None or end <= start:
            return None
        is_there = (cell.column, cell.column_span) == (start, end - start)
        cells.append(cell if is_there else replace(cell, column=start, column_span=end - start))
    return Grid(grid.n_rows, reference.n_columns, tuple(cells), grid.box)


def _align_texts(grid: Grid, reference: Grid) -> Grid | None:
    """Lay a grid without rules onto another's columns: by the right edges of figures, the left ones of labels."""
    own, known = _extents(grid), _extents(reference)
    edges = [_Edges.of(extent) for extent in known]
    figured, known_figured = figure_columns(grid), figure_columns(reference)
    target: dict[int, range] = {}
    alone: set[int] = set()
    last = -1
    for column in range(grid.n_columns):
        if not own[column]:
            continue
        free = range(last + 1, reference.n_columns)
        place = next((i for i in free if edges[i].stand_over(own[column])), None)
        if place is None and column in figured:
            place = next(
                (i for i in free if i not in known_figured and _is_between_headings(own[column], known, i)),
                None,
            )
        if place is None and len(own[column]) == 1 and column not in figured:
            # A total's label stands alone between the columns of code and name.
            place = max(last, 0)
            alone.add(column)
        if place is None and last >= 0 and column not in figured and _is_inside(own[column], known[last]):
            # Name and code of one column stand apart where no text of the page bridges them.
            place = last
        if place is not None:
            target[column] = range(place, place + 1)
        elif column in figured or not (labels := _labels_around(own[column], known, last + 1, reference)):
            return None
        else:
            target[column] = labels
        last = target[column][-1]
    cells: list[Cell] = []
    for cell in grid.cells:
        covered = range(cell.column, cell.column + cell.column_span)
        inside = [place for column in covered if column in target for place in target[column]]
        if inside and (cell.text.strip() or cell.column not in alone):
            if len(covered) > 1 and (own_place := _stands_in(cell, inside, known)) is not None:
                inside = [own_place]
            cells.append(replace(cell, column=inside[0], column_span=inside[-1] - inside[0] + 1))
    cells = _joined(cells)
    return Grid(grid.n_rows, reference.n_columns, tuple(cells), grid.box, is_ruled=False)


def _labels_around(own: Extent, known: list[Extent], first: int, reference: Grid) -> range:
    """Return the columns of labels that together reach around texts: code and name, parted on the first page alone."""
    after = (cell for cell in reference.cells if cell.column >= first and not _is_code(cell.text))
    figures = (cell.column for cell in after if looks_like_figure(cell.text))
    labels = range(first, min(figures, default=reference.n_columns))
    printed = [place for column in labels for place in known[column]]
    return labels if printed and _is_inside(own, printed) else range(0)


def _is_code(text: str) -> bool:
    return ACCOUNT_CODE.fullmatch(squeeze(text)) is not None


def _is_between_headings(own: Extent, known: list[Extent], index: int) -> bool:
    """Tell whether figures stand under a heading below which the first page prints none.

    They end right of its middle, and before the next column begins.
    """
    if not known[index]:
        return False
    centre = sum(x0 + x1 for x0, x1 in known[index]) / (2 * len(known[index]))
    following = next((extent for extent in known[index + 1 :] if extent), None)
    right = min(x0 for x0, _ in following) if following else float("inf")
    return all(centre <= x1 and x1 <= right + _TEXT_TOLERANCE for _, x1 in own)


def _stands_in(cell: Cell, columns: Sequence[int], known: list[Extent]) -> int | None:
    """Return the one of several columns that a text stands within which no rule or gap bounds there."""
    if cell.box is None or not cell.text.strip():
        return None
    extent = [(cell.box.x0, cell.box.x1)]
    within = [column for column in columns if known[column] and _is_inside(extent, known[column])]
    return within[0] if len(within) == 1 else None


def _is_inside(own: Extent, known: Extent) -> bool:
    """Tell whether texts stand within the reach of a column."""
    left, right = min(x0 for x0, _ in known), max(x1 for _, x1 in known)
    return all(left <= x0 and x0 < right for x0, _ in own)


def _joined(cells: list[Cell]) -> list[Cell]:
    """Join the texts of cells that came to stand in one place."""
    joined: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        place = (cell.row, cell.column)
        other = joined.get(place)
        if other is None or not other.text.strip():
            joined[place] = cell
        elif cell.text.strip():
            joined[place] = replace(other, text=f"{other.text} {cell.text}")
    return list(joined.values())


def figure_columns(grid: Grid) -> frozenset[int]:
    """Return the columns of a grid that print figures, the numbers of the columns (栏次) left out."""
    numbers = {row for row in range(grid.n_rows) if is_column_number_row(grid.row(row))}
    return frozenset(
        cell.column for cell in grid.cells if cell.row not in numbers and looks_like_figure(cell.text)
    )


Extent = list[tuple[float, float]]


def _extents(grid: Grid) -> list[Extent]:
    """Return the left and right edges of what stands in each column alone."""
    found: list[Extent] = [[] for _ in range(grid.n_columns)]
    for cell in grid.cells:
        if cell.box is not None and cell.column_span == 1 and cell.text.strip():
            found[cell.column].append((cell.box.x0, cell.box.x1))
    return found


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where the texts of a column begin, end and have their middles, sorted; texts by twice their middle."""

    lefts: list[float]
    rights: list[float]
    middles: list[float]

    @classmethod
    def of(cls, extent: Extent) -> _Edges:
        """Return the edges of a column's texts."""
        return cls(
            sorted({x0 for x0, _ in extent}),
            sorted({x1 for _, x1 in extent}),
            sorted({x0 + x1 for x0, x1 in extent}),
        )

    def stand_over(self, own: Extent) -> bool:
        """Tell whether most texts share an edge or the middle with one of these: labels the left, figures the right."""
        return (
            2 * sum(_is_near(self.lefts, x0) for x0, _ in own) >= len(own)
            or 2 * sum(_is_near(self.rights, x1) for _, x1 in own) >= len(own)
            or 2 * sum(_is_near(self.middles, x0 + x1) for x0, x1 in own) >= len(own)
        )


def _is_near(places: Sequence[float], x: float) -> bool:
    """Tell whether one of sorted places lies near."""
    at = bisect_left(places, x)
    return any(abs(x - other) <= _TEXT_TOLERANCE for other in places[max(at - 1, 0) : at + 1])


def _edges(grid: Grid) -> list[float] | None:
    """Return the n+1 column edges of a grid, None where a column has no edge of its own."""
    found: list[list[float]] = [[] for _ in range(grid.n_columns + 1)]
    for cell in grid.cells:
        if cell.box is None:
            return None
        found[cell.column].append(cell.box.x0)
        found[cell.column + cell.column_span].append(cell.box.x1)
    if not all(found):
        return None
    return [sum(values) / len(values) for values in found]


def _nearest(edges: list[float], x: float) -> int | None:
    index = min(range(len(edges)), key=lambda i: abs(edges[i] - x))
    return index if abs(edges[index] - x) <= _EDGE_TOLERANCE else None
