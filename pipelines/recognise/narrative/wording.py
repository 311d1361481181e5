"""Wording: the direction of a change, and what a text says of final figure and budget (决算数小于预算数)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pipelines.lexicon import words
from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Said
from pipelines.recognise.narrative.words import FILLED_DOWN, FILLED_UP, SHORT_DOWN, SHORT_UP

# 减少额为, 下降幅度达; but 减少为 says what is left.
_AFTER_WORD: Final = (
    r"(?:了|约|支出|安排|共)*(?:(?:金额|额度|幅度|额|幅|比例|比率|百分比|率|数)+(?:为|是|达到|达|约)?"
    r"|(?<=幅)(?:为|是|达到|达))?:?$"
)
_NEAR: Final = 24  # characters before a figure in which the word of its direction stands
_FAR: Final = 2000  # no sentence of a report is longer


@cache
def _directions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a direction and of an open choice (增加/减少) right before a figure."""
    marks = words("narrative")["mark"]
    down, up = "|".join(marks["down"]), "|".join(marks["up"])
    both = (
        rf"(?:{up})(?:[/或、]|\()(?:{down})\)?{_AFTER_WORD}|(?:{down})(?:[/或、]|\()(?:{up})\)?{_AFTER_WORD}"
    )
    one = rf"(?:(?P<down>{down}|{SHORT_DOWN}|{FILLED_DOWN})|(?P<up>{up}|{SHORT_UP}|{FILLED_UP})){_AFTER_WORD}"
    return re.compile(one), re.compile(both)


def direction(plain: str, amount: Amount) -> bool | None:
    """Tell whether the word right before a figure makes it negative; None where none stands there.

    The word nearest to the figure counts (增长下降18 % falls); a form's open choice (增加/减少) is no word
    unless the figure is zero.
    """
    before = plain[max(0, amount.start - _NEAR) : amount.start]
    one, both = _directions()
    if both.search(before):
        return False if amount.value == 0 else None
    match = one.search(before)
    return None if match is None else match["down"] is not None


_MORE: Final = r"大于|高于|多于|超过|超出"
_LESS: Final = r"小于|低于|少于"
_EQUAL: Final = r"等于|不存在差异|无差异|没有差异|(?<!基本)(?<!大致)(?:持平|一致|相等|相同)"
_ALIKE: Final = r"(?:基本|大致)(?:持平|一致|相等|相同)"
_RELATION: Final = rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<equal>{_EQUAL})|(?P<alike>{_ALIKE}))"
_CHANGED: Final = r"(?:(?P<up>增加|增长|上升|提高)|(?P<down>减少|下降|降低))"
_NAMED: Final = r"(?P<{0}>(?:年初|全年|调整后?的?|年度)?(?:支出)?预算)(?:支出)?(?:数|金额)?"
_SETTLED: Final = r"决算(?:支出)?(?:数|金额)?"
_COMPARED: Final = (
    # 决算数大于(年初)预算数, 决算数与预算数持平
    re.compile(
        rf"{_SETTLED}(?:(?:与|和|同|比|较){_NAMED.format('base')}(?:相比)?)?,?{_RELATION}(?:{_NAMED.format('other')})?"
    ),
    # 决算数比预算数减少
    re.compile(rf"{_SETTLED}(?:与|和|同|比|较){_NAMED.format('base')}(?:相比)?,?{_CHANGED}"),
    # 预算数大于决算数
    re.compile(rf"{_NAMED.format('base')}(?:与|和|同)?(?P<swap>{_RELATION}(?:支出)?{_SETTLED})"),
)
_SIGNS: Final = {"more": ">", "up": ">", "less": "<", "down": "<", "equal": "=", "alike": "~"}
_SWAPPED: Final = {">": "<", "<": ">"}


def comparisons(passage: Passage, start: int, end: int, measures: frozenset[str]) -> Iterator[Said]:
    """Yield what is said of final figure and budget between two offsets (决算数小于年初预算数)."""
    taken: set[int] = set()
    for pattern in _COMPARED:
        for match in pattern.finditer(passage.plain, start, min(end, start + _FAR)):
            groups = match.groupdict()
            kind = next((name for name in _SIGNS if groups.get(name)), None)
            budget = _budget_measure(groups.get("base") or groups.get("other") or "", measures)
            if kind is None or not budget or match.start(kind) in taken:
                continue
            sign = _SIGNS[kind]
            relation = _SWAPPED.get(sign, sign) if groups.get("swap") else sign
            taken.add(match.start(kind))
            yield Said(relation, match[kind], "final", budget, match.start(kind))


def _budget_measure(named: str, measures: frozenset[str]) -> str:
    """Return the measure a compared budget has: the one its words name, else the only one stated."""
    if not named:
        return ""
    if "年初" in named and measures & {"initial_budget", "budget"}:
        return "initial_budget" if "initial_budget" in measures else "budget"
    if ("全年" in named or "调整" in named) and "annual_budget" in measures:
        return "annual_budget"
    stated = sorted(measures & {"initial_budget", "annual_budget", "budget"})
    is_plain = not re.search(r"年初|全年|调整", named)
    return stated[0] if len(stated) == 1 and is_plain else ""
