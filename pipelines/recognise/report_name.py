"""A report's name: body, year, kind and edition, in whatever order page titles, covers and file names print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.recognise.title_parts import take_apart
from pipelines.values.identity import Evidence
from pipelines.values.text import chinese_year

# Bodies that are called after what they do: 预算审核中心, 财政预算绩效管理局.
_IN_A_NAME: Final = (
    r"(?:编制|编审|审核|评审|绩效|执行|管理|监督|服务|信息|会计)[一-龥]{0,6}(?:中心|局|所|处|科|办公室)"
)
# 一般公共预算 and its like name a kind of money: in a title that says 决算 behind them they are no budget.
_KIND: Final = (
    r"(?:决算|预算执行(?=情况(?!的?[和及与暨、]|.{0,24}草案))"
    rf"|(?<!公共)(?<!基金)(?<!经营)预算(?!执行|{_IN_A_NAME})"
    rf"|(?:(?<=公共)|(?<=基金)|(?<=经营))预算(?!执行|.{{0,40}}[决预]算|{_IN_A_NAME}))"
)
_WHAT: Final = rf"(?P<scope>部门|单位|(?<!人民)政府)?(?:收支|综合|整体)?(?P<kind>{_KIND})"
_REPORT: Final = re.compile(
    r"(?P<before>.{0,50}?)(?P<year>20\d{2}|[二两][〇零○O0][一二三四五六七八九〇零○]{2})年度?"
    rf"(?P<after>(?:(?!20\d{{2}}年).){{0,50}}?){_WHAT}"
)
# The year behind the kind (X学校部门预算公开(2023年)), and the body behind it (2023年预算公开—X学校).
_YEAR_BEHIND: Final = re.compile(
    rf"(?P<before>.{{2,50}}?){_WHAT}[^。;\d]{{0,20}}?" + r"[(（]?(?P<year>20\d{2})年度?(?!\d{1,2}(?!\d))"
)
# The year without 年 (X局2024部门预算, X局预算公开2024), where a name begins the text and no date stands in it.
_BARE: Final = r"(?P<year>20\d{2})(?![\d年.\-/])"
_YEAR_BARE: Final = re.compile(rf"(?P<before>[^\d。;]{{0,50}}?){_BARE}(?P<after>[^\d。;]{{0,50}}?){_WHAT}")
_YEAR_BARE_BEHIND: Final = re.compile(rf"(?P<before>[^\d。;]{{2,50}}?){_WHAT}[^。;\d]{{0,20}}?{_BARE}")
ENDS: Final = "局委办室院校园所站会处馆社队"
END_OF_BODY: Final = rf"(?:中心|[{ENDS}府部])"
"""What whole names of bodies end with."""
_BODY_BEHIND: Final = re.compile(
    r"^[^一-龥。]{0,3}(?:情况)?(?:公开|公示)?(?:情况)?(?:说明|报告)?"
    r"(?:[—–\-_·:： (（]{1,2}(?P<body>[一-龥（）()]{3,40}?)[)）]?"
    rf"|(?P<alone>[一-龥]{{1,20}}[县区市旗州盟][一-龥]{{2,30}}{END_OF_BODY}))$"
)
# Reports of the three public expenses alone, which say neither 决算 nor 预算: X镇2015年“三公”经费支出说明.
_THREE_PUBLIC: Final = re.compile(
    r"(?P<before>[^。;,]{0,40}?)(?P<year>20\d{2})年度?(?P<after>[^。;,\d]{0,40}?)(?:部门|单位)?(?:财政拨款)?[“\"]?三公[”\"]?经费[^。;,\d]{0,20}"
)
_LONGEST: Final = 3000  # characters in which a name is looked for
_ANOTHER_YEAR: Final = re.compile(r"(?:19|20)\d{2}年?[^一-龥]{0,2}.*$")
_SHORT_YEAR: Final = re.compile(r"(?<!\d)(?P<year>\d{2})年度?(?:部门|单位)?(?:预算|决算)")
_LEVEL_WORDS: Final = re.compile(
    r"(?:省|市|区|县|本)级$|^(?:省|市|区|县|本)级|公开|及.{0,8}三公.*$|[《》“”\"（(].*$"
)
# Marks, brackets of the year and numbers in a list (001青河县…), and what is done with a report.
_BEFORE_A_NAME: Final = re.compile(
    r"^(?:[^一-龥\d(（《“\"]|\d{1,3}(?=[^\d年月号])|[(（]\d{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|附[件表]\d*"
    r"|第[一二三四]部分|本?部门|本?单位|关于|批复|公布|印发|下达|中华人民共和国)+"
)
_DIVISION_ONLY: Final = re.compile(r".{1,12}[省市区县旗州盟]")
_NO_NAME: Final = re.compile(rf"[预决]算(?!{_IN_A_NAME}$)|[。；]")
# What stands behind the report's name on a page of a county's site is the site's name.
_OF_THE_SITE: Final = re.compile(r"[县区市旗州盟省]人民政府")
# The own office of a department: X局(本级), X局机关; 县本级 and 区级 are levels of government, 政协机关 a department.
OWN_OFFICE: Final = re.compile(
    r"[(（](?:局|委|办|部)?(?:本级|机关|本部)[)）]|(?<=[局委办部会院室处社协馆校队站所园场心])(?:局|委|办|机关)?(?:本级|本部)(?![一-龥]{0,2}政府)"
    r"|(?:(?<=[局办部院室处])|(?<=[革康理务育设]委员会))机关(?=$|[\d(（年]|部门|单位|收支|[预决]算)"
)
# What stands behind the year where a report tells a part of it: 2024年上半年, 2024年1-6月, 2024年5月份执行情况.
_PART_OF_YEAR: Final = re.compile(
    r"年?度?的?(?:[上下]半年|前?第?[一二三四1-4]{1,2}个?季度"
    r"|(?:1|一)月?份?[-—\u2013~\uff5e至到](?:[2-9]|1[01]|[二三四五六七八九十]|十一)月"
    r"|\d{1,2}月份?(?!\d{1,2}日).{0,16}执行)"
)
# A budget of after the year's beginning: X局2024年部门预算调整情况, X局调整后的2024年部门预算.
_ADJUSTED: Final = re.compile(
    r"预算(?:草案|收支|支出|公开|的){0,2}(?:调整|变更|追加)|(?:调整|变更|追加)(?:后的?|的)(?:20\d{2}年度?)?[^。;,，]{0,8}预算"
    r"|预算[(（](?:调整|变更|追加)后?[)）]"
)
_BEHIND_A_NAME: Final = 12
_CONSOLIDATED: Final = re.compile(
    r"[(（](?:部门)?汇总(?:级|数)?[)）]|[(（]含(?:下属|所属|二级)(?:预算)?单位[)）]"
)
# What a title says of the edition behind what it calls the report: X局2023年度部门决算公开（本级）.
_MARK_BEHIND: Final = re.compile(r"(?:公开|公示|情况|说明|报告|表){0,4}[(（][^()（）]{2,8}[)）]")
# A label before the title: 【部门决算】X局2023年度部门决算, （2018部门预算公开）X局2018年部门预算.
_LABEL: Final = re.compile(r"^[(（【\[][^()（）【】\[\]]{0,20}[预决]算[^()（）【】\[\]]{0,10}[)）】\]]")
DATED: Final = re.compile(r"20\d{2}.*[预决]算|[预决]算.*20\d{2}")
"""What a heading that names a report holds: its year and what the report is."""
_SCOPE_BESIDE: Final = re.compile(r"[(（](部门|单位)[)）]")
_KINDS: Final = {"决算": "final_account", "预算执行": "final_account", "预算": "budget"}
_SCOPES: Final = {"部门": "department", "单位": "unit", "政府": "government"}


def from_report_name(text: str, source: str, page: int | None) -> Iterator[Evidence]:
    """Read ``X局2024年度部门决算`` or ``2024年度X局部门决算`` in any order of its parts."""
    text = text[:_LONGEST]
    rest = _LABEL.sub("", text)
    text = rest if DATED.search(rest) else text
    match = (
        _REPORT.search(text)
        or _YEAR_BEHIND.search(text)
        or _YEAR_BARE.match(text)
        or _YEAR_BARE_BEHIND.match(text)
    )
    if match is None and (told := _THREE_PUBLIC.fullmatch(text)):
        yield Evidence("fiscal_year", told["year"], source, page, text[:80])
        named = [clean_body(told["before"]), clean_body(told["after"])]
        yield from (Evidence("organisation_name", name, source, page, text[:80]) for name in named if name)
        return
    if match is None:
        if short := _SHORT_YEAR.search(text):
            yield Evidence("fiscal_year", f"20{short['year']}", source, page, text[:80])
            body = clean_body(text[: short.start()])
            if body:
                yield Evidence("organisation_name", body, source, page, text[:80])
        if kind := re.search(_KIND, text):
            yield Evidence("report_kind", _KINDS[kind[0]], source, page, text[:80])
        return
    year = match["year"]
    value = int(year) if year.isdecimal() else chinese_year(year)
    if value:
        yield Evidence("fiscal_year", str(value), source, page, match[0])
    yield Evidence("report_kind", _KINDS[match["kind"]], source, page, match[0])
    if _PART_OF_YEAR.match(text, match.end("year")):
        yield Evidence("fiscal_period", "part_of_year", source, page, match[0])
    if edition := _edition(match, text[match.end() :]):
        yield Evidence("organisation_kind", edition, source, page, match[0])
    bodies = [clean_body(part) for part in (match["before"], match.groupdict().get("after") or "")]
    if not any(bodies) and (behind := _BODY_BEHIND.match(text[match.end() :])):
        body = behind["body"] or behind["alone"]
        bodies = [None if _OF_THE_SITE.search(body) else clean_body(body)]
    yield from (Evidence("organisation_name", body, source, page, match[0]) for body in bodies if body)
    whole = text[match.start() : match.end() + _BEHIND_A_NAME]
    if any(bodies) and _ADJUSTED.search(whole):
        yield Evidence("budget_basis", "adjusted", source, page, whole)


def _edition(match: re.Match[str], behind: str) -> str:
    """Return the kind of body that a report's name tells, by its marks (本级, 汇总) or by 部门 and 单位, else ''."""
    mark = _MARK_BEHIND.match(behind)
    marks = (match[0], mark[0] if mark is not None else "")
    if any(map(OWN_OFFICE.search, marks)):
        return "unit"
    if any(map(_CONSOLIDATED.search, marks)):
        return "department"
    scope = match["scope"] or "".join(_SCOPE_BESIDE.findall(match[0])[:1])
    return _SCOPES.get(scope, "")


def clean_body(name: str) -> str | None:
    """Return a body's name without report words; None where nothing but a division or a phrase is left."""
    name = _LEVEL_WORDS.sub("", _BEFORE_A_NAME.sub("", name).rstrip("，,。:：、-—_ "))
    name = _ANOTHER_YEAR.sub("", name)
    name = re.sub(r"(?:部门|单位|的|本级|关于|整体支出|整体)$", "", name)
    if not 3 <= len(name) <= 40 or _DIVISION_ONLY.fullmatch(name) or _NO_NAME.search(name):
        return None
    return name if take_apart(name).left else None
