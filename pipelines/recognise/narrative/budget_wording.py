"""The wording of budgets: changes against the year before, shares, fillers, and what is passed over."""

from __future__ import annotations

import re
from typing import Final

_UP: Final = "增加|增长|上升|提高|上浮|调增|新增|增"
_DOWN: Final = "减少|下降|降低|缩减|压减|压缩|调减|减|降"

CHANGE: Final = re.compile(
    rf"(?P<word>(?P<up>{_UP})|(?P<down>{_DOWN}))(?P<either>(?:\(|/|或)(?:{_UP}|{_DOWN})\)?)?"
    r"(?:了|额|支出|幅度?|率|比例|百分比)?(?:为|约|达|:)?$"
)
"""A word of change at the end of what stands before a figure."""

ANCHOR: Final = re.compile(
    r"(?:比|较|与|同)(?:20\d\d年|上年|上一年|去年|前一年|本年)|同比|相比|比上|较上|预算数?比|预算数?较"
)
EVEN: Final = re.compile(r"(?:基本)?持平|相同|一致|无变化|没有变化|无增减|不变")
SHARE: Final = re.compile(r"占[^,。;:\n]{0,30}$")

FILLER: Final = re.compile(
    r"(?:20\d\d年度?|预算|支出|收入|数|额|金额|资金|总额|合计|共计|总计|为|是|安排|计划|拟|年初|当年|本年|约|共|计|分别|均|各"
    r"|财政拨款|科目|项目|经费|的|[:“”\"'‘’、 ])*"
)
"""What may stand between a subject and its amount."""

EXECUTED: Final = re.compile(
    r"(?:(?P<year>20\d\d)年度?|上年|去年)[^,。;\n]{0,12}?(?:执行数|决算数|执行)(?:为|是|:)?$"
)
PLANNED: Final = re.compile(
    r"(?:^|[,。;:、\n])(?:(?P<year>20\d\d)年度?|本年|今年)?(?:当年)?(?:年初|部门)?预算(?:安排|数)?(?:为|是|:)?$"
)
OTHER_YEAR: Final = re.compile(r"(?:上年|去年|20\d\d年)[^,。;]{0,12}$")

OWN_SUBJECT: Final = re.compile(
    r"(?:(?:本年|当年|总)?(?P<flow>收支|收、支|收入支出|收入|支出)(?:总计|合计|总额|总数)?(?:预算)?数?(?=各|均|比|较|与|同|$)"
    r"|(?:预算|安排|支出|数|总|额|各|均|分别|一共|共|年初|20\d\d年度?)*(?=比|较|与|同|增|减|降|上升|下|各|相比|$))"
)
"""How a clause that tells a change begins where it names no subject but, at most, revenue or expenditure."""

GOES_ON: Final = re.compile(r"(?:与|比|较|同|其中[:,]?|20\d\d年|预算数|增加|减少|增长|下降|占)")
"""How a sentence or paragraph begins that goes on with the subject before it."""

_REASON: Final = re.compile(
    r"(?:主要)?原因(?:是|为|系|在于|:|如下)|主要(?:是|系|为|由于|用于|包括|保障|安排|因)(?!以下|如下|下列)|用于(?!以下|如下|下列)"
    r"|其中主要(?:是|为)"
)
_REASON_END: Final = re.compile(r"。|\n|;(?!(?:[二三四五六]是|\([2-9]\)|[②-⑨]|[2-9][.、]))")
_PERFORMANCE: Final = re.compile(r"[^。\n]*绩效(?!工资|奖)[^。\n]*|[^。\n]*预算项目\d+个[^。\n]*")


def passed_over(plain: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches whose figures are no figures of the budget: reasons, purposes, performance aims."""
    found: list[tuple[int, int]] = []
    at = 0
    while (match := _REASON.search(plain, at)) is not None:
        end = _REASON_END.search(plain, match.end())
        at = end.start() if end else len(plain)
        found.append((match.start(), at))
        at += 1
    found += [match.span() for match in _PERFORMANCE.finditer(plain)]
    return _united(found)


def _united(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return spans without overlaps, left to right."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(united)
