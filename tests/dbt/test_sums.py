"""Columns that an analyst adds up: the flags by which nothing is counted twice."""

from __future__ import annotations

from tests.dbt.county import County

LEAVES = "item_key, final_yuan"


def test_the_leaves_of_a_body_add_up_to_its_whole(county: County) -> None:
    """Levels differ between classes; budgets of deeper accounts, and a total alone, are no leaves of the accounts."""
    county.account("2080101", "行政运行")
    accounts = county.final("甲局")
    county.figures(
        accounts, "F05",
        {"合计": "100", "201 一般公共服务支出": "60", "20106 财政事务": "60", "2010601 行政运行": "60", "205 教育支出": "40"},
    )  # fmt: skip
    county.figures(county.budget("甲局"), "B05", {"合计": "9", "205 教育支出": "9", "2050101 行政运行": "9"})
    county.figure(county.final("乙局"), "F05", "合计", "7")
    rows = county.ask_each("fct_budget_vs_final", LEAVES, "is_leaf")
    assert rows == [("乙局", "total", 7), ("甲局", "2010601", 60), ("甲局", "205", 40)]
    assert county.ask("mart_body_execution", "sum(final_yuan)", "is_leaf") == [(107,)]
    assert county.ask("mart_series", "printed_code, final_yuan") == [("2010601", 60), ("205", 40)]


def test_sums_over_bodies_take_each_yuan_once(county: County) -> None:
    """A unit, a member of a department that tells the year, and one of a department that tells none."""
    for body, amount, kind in (
        ("教育局", "100", "department"),
        ("教育局", "40", "unit"),
        ("实验小学", "30", None),
    ):
        changes = {} if kind is None else {"organisation_kind": kind}
        county.figure(county.final(body, **changes), "F05", "合计", amount)
    county.evidence(county.final("教育局", 2022), "member_body", "北关区实验小学")
    county.figure(county.final("实验小学", 2023), "F05", "合计", "20")
    rows = county.ask("mart_body", "fiscal_year, final_yuan, is_counted", "final_yuan is not null")
    assert rows == [(2023, 20, True), (2024, 30, False), (2024, 40, False), (2024, 100, True)]
    assert county.ask("mart_county_total", "fiscal_year, final_yuan") == [(2023, 20), (2024, 100)]
