"""Find ruled tables in horizontal and vertical rulings.

The rules are those of pdfplumber's "lines" strategy (snap, join, intersect, smallest cells, contiguous
tables), on plain tuples. What a ruling is, and what stands in a cell, is decided elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
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


class Rules:
    """The rules of a page that run one way, as drawn and merged; the latter is made once."""

    def __init__(self, drawn: Sequence[Ruling]) -> None:
        self.drawn = drawn

    @cached_property
    def merged(self) -> list[Ruling]:
        """Return the rules snapped and joined (:func:`merge_rulings`)."""
        return merge_rulings(self.drawn)

    def __add__(self, more: Sequence[Ruling]) -> Rules:
        """Return these rules and more."""
        return Rules([*self.drawn, *more]) if more else self


def find_tables(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[list[CellBox]]:
    """Return the cells of each table, tables from top to bottom; a table has at least two cells.

    >>> find_tables([(0, 0, 20), (10, 0, 20)], [(0, 0, 10), (10, 0, 10), (20, 0, 10)])
    [[(0.0, 0.0, 10.0, 10.0), (10.0, 0.0, 20.0, 10.0)]]
    """
    return tables_of(Rules(horizontal), Rules(vertical))


def tables_of(across: Rules, upright: Rules) -> list[list[CellBox]]:
    """Return the cells of each table, as :func:`find_tables` does."""
    if len(across.drawn) < 2 or len(upright.drawn) < 2:
        return []
    bands = _bands(across.drawn, upright.drawn)
    if bands is None:
        return group_cells(find_cells(across.merged, upright.merged))
    return [table for band in bands for table in group_cells(find_cells(*map(merge_rulings, band)))]


def _bands(
    horizontal: Sequence[Ruling], vertical: Sequence[Ruling]
) -> list[tuple[Sequence[Ruling], Sequence[Ruling]]] | None:
    """Return the rules of the tables that stand below each other: between two of them no upright rule runs.

    None where they are those of one. Rules of two tables that stand nearly in line are not snapped to each other.
    """
    bands: list[list[Ruling]] = []
    reach = float("-inf")
    for rule in sorted(vertical, key=itemgetter(1)):
        if rule[1] > reach + _BETWEEN:
            bands.append([])
        bands[-1].append(rule)
        reach = max(reach, rule[2])
    if len(bands) == 1:
        return None
    found: list[tuple[Sequence[Ruling], Sequence[Ruling]]] = []
    for upright in bands:
        top, bottom = upright[0][1] - SNAP, max(rule[2] for rule in upright) + SNAP
        found.append(([rule for rule in horizontal if top <= rule[0] <= bottom], upright))
    return found


def closing_rules(across: Rules, upright: Rules) -> list[Ruling]:
    """Return the rules that close the tables of a page which a page break cuts open."""
    if len(upright.drawn) < _FEWEST_UPRIGHT:
        return []
    return list(_open_edges(across.merged, upright.merged))


def closing_sides(across: Rules, upright: Rules) -> list[Ruling]:
    """Return upright rules for the open sides of ruled tables: where their rules across end without one.

    Many forms are ruled between their columns but not at the left and right. Three rules across that upright ones
    join make such a table, and two that three join: its last row may stand alone on a page. A column is wider than a
    rule that juts out.
    """
    if not upright.drawn or len(across.drawn) < 2:
        return []
    return list(_open_sides(across.merged, upright.merged))


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
            if is_closed:
                continue
            top, bottom = max(rule[1] for rule in group), min(rule[2] for rule in group)
            over = [
                rule
                for rule in horizontal
                if top <= rule[0] <= bottom and rule[1] <= left + TOUCH and rule[2] >= right - TOUCH
            ]
            # Where the sides are open too, rules across go on behind the last upright ones.
            nearest = min(over, key=lambda rule: abs(rule[0] - y), default=(y, left, right))
            yield (y, min(left, nearest[1]), max(right, nearest[2]))


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
    reach = [(y, x0 - TOUCH, x1 + TOUCH, 1 << bit, on_row[y]) for bit, (y, x0, x1) in enumerate(horizontal)]
    for v_bit, (x, top, bottom) in enumerate(vertical):
        column, bit = on_column[x], 1 << v_bit
        for y, left, right, h_bit, row in reach[
            bisect_left(ys, top - TOUCH) : bisect_right(ys, bottom + TOUCH)
        ]:
            if left <= x <= right:
                row[x] = row.get(x, 0) | h_bit
                column[y] = column.get(y, 0) | bit
    rows = {y: sorted(row.items()) for y, row in on_row.items()}
    done = dict.fromkeys(rows, 0)  # how many crossings of a row lie further left
    cells: list[CellBox] = []
    for x in sorted(on_column):
        column = on_column[x]
        points = sorted(column.items())
        for i, (y, v_bits) in enumerate(points, start=1):
            line = rows[y]
            at = done[y] = done[y] + 1
            h_bits = line[at - 1][1]
            corner = _near(line, at, h_bits, points, i, v_bits)
            if corner is None:
                continue
            rx, by = corner
            row, other = on_row[by], on_column[rx]
            if not (rx in row and row[rx] & row[x] and other[by] & other[y]):
                further = [rx for rx, bits in line[at:] if bits & h_bits]
                below = ((by, on_row[by]) for by, bits in points[i:] if bits & v_bits)
                corner = _close(further, below, x, y, on_column)
            if corner is not None:
                cells.append((x, y, *corner))
    return cells


def _near(
    line: Sequence[tuple[float, int]],
    at: int,
    h_bits: int,
    points: Sequence[tuple[float, int]],
    i: int,
    v_bits: int,
) -> tuple[float, float] | None:
    """Return the next crossing to the right on the same rule, and the next one below; None where there is none."""
    n, m = len(line), len(points)
    while at < n and not line[at][1] & h_bits:
        at += 1
    while i < m and not points[i][1] & v_bits:
        i += 1
    return (line[at][0], points[i][0]) if at < n and i < m else None


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
    group_at: dict[tuple[float, float], int] = {}
    joined: list[int] = []  # of each group, one that it is joined to, or itself
    own: list[int] = []
    known = group_at.get
    for x0, top, x1, bottom in cells:
        a, b, c, d = (x0, top), (x0, bottom), (x1, top), (x1, bottom)
        group = known(a, -1)
        if group < 0 or not (known(b, group) == known(c, group) == known(d, group) == group):
            found = {group_at[corner] for corner in (a, b, c, d) if corner in group_at} or {len(joined)}
            group = min(found)
            if group == len(joined):
                joined.append(group)
            for other in found:
                joined[_last(joined, other)] = _last(joined, group)
        own.append(group)
        group_at[a] = group_at[b] = group_at[c] = group_at[d] = group
    groups: dict[int, list[CellBox]] = defaultdict(list)
    for cell, group in zip(cells, own, strict=True):
        groups[_last(joined, group)].append(cell)
    tables = [table for table in groups.values() if len(table) > 1]
    if len(tables) < 2:
        return tables
    return sorted(tables, key=lambda table: min((cell[1], cell[0]) for cell in table))


def _last(joined: list[int], group: int) -> int:
    """Return the group that a group is joined to at the end of the chain."""
    while joined[group] != group:
        joined[group] = joined[joined[group]]
        group = joined[group]
    return group
