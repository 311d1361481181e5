"""Alignment: lay the grid of a table's next page onto the columns of its first."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pipelines.values.pages import Cell, Grid

_EDGE_TOLERANCE: Final = 6.0  # points; continued tables were found shifted by up to 2.1


def has_geometry(grid: Grid) -> bool:
    """Tell whether a grid's cells have places on a page."""
    return any(cell.box is not None for cell in grid.cells)


def align(grid: Grid, reference: Grid) -> Grid | None:
    """Lay a continued grid onto the first page's columns by the cells' edges; None if it does not fit.

    A page that holds only merged rows has fewer edges than the table it belongs to.
    """
    edges = _edges(reference)
    if edges is None or grid.box is None:
        return grid if grid.n_columns == reference.n_columns else None
    cells: list[Cell] = []
    for cell in grid.cells:
        if cell.box is None:
            return None
        start, end = _nearest(edges, cell.box.x0), _nearest(edges, cell.box.x1)
        if start is None or end is None or end <= start:
            return None
        cells.append(replace(cell, column=start, column_span=end - start))
    return Grid(grid.n_rows, reference.n_columns, tuple(cells), grid.box)


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
