"""Segments: the characters of a printed line that no wide blank parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from operator import itemgetter, sub
from typing import Final

from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.text import WORD_GAP, join_line
from pipelines.values.amounts import is_cut_off, looks_like_figure
from pipelines.values.frozen import value

_TOTALS: Final = frozenset(("合计", "总计", "小计", "共计"))
_SET_APART: Final = _TOTALS | frozenset(
    (
        *("收入", "支出", "项目", "科目", "名称", "编码", "金额", "备注"),
        *("单位", "行次", "栏次", "序号", "预算数", "决算数", "本年数", "上年数"),
    )
)
"""Short words whose characters are set apart to fill a cell; 类, 款 and 项 beside each other are three words."""
_LONGEST_WORD: Final = max(map(len, _SET_APART))
_SPREAD: Final = 4.0
"""How wide the blank in a spread word may be, in font sizes."""
_WORD: Final = re.compile(r"(?![元万亿千百无])[\u4e00-\u9fff]")
"""A character that no figure holds, with its unit or without."""
_TEXT, _LEFT, _RIGHT = itemgetter(0), itemgetter(1), itemgetter(3)
_LEVELS: Final = frozenset("类款项目级")
_BLANK: Final = 0.75
"""How wide a blank between the characters of any word may be, in font sizes: half of one was found."""
_GROUP: Final = re.compile(r"\d{3}(?:\.\d+)?")
_GROUPS: Final = re.compile(r"[-－−(（△]?\d{1,3}(?: \d{3})*")
_LEAST_SPACED: Final = 3
_ALIKE: Final = 1.15
_NO_FIGURE: Final = frozenset(("-", "—", "--", "——", "无"))
_LONGEST_ORDINAL: Final = 3
"""An ordinal that stands apart from its label (12.) looks like a figure without its decimals."""
_EDGE: Final = 0.1
"""What parts two texts of neighbouring cells is at least this share of their height."""
_WHOLE_FIGURE: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,6}|-?\d{1,3}(?:,\d{3})+|0")
_BEHIND_A_FIGURE: Final = frozenset("万亿元％%，,。．.；;、：:)）件个家户人辆台套批次平")


@value(frozen=True, slots=False)
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

    @cached_property
    def is_figure(self) -> bool:
        """Tell whether a figure, its first line where a narrow cell wraps it, or a mark for none is printed."""
        if self.text in _NO_FIGURE or looks_like_figure(self.text):
            return True
        return len(self.text) > _LONGEST_ORDINAL and is_cut_off(self.text)

    @property
    def is_total(self) -> bool:
        """Tell whether it is the label of a total, its characters set apart or not."""
        return "".join(self.text.split()) in _TOTALS


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
        height = bottom - top
        if current and (
            (blank > WORD_GAP and blank > 0.45 * height)
            or (blank > _EDGE * height and ch[-1] != current[-1][-1] and _ends_a_figure(current, text))
        ):
            segments.append(segment_of(current))
            current = []
        if not current or x1 > right:
            right = x1
        current.append(ch)
    if current:
        segments.append(segment_of(current))
    return _without_spread(_with_whole_figures(segments))


def _ends_a_figure(chars: Sequence[Char], text: str) -> bool:
    """Tell whether the characters so far are one figure with decimals, or a zero, behind which another text begins.

    Set to the right in its cell, it stands a hair away from the label or the code in the next one.
    """
    if not chars[-1][0].isdecimal() or text in _BEHIND_A_FIGURE:
        return False
    return _WHOLE_FIGURE.fullmatch("".join(ch[0] for ch in chars)) is not None


def is_words(group: Sequence[Char]) -> bool:
    """Tell whether a printed line is one segment of words: no wide blank parts it, and no figure holds its letters.

    Nor does it begin with a character that words do not: behind a figure a narrow blank parts it too.
    """
    text = "".join(map(_TEXT, group))
    if not _WORD.search(text) or not text.lstrip()[:1].isalpha():
        return False
    inked = [ch for ch in group if not ch[0].isspace()] if len(text.split()) > 1 else group
    return max(map(sub, map(_LEFT, inked[1:]), map(_RIGHT, inked)), default=0.0) <= WORD_GAP


def box_of(group: Sequence[Char]) -> Segment:
    """Return a printed line as one segment that says where it stands, and not what."""
    _, lefts, tops, rights, bottoms, _ = zip(*(ch for ch in group if not ch[0].isspace()), strict=True)
    return Segment("", min(lefts), min(tops), max(rights), max(bottoms), ())


def _with_whole_figures(segments: list[Segment]) -> list[Segment]:
    """Join the groups of three digits of a figure that blanks part (1 234 567.89) and that are drawn as one text.

    Figures of narrow columns stand as near to each other.
    """
    joined: list[Segment] = []
    for segment in segments:
        before = joined[-1] if joined else None
        if (
            before is not None
            and _GROUP.fullmatch(segment.text)
            and segment.chars[0][-1] == before.chars[-1][-1]
            and segment.x0 - before.x1 <= _BLANK * (before.bottom - before.top)
            and _GROUPS.fullmatch(before.text)
        ):
            joined[-1] = segment_of((*before.chars, *segment.chars))
        else:
            joined.append(segment)
    return joined


def _without_spread(segments: list[Segment]) -> list[Segment]:
    """Join the characters of a short word that is set apart (合　计): no column begins between them."""
    joined: list[Segment] = []
    index = 0
    while index < len(segments):
        count = _spread(segments, index) if len(segments[index].text) == 1 else 1
        run = segments[index : index + count]
        joined.append(run[0] if count == 1 else segment_of([ch for one in run for ch in one.chars]))
        index += count
    return joined


def _spread(segments: Sequence[Segment], first: int) -> int:
    """Return how many segments from one on are the characters of a word that is set apart; 1 where none is."""
    word = segments[first].text
    for count in range(2, _LONGEST_WORD + 1):
        if first + count > len(segments):
            break
        left, right = segments[first + count - 2 : first + count]
        if len(right.text) > 1 or right.x0 - left.x1 >= _SPREAD * (left.bottom - left.top):
            break
        word += right.text
        if word in _SET_APART and not _is_amid(segments, first, count):
            return count
    return _spaced(segments, first)


def _is_amid(segments: Sequence[Segment], first: int, count: int) -> bool:
    """Tell whether a word set apart goes on: 收 入 of 收 入 合 计."""
    return _spaced(segments, first) > count


def _spaced(segments: Sequence[Segment], first: int) -> int:
    """Return how many segments from one on are the characters of a word with one blank between each two; else 1."""
    size = segments[first].bottom - segments[first].top
    last = first
    while last + 1 < len(segments):
        left, right = segments[last : last + 2]
        if len(right.text) > 1 or not right.text.isalpha() or right.x0 - left.x1 > _BLANK * size:
            break
        last += 1
    run = segments[first : last + 1]
    if len(run) < _LEAST_SPACED or not run[0].text.isalpha() or _LEVELS.issuperset(s.text for s in run):
        return 1
    steps = [right.x0 - left.x0 for left, right in pairwise(run)]
    return len(run) if max(steps) < _ALIKE * min(steps) else 1


def segment_of(chars: Sequence[Char]) -> Segment:
    """Return one segment of all the characters."""
    _, lefts, tops, rights, bottoms, _ = zip(*chars, strict=True)
    return Segment(join_line(chars), min(lefts), min(tops), max(rights), max(bottoms), tuple(chars))
