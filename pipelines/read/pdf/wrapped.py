"""Figures of tables without vertical rules that a narrow cell wraps: which lack digits, and where the rest stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from pipelines.read.pdf.segments import Segment
from pipelines.values.amounts import is_cut_off, looks_like_figure

_CLOSE: Final = 0.5
"""Lines of one cell stand closer than so much of a figure's height."""


def is_parted(row: Sequence[Segment], line: Sequence[Segment], decimals: int) -> bool:
    """Tell whether figures of a row are cut off, and the rest of them stands on a line or below it."""
    cut = [s for s in row if _is_cut(s.text, decimals) and not any(_goes_on_with(s, o) for o in row)]
    return bool(cut) and min(s.top for s in line) - max(s.bottom for s in cut) < _CLOSE * (
        cut[0].bottom - cut[0].top
    )


def _is_cut(text: str, decimals: int) -> bool:
    """Tell whether a figure lacks digits: its last group is not whole, or it has fewer decimals than all others."""
    if is_cut_off(text):
        return True
    _, point, rest = text.partition(".")
    return bool(point) and len(rest) < decimals and looks_like_figure(text)


def usual_decimals(lines: Sequence[Sequence[Segment]]) -> int:
    """Return the decimals that nearly all figures with a point have; 0 where they differ. Lines go from top to bottom.

    Digits close below a figure count as the rest of it: where half a table's figures are wrapped, so are decimals.
    """
    found: Counter[int] = Counter()
    for line, below in zip_longest(lines, lines[1:], fillvalue=()):
        for s in line:
            if s.is_figure and (decimals := s.text.partition(".")[2]):
                rest = next((o for o in below if o.text.isdecimal() and _is_rest(s, o)), None)
                found[len(decimals) + (len(rest.text) if rest else 0)] += 1
    count, total = max(found.values(), default=0), found.total()
    return max(found, key=lambda n: found[n]) if 10 * count > 7 * total and count > 3 else 0


def _is_rest(figure: Segment, other: Segment) -> bool:
    """Tell whether digits stand as close below a figure as one cell's lines do."""
    return _goes_on_with(figure, other) and other.top - figure.bottom < _CLOSE * (figure.bottom - figure.top)


def _goes_on_with(cut: Segment, other: Segment) -> bool:
    """Tell whether digits below a figure that is cut off are the rest of it."""
    return other.top > cut.top + 2 and other.x0 < cut.x1 and other.x1 > cut.x0 and other.text[:1].isdecimal()
