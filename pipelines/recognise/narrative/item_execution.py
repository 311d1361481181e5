"""Items (item_execution): budget, final and completion rate of each 类/款/项, and of the general budget's total.

The total of the government fund (政府性基金) and of the state capital budget (国有资本经营) have the kind
``fund_execution``: they are no items of the general budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.statement import TOTAL, Stated, Statement
from pipelines.recognise.narrative.subjects import name_key
from pipelines.recognise.narrative.wording import comparisons, execution, sentence_end, sentence_start
from pipelines.values.text import item_name

# 行政运行(项), 行政运行(01项); or with the code alone: 行政运行(2010301)
_NAMED: Final = re.compile(
    r"(?P<name>[^。;:,\n]{1,60}?)\((?:(?:\d{2,7})?(?P<level>[类款项])级?|(?P<code>\d{3}|\d{5}|\d{7}))\)"
)
_LENGTHS: Final = {3: "类", 5: "款", 7: "项"}
_CODE: Final = re.compile(r"^\d{2,7}|[(（]\d{2,7}[)）]")
_LEVELS: Final = ("类", "款", "项")
_LEAD: Final = re.compile(r"^(?:[，,、：:\-—－“”\"]|其中)+")
_TOTALS: Final = re.compile(
    r"(?:(?P<fund>一般公共预算|政府性基金预算|国有资本经营预算)(?:财政拨款)?|(?<!预算)财政拨款|(?<=年度))(?:本年)?支出"
    r"(?=[^。;,:\n]{0,14}?\d)"
)
_OTHERWISE: Final = re.compile(r"三公|机关运行|采购")
_CLASS: Final = re.compile(
    r"(?P<name>[^。;:,\n]{2,24}支出)(?=(?:年初|全年|调整)?预算(?:数|为|安排|\d)|(?:支出)?决算(?:数|为|\d))"
)
_FAR: Final = 2000  # characters behind a name that may still be told of it
_ENOUGH: Final = 2  # a budget and a final figure, or one of them and the rate
_REASON: Final = re.compile(r"原因|由于|主要是因")
_BARE: Final = re.compile(
    r"[”\"]?[:。,]?(?:\(?\d{7}\)?)?[:。,]?(?:(?:本年|年度)?支出(?:数|额|金额)?(?:为|共)?)?(?=-?\d)"
)


@dataclass(frozen=True, slots=True)
class _Chain:
    """The names of an item, highest first, and where they stand."""

    start: int
    end: int
    names: tuple[str, ...]


def read(passage: Passage) -> Iterator[Statement]:
    """Yield the execution of the totals and of each item."""
    chains = list(_chains(passage))
    first = chains[0].start if chains else len(passage.plain)
    yield from _totals(passage, first)
    if not chains:
        yield from _classes(passage)
    for index, chain in enumerate(chains):
        end = chains[index + 1].start if index + 1 < len(chains) else len(passage.plain)
        end = min(end, chain.end + _FAR)
        figures = _figures(passage, chain.end, end)
        if figures:
            said = comparisons(passage, chain.end, end, frozenset(f.measure for f in figures))
            yield Statement("item_execution", "/".join(chain.names), figures, tuple(said), chain.names)


def _chains(passage: Passage) -> Iterator[_Chain]:
    """Yield the names 类/款/项; a name that a list's head told is carried down to the rows below it."""
    above: dict[str, str] = {}
    start = end = -1
    for match in _NAMED.finditer(passage.plain):
        level = match["level"] or _LENGTHS[len(match["code"])]
        if match.start() != end:
            start = match.start()
        end = match.end()
        above[level] = _name(passage.text[match.start("name") : match.end("name")])
        for lower in _LEVELS[_LEVELS.index(level) + 1 :]:
            above.pop(lower, None)
        names = tuple(above[one] for one in _LEVELS if above.get(one))
        if level == "项" and len(names) == len(_LEVELS):
            yield _Chain(start, end, names)


def _name(printed: str) -> str:
    return _CODE.sub("", item_name(_LEAD.sub("", _CODE.sub("", item_name(_LEAD.sub("", printed))))))


def _totals(passage: Passage, end: int) -> Iterator[Statement]:
    """Yield the opening sentence of a section: the whole budget and its execution."""
    for match in _TOTALS.finditer(passage.plain, 0, end):
        fund = match["fund"] or ("一般公共预算" if TOTAL in passage.title else "")
        clause = passage.plain[sentence_start(passage.plain, match.start()) : match.start()]
        if _OTHERWISE.search(clause):
            continue
        stop = min(sentence_end(passage.plain, match.end()), end)
        figures = _figures(passage, match.end(), stop)
        measures = frozenset(figure.measure for figure in figures)
        if not fund or "final" not in measures or len(measures) < _ENOUGH:
            continue
        is_general = fund == "一般公共预算"
        subject = TOTAL if is_general else f"{fund}财政拨款支出"
        follows = min(end, sentence_end(passage.plain, stop) if stop < end else stop)
        said = comparisons(passage, match.end(), follows, measures)
        yield Statement("item_execution" if is_general else "fund_execution", subject, figures, tuple(said))


def _classes(passage: Passage) -> Iterator[Statement]:
    """Yield the classes (类) of a list that goes no further: name, budget and final figure in one sentence."""
    for match in _CLASS.finditer(passage.plain):
        name = _name(passage.text[match.start("name") : match.end("name")])
        figures = _figures(passage, match.end(), sentence_end(passage.plain, match.end()))
        if name_key(name) not in _class_names() or len({f.measure for f in figures}) < _ENOUGH:
            continue
        measures = frozenset(figure.measure for figure in figures)
        said = comparisons(passage, match.end(), sentence_end(passage.plain, match.end()), measures)
        yield Statement("item_execution", name, figures, tuple(said), (name,))


@cache
def _class_names() -> frozenset[str]:
    """Return the keys of the class names of functional expenditure."""
    return frozenset(
        name_key(account.account_name)
        for account in accounts()
        if account.account_kind == "functional" and account.level == "class"
    )


def _figures(passage: Passage, start: int, end: int) -> tuple[Stated, ...]:
    """Return the figures said of one item; a budget without its time is that of the year, as the forms mean it.

    What stands behind the reasons (原因…) is told of something else.
    """
    reason = _REASON.search(passage.plain, start, end)
    stop = reason.start() if reason else end
    found = list(execution(passage, start, stop))
    found.extend(_headline(passage, start, stop, found))
    named = {figure.measure for figure in found}
    budget = "initial_budget" if "完成年初预算" in passage.plain[start:stop] else "annual_budget"
    told = [
        Stated(budget, figure.amount) if figure.measure == "budget" else figure
        for figure in found
        if figure.measure != "budget" or budget not in named
    ]
    return tuple(sorted(told, key=lambda figure: figure.amount.start))


def _headline(passage: Passage, start: int, stop: int, found: Sequence[Stated]) -> Iterator[Stated]:
    """Yield the amount right behind the name: the final figure, a ``headline`` where another is stated."""
    bare = _BARE.match(passage.plain, start, stop)
    amount = passage.amount_at(bare.end()) if bare is not None else None
    if bare is None or amount is None or not amount.is_money:
        return
    final = next((figure for figure in found if figure.measure == "final"), None)
    if final is None:
        yield Stated("final", amount)
    elif final.amount != amount and final.value != amount.value:
        yield Stated("headline", amount)
