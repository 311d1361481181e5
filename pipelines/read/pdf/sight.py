"""What a person sees of a page's characters: not those that are white on white, covered, clipped or struck out.

A short rule before a figure, at the height of a minus, is one.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, groupby
from operator import itemgetter, ne, sub
from typing import Final

from pipelines.read.pdf import native
from pipelines.read.pdf.chars import Char, PageText
from pipelines.read.pdf.drawn_again import with_drawn_again
from pipelines.read.pdf.geometry import Frame, Rect, apply
from pipelines.read.pdf.rulings import PageRulings, narrowed
from pipelines.read.pdf.tables import Ruling

_BAND: Final = 12.0
"""Height in points of the bands in which areas and rules are looked up."""
_STRIKE: Final = (0.30, 0.66)
"""Where a line strikes text out, as shares of its box from the top; the baseline is at 0.8."""
_MOST_OF_RULE: Final = 0.6
"""Text under a line that strikes it out fills at least this share of it."""
_LONGEST_MINUS: Final = 0.95
_SHORTEST_MINUS: Final = 0.15
_NEAR: Final = 0.5
"""Length of a drawn minus, and its distance to the figure behind it, in heights of a character."""
_LEAST_SIZE: Final = 1.2
"""Characters of fewer points are specks."""
_LEAST_WIDTH: Final = 0.06
"""Digits narrower than this share of their height are squeezed to nothing."""
_SURELY: Final = 1.01
_INSIDE: Final = 0.5
_SOLID: Final = 230
"""Opacity, of 255, from which an area hides what lies under it."""

_TEXT, _LEFT, _TOP, _RIGHT, _BOTTOM, _OBJECT = map(itemgetter, range(6))
_SPAN: Final = itemgetter(2, 4)

Judge = Callable[[Char], bool]


def take_unseen(
    text: PageText, rulings: PageRulings, frame: Frame, layered: Sequence[tuple[str, float, float]]
) -> Counter[str]:
    """Take out of a page's text what is not seen, and put in the minus signs that are drawn.

    ``layered`` are characters on layers that are off, by their origins in user space. Rules that strike text out, or
    are a minus, are taken out of ``rulings``. Returns how many characters with a digit in their run were left out, by
    why.
    """
    left_out: Counter[str] = Counter()
    off = _Off(layered, frame) if layered else None
    areas = _Areas(text, rulings)
    rules, clips = _Rules([*rulings.horizontal, *rulings.over]), _Clips(rulings, frame)
    may_have_specks = _may_have_specks(text.upright, text.sizes)
    clipped = clips.across(text.upright, text.around)
    seen = _seen(text.upright, off, areas, clipped, left_out, may_have_specks=may_have_specks)
    if left_out or text.veiled:
        kept = set(seen)
        unseen = [*(ch for ch in text.upright if ch not in kept), *text.veiled]
        veiled = text.white | set(map(_OBJECT, text.veiled))
        seen = with_drawn_again(seen, unseen, rulings.drawn, frame, veiled)
    text.upright = rules.signed(seen)
    if struck := rules.struck():
        text.upright = _without(text.upright, struck.__contains__, left_out, "struck out")
    for way, chars in text.turned.items():
        may_have_specks = _may_have_specks(chars)
        clipped = clips.across(chars)
        text.turned[way] = _seen(chars, off, areas, clipped, left_out, may_have_specks=may_have_specks)
    text.turned = {way: chars for way, chars in text.turned.items() if chars}
    rulings.horizontal = rules.left(rulings.horizontal)
    return left_out


def _seen(
    chars: list[Char],
    off: _Off | None,
    areas: _Areas,
    clipped: Mapping[int, Rect],
    left_out: Counter[str],
    *,
    may_have_specks: bool,
) -> list[Char]:
    """Return the characters that are not hidden, text object by text object; ``clipped`` are their clips."""
    may_be_hidden = areas.suspects(set(map(_OBJECT, chars))) if areas.is_needed else frozenset[int]()
    if off is None and not clipped and not may_be_hidden and not may_have_specks:
        return chars
    kept: list[Char] = []
    for members in _runs(chars):
        run, obj = members, members[0][5]
        if off is not None:
            run = _without(run, off.holds, left_out, "on a layer that is off")
        if obj in may_be_hidden and (hides := areas.hides(obj, run)) is not None:
            run = _without(run, hides, left_out, "white on white or covered")
        if obj in clipped and run and (hides := _outside(clipped[obj], run)) is not None:
            run = _without(run, hides, left_out, "clipped")
        if run and _is_speck(run[0]):
            run = _without(run, _anything, left_out, "too small to see")
        kept += run
    return kept


def _runs(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Yield the characters of each text object."""
    return (list(members) for _, members in groupby(chars, key=_OBJECT))


def _may_have_specks(chars: Sequence[Char], sizes: tuple[float, float, float] | None = None) -> bool:
    """Tell whether the smallest and the narrowest character of a page leave room for a speck.

    ``sizes`` are the least height and width and the greatest height of these and others, where they are known.
    """
    if not chars:
        return False
    if (
        sizes is not None
        and sizes[0] > _SURELY * _LEAST_SIZE
        and sizes[1] > _SURELY * _LEAST_WIDTH * sizes[2]
    ):
        return False
    heights: list[float] = list(map(sub, map(_BOTTOM, chars), map(_TOP, chars)))
    narrowest: float = min(map(sub, map(_RIGHT, chars), map(_LEFT, chars)))
    return min(heights) < _LEAST_SIZE or narrowest < _LEAST_WIDTH * max(heights)


def _is_speck(ch: Char) -> bool:
    """Tell whether a character is too small, or too narrow, to be seen."""
    text, x0, top, x1, bottom, _ = ch
    return bottom - top < _LEAST_SIZE or (text.isdecimal() and x1 - x0 < _LEAST_WIDTH * (bottom - top))


def _anything(_: Char) -> bool:
    return True


def _without(run: list[Char], is_unseen: Judge, left_out: Counter[str], why: str) -> list[Char]:
    kept = [ch for ch in run if not is_unseen(ch)]
    if len(kept) < len(run) and any(ch[0].isdigit() for ch in run):
        left_out[why] += len(run) - len(kept)
    return kept


class _Off:
    """Characters on layers that are off, to be found again by text and place; each counts once."""

    def __init__(self, layered: Iterable[tuple[str, float, float]], frame: Frame) -> None:
        self._places: dict[int, list[tuple[str, float, float]]] = defaultdict(list)
        for text, x, y in layered:
            across, down = apply(frame.matrix, x, y)
            self._places[round(across)].append((text, across, down))

    def holds(self, ch: Char) -> bool:
        """Tell whether a character is off."""
        text, x0, top, _, bottom, _ = ch
        for column in (round(x0) + step for step in (0, -1, 1)):
            for place in self._places.get(column, ()):
                is_here = abs(place[1] - x0) <= 1.0 and top - 1 <= place[2] <= bottom + 1
                if is_here and (place[0] == text or len(text) != len(place[0])):
                    self._places[column].remove(place)
                    return True
        return False


class _Areas:
    """Filled areas and pictures that hide what was drawn before them, or the colour under white text."""

    def __init__(self, text: PageText, rulings: PageRulings) -> None:
        self._order = {obj: i for i, obj in enumerate(rulings.drawn)} if rulings.areas else {}
        self._dark = rulings.dark
        self._white = text.white
        self._later: dict[int, list[tuple[int, Rect]]] = defaultdict(list)
        objects = _objects(text) if rulings.areas else ()
        first = min((self._order.get(run, 1 << 30) for run in objects), default=0)
        for obj, box in rulings.areas:
            if self._order[obj] > first:
                for band in range(int(box[1] // _BAND), int(min(box[3], 20_000) // _BAND) + 1):
                    self._later[band].append((obj, box))
        self._last = max((self._order[obj] for obj, _ in rulings.areas), default=0)
        self._opaque: dict[int, bool] = {}

    @property
    def is_needed(self) -> bool:
        return bool(self._later or self._white)

    def suspects(self, objects: Iterable[int]) -> frozenset[int]:
        """Return the text objects that are white, or after which an area is drawn."""
        order, last = self._order, self._last
        return frozenset(obj for obj in objects if order.get(obj, last) < last) | self._white

    def hides(self, obj: int, run: Sequence[Char]) -> Judge | None:
        """Return what tells whether a character of a text object is not seen; None where nothing can hide it."""
        own = self._order.get(obj, 1 << 30)
        is_white = obj in self._white
        if not is_white and not self._is_crossed(run):
            return None

        def is_unseen(ch: Char) -> bool:
            x, y = (ch[1] + ch[3]) / 2, (ch[2] + ch[4]) / 2
            for area, box in self._later.get(int(y // _BAND), ()):
                is_over = box[0] <= x <= box[2] and box[1] <= y <= box[3]
                if is_over and self._order[area] > own and self._is_opaque(area):
                    return True
            return is_white and not any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in self._dark)

        return is_unseen

    def _is_crossed(self, run: Sequence[Char]) -> bool:
        """Tell whether anything that is drawn later lies at the height of a run's characters."""
        later, band = self._later, -1
        for _, _, top, _, bottom, _ in run:
            if band != (band := int((top + bottom) / 2 // _BAND)) and band in later:
                return True
        return False

    def _is_opaque(self, area: int) -> bool:
        found = self._opaque.get(area)
        if found is None:
            found = self._opaque[area] = not native.object_is_transparent(area) or _is_nearly_opaque(area)
        return found


def _is_nearly_opaque(area: int) -> bool:
    """Tell whether an area lets so little through that nothing under it is seen."""
    rgba = (ctypes.c_uint * 4)()
    at = ctypes.addressof(rgba)
    return bool(native.object_fill(area, at, at + 4, at + 8, at + 12)) and _SOLID <= rgba[3] < 255


def _objects(text: PageText) -> Iterator[int]:
    for chars in (text.upright, *text.turned.values()):
        yield from set(map(_OBJECT, chars))


class _Clips:
    """What the clips of text objects leave to see."""

    def __init__(self, rulings: PageRulings, frame: Frame) -> None:
        self._inner = rulings.clips
        self._frame = frame
        self._known: dict[native.Clip, Rect] = {}

    def across(self, chars: Sequence[Char], around: Rect | None = None) -> dict[int, Rect]:
        """Return the clips of text objects with digits, but for those that leave all characters of a page to see.

        ``around`` is a box around all the characters, where one is known.
        """
        objects = set(compress(map(_OBJECT, chars), map(str.isdigit, map(_TEXT, chars))))
        found = {obj: self._inner[obj] for obj in objects & self._inner.keys()} if self._inner else {}
        outer = [obj for obj in objects if obj not in found] if found else list(objects)
        clips, handles = native.clips_of(native.pointers(outer))
        boxes = {clip: self._box_of(clip, handle) for clip, handle in handles.items()}
        if not found and not boxes:
            return {}
        if around is None or not all(_is_within(around, clip) for clip in (*found.values(), *boxes.values())):
            around = (
                *(min(map(_LEFT, chars)), min(map(_TOP, chars))),
                *(max(map(_RIGHT, chars)), max(map(_BOTTOM, chars))),
            )
        found = {obj: box for obj, box in found.items() if not _is_within(around, box)}
        if cutting := {clip: box for clip, box in boxes.items() if not _is_within(around, box)}:
            found |= {obj: cutting[clip] for obj, clip in zip(outer, clips, strict=True) if clip in cutting}
        return found

    def _box_of(self, clip: native.Clip, handle: int | None) -> Rect:
        if clip not in self._known:
            self._known[clip] = narrowed(self._frame.box, handle, self._frame.matrix)
        return self._known[clip]


def _is_within(box: Rect, clip: Rect) -> bool:
    return clip[0] <= box[0] and clip[1] <= box[1] and box[2] <= clip[2] and box[3] <= clip[3]


def _outside(clip: Rect, run: Sequence[Char]) -> Judge | None:
    """Return what tells whether a character lies outside a clip; None where the whole run is inside."""
    x0, top, x1, bottom = clip
    first, last = run[0], run[-1]
    middle = (first[2] + first[4]) / 2
    if x0 - _INSIDE <= first[1] and last[3] <= x1 + _INSIDE and top <= middle <= bottom:
        return None
    return lambda ch: not (x0 <= (ch[1] + ch[3]) / 2 <= x1 and top <= (ch[2] + ch[4]) / 2 <= bottom)


class _Rules:
    """Horizontal rules of a page that are no rules: lines through text, and minus signs before figures."""

    def __init__(self, rules: Sequence[Ruling]) -> None:
        self._by_height: dict[float, list[Ruling]] = defaultdict(list)
        for rule in rules:
            self._by_height[rule[0]].append(rule)
        self._heights = sorted(self._by_height)
        self._through: dict[Ruling, list[Char]] = defaultdict(list)
        self._used: set[Ruling] = set()

    def signed(self, chars: list[Char]) -> list[Char]:
        """Return characters with the minus signs that are drawn before them; lines through them are kept in mind."""
        heights = set(map(_SPAN, chars)) if self._heights else ()
        crossed = {span: at for span in heights if (at := self._first_through(*span)) is not None}
        if not crossed:
            return chars
        owners = list(map(_OBJECT, chars))
        firsts = [0, *compress(range(1, len(chars)), map(ne, owners[1:], owners))]
        found: list[Char] = []
        done = 0
        for first, end in zip(firsts, [*firsts[1:], len(chars)], strict=True):
            at = crossed.get(_SPAN(chars[first]))
            minus = self._minus(chars[first:end], at) if at is not None else None
            if minus is not None:
                _, _, top, _, bottom, obj = chars[first]
                self._used.add(minus)
                found += chars[done:first]
                found.append(("-", minus[1], top, max(minus[2], minus[1] + 0.1), bottom, obj))
                done = first
        return [*found, *chars[done:]] if found else chars

    def _first_through(self, top: float, bottom: float) -> int | None:
        """Return the place of the first height at which a rule strikes out a line of text; None where none does."""
        at = bisect_left(self._heights, top + _STRIKE[0] * (bottom - top))
        is_through = at < len(self._heights) and self._heights[at] <= top + _STRIKE[1] * (bottom - top)
        return at if is_through else None

    def left(self, rules: Sequence[Ruling]) -> list[Ruling]:
        """Return the rules that are neither."""
        return [rule for rule in rules if rule not in self._used] if self._used else list(rules)

    def _minus(self, run: list[Char], at: int) -> Ruling | None:
        """Return the rule that is the minus before a run; lines through it are kept in mind.

        ``at`` is the place of the first height at which a rule may be either.
        """
        _, x0, top, _, bottom, _ = run[0]
        size = bottom - top
        high = top + _STRIKE[1] * size
        minus: Ruling | None = None
        while at < len(self._heights) and self._heights[at] <= high:
            for rule in self._by_height[self._heights[at]]:
                if rule[2] <= x0 + 1.0:
                    if run[0][0].isdigit() and self._is_minus(rule, x0, size):
                        minus = rule
                elif rule[1] < run[-1][3]:
                    self._through[rule] += [ch for ch in run if rule[1] <= (ch[1] + ch[3]) / 2 <= rule[2]]
            at += 1
        return minus

    def struck(self) -> set[Char]:
        """Return the characters that lines strike out: as long as the text under them, or through several texts."""
        struck: set[Char] = set()
        for rule, chars in self._through.items():
            inked = [ch for ch in chars if not ch[0].isspace()]
            if not inked:
                continue
            size = max(ch[4] - ch[2] for ch in inked)
            left, right = min(ch[1] for ch in inked), max(ch[3] for ch in inked)
            covered = sum(ch[3] - ch[1] for ch in inked)
            is_fit = rule[1] >= left - size and rule[2] <= right + size
            is_fit = is_fit and covered >= _MOST_OF_RULE * (rule[2] - rule[1])
            if is_fit or len({ch[5] for ch in inked if ch[0].isdigit()}) > 1:
                struck.update(chars)
                self._used.add(rule)
        return struck

    def _is_minus(self, rule: Ruling, x0: float, size: float) -> bool:
        """Tell whether a rule is as long as a minus, ends right before a figure and continues no other."""
        y, start, end = rule
        if not _SHORTEST_MINUS * size <= end - start <= _LONGEST_MINUS * size or x0 - end > _NEAR * size:
            return False
        return not any(
            abs(height - y) <= 2.0 and other[1] < start - 0.5 and other[2] >= start - size
            for height in self._heights
            for other in self._by_height[height]
        )
