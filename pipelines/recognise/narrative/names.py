"""Names: where plain text names what its figures are said of.

Spellings are data (``pipelines/lexicon/narrative.yml``, ``pipelines/accounts``); here are the names that are
composed: chains of accounts (类, 款, 项), totals of a fund and a side, classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from pipelines.accounts import accounts
from pipelines.lexicon import words
from pipelines.recognise.narrative.passages import Passage
from pipelines.values.frozen import value
from pipelines.values.text import item_name

_LEVELS: Final = ("类", "款", "项")
_STEP: Final = 2  # digits of a code that each level adds
_LENGTHS: Final = {3: "类", 5: "款", 7: "项"}
_NAMED: Final = re.compile(
    r"(?P<name>[^。;:,\n\d\"“”]{1,60}?)[\"”]?"
    r"(?:(?P<before>\d{2,7})?\((?P<within>\d{2,7})?(?P<level>[类款项])级?|\((?P<code>\d{3}|\d{5}|\d{7}|\d\d))\)"
)
_LEVEL: Final = re.compile(r"\((?:\d{2,7})?(?:[类款项]级?)?\)")
"""What every such name ends with."""
_FARTHEST: Final = 60 + 1 + 7
"""How far before its end in brackets a name begins at most: behind it a quotation mark and a code."""
_PARTED: Final = re.compile("[—–－/-]+")
_CODED: Final = re.compile(
    r"(?<![\d.,-])(?P<code>2\d{6})[)）]?\s*[:：\-—－]*\s*[(（“\"]?(?P<name>[一-鿿][一-鿿、()（）]{1,38}?)[”\"]?"
    r"(?=(?:支出)?(?:年初|全年|年度|决算|预算|安排|合计|共计?|金额|为|数|:)*\d|[)）]|,(?:(?:年初|全年|支出)?[预决]算|安排|(?:19|20)\d\d年))"
)
_NO_ACCOUNT: Final = re.compile("(?:支出|收入|预算|决算|安排|经费|合计|数)+")
_CODE: Final = re.compile(r"^\d{2,7}|[(（]\d{2,7}[)）]")
_LEAD: Final = re.compile(r"^(?:[）)，,、.．：:\s\-—－“”\"]|其中|年度?(?=[一-鿿]{3})|(?:主要)?用于)+")
_PATH: Final = re.compile(
    r"[“\"](?P<path>[^“”\"\n。,;—–-]{2,40}(?:[—–-]{1,2}[^“”\"\n。,;—–-]{2,40}){1,3})[”\"]"
)
_FLOW: Final = r"收入(?:、|和|与|及)?支出|收、支|收支|收入|支出"
_SUM: Final = r"(?:预算|决算)?(?:总计|总预算|总决算|合计|总额|总数|总体)"
_WHEN: Final = r"(?:本年|当年|上年结转(?:和|与)?(?:结余)?(?:资金)?的)?"
_OF_FUND: Final = rf"(?<!其他){_WHEN}"  # 其他国有资本经营预算支出 is one item of them
_OWN: Final = r"(?:本年|当年)?(?:部门|单位)?(?:财务|预算|决算)?总|本年度?|当年|全年|部门"
# A bare 收入预算 begins a clause or follows the year or the body's name; 教育支出预算 is no total.
_STARTS: Final = (
    r"(?:(?<![一-鿿、])|(?<=[一二三四五六七八九十算计]、)"
    r"|(?<=相应安排)|(?<=[局室厅委处会院校心站所队门位府镇乡道馆办部园团社关级体年度中比和与及均现将括含]))"
)
_OF_BODY: Final = r"(?:(?<=\d年)|(?<=\d年度)|(?<=[本我]单位)|(?<=[本我]部门))"
_OWN_KIND: Final = re.compile("会议|培训|接待|出国|用车")
_YEAR: Final = re.compile(r"(?:19|20)\d\d年度?")
_OWN_FLOW: Final = re.compile(r"(?:本年度?|当年|全年)?(?:决算)?(?:收入|支出)")
_NEAR: Final = 4
_ALL_BOUGHT: Final = "总额"
_TAILED: Final = frozenset({"public", "agency", "procurement", "meeting", "known"})
_TOTALS: Final = frozenset({"total", "source"})
_TRAILING: Final = frozenset({"total", "source", "part"})


@value(frozen=True, slots=True)
class Mention:
    """A named subject: ``start`` and ``end`` are the offsets of its name alone.

    ``family`` is a part of the lexicon, or item, class, total (the body's or a fund's), granted (basic
    expenditure of one fund). ``key`` is what two mentions of one subject share, ``side`` 收, 支, 收支 or
    ``''``; ``names`` are the account names, highest first, ``code`` the account code where one is printed.
    """

    start: int
    end: int
    family: str
    subject: str
    key: str
    side: str = ""
    source: str = ""
    names: tuple[str, ...] = ()
    code: str = ""


def find_names(passage: Passage) -> tuple[Mention, ...]:
    """Return the subjects that a passage names, left to right, none within another."""
    found = sorted(_all(passage), key=lambda one: (one[1].start, one[0], -one[1].end))
    kept: list[Mention] = []
    for _, one in found:
        last = kept[-1] if kept else None
        if last is not None and (one.start < last.end or _is_tail(last, one, passage.plain)):
            continue
        kept.append(one)
    return tuple(kept)


def is_of_own_year(one: Mention, plain: str) -> bool:
    """Tell whether a total is named by the year and 收入 or 支出 alone: beside another subject it is that one's."""
    return one.family == "total" and _OWN_FLOW.fullmatch(plain[one.start : one.end]) is not None


def _is_tail(last: Mention, one: Mention, plain: str) -> bool:
    """Tell whether a total is but the end of the name before it (“三公”经费财政拨款支出)."""
    between = plain[last.end : one.start]
    if last.family == one.family == "procurement" and one.subject == _ALL_BOUGHT:
        return not re.search(r"[,。;:\n、0-9]", between)
    if last.family in _TAILED and is_of_own_year(one, plain) and _YEAR.fullmatch(between):
        return True
    return (
        last.family in _TAILED
        and one.family in _TRAILING
        and len(between) <= _NEAR
        and not re.search(r"[,。;:\n、0-9]", between)
    )


def _all(passage: Passage) -> Iterator[tuple[int, Mention]]:
    yield from ((0, one) for one in _chains(passage))
    yield from ((0, one) for one in _coded(passage))
    for match in _PATH.finditer(passage.plain):
        printed = passage.text[match.start("path") : match.end("path")]
        names = tuple(part.strip() for part in re.split(r"[—–\-－]+", printed))
        yield 0, Mention(*match.span(), "item", "/".join(names), "/".join(names), "支", "", names)
    plain = passage.plain
    goods = "采购" in passage.title or "政府采购" in plain
    for rank, (family, name, pattern) in enumerate(_listed(is_budget=passage.report_kind == "budget")):
        if (family == "goods" and not (goods and name in plain)) or (
            family == "class" and "支出" not in plain
        ):
            continue
        for match in pattern.finditer(plain):
            yield rank + 1, _composed(passage, family, name, match)


def _composed(passage: Passage, family: str, name: str, match: re.Match[str]) -> Mention:
    """Return a mention of a pattern: by its fixed name, or by the name that is printed."""
    start, end = match.span()
    printed = (
        re.sub(r"[和与、\s]", "", passage.text[start:end]) if family == "total" else passage.text[start:end]
    )
    groups = match.groupdict()
    if family == "total":
        side = "".join(one for one in "收支" if one in groups["flow"]) or "拨"
        source = groups["source"] or ""
        subject = f"{source}收支总计" if side == "收支" and source in ("", "财政拨款") else printed
        is_sum = "总" in printed.removesuffix("总体") and passage.report_kind != "budget"
        key = f"{source}{side}{'总' if is_sum else ''}"
        return Mention(start, end, family, subject, key, side, source)
    if family == "class":
        return Mention(start, end, family, printed, printed, "支", "", (printed,))
    if family == "spending":
        source = groups["source"] or ""
        kind = "granted" if source else family
        subject = passage.text[match.start("source" if source else "name") : end]
        return Mention(start, end, kind, subject, subject, "支", source)
    if family == "goods":
        family = "procurement"
    side = "收" if family in ("part", "source") else "支"
    return Mention(start, end, family, name or printed, name or printed, side)


@cache
def _listed(*, is_budget: bool) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return (family, name, pattern) in the order in which they are tried where several begin at one place.

    A budget's totals are named with the word 预算; in final accounts it says what is measured.
    """
    planned = "(?:预算)?" if is_budget else ""
    lexicon = words("narrative")
    source, part, spending = ("|".join(lexicon[name][""]) for name in ("source", "part", "spending"))
    listed = [
        (family, name, f"(?:{'|'.join(spelt)})")
        for family in ("public", "meeting", "split", "agency", "procurement", "goods")
        for name, spelt in lexicon[family].items()
    ]
    listed += [
        ("known", "", "|".join((*lexicon["known"][""], *_economic_names()))),
        ("class", "", rf"(?:(?<![一-鿿、])|(?<=[年度、况明于是为括含分])|(?<=其中))(?:{_class_names()})支出"),
        ("spending", "", rf"{_WHEN}(?P<source>(?:{source}))?(?:安排的?)?(?<![类设])(?P<name>{spending})"),
        (
            "total",
            "",
            rf"(?<!其他){_WHEN}(?P<source>{source})(?:预算|本年)?(?P<flow>{_FLOW})(?P<sum>(?:{_SUM})*){planned}",
        ),
        ("total", "", rf"(?P<flow>{_FLOW})(?P<source>)(?P<sum>{_SUM})"),
        ("total", "", rf"{_STARTS}(?P<source>)(?:{_OWN})(?P<flow>{_FLOW})(?P<sum>(?:{_SUM})?)"),
        (
            "total",
            "",
            rf"{_OF_BODY}(?:决算)?(?P<source>)(?P<flow>收入|支出)(?P<sum>)(?=(?:共|计|为)*\d)",
        ),
        ("part", "", rf"{_WHEN}(?:{part})"),
        ("source", "", rf"{_OF_FUND}(?:{source})"),
    ]
    if is_budget:
        listed += [
            ("total", "", rf"{_STARTS}(?P<source>)(?P<flow>{_FLOW})(?P<sum>预算)"),
            ("total", "", rf"{_STARTS}(?P<source>)(?P<sum>预算)(?P<flow>{_FLOW})"),
            ("total", "", rf"(?P<source>{source})(?P<sum>)(?P<flow>总预算|预算)(?:总额)?"),
        ]
    return tuple((family, name, re.compile(pattern)) for family, name, pattern in listed)


def _economic_names() -> Iterator[str]:
    """Yield patterns of expenditure by use: classes (工资福利支出), and items that are named 费 or 费用 (办公费)."""
    for account in accounts():
        name = account.account_name
        is_item = account.level != "class" and name.endswith(("费", "费用")) and not _OWN_KIND.search(name)
        if account.account_kind == "economic" and (account.level == "class" or is_item):
            yield re.escape(name).replace("的", "的?")


@cache
def _class_names() -> str:
    names = {
        account.account_name.removesuffix("支出")
        for account in accounts()
        if account.account_kind == "functional" and account.level == "class"
    }
    stems = sorted((name for name in names if not name.endswith("预算")), key=len, reverse=True)
    return "|".join(map(re.escape, stems))


def _chains(passage: Passage) -> Iterator[Mention]:
    """Yield the names 类/款/项; a name that a list's head or the heading told is carried down to the rows below."""
    above: dict[str, str] = {}
    title = re.search(r"(?:^|/)(?:\([^()]*\)|\d+\.)?、?([^/()\d、.]+?)\(\d*类\)(?:支出)?$", passage.title)
    if title is not None:
        above["类"] = title.group(1)
    run: list[tuple[re.Match[str], str]] = []
    for match in _named(passage.plain):
        if run and passage.plain[run[-1][0].end() : match.start()].strip('"“”'):
            yield from _chain(passage, run, above)
            run = []
        if level := _level(match, run[-1][1] if run else ""):
            run.append((match, level))
    if run:
        yield from _chain(passage, run, above)


def _named(plain: str) -> Iterator[re.Match[str]]:
    """Yield the names with a level or code, left to right; they are looked for only before what they end with."""
    at = 0
    for end in _LEVEL.finditer(plain):
        match = _NAMED.search(plain, max(at, end.start() - _FARTHEST), end.end())
        if match is not None:
            yield match
            at = match.end()


def _level(match: re.Match[str], before: str) -> str:
    """Return 类, 款 or 项 of a name: as printed, by its code, or by two digits of one the level below ``before``.

    ``''`` of two digits behind no name: they are no account's.
    """
    if match["level"] or len(match["code"]) in _LENGTHS:
        return match["level"] or _LENGTHS[len(match["code"])]
    return next((below for above, below in pairwise(_LEVELS) if above == before), "")


def _coded(passage: Passage) -> Iterator[Mention]:
    """Yield the items that are told by their code and name (2100408基本公共卫生服务)."""
    for match in _CODED.finditer(passage.plain):
        code, start = match["code"], match.start("name")
        printed = item_name(passage.text[start : match.end("name")])
        if code[:3] in _class_codes() and not _NO_ACCOUNT.fullmatch(printed):
            yield Mention(match.start(), match.end("name"), "item", printed, code, "支", "", (printed,), code)


@cache
def _class_codes() -> frozenset[str]:
    return frozenset(
        account.account_code
        for account in accounts()
        if account.account_kind == "functional" and account.level == "class"
    )


def _chain(
    passage: Passage, run: list[tuple[re.Match[str], str]], above: dict[str, str]
) -> Iterator[Mention]:
    first, last = run[0][0], run[-1][0]
    level = code = ""
    for match, level in run:
        digits = match["before"] or match["within"] or match["code"] or ""
        code = code + digits if len(digits) == _STEP else digits
        depth = _LEVELS.index(level) + 1
        name = _clean(passage.text[match.start("name") : match.end("name")])
        path = _PARTED.split(name)
        above.update(zip(_LEVELS, path, strict=False) if len(path) == depth else [(level, name)])
        for lower in _LEVELS[depth:]:
            above.pop(lower, None)
    names = tuple(above[one] for one in _LEVELS if above.get(one))
    start, end = first.start("name"), last.end()
    printed = passage.text[start : first.end("name")]
    start += len(printed) - len(_LEAD.sub("", printed))
    if level == "类" and _LENGTHS.get(len(code)) == level and not code.startswith("2"):
        yield Mention(start, end, "known", above["类"], above["类"], "支")
        return
    if level == "类":
        end += passage.plain.startswith("支出", end) * len("支出")
        name = above["类"] if above["类"].endswith("支出") else above["类"] + "支出"
        yield Mention(start, end, "class", name, name, "支", "", (name,))
        return
    is_known = _LENGTHS.get(len(code)) == level and code[:3] in _class_codes()
    if not above[level]:
        return
    if level == "款" or len(names) == len(_LEVELS):
        subject = "/".join(names)
        yield Mention(start, end, "item", subject, subject, "支", "", names, code if is_known else "")
    elif is_known and last["code"]:
        yield Mention(start, end, "item", names[-1], code, "支", "", names[-1:], code)


def _clean(printed: str) -> str:
    """Return an account name without what the pattern took in before it: ordinals, codes, 其中."""
    return _CODE.sub("", item_name(_LEAD.sub("", _CODE.sub("", item_name(_LEAD.sub("", printed))))))


@cache
def parts_of_public() -> dict[str, str]:
    """Return the 三公 line that a part is of, by what is left of its name within the whole."""
    return {spelt: name for name, listed in words("narrative")["part_of_public"].items() for spelt in listed}


def is_same(known: Mention, mention: Mention) -> bool:
    """Tell whether two names are of one subject."""
    return known.family == mention.family and known.key == mention.key


def is_of(known: Mention, mention: Mention) -> bool:
    """Tell whether a name says less of the same total: its side alone, or its fund alone."""
    if not {known.family, mention.family} <= _TOTALS:
        return False
    return known.key.endswith(mention.key) or (mention.family == "source" and known.source == mention.key)
