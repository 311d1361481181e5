"""Zeros in words: what the text says there is none of, and completion rates of budgets that are zero."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.recognise.narrative import Sentence
from pipelines.recognise.narrative.plain import to_plain
from pipelines.values.stated import Nil, ZeroBudgetRate, Zeros

_NONE: Final = r"(?:没有|无|未(?:使用|安排|发生)|不涉及)(?:相关|任何)?(?:使用|安排|发生)?"
_TAIL: Final = r"(?P<tail>[^,。;:]{0,24})"
_TOPICS: Final = {
    "government_fund": re.compile(rf"{_NONE}政府性基金{_TAIL}"),
    "state_capital": re.compile(rf"{_NONE}国有资本经营{_TAIL}"),
    "three_public": re.compile(
        rf"{_NONE}(?:使用)?(?:一般公共预算|财政拨款|安排的?){{0,3}}[“\"]?三公[”\"]?经费{_TAIL}"
    ),
}
_EMPTY_FORM: Final = re.compile(r"本表(?:为空|无数据|无内容|为空表)|(?:为|系)空表|空表列示|空表(?:公开|列报)")
# Titles of forms that a sentence says are empty: 政府性基金预算…决算表、国有资本经营预算…决算表无数据.
_LISTED_EMPTY: Final = (
    r"[^,。;:、]{0,24}表(?:[、和及与][^,。;:、]{2,40}表)*(?:均|都)?,?(?:为空|系空表|无数据|无内容|以空表列示)"
)
_NAMED: Final = {
    "government_fund": re.compile(rf"政府性基金{_LISTED_EMPTY}"),
    "state_capital": re.compile(rf"国有资本经营{_LISTED_EMPTY}"),
    "three_public": re.compile(rf"三公[”\"]?经费{_LISTED_EMPTY}"),
}
_OTHER_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})年")
_UNCERTAIN: Final = re.compile(r"因此|所以|如|若|三公|原因|增加|减少|变化|对比|以外|除")
_AMOUNT: Final = r"\d[\d,]*(?:\.\d+)?"
_ZERO_RATE: Final = re.compile(
    rf"预算(?:数|安排)?(?:均)?[为是](?P<budget>0(?:\.0+)?)(?P<unit>万元|元|亿元)[,;]"
    rf"(?P<between>[^。;]{{0,60}}?)完成(?:年初|全年|调整|当年)?(?:支出)?预算(?:数)?的?(?P<rate>{_AMOUNT})%"
)
_ANOTHER_BUDGET: Final = re.compile(r"预算(?:数|安排)?(?:为|是)?\d")


def read_zeros(sentences: Sequence[Sentence], fiscal_year: int | None) -> Zeros:
    """Read the statements that something is nil in the report's year, and the rates stated of zero budgets."""
    nils: list[Nil] = []
    rates: list[ZeroBudgetRate] = []
    for sentence in sentences:
        plain = to_plain(sentence.text)
        years = {int(year) for year in _OTHER_YEAR.findall(plain)}
        if fiscal_year is None or not years or fiscal_year in years:
            nils.extend(_nils(sentence, plain))
        rates.extend(_rates(sentence, plain))
    return Zeros(tuple(nils), tuple(rates))


def _nils(sentence: Sentence, plain: str) -> Iterator[Nil]:
    is_of_form = _EMPTY_FORM.search(plain) is not None
    told: set[str] = set()
    for topic, pattern in _TOPICS.items():
        for match in pattern.finditer(plain):
            tail = match["tail"]
            if tail.endswith("的") or (not is_of_form and _UNCERTAIN.search(tail)):
                continue
            of = "all" if is_of_form else _denied(tail)
            if of:
                told.add(topic)
                yield Nil(topic, of, is_of_form, sentence.text, sentence.page)
    for topic, pattern in _NAMED.items():
        named = pattern.search(plain)
        if named and topic not in told and not re.search(r"[如若则]", named[0]):
            yield Nil(topic, "all", True, sentence.text, sentence.page)


def _denied(tail: str) -> str:
    """Return what the words after the topic deny; nothing where they name no amount."""
    if "收支" in tail or ("收入" in tail and "支出" in tail):
        return "all"
    if "支出" in tail:
        return "expenditure"
    if "收入" in tail:
        return "revenue"
    return "budget" if re.search(r"预算$|安排$|拨款$", tail) else ""


def _rates(sentence: Sentence, plain: str) -> Iterator[ZeroBudgetRate]:
    for match in _ZERO_RATE.finditer(plain):
        rate = match["rate"].replace(",", "")
        if float(rate) == 0 or _ANOTHER_BUDGET.search(match["between"]):
            continue
        yield ZeroBudgetRate(match["rate"], match["budget"], match["unit"], sentence.text, sentence.page)
