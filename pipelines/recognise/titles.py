"""Form titles: which statutory form a printed title names. Composed of parts, never listed and never by ordinal.

A form is the point that its own title names (kind, scope, flow, details, topics); a printed title is taken apart the
same way and names the form that stands nearest, if only one does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from pipelines.accounts import accounts, divisions
from pipelines.forms import catalogue, of_catalogue
from pipelines.recognise.title_parts import CLASSES, TitleParts, take_apart
from pipelines.values.text import key, squeeze

_LEADER: Final = re.compile(r"[.…·．。]{2,}\d*$")
_ORDINAL: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|附?表\d{1,2}(?:[-－]\d+)?[:：、]?)"
)
_TITLE_END: Final = re.compile(r"(?:表|[)）])$")
# Words of sentences: what stands before a title is a body and a year, never a sentence about a table.
_SPOKEN: Final = re.compile(r"[,，:：]|如下|按照|根据|填列|等表|所列|以下|列示|详见")
# Bodies hold these too (机构编制委员会, 便民为民服务中心, 将军镇): they speak where nothing follows, a year, a word for
# somebody, or a place, which begins a name.
_SPOKEN_OR_NAME: Final = re.compile(
    r"(?:见|反映在?|说明|为|是|了|将|编制)(?=$|\d|附|下|[表（(]|[本我该各其全]|中共|[一-龥](?<![省市州县区旗])[一-龥]{0,6}?[省市州县区旗])"
)
# What leads the known words of a title is the body, whose name ends as those do, or says whose money the table is of.
_BODY_END: Final = re.compile(
    r"[局委办室院校学园队所站会厅府处科馆部社台团库场司镇乡村区县市州盟旗省庭署]|中心|街道|公司|集团|基地"
)
_OF_MONEY: Final = re.compile(
    r"拨款|款项|资金|经费|基金|专户|预算|收入|支出|结余|结转|补助|转移支付|三公|债务|资本|采购|国资|社保|一般性|(?:事业|经营|其他|人员|公用)$"
)
# Titles of two forms beside each other that no rule parts: neither is the title of the other's.
_TWO_TITLES: Final = re.compile(
    r"(?:(?<!部门)(?<!单位)(?:决算|预算)|情况|支出|收入|收支|明细|总|目标|自评)表(?!格)"
    r"(?=[\u4e00-\u9fff“”（）()]*(?:决算|预算|支出|收入|收支|总)[\u4e00-\u9fff]*表)"
)
_ENDED: Final = re.compile(
    r"(?:公开|公示|公告|说明|报告|信息|通知|(?:收入|支出|收支|经费|情况)(?:预算|决算))$"
)
_BEGUN: Final = re.compile(r"(?:一般公共预算|公共财政预算|政府性基金|国有资本经营)")
_SENTENCE: Final = re.compile(r"[。；;!！?？]")
_LONGEST_LINE: Final = 110
_LONGEST_TITLE: Final = 60
"""Of a title without the body that leads it: province, prefecture, county and office have over forty characters."""
_FARTHEST: Final = 2.5
_OF_ONE_KIND: Final = frozenset(("self_evaluation", "target"))
_OF_FUNDS: Final = frozenset(("government_fund_budget", "state_capital_budget"))
_FUNCTIONAL: Final = frozenset(("functional",))
_ECONOMIC: Final = frozenset(("economic",))
CLASSIFICATIONS: Final = _FUNCTIONAL | _ECONOMIC | {"government_economic"}
_PARTS: Final = CLASSES | {"basic", "project"}
_SCOPES: Final = ("general_public_budget", "fiscal_appropriation", "")


@dataclass(frozen=True, slots=True)
class Title:
    """A title line as printed and, where it names a known form, that form's code.

    ``prefix`` is what stands before the form's own words, the body as a rule; ``parts`` are what it is composed of.
    """

    printed: str
    form_code: str | None = None
    prefix: str = ""
    is_unit_edition: bool = False
    parts: TitleParts = field(default_factory=TitleParts)


def is_contents_entry(text: str) -> bool:
    """Tell whether a line is an entry of a table of contents: dot leaders and a page number."""
    return bool(_LEADER.search(squeeze(text)))


def match_title(text: str, kind: str | None = None) -> Title | None:
    """Read one line as a form's title; None where it is not title-like at all.

    ``kind`` is the document's (final_account or budget) where it is known: it decides for titles that say neither.
    """
    squeezed = squeeze(text)
    if not squeezed or len(squeezed) > _LONGEST_LINE:
        return None
    return _title(squeezed, kind)


def match_joined(above: str, below: str, kind: str | None = None) -> Title | None:
    """Read two lines as one form's title; None where the upper one ends what it says, or the lower one begins anew.

    政府性基金预算 goes on with 支出总体情况表; 部门决算及“三公”经费公开 and 一般公共预算财政拨款支出决算表 are two.
    """
    if _BEGUN.match(_ORDINAL.sub("", key(below))) or (_ENDED.search(key(above)) and names_form(below, kind)):
        return None
    return match_title(above.strip() + below.strip(), kind)


@of_catalogue
def names_form(text: str, kind: str | None = None) -> bool:
    """Tell whether a line is the title of a form that is defined."""
    title = match_title(text, kind)
    return title is not None and title.form_code is not None


@of_catalogue
def _title(squeezed: str, kind: str | None) -> Title | None:
    if _SENTENCE.search(squeezed) or _LEADER.search(squeezed):
        return None
    is_table = _is_called_table(squeezed)
    if not is_table and _ORDINAL.sub("", key(squeezed)) not in _own_titles():
        return None
    parts = take_apart(_ORDINAL.sub("", squeezed))
    if not parts.says_something or _is_spoken(parts.left):
        return None
    if len(squeezed) - len(parts.left) > _LONGEST_TITLE:
        return None
    is_other = not parts.topics and _names_other_money(parts.left)
    code = None if is_other or _TWO_TITLES.search(key(squeezed)) else nearest_form(parts, kind)
    is_edition = parts.edition == "unit"
    if code is None and not is_table:
        return None
    return Title(squeezed, code, parts.left, is_edition, parts)


def _is_spoken(lead: str) -> bool:
    """Tell whether what leads a title's known words is a sentence, not the name of a body."""
    if _SPOKEN.search(lead):
        return True
    if not _SPOKEN_OR_NAME.search(lead):
        return False
    return _SPOKEN_OR_NAME.search(_places_that_seem_spoken().sub("某县", lead)) is not None


@cache
def _places_that_seem_spoken() -> re.Pattern[str]:
    """Match the names of divisions that hold such a word and go on like a place: 将乐县."""
    names = sorted(
        place.division_name for place in divisions() if _SPOKEN_OR_NAME.search(place.division_name)
    )
    return re.compile("|".join(names))


def _names_other_money(lead: str) -> bool:
    """Tell whether what leads a title's known words ends with money that no word of ours names, or with an account."""
    body = max((match.end() for match in _BODY_END.finditer(lead)), default=0)
    return _OF_MONEY.search(lead, body) is not None or _accounts_alone().search(lead, body) is not None


@cache
def _accounts_alone() -> re.Pattern[str]:
    """Match the name of an account that a table of its expenditure alone is called by (工资福利支出预算表)."""
    names = {one.account_name.removesuffix("支出") for one in accounts() if one.level == "class"}
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})$")


def nearest_form(
    parts: TitleParts, kind: str | None = None, among: Collection[str] | None = None
) -> str | None:
    """Return the code of the form that a title names; None where none is near, or two are equally near.

    ``among``, where given, are the only codes that count.

    A title that says neither 决算 nor 预算 is one of the document's kind; of a document of unknown kind it is a
    budget's, where final accounts always say so, unless it is about what a body holds.
    """
    kinds = ("final_account", "budget") if "assets" in parts.topics else ("budget", "final_account")
    # Only what a title is about tells whether 预算 in it is a kind: 部门预算项目支出绩效自评表 reports results.
    first = parts.kind if not parts.topics & _OF_ONE_KIND else ""
    for wanted in (first,) if first else (kind,) if kind and not parts.topics & _OF_ONE_KIND else kinds:
        distances: dict[str, float] = {}
        for code, point in _points()[wanted]:
            apart = _distance(parts, point) if among is None or code in among else float("inf")
            if apart <= _FARTHEST:
                distances[code] = min(apart, distances.get(code, apart))
        best = min(distances.values(), default=None)
        nearest = [code for code, apart in distances.items() if apart == best]
        if len(nearest) == 1:
            return nearest[0]
        if nearest:
            return None
    return None


def _is_called_table(squeezed: str) -> bool:
    return bool(_TITLE_END.search(squeezed)) and "表" in squeezed


@of_catalogue
def _own_titles() -> frozenset[str]:
    """Return the titles of the forms as they are compared, those without the word 表 among them."""
    return frozenset(key(title) for form in catalogue() for title in form.all_titles)


@of_catalogue
def _points() -> dict[str, list[tuple[str, TitleParts]]]:
    """Return, by report kind, every form with the points that its titles name."""
    found: dict[str, list[tuple[str, TitleParts]]] = defaultdict(list)
    for form in catalogue():
        for title in form.all_titles:
            found[form.report_kind].append((form.code, take_apart(key(title))))
    return found


def _distance(printed: TitleParts, point: TitleParts) -> float:
    """Return how far a title is from a form's point: 0 the same, infinite for another thing altogether."""
    far = float("inf")
    if "three_public" in printed.topics and "three_public" in point.topics:
        is_of_fund = (printed.scope in _OF_FUNDS) is (point.scope in _OF_FUNDS)
        return 0.5 * len(printed.topics ^ point.topics) if is_of_fund else far
    apart = _classified_apart(printed, point)
    apart_in = (printed.details ^ point.details) - CLASSIFICATIONS
    if printed.topics != point.topics or apart_in & _PARTS:
        return far
    is_listed = printed.topics or printed.details & {"basic", "project"} or printed.details & CLASSIFICATIONS
    if "itemised" in apart_in and not is_listed:
        return far  # 支出决算明细表 lays functional items against economic ones: another table
    if printed.flow != point.flow:
        is_either = "both" in (printed.flow, point.flow) and "expenditure" in (printed.flow, point.flow)
        if printed.topics:
            apart += 0.25
        elif is_either and printed.scope in ("government_fund_budget", "state_capital_budget"):
            apart += 0.5
        else:
            return far
    if printed.scope != point.scope:
        if printed.topics:
            apart += 0.25
        elif printed.scope in _SCOPES and point.scope in _SCOPES and printed.details & {"basic", "project"}:
            apart += 1
        else:
            return far
    return apart + len(apart_in)


def _classified_apart(printed: TitleParts, point: TitleParts) -> float:
    """Return how far the classification a title names is from that of a form's point, infinite for another one.

    Where nothing is said, basic expenditure is listed by the departments' economic items, all other by function.
    """
    said, meant = printed.details & CLASSIFICATIONS, point.details & CLASSIFICATIONS
    if said == meant or printed.topics:
        return 0.0
    usual = _ECONOMIC if "basic" in printed.details & point.details else _FUNCTIONAL
    return 1.0 if (said or usual) & (meant or usual) else float("inf")
