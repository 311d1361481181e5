"""Totals against last year (total_yoy): 收支总计, 财政拨款收支总计, 一般公共预算财政拨款支出 and the year's sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import TOTAL, Stated, Statement
from pipelines.recognise.narrative.wording import before_reason, changes, sentence_end, share

_BOTH: Final = r"收入?(?:总计)?[、,和及与]?支出?(?:决算)?(?:总计|总额|总数|总决算|总体)"
_TO_AMOUNT: Final = re.compile(
    r"(?:数|额|金额)?(?:\([^()]{0,12}\))?(?:各|均|分别|共)?(?:为|是|:)?(?=[-−]?\d)"
)
# 占…合计的 names the whole of a share; 三公经费…财政拨款支出 is no total.
_PART_OF: Final = re.compile(r"占[^,。;\n]{0,8}$|(?:经费|采购)[^,。;\n]{0,4}$")
_FISCAL_BOTH: Final = "财政拨款收支总计"
_ALL_BOTH: Final = "收支总计"
_MENTIONS: Final = (
    (re.compile(rf"财政拨款{_BOTH}"), _FISCAL_BOTH),
    (re.compile(rf"(?<!拨款){_BOTH}"), _ALL_BOTH),
    (re.compile(r"财政拨款(?:收入|支出)总计"), _FISCAL_BOTH),
    (re.compile(r"(?<!拨款)(?<![、,和及与])(?:收入|支出)总计"), _ALL_BOTH),
    (re.compile(r"一般公共预算财政拨款(?:本年)?支出(?:决算)?(?:总额|总计|合计)?"), TOTAL),
    (re.compile(r"(?<!预算)财政拨款支出(?!总计)(?:决算)?(?:总额|合计)?"), ""),
    (
        re.compile(
            r"(?<!拨款)(?:(?:本年|总)?(?P<side>收入|支出)(?:决算)?合计|本年(?P<bare>收入|支出)(?=\d))"
        ),
        "本年{side}合计",
    ),
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place that names a total."""

    start: int
    end: int
    subject: str


def read(passage: Passage) -> Iterator[Statement]:
    """Yield the totals with their change against last year, and the share of the general budget.

    Behind an amount the change may stand in the next sentence; behind a name alone only in its own. The sums
    of the year (本年收入合计) are structure; only their change stands here.
    """
    mentions = _mentions(passage)
    for index, mention in enumerate(mentions):
        limit = mentions[index + 1].start if index + 1 < len(mentions) else len(passage.plain)
        direct = _TO_AMOUNT.match(passage.plain, mention.end)
        at = direct.end() if direct else mention.end
        amount = passage.amount_at(at)
        is_direct = direct is not None and amount is not None and amount.is_money
        follows = sentence_end(passage.plain, at)
        follows = sentence_end(passage.plain, follows) if is_direct else follows
        end = before_reason(passage, at, min(limit, follows))
        is_sum = mention.subject.startswith("本年")
        figures = [Stated("amount", amount)] if amount is not None and is_direct and not is_sum else []
        figures.extend(changes(passage, at, end))
        if figures:
            yield Statement("total_yoy", mention.subject, tuple(figures))
        if amount is not None and is_direct and mention.subject == TOTAL:
            yield from _share(passage, amount, end)


def _share(passage: Passage, amount: Amount, end: int) -> Iterator[Statement]:
    """Yield the share of the year's expenditure that the general budget has (占本年支出合计的…%)."""
    part = share(passage, amount.end, min(end, sentence_end(passage.plain, amount.end)))
    if part is not None and "支出" in passage.plain[amount.end : part.amount.start]:
        yield Statement("structure", TOTAL, (part,))


def _mentions(passage: Passage) -> list[_Mention]:
    """Return the places that name totals, left to right, the longest of those that overlap."""
    found: list[_Mention] = []
    for pattern, subject in _MENTIONS:
        for match in pattern.finditer(passage.plain):
            groups = match.groupdict()
            side = groups.get("side") or groups.get("bare")
            name = subject.format(side=side) or (TOTAL if TOTAL in passage.title else "")
            before = passage.plain[max(0, match.start() - 10) : match.start()]
            if not name or _PART_OF.search(before):
                continue
            if not any(m.start < match.end() and match.start() < m.end for m in found):
                found.append(_Mention(match.start(), match.end(), name))
    return sorted(found, key=lambda mention: mention.start)
