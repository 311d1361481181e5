"""Segments: the characters of a printed line that no wide blank parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.text import WORD_GAP, join_line
from pipelines.values.amounts import is_cut_off, looks_like_figure

_TOTALS: Final = frozenset(("合计", "总计", "小计", "共计"))
_SPREAD: Final = 4.0
"""How wide the blank in a spread word may be, in font sizes."""
_NO_FIGURE: Final = frozenset(("-", "—", "--", "——"))
_LONGEST_ORDINAL: Final = 3
"""An ordinal that stands apart from its label (12.) looks like a figure without its decimals."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters of one line that no wide blank parts."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    chars: tuple[Char, ...]

    @property
    def centre(self) -> float:
        """Return the middle between left and right edge."""
        return (self.x0 + self.x1) / 2

    @property
    def is_figure(self) -> bool:
        """Tell whether a figure, its first line where a narrow cell wraps it, or the dash for none is printed."""
        if self.text in _NO_FIGURE or looks_like_figure(self.text):
            return True
        return len(self.text) > _LONGEST_ORDINAL and is_cut_off(self.text)


def segments_of(group: Sequence[Char]) -> list[Segment]:
    """Return the segments of one printed line, left to right."""
    segments: list[Segment] = []
    current: list[Char] = []
    right = 0.0
    for ch in group:
        text, x0, top, x1, bottom, _ = ch
        if text.isspace():
            continue
        blank = x0 - right
        if current and blank > WORD_GAP and blank > 0.45 * (bottom - top):
            segments.append(segment_of(current))
            current = []
        if not current or x1 > right:
            right = x1
        current.append(ch)
    if current:
        segments.append(segment_of(current))
    return _without_spread(segments)


def _without_spread(segments: list[Segment]) -> list[Segment]:
    """Join the two characters of a total that is set apart (合　计): no column begins between them."""
    joined: list[Segment] = []
    for segment in segments:
        left = joined[-1] if joined else None
        is_rest = left is not None and f"{left.text}{segment.text}" in _TOTALS
        if left is not None and is_rest and segment.x0 - left.x1 < _SPREAD * (left.bottom - left.top):
            joined[-1] = segment_of((*left.chars, *segment.chars))
        else:
            joined.append(segment)
    return joined


def segment_of(chars: Sequence[Char]) -> Segment:
    """Return one segment of all the characters."""
    _, lefts, tops, rights, bottoms, _ = zip(*chars, strict=True)
    return Segment(join_line(chars), min(lefts), min(tops), max(rights), max(bottoms), tuple(chars))
