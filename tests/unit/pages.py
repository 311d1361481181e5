"""Pages and grids written down as lists of texts, for tests of recognition.

In a grid's rows, ``None`` continues the cell to its left, ``"^"`` the cell above.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.values.pages import Box, Cell, Grid, Line, Page

CELL_WIDTH, ROW_HEIGHT, LEFT = 80.0, 20.0, 50.0
Rows = Sequence[Sequence[str | None]]


def grid(rows: Rows, top: float = 100.0, widths: Sequence[float] | None = None) -> Grid:
    """Build a ruled grid with boxes; every row must have the same number of slots."""
    n_columns = len(rows[0])
    assert all(len(row) == n_columns for row in rows), "rows of different length"
    edges = [LEFT]
    for width in widths or [CELL_WIDTH] * n_columns:
        edges.append(edges[-1] + width)
    cells: list[Cell] = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text is None or text == "^":
                continue
            column_span = 1
            while c + column_span < n_columns and row[c + column_span] is None:
                column_span += 1
            row_span = 1
            while r + row_span < len(rows) and rows[r + row_span][c] == "^":
                row_span += 1
            box = Box(
                edges[c], top + r * ROW_HEIGHT, edges[c + column_span], top + (r + row_span) * ROW_HEIGHT
            )
            cells.append(Cell(r, c, text, row_span, column_span, box))
    return Grid(len(rows), n_columns, tuple(cells), Box(LEFT, top, edges[-1], top + len(rows) * ROW_HEIGHT))


def page(number: int, lines: Sequence[str] = (), *grids: Grid, after: Sequence[str] = ()) -> Page:
    """Build a page: ``lines`` above the grids, ``after`` below them."""
    bottom = max((g.box.bottom for g in grids if g.box), default=100.0)
    above = [Line(text, Box(50, 10 + i, 500, 11 + i)) for i, text in enumerate(lines)]
    below = [Line(text, Box(50, bottom + 10 + i, 500, bottom + 11 + i)) for i, text in enumerate(after)]
    return Page(number, 595.0, 842.0, (*above, *below), tuple(grids), "test")
