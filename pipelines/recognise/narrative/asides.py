"""Asides: the stretches of a text whose figures are reasons, purposes or aims, not the report's own accounts."""

from __future__ import annotations

import re
from typing import Final

_REASON: Final = re.compile(
    r"(?:主要)?原因(?:是|为|系|在于|:|如下)?|由于|主要(?:是|系|为|由于|用于|包括|保障|安排|因)(?!以下|如下|下列|:?\n?2\d{6})|用于(?!以下|如下|下列|:?\n?2\d{6})"
    r"|其中主要(?:是|为)"
)
_REASON_END: Final = re.compile(
    r"。|\n|;(?!(?:[二三四五六]是|\([2-9]\)|[②-⑨]|[2-9][.、]))"
    r"|,(?=(?:与|比|较)(?:上年|去年|(?:19|20)\d\d年)[^。;\n\d]{0,16}(?:减|增|降|升|提高|持平))"
    r"|,(?=(?:支出)?(?:决算)?(?:完成|为)[^,。;\n\d]{0,12}预算[^,。;\n\d]{0,6}\d[\d.]*%)"
    r"|,(?=占[^。;\n\d]{0,20}\d[\d.]*%)"
    r"|,(?=[二三四五六七]、(?:(?:19|20)\d\d年度?)?(?:因公|公务)[^。,;\n\d]{0,20}\d[\d.]*万?元)"
    r"|,(?=(?:19|20)\d\d年度?[^,。;\n\d]{2,40}(?:与|比|较)(?:上年|去年|(?:19|20)\d\d年))"
)
_PERFORMANCE: Final = re.compile(r"绩效(?!工资|奖)|预算项目\d+个")
# How a final figure and its budget differ, changes on another footing, what things are worth: 决算数大于预算数5.2万元,
# 同口径增长5%, 车辆2辆,价值30万元.
_BESIDE: Final = re.compile(
    r"(?:[大小高低多少]于|超[出过])(?:年初|全年|年度|调整后?|本年|当年|支出|收入)*预算(?:数|金额)?[\d.,]+(?:亿|万)?元"
    r"|差(?:异率|值|额)(?:为|是|:)?-?[\d.,]+(?:%|(?:亿|万)?元)"
    r"|(?<![位台套件])价值(?:为|共计?|合计)?[\d.,]+(?:亿|万)?元(?!\(含|以上|及)"
    r"|(?<=元,)按?(?:同|可比|统一)口径(?:计算|比较|[下后比较与]|上年度?|,)*(?:增长|上升|下降|降低)[\d.]+%"
    r"|车辆\d+(?:辆|台),[\d.,]+(?:亿|万)?元"
)
_STOP: Final = re.compile("[。\n]")


def passed_over(plain: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches of reasons, purposes and performance aims, left to right, without overlaps."""
    found: list[tuple[int, int]] = []
    at = 0
    while (match := _REASON.search(plain, at)) is not None:
        end = _REASON_END.search(plain, match.end())
        at = end.start() if end else len(plain)
        found.append((match.start(), at))
        at = max(at, match.end())
    found += _sentences(plain, _PERFORMANCE)
    found += [match.span() for match in _BESIDE.finditer(plain)]
    return _united(found)


def _sentences(plain: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the sentences that hold a pattern."""
    found: list[tuple[int, int]] = []
    at = 0
    while (match := pattern.search(plain, at)) is not None:
        end = _STOP.search(plain, match.end())
        at = end.start() if end else len(plain)
        found.append((max(plain.rfind("。", 0, match.start()), plain.rfind("\n", 0, match.start())) + 1, at))
    return found


def _united(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(united)
