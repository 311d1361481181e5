"""Lines of a scan: what the detector finds outside the tables, cut at blanks and laid out as a PDF's characters are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.read.pdf.chars import Char
from pipelines.read.scan.engine import Read, TextBox
from pipelines.read.scan.rulings import INK, SAME, Rulings
from pipelines.read.scan.seals import Grey
from pipelines.values.codes import ACCOUNT_CODE

_PARTED: Final = 0.82
"""Paper as wide as this share of the height of a line's ink parts two texts; within one, characters stand closer."""
_WIDE: Final = 2
"""How wide a Chinese character is, in digits."""
_MARGIN: Final = 0.42
"""Paper as wide as this share of a font's height parts a figure from what stands beside it."""
_BEHIND_A_CODE: Final = 0.85
"""An account's name stands nearer than this behind its code where both are one text (201 教育支出)."""
_WIDER: Final = 3.0
_FEWEST: Final = 4
"""A blank so many times as wide as the usual one between strokes, of at least four, parts two headings."""
_MARKS: Final = frozenset("、，。；：（）“”《》【】.,;:()%％")
"""Marks that leave part of their own place blank."""
_OPENING: Final = frozenset("（(《“")
_DASHES: Final = frozenset("-−–—－")
_LEVEL: Final = 0.2
"""The middles of what is printed on one line differ by less than this share of a font's height."""
_LATIN: Final = 0x2E7F
_CHINESE: Final = 0.9
_DIGITS: Final = 0.7
"""How much of a font's height the ink of Chinese characters covers, and that of digits."""


def without_rules(grey: Grey, rulings: Rulings) -> Grey:
    """Return the picture of a page without its level rulings."""
    paper, ink_of_rules = grey.copy(), cv2.dilate(rulings.mask, np.ones((3, 3), np.uint8)) > 0
    for y, x0, x1 in rulings.level:
        window = (slice(max(0, round(y) - SAME), round(y) + SAME + 1), slice(round(x0), round(x1) + 1))
        paper[window][ink_of_rules[window]] = 255
    return paper


def parted(paper: Grey, boxes: Sequence[TextBox]) -> list[TextBox]:
    """Return the detected boxes, each cut where wide paper runs through it."""
    return [part for box in boxes for part in _parts(paper, box)]


def _parts(paper: Grey, box: TextBox) -> list[TextBox]:
    picture = picture_of(paper, box) < INK
    rows, inked = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    if not inked.size:
        return [box]
    left = max(0, round(box.x0))
    wide = np.flatnonzero(np.diff(inked) > _PARTED * (rows[-1] - rows[0] + 1))
    starts = [int(inked[0]), *(int(inked[i + 1]) for i in wide)]
    ends = [*(int(inked[i]) for i in wide), int(inked[-1])]
    if len(starts) == 1:
        return [box]
    return [
        TextBox(left + a - 1, box.top, left + b + 1, box.bottom) for a, b in zip(starts, ends, strict=True)
    ]


def cut_at_blanks(
    paper: Grey, boxes: Sequence[TextBox], readings: Sequence[Read]
) -> tuple[list[TextBox], list[Read]]:
    """Return boxes and readings with those cut where paper parts a figure, or a heading, from what stands beside it.

    The label of the next column begins as near to a figure as a narrow margin. ``paper`` is the page without rulings.
    """
    whole = _joined_at_marks(boxes, readings)
    found = [part for box, read in whole for part in _at_blanks(paper, box, read)]
    return [box for box, _ in found], [read for _, read in found]


def _joined_at_marks(boxes: Sequence[TextBox], readings: Sequence[Read]) -> list[tuple[TextBox, Read]]:
    """Return boxes and readings with parts of one line joined that a mark alone parts (一、 收入; 名称 （科目）)."""
    found: list[tuple[TextBox, Read]] = []
    for box, read in zip(boxes, readings, strict=True):
        before, told = found[-1] if found else (box, read)
        is_part = found and (before.top, before.bottom) == (box.top, box.bottom)
        at_mark = told.text[-1:] in _MARKS or read.text[:1] in _OPENING
        if is_part and at_mark and box.x0 - before.x1 < before.bottom - before.top:
            both = TextBox(before.x0, box.top, box.x1, box.bottom)
            found[-1] = both, Read(told.text + read.text, min(told.confidence, read.confidence))
        else:
            found.append((box, read))
    return found


def _at_blanks(paper: Grey, box: TextBox, read: Read) -> Iterator[tuple[TextBox, Read]]:
    text = "".join(read.text.split())
    inked = _ink_across(paper, box)
    if len(text) < 2 or inked.size < 2:
        yield box, read
        return
    steps = np.diff(inked)
    usual = float(np.median(steps[steps > 1])) if (steps > 1).sum() >= _FEWEST else math.inf
    start, x0, left = 0, box.x0, max(0, round(box.x0))
    size = _size(paper, box, text)
    for edge, (a, b) in _blanks(text, inked, _MARGIN * size):
        is_led = b - a < _BEHIND_A_CODE * size and ACCOUNT_CODE.fullmatch(text[start:edge]) is not None
        if edge > start and not is_led and _is_column_between(text[edge - 1], text[edge], (b - a) / usual):
            yield TextBox(x0, box.top, left + a + 1, box.bottom), Read(text[start:edge], read.confidence)
            start, x0 = edge, float(left + b)
    rest = TextBox(x0, box.top, box.x1, box.bottom)
    yield (rest, Read(text[start:], read.confidence)) if start else (box, read)


def _is_column_between(before: str, behind: str, wider: float) -> bool:
    """Tell whether a blank between two characters parts columns: one is a figure's, or it is far wider than the others.

    Beside a mark there is always room.
    """
    if before in _MARKS or behind in _MARKS:
        return False
    return wider > _WIDER or any(c.isdigit() or c in _DASHES for c in (before, behind))


def _blanks(text: str, inked: NDArray[np.intp], least: float) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the wide blanks of a line: before which character each stands, and the ink on its two sides.

    ``inked`` are the columns of pixels with ink. Between blanks characters are as wide as their script is.
    """
    wide = [(int(inked[i]), int(inked[i + 1])) for i in np.flatnonzero(np.diff(inked) > least)]
    ends = [0, *accumulate(_WIDE if ord(c) > _LATIN else 1 for c in text)]
    step = (int(inked[-1]) - int(inked[0]) + 1 - sum(b - a for a, b in wide)) / ends[-1]
    before, likely = 0, _ends_of_digits(text)
    for a, b in wide:
        place = (a + 1 - int(inked[0]) - before) / step
        yield min(range(len(text)), key=lambda n: abs(ends[n] - place) + (n not in likely)), (a, b)
        before += b - a


def _ends_of_digits(text: str) -> frozenset[int]:
    """Return the places in a text where digits begin or end: a blank an estimated digit beside one stands there."""
    return frozenset(n for n, (a, b) in enumerate(pairwise(text), 1) if a.isdigit() is not b.isdigit())


def _ink_across(paper: Grey, box: TextBox) -> NDArray[np.intp]:
    """Return the columns of a box with ink, in pixels from its left edge."""
    picture = picture_of(paper, box) < INK
    return np.flatnonzero(picture.any(axis=0)) if picture.size else np.zeros(0, dtype=np.intp)


def picture_of(grey: Grey, box: TextBox) -> Grey:
    """Return the picture of a detected line."""
    height, width = grey.shape
    top, bottom = max(0, round(box.top)), min(height, round(box.bottom) + 1)
    return grey[top : max(bottom, top + 1), max(0, round(box.x0)) : min(width, round(box.x1) + 1)]


def _size(paper: Grey, box: TextBox, text: str) -> float:
    """Return the height of a line's font, in pixels, 0 for one without ink.

    The ink of a neighbouring line may reach into the box: characters are no higher than they are wide.
    """
    picture = picture_of(paper, box) < INK
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    if not rows.size:
        return 0.0
    high, wide = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    chinese = sum(ord(c) > _LATIN for c in text)
    if not chinese:
        return high / _DIGITS
    return min(high / _CHINESE, wide / ((len(text) + chinese) / 2 - (1 - _CHINESE)))


def as_printed(paper: Grey, boxes: Sequence[TextBox], readings: Sequence[Read]) -> list[TextBox]:
    """Return the boxes that a PDF would give the lines: as wide as their ink, as high as their font, and level where
    they are printed on one line.
    """
    return _level([_tight(paper, box, read.text) for box, read in zip(boxes, readings, strict=True)])


def _tight(paper: Grey, box: TextBox, text: str) -> TextBox:
    picture = picture_of(paper, box) < INK
    per_row, columns = picture.sum(axis=1), np.flatnonzero(picture.any(axis=0))
    if not columns.size:
        return box
    left, top = max(0, round(box.x0)), max(0, round(box.top))
    middle = top + float((per_row * np.arange(len(per_row))).sum() / per_row.sum())
    half = _size(paper, box, text) / 2
    return TextBox(left + int(columns[0]), middle - half, left + int(columns[-1]) + 1, middle + half)


def _level(boxes: Sequence[TextBox]) -> list[TextBox]:
    """Return the boxes with those of one printed line on one height."""
    found = list(boxes)
    lines: list[list[int]] = []
    for n in sorted(range(len(boxes)), key=lambda n: boxes[n].top + boxes[n].bottom):
        middle, high = (boxes[n].top + boxes[n].bottom) / 2, boxes[n].bottom - boxes[n].top
        last = lines[-1] if lines else []
        own = [(boxes[m].top + boxes[m].bottom) / 2 for m in last]
        if last and middle - float(np.mean(own)) < _LEVEL * high:
            last.append(n)
        else:
            lines.append([n])
    for line in lines:
        middle = float(np.median([(boxes[n].top + boxes[n].bottom) / 2 for n in line]))
        half = float(np.median([boxes[n].bottom - boxes[n].top for n in line])) / 2
        for n in line:
            found[n] = TextBox(boxes[n].x0, middle - half, boxes[n].x1, middle + half)
    return found


def characters(number: int, box: TextBox, read: Read) -> list[Char]:
    """Return a line's characters in pixels, spread over its width; the line's number is that of their text object."""
    text = "".join(read.text.split())
    widths = [_WIDE if ord(c) > _LATIN else 1 for c in text]
    step = (box.x1 - box.x0) / max(1, sum(widths))
    found, x0 = [], box.x0
    top, bottom = box.top, box.bottom
    for c, width in zip(text, widths, strict=True):
        found.append((c, x0, top, x0 + step * width, bottom, number))
        x0 += step * width
    return found
