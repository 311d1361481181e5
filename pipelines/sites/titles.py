"""What link texts and titles say: the default patterns of follow, take and exclude, year and report kind."""

from __future__ import annotations

import re
from typing import Final, Literal

ReportKind = Literal["final_account", "budget"]

_YEAR: Final = r"(?:20\d\d|二[〇○零][一二三四五六七八九〇○零]{2})(?:\s*年)?度?"
_COLUMN_WORDS: Final = (
    r"财政|政府|全[区县市]|本?[区县市]级?|各?部门|各?单位|街道办?事?处?|[乡镇]|预\s*决\s*算|预\s*算|决\s*算"
    r"|(?:地方)?政府债(?:务|券)|债(?:务|券)(?:限额|余额|发行|还本付息)?|草案|执行"
    r"|[和及与、/“”\"\s·|:：\[\]【】()（）>»]|信息|公开|公示|专[栏题]|目录|平台|情况|报告|三公|经费|资金|更多|more|领域|栏目|集中"
)
# The name of a column holds a year or the word for a report, and nothing that names a body.
FOLLOW: Final = (rf"^(?=.*(?:[预决]\s*算|20\d\d|财政(?:信息|资金)|政府债))(?:{_YEAR}|{_COLUMN_WORDS})+$",)
TAKE: Final = (r"预\s*算|决\s*算|(?:政府|一般|专项)债(?:务|券).{0,12}(?:限额|余额|发行|还本|付息|使用)",)
EXCLUDE: Final = (
    r"采购(?:意向|公告|结果)|招标|中标|磋商|成交公告|询价",
    r"模板|范本|填报说明|通知$|培训|政策解读|办法$|条例|绩效评价",
    r"汇总(?:情况|表)?$",
)
# The month of publication that follows some titles, (2025年9月), is no fiscal year.
_YEARS: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)\s*(年?)(?!\s*\d{1,2}\s*月)")
_CHINESE_YEAR: Final = re.compile(r"二[〇○零0０Ｏ]([〇○零一二三四五六七八九])([〇○零一二三四五六七八九])年?")
_DIGITS: Final = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}


def names_report(title: str) -> bool:
    """Tell whether a title has the word for a budget or a final account in it."""
    return re.search(TAKE[0], title) is not None


def report_kind(title: str) -> ReportKind | None:
    """Return the one kind of report a title names; None where it names none or both.

    >>> report_kind("清溪县教育局2024年度部门决算")
    'final_account'
    """
    text = re.sub(r"\s+", "", title)
    final = "决算" in text
    budget = "预算" in re.sub(r"预算绩效|一般公共预算|政府性基金预算|国有资本经营预算|预算执行", "", text)
    if final == budget or re.search(r"预[、（(]?决算", text):
        return None
    return "final_account" if final else "budget"


def fiscal_year(title: str) -> int | None:
    """Return the one year a title names, in digits or Chinese; None where it names none or several.

    >>> fiscal_year("二〇二四年度部门决算"), fiscal_year("2024年预算和2023年决算")
    (2024, None)
    """
    years = {int(match.group(1)) for match in _YEARS.finditer(title) if match.group(2)}
    years |= {int(f"20{_DIGITS[m.group(1)]}{_DIGITS[m.group(2)]}") for m in _CHINESE_YEAR.finditer(title)}
    if not years:
        years = {int(match.group(1)) for match in _YEARS.finditer(title)}
    return years.pop() if len(years) == 1 else None
