"""The table finder against random ruled tables with spans, and against pdfplumber's own finder."""

from __future__ import annotations

from dataclasses import dataclass

import pdfplumber.table
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.read.pdf.chars import PageText
from pipelines.read.pdf.geometry import IDENTITY, Frame
from pipelines.read.pdf.layout import Lattice, lay_out
from pipelines.read.pdf.rulings import PageRulings
from pipelines.read.pdf.tables import Rules, Ruling, closing_sides, find_tables, merge_rulings
from pipelines.values.pages import Grid
from tests.unit.read.pdfs import layout

CellSpan = tuple[int, int, int, int, str]


@dataclass(frozen=True)
class Plan:
    """A table to draw: column and row edges, and cells that cover every slot once."""

    xs: list[float]
    ys: list[float]
    cells: list[CellSpan]


def _sizes(low: int, count: int) -> st.SearchStrategy[list[float]]:
    return st.lists(st.integers(low, 60).map(float), min_size=count, max_size=count)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a table with random spans, in which every row and every column begins somewhere."""
    n_rows, n_columns = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    xs, ys = [20.0], [30.0]
    for width in draw(_sizes(14, n_columns)):
        xs.append(xs[-1] + width)
    for height in draw(_sizes(12, n_rows)):
        ys.append(ys[-1] + height)
    taken: set[tuple[int, int]] = set()
    cells: list[CellSpan] = []
    for r in range(n_rows):
        for c in range(n_columns):
            if (r, c) in taken:
                continue
            rows = draw(st.integers(1, min(3, n_rows - r)))
            columns = draw(st.integers(1, min(3, n_columns - c)))
            while any((r, c + i) in taken for i in range(columns)):
                columns -= 1
            taken |= {(r + i, c + j) for i in range(rows) for j in range(columns)}
            text = draw(st.sampled_from(["", "合计", "7", "201"]))
            cells.append((r, c, rows, columns, text))
    # Rows and columns in which no cell begins cannot be told from taller neighbours: cut such spans.
    starts_r, starts_c = {cell[0] for cell in cells}, {cell[1] for cell in cells}
    if len(starts_r) < n_rows or len(starts_c) < n_columns or len(cells) < 2:
        cells = [(r, c, 1, 1, "") for r in range(n_rows) for c in range(n_columns)]
    return Plan(xs, ys, cells)


def _rulings(plan: Plan) -> PageRulings:
    """Rule every side of every cell."""
    found = PageRulings()
    for r, c, rows, columns, _ in plan.cells:
        x0, x1, top, bottom = plan.xs[c], plan.xs[c + columns], plan.ys[r], plan.ys[r + rows]
        found.horizontal += [(top, x0, x1), (bottom, x0, x1)]
        found.vertical += [(x0, top, bottom), (x1, top, bottom)]
    return found


def _words(plan: Plan) -> PageText:
    """Set each text in the middle of its cell, in characters of 4 x 8 points."""
    text = PageText()
    for number, (r, c, rows, columns, printed) in enumerate(plan.cells):
        x = (plan.xs[c] + plan.xs[c + columns]) / 2 - 2 * len(printed)
        y = (plan.ys[r] + plan.ys[r + rows]) / 2 - 4
        for i, character in enumerate(printed):
            text.upright.append((character, x + 4 * i, y, x + 4 * i + 4, y + 8, number))
    return text


@settings(max_examples=200, deadline=None)
@given(plans())
def test_random_spans_are_recovered_exactly(plan: Plan) -> None:
    page = lay_out(1, Frame(500, 500, IDENTITY), _words(plan), _rulings(plan), "test")
    (grid,) = page.grids
    assert (grid.n_rows, grid.n_columns) == (len(plan.ys) - 1, len(plan.xs) - 1)
    assert layout(grid) == sorted(plan.cells)
    assert page.lines == ()
    assert len(grid.slots) == grid.n_rows * grid.n_columns


_EDGES = st.lists(
    st.tuples(st.integers(0, 24), st.integers(0, 24), st.integers(1, 24)).map(
        lambda edge: (edge[0] * 4.0, edge[1] * 4.0, min(100.0, (edge[1] + edge[2]) * 4.0))
    ),
    min_size=2,
    max_size=14,
)


def _plumber_edge(ruling: Ruling, orientation: str) -> dict[str, object]:
    """Return a ruling in pdfplumber's terms."""
    position, start, end = ruling
    h = orientation == "h"
    x0, x1, top, bottom = (start, end, position, position) if h else (position, position, start, end)
    return {
        "object_type": "line",
        "orientation": orientation,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "width": x1 - x0,
        "height": bottom - top,
    }


@settings(max_examples=200, deadline=None)
@given(_EDGES, _EDGES)
def test_finder_returns_what_pdfplumber_returns(horizontal: list[Ruling], vertical: list[Ruling]) -> None:
    edges = [_plumber_edge(r, "v") for r in vertical] + [_plumber_edge(r, "h") for r in horizontal]
    merged = [e for e in pdfplumber.table.merge_edges(edges, 3, 3, 3, 3) if max(e["width"], e["height"]) >= 3]
    crossings = pdfplumber.table.edges_to_intersections(merged, 3, 3)
    cells = pdfplumber.table.intersections_to_cells(crossings)
    expected = [sorted(table) for table in pdfplumber.table.cells_to_tables(cells)]
    assert [sorted(table) for table in find_tables(horizontal, vertical)] == expected


@settings(max_examples=100, deadline=None)
@given(_EDGES, _EDGES)
def test_no_slot_is_claimed_twice(horizontal: list[Ruling], vertical: list[Ruling]) -> None:
    for boxes in find_tables(horizontal, vertical):
        grid: Grid = Lattice(boxes).grid()
        assert len(grid.cells) == len(boxes)
        assert sum(cell.row_span * cell.column_span for cell in grid.cells) == len(grid.slots)
        assert all(cell.row_span > 0 and cell.column_span > 0 for cell in grid.cells)


def test_rulings_are_snapped_joined_and_short_ones_dropped() -> None:
    rulings = [(10.0, 0.0, 20.0), (11.0, 22.0, 40.0), (12.0, 50.0, 52.0), (30.0, 0.0, 5.0)]
    assert merge_rulings(rulings) == [(11.0, 0.0, 40.0), (30.0, 0.0, 5.0)]


def test_the_last_row_alone_on_a_page_is_open_at_its_sides_too() -> None:
    across: list[Ruling] = [(60, 63, 779), (76, 63, 779)]
    uprights: list[Ruling] = [(x, 60, 76) for x in (245, 377, 507, 647)]
    assert sorted(closing_sides(Rules(across), Rules(uprights))) == [(63, 60, 76), (779, 60, 76)]
    assert closing_sides(Rules(across), Rules(uprights[:2])) == []
    assert closing_sides(Rules(across), Rules([(63, 60, 76), *uprights, (779, 60, 76)])) == []


def test_rules_of_a_table_further_down_are_not_snapped_to_those_above() -> None:
    across = [(0.0, 0.0, 100.0), (20.0, 0.0, 100.0), (60.0, 0.0, 108.0), (80.0, 0.0, 108.0)]
    upright = [(x, 0.0, 20.0) for x in (0.0, 50.0, 100.0)]
    upright += [(x, 60.0, 80.0) for x in (0.0, 53.0, 102.9, 105.8, 108.0)]
    above, below = find_tables(across, upright)
    assert above == [(0.0, 0.0, 50.0, 20.0), (50.0, 0.0, 100.0, 20.0)]
    assert [box[1] for box in below] == [60.0, 60.0]
