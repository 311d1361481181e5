"""Headings over the columns of a table that no rules divide.

Figures end at the right edge of their column and labels begin at its left one; a heading stands in the middle of all
the columns that it names. So a heading and what stands below it tell where a column begins and ends, and the middle of
a heading over several columns tells which.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.read.pdf.bridges import columns_of
from pipelines.read.pdf.columns import BELOW, GAP, Column, joined_labels, matched, with_lower_headings
from pipelines.read.pdf.segments import Segment
from pipelines.values.text import column_number

_SAME_LEVEL: Final = 2.5
_ONE_FONT: Final = 1.1
"""How much a scan's print of one font differs in height."""
_WRAPPED: Final = 1.35
_CLOSING: Final = frozenset(")）")
"""What begins no heading: the line above goes on."""
_FEW_ROWS: Final = 2
_LOWER: Final = 0.25
"""A heading merged over two lines stands half a line above the lower ones; one of the upper line a blank more."""
_AMID: Final = 2.0
"""How far, in points, a heading of two columns of one width may be from the middle between theirs."""
_AMID_UNEVEN: Final = 0.125
"""Columns of uneven width: by how much of the distance between their headings it may be."""
_STRAY: Final = 30.0
_NEXT_LEVEL: Final = 0.75


def join_headings(segments: Sequence[Segment]) -> list[Segment]:
    """Return headings from top to bottom, with the lines of a wrapped one joined."""
    joined: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (s.top, s.x0)):
        over = next((s for s in joined if _continues(s, segment)), None)
        if over is None:
            joined.append(segment)
        else:
            joined[joined.index(over)] = Segment(
                f"{over.text}\n{segment.text}",
                min(over.x0, segment.x0),
                over.top,
                max(over.x1, segment.x1),
                segment.bottom,
                over.chars + segment.chars,
            )
    return joined


def _continues(above: Segment, below: Segment) -> bool:
    """Tell whether a text is the next line of a heading: close below it and on the same middle, or left edge."""
    size, upper = below.bottom - below.top, above.bottom - above.top
    if size < upper <= _ONE_FONT * size:
        size = upper
    step = below.bottom - above.bottom
    is_close = 0.6 * size < step <= _WRAPPED * size
    if below.text[:1] in _CLOSING and above.x0 < below.x1 and above.x1 > below.x0:
        return is_close
    return is_close and (abs(above.centre - below.centre) <= 3 or abs(above.x0 - below.x0) <= 0.5)


def _cells(row: Sequence[Segment]) -> list[Segment]:
    """Return a row's texts with the further lines of a label joined to its first: they may begin further left."""
    cells: list[Segment] = []
    for segment in sorted(row, key=lambda s: s.top):
        size = segment.bottom - segment.top
        above = None
        if not segment.is_figure:
            above = next((c for c in cells if not c.is_figure and _is_under(segment, c, 4 * size)), None)
        if above is None:
            cells.append(segment)
        else:
            left, right = min(above.x0, segment.x0), max(above.x1, segment.x1)
            chars = above.chars + segment.chars
            cells[cells.index(above)] = Segment(above.text, left, above.top, right, segment.bottom, chars)
    return cells


def _is_under(below: Segment, above: Segment, far: float) -> bool:
    """Tell whether a text stands below another, or beside that by no more than a distance in points."""
    return below.top >= above.bottom - 1 and max(below.x0, above.x0) - min(below.x1, above.x1) < far


def _is_alone(row: Sequence[Segment]) -> bool:
    """Tell whether a row has but one label, and nothing to the left of it."""
    return not row[0].is_figure and all(s.is_figure for s in row[1:])


def without_numbers(headings: Sequence[Segment]) -> tuple[list[Segment], list[Segment]]:
    """Return the headings, and the numbers of the columns (栏次 1 2 3) that stand below them."""
    numbers = [s for s in headings if s.text.isdecimal() or column_number(s.text)]
    if len(numbers) < 2:
        return list(headings), []
    middle = sum(s.top + s.bottom for s in numbers) / len(numbers)
    beside = [s for s in headings if abs(s.top + s.bottom - middle) < s.bottom - s.top]
    return [s for s in headings if s not in beside], sorted(beside, key=lambda s: s.x0)


def find_columns(rows: Sequence[Sequence[Segment]], headings: Sequence[Segment]) -> list[Column]:
    """Return the columns that the blanks of the rows leave, and those that only a heading shows."""
    lone = {id(row[0]) for row in rows if _is_alone(row)}
    laid = [_cells(row) for row in rows]
    segments = [s for row in laid for s in row]
    columns = columns_of(segments, len(rows))
    most = len(rows) if 2 * len(lone) < len(rows) else int(len(rows) > _FEW_ROWS)
    totals = {id(row[0]) for row in rows if row[0].is_total} if len(lone) < len(rows) else set()
    columns = [
        c for c in columns if not c.members <= lone or not (len(c.members) <= most or c.members <= totals)
    ]
    leaves = [s for s in headings if not _names_several(s, headings, columns)]
    while len(leaves) > len(columns) and (
        wide := next((s for s in leaves if _is_above(s, leaves, columns)), None)
    ):
        leaves.remove(wide)
    for leaf, column in matched(sorted(leaves, key=lambda s: s.centre), columns):
        if column is not None:
            column.heading = (
                leaf if column.heading is None or leaf.top > column.heading.top else column.heading
            )
        else:
            columns.append(Column(leaf.x0, leaf.x1, heading=leaf))
    row_of = {id(s): number for number, row in enumerate(laid) for s in row}
    columns = with_lower_headings(sorted(columns, key=lambda column: column.centre))
    return list(joined_labels(columns, row_of))


def _names_several(heading: Segment, headings: Sequence[Segment], columns: Sequence[Column]) -> bool:
    """Tell whether a heading stands over others, or over several columns."""
    below = [s for s in headings if s.top > heading.bottom - BELOW]
    if any(s.x0 < heading.x1 - 1 and s.x1 > heading.x0 + 1 for s in below):
        return True
    beside = [
        s for s in headings if s is not heading and abs(_middle(s) - _middle(heading)) < s.bottom - s.top
    ]
    over = [c for c in columns if c.overlaps(heading)]
    if _is_amid(heading, headings, columns):
        return True
    if len(over) > 1:
        # A heading wider than the codes below it reaches over the names, which have their own.
        over = [c for c in over if not any(_is_nearer(s, heading, c) for s in beside)] or over[:1]
    if len(over) != 1:
        left = max((s for s in below if s.x1 <= heading.x0), key=lambda s: s.x1, default=None)
        right = min((s for s in below if s.x0 >= heading.x1), key=lambda s: s.x0, default=None)
        return len(over) > 1 or (
            left is not None and right is not None and not _has_room(heading, left, right, columns)
        )
    # A heading in the middle of two columns may reach over the labels of the one and not over the figures.
    column = over[0]
    beneath = [s for s in below if column.overlaps(s)]
    return bool(beneath) and any(s.x0 >= heading.x1 - 1 or s.x1 <= heading.x0 + 1 for s in below)


def _is_amid(heading: Segment, headings: Sequence[Segment], columns: Sequence[Column]) -> bool:
    """Tell whether a heading stands a whole line above two lower ones, in the middle between them.

    Where a lower one has no column below it, the figures that the heading's middle stands over may be that one's.
    """
    pair = _lower_pair(heading, headings)
    if pair is None:
        return False
    off = abs(pair[0].centre + pair[1].centre - 2 * heading.centre)
    if off <= 2 * _AMID and not _has_own_column(heading, columns):
        return True
    is_bare = any(not any(column.overlaps(lower) for column in columns) for lower in pair)
    return is_bare and off <= 2 * _AMID_UNEVEN * (pair[1].centre - pair[0].centre)


def _is_above(heading: Segment, headings: Sequence[Segment], columns: Sequence[Column]) -> bool:
    """Tell whether a heading stands a whole line above those beside it, where there are more than columns."""
    return not _has_own_column(heading, columns) and _lower_pair(heading, headings) is not None


def _has_own_column(heading: Segment, columns: Sequence[Column]) -> bool:
    """Tell whether the middle of a heading stands over a column."""
    return any(column.x0 <= heading.centre <= column.x1 for column in columns)


def _lower_pair(heading: Segment, headings: Sequence[Segment]) -> tuple[Segment, Segment] | None:
    """Return the nearest headings on both sides that stand on one level, a whole line lower.

    None where the heading stands beside others between the two: a heading in the middle of its height beside a group's
    own (合计 | 因公出国 beside 小计 | 购置费) is as high above the group's.
    """
    far = _LOWER * (heading.bottom - heading.top)
    lower = [s for s in headings if s.top >= heading.bottom + far]
    left = max((s for s in lower if s.x1 <= heading.x0), key=lambda s: s.x1, default=None)
    right = min((s for s in lower if s.x0 >= heading.x1), key=lambda s: s.x0, default=None)
    if left is None or right is None or abs(left.top - right.top) > _SAME_LEVEL:
        return None
    is_alone = not any(s is not heading and s.x0 >= left.x1 and s.x1 <= right.x0 for s in headings)
    return (left, right) if is_alone else None


def _is_nearer(other: Segment, heading: Segment, column: Column) -> bool:
    """Tell whether another heading stands over a column and nearer to its middle."""
    return column.overlaps(other) and abs(other.centre - column.centre) < abs(heading.centre - column.centre)


def _has_room(heading: Segment, left: Segment, right: Segment, columns: Sequence[Column]) -> bool:
    """Tell whether a column of its own fits between those of two lower headings."""
    between = [c for c in columns if left.x1 < c.x0 and c.x1 < right.x0]
    if any(not any(c.overlaps(s) for s in (left, right)) for c in between):
        return True
    start = next((_end(Column(c.x0, c.x1, c.holds_figures, left)) for c in columns if c.overlaps(left)), None)
    end = next(
        (_begin(Column(c.x0, c.x1, c.holds_figures, right)) for c in columns if c.overlaps(right)), None
    )
    return start is not None and end is not None and end - start >= heading.x1 - heading.x0


def _meets(one: Segment, other: Segment) -> bool:
    return one.x0 < other.x1 and one.x1 > other.x0


def find_edges(columns: Sequence[Column]) -> list[float]:
    """Return the n + 1 edges of columns from left to right, in points."""
    edges = [min(columns[0].x0 - GAP, _begin(columns[0]) or columns[0].x0)]
    for left, right in itertools.pairwise(columns):
        lowest, highest = min(left.x1, right.x0), max(left.x1, right.x0)
        told = [
            x for x in (_end(left), _begin(right)) if x is not None and lowest - GAP <= x <= highest + GAP
        ]
        edges.append(sum(told) / len(told) if told else (lowest + highest) / 2)
    edges.append(max(columns[-1].x1 + GAP, _end(columns[-1]) or 0.0))
    return edges


def _end(column: Column) -> float | None:
    """Return where a column ends: right of its figures, or as far right of its heading as labels begin left of it."""
    if column.is_centred:
        return None
    if column.is_right_aligned:
        return column.x1 + GAP
    return None if column.heading is None else max(column.x1, 2 * column.heading.centre - column.x0 + GAP)


def _begin(column: Column) -> float | None:
    """Return where a column begins: left of its labels, or as far left of its heading as figures end right of it."""
    if column.is_centred:
        return None
    if not column.is_right_aligned:
        return column.x0 - GAP
    return None if column.heading is None else min(column.x0, 2 * column.heading.centre - column.x1 - GAP)


def column_span(segment: Segment, columns: Sequence[Column], edges: Sequence[float]) -> tuple[int, int]:
    """Return the first and last column that a text stands in: those it overlaps, else the one around its middle."""
    over = [i for i, c in enumerate(columns) if segment.x0 < c.x1 - 0.5 and segment.x1 > c.x0 + 0.5]
    if over:
        return over[0], over[-1]
    nearest = next(
        (i for i, (a, b) in enumerate(itertools.pairwise(edges)) if a <= segment.centre < b),
        0 if segment.centre < edges[0] else len(columns) - 1,
    )
    return nearest, nearest


def heading_levels(
    headings: Sequence[Segment], columns: Sequence[Column], edges: Sequence[float]
) -> list[list[tuple[Segment, tuple[int, int]]]]:
    """Return the rows of headings from top to bottom, each heading with the first and last column it names."""
    place = {id(c.heading): i for i, c in enumerate(columns) if c.heading is not None}
    levels: list[list[Segment]] = []
    for segment in sorted(headings, key=lambda s: (s.top + s.bottom, s.x0)):
        if not levels or _middle(segment) - _middle(levels[-1][0]) > _SAME_LEVEL:
            levels.append([])
        levels[-1].append(segment)
    found = []
    for level in levels:
        own = [(s, (place[id(s)], place[id(s)])) for s in level if id(s) in place]
        wide = [_Wide(s, _pitch(s, headings)) for s in level if id(s) not in place]
        wide.sort(key=lambda w: w.segment.centre)
        shares = _shared_out(wide, columns, edges)
        found.append(sorted([*own, *zip((w.segment for w in wide), shares, strict=True)], key=lambda e: e[1]))
    return found


@dataclass(frozen=True, slots=True)
class _Wide:
    """A heading over several columns, and how far below it, in points, the next ones stand."""

    segment: Segment
    pitch: float

    def is_over(self, column: Column) -> bool:
        """Tell whether a column's own heading stands a level below: one merged into this level stands half-way."""
        heading = column.heading
        if heading is None:
            return True
        return _middle(heading) - _middle(self.segment) >= _NEXT_LEVEL * self.pitch


def _middle(segment: Segment) -> float:
    return (segment.top + segment.bottom) / 2


def _pitch(segment: Segment, headings: Sequence[Segment]) -> float:
    """Return how far below a heading the next level is, by those that stand right under it."""
    below = [s for s in headings if s.top > segment.bottom - BELOW]
    under = [s for s in below if _meets(s, segment)] or below
    return min((_middle(s) - _middle(segment) for s in under), default=0.0)


def _shared_out(
    wide: Sequence[_Wide], columns: Sequence[Column], edges: Sequence[float]
) -> list[tuple[int, int]]:
    """Share columns out to the headings of one level: each gets neighbours that it stands in the middle of."""
    count = len(columns)
    left_over = [0.0] * count
    for i, column in enumerate(columns):
        left_over[i] = 1.0 if wide and column.heading and all(w.is_over(column) for w in wide) else 0.0
    # best[j] holds, for the headings so far and the first j columns, the least cost and the spans chosen.
    best: list[tuple[float, list[tuple[int, int]]]] = [(sum(left_over[:j]), []) for j in range(count + 1)]
    for heading in wide:
        following: list[tuple[float, list[tuple[int, int]]]] = []
        for j in range(count + 1):
            ways = [
                (best[i][0] + _off(heading, i, j - 1, columns, edges), [*best[i][1], (i, j - 1)])
                for i in range(j)
            ]
            if j and following[j - 1][1]:
                skipped = following[j - 1]
                ways.append((skipped[0] + left_over[j - 1], skipped[1]))
            following.append(min(ways, key=lambda way: way[0], default=(float("inf"), [])))
        best = following
    return best[count][1]


def _off(wide: _Wide, first: int, last: int, columns: Sequence[Column], edges: Sequence[float]) -> float:
    """Return what it costs to set a heading over columns: how far from their middle, and what it misses."""
    segment = wide.segment
    cost = abs((edges[first] + edges[last + 1]) / 2 - segment.centre) / 3
    for index, column in enumerate(columns):
        is_below = wide.is_over(column)
        if first <= index <= last:
            cost += 0.0 if is_below else _STRAY
        elif is_below and column.heading is not None and _meets(column.heading, segment):
            cost += _STRAY
    if segment.x0 < edges[first] - GAP or segment.x1 > edges[last + 1] + GAP:
        cost += 2.0
    return cost + (0.3 if first == last else 0.0)
