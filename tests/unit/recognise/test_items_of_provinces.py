"""Forms of a few items as provinces print them: by year, by unit, with two budgets; what a body holds; sides by year."""

from __future__ import annotations

import pytest

from pipelines.prove.evaluate import evaluate_document
from pipelines.values.items import LineItem
from tests.unit.recognise.provinces import read

N = None
ABROAD = ["“三公”经费合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行维护费", N, N]
PARTS = ["^", "^", "^", "小计", "公务用车购置费", "公务用车运行维护费"]


def figures(items: list[LineItem]) -> dict[tuple[str, str], str]:
    return {(item.item_name, item.measure): item.text_printed for item in items}


def test_rows_of_three_public_expenses_are_years() -> None:
    rows = [
        ["年份", *ABROAD],
        ["^", *PARTS],
        ["2023年", "13.00", "", "3.00", "10.00", "", "10.00"],
        ["2024年", "12.50", "", "2.50", "10.00", "", "10.00"],
    ]
    form, items, notes = read("财政拨款“三公”经费支出表", rows)
    assert form == "B09"
    assert figures(items)["合计", "budget"] == "12.50"
    assert figures(items)["合计", "prior_budget"] == "13.00"
    assert not notes


def test_rows_of_three_public_expenses_are_units_below_their_department() -> None:
    rows = [
        ["单位编码", "单位名称", *ABROAD],
        ["^", "^", *PARTS],
        ["合计", N, "12.50", "", "2.50", "10.00", "", "10.00"],
        ["101", "青禾县教育局", "12.50", "", "2.50", "10.00", "", "10.00"],
        ["101001", "青禾县教育局本级", "10.50", "", "2.50", "8.00", "", "8.00"],
        ["101002", "青禾县第一中学", "2.00", "", "", "2.00", "", "2.00"],
    ]
    _, items, notes = read("一般公共预算“三公”经费支出预算表", rows)
    assert figures(items)["合计", "budget"] == "12.50"
    assert len(items) == 4
    assert {note.kind for note in notes} == {"ambiguous_row"}


def test_a_list_of_three_public_expenses_may_say_the_initial_budget() -> None:
    rows = [
        ["序号", "项目", "年初预算数"],
        ["1", "合计", "12.50"],
        ["2", "一、因公出国（境）费", ""],
        ["3", "二、公务用车购置及运维费", "10.00"],
        ["4", "三、公务接待费", "2.50"],
    ]
    form, items, _ = read("部门一般公共预算财政拨款“三公”经费支出表", rows)
    assert form == "B09"
    assert figures(items)["合计", "budget"] == "12.50"


def test_the_initial_budget_beside_the_revised_one() -> None:
    rows = [
        ["项目", "年初预算数", "全年预算数", "决算数"],
        ["合计", "13.00", "12.50", "11.00"],
        ["1.因公出国（境）费", "", "", ""],
        ["2.公务用车购置及运行维护费", "10.00", "10.00", "9.00"],
        ["3.公务接待费", "3.00", "2.50", "2.00"],
    ]
    _, items, notes = read("一般公共预算财政拨款“三公”经费支出决算表", rows, "决算")
    told = figures(items)
    assert (told["合计", "initial_budget"], told["合计", "budget"], told["合计", "final"]) == (
        "13.00",
        "12.50",
        "11.00",
    )
    assert not notes


@pytest.mark.parametrize("unit", ["价值", "价值（金额单位：万元）", "价值（单位：万元）"])
def test_what_a_body_holds_is_counted_and_valued(unit: str) -> None:
    rows: list[list[str | None]] = [
        ["项目", "数量", unit],
        ["资产总额", "--", "12,350.20"],
        ["1、房屋（平方米）", "8,520.00", "5,200.00"],
        ["2、车辆（台、辆）", "5", "80.50"],
    ]
    form, items, notes = read("国有资产信息表", rows)
    assert form == "B37"
    assert figures(items) == {
        ("资产总额", "value"): "12,350.20",
        ("房屋", "count"): "8,520.00",
        ("房屋", "value"): "5,200.00",
        ("车辆", "count"): "5",
        ("车辆", "value"): "80.50",
    }
    assert not notes


def test_the_value_of_assets_in_one_row() -> None:
    rows = [
        ["项目", "资产总额", "流动资产", "固定资产", N, N],
        ["^", "^", "^", "小计", "房屋构筑物", "车辆"],
        ["合计", "1200.00", "200.00", "1000.00", "950.00", "50.00"],
    ]
    _, items, notes = read("国有资产占有使用情况表", rows, "决算")
    assert figures(items)["固定资产", "value"] == "1000.00"
    assert {item.unit for item in items} == {"万元"}
    assert not notes


def test_how_agencies_run_is_counted_beside_what_it_costs() -> None:
    rows = [
        ["项目", "预算数", "统计数"],
        ["一、“三公”经费支出", "12.50", "11.00"],
        ["（一）支出合计", "12.50", "11.00"],
        ["1．公务接待费", "2.50", "2.00"],
        ["（1）国内接待费", "—", "2.00"],
        ["（二）相关统计数", "—", "—"],
        ["1．公务用车保有量（辆）", "—", "3"],
        ["2．国内公务接待批次（个）", "—", "20"],
        ["二、机关运行经费", "—", "80.00"],
    ]
    form, items, notes = read("“三公”经费、行政参公单位机关运行经费情况表", rows, "决算")
    assert form == "F09"
    told = {(item.item_name, item.measure): (item.text_printed, item.unit) for item in items}
    assert told["公务用车保有量", "final"] == ("3", "辆")
    assert told["国内公务接待批次", "final"] == ("20", "个")
    assert told["机关运行经费", "final"] == ("80.00", "万元")
    assert told["国内接待费", "final"] == ("2.00", "万元")
    assert not notes


def test_columns_of_final_accounts_that_say_a_year_alone_are_final_accounts() -> None:
    rows = [
        ["收入", N, N, "支出", N, N],
        ["项目", "2023年", "2024年", "项目", "2023年", "2024年"],
        ["一、一般公共预算财政拨款收入", "400.00", "500.00", "一、一般公共服务支出", "400.00", "300.00"],
        ["本年收入合计", "400.00", "500.00", "本年支出合计", "400.00", "300.00"],
        ["年初结转和结余", "", "", "年末结转和结余", "", "200.00"],
        ["总计", "400.00", "500.00", "总计", "400.00", "500.00"],
    ]
    form, items, notes = read("收支决算总表", rows, "决算")
    assert form == "F01"
    assert figures(items)["一般公共服务支出", "final"] == "300.00"
    assert figures(items)["一般公共服务支出", "prior_final"] == "400.00"
    assert not notes


def test_totals_and_balances_in_other_words_are_not_missing() -> None:
    rows = [
        ["收入", N, "支出", N, N],
        ["项目", "金额", "项目", "合计", "一般公共预算财政拨款"],
        ["一、一般公共预算财政拨款", "500.00", "一、教育支出", "500.00", "500.00"],
        ["本年收入合计", "500.00", "本年支出合计", "500.00", "500.00"],
        ["年初结转", "10.00", "年末结转", "10.00", "10.00"],
        ["收入总计", "510.00", "支出总计", "510.00", "510.00"],
    ]
    _, items, _ = read("财政拨款收支决算总表", rows, "决算")
    checks = evaluate_document(items, ())
    assert not [check for check in checks if check.accuses]
    assert {"W12", "W12R", "W12E"} <= {check.identity_id for check in checks if check.status == "holds"}


def test_parts_and_subtotals_without_a_mark_are_not_added_up_twice() -> None:
    rows = [
        ["收入", N, "支出", N],
        ["项目", "预算数", "功能分类", "预算数"],
        ["财政拨款（补助）", "500.00", "205 教育支出", "520.00"],
        ["一般公共预算", "480.00", "", ""],
        ["政府性基金预算", "20.00", "", ""],
        ["事业收入", "20.00", "", ""],
        ["小计", "520.00", "小计", "520.00"],
        ["单位上年结余", "5.00", "结转下年", "5.00"],
        ["收入总计", "525.00", "支出总计", "525.00"],
    ]
    _, items, _ = read("部门收支总体情况表", rows)
    checks = evaluate_document(items, ())
    assert not [check for check in checks if check.accuses]
    assert {"W22R", "W22E"} <= {check.identity_id for check in checks if check.status == "holds"}


def test_numbered_rows_of_one_amount_are_parts_all_the_same() -> None:
    rows = [
        ["收入", N, "支出", N],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算", "500.00", "一、教育支出", "500.00"],
        ["二、事业收入", "500.00", "", ""],
        ["收入总计", "500.00", "支出总计", "500.00"],
    ]
    _, items, _ = read("部门收支总体情况表", rows)
    assert "W22R" in {check.identity_id for check in evaluate_document(items, ()) if check.accuses}


def test_the_years_own_totals_need_not_be_equal() -> None:
    rows = [
        ["收入", N, "支出", N],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算", "505.00", "一、教育支出", "515.00"],
        ["本年收入合计", "505.00", "本年支出合计", "515.00"],
        ["上年结转", "10.00", "", ""],
        ["收入总计", "515.00", "支出总计", "515.00"],
    ]
    _, items, _ = read("部门收支总体情况表", rows)
    assert not [check for check in evaluate_document(items, ()) if check.accuses]
