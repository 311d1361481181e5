"""Columns of a table that no rules divide, and which heading is whose: each stands in the middle of its column."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.read.pdf.segments import Segment

GAP: Final = 2.0
"""The least blank between two columns, in points."""
BELOW: Final = 2.0
"""How far, in points, a lower heading may reach up beside a higher one."""
_CENTRED: Final = 1.5
_ALONE: Final = 3.0
"""What a heading without a column, or a column without a heading, costs; one a little beside costs less."""
_BETWEEN: Final = 1.0
_LEFT_OF_HEADING: Final = 15.0
"""So many points further off seem figures that end left of where a heading begins."""


@dataclass(slots=True)
class Column:
    """The extent of what stands in a column alone, its lowest heading, and what it holds.

    ``is_flush_left`` and ``is_flush_right`` tell on which of its edges all of a column with amounts stand, both where
    they are of one width.

    A column of texts that are the only labels of their rows is none: a total's label stands between code and name.
    """

    x0: float
    x1: float
    holds_figures: bool = True
    heading: Segment | None = None
    members: frozenset[int] = frozenset()
    is_flush_left: bool = False
    is_flush_right: bool = False

    @property
    def centre(self) -> float:
        """Return the middle of what stands in the column."""
        return (self.x0 + self.x1) / 2

    @property
    def is_centred(self) -> bool:
        """Tell whether what the column holds stands in the middle below its heading."""
        return self.heading is not None and abs(self.heading.centre - self.centre) < _CENTRED

    @property
    def is_right_aligned(self) -> bool:
        """Tell whether what the column holds ends at its right edge: it stands right of the middle of its heading."""
        return self.holds_figures if self.heading is None else self.heading.centre < self.centre

    def overlaps(self, segment: Segment) -> bool:
        """Tell whether a text stands over or under what the column holds."""
        return segment.x0 < self.x1 and segment.x1 > self.x0


def matched(leaves: Sequence[Segment], columns: Sequence[Column]) -> list[tuple[Segment, Column | None]]:
    """Pair headings with columns in their order: those that overlap, else the near ones that are centred."""
    ordered = sorted(columns, key=lambda column: column.centre)
    n, m = len(leaves), len(ordered)
    edge = _edge_of_figures(columns)
    apart = [
        [
            _BETWEEN if _is_between(i, leaves, column, edge) else _distance(leaf, j, ordered)
            for j, column in enumerate(ordered)
        ]
        for i, leaf in enumerate(leaves)
    ]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i, j in itertools.product(range(n + 1), range(m + 1)):
        ways = []
        if i:
            ways.append(best[i - 1][j] + _ALONE)
        if j:
            ways.append(best[i][j - 1] + _ALONE)
        if i and j:
            ways.append(best[i - 1][j - 1] + apart[i - 1][j - 1])
        best[i][j] = min(ways, default=0.0)
    pairs: list[tuple[Segment, Column | None]] = []
    i, j = n, m
    while i or j:
        if i and j and best[i][j] == best[i - 1][j - 1] + apart[i - 1][j - 1]:
            pairs.append((leaves[i - 1], ordered[j - 1]))
            i, j = i - 1, j - 1
        elif i and best[i][j] == best[i - 1][j] + _ALONE:
            pairs.append((leaves[i - 1], None))
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def _distance(leaf: Segment, index: int, columns: Sequence[Column]) -> float:
    """Return how badly a heading stands over a column: 0 where they overlap."""
    column = columns[index]
    if column.overlaps(leaf):
        return 0.0
    if leaf.centre < column.centre:
        gap = column.x0 - leaf.x1
        edge = 2 * leaf.centre - column.x1
        is_free = index == 0 or edge >= columns[index - 1].x1 - GAP
    else:
        # Figures end at the right edge of their column: hardly ever left of their heading.
        gap = leaf.x0 - column.x1 + (_LEFT_OF_HEADING if column.holds_figures else 0.0)
        edge = 2 * leaf.centre - column.x0
        is_free = index + 1 == len(columns) or edge <= columns[index + 1].x0 + GAP
    return 1.0 + min(gap / 10, _ALONE) if is_free else 1.0 + gap / 10 + _ALONE


def _edge_of_figures(columns: Sequence[Column]) -> int:
    """Return on which edge of its columns a table's figures stand: -1 the left, 1 the right, 0 where none shows."""
    flush = {c.is_flush_right - c.is_flush_left for c in columns if c.holds_figures} - {0}
    return flush.pop() if len(flush) == 1 else 0


def _is_between(number: int, leaves: Sequence[Segment], column: Column, edge: int) -> bool:
    """Tell whether figures stand between their heading at the other edge of their column and the next heading."""
    leaf = leaves[number]
    if not column.holds_figures:
        return False
    if edge > 0 and column.is_flush_right and leaf.x1 <= column.x0:
        return number + 1 == len(leaves) or column.x1 <= leaves[number + 1].x0
    if edge < 0 and column.is_flush_left and column.x1 <= leaf.x0:
        return number == 0 or leaves[number - 1].x1 <= column.x0
    return False


def with_lower_headings(columns: list[Column]) -> list[Column]:
    """Give what stands under a heading of several columns by chance the lower heading beside it, which has no column.

    A column reaches as far on one side of its heading as on the other: under the upper heading it would reach over
    the lower one, under that over nothing else.
    """
    kept = list(columns)
    for empty in columns:
        lower = empty.heading
        if empty.members or lower is None:
            continue
        at = kept.index(empty)
        beside = [column for column in kept[max(at - 1, 0) : at + 2] if column is not empty]
        others = [(c.x0, c.x1) for c in kept if c is not empty]
        for column in sorted(beside, key=lambda column: abs(column.centre - lower.centre)):
            upper = column.heading
            if not column.members or upper is None or lower.top <= upper.bottom - BELOW:
                continue
            left, right = _reach(column, upper)
            own_left, own_right = _reach(column, lower)
            is_over_lower = left < lower.x1 and right > lower.x0
            is_own_free = all(
                own_right <= x0 + GAP or own_left >= x1 - GAP for x0, x1 in others if x0 != column.x0
            )
            if is_over_lower and is_own_free:
                column.heading = lower
                kept.remove(empty)
                break
    return kept


def joined_labels(columns: Sequence[Column], row_of: Mapping[int, int]) -> Iterator[Column]:
    """Yield the columns from left to right, neighbours that hold the labels of different rows as one.

    Of a short list the labels may end left of where a total stands, in the middle below the one heading of both.
    ``row_of`` tells the row of each text by its id.
    """
    before: Column | None = None
    for column in columns:
        if before is None:
            before = column
        elif _are_one(before, column, row_of):
            before = Column(
                before.x0,
                max(before.x1, column.x1),
                holds_figures=False,
                heading=before.heading or column.heading,
                members=before.members | column.members,
            )
        else:
            yield before
            before = column
    if before is not None:
        yield before


def _are_one(left: Column, right: Column, row_of: Mapping[int, int]) -> bool:
    """Tell whether two columns of labels share one heading, or have none, and print in no row both."""
    if left.holds_figures or right.holds_figures or (left.heading and right.heading):
        return False
    if not left.members or not right.members:
        return False
    return {row_of[one] for one in left.members}.isdisjoint(row_of[one] for one in right.members)


def _reach(column: Column, heading: Segment) -> tuple[float, float]:
    """Return how far a column reaches whose heading stands in its middle."""
    far = max(abs(column.x0 - heading.centre), abs(column.x1 - heading.centre))
    return heading.centre - far, heading.centre + far
