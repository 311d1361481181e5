"""Wording that kinds share: directions, changes against last year, shares, budget and final figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import Said, Stated

MONEY: Final = r"(?:[-−]?[\d,]+(?:\.\d+)?)(?:亿元|百万元|万元|千元|元|万(?=[,.;:。、)]|$))"
_DOWN: Final = r"减少|下降|降低|缩减|压减|回落|下调|调减|减幅|降幅|(?<=[比较年度数各均])(?:减|降|少)"
_UP: Final = r"增加|增长|上升|提高|上涨|提升|上调|调增|增幅|(?<=[比较年度数各均])(?:增|多)"
# 减少额为, 下降幅度达; but 减少为 says what is left.
_AFTER_WORD: Final = (
    r"(?:了|约|支出|安排|共)*(?:(?:金额|额度|幅度|额|幅|比例|比率|百分比|率|数)+(?:为|是|达到|达|约)?"
    r"|(?<=幅)(?:为|是|达到|达))?:?$"
)
_DIRECTION: Final = re.compile(rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP})){_AFTER_WORD}")
_UNDECIDED: Final = re.compile(
    rf"(?:增加|增长|上升|提高)(?:[/或、]|\()(?:减少|下降|降低)\)?{_AFTER_WORD}"
    rf"|(?:减少|下降|降低)(?:[/或、]|\()(?:增加|增长|上升|提高)\)?{_AFTER_WORD}"
)
_BASE: Final = re.compile(
    r"(?:(?<![相对同占])比|较|与|同(?!比)|相对)(?P<base>[^,。;\n]{1,24}?)(?=相比|对比|比较|增|减|下降|降|上升|提高|多|少|基本|持平|一致|,)"
)
_LAST_YEAR: Final = re.compile(r"上年|上一年|去年|前一年|同期|同比|(?:19|20)\d\d年")
_REASON: Final = re.compile(r"(?:主要)?(?:变动|增减)?原因|主要(?:是|系|由于|用于|包括)|其中[:,]?|具体如下")
_FAR: Final = 2000  # characters: no sentence of a report is longer, and text without marks costs no more
_SENTENCE_END: Final = re.compile(r"[。\n]")


def before_reason(passage: Passage, start: int, end: int) -> int:
    """Return where the reasons or details (主要原因…, 其中：) begin between two offsets, else ``end``."""
    match = _REASON.search(passage.plain, start, end)
    return match.start() if match else end


def sentence_start(plain: str, at: int) -> int:
    """Return the offset at which the sentence or paragraph around ``at`` begins."""
    first = max(0, at - _FAR)
    found = max(plain.rfind("。", first, at), plain.rfind("\n", first, at))
    return found + 1 if found >= 0 else first


def paragraph_end(plain: str, at: int) -> int:
    """Return the offset at which the paragraph around ``at`` ends."""
    end = plain.find("\n", at, at + _FAR)
    return min(len(plain), at + _FAR) if end < 0 else end


def sentence_end(plain: str, at: int) -> int:
    """Return the offset behind the sentence around ``at``."""
    match = _SENTENCE_END.search(plain, at, at + _FAR)
    return match.end() if match else min(len(plain), at + _FAR)


def direction(plain: str, amount: Amount) -> bool | None:
    """Tell whether the word right before a figure makes it negative; None where none stands there.

    The word nearest to the figure counts (增长下降18 % falls); a form's open choice (增加/减少) is no word
    unless the figure is zero.
    """
    before = plain[max(0, amount.start - 24) : amount.start]
    if _UNDECIDED.search(before):
        return False if amount.value == 0 else None
    match = _DIRECTION.search(before)
    return None if match is None else match["down"] is not None


def is_against_last_year(plain: str, at: int) -> bool:
    """Tell whether what stands at ``at`` is compared with last year, not with a budget.

    A sentence that begins with 其中 goes on with the comparison of the one before it.
    """
    start = sentence_start(plain, at)
    clause = plain[start:at]
    bases = list(_BASE.finditer(clause))
    if "同比" in clause[bases[-1].end() if bases else 0 :]:
        return True
    if not bases:
        return start > 0 and clause.startswith("其中") and is_against_last_year(plain, start - 1)
    return _LAST_YEAR.search(bases[-1]["base"]) is not None and "预算" not in bases[-1]["base"]


def changes(passage: Passage, start: int, end: int) -> tuple[Stated, ...]:
    """Return the change against last year stated between two offsets: delta and rate, where given."""
    found: dict[str, Stated] = {}
    for amount in passage.amounts(start, end):
        measure = "delta" if amount.is_money else "rate" if amount.is_percent else ""
        if not measure or measure in found:
            continue
        is_negative = direction(passage.plain, amount)
        if is_negative is not None and is_against_last_year(passage.plain, amount.start):
            found[measure] = Stated(measure, amount, is_negative)
    return tuple(found.values())


_LATER: Final = re.compile(
    rf"[,;。](?=(?:与|比|较)(?:上年|去年|(?:19|20)\d\d年)[^,。;\n]{{0,12}},?[^,。;\n\d]{{0,4}}(?:{_DOWN}|{_UP}))"
)


def later_changes(passage: Passage, start: int, end: int) -> tuple[Stated, ...]:
    """Return the change against last year that stands behind the reasons, in a clause that begins with it."""
    match = _LATER.search(passage.plain, start, end)
    return changes(passage, match.end(), min(end, sentence_end(passage.plain, match.end()))) if match else ()


_INITIAL: Final = re.compile(
    r"年初(?:一般公共预算|政府性基金预算|国有资本经营预算)?(?:财政拨款)?(?:部门)?(?:批复)?(?:支出)?预算(?:批复|安排|收支)?"
    r"(?:支出)?(?:数|总额|金额)?(?:安排)?(?:均)?(?:为|是)?:?$"
)
_ANNUAL: Final = re.compile(
    r"(?:全年|调整后?的?|年度|本年|当年)(?:财政拨款)?(?:支出)?预算(?:支出)?(?:数|总额|金额)?(?:安排)?(?:均)?(?:为|是)?:?$"
)
_BUDGET: Final = re.compile(r"预算(?:支出)?(?:数|总额|金额)?(?:安排)?(?:均)?(?:为|是)?:?$")
_FINAL: Final = re.compile(
    r"(?:决算|实际支出|实际执行|实际完成)(?:支出)?(?:数|总额|金额|额)?(?:合计|共计|共)?(?:均)?(?:为|是)?:?$"
)
_COMPLETION: Final = re.compile(
    r"(?:完成|占|为)(?P<base>(?:当年|本年|年度|全年|年初|调整后?的?)?(?:财政拨款)?(?:支出)?预算)"
    r"(?:支出|安排)?(?:数|总额|金额)?(?:\(?[\d.,]+(?:亿|万)?元\)?)?(?:的)?(?:比例)?(?:为|是|达)?:?$"
    r"|(?:预算)?(?:完成率|执行率|完成比例|完成进度)(?:为|是|达)?:?$"
)


_PRIOR_YEAR: Final = re.compile(
    r"(?:上年|上年度|去年|(?P<year>(?:19|20)\d\d)年度?)(?:的)?(?:支出)?(?:决算|预算)[^,。;]{0,4}$"
)


def execution(passage: Passage, start: int, end: int) -> tuple[Stated, ...]:
    """Return budget, final and completion rate stated between two offsets; the first of each counts.

    A budget named without its time (预算为) has the measure ``budget``. Figures of another year are left out.
    """
    found: dict[str, Stated] = {}
    for amount in passage.amounts(start, end):
        before = passage.plain[max(start - 6, amount.start - 30, 0) : amount.start].rstrip(")")
        measure = _execution_measure(before, amount)
        if measure and measure not in found and not _is_of_another_year(before, passage):
            found[measure] = Stated(measure, amount)
    return tuple(found.values())


def _is_of_another_year(before: str, passage: Passage) -> bool:
    match = _PRIOR_YEAR.search(before)
    if match is None:
        return False
    year = match["year"]
    return year is None or (passage.fiscal_year is not None and int(year) != passage.fiscal_year)


def _execution_measure(before: str, amount: Amount) -> str:
    if amount.is_percent:
        return "completion_rate" if _COMPLETION.search(before) else ""
    if not amount.is_money and not amount.is_bare_zero:
        return ""
    if _INITIAL.search(before):
        return "initial_budget"
    if _ANNUAL.search(before):
        return "annual_budget"
    if _FINAL.search(before):
        return "final"
    return "budget" if _BUDGET.search(before) else ""


_SHARE: Final = re.compile(r"占(?:比|[^,。;、:%\n]{0,30}?的?(?:比重|比例)?)(?:为|是|达)?:?$")


def share(passage: Passage, start: int, end: int) -> Stated | None:
    """Return the first share (占…%) stated between two offsets."""
    for amount in passage.amounts(start, end):
        before = passage.plain[max(start, amount.start - 40) : amount.start]
        match = _SHARE.search(before)
        if amount.is_percent and match and "预算" not in match.group().replace("一般公共预算", ""):
            return Stated("share", amount)
    return None


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
        for match in pattern.finditer(passage.plain, start, end):
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
