"""Upright rules that nobody drew: horizontal rules drawn cell by cell meet where two columns do.

A table with horizontal rules only is drawn by most office programs as one short rule under each cell. Where two of
them join, a border between columns stands; a heading over several columns has one rule under it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.segments import segments_of
from pipelines.read.pdf.tables import MIN_LENGTH, Ruling
from pipelines.read.pdf.text import join_line, split_lines
from pipelines.values.amounts import looks_like_figure

_SAME: Final = 0.8
"""Ends of rules at most so far apart, in points, are at one place."""
_LEVEL: Final = 1.5
"""Rules at most so far apart, in points, are at one height."""
_FEWEST_LEVELS: Final = 2
_CENTRED: Final = 1.5
_ABOVE: Final = re.compile(r"单位[:：]|公开\s*\d{1,2}\s*表|^附?表\s*\d")
_WHOLE: Final = re.compile(r"[-－−]?(?:\d+\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?)%?")


@dataclass(frozen=True, slots=True)
class _Level:
    """The rules at one height: where each begins and ends, from left to right."""

    y: float
    ends: tuple[tuple[float, float], ...]

    @property
    def left(self) -> float:
        return min(x0 for x0, _ in self.ends)

    @property
    def right(self) -> float:
        return max(x1 for _, x1 in self.ends)

    @property
    def inner(self) -> list[float]:
        """Return where rules end within the level."""
        return [x1 for _, x1 in self.ends if x1 < self.right - _SAME]

    def is_whole(self, first: _Level) -> bool:
        """Tell whether a level reaches from the left to the right edge of a table without a gap."""
        return (
            self.left <= first.left + _LEVEL
            and self.right >= first.right - _LEVEL
            and all(self.has_start(x) for x in self.inner)
        )

    def has_start(self, x: float) -> bool:
        """Tell whether a rule begins at a place."""
        return any(abs(x - x0) <= _SAME for x0, _ in self.ends)

    def ends_at(self, x: float) -> bool:
        """Tell whether a rule begins or ends at a place."""
        return any(abs(x - end) <= _SAME for pair in self.ends for end in pair)

    def over(self, x: float) -> tuple[float, float] | None:
        """Return the extent of the rule that runs past a place, None where none does."""
        return next((pair for pair in self.ends if pair[0] + _SAME < x < pair[1] - _SAME), None)


def implied_rules(horizontal: Sequence[Ruling], chars: Sequence[Char]) -> list[Ruling]:
    """Return the upright rules that the joints of horizontal ones imply, for the tables that have a rule a row."""
    found: list[Ruling] = []
    for stack in _stacks(_levels(horizontal), chars):
        if len(stack) < _FEWEST_LEVELS:
            continue
        places = _places(stack)
        if len(places) > 2 and not _holds_several_rows(stack, places, chars):
            inside = [ch for ch in chars if stack[0].y < ch[2] and ch[4] < stack[-1].y + _LEVEL]
            found += [rule for x in places for rule in _uprights(x, stack, inside)]
    return found


def _levels(horizontal: Sequence[Ruling]) -> list[_Level]:
    """Return the heights of rules from top to bottom."""
    levels: list[_Level] = []
    group: list[Ruling] = []
    for rule in sorted(rule for rule in horizontal if rule[2] - rule[1] >= MIN_LENGTH):
        if group and rule[0] > group[-1][0] + _LEVEL:
            levels.append(_level(group))
            group = []
        group.append(rule)
    if group:
        levels.append(_level(group))
    return levels


def _level(group: Sequence[Ruling]) -> _Level:
    return _Level(sum(rule[0] for rule in group) / len(group), tuple(sorted({rule[1:] for rule in group})))


def _stacks(levels: Sequence[_Level], chars: Sequence[Char]) -> Iterator[list[_Level]]:
    """Yield the runs of levels that are those of one table."""
    stack: list[_Level] = []
    for level in levels:
        if stack and _is_between_tables(stack, level, chars):
            yield stack
            stack = []
        stack.append(level)
    if stack:
        yield stack


def _is_between_tables(stack: Sequence[_Level], below: _Level, chars: Sequence[Char]) -> bool:
    """Tell whether a table ends above a level: another extent, other columns, or a text that no column holds."""
    above, first = stack[-1], stack[0]
    # A level within a merged heading begins further to the right, and ends further to the left.
    if below.left < first.left - _LEVEL or below.right > first.right + _LEVEL:
        return True
    shared = [x for x in above.inner if below.ends_at(x)]
    if above.is_whole(first) and below.is_whole(first):
        own = [x for x in above.inner if not below.ends_at(x)]
        other = [x for x in below.inner if not above.ends_at(x)]
        if own and other:
            return True
    band = [ch for ch in chars if above.y < (ch[2] + ch[4]) / 2 < below.y and not ch[0].isspace()]
    if any(ch[1] + _SAME < x < ch[3] - _SAME for x in shared for ch in band):
        return True
    return any(_ABOVE.search(join_line(group)) for group in split_lines(band)) if band else False


def _places(stack: Sequence[_Level]) -> list[float]:
    """Return where rules begin and end, from left to right."""
    ends = sorted(end for level in stack for pair in level.ends for end in pair)
    places: list[list[float]] = []
    for end in ends:
        if not places or end > places[-1][-1] + _SAME:
            places.append([])
        places[-1].append(end)
    return [sum(place) / len(place) for place in places]


def _holds_several_rows(stack: Sequence[_Level], places: Sequence[float], chars: Sequence[Char]) -> bool:
    """Tell whether figures stand below each other between two rules: those are no rules of rows."""
    for above, below in itertools.pairwise(stack):
        band = [ch for ch in chars if above.y < (ch[2] + ch[4]) / 2 < below.y and not ch[0].isspace()]
        for left, right in itertools.pairwise(places):
            own = [ch for ch in band if left <= (ch[1] + ch[3]) / 2 < right]
            groups = split_lines(own) if own else []
            lines = [join_line(group) for group in groups]
            # Rules under headings over several columns join where no column of its own ends.
            parts = [[s.is_figure for s in segments_of(group)] for group in groups]
            labelled = [line for line in parts if any(line) and len(line) > 1]
            if any(sum(line) > 1 for line in parts) or len(labelled) > 1:
                return True
            if sum(_WHOLE.fullmatch(line) is not None for line in lines) > 1:
                return True
            if sum(looks_like_figure(line) for line in lines) > 3:
                return True
    return False


def _uprights(x: float, stack: Sequence[_Level], chars: Sequence[Char]) -> Iterator[Ruling]:
    """Yield the parts of a border between two columns, from one level that meets it to the next."""
    met = [level for level in stack if level.ends_at(x) or level.over(x) is not None]
    for above, below in itertools.pairwise(met):
        joined = above.ends_at(x), below.ends_at(x)
        crossing = above.over(x), below.over(x)
        if all(joined) and not any(crossing):
            is_border = True
        elif not any(joined):
            is_border = False
        else:
            around = next((pair for pair in crossing if pair is not None), None)
            is_border = around is None or _parts(x, around, above.y, below.y, chars)
        if is_border:
            yield x, above.y, below.y


def _parts(x: float, around: tuple[float, float], top: float, bottom: float, chars: Sequence[Char]) -> bool:
    """Tell whether a border parts what stands under a rule: nothing crosses it, nor is centred on the whole."""
    own = [
        ch
        for ch in chars
        if top < (ch[2] + ch[4]) / 2 < bottom and around[0] <= (ch[1] + ch[3]) / 2 <= around[1]
    ]
    if not own:
        return True
    left, right = min(ch[1] for ch in own), max(ch[3] for ch in own)
    if any(ch[1] < x - _SAME and ch[3] > x + _SAME for ch in own):
        return False
    sides = [any((ch[1] + ch[3]) / 2 < x for ch in own), any((ch[1] + ch[3]) / 2 > x for ch in own)]
    is_centred = abs((left + right) - (around[0] + around[1])) <= 2 * _CENTRED
    if not is_centred:
        return True
    # Texts on both sides of the border may be centred together by chance; a blank is between them then.
    return all(sides) and _has_blank(x, own)


def _has_blank(x: float, own: Sequence[Char]) -> bool:
    """Tell whether a blank wider than between two letters stands around a place."""
    left = max((ch[3] for ch in own if (ch[1] + ch[3]) / 2 < x), default=x)
    right = min((ch[1] for ch in own if (ch[1] + ch[3]) / 2 > x), default=x)
    return right - left > 4.0
