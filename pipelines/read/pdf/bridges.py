"""Bridges: texts that reach over the blank between two columns of a table that no rules divide."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from typing import Final

from pipelines.read.pdf.columns import GAP, Column
from pipelines.read.pdf.segments import Segment
from pipelines.values.codes import ACCOUNT_CODE

_FLUSH: Final = 1.0
"""Texts whose edges differ by no more points stand on one edge."""
_NAME: Final = re.compile("[一-龥]")


def columns_of(segments: Sequence[Segment], rows: int) -> list[Column]:
    """Return the columns that texts of so many rows stand in, left to right."""
    groups = [part for found in _components(segments) for part in _parted(found, rows)]
    return [_column(group) for group in _with_whole_labels(groups)]


def _with_whole_labels(groups: Sequence[list[Segment]]) -> Iterator[list[Segment]]:
    """Yield the groups, that of codes with that of names where deeper labels stand whole: 208 教育 above 20801教育."""
    before: list[Segment] = []
    for group in groups:
        if before and _are_codes(before) and _are_whole_labels(group):
            before = [*before, *group]
            continue
        if before:
            yield before
        before = group
    if before:
        yield before


def _are_whole_labels(group: Sequence[Segment]) -> bool:
    """Tell whether some texts are names, and some are accounts' codes or led by one."""
    coded = [ACCOUNT_CODE.match(s.text) is not None for s in group]
    return any(coded) and any(_NAME.search(s.text) for s in group)


def _are_codes(group: Sequence[Segment]) -> bool:
    """Tell whether all texts are accounts' codes, or the end of a label that was wrapped."""
    codes = sum(ACCOUNT_CODE.fullmatch(s.text) is not None for s in group)
    return codes > 0 and all(ACCOUNT_CODE.fullmatch(s.text) or s.text.isalpha() for s in group)


def _column(group: Sequence[Segment]) -> Column:
    figures = sum(s.is_figure for s in group)
    begins, ends = [s.x0 for s in group], [s.x1 for s in group]
    left, right = min(begins), max(ends)
    has_amounts = any(s.is_figure and not s.text.isdecimal() for s in group)
    return Column(
        left,
        right,
        2 * figures > len(group),
        members=frozenset(map(id, group)),
        is_flush_left=has_amounts and max(begins) - left <= _FLUSH,
        is_flush_right=has_amounts and right - min(ends) <= _FLUSH,
    )


def _components(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Group segments whose extents overlap, left to right."""
    groups: list[list[Segment]] = []
    right = float("-inf")
    for segment in sorted(segments, key=lambda s: s.x0):
        if segment.x0 >= right + GAP:
            groups.append([])
        groups[-1].append(segment)
        right = max(right, segment.x1)
    return groups


def _parted(group: list[Segment], rows: int) -> list[list[Segment]]:
    """Part a group that few texts bridge: a total's label is set across code and name."""
    groups: list[list[Segment]] = []
    pending = [group]
    while pending:
        found = pending.pop()
        if parts := _without_bridges(found, max(1, rows // 10)):
            pending += reversed(parts)
            continue
        groups.append(found)
    return groups


def _without_bridges(group: list[Segment], most: int) -> list[list[Segment]]:
    """Return the groups, left to right, that are left without ``most`` bridges or fewer; none where all hang together.

    A blank before a text shows when none of those left of it reaches it any more.
    """
    if len(group) <= 2:
        return []
    starts, ends = [s.x0 for s in group], sorted(s.x1 for s in group)
    reach = [bisect_left(starts, s.x1 + GAP) for s in group]
    over = [0] * (len(group) + 1)  # how many texts further left reach each
    for index, end in enumerate(reach):
        if end > index + 1:
            over[index + 1] += 1
            over[end] -= 1
    over = list(itertools.accumulate(over))
    points = Counter(
        s.x0 for s in group if s.x1 <= s.x0
    )  # texts without a width meet nothing that begins there
    crossed = [
        bisect_left(starts, s.x1) - bisect_right(ends, s.x0) + (points[s.x0] if s.x1 <= s.x0 else 0)
        for s in group
    ]
    bridges = nsmallest(most, range(len(group)), key=lambda i: (group[i].is_figure, -crossed[i]))
    without: set[int] = set()
    is_parted = False
    for count, bridge in enumerate(bridges, start=1):
        without.add(bridge)
        for index in range(bridge + 1, reach[bridge]):
            over[index] -= 1
            is_parted = is_parted or not over[index]
        if is_parted:
            parts = _components([s for index, s in enumerate(group) if index not in without])
            if len(parts) > 1 and (count == 1 or all(len(part) > 1 for part in parts)):
                return parts
    return []
