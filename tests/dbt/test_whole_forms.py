"""fct_budget_vs_final: a class that a form with all its classes does not print is zero."""

from __future__ import annotations

import pytest

from tests.dbt.county import County
from tests.dbt.lake import DocumentHandle

MART = "fct_budget_vs_final"
CLASS, EDUCATION, SOCIAL = "201 一般公共服务支出", "205 教育支出", "208 社会保障和就业支出"
FINAL = "fiscal_year, item_code, final_yuan, final_figure_source"


def _final(county: County, year: int, total: str, **amounts: str) -> DocumentHandle:
    """Add final accounts whose form F05 prints some classes (``_201="100"``) or items, and a total."""
    names = {f"_{item.split()[0]}": item for item in (CLASS, EDUCATION, SOCIAL, "20502 普通教育")}
    report = county.final(year=year)
    county.figures(report, "F05", {names[code]: amount for code, amount in amounts.items()})
    county.figure(report, "F05", "合计", total)
    return report


def test_the_classes_of_the_years_on_both_sides_are_zero_where_they_are_not_printed(county: County) -> None:
    """Classes, not their items, and of no year further away."""
    _final(county, 2022, "300000", _201="100000", _205="200000", _20502="200000")
    _final(county, 2023, "100000", _201="100000")
    _final(county, 2024, "400000", _201="100000", _208="300000")
    assert county.ask(MART, FINAL, "item_key <> 'total'") == [
        (2022, "201", 100000, "printed"),
        (2022, "205", 200000, "printed"),
        (2022, "20502", 200000, "printed"),
        (2023, "201", 100000, "printed"),
        (2023, "205", 0, "absent"),
        (2023, "208", 0, "absent"),
        (2024, "201", 100000, "printed"),
        (2024, "208", 300000, "printed"),
    ]


@pytest.mark.parametrize(
    ("amount", "total", "is_whole"),
    [
        ("100000", "100100", True),
        ("100000", "100101", False),
        ("10000", "10050", True),
        ("10000", "10051", False),
        ("-100000", "-100000", True),
        ("-100000", "-100101", False),
    ],
)
def test_a_form_is_whole_within_a_digit_of_each_class_and_half_a_percent(
    county: County, amount: str, total: str, is_whole: bool
) -> None:
    _final(county, 2022, "300000", _201="100000", _205="200000")
    _final(county, 2023, total, _201=amount)
    assert county.ask(MART, "final_yuan", "fiscal_year = 2023 and item_code = '205'") == [(0,)] * is_whole


def test_a_total_that_is_a_sum_makes_no_form_whole(county: County) -> None:
    """A form without a printed total may have lost a class."""
    _final(county, 2022, "300000", _201="100000", _205="200000")
    county.figure(county.final(year=2023), "F05", CLASS, "100000")
    assert county.ask(MART, FINAL, "fiscal_year = 2023 and item_code = '205'") == []


@pytest.mark.parametrize(
    ("total", "budgeted"), [("100000", 0), ("100300", 0), ("100301", None), ("150000", None)]
)
def test_a_class_that_only_the_accounts_budget_is_no_part_of_the_budget(
    county: County, total: str, budgeted: int | None
) -> None:
    """The budget's own classes make up its total; what it does not print at all is zero."""
    county.figures(county.budget(), "B05", {EDUCATION: "100000", "合计": total})
    accounts = _final(county, 2024, "90000", _201="30000", _208="60000")
    county.figure(accounts, "F05", SOCIAL, "50000", measure="initial_budget")
    columns = "item_code, initial_budget_yuan, initial_budget_source"
    where = "item_level = 'class' and item_code <> '205'"
    source = "budget_form_B05" if budgeted == 0 else None
    assert county.ask(MART, columns, where) == [
        ("201", budgeted, source),
        ("208", 50000, "final_account_form_F05"),
    ]
