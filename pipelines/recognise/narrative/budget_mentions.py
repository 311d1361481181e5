"""Mentions: where the text of a budget names what its figures are said of.

Patterns run over plain text (half-width marks). A mention takes in the words that trail its name before the
figure (``预算数``, ``支出``, ``金额``), so that none of them is taken for a subject of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.recognise.narrative.passages import Passage

_SOURCE: Final = (
    r"一般公共预算(?:当年)?(?:财政)?(?:拨款|资金|补助)?|公共财政(?:预算)?(?:拨款)?|政府性基金(?:预算)?(?:当年)?(?:财政)?(?:拨款|资金)?"
    r"|国有资本经营(?:预算)?(?:当年)?(?:财政)?(?:拨款|资金)?|社会保险基金(?:预算)?|财政拨款|财政专户(?:管理)?资金"
    r"|单位(?:其他)?资金|其他资金|(?:专户管理的?)?教育收费"
)
_FLOW: Final = r"收入(?:、|和|与)?支出|收、支|收支|收入|支出"
_WHEN: Final = r"(?:本年|当年|上年结转(?:和|与)?(?:结余)?(?:资金)?的)?"
_SUM: Final = r"(?:预算)?(?:总计|总预算|合计|总额|总数)|预算"
_PART: Final = (
    r"事业单位经营收入|(?:事业)?经营收入|事业收入|其他收入|上级补助收入|附属单位上缴收入|附属单位上缴"
    r"|上年(?:财政拨款)?结转(?:和|与)?(?:结余)?(?:资金|收入)?(?!的|结余|资金|收入)"
    r"|年(?:末|终)结转(?:和|与)?结余(?:资金)?|用事业基金弥补收支差额|使用非财政拨款结余"
)
_SPENDING: Final = (
    r"基本支出|项目支出|单位预留机动经费|事业单位经营支出|经营支出|上缴上级支出|对附属单位补助支出"
    r"|结转下年(?:支出|资金)?"
)
_LETTER: Final = r"[^,。;:.、\n“”\"%()\d]"
_NAME: Final = rf"{_LETTER}(?:{_LETTER}|、|\((?!\d*[类款项]级?\))[^()\n]{{0,20}}\)){{1,40}}?"
_CHAIN: Final = (
    rf"(?:(?P<a>{_NAME})\(\d*类级?\)[、/—-]?)?(?P<b>{_NAME})\(\d*款级?\)"
    rf"(?:[、/—-]?(?P<c>{_NAME})\(\d*项级?\))?"
)
_PATH: Final = r"[“\"](?P<path>[^“”\"\n。,;—–-]{2,40}(?:[—–-]{1,2}[^“”\"\n。,;—–-]{2,40}){1,3})[”\"](?:科目)?"
_TAIL: Final = (
    r"(?:[”\"])?(?:科目|财政拨款|一般公共预算|拨款|年初|当年|支出|收入|费用|经费|预算|安排|资金|项目"
    r"|金额|总额|数|额)*"
)
_BUYING: Final = (
    r"(?:政府采购|采购|购买|预留|给|的|专门|面向|项目|合同|份额|支出|预算|安排|资金|金额|总额|总量|数|额)*"
)
# A bare 收入预算 begins a clause or follows the year or the body's name; 教育支出预算 is no total.
_BODY_END: Final = "局室厅委处会院校心站所队门位府镇乡道馆办部园团社关级体年度中"
_FIRST: Final = 100  # the lead of families that begin with the words of another
_STARTS: Final = rf"(?:(?<![一-鿿、])|(?<=[{_BODY_END}]))"


@dataclass(frozen=True, slots=True)
class Mention:
    """A named subject: ``start`` and ``end`` are offsets, ``end`` behind its trailing words.

    ``family`` tells what it is: item, class, total (the body's or a fund's), source (a fund alone), part (of
    revenue), spending (基本支出 …), granted (基本支出 of one fund), split (人员经费 …), public (三公), agency or
    procurement. ``key`` is what two mentions of one subject share; ``names`` the account names, highest first.
    """

    start: int
    end: int
    family: str
    subject: str
    key: str
    names: tuple[str, ...] = ()


_PUBLIC: Final = (
    (
        "公务用车购置及运行费小计",
        r"公务用车购置(?:费|经费)?(?:及|和|与|、)(?:公务用车)?运行(?:维护)?(?:费用|费|经费)?",
    ),
    ("公务用车运行费", r"公务用车运行(?:维护)?(?:费用|费|经费)?|公车运行维护费"),
    ("公务用车购置费", r"公务用车购置(?:费用|费|经费)?"),
    ("因公出国（境）费", r"因公出国(?:\(境\))?(?:费用|费|经费)?"),
    ("公务接待费", r"(?<!国内)(?<!国外)(?<!外事)(?<!外宾)公务接待(?:费用|费|经费)?"),
    ("合计", r"[“\"]?三公[”\"]?经费(?:[”\"])?(?:合计|总额)?"),
)
_MEETINGS: Final = (("会议费", r"会议费"), ("培训费", r"培训费"))
_PROCUREMENT: Final = (
    ("小微企业", r"(?:小型(?:和|、|及)?微型|小微)企业"),
    ("中小企业", r"中小(?:微)?企业"),
    ("货物", r"(?:政府采购|拟采购|拟购买|采购)货物(?:类)?|货物(?:类)?采购"),
    ("工程", r"(?:政府采购|拟采购|拟购买|采购)工程(?:类)?|工程(?:类)?采购"),
    ("服务", r"(?:政府采购|拟采购|拟购买|采购)服务(?:类)?|服务(?:类)?采购"),
    ("总额", r"政府采购"),
)
_GOODS: Final = (("货物", r"货物(?:类)?"), ("工程", r"工程(?:类)?"), ("服务", r"服务(?:类)?"))
_SPLIT: Final = (
    ("人员经费", r"人员(?:经费|支出)"),
    ("公用经费", r"(?:日常)?公用(?:经费|支出)"),
)


@cache
def _class_names() -> str:
    names = {
        account.account_name.removesuffix("支出")
        for account in accounts()
        if account.account_kind == "functional" and account.level == "class"
    }
    stems = sorted((name for name in names if not name.endswith("预算")), key=len, reverse=True)
    return "|".join(map(re.escape, stems))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (family, pattern) in the order in which they are tried where several begin at one place."""
    named = [
        ("item", _CHAIN + _TAIL),
        ("item", _PATH + _TAIL),
        ("class", rf"(?P<name>{_NAME})\(\d*类级?\){_TAIL}"),
        (
            "class",
            rf"(?:(?<![一-鿿、])|(?<=[年度、况明])|(?<=主要用于))(?P<name>{_class_names()})支出{_TAIL}",
        ),
        ("agency", rf"机关运行(?:经)?费{_TAIL}"),
        ("spending", rf"(?P<source>{_SOURCE})?(?:安排的)?(?P<name>{_SPENDING}){_TAIL}"),
        ("part", rf"(?P<name>{_WHEN}(?:{_PART}))(?:预算)?(?:总计|合计|数)?"),
        (
            "total",
            rf"{_WHEN}(?P<source>{_SOURCE})(?:预算)?(?P<flow>{_FLOW})(?P<sum>(?:{_SUM})*)(?:支出)?数?",
        ),
        ("total", rf"(?P<source>{_SOURCE})(?P<flow>总预算|预算)(?P<sum>)(?:总额|数)?"),
        ("total", rf"{_STARTS}(?:本年|当年|总)?(?P<source>)(?P<flow>{_FLOW})(?P<sum>(?:{_SUM})+)数?"),
        ("source", rf"(?P<name>{_WHEN}(?:{_SOURCE}))(?:预算)?(?:数)?"),
    ]
    return tuple((family, re.compile(pattern)) for family, pattern in named)


@cache
def _listed(*, with_meetings: bool, with_goods: bool) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return (family, subject, pattern) of the subjects known by a fixed name.

    会议费 and bare 货物 are subjects only under headings of their own; elsewhere they are items of a list.
    """
    out = [("public", name, re.compile(rf"(?:{pattern}){_TAIL}")) for name, pattern in _PUBLIC]
    if with_meetings:
        out += [("public", name, re.compile(rf"(?:{pattern}){_TAIL}")) for name, pattern in _MEETINGS]
    out += [("split", name, re.compile(rf"(?:{pattern}){_TAIL}")) for name, pattern in _SPLIT]
    buying = _PROCUREMENT + (_GOODS if with_goods else ())
    out += [
        ("procurement", name, re.compile(rf"(?:面向|给|授予)?(?<!政府购买)(?:{pattern}){_BUYING}"))
        for name, pattern in buying
    ]
    return tuple(out)


def find_mentions(passage: Passage) -> tuple[Mention, ...]:
    """Return the subjects that a passage names, left to right, none within another."""
    found = sorted(_all_mentions(passage), key=lambda mention: mention[:2])
    mentions: list[Mention] = []
    end = 0
    for start, _rank, mention in found:
        if start >= end:
            mentions.append(mention)
            end = mention.end
    return tuple(mentions)


def _all_mentions(passage: Passage) -> Iterator[tuple[int, int, Mention]]:
    plain, title = passage.plain, passage.title
    rank = 0
    listed_here = _listed(with_meetings="三公" in title or "会议费" in title, with_goods="采购" in title)
    for family, name, listed in listed_here:
        rank += 1
        for match in listed.finditer(plain):
            yield match.start(), rank, Mention(*match.span(), family, name, name)
    for family, pattern in _patterns():
        rank += 1
        for match in pattern.finditer(plain):
            yield (
                match.start(),
                rank - _FIRST * (family in ("item", "spending")),
                _mention(passage, family, match),
            )


def _mention(passage: Passage, family: str, match: re.Match[str]) -> Mention:
    groups = match.groupdict()
    start, end = match.span()
    if family == "item":
        names = _path_names(passage, match) if groups.get("path") else _chain_names(passage, match)
        return Mention(start, end, family, "/".join(names), "/".join(names), names)
    if family == "total":
        return _total(passage, match)
    if family == "agency":
        return Mention(start, end, family, "机关运行经费", "机关运行经费")
    if family == "class":
        name = _clean(passage.text[match.start("name") : match.end("name")])
        name = name if name.endswith("支出") else f"{name}支出"
        return Mention(start, end, family, name, name, (name,))
    subject = passage.text[match.start("name") : match.end("name")]
    if family == "spending" and groups.get("source"):
        printed = re.sub(r"(?<=预算)数$", "", passage.text[start:end])
        return Mention(start, end, "granted", printed, printed)
    return Mention(start, end, family, subject, subject)


def _clean(name: str) -> str:
    """Return an account name without what the pattern took in before it: ordinals, 其中, the year's last word."""
    return re.sub(r"^(?:[、.．:：\s]|其中|年度?(?=[一-鿿]{3})|用于)+", "", name)


def _chain_names(passage: Passage, match: re.Match[str]) -> tuple[str, ...]:
    names = [
        _clean(passage.text[match.start(group) : match.end(group)])
        for group in ("a", "b", "c")
        if match.group(group) is not None
    ]
    if match.group("a") is None:
        above = re.search(r"(?:^|/)(?:\([^()]*\)|\d+\.)?、?([^/()\d、.]+?)\(\d*类\)(?:支出)?$", passage.title)
        if above is not None:
            names.insert(0, above.group(1))
    return tuple(names)


def _path_names(passage: Passage, match: re.Match[str]) -> tuple[str, ...]:
    printed = passage.text[match.start("path") : match.end("path")]
    return tuple(part.strip() for part in re.split(r"[—–\-－]+", printed))


def _total(passage: Passage, match: re.Match[str]) -> Mention:
    """Return a total by its printed name; one of revenue and expenditure together by its statutory name."""
    source, flow = match.group("source"), match.group("flow")
    sides = "".join(side for side in "收支" if side in flow) or "拨"
    subject = re.sub(r"[、和与\s]", "", passage.text[match.start() : match.end("sum")])
    if sides == "收支" and source in ("", "财政拨款"):
        subject = f"{source}收支总计"
    return Mention(*match.span(), "total", subject, f"{source}{sides}")
