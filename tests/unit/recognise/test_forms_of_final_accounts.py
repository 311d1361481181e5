"""Forms that provinces add to final accounts: funds' three public expenses, operating expenses, procurement."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.recognise.titles import match_title
from tests.unit.pages import Rows, grid, page


def _read(title: str, rows: Rows) -> TableReader:
    return read_tables([page(1, ["2024年度部门决算", title, "单位：万元"], grid(rows))], evaluate)


def _figures(reader: TableReader) -> dict[tuple[str, str], Decimal]:
    items = reader.tables[0].items
    found = {(item.item_code or item.item_name, item.measure): item.value for item in items}
    assert len(found) == len(items) and not reader.notes
    return found


def _holding(reader: TableReader) -> int:
    checks = evaluate_document(reader.tables[0].items, ())
    assert {check.status for check in checks} <= {"holds"}
    return len(checks)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("政府性基金预算财政拨款“三公”经费支出决算表", "F24"),
        ("公开07表财政拨款“三公”经费支出决算表", "F09"),
        ("机关运行经费支出决算表", "F25"),
        ("一般公共预算财政拨款机关运行经费支出决算表", "F25"),
        ("“三公”经费、行政参公单位机关运行经费情况表", "F09"),
        ("政府采购支出决算表", "F26"),
        ("2024年度政府采购情况表", "F26"),
        ("财政拨款支出决算表", "F27"),
        ("财政拨款支出决算表（功能科目）", "F27"),
        ("财政拨款支出情况表", "F27"),
        ("财政拨款支出决算明细表", "F12"),
        ("一般公共预算财政拨款支出决算表（功能科目）", "F05"),
    ],
)
def test_a_title_names_the_form(title: str, code: str) -> None:
    found = match_title(title, "final_account")
    assert found is not None and found.form_code == code


def test_three_public_expenses_of_government_funds_are_apart_from_those_of_the_general_budget() -> None:
    expenses = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"]
    parts = ["^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^"]
    rows: Rows = [
        ["2024年度预算数", *[None] * 5, "2024年度决算数", *[None] * 5],
        [*expenses, *expenses],
        [*parts, *parts],
        ["7.50", "", "5.50", "", "5.50", "2.00", "6.25", "", "5.00", "", "5.00", "1.25"],
    ]
    reader = _read("政府性基金预算财政拨款“三公”经费支出决算表", rows)
    assert reader.tables[0].form_code == "F24"
    figures = _figures(reader)
    assert figures["合计", "budget"] == Decimal("7.50") and figures["合计", "final"] == Decimal("6.25")
    assert _holding(reader) == 4


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [
                ["经济分类科目编码", "科目名称", "决算数"],
                ["", "合计", "13.00"],
                ["302", "商品和服务支出", "11.00"],
                ["30201", "办公费", "7.00"],
                ["30205", "水费", "4.00"],
                ["310", "资本性支出", "2.00"],
                ["31002", "办公设备购置", "2.00"],
            ],
            {("合计", "agency_operating"): "13.00", ("30205", "agency_operating"): "4.00"},
        ),
        (
            [
                ["项目", "行次", "年初预算数", "决算数"],
                ["栏次", "", "1", "2"],
                ["机关运行经费", "1", "16.00", "13.00"],
                ["（一）行政单位", "2", "10.00", "8.00"],
                ["（二）参照公务员法管理事业单位", "3", "6.00", "5.00"],
            ],
            {("机关运行经费", "budget"): "16.00", ("行政单位", "agency_operating"): "8.00"},
        ),
    ],
    ids=["by economic item", "by kind of body"],
)
def test_operating_expenses_have_a_form_of_their_own(rows: Rows, told: dict[tuple[str, str], str]) -> None:
    reader = _read("机关运行经费支出决算表", rows)
    assert reader.tables[0].form_code == "F25"
    figures = _figures(reader)
    assert {place: figures[place] for place in told} == {place: Decimal(text) for place, text in told.items()}
    _holding(reader)


def test_procurement_as_planned_is_not_procurement_as_carried_out() -> None:
    rows: Rows = [
        ["项目", "行次", "采购计划金额", None, None, None, "实际采购金额", None, None, None],
        ["^", "^", "总计", "财政性资金", None, "非财政性资金", "总计", "财政性资金", None, "非财政性资金"],
        [*["^"] * 3, "一般公共预算", "政府性基金预算", "^", "^", "一般公共预算", "政府性基金预算", "^"],
        ["栏次", "", "1", "2", "3", "4", "5", "6", "7", "8"],
        ["合计", "1", "110.00", "90.00", "20.00", "", "95.00", "80.00", "15.00", ""],
        ["货物", "2", "40.00", "40.00", "", "", "35.00", "35.00", "", ""],
        ["工程", "3", "50.00", "30.00", "20.00", "", "45.00", "30.00", "15.00", ""],
        ["服务", "4", "20.00", "20.00", "", "", "15.00", "15.00", "", ""],
    ]
    reader = _read("政府采购情况表", rows)
    assert reader.tables[0].form_code == "F26"
    figures = _figures(reader)
    assert figures["合计", "budget"] == Decimal("110.00") and figures["合计", "total"] == Decimal("95.00")
    assert figures["工程", "budget_government_fund_budget"] == Decimal("20.00")
    assert figures["工程", "government_fund_budget"] == Decimal("15.00")
    assert _holding(reader) == 6


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["项目", "金额"],
            ["一、政府采购支出合计", "95.00"],
            ["1.政府采购货物支出", "35.00"],
            ["2.政府采购工程支出", "45.00"],
            ["3.政府采购服务支出", "15.00"],
            ["二、政府采购授予中小企业合同金额", "60.00"],
            ["其中：授予小微企业合同金额", "40.00"],
        ],
        [["合计", "货物", "工程", "服务"], ["95.00", "35.00", "45.00", "15.00"]],
    ],
    ids=["rows", "columns"],
)
def test_goods_works_and_services_add_up_in_rows_and_in_columns(rows: Rows) -> None:
    reader = _read("政府采购支出决算表", rows)
    assert reader.tables[0].form_code == "F26"
    assert Decimal("95.00") in _figures(reader).values()
    assert _holding(reader) == 1
    wrong = [[("36.00" if cell == "35.00" else cell) for cell in row] for row in rows]
    checks = evaluate_document(_read("政府采购支出决算表", wrong).tables[0].items, ())
    assert [check.status for check in checks] != ["holds"]


@pytest.mark.parametrize("title", ["财政拨款支出决算表", "财政拨款支出决算表（功能科目）"])
def test_expenditure_from_all_appropriations_has_basic_and_project_expenditure(title: str) -> None:
    rows: Rows = [
        ["功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", "36.40", "21.40", "15.00"],
        ["212", "城乡社区支出", "36.40", "21.40", "15.00"],
        ["21201", "城乡社区管理事务", "24.40", "21.40", "3.00"],
        ["2120101", "行政运行", "24.40", "21.40", "3.00"],
        ["21208", "国有土地使用权出让收入安排的支出", "12.00", "", "12.00"],
        ["2120899", "其他国有土地使用权出让收入安排的支出", "12.00", "", "12.00"],
    ]
    reader = _read(title, rows)
    assert reader.tables[0].form_code == "F27"
    figures = _figures(reader)
    assert (figures[("合计", "basic")], figures[("2120899", "project")]) == (
        Decimal("21.40"),
        Decimal("12.00"),
    )
    assert _holding(reader) > 0
