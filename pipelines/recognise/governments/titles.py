"""Titles of governments' own tables: which form, year, scope and stage they say, in whatever order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pipelines.forms import FormDefinition, government_forms
from pipelines.lexicon import words
from pipelines.values.text import chinese_year, squeeze

BY_REGION: Final = "分地区"
"""Scope of a table whose rows are regions: each row is its own."""
_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})(?!\d)(?:年度?)?")
_CHINESE_YEAR: Final = re.compile(r"[二两][〇零○O0][一二三四五六七八九〇零○]{2}(?=年)")
_SPAN: Final = re.compile(r"(20\d{2})年?[-—–－至~～](?:20)?\d{2}年")
_NUMBER: Final = r"(?:一(?!般)|[二三四五六七八九十\d]){0,4}?(?:[-－—.]\d{1,3}?)*?"
"""The number of a table; the year of its title may stand right behind it: 附表12024年."""
_GOES_ON: Final = r"(?=20\d\d年|一般|[^\d.\-－—一二三四五六七八九十])"
_BEFORE: Final = re.compile(
    rf"^(?:[(（]?附[件表录]?{_NUMBER}[)）:：.、]?{_GOES_ON})?"
    rf"(?:(?:公开)?[表§]{_NUMBER}[:：.、]?{_GOES_ON})?"
    r"(?:\d{1,3}?(?:[-－—.]\d{1,3}?)*[.、:：]?(?=20\d\d年|[^\d.\-－—]))?"
    r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.])?"
)
_ENDS: Final = re.compile(
    r"(?:表|情况|草案|预算|决算|[预决]算数|执行数|明细|安排|收入|支出|限额|余额)(?:[(（][^()（）]*[)）])*(?:之[一二三四五六七八九十\d])?(?:[(（]续表?[)）]|续表?)?$"
)
_BRACKETS: Final = re.compile(r"[(（][^()（）]*[)）]")
_QUOTES: Final = re.compile(r"[“”\"'‘’《》〈〉「」『』]")
_SENTENCE: Final = re.compile(r"[。；;，,：:](?!.{0,12}单位)")
_PROSE: Final = re.compile(r"说明$|情况的说明|公开目录|目录$|报告$|通知$")
_LONGEST: Final = 70


@dataclass(frozen=True, slots=True)
class AreaTitle:
    """What the title of a government's own table says; empty or None what it leaves open.

    ``part`` is ``general`` or ``special`` where all is of that debt, ``bonds`` 新增 or 再融资 where all is.
    """

    printed: str
    form_code: str
    year: int | None
    scope: str
    stage: str
    part: str
    debt: str
    bonds: str


_BY_LEVEL: Final = re.compile(r"分(?:[省市州盟县区旗乡镇]|街道){1,4}(?![一-龥]*级)")
"""Regions below, whatever they are called: 分县区, 分乡镇, 分县（市）区."""


def plain_title(text: str) -> str:
    """Return a title without number, quotes and blanks; brackets stay.

    Regions below are 分地区 whatever their level, and transfers 转移支付 where they are called 转移性支付.

    >>> plain_title("3、一般公共预算转移性支付表（分乡镇）")
    '一般公共预算转移支付表（分地区）'
    """
    plain = _BEFORE.sub("", _QUOTES.sub("", squeeze(text)), count=1)
    return _BY_LEVEL.sub(BY_REGION, plain).replace("转移性支付", "转移支付")


@lru_cache(maxsize=1 << 12)
def read_title(text: str) -> AreaTitle | None:
    """Return what a line says where it is the title of a government's own table, else None."""
    plain = plain_title(text)
    if not 4 < len(plain) <= _LONGEST or _PROSE.search(plain) or not _ENDS.search(plain):
        return None
    if _SENTENCE.search(_BRACKETS.sub("", plain)):
        return None
    codes = fitting_forms(plain)
    if not codes:
        return None
    return AreaTitle(
        printed=squeeze(text),
        form_code=codes[0],
        year=title_year(plain),
        scope=scope_of(plain),
        stage=stage_of(plain),
        part=part_of(plain),
        debt=_only_debt(plain),
        bonds="再融资"
        if "再融资" in plain
        else "新增"
        if re.search(r"新增.{0,6}(?:债券|债务)", plain) and "限额" not in plain
        else "",
    )


def fitting_forms(plain: str) -> tuple[str, ...]:
    """Return the codes of the forms whose title rules fit, the highest rank first."""
    found: dict[str, int] = {}
    for form in government_forms():
        for rule in form.area.titles if form.area else ():
            if all(any(word in plain for word in group) for group in rule.words) and not any(
                word in plain for word in rule.without
            ):
                found[form.code] = max(rule.rank, found.get(form.code, 0))
    return tuple(sorted(found, key=lambda code: (-found[code], code)))


def title_year(plain: str) -> int | None:
    """Return the year of a table: the first of a span (2024-2025年), else the last that its title names."""
    if span := _SPAN.search(plain):
        return int(span[1])
    years = [int(year) for year in _YEAR.findall(plain)]
    years += [year for match in _CHINESE_YEAR.findall(plain) if (year := chinese_year(match))]
    return max(years, default=None)


@lru_cache(maxsize=1 << 12)
def stage_of(plain: str) -> str:
    """Return the stage of a budget that words say last, ``''`` where they say none.

    预算 in the name of a kind of money (一般公共预算) is none; of 执行情况和预算草案 it is what comes last.
    """
    rest = re.sub(
        r"(?:公共|基金|经营|财政)预算(?!\(?草案|数)|预算(?=执行|内)|政府预算(?=经济)|预算单位", "", plain
    )
    listed_words = words("governments")["stage"]
    done = any(word in rest for stage in ("executed", "final") for word in listed_words[stage])
    for stage in ("initial_budget", "adjusted_budget"):
        if not done and any(word in rest for word in listed_words[stage]):
            return stage
    best, at = "", -1
    for stage, listed in listed_words.items():
        for word in listed:
            place = rest.rfind(word)
            is_within = stage == "budget" and re.search(rf"(?:年初|调整|变动|调整后){word}", rest)
            if place > at and not is_within:
                best, at = stage, place
    if not best and re.search(r"预算(?:草案|安排|数)?表?$", plain):
        return "budget"
    return best


def part_of(plain: str) -> str:
    """Return ``general`` or ``special`` where words name that debt and not the other."""
    found = [
        part
        for part, listed in words("governments")["part"].items()
        if any(word in plain for word in listed if "债" in word)
    ]
    return found[0] if len(found) == 1 else ""


def debt_of(plain: str) -> str:
    """Return the measure of debt that the words of a header name first, ``''`` where they name none."""
    found = [
        (plain.index(word), measure)
        for measure, listed in words("governments")["debt"].items()
        for word in listed
        if word in plain and not (measure == "balance" and "余额限额" in plain)
    ]
    return min(found)[1] if found else ""


def _only_debt(plain: str) -> str:
    """Return the measure of debt that a title names, ``''`` where it names none, or several (限额和余额)."""
    listed = words("governments")["debt"]
    found = [measure for measure, names in listed.items() if any(name in plain for name in names)]
    return found[0] if len(found) == 1 else ""


@cache
def _scopes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return how scopes are printed, in the order of what they outweigh, each with what is made of its groups."""
    listed = words("areas")
    kinds, zones, below, regions, money = (
        "|".join(listed[name][""]) for name in ("kinds", "zones", "below", "regions", "behind")
    )
    receiver = "税收返还|转移支付|补助"
    return (
        (re.compile(f"(?:{regions})"), BY_REGION),
        (re.compile(r"辖区"), "{0}"),
        (re.compile(f"全(?:{kinds})"), "{0}"),
        (re.compile(f"(?:{kinds})(?:本级)?对(?:下|各?(?:{below}|县|地))"), "{0}"),
        (re.compile(f"(?:深度)?({zones}|{kinds})本级"), "{1}本级"),
        (re.compile(f"(?:{kinds})级"), "{0}"),
        (re.compile(r"本级"), "{0}"),
        (re.compile(r"市直(?!属)|直属"), "{0}"),
        (re.compile(f"[一-龥]{{0,14}}?({zones})"), "{1}"),
        (re.compile(f"(?<=[市州]对)([一-龥]{{1,8}}?[市县区旗])(?={receiver})"), "{1}"),
        (re.compile(f"(?<=对)[一-龥]{{1,8}}?({kinds})(?={receiver})"), "全{1}"),
        (re.compile(f"(?:^|(?<=年))(?!年|全|城市|城乡)[一-龥]{{1,12}}?({kinds})(?=$|年|{money})"), "全{1}"),
        (re.compile(r"本地区|本区域"), "{0}"),
        (re.compile(f"(?:{below})"), "{0}"),
    )


_TEMPLATE: Final = re.compile(r"[(（](?:县级|区级|市级|[县区市级、，,]{2,9})[)）]")
"""What a template leaves behind the level that a book is of: 市级（县级、区级）."""


_LAYOUT: Final = re.compile(r"[(（]按[^()（）]{1,14}(?:列示|分列|排列)[)）]")
"""How a table is laid out: （按项目分地区列示）."""


def says_layout(title: str) -> bool:
    """Tell whether a title says how its table is laid out, so that regions in it are no scope of their own."""
    return _LAYOUT.search(title) is not None


def scope_of(plain: str) -> str:
    """Return the scope that a title prints: 全市, 市本级, 州本级, 市级, 合作区, 分地区 …; ``''`` where it names none.

    An area's own name stands for all of it (X市一般公共预算收入表 → 全市).

    >>> scope_of("2026年迪庆州州本级一般公共预算收入表"), scope_of("2025年泰安市一般公共预算收入表")
    ('州本级', '全市')
    """
    text = _YEAR.sub("年", _LAYOUT.sub("", _TEMPLATE.sub("", plain)))
    for pattern, told in _scopes():
        if (match := pattern.search(text)) is not None:
            scope = told.format(match[0], *match.groups())
            return scope.removeprefix("深度")
    return ""


def best_title(lines: Iterable[str]) -> AreaTitle | None:
    """Return the title among lines above a table, the last one; it may be printed on two lines or three."""
    listed = [text for text in lines if squeeze(text)]
    for at in range(len(listed) - 1, -1, -1):
        for height in (3, 2):
            if at - height + 1 < 0:
                continue
            parts = listed[at - height + 1 : at + 1]
            both = read_title("".join(part.strip() for part in parts))
            if both is not None and _is_torn(parts):
                return both
        if (title := read_title(listed[at])) is not None:
            return title
    return None


_HEAD_WORDS: Final = re.compile(
    r"单位[:：]|^[(（]?(?:附表|附?表[一二三四五六七八九十\d\-－—.]{1,6})$|^附[件表]|^[-—–\s\d]+$|^第.{1,4}页|^注|[。；;]"
)
_TAIL: Final = re.compile(
    r"^(?:[及和与、(（的]|表$|.{0,16}(?:情况|明细|预算|决算|执行)?表?(?:[(（].*[)）])?$)"
)


def _is_torn(parts: Sequence[str]) -> bool:
    """Tell whether lines can be the parts of one title: none is a unit, a number of a table or a sentence.

    A line that is a title by itself goes on only in one that is none and ends like one (及还本付息情况表).
    """
    if any(_HEAD_WORDS.search(squeeze(part)) for part in parts):
        return False
    titled = [read_title(part) is not None for part in parts]
    return not any(titled) or (
        titled == [True, *[False] * (len(parts) - 1)] and bool(_TAIL.match(squeeze(parts[-1])))
    )


def form_of(code: str) -> FormDefinition:
    """Return a government's form by its code."""
    return next(form for form in government_forms() if form.code == code)
