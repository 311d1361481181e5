"""State assets (assets): vehicles by use, costly equipment, and the vehicles told of among 三公 figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage, sentence_end
from pipelines.recognise.narrative.statement import Stated, Statement

_TOTAL: Final = re.compile(
    r"(?:共有|现有|拥有|实有|保有|占有|使用)(?:公务)?(?:用车|车辆)(?:共计?|合计|总数)?(?:为)?(?=\d)|车辆(?:总数|合计|数量|共计)(?:为|:)?(?=\d)"
    r"|(?<=[,。;\n门位局年度])车辆(?=\d)"
)
_EQUIPMENT: Final = re.compile(
    r"(?:单位|单台|单件|单|台|件|套|\(|\)|价值|价格|价){1,6}(?:在)?(?P<price>\d+)万元(?:及|\(含\)|\(含以上\))*以上(?:\(含\))?的?"
    r"(?P<what>通用|专用|大型)?(?:仪器)?设备(?:\([^()]{0,12}\))?(?:共有|共计?|数量|总数)?(?:为|:)?(?=\d)"
)
_KEPT: Final = re.compile(
    r"(?:公务用车|公务车|车辆)保有量(?:共计?|合计)?(?:为|是|:)?(?=\d)|(?:共有|现有|实有)公务用车(?=\d)"
)
_BOUGHT: Final = re.compile(
    r"(?:购置|更新)(?:购置|更新)?(?:公务用车|公务车|车辆)(?:共计?|合计)?(?:为|:)?(?=\d)"
    r"|(?:公务用车|公务车|车辆)(?:购置|更新)(?:数量?)?(?:共计?|合计)?(?:为|:)?(?=\d)"
)
# 公务用车购置数和保有量分别为1辆和112辆
_PAIR: Final = re.compile(
    r"(?P<a>购置|更新|保有)[^。;,\d]{0,16}?(?:和|及|与|、)[^。;,\d]{0,12}?(?P<b>购置|更新|保有)[^。;,\d]{0,8}(?:分别|依次)(?:为|是)?(?=\d)"
)
_USE: Final = re.compile(r"[一-鿿()]{2,20}$")
_NEAR: Final = 12  # characters within which the second of two counts ends
_VEHICLES: Final = frozenset({"辆", "台"})


def read(passage: Passage) -> Iterator[Statement]:
    """Yield counts of vehicles and equipment."""
    for match in _TOTAL.finditer(passage.plain):
        amount = _counted(passage, match.end(), _VEHICLES)
        if amount is not None and not ("公务用车" in match.group() and "三公" in passage.title):
            yield _count("车辆总数", amount)
            yield from _uses(passage, amount)
            break
    for match in _EQUIPMENT.finditer(passage.plain):
        amount = _counted(passage, match.end(), frozenset({"台（套）", "台", "套", "辆", "件"}))
        if amount is not None:
            yield _count(f"单价{match['price']}万元以上{match['what'] or ''}设备", amount)
    if "资产" in passage.title:
        return
    for match in _PAIR.finditer(passage.plain):
        first = _counted(passage, match.end(), _VEHICLES)
        second = passage.amounts(first.end, first.end + _NEAR)[:1] if first is not None else ()
        if first is not None and second and second[0].unit in _VEHICLES:
            yield _count(_subject(match["a"]), first)
            yield _count(_subject(match["b"]), second[0])
    for subject, pattern in (("公务用车保有量", _KEPT), ("购置车辆", _BOUGHT)):
        for match in pattern.finditer(passage.plain):
            amount = _counted(passage, match.end(), _VEHICLES)
            if amount is not None:
                yield _count(subject, amount)
                break


def _subject(word: str) -> str:
    return "公务用车保有量" if word == "保有" else "购置车辆"


def _count(subject: str, amount: Amount) -> Statement:
    return Statement("assets", subject, (Stated("count", amount),))


def _counted(passage: Passage, at: int, units: frozenset[str]) -> Amount | None:
    amount = passage.amount_at(at)
    return amount if amount is not None and amount.unit in units else None


def _uses(passage: Passage, total: Amount) -> Iterator[Statement]:
    """Yield the vehicles of each use that the sentence lists, or the one behind it that begins with 其中."""
    end = sentence_end(passage.plain, total.end)
    if passage.plain.startswith("其中", end):
        end = sentence_end(passage.plain, end)
    previous = total.end
    for amount in passage.amounts(total.end, end):
        match = _USE.search(passage.plain, previous, amount.start)
        previous = amount.end
        if match is None or amount.unit not in _VEHICLES:
            continue
        name = re.sub(r"^其中|(?:为|共)$", "", passage.text[match.start() : amount.start])
        if name.endswith(("用车", "车", "车辆")):
            yield _count(name, amount)
