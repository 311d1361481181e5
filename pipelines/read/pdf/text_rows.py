"""Text rows: what stands at one height where no rules divide a page, and whether it is a row of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from pipelines.read.pdf.segments import Segment
from pipelines.values.amounts import is_cut_off, looks_like_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.text import column_number

_SENTENCE: Final = re.compile(r"[。；;？！]|[，,](?!\d{3})")
_STATEMENT: Final = re.compile(r"(?<!其中)[：:].{6,}")
ROW_LABEL: Final = re.compile(
    rf"(?:[一二三四五六七八九十]+|\d{{1,2}})[、.．]\D|{ACCOUNT_CODE.pattern}(?:\D|$)"
)
_LEADER: Final = re.compile(r"[.…·．]{4,}")
_ABOVE: Final = re.compile(
    r"单位[:：]|^(?:编制)?(?:公开)?(?:部门|单位)(?:名称)?[:：]|公开\s*\d{1,2}\s*表|^附?表\s*\d|^[(（]?续表?[)）]?$"
)
_IN_BRACKETS: Final = re.compile(r"(?<=[一-龥）)])[(（]单位[:：][^()（）]{1,6}[)）]$")
_HEADING_WITH_UNIT: Final = re.compile(r"[一-龥（）()、]{2,8}(?<!表)[(（]单位[:：][^()（）]{1,6}[)）]")
_PAGE_NUMBER: Final = re.compile(r"[-—–－\s]*第?\s*\d{1,3}\s*页?[-—–－\s]*(?:[/／共]\s*第?\s*\d{1,3}\s*页?)?")
_SPACED_LETTERS: Final = 5
"""More letters that stand apart than 类, 款, 项 and 目 are those of one text."""


@dataclass(frozen=True)
class TextRow:
    """What stands at one height: the texts of a table's row, with the further lines of wrapped ones."""

    segments: tuple[Segment, ...]

    @cached_property
    def top(self) -> float:
        """Return its upper edge in points."""
        return min(s.top for s in self.segments)

    @cached_property
    def bottom(self) -> float:
        """Return its lower edge in points."""
        return max(s.bottom for s in self.segments)

    @cached_property
    def size(self) -> float:
        """Return the height of its tallest text in points."""
        return max(s.bottom - s.top for s in self.segments)

    @cached_property
    def text(self) -> str:
        """Return its texts, parted by blanks."""
        return " ".join(s.text for s in self.segments)

    @cached_property
    def is_body(self) -> bool:
        """Tell whether it is a row of a table: figures beside something else."""
        printed = sum(looks_like_figure(s.text) for s in self.segments)
        marks = sum(s.is_figure for s in self.segments)
        if not printed and marks < 2 and not (marks and any(ROW_LABEL.match(s.text) for s in self.segments)):
            return False
        is_other = self.is_prose or self.is_numbering or self.is_page_number or self.is_spaced
        return len(self.segments) >= 2 and not is_other

    @cached_property
    def is_spaced(self) -> bool:
        """Tell whether it is one text whose letters stand apart: 2 0 2 4 年 收 支 总 表."""
        texts = [s.text for s in self.segments]
        if any(len(text) > 1 for text in texts) or sum(map(str.isalpha, texts)) < _SPACED_LETTERS:
            return False
        steps = [right.x0 - left.x0 for left, right in pairwise(self.segments)]
        return max(steps) < 2 * min(steps)

    @cached_property
    def is_page_number(self) -> bool:
        """Tell whether it is the number of its page."""
        return _PAGE_NUMBER.fullmatch(self.text) is not None

    @cached_property
    def is_numbering(self) -> bool:
        """Tell whether it only numbers the columns (栏次 1 2 3 …)."""
        numbers = [number for s in self.segments if (number := column_number(s.text))]
        rest = [s for s in self.segments if not column_number(s.text)]
        return (
            len(numbers) >= 2 and len(rest) <= 1 and numbers == [str(n) for n in range(1, len(numbers) + 1)]
        )

    @cached_property
    def is_above(self) -> bool:
        """Tell whether it prints what stands above a table (unit, number, body, spaced title), not a heading's unit."""
        parts = [s.text for s in self.segments]
        if len(parts) > 1 or _HEADING_WITH_UNIT.fullmatch(parts[0]):
            parts = [_IN_BRACKETS.sub("", text) for text in parts]
        return self.is_spaced or _ABOVE.search(" ".join(parts)) is not None

    @cached_property
    def is_prose(self) -> bool:
        """Tell whether it is of running text: the end of a sentence, what a colon announces, an entry of contents."""
        plain = [s.text for s in self.segments if not s.is_figure and not is_cut_off(s.text)]
        if any(_SENTENCE.search(text) for text in plain) or _LEADER.search(self.text) is not None:
            return True
        return len(plain) == len(self.segments) and any(_STATEMENT.search(text) for text in plain)
