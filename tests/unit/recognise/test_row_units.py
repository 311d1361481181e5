"""Rows that count in units of their own."""

from __future__ import annotations

import pytest

from pipelines.recognise.tables import TableReader
from tests.unit.pages import Rows, grid, page


def amounts(title: str, rows: Rows) -> dict[str, str]:
    (table,) = TableReader([page(1, ["2024年部门预算", title, "单位：万元"], grid(rows))]).tables
    return {item.item_name: str(item.amount_yuan) for item in table.items}


@pytest.mark.parametrize("header", ["单位", "金额单位"])
def test_a_column_of_units_tells_that_of_each_row(header: str) -> None:
    rows: Rows = [
        ["项目名称", header, "合计"],
        ["园区招商", "元", "645000.00"],
        ["日常运转", "万元", "12.00"],
    ]
    assert amounts("项目支出预算表", rows) == {"园区招商": "645000.00", "日常运转": "120000.00"}


def test_a_label_tells_the_unit_of_its_row() -> None:
    rows: Rows = [["项目名称", "合计"], ["园区招商（元）", "645000.00"], ["日常运转", "12.00"]]
    assert amounts("项目支出预算表", rows) == {"园区招商（元）": "645000.00", "日常运转": "120000.00"}
    three: Rows = [["项目", "预算数"], ["合计", "9.00"], ["公务接待费（元）", "90000.00"]]
    assert amounts("“三公”经费支出预算表", three)["公务接待费"] == "90000.00"


def test_what_goods_are_counted_in_is_no_unit_of_money() -> None:
    rows: Rows = [
        ["项目名称", "数量", "单位", "合计"],
        ["园区招商", "1", "元", "64.50"],
    ]
    assert amounts("项目支出预算表", rows) == {"园区招商": "645000.00"}


@pytest.mark.parametrize("lead", ["单位", "单位：", "元"])
def test_a_row_of_units_below_the_header_tells_those_of_the_columns(lead: str) -> None:
    rows: Rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        [lead, "", "万元", "万元", "元"],
        ["205", "教育支出", "12.00", "9.00", "30000.00"],
    ]
    pages = [page(1, ["2024年部门预算", "一般公共预算支出表", "单位：万元"], grid(rows))]
    (table,) = TableReader(pages).tables
    assert {item.item_code for item in table.items} == {"205"}
    assert {item.measure: str(item.amount_yuan) for item in table.items} == {
        "total": "120000.00",
        "basic": "90000.00",
        "project": "30000.00",
    }
