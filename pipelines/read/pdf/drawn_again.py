"""Characters that are drawn again where others stand that nobody sees: a figure printed over a covered one.

PDFium keeps the first of two equal characters at one place. Where that one is not seen, the other is lost: of 39.36
printed over a covered 40.13 it hands on 3936.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from pipelines.read.pdf import native
from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.geometry import Frame, Rect, apply

_TEXT: Final = 1
"""PDFium's type of an object that draws text."""
_BAND: Final = 20.0
_NEAR: Final = 0.5
_LEVEL: Final = 0.3
_MOST_OF_BOX: Final = 0.6
_MOST: Final = 20_000
"""So many text objects are looked at on a page at most."""


def with_drawn_again(
    seen: Sequence[Char],
    unseen: Sequence[Char],
    drawn: Sequence[int],
    frame: Frame,
    veiled: Collection[int],
) -> list[Char]:
    """Return what is seen with the characters that a later text object draws again at the places of unseen ones.

    ``drawn`` are the page's objects in their order; those of ``veiled`` are not seen themselves.
    """
    order = {obj: number for number, obj in enumerate(drawn)}
    lost = [ch for ch in unseen if not ch[0].isspace() and ch[5] in order]
    if not lost:
        return list(seen)
    first = min(order[ch[5]] for ch in lost)
    hidden = {ch[5] for ch in lost} - {ch[5] for ch in seen}
    later = [obj for obj in drawn[first + 1 :][:_MOST] if obj not in veiled and obj not in hidden]
    boxes = {obj: box for obj in later if native.object_type(obj) == _TEXT and (box := _bounds(obj, frame))}
    own: dict[int, list[Char]] = defaultdict(list)
    for ch in seen if boxes else ():
        own[ch[5]].append(ch)
    places, under = _Places(seen), _Places(lost)
    found: dict[int, list[Char]] = {}
    for obj, box in boxes.items():
        free = [
            ch
            for ch in under.within(box)
            if order[ch[5]] < order[obj] and not places.are_taken((ch[1] + ch[3]) / 2, (ch[2] + ch[4]) / 2)
        ]
        if again := _again(free, own[obj], box):
            found[obj] = [(*ch[:5], obj) for ch in again]
    mended: list[Char] = []
    for obj, members in groupby(seen, key=itemgetter(5)):
        run = list(members)
        mended += sorted([*run, *found.pop(obj)], key=itemgetter(1)) if obj in found else run
    return [*mended, *(ch for chars in found.values() for ch in chars)]


def _again(free: list[Char], own: Sequence[Char], box: Rect) -> list[Char]:
    """Return the unseen characters that an object draws again: those that join its own, or that fill its box."""
    if not own:
        size = max((ch[4] - ch[2] for ch in free), default=0.0)
        fills = sum(ch[3] - ch[1] for ch in free) >= _MOST_OF_BOX * (box[2] - box[0])
        return free if fills and box[3] - box[1] <= 2 * size else []
    joined: list[Char] = []
    edges = list(own)
    while near := [ch for ch in free if any(_join(ch, one) for one in edges)]:
        joined += near
        edges = near
        free = [ch for ch in free if ch not in near]
    return joined


def _join(a: Char, b: Char) -> bool:
    """Tell whether two characters stand on one line and next to each other."""
    size = a[4] - a[2]
    is_level = abs(a[4] - b[4]) <= _LEVEL * size
    return is_level and max(a[1], b[1]) - min(a[3], b[3]) <= _LEVEL * size


class _Places:
    """Where characters stand."""

    def __init__(self, chars: Sequence[Char]) -> None:
        self._bands: dict[int, list[Char]] = defaultdict(list)
        for ch in chars:
            for band in range(int(ch[2] // _BAND), int(ch[4] // _BAND) + 1):
                self._bands[band].append(ch)

    def within(self, box: Rect) -> list[Char]:
        """Return the characters that begin inside a box; PDFium's may end before the last one does."""
        bands = range(int(box[1] // _BAND), int(box[3] // _BAND) + 1)
        here = dict.fromkeys(ch for band in bands for ch in self._bands.get(band, ()))
        return [ch for ch in here if box[0] - _NEAR <= ch[1] < box[2] and ch[2] <= box[3] and box[1] <= ch[4]]

    def are_taken(self, x: float, y: float) -> bool:
        """Tell whether a character stands at a point."""
        here = self._bands.get(int(y // _BAND), ())
        return any(ch[1] <= x <= ch[3] and ch[2] <= y <= ch[4] for ch in here)


def _bounds(obj: int, frame: Frame) -> Rect | None:
    """Return the box of an object as the page is displayed, None where it has none."""
    sides = (ctypes.c_float * 4)()  # left, bottom, right, top
    at = ctypes.addressof(sides)
    if not native.object_bounds(obj, at, at + 4, at + 8, at + 12):
        return None
    x0, y0 = apply(frame.matrix, sides[0], sides[1])
    x1, y1 = apply(frame.matrix, sides[2], sides[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
