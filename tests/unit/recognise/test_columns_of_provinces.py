"""Columns that provinces add to the forms: economic classes, kinds of projects, what is carried over, units in rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.recognise.ragged import read_tables
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from tests.unit.pages import grid, page
from tests.unit.recognise.provinces import read

N = None
CODED = [["205", "教育支出"], ["20502", "普通教育"], ["2050202", "小学教育"]]


def figures(items: list[LineItem]) -> dict[tuple[str, str], str]:
    return {(item.item_code or item.item_name, item.measure): item.text_printed for item in items}


def accused(items: list[LineItem]) -> list[Check]:
    return [check for check in evaluate_document(items, ()) if check.accuses]


def rows_of(*values: str) -> list[list[str | None]]:
    return [["", "合计", *values], *([code, name, *values] for code, name in CODED)]


@pytest.mark.parametrize(
    ("title", "columns", "values", "measures"),
    [
        (
            "部门支出总体情况表",
            ["合计", "工资福利支出", "商品和服务支出", "对个人和家庭的补助", "项目支出"],
            ["500.00", "280.00", "90.00", "30.00", "100.00"],
            ["total", "wages_and_welfare", "goods_and_services", "household_subsidies", "project"],
        ),
        (
            "支出预算表",
            ["总计", "人员类项目", "公用经费项目", "其他运转类项目", "特定目标类项目"],
            ["500.00", "300.00", "80.00", "20.00", "100.00"],
            ["total", "personnel", "operating_expenses", "other_operations", "target_projects"],
        ),
        (
            "部门支出总表",
            ["合计", "基本支出", "项目支出", "单位经营支出", "结转下年"],
            ["510.00", "400.00", "90.00", "10.00", "10.00"],
            ["total", "basic", "project", "operating", "carried_to_next_year"],
        ),
        (
            "部门支出总表",
            ["总计", "基本支出", "项目支出", "上年结转"],
            ["510.00", "400.00", "100.00", "10.00"],
            ["total", "basic", "project", "opening_carryover"],
        ),
        (
            "部门支出总表",
            ["总计", "基本支出", "项目支出", "其中：上年结转"],
            ["500.00", "400.00", "100.00", "10.00"],
            ["total", "basic", "project", "opening_carryover"],
        ),
        (
            "一般公共预算支出表",
            ["合计", "当年预算", "上年结转"],
            ["150.00", "100.00", "50.00"],
            ["total", "current_year_budget", "opening_carryover"],
        ),
        (
            "一般公共预算支出表",
            ["合计", "基本支出", "项目支出", "上年结转"],
            ["510.00", "400.00", "100.00", "10.00"],
            ["total", "basic", "project", "opening_carryover"],
        ),
        (
            "一般公共预算支出表",
            ["合计", "机关工资福利支出", "机关商品和服务支出", "机关资本性支出（一）", "对个人和家庭的补助"],
            ["500.00", "300.00", "120.00", "50.00", "30.00"],
            [
                "total",
                "agency_wages_and_welfare",
                "agency_goods_and_services",
                "agency_capital",
                "household_subsidies",
            ],
        ),
    ],
)
def test_columns_of_expenditure_are_told_and_add_up(
    title: str, columns: list[str | None], values: list[str], measures: list[str]
) -> None:
    _, items, notes = read(title, [["科目编码", "科目名称", *columns], *rows_of(*values)])
    assert figures(items) == {
        (label, measure): value
        for label in ("合计", *(code for code, _ in CODED))
        for measure, value in zip(measures, values, strict=True)
    }
    assert not notes
    assert not accused(items)


def test_a_sum_that_is_wrong_with_what_is_carried_over_and_without_it_is_accused() -> None:
    columns: list[str | None] = ["科目编码", "科目名称", "总计", "基本支出", "项目支出", "上年结转"]
    _, items, _ = read("部门支出总表", [columns, *rows_of("520.00", "400.00", "100.00", "10.00")])
    assert {check.identity_id for check in accused(items)} == {"W23"}


def test_economic_classes_below_projects_are_not_those_of_basic_expenditure() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", N, "项目支出", N],
        ["^", "^", "^", "小计", "商品和服务支出", "小计", "商品和服务支出"],
        *rows_of("500.00", "400.00", "90.00", "100.00", "70.00"),
    ]
    _, items, notes = read("部门支出总表", rows)
    assert figures(items)["205", "goods_and_services"] == "90.00"
    assert [note.text for note in notes] == ["项目支出/商品和服务支出"]


def test_carry_over_by_kind_of_money_is_read_below_its_word_and_with_it() -> None:
    rows = [
        ["科目", N, "合计", "上年结转", N, N, "一般公共预算拨款收入", "上年单位资金结余"],
        ["科目编码", "科目名称", "^", "小计", "一般公共预算拨款结转", "政府性基金预算拨款结转", "^", "^"],
        *rows_of("514.00", "10.00", "8.00", "2.00", "500.00", "4.00"),
    ]
    form, items, notes = read("部门收入总表", rows)
    assert form == "B02"
    told = figures(items)
    assert told["205", "opening_carryover"] == "10.00"
    assert told["205", "carryover_general_public_budget"] == "8.00"
    assert told["205", "carryover_government_fund_budget"] == "2.00"
    assert told["205", "carryover_own_funds"] == "4.00"
    assert told["205", "general_public_budget"] == "500.00"
    assert not notes


@pytest.mark.parametrize("label", ["合计", "总计"])
def test_the_total_of_projects_stands_in_a_column_of_other_texts(label: str) -> None:
    rows = [
        ["类型", "项目名称", "项目单位", "合计", "一般公共预算", "政府性基金预算"],
        [label, "", "", "320.50", "310.50", "10.00"],
        ["22-其他运转类", "档案整理", "青禾县教育局（本级）", "120.50", "120.50", ""],
        ["31-特定目标类", "校园安全", "青禾县教育局（本级）", "200.00", "190.00", "10.00"],
    ]
    form, items, notes = read("表四 项目支出表", rows)
    assert form == "B10"
    assert figures(items)[label, "total"] == "320.50"
    assert not notes


def test_projects_by_economic_class_are_projects() -> None:
    rows = [
        ["科目编码", N, N, "科目名称", "项目名称", "项目支出合计", "商品和服务支出", "资本性支出"],
        ["类", "款", "项", "^", "^", "^", "^", "^"],
        ["", "", "", "", "合计", "150.00", "100.00", "50.00"],
        ["205", "02", "02", "小学教育", "营养改善计划", "100.00", "100.00", ""],
        ["205", "02", "03", "初中教育", "设备购置", "50.00", "", "50.00"],
    ]
    form, items, notes = read("一般公共预算项目支出情况表", rows)
    assert form == "B10"
    told = {(item.item_name, item.measure): item.text_printed for item in items}
    assert told["设备购置", "capital"] == "50.00"
    assert told["合计", "goods_and_services"] == "100.00"
    assert not notes
    assert not accused(items)


def test_numbers_of_columns_beside_stars_are_no_figures() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["**", "**", "1", "2", "3"],
        *rows_of("500.00", "400.00", "100.00"),
    ]
    _, items, notes = read("部门支出总表", rows)
    assert len(items) == 12
    assert not notes


def test_expenditure_beside_its_kinds_of_money() -> None:
    rows = [
        ["收入", N, "支出", N, N],
        ["项目", "预算数", "项目", "合计", "其中：财政拨款"],
        ["一、一般公共预算", "500.00", "一、教育支出", "540.00", "500.00"],
        ["二、专户资金", "40.00", "", "", ""],
        ["收入总计", "540.00", "支出总计", "540.00", "500.00"],
    ]
    form, items, notes = read("部门收支预算总表", rows)
    assert form == "B01"
    assert figures(items)["教育支出", "fiscal_appropriation"] == "500.00"
    assert not notes
    assert not accused(items)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("一般公共预算基本支出表--人员经费(工资福利支出)(按部门预算经济分类)", "B34"),
        ("一般公共预算基本支出表—公用经费（商品和服务支出）（按政府预算经济分类）", "B35"),
        ("一般公共预算基本支出表--人员经费(对个人和家庭的补助)(按部门预算经济分类)", "B36"),
    ],
)
def test_functional_items_against_economic_ones(title: str, code: str) -> None:
    rows = [
        ["科目编码", "科目名称", "总计", "甲类补贴", N, "乙费"],
        ["^", "^", "^", "合计", "基本工资", "^"],
        *rows_of("280.00", "220.00", "150.00", "60.00"),
    ]
    form, items, notes = read(title, rows)
    assert form == code
    assert {(item.section, item.text_printed) for item in items if item.item_code == "205"} == {
        ("", "280.00"),
        ("甲类补贴/合计", "220.00"),
        ("甲类补贴/基本工资", "150.00"),
        ("乙费", "60.00"),
    }
    assert not notes


def test_an_account_alone_is_still_no_form_of_all_expenditure() -> None:
    found = read_tables(
        [
            page(
                1,
                ["青禾县教育局2024年部门预算", "工资福利支出预算表", "单位：万元"],
                grid([["科目编码", "科目名称", "合计"], *rows_of("280.00")]),
            )
        ],
        evaluate,
    )
    assert [table.form_code for table in found.tables] == [None]


def test_budgets_beside_final_accounts_are_their_totals_alone() -> None:
    rows = [
        ["科目编码", "科目名称", "年初预算数", N, N, "决算数", N, N, "完成年初预算的%"],
        ["^", "^", "合计", "基本支出", "项目支出", "合计", "基本支出", "项目支出", "^"],
        *rows_of("480.00", "380.00", "100.00", "500.00", "400.00", "100.00", "104.17"),
    ]
    _, items, notes = read("一般公共预算财政拨款支出决算表", rows, "决算")
    assert {(item.measure, item.text_printed) for item in items if item.item_code == "205"} == {
        ("initial_budget", "480.00"),
        ("total", "500.00"),
        ("basic", "400.00"),
        ("project", "100.00"),
    }
    assert [note.text for note in notes] == ["年初预算数/基本支出", "年初预算数/项目支出"]


def test_both_sides_of_final_accounts_have_their_budgets() -> None:
    rows = [
        ["收入", N, N, N, "支出", N, N, N, N],
        ["项目", "年初预算数", "全年预算数", "决算数", "项目", "年初预算数", "全年预算数", "决算数", N],
        ["^", "^", "^", "^", "^", "^", "^", "小计", "一般公共预算财政拨款"],
        [
            "一、一般公共预算财政拨款",
            "480.00",
            "490.00",
            "500.00",
            "一、教育支出",
            "480.00",
            "490.00",
            "500.00",
            "500.00",
        ],
        ["总计", "480.00", "490.00", "500.00", "总计", "480.00", "490.00", "500.00", "500.00"],
    ]
    form, items, notes = read("财政拨款收入支出决算总表", rows, "决算")
    assert form == "F04"
    told = {(item.section, item.item_name, item.measure): item.text_printed for item in items}
    assert told["revenue", "总计", "initial_budget"] == "480.00"
    assert told["revenue", "总计", "final"] == "500.00"
    assert told["expenditure", "教育支出", "adjusted_budget"] == "490.00"
    assert told["expenditure", "教育支出", "total"] == "500.00"
    assert not notes


def test_projects_are_general_ones_and_those_of_special_money() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出", N, N],
        ["^", "^", "^", "^", "小计", "一般性项目", "专项资金"],
        *rows_of("500.00", "400.00", "100.00", "40.00", "60.00"),
    ]
    _, items, notes = read("部门支出总表", rows)
    assert figures(items)["205", "special_projects"] == "60.00"
    assert figures(items)["205", "general_projects"] == "40.00"
    assert not notes


def test_a_heading_without_rules_makes_no_aside_of_the_column_beside_it() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "比上年增减", N],
        ["^", "^", "^", "^", "项目支出", "增减额"],
        *rows_of("60.00", "", "60.00", "10.00"),
    ]
    ruled = grid(rows)
    above = ["青禾县教育局2024年部门预算", "政府性基金预算支出表", "单位：万元"]
    found = read_tables([page(1, above, replace(ruled, is_ruled=False))], evaluate)
    assert "比上年增减/项目支出" in {note.text for note in found.notes}
    found = read_tables([page(1, above, ruled)], evaluate)
    assert not found.notes


def test_what_is_bought_is_called_by_its_name_and_not_by_its_unit() -> None:
    rows = [
        ["采购项目", "采购目录", "采购数量", "计量单位", "预算单价", "采购预算（合计）", "当年财政拨款"],
        ["合计", "", "", "", "", "30.00", "30.00"],
        ["台式电脑", "A02010105", "20", "台", "0.50", "10.00", "10.00"],
        ["物业管理", "C2104", "1", "项", "20.00", "20.00", "20.00"],
    ]
    form, items, notes = read("部门（单位）政府采购预算表", rows)
    assert form == "B12"
    told = figures(items)
    assert told["台式电脑", "total"] == "10.00"
    assert told["物业管理", "unit_price"] == "20.00"
    assert told["合计", "fiscal_appropriation"] == "30.00"
    assert not notes


def test_a_project_is_called_by_its_name_and_not_by_what_it_is_for_or_whose_it_is() -> None:
    rows = [
        ["项目名称", "单位名称", "项目内容", "合计", "一般公共预算"],
        ["合计", "", "", "100.00", "100.00"],
        ["教育专项", "青禾县教育局", "营养餐", "60.00", "60.00"],
        ["校舍维修", "青禾县教育局", "维修", "40.00", "40.00"],
    ]
    form, items, _ = read("部门项目支出预算表", rows)
    assert form == "B10"
    assert {item.item_name for item in items} == {"合计", "教育专项", "校舍维修"}


def test_a_service_is_called_by_what_is_bought() -> None:
    rows = [
        ["指导性目录", N, "购买内容", "承接主体类别", "预算金额"],
        ["一级目录", "二级目录", "^", "^", "^"],
        ["合计", "", "", "", "40.00"],
        ["政府履职所需辅助性服务", "法律服务", "法律顾问", "企业", "15.00"],
        ["政府履职所需辅助性服务", "课题研究", "教育规划课题", "事业单位", "25.00"],
    ]
    _, items, _ = read("政府购买服务预算财政拨款明细表", rows)
    assert {item.item_name for item in items} == {"合计", "法律顾问", "教育规划课题"}
