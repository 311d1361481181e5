"""Basic expenditure (basic_split): 基本支出 and its parts 人员经费 and 公用经费."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Stated, Statement

_TO_AMOUNT: Final = r"(?:决算)?(?:数|额|金额|合计|总额)?(?:共计?|为|是|:)*(?=[-−]?\d)"
_BASIC: Final = re.compile(rf"(?:一般公共预算(?:财政拨款)?|财政拨款)基本支出{_TO_AMOUNT}")
_PARTS: Final = (
    ("人员经费", re.compile(rf"人员(?:经费|支出)(?:支出)?{_TO_AMOUNT}")),
    ("公用经费", re.compile(rf"(?:日常)?公用(?:经费|支出)(?:支出)?{_TO_AMOUNT}")),
)


def read(passage: Passage) -> Iterator[Statement]:
    """Yield the total of basic expenditure and the parts stated behind it."""
    match = _BASIC.search(passage.plain)
    if match is None:
        return
    found = [("基本支出", match.end())]
    for subject, pattern in _PARTS:
        part = pattern.search(passage.plain, match.end())
        if part is not None:
            found.append((subject, part.end()))
    for subject, at in found:
        amount = passage.amount_at(at)
        if amount is not None and amount.is_money:
            yield Statement("basic_split", subject, (Stated("amount", amount),))
