"""What the header of a figure column says: a stage, a comparison, a kind of debt, years back, a section, a scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pipelines.forms import Area
from pipelines.lexicon import words
from pipelines.recognise.governments.regions import is_region
from pipelines.recognise.governments.titles import AreaTitle, debt_of, scope_of, stage_of
from pipelines.values.items import PRIOR

_COMPARED: Final = re.compile(
    r"[比较].{0,14}[增减±升降]|增[、,，/]?减|增长|同比|增[收支]额|减[收支]额|±|升降|可比|增\W?[(（]?减|增幅|[与和同跟].{1,14}[比较]"
)
_PERCENT: Final = re.compile(r"[%％]|率$|[幅百]|比重|占比|比例")
_TO_PRIOR: Final = re.compile(
    r"[为占是](?:上年|上一年|去年|20\d{2}年).{0,10}?的?(?:[%％]|比)|(?:预算|草案|安排|建议)数?[为占是](?:预计)?(?:执行|完成|决算|快报)数?的?(?:[%％]|比)"
)
"""A ratio to last year's figure: a budget can only be one of what was done the year before (预算数为执行数的%)."""
_OF_BUDGET: Final = re.compile(
    r"[完占为达执][成执]?.{0,8}?(?:预算|计划|任务|目标|草案)|执行率|完成率|完成进度|执行进度|预算完成|完成[%％]|预算执行[%％]"
)
_SHARE_OF_BUDGET: Final = re.compile(r"[占为].{0,6}(?:预算|计划|任务|目标)数?$")
"""A share even without a percent sign: 执行数占预算数."""
_SHARE: Final = re.compile(r"比重|占比|占.{0,8}(?:合计|总额|总计|总量)")
_CHANGES: Final = re.compile(r"(?:变动|调整|增减)(?:项目|因素|事项|情况)$")
"""Over the columns that lead from a budget to the adjusted one."""
GENERIC: Final = re.compile(
    r"(?:金?额|[%％]|数|幅度|比例|比率|百分比|其中[:：]?|本年|小计|合计|总计)(?:[(（].*[)）])?"
)
_TOTAL: Final = re.compile(r"合计|小计|总计|共计")
YEAR: Final = re.compile(r"(20\d{2})年?")
_LAST_YEAR: Final = re.compile(r"上年(?!结[转余])|去年|上一年|年初余额|期初余额|上期")
_BEFORE_LAST: Final = re.compile(r"上上年|前年|上两年")
_COLUMN_SCOPE: Final = re.compile(
    r"本地区|本级|下级|全(?!年|部|口径)\w{1,3}|.{1,12}本级|[省地市州县区盟旗乡镇]级|乡镇级|自治区级|.*[县区]市区|(?:各|所属|所辖)?(?:区县|市县|县区|县市|旗县|乡镇|镇街).*"
)
_APART: Final = re.compile(r"[()（）、,，/]")
"""What stands between the parts of a level's name: 县（市、区）."""
_COMPARES: Final = re.compile(r"[比较与和同跟为占是]")
"""Before a year: what is compared with (预算数比上年执行数)."""


@lru_cache(maxsize=1 << 12)
def stage_said(text: str) -> str:
    """Return the stage that a header cell names, ``prior`` for last year's figure of whatever its neighbours are."""
    plain = re.sub(r"(?:公共|基金|经营)预算(?!数|草案)|预算(?=结[余转])", "", text)
    if re.search(r"(?:上年|去年)(?:同期)?(?:数|额)?$", plain):
        return "prior"
    return stage_of(plain)


def is_of_changes(path: Sequence[str]) -> bool:
    """Tell whether a column is one of those that lead from a budget to the adjusted one."""
    return len(path) > 1 and _CHANGES.search(path[-2]) is not None


def without_stage(text: str) -> str:
    """Return what a header cell says besides a stage and a year.

    >>> without_stage("本级财力安排"), without_stage("2025年预计执行数"), without_stage("2024年全市预算数")
    ('本级财力', '', '全市')
    """
    stages = "|".join(word for listed in words("governments")["stage"].values() for word in listed)
    return re.sub(rf"20\d\d年?度?|[上本当今]年|年初|{stages}|[数额计]", "", _APART.sub("", text))


@lru_cache(maxsize=1 << 12)
def comparison(path: tuple[str, ...]) -> str:
    """Return the measure of a column that compares others, ``''`` where it prints amounts."""
    if not path:
        return ""
    leaf = path[-1]
    if is_of_changes(path):
        return "delta"
    text = "".join(path[-2:]) if GENERIC.fullmatch(leaf) and len(path) > 1 else leaf
    if _TO_PRIOR.search(text):
        return "rate_to_prior"
    if _COMPARED.search(text):
        is_amount = re.search(r"额|元|绝对", leaf) is not None or (leaf.endswith("数") and "%" not in leaf)
        is_rate = _PERCENT.search(leaf) is not None or (leaf == text and not is_amount)
        return "rate" if is_rate and not (is_amount and not _PERCENT.search(leaf)) else "delta"
    if _SHARE.search(text):
        return "share"
    if _OF_BUDGET.search(text) and (_PERCENT.search(text) or _SHARE_OF_BUDGET.search(text)):
        if "年初" in text:
            return "rate_of_initial"
        return "rate_of_adjusted" if re.search(r"调整|变动", text) else "rate_of_budget"
    return ""


@lru_cache(maxsize=1 << 12)
def years_back(path: tuple[str, ...], year: int | None, *, is_amount: bool) -> int:
    """Return by how many years the figures of a column are older than its table.

    Of a comparison only a year that begins a header cell counts: 比2025年执行数增减 names what is compared with.
    """
    for number, part in enumerate(reversed(path)):
        match = YEAR.match(part) if not is_amount and number == 0 else YEAR.search(part)
        if not is_amount and match is not None and _COMPARES.search(part[: match.start()]):
            continue
        if match is not None and _COMPARED.search(part) and match.start() > 0:
            continue
        if match is not None and year is not None:
            return year - int(match[1])
        if not is_amount and number == 0:
            continue
        if _BEFORE_LAST.search(part):
            return 2
        last = _LAST_YEAR.search(part)
        if last is not None and not _COMPARED.search(part):
            if not is_amount and _COMPARES.search(part[: last.start()]):
                continue
            return 1
    return 0


@lru_cache(maxsize=1 << 12)
def is_part(text: str) -> bool:
    """Tell whether a header cell says no more than which part of debt, or that it is the total."""
    return bool(re.fullmatch(r"[一专][般项](?:政府)?(?:债务|债券|债)?(?:[(（].*[)）])?", text)) or bool(
        _TOTAL.fullmatch(text)
    )


def debt_measure(path: tuple[str, ...], title: AreaTitle) -> str:
    """Return what a column of debts prints (limit_general, balance …); ``''`` where no word says it."""
    joined = "/".join(path)
    kind = next((found for part in reversed(path) if (found := debt_of(part))), "")
    if kind == "limit" or "限额" in joined:
        kind = "new_limit" if re.search(r"新增.{0,8}限额", joined) else "limit"
    if not kind and re.search(r"使用|支出", joined):
        return "executed"
    if not kind:
        kind = title.debt or ("issued" if "债券" in title.printed else "")
    if not kind:
        return ""
    return kind + (part_suffix(joined) or (f"_{title.part}" if title.part else ""))


def is_total(text: str) -> bool:
    """Tell whether a cell says no more than that it is a total (合计, 收入总计)."""
    return re.fullmatch(r"[一-龥]{0,6}(?:合计|小计|总计|共计)", re.sub(r"\s", "", text)) is not None


def part_suffix(text: str) -> str:
    """Return what a measure of debt ends with where it is of one part: ``_general``, ``_special`` or ``''``."""
    return "_general" if "一般" in text else "_special" if "专项" in text else ""


def debt_by_row(measure: str, name: str, year: int | None) -> str:
    """Return the measure of a figure whose row says what of a debt it is and whose column says the part alone.

    ``measure`` is ``amount`` with the part behind it; ``year`` is the table's. ``''`` where the row says nothing.

    >>> debt_by_row("amount_general", "2022年末政府债务余额", 2023), debt_by_row("amount", "债务还本支出", 2023)
    ('prior_balance_general', 'repaid')
    """
    kind = debt_of(name)
    if not kind:
        return ""
    if kind == "limit" and re.search(r"新增.{0,8}限额", name):
        kind = "new_limit"
    back = max(years_back((name,), year, is_amount=True), 0)
    part = part_suffix(name) or "".join(measure.partition("_")[1:])
    return PRIOR * back + kind + part


def section_said(path: tuple[str, ...], area: Area) -> str:
    """Return the region, fund or kind of transfer that a column is of; ``''`` for a total where the form says so."""
    for part in reversed(path):
        if part == "小计" and len(path) > 1:
            continue
        if _TOTAL.fullmatch(part):
            return area.total_section
        if GENERIC.fullmatch(part) or comparison((part,)) or stage_said(part) or YEAR.fullmatch(part):
            continue
        return bare_header(part)
    return area.total_section if "小计" in path else ""


def bare_header(text: str) -> str:
    """Return a header cell without the word that makes it a part of the column before it (其中：人员经费)."""
    return re.sub(r"^其中[:：]?(?=.)", "", text)


@lru_cache(maxsize=1 << 12)
def scope_said(path: tuple[str, ...]) -> str:
    """Return the scope that a header cell names as a whole (全市, 市本级, 县市区, an area's name)."""
    for part in reversed(path):
        if _COLUMN_SCOPE.fullmatch(_APART.sub("", part)):
            return part
        if stage_said(part) and _COLUMN_SCOPE.fullmatch(rest := without_stage(part)):
            return rest
        if is_region(part) and not stage_of(part):
            return scope_of(part) or part
    return ""
