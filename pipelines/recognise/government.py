"""Governments' own budgets and final accounts, told apart from those of their departments.

A department's report and its government's share titles (一般公共预算支出表, “三公”经费表): the document decides whose
they are. A government alone prints its revenue by tax, transfers, debts and social insurance funds, and reports on its
budget to the people's congress; a report of a department names its edition on the cover or in its titles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final

from pipelines.lexicon import words
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.governments.titles import read_title
from pipelines.values.identity import Evidence, ReportIdentity
from pipelines.values.items import FormTable
from pipelines.values.pages import Page
from pipelines.values.text import squeeze

KIND: Final = "government"
_FUNDS: Final = "一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?|社会保险基金(?:预算)?"
_LEVEL: Final = "全[省市州县区旗盟]|[省市州县区旗盟]级|本级"
_ENDS: Final = r"(?:表|情况|草案[)）]?)(?:[(（].*[)）])?$"
_GOVERNMENTS: Final = re.compile(
    rf"(?:(?:{_FUNDS})(?:上级补助)?收入(?![、和及与]?支出)"
    rf"|社会保险基金"
    rf"|(?:{_LEVEL}).{{0,8}}?(?:{_FUNDS})收支"
    rf"|税收返还|(?<!专项)转移支付"
    rf"|(?:全[省市州县区旗盟]|[省市州县区旗盟]本?级).{{0,12}}?三公.{{0,14}}?汇总"
    rf"|(?:政府|一般|专项)债(?:务|券).{{0,16}}(?:限额|余额|还本|付息|发行|明细)).{{0,40}}{_ENDS}"
)
# 财政拨款 is what a department gets from its government.
_DEPARTMENTS: Final = re.compile(
    r"(?:部门|单位)(?:整体|综合)?(?:收支|收入|支出|预算|决算|一般公共|政府性基金)|财政拨款(?:收支|收入|总?预算收支)|绩效"
)
# What a government puts before the people's congress or publishes of its budget, with or without tables in it.
_LEVELS: Final = "[省市州盟县区旗](?:本?级)?"
_REPORT: Final = re.compile(
    r"(?:预算(?:收支)?执行(?:情况)?[和与及、暨].{0,14}?预算(?:草案|安排|的)"
    rf"|(?:政府|财政(?:收支|总)?|{_LEVELS})(?:预算|决算)|人民政府关于.{{0,16}}?(?:预算|决算))"
    r"(?:[(（]?草案[)）]?)?.{0,24}?(?:报告|议案|公开|草案[)）]?|说明)$"
)
_NO_REPORT: Final = re.compile(
    r"部门|单位|[乡镇](?:人民|政府|人大|20|财政|预算|决算|本级)|[全我][乡镇]|街道|办事处|公司"
    r"|[我本](?:局|委|办|院|校|站|所|中心)|(?<!财政)[局委院校站所厅](?=20|关于)"
)
_OF_TOWN: Final = re.compile(r"[乡镇](?:(?:人民)?政府|人大|人民代表|第.{1,4}届|20\d\d年)|街道")
_TOWN: Final = re.compile(
    r"^(?:[一-龥]{2,9}?[省市州盟县区旗])?[^各对全分及和与所辖本县区市州盟旗乡镇\d]{1,5}(?:[乡镇]|街道)"
    r"(?=人民政府|20\d\d年|本级|一般公共|政府性|财政|国有|社会)"
)
"""A town that a line begins with, behind its county: 小林镇2022年决算, but not 全县各乡镇."""
_OWN_TOWN: Final = re.compile(r"(?:^|[省市州盟县区旗])([^省市州盟县区旗]{1,6}(?:[乡镇]|街道))(?:人民政府)?$")
_EDITION: Final = re.compile(r"(?:部门|单位)(?:预算|决算)(?:公开|说明|报告|情况|编制)*$")
_ADDRESS: Final = re.compile(
    r"(?:现将|现提出|受[^。]{0,8}政府(?:的)?委托)[^。]{0,50}?(?:财政|(?:预算|收支)执行|(?:预算|决算)\(?草案|总决算)"
    r"[^。]{0,60}?(?:报告如下|请[^。,]{0,12}审[议查])"
)
"""How a report addresses the people's congress: 现将…预算执行情况报告如下，请予审议."""
_AREAS_MONEY: Final = re.compile(rf"(?:20\d\d年度?)?(?:(?:{_LEVEL}))?(?:{_FUNDS})")
_BODY: Final = re.compile(
    r"(?:部门|单位|编制部门|填报单位)(?:名称)?[:：].{2,30}(?<!财政)(?:[局委办院校站所会队馆社厅处]|中心|街道|公司)(?:$|[^一-龥])"
    r"|(?<!财政)[局委办院校站所]20\d\d年度?(?:部门|单位)?(?:预算|决算)"
)
"""A line that names the body whose tables these are."""
_FEWEST_TAXES: Final = 2
_OPENING: Final = 40
_COVER: Final = 12
"""Lines of the first pages in which a document says what it is."""
_FEWEST_FORMS: Final = 3
"""Forms of a government that outweigh what a book lists of its departments (部门预算汇总表, 重点项目绩效目标表)."""
_BEFORE: Final = re.compile(r"^(?:[(（]?附[件表]?[)）]?)?[表§]?[\d.\-－—–、:：]{0,8}?(?=20\d\d年|\D)")
_YEAR: Final = re.compile(r"20\d\d年(?:度)?")
_OWN_LEVEL: Final = re.compile(r"本级|[省市州盟县]级")
_LONGEST: Final = 70
_LEADING_BODY: Final = re.compile(
    r"^.{2,30}?(?:[局委办院校站所会队馆社厅处]|中心|公司)"
    r"(?=20\d\d年|一般公共|政府性基金|国有资本|财政|部门|单位|收入|支出|收支|项目|基本|概况|主要|[“\"]?三公)"
)
"""The body that a title begins with: a county's 社会保险基金管理局 prints no accounts of its social insurance funds."""


def from_titles(
    pages: Sequence[Page], tables: Sequence[FormTable], divisions: DivisionIndex
) -> Iterator[Evidence]:
    """Yield what the titles of a government's own accounts say of who reported; nothing for any other document.

    A town's accounts may bear a title like a department's (财政收支预算表) and list taxes, which no department has.
    """
    titles = list(_titles(pages, tables))
    own = [(page, text) for page, text in titles if _GOVERNMENTS.search(_LEADING_BODY.sub("", text, count=1))]
    own += [one for one in _of_areas(pages, titles, divisions) if one not in own]
    taxed = list(_taxed(tables))
    forms = {title.form_code for _, text in own if (title := read_title(text)) is not None}
    departments = {text for _, text in titles if "表" in text[-12:] and _DEPARTMENTS.search(text)}
    if departments and len(forms) < max(_FEWEST_FORMS, len(departments) + 1):
        return
    reports = list(_reports(pages))
    if not own and not reports and not taxed:
        return
    for page, text in (*own, *reports):
        yield Evidence("organisation_kind", KIND, "title", page, text)
    for page, text in taxed:
        yield Evidence("organisation_kind", KIND, "table", page, text)
    yield from _named((*titles, *reports), list(_cover_lines(pages)), divisions)


def _of_areas(
    pages: Sequence[Page], titles: Sequence[tuple[int, str]], divisions: DivisionIndex
) -> Iterator[tuple[int, str]]:
    """Yield the titles that name an area and nobody in it: X县2024年一般公共预算支出表, where no line names a body."""
    if any(_BODY.search(squeeze(line.text)) for page in pages for line in page.lines):
        return
    find = cache(divisions.find)  # a title stands above its table and among its page's lines
    for page, text in titles:
        plain = _BEFORE.sub("", text, count=1)
        match = find(plain)
        if match is None or len(match.codes) != 1 or not plain.startswith(match.text):
            continue
        if _AREAS_MONEY.match(plain, len(match.text)) and read_title(text) is not None:
            yield page, text


def _taxed(tables: Sequence[FormTable]) -> Iterator[tuple[int, str]]:
    """Yield the tables whose revenue is listed by tax, and the taxes."""
    for table in tables:
        revenue = {item.item_name for item in table.items if item.section == "revenue"}
        taxes = revenue.intersection(words("governments")["taxes"][""])
        if len(taxes) >= _FEWEST_TAXES:
            yield table.page_first, "、".join(sorted(taxes))


def _named(
    titles: Sequence[tuple[int, str]], cover: Sequence[str], divisions: DivisionIndex
) -> Iterator[Evidence]:
    """Yield whose accounts titles say they are: a town's where one is named, else a division's or a zone's."""
    told = [(page, _YEAR.sub("", _BEFORE.sub("", text, count=1))) for page, text in titles]
    on_cover = [found[0] for text in cover if (found := _TOWN.search(text))]
    in_titles = [found[0] for _, text in told if (found := _TOWN.search(text))]
    if on_cover or 2 * len(in_titles) > len(told):
        town = (on_cover or in_titles)[0]
        yield Evidence("organisation_name", f"{town}人民政府", "title", told[0][0], town)
        return
    find = cache(divisions.find)
    for page, plain in told:
        match = find(plain)
        if match is not None and len(match.codes) == 1:
            name = government_of(divisions.name(match.codes[0]))
            yield Evidence("organisation_name", name, "title", page, plain)
        elif (zone := _zone().match(plain)) is not None:
            yield Evidence("organisation_name", zone[1], "title", page, plain)


@cache
def _zone() -> re.Pattern[str]:
    """Return what the title of a zone's own accounts begins with: its name, which is no division's."""
    zones = "|".join(words("areas")["zones"][""])
    return re.compile(rf"^([一-龥]{{2,12}}(?:{zones}))(?:本级)?(?={_FUNDS}|地方政府|政府)")


def government_of(division: str) -> str:
    """Return what the government of a division is called; that of a league or a prefecture (地区) is an office of its
    region.

    >>> government_of("锡林郭勒盟"), government_of("泰安市")
    ('锡林郭勒盟行政公署', '泰安市人民政府')
    """
    return f"{division}行政公署" if division.endswith(("盟", "地区")) else f"{division}人民政府"


def completed(
    identity: ReportIdentity, tables: Sequence[FormTable], divisions: DivisionIndex
) -> ReportIdentity:
    """Return a government's identity with what only its tables say: year, kind of report, whose regions they list."""
    found = list(_from_items(tables, divisions))
    told = {field: str(value) for field, value in _known(identity).items() if value is not None}
    chosen = {e.field: e.value for e in reversed(found) if e.field not in told}
    if not chosen:
        return identity
    marked = tuple(replace(e, is_chosen=chosen.get(e.field) == e.value) for e in found)
    return replace(
        identity,
        fiscal_year=int(chosen["fiscal_year"]) if "fiscal_year" in chosen else identity.fiscal_year,
        report_kind=chosen.get("report_kind", identity.report_kind),
        organisation_name=chosen.get("organisation_name", identity.organisation_name),
        division_code=chosen.get("division_code", identity.division_code),
        uncertain_fields=tuple(f for f in identity.uncertain_fields if f not in chosen),
        evidence=(*identity.evidence, *marked),
    )


def _known(identity: ReportIdentity) -> Mapping[str, object]:
    """Return the fields of an identity that a government's tables can complete."""
    return {
        "fiscal_year": identity.fiscal_year,
        "report_kind": identity.report_kind,
        "organisation_name": identity.organisation_name,
        "division_code": identity.division_code,
    }


def _from_items(tables: Sequence[FormTable], divisions: DivisionIndex) -> Iterator[Evidence]:
    years = [item.figure_year for table in tables for item in table.items if item.figure_year]
    if years:
        yield Evidence("fiscal_year", str(max(years)), "table", None, f"{len(years)} figures")
    stages = Counter(item.measure for table in tables for item in table.items)
    if stages:
        is_final = stages["final"] > stages["executed"] + stages["budget"]
        is_debt = not (stages["final"] or stages["executed"] or stages["budget"])
        kind = "final_account" if is_final or is_debt else "budget"
        yield Evidence("report_kind", kind, "table", None, f"{stages.total()} figures")
    for table in tables:
        listed = [text for item in table.items for text in (item.item_name, item.section) if text]
        code = divisions.superior(listed)
        if code is not None:
            name = government_of(divisions.name(code))
            yield Evidence("organisation_name", name, "table", table.page_first, table.title_printed)
            yield Evidence("division_code", code, "table", table.page_first, table.title_printed)
    for table in tables:
        labels = list(dict.fromkeys(item.item_name for item in table.items))
        if len(labels) < 2 or not _OWN_LEVEL.search(labels[1]):
            continue
        match = divisions.find(labels[0])
        if match is not None and len(match.codes) == 1 and match.text == labels[0]:
            name = government_of(divisions.name(match.codes[0]))
            yield Evidence("organisation_name", name, "table", table.page_first, labels[0])
            yield Evidence("division_code", match.codes[0], "table", table.page_first, labels[0])


def town_of(name: str | None) -> str:
    """Return the town whose government a name is of; ``''`` for any other.

    >>> town_of("重庆市铜梁区小林镇人民政府"), town_of("上蔡县青山镇"), town_of("沙洋县人民政府")
    ('小林镇', '青山镇', '')
    """
    found = _OWN_TOWN.search(name or "")
    return found[1] if found is not None else ""


def _cover_lines(pages: Sequence[Page]) -> Iterator[str]:
    """Yield the short ones among the first lines, in which a document says what it is."""
    lines = (squeeze(line.text) for page in pages for line in page.lines)
    return (text for text in islice(lines, _COVER) if len(text) <= _LONGEST)


def _reports(pages: Sequence[Page]) -> Iterator[tuple[int, str]]:
    """Yield the lines that name a report of a government on its budget.

    None where a cover names a department's or a town's.
    """
    lines = list(
        islice(((page.number, squeeze(line.text)) for page in pages for line in page.lines), _OPENING)
    )
    if any(_EDITION.search(text) or _OF_TOWN.search(text) for text in _cover_lines(pages)):
        return
    for number, text in lines[:_COVER]:
        if len(text) <= _LONGEST and _REPORT.search(text) and not _NO_REPORT.search(text):
            yield number, text
    opening = _ADDRESS.search("".join(text for _, text in lines))
    if opening is not None and not _NO_REPORT.search(opening[0]):
        yield lines[0][0], re.split("现将|现提出|委托", opening[0])[-1]


def _titles(pages: Sequence[Page], tables: Sequence[FormTable]) -> Iterator[tuple[int, str]]:
    for table in tables:
        if table.title_printed:
            yield table.page_first, squeeze(table.title_printed)
    for page in pages:
        for text in (page.label, *(line.text for line in page.lines)):
            plain = squeeze(text)
            if plain and len(plain) <= _LONGEST and re.search(_ENDS, plain):
                yield page.number, plain
