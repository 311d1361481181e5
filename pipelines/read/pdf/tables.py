"""Find ruled tables in horizontal and vertical rulings.

The rules are those of pdfplumber's "lines" strategy (snap, join, intersect, smallest cells, contiguous
tables), on plain tuples. What a ruling is, and what stands in a cell, is decided elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

Ruling = tuple[float, float, float]
"""(position, start, end): y, x0, x1 of a horizontal ruling; x, top, bottom of a vertical one, in points."""

CellBox = tuple[float, float, float, float]
"""x0, top, x1, bottom in points."""

SNAP = 3.0
JOIN = 3.0
MIN_LENGTH = 3.0
TOUCH = 3.0
_BETWEEN = 6.0
"""Upright rules of one table leave no wider gaps between its rows, in points."""


def find_tables(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[list[CellBox]]:
    """Return the cells of each table, tables from top to bottom; a table has at least two cells.

    >>> find_tables([(0, 0, 20), (10, 0, 20)], [(0, 0, 10), (10, 0, 10), (20, 0, 10)])
    [[(0.0, 0.0, 10.0, 10.0), (10.0, 0.0, 20.0, 10.0)]]
    """
    if len(horizontal) < 2 or len(vertical) < 2:
        return []
    found: list[list[CellBox]] = []
    for across, upright in _bands(horizontal, vertical):
        found += group_cells(find_cells(merge_rulings(across), merge_rulings(upright)))
    return found


def _bands(
    horizontal: Sequence[Ruling], vertical: Sequence[Ruling]
) -> Iterator[tuple[Sequence[Ruling], Sequence[Ruling]]]:
    """Yield the rules of the tables that stand below each other: between two of them no upright rule runs.

    Rules of two tables that stand nearly in line are not snapped to each other.
    """
    bands: list[list[Ruling]] = []
    reach = float("-inf")
    for rule in sorted(vertical, key=itemgetter(1)):
        if rule[1] > reach + _BETWEEN:
            bands.append([])
        bands[-1].append(rule)
        reach = max(reach, rule[2])
    if len(bands) == 1:
        yield horizontal, vertical
        return
    for upright in bands:
        top, bottom = upright[0][1] - SNAP, max(rule[2] for rule in upright) + SNAP
        yield [rule for rule in horizontal if top <= rule[0] <= bottom], upright


def closing_rules(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[Ruling]:
    """Return the rules that close the tables of a page which a page break cuts open."""
    if len(vertical) < _FEWEST_UPRIGHT:
        return []
    return list(_open_edges(merge_rulings(horizontal), merge_rulings(vertical)))


def closing_sides(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[Ruling]:
    """Return upright rules for the open sides of ruled tables: where their rules across end without one.

    Many forms are ruled between their columns but not at the left and right. Three rules across that upright ones
    join make such a table, and two that three join: its last row may stand alone on a page. A column is wider than a
    rule that juts out.
    """
    if not vertical or len(horizontal) < 2:
        return []
    return list(_open_sides(merge_rulings(horizontal), merge_rulings(vertical)))


def _open_sides(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> Iterator[Ruling]:
    for end in (1, 2):
        for group in _by_place(sorted(horizontal, key=lambda rule: rule[end]), end):
            x = sum(rule[end] for rule in group) / len(group)
            for run in _joined(sorted(group), vertical, end):
                top, bottom = run[0][0], run[-1][0]
                is_closed = any(
                    abs(rule[0] - x) <= _NARROWEST and rule[1] < bottom - TOUCH and rule[2] > top + TOUCH
                    for rule in vertical
                )
                joints = _uprights_between(run[0], run[-1], vertical, -TOUCH, TOUCH) if len(run) == 2 else ()
                is_table = len(run) >= _FEWEST_UPRIGHT or len(list(joints)) >= _FEWEST_UPRIGHT
                if is_table and not is_closed:
                    yield (x, top, bottom)


def _uprights_between(
    above: Ruling, below: Ruling, vertical: Sequence[Ruling], slack_left: float, slack_right: float
) -> Iterator[Ruling]:
    """Yield the upright rules that join two rules across; slack moves the ends of what both have in common."""
    left, right = max(above[1], below[1]) + slack_left, min(above[2], below[2]) + slack_right
    for rule in vertical:
        if left < rule[0] < right and rule[1] <= above[0] + TOUCH and rule[2] >= below[0] - TOUCH:
            yield rule


def _joined(rules: Sequence[Ruling], vertical: Sequence[Ruling], end: int) -> Iterator[list[Ruling]]:
    """Group rules across, from top to bottom, as far as upright ones join each to the next.

    ``end`` is the side that is open. A heading over the last columns has an upright rule only at its closed side.
    """
    run = [rules[0]]
    is_right = end == len(rules[0]) - 1
    slack_left, slack_right = (-TOUCH, -_NARROWEST) if is_right else (_NARROWEST, TOUCH)
    for above, below in pairwise(rules):
        if next(_uprights_between(above, below, vertical, slack_left, slack_right), None) is None:
            yield run
            run = []
        run.append(below)
    yield run


_NARROWEST = 8.0
"""Width in points that a column of text has at least."""


def _open_edges(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> Iterator[Ruling]:
    """Yield the rules that close a table cut open by a page break: where its upright rules end without one.

    Rows at the top or bottom of a page were found without the rule that the page before or after carries.
    """
    for end in (1, 2):
        for group in _by_place(sorted(vertical, key=lambda rule: rule[end]), end):
            if len(group) < _FEWEST_UPRIGHT:
                continue
            y = sum(rule[end] for rule in group) / len(group)
            left, right = min(rule[0] for rule in group), max(rule[0] for rule in group)
            is_closed = any(
                abs(rule[0] - y) <= TOUCH and rule[1] < right - TOUCH and rule[2] > left + TOUCH
                for rule in horizontal
            )
            if not is_closed:
                yield (y, left, right)


_FEWEST_UPRIGHT = 3


def _by_place(rules: Sequence[Ruling], end: int) -> Iterator[list[Ruling]]:
    """Group sorted upright rules that end at one height."""
    group: list[Ruling] = []
    for rule in rules:
        if group and rule[end] > group[-1][end] + TOUCH:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def merge_rulings(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Snap rulings within 3 pt of each other to their mean, join those that touch, drop short ones."""
    merged: list[Ruling] = []
    cluster: list[Ruling] = []
    last = 0.0
    for ruling in sorted(rulings):
        if cluster and ruling[0] > last + SNAP:
            merged.extend(_join(cluster))
            cluster = []
        cluster.append(ruling)
        last = ruling[0]
    if cluster:
        merged.extend(_join(cluster))
    return merged


def _join(cluster: list[Ruling]) -> list[Ruling]:
    """Join the rulings of one snapped position where gaps are at most 3 pt."""
    position = sum(ruling[0] for ruling in cluster) / len(cluster)
    joined: list[Ruling] = []
    spans = sorted((ruling[1], ruling[2]) for ruling in cluster)
    start, end = spans[0]
    for a, b in spans:
        if a <= end + JOIN:
            end = max(end, b)
        else:
            if end - start >= MIN_LENGTH:
                joined.append((position, start, end))
            start, end = a, b
    if end - start >= MIN_LENGTH:
        joined.append((position, start, end))
    return joined


def find_cells(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[CellBox]:
    """Return the smallest closed rectangle to the lower right of every crossing of merged rulings."""
    ys = [h[0] for h in horizontal]
    on_row: dict[float, dict[float, int]] = defaultdict(dict)
    on_column: dict[float, dict[float, int]] = defaultdict(dict)
    for v_bit, (x, top, bottom) in enumerate(vertical):
        column = on_column[x]
        for h_bit in range(bisect_left(ys, top - TOUCH), bisect_right(ys, bottom + TOUCH)):
            y, x0, x1 = horizontal[h_bit]
            if x0 - TOUCH <= x <= x1 + TOUCH:
                row = on_row[y]
                row[x] = row.get(x, 0) | (1 << h_bit)
                column[y] = column.get(y, 0) | (1 << v_bit)
    rows = {y: sorted(row.items()) for y, row in on_row.items()}
    cells: list[CellBox] = []
    for x in sorted(on_column):
        column = on_column[x]
        points = sorted(column.items())
        for i, (y, v_bits) in enumerate(points):
            h_bits = on_row[y][x]
            line = rows[y]
            right = [rx for rx, bits in line[bisect_right(line, (x, h_bits)) :] if bits & h_bits]
            if right:
                below = ((by, on_row[by]) for by, bits in points[i + 1 :] if bits & v_bits)
                bottom_right = _close(right, below, x, y, on_column)
                if bottom_right is not None:
                    cells.append((x, y, *bottom_right))
    return cells


def _close(
    right: list[float],
    below: Iterable[tuple[float, dict[float, int]]],
    x: float,
    y: float,
    on_column: dict[float, dict[float, int]],
) -> tuple[float, float] | None:
    """Return the nearest lower right corner that closes a rectangle from (x, y), nearest below first."""
    for by, row in below:
        for rx in right:
            if rx in row and row[rx] & row[x]:
                column = on_column[rx]
                if column[by] & column[y]:
                    return rx, by
    return None


def group_cells(cells: Sequence[CellBox]) -> list[list[CellBox]]:
    """Group cells that share corners into tables, top to bottom; single cells are no table."""
    parent = list(range(len(cells)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    owner: dict[tuple[float, float], int] = {}
    for i, (x0, top, x1, bottom) in enumerate(cells):
        for corner in ((x0, top), (x0, bottom), (x1, top), (x1, bottom)):
            j = owner.setdefault(corner, i)
            if j != i:
                parent[root(i)] = root(j)
    groups: dict[int, list[CellBox]] = defaultdict(list)
    for i, cell in enumerate(cells):
        groups[root(i)].append(cell)
    tables = [group for group in groups.values() if len(group) > 1]
    return sorted(tables, key=lambda group: min((cell[1], cell[0]) for cell in group))
