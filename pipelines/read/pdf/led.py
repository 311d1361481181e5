"""Labels that a dash leads (— 行政运行): it is no figure of a column of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pipelines.read.pdf.segments import Segment, segment_of
from pipelines.values.codes import ACCOUNT_CODE

_DASHES: Final = frozenset(("-", "—", "--", "——", "–", "－"))
_NEAR: Final = 0.75
"""How wide the blank behind the dash may be, in font sizes: half of one is usual."""
_INDENT: Final = 4.0
"""How wide it may be where labels are indented behind it, in font sizes."""
_SAME: Final = 1.0
_LEAST: Final = 2


def with_leads(lines: Sequence[list[Segment]]) -> list[list[Segment]]:
    """Return a page's lines with the dashes that lead labels joined to them.

    A dash for none stands in a column where other rows print figures, or behind a figure's place alone: a lead is
    followed by words wherever it stands, and no figure is printed over or under it.
    """
    leads = [pair for line in lines for pair in _leads(line)]
    if len(leads) < _LEAST:
        return [list(line) for line in lines]
    starts = {left.x0 for left, _ in leads}
    others = [s for line in lines for s in line if s.is_figure]
    led = {id(left) for left, _ in leads}
    theirs = {
        x0
        for x0 in starts
        if sum(abs(left.x0 - x0) <= _SAME for left, _ in leads) >= _LEAST
        and not any(_is_in(s, x0) for s in others if id(s) not in led)
    }
    return [list(_joined(line, theirs)) for line in lines] if theirs else [list(line) for line in lines]


def _leads(line: Sequence[Segment]) -> Iterator[tuple[Segment, Segment]]:
    """Yield the dashes of a line that words follow, with these: closely, or farther where the first label is."""
    for at, (left, right) in enumerate(pairwise(line)):
        if left.text not in _DASHES or right.is_figure or not any(map(str.isalpha, right.text)):
            continue
        is_first = all(ACCOUNT_CODE.fullmatch(s.text) or s.text.isdecimal() for s in line[:at])
        if right.x0 - left.x1 <= (_INDENT if is_first else _NEAR) * (left.bottom - left.top):
            yield left, right


def _is_in(segment: Segment, x0: float) -> bool:
    """Tell whether a figure, or a dash that leads nothing, stands where a lead does."""
    return segment.x0 <= x0 + _SAME and segment.x1 > x0 + _SAME


def _joined(line: Sequence[Segment], starts: set[float]) -> Iterator[Segment]:
    led = {id(left): right for left, right in _leads(line) if left.x0 in starts}
    taken = set(map(id, led.values()))
    for segment in line:
        if id(segment) in led:
            yield segment_of((*segment.chars, *led[id(segment)].chars))
        elif id(segment) not in taken:
            yield segment
