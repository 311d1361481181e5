"""Forms that print expenditure twice, side by side: each list adds up to the whole, and both together to twice it."""

from __future__ import annotations

import pytest

from pipelines.prove.evaluate import evaluate_document
from pipelines.recognise.tables import TableReader
from tests.unit.pages import Rows, grid, page

FINAL: Rows = [
    ["收入", None, "支出", None, None, None],
    ["项目", "决算数", "项目（按功能分类）", "决算数", "项目（按支出性质和经济分类）", "决算数"],
    ["一、财政拨款收入", "100.00", "一、一般公共服务支出", "60.00", "一、基本支出", "70.00"],
    ["二、事业收入", "", "二、教育支出", "40.00", "二、项目支出", "30.00"],
    ["本年收入合计", "100.00", "本年支出合计", "100.00", "本年支出合计", "100.00"],
    ["年初结转和结余", "5.00", "年末结转和结余", "5.00", "年末结转和结余", "5.00"],
    ["总计", "105.00", "总计", "105.00", "总计", "105.00"],
]
BUDGET: Rows = [
    ["收入", None, "支出", None, None, None],
    ["项目", "预算数", "功能分类", "预算数", "经济分类", "预算数"],
    ["一般公共预算拨款收入", "100.00", "一般公共服务支出", "60.00", "工资福利支出", "70.00"],
    ["事业收入", "", "教育支出", "40.00", "商品和服务支出", "30.00"],
    ["收入总计", "100.00", "支出总计", "100.00", "支出总计", "100.00"],
]


def _checks(title: str, rows: Rows) -> dict[str, list[str]]:
    found = TableReader([page(1, [title, "单位：万元"], grid(rows))])
    assert not found.notes
    checks = evaluate_document([item for table in found.tables for item in table.items], ())
    told: dict[str, list[str]] = {}
    for check in checks:
        told.setdefault(check.identity_id, []).append(
            check.status if check.is_hard else f"soft {check.status}"
        )
    return told


@pytest.mark.parametrize(
    ("title", "rows", "identity"),
    [("2017年收入支出决算总表", FINAL, "W03"), ("2024年收支预算总表", BUDGET, "W22E")],
)
def test_a_total_is_that_of_its_own_list(title: str, rows: Rows, identity: str) -> None:
    assert _checks(title, rows)[identity] == ["holds"]


def test_a_total_that_neither_list_makes_up_accuses_nobody() -> None:
    wrong = [[{"60.00": "61.00"}.get(text or "", text) for text in row] for row in FINAL]
    assert _checks("2017年收入支出决算总表", wrong)["W03"] == ["soft violated"]


def test_one_list_that_goes_on_beside_itself_is_added_up_whole() -> None:
    rows: Rows = [
        ["收入", None, "支出", None, "支出", None],
        ["项目", "预算数", "项目", "预算数", "项目", "预算数"],
        ["一般公共预算拨款收入", "100.00", "一般公共服务支出", "60.00", "农林水支出", "10.00"],
        ["事业收入", "", "教育支出", "20.00", "住房保障支出", "10.00"],
        ["收入总计", "100.00", "", "", "支出总计", "100.00"],
    ]
    assert _checks("2024年收支预算总表", rows)["W22E"] == ["holds"]


def test_units_one_after_the_other_print_each_their_own_classes() -> None:
    rows: Rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["合计", None, "50.00", "40.00", "10.00"],
        ["", "青禾县教育局本级", "30.00", "20.00", "10.00"],
        ["205", "教育支出", "30.00", "20.00", "10.00"],
        ["20502", "普通教育", "30.00", "20.00", "10.00"],
        ["", "青禾县第一小学", "20.00", "20.00", ""],
        ["205", "教育支出", "20.00", "20.00", ""],
        ["20502", "普通教育", "20.00", "20.00", ""],
    ]
    told = _checks("2024年支出预算总表", rows)["W07"]
    assert "violated" not in told
    assert told.count("soft holds") == 5
    rows[-1][2] = "21.00"  # type: ignore[index]
    assert "soft violated" in _checks("2024年支出预算总表", rows)["W07"]


def test_projects_of_one_item_add_up_although_its_code_is_printed_with_each() -> None:
    rows: Rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["合计", None, "30.00", "20.00", "10.00"],
        ["20502", "普通教育", "30.00", "20.00", "10.00"],
        ["2050202", "小学教育", "24.00", "20.00", "4.00"],
        ["2050202", "小学教育", "6.00", "", "6.00"],
    ]
    assert _checks("2024年支出预算总表", rows)["W07"] == ["holds"] * 6


def test_what_a_row_takes_away_is_subtracted() -> None:
    rows: Rows = [
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一般公共预算拨款收入", "100.00", "教育支出", "90.00"],
        ["减：上缴财政", "10.00", "", ""],
        ["收入总计", "90.00", "支出总计", "90.00"],
    ]
    assert _checks("2024年收支预算总表", rows)["W22R"] == ["holds"]


def test_basic_expenditure_in_one_list_has_columns_for_personnel_and_operating() -> None:
    rows: Rows = [
        ["经济分类科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        ["合计", None, "60.00", "50.00", "10.00"],
        ["301", "工资福利支出", "50.00", "50.00", ""],
        ["302", "商品和服务支出", "10.00", "", "10.00"],
    ]
    told = _checks("2016年公共预算财政拨款基本支出决算表", rows)
    assert told == {"W14": ["holds"] * 3, "W14M": ["holds"] * 3}


@pytest.mark.parametrize(
    ("revenue", "total"),
    [
        ([("一、本年收入", "100.00"), ("一般公共预算拨款", "90.00"), ("政府性基金预算拨款", "10.00"), ("二、上年结转", "5.00")], "105.00"),
        ([("一、一般公共预算拨款", "100.00"), ("经费拨款", "80.00"), ("非税收入拨款", "20.00"), ("二、其他收入", "7.00")], "107.00"),
    ],
)  # fmt: skip
def test_parts_of_numbered_rows_that_no_mark_tells_are_no_further_parts(
    revenue: list[tuple[str, str]], total: str
) -> None:
    spent = [("一、教育支出", total), *[("", "")] * (len(revenue) - 1)]
    rows: Rows = [["收入", None, "支出", None], ["项目", "预算数", "项目", "预算数"]]
    rows = [*rows, *([*left, *right] for left, right in zip(revenue, spent, strict=True))]
    rows = [*rows, ["收入总计", total, "支出总计", total]]
    assert _checks("2024年收支预算总表", rows)["W22R"] == ["holds"]
    wrong = [[{"100.00": "101.00"}.get(text or "", text) for text in row] for row in rows]
    assert _checks("2024年收支预算总表", wrong)["W22R"] == ["soft violated"]


def test_a_wrong_sum_of_rows_of_one_level_is_still_told() -> None:
    rows: Rows = [
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算拨款收入", "101.00", "一、教育支出", "90.00"],
        ["二、事业收入", "5.00", "二、农林水支出", "15.00"],
        ["上年结转", "1.00", "结转下年", "1.00"],
        ["收入总计", "106.00", "支出总计", "106.00"],
    ]
    told = _checks("2024年收支预算总表", rows)
    assert (told["W22R"], told["W22E"]) == (["violated"], ["holds"])


def test_the_heading_of_a_list_of_personnel_is_no_column_of_amounts() -> None:
    rows: Rows = [
        ["人员经费", None, None, None, "公用经费", None, None],
        ["科目编码", "", "科目名称", "金额", "科目编码", "科目名称", "金额"],
        ["301", "", "工资福利支出", "50.00", "302", "商品和服务支出", "10.00"],
    ]
    found = TableReader([page(1, ["2023年一般公共预算财政拨款基本支出决算表", "单位：万元"], grid(rows))])
    assert [(i.item_code, i.measure) for i in found.tables[0].items] == [("301", "final"), ("302", "final")]
