"""Contents: the forms a document lists, and silence wherever their absence has another reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipelines.recognise.contents import read_contents
from pipelines.values.items import FormTable
from pipelines.values.pages import Page
from pipelines.values.stated import Contents
from tests.unit.pages import grid, page

TITLES = {
    "F01": "收入支出决算总表",
    "F02": "收入决算表",
    "F03": "支出决算表",
    "F04": "财政拨款收入支出决算总表",
    "F05": "一般公共预算财政拨款支出决算表",
    "F08": "国有资本经营预算财政拨款支出决算表",
    "F11": "项目支出绩效自评情况表",
}
LIST = ["目　录", "第一部分 部门概况", "第二部分 2024年度部门决算表"] + [
    f"{number}、{title}" for number, title in zip("一二三四五六七", TITLES.values(), strict=True)
]


def tables(*codes: str | None) -> list[FormTable]:
    return [
        FormTable(n, n + 2, n + 2, TITLES.get(code or "", ""), code, "recognised" if code else "unrecognised", "",
                  "万元", False, "", "", 3, 3, False)
        for n, code in enumerate(codes, 1)
    ]  # fmt: skip


def document(contents: Sequence[str], *titled: str) -> list[Page]:
    rows = grid([["项目", "金额"], ["合计", "1.00"]])
    return [page(2, contents)] + [page(n, [TITLES[code]], rows) for n, code in enumerate(titled, 3)]


def missing(found: Contents) -> list[str]:
    return [entry.form_code for entry in found.missing]


SIX = ("F01", "F02", "F03", "F04", "F05", "F08")


def test_the_listed_forms_are_found_by_their_titles() -> None:
    found = read_contents(document(LIST, *SIX), tables(*SIX))
    assert [entry.form_code for entry in found.listed] == list(TITLES)
    assert found.listed[0].page == 2
    assert missing(found) == []  # the form of projects is often annexed elsewhere


@pytest.mark.parametrize("leader", ["……………5", ".......... 12", "·····3", "7"])
def test_leaders_and_page_numbers_are_no_part_of_a_title(leader: str) -> None:
    listed = [LIST[0]] + [f"{line}{leader}" for line in LIST[1:]]
    assert len(read_contents(document(listed, *SIX), tables(*SIX)).listed) == len(TITLES)


def test_contents_may_be_set_as_a_table() -> None:
    rows = grid([["序号", "报表名称"], *([str(n), title] for n, title in enumerate(TITLES.values(), 1))])
    pages = [page(2, ["目录"], rows), *document([], *SIX)[1:]]
    assert len(read_contents(pages, tables(*SIX)).listed) == len(TITLES)


def test_a_listed_form_that_is_nowhere_is_missing() -> None:
    five = SIX[:5]
    assert missing(read_contents(document(LIST, *five), tables(*five))) == ["F08"]


def test_absence_with_another_reason_is_no_error() -> None:
    five = SIX[:5]
    text_only = document(LIST)
    assert missing(read_contents(text_only, [])) == []  # the tables are published apart
    assert missing(read_contents(document(LIST, *SIX), tables(*five))) == []  # titled, but not recognised
    assert missing(read_contents(document(LIST, *five), tables(*five[:3], None, *five[3:]))) == []
    with_image = document(LIST, *five)
    with_image[3] = replace(with_image[3], lines=(), grids=())
    assert missing(read_contents(with_image, tables(*five))) == []
    assert missing(read_contents(document(LIST, *five[:3]), tables(*five[:3]))) == []  # most are elsewhere
    assert read_contents(document(LIST[1:], *five), tables(*five)) == Contents()  # no contents at all


def test_contents_end_where_the_first_part_begins_again() -> None:
    body = [*LIST, "第一部分 部门概况", "一、主要职责", "八、政府性基金预算财政拨款收入支出决算表"]
    found = read_contents([page(1, body)], [])
    assert "F07" not in [entry.form_code for entry in found.listed]
    prose = [
        *LIST,
        "本部门负责样例县的教育工作，并承办县政府交办的其他事项。",
        "八、政府性基金预算财政拨款收入支出决算表",
    ]
    assert "F07" not in [entry.form_code for entry in read_contents([page(1, prose)], []).listed]
