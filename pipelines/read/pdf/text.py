"""Put characters into lines, words apart by single spaces, in reading order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from pipelines.read.pdf.chars import DOWN, INVERTED, OBLIQUE, UP, Char
from pipelines.values.marks import shifted
from pipelines.values.pages import Box, Line

SAME_LINE = 3.0
"""Characters whose tops differ by no more (in a chain) stand on one line, in points."""
SAME_HEIGHT = 15.0
"""Tops within one merged line may differ by as much where fonts do, in points."""
WORD_GAP = 3.0
"""A wider gap between characters separates words, in points."""
SAME_PLACE = 0.3
"""A repeated character within this share of its width is overprinting (fake bold)."""

SMALL = 0.8
"""Characters of at most this share of the others' size may be marks."""
_RAISED, _LOWERED = 0.18, 0.03
"""By how much of the others' size the lower edge of a mark stands higher or lower than theirs."""

Gutter = tuple[float, float, float, float, float]
"""The gap between two tables beside each other: top of the lower one, middle and right edge of the left one, left edge
and middle of the right one."""
_GUTTER = 2.0
"""A blank of more font sizes parts the lines over two tables."""

_TEXT, _LEFT, _TOP, _RIGHT, _BOTTOM = map(itemgetter, range(5))


def split_lines(chars: Sequence[Char]) -> list[list[Char]]:
    """Return the characters line by line, top to bottom, each from left to right."""
    if len(chars) < 2:
        return [list(chars)] if chars else []
    tops = set(map(_TOP, chars))
    if len(tops) == 1 or max(tops) - min(tops) <= SAME_LINE:
        return [sorted(chars, key=_LEFT)]
    lines: list[list[Char]] = []
    last = float("-inf")
    for ch in sorted(chars, key=_TOP):
        if ch[2] > last + SAME_LINE:
            lines.append([])
        lines[-1].append(ch)
        last = ch[2]
    for line in lines:
        line.sort(key=_LEFT)
    return lines


def join_line(chars: Sequence[Char], same_line: float = SAME_LINE) -> str:
    """Return the text of one line's characters from left to right; overprinted doubles count once.

    A character more than ``same_line`` points higher or lower than the one before starts a word.
    """
    text, sizes = _joined(chars, same_line)
    if len(sizes) < 2 or min(sizes) > SMALL * max(sizes) or chars[0][5] == chars[-1][5]:
        return text
    return _joined(_with_marks(chars), same_line)[0]


def _joined(chars: Sequence[Char], same_line: float) -> tuple[str, set[float]]:
    """Return the text of one line's characters, and the heights that they have."""
    parts: list[str] = []
    sizes: set[float] = set()
    gap = False
    last, left, last_top, right, owner, size = "", 0.0, 0.0, math.inf, 0, -1.0
    for text, x0, top, x1, bottom, obj in chars:
        if bottom - top != size:
            size = bottom - top
            sizes.add(size)
        if text.isspace():
            gap = True
            continue
        if text == last and obj != owner and x0 - left <= SAME_PLACE * (x1 - x0):
            continue
        if (gap or x0 > right + WORD_GAP or not -same_line <= top - last_top <= same_line) and parts:
            parts.append(" ")
        parts.append(text)
        gap = False
        last, left, last_top, right, owner = text, x0, top, x1, obj
    return "".join(parts), sizes


def _with_lowered(lines: list[list[Char]]) -> list[list[Char]]:
    """Join to the line above it a line of small characters beside its own: marks that are set lower."""
    joined: list[list[Char]] = []
    for line in lines:
        before = joined[-1] if joined else []
        size = min((ch[4] - ch[2] for ch in before), default=0.0)
        is_small = bool(line) and max(ch[4] - ch[2] for ch in line) <= SMALL * size
        if is_small and _side_by_side(before, line):
            joined[-1] = sorted(before + line, key=_LEFT)
        else:
            joined.append(line)
    return joined


def _with_marks(chars: Sequence[Char]) -> list[Char]:
    """Return a line with its small digits beside large ones, set higher or lower, as raised or lowered ones."""
    tall = max(ch[4] - ch[2] for ch in chars)
    base = max(ch[4] for ch in chars if ch[4] - ch[2] > SMALL * tall)
    marked: list[Char] = []
    for is_small, members in groupby(chars, key=lambda ch: ch[4] - ch[2] <= SMALL * tall):
        run = list(members)
        rise = (base - run[0][4]) / tall
        shift = 1 if rise >= _RAISED else -1 if rise <= -_LOWERED else 0
        text = "".join(ch[0] for ch in run)
        moved = shifted(text, shift) if is_small and shift and len(run) < len(chars) else text
        if moved != text and len(moved) == len(run):
            run = [(new, *ch[1:]) for new, ch in zip(moved, run, strict=True)]
        if marked and marked[-1][0].isdecimal() and run[0][0].isdecimal():
            marked.append((" ", *run[0][1:]))  # digits of another size are of another figure
        marked += run
    return marked


def block_text(upright: Sequence[Char], turned: Sequence[tuple[int, Char]] = ()) -> str:
    """Return the text of a cell, printed lines apart by line feeds, whichever way it reads."""
    if not upright and not turned:
        return ""
    lines = split_lines(upright)
    if len(lines) > 1:
        lines = _with_lowered(lines)
    parts = _stacked_columns(upright) if len(lines) > 1 and len(upright) <= 4 * len(lines) else []
    if not parts:
        parts = [text for line in lines if (text := join_line(line))]
    if not turned:
        return "\n".join(parts)
    for way in (DOWN, UP, INVERTED, OBLIQUE):
        chars = [turn(ch, way) for w, ch in turned if w == way]
        parts += [text for line in split_lines(chars) if (text := join_line(line))]
    return "\n".join(parts)


def text_lines(printed: Sequence[list[Char]], gutters: Sequence[Gutter] = ()) -> list[Line]:
    """Return upright characters by printed line as lines with their boxes, top to bottom.

    A line above two tables that stand beside each other is two where a wide blank parts what stands over each.
    """
    lines = _whole_lines(printed)
    for gutter in gutters:
        lines = [part for line in lines for part in _parted(line, gutter)]
    return [Line(text, _box(line)) for line in lines if (text := join_line(line, SAME_HEIGHT))]


def _parted(line: list[Char], gutter: Gutter) -> list[list[Char]]:
    """Return a line in two where it stands above a gap between tables and its blank there is wide.

    That is the blank above the gap itself; where letters stand there, the widest one between the tables' middles.
    """
    top, left, left_edge, right_edge, right = gutter
    inked = [ch for ch in line if not ch[0].isspace()]
    if not inked or inked[0][2] > top:
        return [line]
    wide = _GUTTER * (inked[0][4] - inked[0][2])
    blanks = [(after[1] - before[3], before[3], after[1]) for before, after in pairwise(inked)]
    over = [one for one in blanks if one[0] > wide and one[1] < right_edge and one[2] > left_edge]
    width, start, end = max(
        over or [one for one in blanks if left < (one[1] + one[2]) / 2 < right], default=(0.0, 0.0, 0.0)
    )
    if width <= wide:
        return [line]
    at = (start + end) / 2
    return [[ch for ch in line if ch[1] < at], [ch for ch in line if ch[1] >= at]]


def line_groups(chars: Sequence[Char]) -> list[list[Char]]:
    """Return upright characters by printed line, top to bottom, each from left to right.

    Fonts of one line may differ in their metrics (figures beside Chinese text), so lines that share most of
    their height and stand side by side are one.
    """
    return _whole_lines(split_lines(chars))


def _whole_lines(printed: Sequence[list[Char]]) -> list[list[Char]]:
    lines: list[list[Char]] = []
    low = float("-inf")  # how far down the last line reaches
    for line in printed:
        if lines and low > min(map(_TOP, line)) and _side_by_side(lines[-1], line):
            lines[-1] = sorted(lines[-1] + line, key=_LEFT)
        else:
            lines.append(line)
        low = max(map(_BOTTOM, lines[-1]))
    return lines


def _side_by_side(above: Sequence[Char], below: Sequence[Char]) -> bool:
    """Tell whether two lines overlap in height by more than half and nowhere in width."""
    upper, lower = [ch for ch in above if not ch[0].isspace()], [ch for ch in below if not ch[0].isspace()]
    if not upper or not lower:
        return False
    tops = min(map(_TOP, upper)), min(map(_TOP, lower))
    bottoms = max(map(_BOTTOM, upper)), max(map(_BOTTOM, lower))
    shared = min(bottoms) - max(tops)
    if shared <= min(bottoms[0] - tops[0], bottoms[1] - tops[1]) / 2:
        return False
    return all(a[3] <= b[1] + 1 or b[3] <= a[1] + 1 for a in upper for b in lower)


def turned_lines(way: int, chars: Sequence[Char]) -> list[Line]:
    """Return characters of another reading direction as lines; the boxes are those displayed."""
    lines = []
    if way == OBLIQUE:  # a watermark: each text object is one line
        return [
            Line(text, _box(run))
            for _, members in groupby(chars, key=itemgetter(5))
            if (text := join_line(run := list(members)))
        ]
    for line in split_lines([turn(ch, way) for ch in chars]):
        text = join_line(line)
        if text:
            lines.append(Line(text, _box([turn(ch, -way) for ch in line])))
    return lines


def turn(ch: Char, way: int) -> Char:
    """Return a character with its box turned so that it reads left to right; a negative way turns it back."""
    text, x0, top, x1, bottom, obj = ch
    if way in (DOWN, -UP):
        return text, top, -x1, bottom, -x0, obj
    if way in (UP, -DOWN):
        return text, -bottom, x0, -top, x1, obj
    if way in (INVERTED, -INVERTED):
        return text, -x1, -bottom, -x0, -top, obj
    return ch


def _box(chars: Sequence[Char]) -> Box:
    """Return the box around the characters that leave ink."""
    inked = chars
    if any(map(str.isspace, map(_TEXT, chars))):
        inked = [ch for ch in chars if not ch[0].isspace()]
    return Box(
        min(map(_LEFT, inked)), min(map(_TOP, inked)), max(map(_RIGHT, inked)), max(map(_BOTTOM, inked))
    )


def _stacked_columns(chars: Sequence[Char]) -> list[str]:
    """Return the columns of text whose characters stand one below the other; [] where lines run across.

    The columns come from right to left, as Chinese is set. Two are needed: one reads the same either way.
    """
    inked = [ch for ch in chars if not ch[0].isspace()]
    if len(inked) < 4:
        return []
    columns: list[list[Char]] = [[inked[0]]]
    for before, ch in pairwise(inked):
        size = ch[4] - ch[2]
        step = ch[2] - before[2]
        if abs(ch[1] + ch[3] - before[1] - before[3]) <= 0.6 * size and 0.7 * size <= step <= 2.5 * size:
            columns[-1].append(ch)
        elif step < 0 and len(columns[-1]) > 1:
            columns.append([ch])
        else:
            return []
    if len(columns) < 2:
        return []
    columns.sort(key=lambda column: -column[0][1])
    return ["".join(ch[0] for ch in column) for column in columns]
