"""Governments' own tables in wordings that no form's file lists, and those that only seem to be one."""

from __future__ import annotations

import pytest

from pipelines.recognise.governments.reader import AreaReader
from pipelines.recognise.governments.titles import read_title
from tests.unit.pages import Rows, grid, page

PER_ITEM = ["税收收入", "非税收入", "收入合计"]


def _first_row(title: str, headers: list[str]) -> list[tuple[str, str]]:
    rows: list[list[str | None]] = [["项目", *headers]]
    rows += [[name, *(f"{40 + at}" for at in range(len(headers)))] for name in PER_ITEM]
    found = AreaReader([page(1, [title, "单位：万元"], grid(rows))], None)
    assert not found.notes
    return [(i.section, i.measure) for i in found.tables[0].items if i.item_name == PER_ITEM[0]]


@pytest.mark.parametrize(
    ("headers", "measures"),
    [
        (["年初任务数", "完成数", "完成年初任务%"], ["initial_budget", "executed", "rate_of_initial"]),
        (["年初任务", "调整任务", "完成数"], ["initial_budget", "adjusted_budget", "executed"]),
        (["2024年任务数", "2024年完成数", "为任务数的%"], ["budget", "executed", "rate_of_budget"]),
        (["目标任务", "实际完成", "比上年增减%"], ["budget", "executed", "rate"]),
    ],
)
def test_what_is_to_be_raised_is_a_plan_and_not_what_was_done(
    headers: list[str], measures: list[str]
) -> None:
    title = "2024年青禾县一般公共预算收入完成情况表"
    assert _first_row(title, headers) == [("", measure) for measure in measures]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("2024年上级专项转移支付支出表", "G06"),
        ("2023年自治区对青禾旗税收返还和转移支付决算表", "G06"),
        ("2024年省补助我县收入情况表", "G06"),
        ("2024年青禾县对乡镇转移支付预算表", "G08"),
        ("2024年上级转移支付资金分配表（分县区）", "G07"),
        ("青禾县本级2024年政府经济分类科目支出预算表", "G05"),
    ],
)
def test_a_title_tells_who_gives_and_who_receives(title: str, code: str) -> None:
    found = read_title(title)
    assert found is not None
    assert found.form_code == code


@pytest.mark.parametrize(
    "title",
    [
        "青禾县2024年一般公共预算“三保”支出预算表",
        "2024年一般公共预算重点支出情况表",
        "上级转移支付收支情况表",
    ],
)
def test_a_part_of_the_expenditure_is_not_the_whole(title: str) -> None:
    assert read_title(title) is None


def test_rows_of_years_are_measures_of_the_items_that_stand_over_the_columns() -> None:
    rows: Rows = [
        ["年度", "一般公共预算收入", "其中：税收收入", "一般公共预算支出"],
        ["2022年决算数", "140", "92", "330"],
        ["2023年预算数", "150", "100", "350"],
        ["2023年决算数", "151", "99", "340"],
        ["2023年决算数为预算数的%", "100.7", "99.0", "97.1"],
    ]
    found = AreaReader([page(1, ["2023年青禾县一般公共预算收支情况表", "单位：万元"], grid(rows))], 2023)
    told = [(i.section, i.item_name, i.measure, i.unit) for i in found.tables[0].items]
    assert not found.notes
    assert told[::5] == [
        ("revenue", "一般公共预算收入", "prior_final", "万元"),
        ("expenditure", "一般公共预算支出", "budget", "万元"),
        ("revenue", "税收收入", "rate_of_budget", "%"),
    ]
    assert len(told) == 12


@pytest.mark.parametrize("text", ["\ufffc", "#REF!"])
def test_a_picture_or_an_error_in_place_of_a_figure_is_told(text: str) -> None:
    rows: Rows = [["项目", "预算数"], ["税收收入", "40"], ["非税收入", text]]
    found = AreaReader([page(1, ["2024年青禾县一般公共预算收入表", "单位：万元"], grid(rows))], None)
    assert [note.text for note in found.notes if note.kind == "unparsed_figure"] == [text]
