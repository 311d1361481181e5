"""The words of a header and of row labels as concepts: years, units and remarks apart, synonyms as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pipelines.lexicon import words
from pipelines.values.amounts import column_word
from pipelines.values.text import item_name, key, squeeze

_COUNTED: Final = r"(?:平方米|平米|㎡|m2|[辆台套件个批次人户亩])(?:[、/／和或(（]?[台套件辆][)）]?)*"
_COUNT: Final = re.compile(rf"[(（\[【](?:单位[:：]?)?{_COUNTED}[)）\]】]")
_YEAR: Final = re.compile(r"((?:19|20)\d\d)年度?")
_EARLIER: Final = re.compile(r"上年度?|上一年度?|去年|上年同期|前一年度?")
# 上年结转 is money of this year's budget: no column of last year, whatever is said of it.
_CARRIED_OVER: Final = re.compile(
    r"(?:上年度?|上一年度?|年初|期初)(?:财政拨款|财政)?(?:结转|结余)(?:和?(?:结转|结余))?(?:资金|收入|安排|支出|使用)*数?"
)
_OWN: Final = re.compile(r"^(?:本年度?|当年|本期|其中)")
# What a column prints beside the figures of a form, for people: known, and no figure of it.
_CHANGE: Final = re.compile(
    r"增减|增长|增幅|变动|变化|差额|差异|同比|比(?:上年|去年|年初|预算)|较(?:上年|去年|年初|预算)|为(?:上年|预算)"
)
_SHARE: Final = re.compile(r"占比|比重|比例|百分比|占.{0,10}%|完成率|执行率|执行进度|%$")
_AMOUNT: Final = re.compile(r"(?:金额|数额|资金|经费)?(?:金额|数额|数)$")
_PIECES: Final = re.compile(r"(?:购置|更新)数$")  # so many cars, not what they cost
_SUBTOTAL: Final = re.compile(r"(?:小计|合计)$")
_SPENT: Final = re.compile(r"(?:支出|费用|经费)$")
_VEHICLES: Final = re.compile("^(?:公车|公务车|车辆)(?=购置|运行|运维)")
_THREE_PUBLIC: Final = re.compile(r"三公经费(?:支出|预算|决算)?$")
_REMARK: Final = re.compile(r"^(?:备注|说明|备考|附注|摘要|主要原因|原因|备注说明)$")


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """One header cell: the concept it names, the year it speaks of, whether that is said to be an earlier one.

    ``aside`` is change, share or remark for a column that prints no figure of a form, else ``''``.
    """

    concept: str
    year: int | None = None
    is_earlier: bool = False
    aside: str = ""


@lru_cache(maxsize=65536)
def header_word(text: str) -> HeaderWord:
    """Read one header cell.

    >>> header_word("2024年预算数（元）")
    HeaderWord(concept='budget_amount', year=2024, is_earlier=False, aside='')
    """
    plain = item_name(_COUNT.sub("", column_word(squeeze(text))[0]))
    found = _YEAR.search(plain)
    year = int(found.group(1)) if found else None
    bare = key(plain)
    if _REMARK.search(bare):
        return HeaderWord(bare, year, aside="remark")
    if _CHANGE.search(bare):
        return HeaderWord(bare, year, aside="change")
    if _SHARE.search(plain):
        return HeaderWord(bare, year, aside="share")
    known = _concepts()
    if bare in known:
        return HeaderWord(known[bare], year)
    if _CARRIED_OVER.fullmatch(bare):
        return HeaderWord("opening_carryover", year)
    is_earlier = bool(_EARLIER.search(bare))
    rest = _EARLIER.sub("", bare)
    rest = _OWN.sub("", rest) or rest
    if rest == "数":
        rest = ""
    if rest not in known and not _PIECES.search(rest) and _AMOUNT.sub("", rest) in known:
        rest = _AMOUNT.sub("", rest)  # 合计金额 is 合计
    if rest not in known:
        rest = _VEHICLES.sub("公务用车", rest)
        rest = next((word for word in _shortened(rest) if word in known), rest)
    return HeaderWord(known.get(rest, rest), year, is_earlier)


def is_year_alone(text: str) -> bool:
    """Tell whether a label says a year and nothing else: 2016年, 2015年度."""
    word = header_word(text)
    return word.year is not None and not (word.concept or word.aside)


def _shortened(word: str) -> Iterator[str]:
    """Yield what a word says without a last one that adds nothing: 因公出国（境）支出, 公务用车购置费小计."""
    yield word
    whole = _SUBTOTAL.sub("", word)
    for bare in (whole, _SPENT.sub("", whole)):
        yield bare
        yield f"{bare}费"
    if _THREE_PUBLIC.search(word):
        yield "三公经费"


def concept(text: str) -> str:
    """Return the concept of a word, the bare word itself where it is of none."""
    return header_word(text).concept


@cache
def _concepts() -> dict[str, str]:
    return {
        key(word): name
        for name, values in words("headers").items()
        for listed in values.values()
        for word in listed
    }
