"""Forms of two sides whose sides stand below each other in one list, and forms of expenditure that print revenue."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.values.items import FormTable
from pipelines.values.pages import Page
from tests.unit.pages import grid, page

List = list[list[str | None]]
REVENUE: List = [["一、财政拨款收入", "120.00"], ["二、国有资本经营预算", "30.00"], ["收入总计", "150.00"]]
SPENT: List = [["一、教育支出", "100.00"], ["二、其他资金安排", "50.00"], ["支出总计", "150.00"]]


def read(*pages: Page) -> TableReader:
    return read_tables([page(9, ["青禾县教育局2024年部门预算"]), *pages], evaluate)


def one(title: str, rows: List) -> FormTable:
    (table,) = read(page(10, [title, "单位：万元"], grid(rows))).tables
    return table


def sides_of(table: FormTable) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in table.items:
        found.setdefault(item.section, []).append(item.item_name)
    return found


@pytest.mark.parametrize("headings", [True, False])
@pytest.mark.parametrize("amount", ["预算数", "全年盘子"])
def test_revenue_above_expenditure_in_one_list(amount: str, headings: bool) -> None:
    rows: List = [
        ["项目", amount],
        *([["收入", ""]] if headings else []),
        *REVENUE,
        *([["支出", ""]] if headings else []),
        *SPENT,
    ]
    table = one("部门收支预算总表", rows)
    assert table.form_code == "B01"
    assert sides_of(table) == {
        "revenue": ["财政拨款收入", "国有资本经营预算", "收入总计"],
        "expenditure": ["教育支出", "其他资金安排", "支出总计"],
    }


def test_a_total_without_a_word_for_its_side_closes_the_list_above_it() -> None:
    rows: List = [["项目", "决算数"], REVENUE[0], ["本年收入合计", "150.00"], ["总计", "150.00"]]
    rows += [SPENT[0], ["本年支出合计", "150.00"], ["总计", "150.00"]]
    assert sides_of(one("收入支出决算总表", rows)) == {
        "revenue": ["财政拨款收入", "本年收入合计", "总计"],
        "expenditure": ["教育支出", "本年支出合计", "总计"],
    }


def test_expenditure_goes_on_over_a_page() -> None:
    first: List = [["项目", "预算数"], *REVENUE, SPENT[0]]
    rest: List = [["项目", "预算数"], *SPENT[1:]]
    title = ["部门收支预算总表", "单位：万元"]
    reader = read(page(10, title, grid(first)), page(11, (), grid(rest, top=40)))
    assert sides_of(reader.tables[0])["expenditure"] == ["教育支出", "其他资金安排", "支出总计"]


def test_a_list_of_one_side_stays_on_it() -> None:
    rows: List = [["收入", None], ["项目", "预算数"], *REVENUE]
    assert set(sides_of(one("部门收支预算总表", rows))) == {"revenue"}


FUND: List = [
    ["", "一、政府性基金收入", "120.00"],
    ["1030148", "国有土地使用权出让收入", "120.00"],
    ["", "收入合计", "120.00"],
    ["", "二、政府性基金支出", "120.00"],
    ["212", "城乡社区支出", "120.00"],
    ["21208", "国有土地使用权出让收入安排的支出", "120.00"],
    ["2120801", "征地和拆迁补偿支出", "120.00"],
    ["", "支出合计", "120.00"],
]


def test_the_revenue_of_funds_is_no_expenditure() -> None:
    table = one("政府性基金预算收支预算表", [["科目编码", "科目名称", "预算数"], *FUND])
    assert table.form_code == "B06"
    assert {(i.item_code, i.measure) for i in table.items if i.section == "revenue"} == {
        ("", "budget"),
        ("1030148", "budget"),
    }
    spent = {i.item_code: i.value for i in table.items if not i.section}
    assert spent == dict.fromkeys(("", "212", "21208", "2120801"), Decimal(120))
    assert {i.measure for i in table.items if not i.section} == {"total"}


def test_the_sides_of_funds_beside_each_other() -> None:
    rows: List = [
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一、政府性基金预算拨款", "120.00", "城乡社区支出", "120.00"],
        ["收入总计", "120.00", "支出总计", "120.00"],
    ]
    assert sides_of(one("政府性基金预算收支预算表", rows)) == {
        "revenue": ["政府性基金预算拨款", "收入总计"],
        "": ["城乡社区支出", "支出总计"],
    }


def test_revenue_in_a_form_of_expenditure_alone_is_noted_and_not_read() -> None:
    reader = read(
        page(10, ["一般公共预算支出表", "单位：万元"], grid([["科目编码", "科目名称", "合计"], *FUND]))
    )
    (table,) = reader.tables
    assert {item.item_code for item in table.items} <= {"", "212", "21208", "2120801"}
    assert "国有土地使用权出让收入" not in {item.item_name for item in table.items}
    assert sum(note.kind == "ambiguous_row" for note in reader.notes) == 3


def test_a_form_of_funds_laid_out_by_blanks_is_one_list() -> None:
    lines = [
        "政府性基金预算支出预算表",
        "单位：万元",
        "科目编码 科目名称 合计 基本支出 项目支出",
        "合计 120.00 20.00 100.00",
        "212 城乡社区支出 120.00 20.00 100.00",
        "21208 国有土地使用权出让收入安排的支出 120.00 20.00 100.00",
    ]
    (table,) = read(page(10, lines)).tables
    assert (table.form_code, table.status, len(table.items)) == ("B06", "recognised", 9)


def test_two_lists_of_expenditure_beside_each_other_are_both_expenditure() -> None:
    rows: List = [
        ["科目编码", "科目名称", "合计", "科目编码", "科目名称", "合计"],
        ["212", "城乡社区支出", "120.00", "229", "其他支出", "30.00"],
    ]
    assert sides_of(one("政府性基金预算支出预算表", rows)) == {"": ["城乡社区支出", "其他支出"]}


def test_a_cell_in_which_a_figure_and_the_next_name_run_together_names_nothing() -> None:
    rows = [
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、财政拨款收入", "477.60", "一、教育支出", "300.50"],
        ["", "477,63.50 二、外交\n0 支出", None, "177.10"],
    ]
    lines = ["青禾县教育局2024年部门决算", "收入支出决算总表", "单位：万元"]
    reader = TableReader([page(1, lines, grid(rows))])
    names = {item.item_name for table in reader.tables for item in table.items}
    assert names == {"财政拨款收入", "教育支出"}
    assert {note.kind for note in reader.notes} & {"figure_without_label", "unparsed_figure"}


def test_two_figures_run_together_name_nothing() -> None:
    rows = [
        ["科目编码", "科目名称", "小计", "基本支出", "项目支出"],
        ["205", "教育支出", "5.00", "3.00", "2.00"],
        ["", "1313.510.00", "4.00", "3.00", "1.00"],
    ]
    lines = ["青禾县教育局2024年部门决算", "一般公共预算财政拨款支出决算表", "单位：万元"]
    reader = TableReader([page(1, lines, grid(rows))])
    assert {item.item_name for table in reader.tables for item in table.items} == {"教育支出"}


def test_items_beside_others_have_the_labels_of_their_own_list() -> None:
    rows = [
        ["项目", "预算数", "统计数", "项目", "统计数"],
        ["（一）支出合计", "9.00", "8.00", "1.因公出国（境）费", "0.00"],
        ["2.公务用车购置及运行维护费", "6.00", "5.00", "四、机关运行经费", "15.00"],
        ["3.公务接待费", "3.00", "3.00", "（一）行政单位", "15.00"],
    ]
    lines = ["青禾县教育局2024年部门决算", "机构运行信息表", "单位：万元"]
    reader = TableReader([page(1, lines, grid(rows))])
    (table,) = reader.tables
    assert table.form_code == "F09"
    assert [(item.item_name, item.measure, item.text_printed) for item in table.items] == [
        ("合计", "budget", "9.00"),
        ("合计", "final", "8.00"),
        ("因公出国（境）费", "final", "0.00"),
        ("公务用车购置及运行维护费小计", "budget", "6.00"),
        ("公务用车购置及运行维护费小计", "final", "5.00"),
        ("机关运行经费", "final", "15.00"),
        ("公务接待费", "budget", "3.00"),
        ("公务接待费", "final", "3.00"),
        ("行政单位", "final", "15.00"),
    ]
    assert not reader.notes
