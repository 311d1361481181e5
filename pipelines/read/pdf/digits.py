"""Digits that a font draws as others than the PDF says they are: its map of characters (ToUnicode) lies.

An outline's holes tell: 1, 2, 3, 5 and 7 have none, 8 has two; that of 0 is in the middle, of 6 below it, of 9 above.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise, repeat
from typing import Final

from pipelines.read.pdf import native

_DIGITS: Final = frozenset("0123456789")
_WITHOUT_HOLES: Final = frozenset("12357")
_MOST_PAGES: Final = 3
"""So many pages with digits of a font are looked at: most reports use all ten on the first."""
_LONGEST_NAME: Final = 128
_SIZE: Final = 100.0
_LEAST_HOLE: Final = 0.01
"""What is smaller, as a share of the whole outline, is a flaw of it."""
_MIDDLE: Final = (0.43, 0.57)
"""Heights of the middle of 0's hole, as shares of the outline's; 6 has its hole below, 9 above."""

Point = tuple[float, float]


class DigitShapes:
    """What the fonts of one document were seen to draw, by their names."""

    def __init__(self) -> None:
        self._pages: Counter[bytes] = Counter()
        self._known: dict[tuple[bytes, str], list[float] | None] = {}
        self._lying: set[bytes] = set()
        self._buffer = ctypes.create_string_buffer(_LONGEST_NAME)
        self._at = ctypes.addressof(self._buffer)

    def lie(self, fonts: Sequence[int | None], lengths: Iterable[int], content: str) -> bool:
        """Tell whether a page draws other digits than its text has.

        ``fonts`` are those of its runs of ``lengths`` characters, ``content`` is all its text. What stands in for a
        font that is not embedded tells nothing.
        """
        names = {font: self._name(font) for font in set(fonts) if font and native.font_is_embedded(font) == 1}
        wanted = {font for font, name in names.items() if self._pages[name] < _MOST_PAGES}
        drawn = (
            set(zip(chain.from_iterable(map(repeat, fonts, lengths)), content, strict=True)) if wanted else ()
        )
        digits: dict[int, set[str]] = {}
        for font, char in drawn:
            if char in _DIGITS and font in wanted:
                digits.setdefault(font, set()).add(char)
        for font, chars in digits.items():
            name = names[font]
            self._pages[name] += 1
            for char in chars:
                if (name, char) not in self._known:
                    self._known[name, char] = _holes(font, char)
            if _lie({char: self._known[name, char] for char in chars}):
                self._lying.add(name)
        return not self._lying.isdisjoint(names.values())

    def _name(self, font: int) -> bytes:
        native.font_name(font, self._at, _LONGEST_NAME)
        return self._buffer.value


def _lie(drawn: Mapping[str, list[float] | None]) -> bool:
    """Tell whether any digit has another one's outline by its holes; where all have holes, they are drawn hollow."""
    holes = {digit: found for digit, found in drawn.items() if found is not None}
    if all(holes.values()) and not _WITHOUT_HOLES.isdisjoint(holes):
        return False
    return any(not _is_like(digit, found) for digit, found in holes.items())


def _is_like(digit: str, holes: Sequence[float]) -> bool:
    low, high = _MIDDLE
    if digit in _WITHOUT_HOLES:
        return not holes
    if digit == "8":
        return len(holes) > 1
    if len(holes) != 1 or digit == "4":
        return len(holes) != 2 or digit == "0"
    return holes[0] < low if digit == "6" else holes[0] > high if digit == "9" else low <= holes[0] <= high


def _holes(font: int, digit: str) -> list[float] | None:
    """Return at which height of a digit's outline, from 0 below to 1 above, its holes are; None without an outline."""
    lines = [line for line in _outlines(font, digit) if len(line) > 2]
    areas = [sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*line, line[0]))) for line in lines]
    heights = [y for line in lines for _, y in line]
    if not heights or min(heights) == max(heights):
        return None
    whole, foot, height = max(areas, key=abs), min(heights), max(heights) - min(heights)
    inner = [
        line for line, area in zip(lines, areas, strict=True) if area * whole < -_LEAST_HOLE * whole * whole
    ]
    return [(min(y for _, y in line) + max(y for _, y in line) - 2 * foot) / 2 / height for line in inner]


def _outlines(font: int, digit: str) -> Iterator[list[Point]]:
    """Yield the points of each closed line of a digit's outline."""
    path = native.glyph_path(font, ord(digit), _SIZE)
    at = (ctypes.c_float * 2)()
    address = ctypes.addressof(at)
    points: list[Point] = []
    for number in range(native.glyph_count_segments(path) if path else 0):
        segment = native.glyph_segment(path, number)
        native.segment_point(segment, address, address + 4)
        if native.segment_type(segment) == native.SEGMENT_MOVE:
            yield points
            points = []
        points.append((at[0], at[1]))
    yield points
