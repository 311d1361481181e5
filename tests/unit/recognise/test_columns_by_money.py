"""Forms whose columns divide a total by kind of money, this year's beside what is carried over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.recognise.titles import match_title
from tests.unit.pages import Rows, grid, page

FUNDS = ["一般公共预算", "政府性基金预算", "国有资本经营预算"]
REVENUE: Rows = [
    ["部门（单位）代码", "部门（单位）名称", "合计", "本年收入", *[None] * 8, "上年结转结余", *[None] * 3],
    [*"^^^", "小计", *FUNDS, "财政专户管理资金", "单位资金", *[None] * 3, "小计", *FUNDS[:2], "单位资金"],
    [*"^^^^^^^^", "小计", "事业收入", "上级补助收入", "其他收入", *"^^^^"],
]
RECEIVED = ["118.00", "100.00", "80.00", "6.00", "1.00", "5.00", "8.00", "4.00", "1.00", "3.00"]
CARRIED = ["18.00", "12.00", "4.00", "2.00"]


def read(title: str, rows: Rows) -> TableReader:
    return read_tables([page(1, ["2024年部门预算", title, "单位：万元"], grid(rows))], evaluate)


def figures(reader: TableReader, name: str = "合计") -> dict[str, str]:
    found = [item for table in reader.tables for item in table.items if item.item_name == name]
    assert len({item.measure for item in found}) == len(found)
    return {item.measure: item.text_printed for item in found}


def broken(reader: TableReader) -> set[tuple[str, bool]]:
    items = [item for table in reader.tables for item in table.items]
    checks = evaluate_document(items, ())
    assert checks
    return {(check.identity_id, check.is_hard) for check in checks if check.status == "violated"}


@pytest.mark.parametrize("total", [["合计", None], ["合计", ""], ["", "合计"]])
def test_revenue_of_this_year_stands_beside_what_is_carried_over(total: list[str | None]) -> None:
    printed = [*RECEIVED, *CARRIED]
    rows = [*REVENUE, ["121001", "青禾县教育局", *printed], [*total, *printed]]
    reader = read("收入总表", rows)
    assert figures(reader) == {
        "total": "118.00",
        "current_year_revenue": "100.00",
        "general_public_budget": "80.00",
        "government_fund_budget": "6.00",
        "state_capital_budget": "1.00",
        "special_account": "5.00",
        "own_funds": "8.00",
        "institutional_revenue": "4.00",
        "superior_subsidy": "1.00",
        "other_revenue": "3.00",
        "opening_carryover": "18.00",
        "carryover_general_public_budget": "12.00",
        "carryover_government_fund_budget": "4.00",
        "carryover_own_funds": "2.00",
    }
    assert not reader.notes
    assert not broken(reader)


@pytest.mark.parametrize(
    ("column", "identities"),
    [
        (0, {("W23", True), ("W23C", True)}),
        (1, {("W23Y", True), ("W23C", True)}),
        (7, {("W23O", False)}),
        (11, {("W23K", False)}),
    ],
)
def test_each_sum_of_revenue_by_source_is_checked(column: int, identities: set[tuple[str, bool]]) -> None:
    printed = [*RECEIVED, *CARRIED]
    printed[column] = f"{Decimal(printed[column]) + 7}"
    reader = read("收入总表", [*REVENUE, ["121001", "青禾县教育局", *printed]])
    assert broken(reader) == identities


def test_money_carried_over_is_no_revenue_of_this_year() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "财政拨款", "上年结转", None],
        ["^", "^", "^", "^", "财政拨款", "其他收入"],
        ["205", "教育支出", "118.00", "100.00", "12.00", "6.00"],
    ]
    reader = read("部门收入总表", rows)
    assert figures(reader, "教育支出") == {"total": "118.00", "fiscal_appropriation": "100.00"}
    assert [(note.kind, note.text) for note in reader.notes] == [
        ("unmatched_header", "上年结转/财政拨款"),
        ("unmatched_header", "上年结转/其他收入"),
    ]


def test_basic_expenditure_from_one_kind_of_money_is_not_all_of_it() -> None:
    rows = [
        [
            "科目编码",
            "科目名称",
            "合计",
            "一般公共预算",
            None,
            None,
            "政府性基金预算",
            "单位资金",
            None,
            None,
        ],
        ["^", "^", "^", "小计", "基本支出", "项目支出", "^", "小计", "事业支出", "其他支出"],
        ["205", "教育支出", "100.00", "90.00", "80.00", "10.00", "3.00", "7.00", "5.00", "2.00"],
        ["合计", None, "100.00", "90.00", "80.00", "10.00", "3.00", "7.00", "5.00", "2.00"],
    ]
    reader = read("支出总表", rows)
    assert figures(reader, "教育支出") == {
        "total": "100.00",
        "general_public_budget": "90.00",
        "general_public_budget_basic": "80.00",
        "general_public_budget_project": "10.00",
        "government_fund_budget": "3.00",
        "own_funds": "7.00",
        "own_funds_institutional": "5.00",
        "own_funds_other": "2.00",
    }
    assert not broken(reader)
    rows[3][4] = "81.00"
    assert ("W28G", True) in broken(read("支出总表", rows))


def test_expenditure_besides_basic_and_project_is_part_of_the_total() -> None:
    rows = [
        [
            "科目编码",
            "科目名称",
            "合计",
            "基本支出",
            "项目支出",
            "事业单位经营支出",
            "上缴上级支出",
            "对附属单位补助支出",
        ],
        ["205", "教育支出", "100.00", "60.00", "30.00", "5.00", "3.00", "2.00"],
        ["合计", None, "100.00", "60.00", "30.00", "5.00", "3.00", "2.00"],
    ]
    reader = read("部门支出总表", rows)
    assert figures(reader, "教育支出") == {
        "total": "100.00",
        "basic": "60.00",
        "project": "30.00",
        "operating": "5.00",
        "remitted_to_superior": "3.00",
        "subsidy_to_affiliates": "2.00",
    }
    assert not broken(reader)
    rows[2][2] = "101.00"
    assert ("W23", True) in broken(read("部门支出总表", rows))


@pytest.mark.parametrize("title", ["部门支出总体情况表", "一般公共预算支出情况表"])
def test_basic_expenditure_is_divided_by_economic_class(title: str) -> None:
    rows = [
        ["科目编码", "科目名称", "总计", "基本支出", None, None, None, "项目支出"],
        ["^", "^", "^", "小计", "工资福利支出", "商品和服务支出", "对个人和家庭的补助", "^"],
        ["205", "教育支出", "100.00", "60.00", "40.00", "15.00", "5.00", "40.00"],
        ["合计", None, "100.00", "60.00", "40.00", "15.00", "5.00", "40.00"],
    ]
    reader = read(title, rows)
    assert figures(reader, "教育支出") == {
        "total": "100.00",
        "basic": "60.00",
        "wages_and_welfare": "40.00",
        "goods_and_services": "15.00",
        "household_subsidies": "5.00",
        "project": "40.00",
    }
    assert not broken(reader)


def test_projects_are_paid_from_this_year_and_from_what_is_carried_over() -> None:
    years = ["本年拨款", None, None, "财政拨款结转结余", None, None]
    rows = [
        ["项目名称", "项目单位", "合计", *years, "财政专户管理资金", "单位资金"],
        [*"^^^", *FUNDS, *FUNDS, *"^^"],
        ["校舍维修", "青禾县教育局", "42.00", *"123456", "20.50", "0.50"],
    ]
    reader = read("项目支出表", rows)
    assert figures(reader, "校舍维修") == {
        "total": "42.00",
        "general_public_budget": "1",
        "government_fund_budget": "2",
        "state_capital_budget": "3",
        "carryover_general_public_budget": "4",
        "carryover_government_fund_budget": "5",
        "carryover_state_capital_budget": "6",
        "special_account": "20.50",
        "own_funds": "0.50",
    }
    assert not reader.notes
    assert not broken(reader)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("预算02表 收入总表", "B02"),
        ("预算06表财政拨款收支预算总表", "B04"),
        ("预算05-2表 项目支出表", "B10"),
        ("2024年预算07表 一般公共预算支出表", "B05"),
    ],
)
def test_the_number_of_a_budgets_table_is_no_part_of_its_title(printed: str, code: str) -> None:
    title = match_title(printed, "budget")
    assert title is not None
    assert title.form_code == code


@pytest.mark.parametrize("title", ["一般公共预算财政拨款支出决算表", "一般公共预算财政拨款收入支出决算表"])
def test_basic_expenditure_is_told_from_what_was_received_for_it(title: str) -> None:
    parts = ["合计", "基本支出", "项目支出"]
    carried = ["合计", "基本支出结转", "项目支出结转和结余"]
    spent = ["合计", "基本支出", None, None, "项目支出"]
    bands = [name for band in ("年初结转和结余", "本年收入") for name in (band, None, None)]
    rows = [
        ["科目编码", "科目名称", *bands, "本年支出", *[None] * 4, "年末结转和结余", None, None],
        ["^", "^", *carried, *parts, *spent, *carried],
        [*"^^^^^^^^^", "小计", "人员经费", "公用经费", *"^^^^"],
        ["205", "教育支出", *"505", "100", "62", "38", "98", "60", "45", "15", "38", *"725"],
        ["合计", None, *"505", "100", "62", "38", "98", "60", "45", "15", "38", *"725"],
    ]
    reader = read_tables([page(1, ["2024年部门决算", title, "单位：万元"], grid(rows))], evaluate)
    assert figures(reader) == {
        "opening_carryover": "5",
        "opening_basic_carryover": "0",
        "opening_project_carryover": "5",
        "revenue": "100",
        "revenue_basic": "62",
        "revenue_project": "38",
        "total": "98",
        "basic": "60",
        "personnel": "45",
        "operating_expenses": "15",
        "project": "38",
        "closing_carryover": "7",
        "closing_basic_carryover": "2",
        "closing_project_carryover": "5",
    }
    assert not reader.notes
    assert not broken(reader)


@pytest.mark.parametrize(
    ("title", "money", "parts"),
    [
        ("部门支出总表", "财政拨款", ["基本支出", "项目支出"]),
        ("财政拨款支出预算表（功能科目）", "一般公共预算", ["基本支出", "项目支出"]),
        ("财政拨款基本支出预算表（经济科目）", "一般公共预算", ["人员经费", "公用经费"]),
        ("支出预算表（按部门预算经济分类）", "财政拨款", ["基本支出", "项目支出"]),
    ],
)
def test_what_one_kind_of_money_is_spent_on_is_not_all_that_is_spent(
    title: str, money: str, parts: list[str]
) -> None:
    other = "政府性基金预算" if money == "一般公共预算" else "其他资金"
    rows = [
        ["科目编码", "科目名称", "合计", money, None, None, other],
        ["^", "^", "^", "小计", *parts, "^"],
        ["205", "教育支出", "100", "90", "50", "40", "10"],
        ["合计", None, "100", "90", "50", "40", "10"],
    ]
    reader = read(title, rows)
    found = figures(reader)
    assert found.pop("total") == "100"
    assert sorted(found.values()) == ["10", "90"]
    assert not {"basic", "project", "personnel", "operating_expenses"} & set(found)
    assert [note.text for note in reader.notes] == [f"{money}/{part}" for part in parts]
    assert not broken(reader)
