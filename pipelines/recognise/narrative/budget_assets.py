"""State assets in budgets (assets): vehicles by use and costly equipment, those kept and those to be bought.

Subjects are the printed names; what the budget sets money aside for stands under ``预算安排购置/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Stated, Statement

_ALL: Final = "车辆总数"
_COUNTED: Final = frozenset({"辆", "台", "套", "台（套）"})
_PLANNED: Final = re.compile(
    r"(?:预算|计划|拟)(?:安排)?(?:资金)?(?:新增|购置|配置|更新|采购)|安排购置|新购置"
)
_BOUGHT: Final = re.compile("购置(?:公务用车|公务车|车辆)[^,。;]{0,4}$")
_GONE: Final = re.compile("报废|处置|淘汰")
_KEPT: Final = re.compile("(?:公务用车|公务车|车辆)保有量(?:共计?|合计)?(?:为)?$")
_TOTAL: Final = re.compile(
    r"(?:共有|现有|实有|拥有|保有|占有|购置|配置|新增|更新|公务用车|合计)(?:各类|机动|公务)?(?:车辆|用车|车)(?:总数|数量|合计|共计?|共有)?(?:为)?$"
    r"|^(?:机动)?车辆(?:总数|合计|共计?|保有量)?(?:为)?$"
)
_VEHICLE: Final = re.compile(r"(?:用车|车辆|车)(?:\([^()]*\))?$")
_EQUIPMENT: Final = re.compile(
    r"(?P<name>单(?:位)?(?:价|价值|台价值)\d+万元(?:\([^()]*\))?以上(?:\([^()]*\))?的?[一-鿿]{0,8}设备(?:\([^()]*\))?)(?:共计?|合计|为)?$"
)
_CLAUSE: Final = re.compile(r"[,;:。、\n]")
_ORDINAL: Final = re.compile(r"^\(?\d{1,2}[).]")
_FRONT: Final = re.compile(r"^(?:其中|另有|包括|含)[,:，：]?|(?:共计?|为|有)$")
_TITLE: Final = re.compile(r"资产|车辆")


def read(passage: Passage) -> Iterator[Statement]:
    """Yield counts of vehicles and equipment; of the budget's own plans apart from what is there."""
    plain = passage.plain
    behind, planned_until = 0, -1
    seen_total = False
    for amount in passage.all_amounts:
        if amount.unit not in _COUNTED:
            continue
        lead = plain[behind : amount.start]
        if (match := _PLANNED.search(lead)) is not None and "。" not in lead[match.end() :]:
            planned_until = _sentence_end(plain, amount.end)
        name = _name(passage, behind, amount)
        is_bought = name == _ALL and _BOUGHT.search(lead) is not None and "三公" in passage.title
        prefix = "预算安排购置/" if amount.start < planned_until or is_bought else ""
        if name == _ALL:
            seen_total = True
            if "三公" in passage.title and not prefix:
                name = "公务用车保有量"
        behind = amount.end
        if name and (seen_total or _TITLE.search(passage.title)):
            yield Statement("assets", prefix + name, (Stated("count", amount),))


def _sentence_end(plain: str, at: int) -> int:
    found = plain.find("。", at)
    return len(plain) if found < 0 else found


def _name(passage: Passage, behind: int, amount: Amount) -> str:
    """Return the printed name before a count, ``''`` where it is neither a vehicle nor equipment."""
    lead = passage.plain[behind : amount.start]
    if (equipment := _EQUIPMENT.search(lead)) is not None:
        start = behind + equipment.start("name")
        return passage.text[start : start + len(equipment["name"])]
    clause = _ORDINAL.sub("", _CLAUSE.split(lead)[-1])
    if _GONE.search(clause):
        return ""
    if _TOTAL.search(clause) or _KEPT.search(clause):
        return _ALL
    name = _FRONT.sub("", passage.text[amount.start - len(clause) : amount.start])
    return name if _VEHICLE.search(_FRONT.sub("", clause)) and len(name) <= 20 else ""
