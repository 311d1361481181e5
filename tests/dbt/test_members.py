"""Members of departments: whose they are in which year, and what that means for what is counted once."""

from __future__ import annotations

import pytest

from tests.dbt.county import County, Rows
from tests.dbt.lake import DocumentHandle

TOTALS = "mart_county_total"
CLASS = "201 一般公共服务支出"
PARENTS = "fiscal_year, parent_organisation_name"


def _final(county: County, body: str, amount: str, year: int, *members: str) -> DocumentHandle:
    accounts = county.final(body, year)
    county.figures(accounts, "F05", {CLASS: amount, "合计": amount})
    _list(county, accounts, *members)
    return accounts


def _budget(county: County, body: str, amount: str, year: int, *members: str) -> DocumentHandle:
    budget = county.budget(body, year)
    county.figures(budget, "B05", {CLASS: amount, "合计": amount})
    _list(county, budget, *members)
    return budget


def _list(county: County, document: DocumentHandle, *members: str) -> None:
    for member in members:
        county.evidence(document, "member_body", f"北关区{member}")


def _left_out(county: County) -> Rows:
    return county.ask("dim_document", "fiscal_year, report_kind", "exclusion_reason = 'in_parent_accounts'")


def test_a_member_that_passes_to_another_department_is_in_the_accounts_of_each_years_own(
    county: County,
) -> None:
    """规划局 tells it in two years and is silent in 2024, when 资源局, silent before, tells it."""
    for year in (2022, 2023):
        _final(county, "规划局", "1000", year, "测绘队")
    _final(county, "资源局", "3000", 2024, "测绘队")
    for year in (2022, 2023, 2024):
        _final(county, "测绘队", "200", year)
    columns = "fiscal_year, organisation_count, final_yuan, member_organisation_count"
    assert county.ask(TOTALS, columns) == [(2022, 1, 1000, 1), (2023, 1, 1000, 1), (2024, 1, 3000, 1)]
    assert _left_out(county) == [(year, "final_account") for year in (2022, 2023, 2024)]
    assert county.ask("mart_body", PARENTS, "not is_counted") == [
        (2022, "北关区规划局"),
        (2023, "北关区规划局"),
        (2024, "北关区资源局"),
    ]


def test_a_member_whose_new_department_is_silent_counts_itself(county: County) -> None:
    """It is no longer the old one's: 规划局 of 2024 has other money of that class."""
    for year in (2023, 2024):
        _final(county, "规划局", "1000", year, *(["测绘队"] if year == 2023 else []))
        accounts = _final(county, "测绘队", "200", year)
    county.evidence(accounts, "parent_body", "北关区资源局")
    _final(county, "资源局", "3000", 2022)
    columns = "fiscal_year, organisation_count, final_yuan, member_organisation_count"
    assert county.ask(TOTALS, columns, "fiscal_year > 2022") == [(2023, 1, 1000, 1), (2024, 2, 1200, 0)]
    assert county.ask(TOTALS, "organisation_count_expected", "fiscal_year > 2022") == [(2,), (3,)]


def test_a_member_is_its_departments_until_another_one_tells_it(county: County) -> None:
    """In years of which no report tells, before and after; the body's row has the last one."""
    for year in range(2020, 2026):
        _final(county, "测绘队", "200", year)
        _final(county, "规划局", "1000", year, *(["测绘队"] if year == 2021 else []))
        _final(county, "资源局", "3000", year, *(["测绘队"] if year == 2024 else []))
    assert county.ask("mart_body", PARENTS, "parent_organisation_name is not null") == [
        *((year, "北关区规划局") for year in (2020, 2021, 2022, 2023)),
        *((year, "北关区资源局") for year in (2024, 2025)),
    ]
    assert county.query(
        "select parents.organisation_name, members.parent_evidence from marts.dim_organisation as members"
        " join marts.dim_organisation as parents on members.parent_organisation_id = parents.organisation_id"
    ) == [("北关区资源局", "report")]


def test_the_budget_of_the_year_of_a_passage_may_be_the_old_departments(county: County) -> None:
    """规划局 lists it in the budget of 2024, 资源局 in the accounts: each holds its own kind alone.

    2,000 yuan are in no budget of 规划局, which has 1,000; that of 资源局, which could hold them, is not asked.
    """
    _budget(county, "规划局", "1000", 2024, "测绘队")
    _final(county, "规划局", "900", 2024)
    _budget(county, "资源局", "3000", 2024)
    _final(county, "资源局", "3100", 2024, "测绘队")
    _budget(county, "测绘队", "2000", 2024)
    _final(county, "测绘队", "1600", 2024)
    assert _left_out(county) == [(2024, "final_account")]
    assert county.ask(TOTALS, "initial_budget_yuan, final_yuan") == [(6000, 4000)]


@pytest.mark.parametrize("is_dated", [False, True])
def test_what_a_document_without_a_year_tells_counts_where_no_other_does(
    county: County, is_dated: bool
) -> None:
    _list(county, county.final("规划局", fiscal_year=None), "测绘队")
    _final(county, "规划局", "1000", 2023)
    _final(county, "资源局", "3000", 2023, *(["测绘队"] if is_dated else []))
    _final(county, "测绘队", "200", 2023)
    parent = "北关区资源局" if is_dated else "北关区规划局"
    assert county.ask("mart_body", PARENTS, "parent_organisation_name is not null") == [(2023, parent)]


def test_of_two_departments_of_one_year_the_one_told_most_often_is_the_parent(county: County) -> None:
    """By documents of the kind, then of the year, then of all years."""
    for key in ("one", "two"):
        _list(county, county.budget("规划局", 2023, key=key, site=key), "甲队")
    _list(county, county.final("资源局", 2023), "甲队", "乙队", "丙队")
    _list(county, county.final("规划局", 2023), "乙队", "丙队")
    _list(county, county.budget("资源局", 2023, key="more"), "乙队")
    _list(county, county.final("规划局", 2021), "丙队")
    for body in ("甲队", "乙队", "丙队"):
        _final(county, body, "200", 2023)
    assert county.ask(
        "mart_body", "organisation_name, parent_organisation_name", "parent_organisation_id is not null"
    ) == [
        ("北关区丙队", "北关区规划局"),
        ("北关区乙队", "北关区资源局"),
        ("北关区甲队", "北关区资源局"),
    ]


def test_of_two_that_name_each_other_neither_is_the_parent(county: County) -> None:
    _final(county, "规划局", "1000", 2023, "资源局")
    _final(county, "资源局", "3000", 2024, "规划局")
    assert county.ask("dim_organisation", "parent_organisation_id") == [(None,), (None,)]


def test_units_are_summed_up_below_the_department_of_their_year(county: County) -> None:
    """All funds of 测绘队 are in 资源局's in 2024; in 2023 it is below 规划局, which prints no total."""
    for year in (2023, 2024):
        department, unit = county.final("资源局", year), county.final("测绘队", year)
        county.figure(department, "F01", "总计", "90", section="expenditure")
        county.figure(unit, "F01", "总计", "70", section="expenditure")
        _list(county, county.final("规划局", year) if year == 2023 else department, "测绘队")
    assert county.ask(
        "fct_cross_document_check", "fiscal_year, left_yuan, right_yuan", "identity_id = 'Y06'"
    ) == [(2024, 90, 70)]


def test_accounts_that_are_disputed_tell_of_no_member_that_stands_on_its_own(county: County) -> None:
    """Neither the member's nor the department's; those that nobody disputes do."""
    for body, own, above in (
        ("甲", "disputed", "unproven"),
        ("乙", "unproven", "disputed"),
        ("丙", "unproven", "unproven"),
    ):
        for kind, form in ((county.final, "F05"), (county.budget, "B05")):
            department, member = kind(f"{body}局", 2024), kind(f"{body}队", 2024)
            county.figure(department, form, CLASS, "1000", proof_status=above)
            county.figure(member, form, CLASS, "9000", proof_status=own)
            _list(county, department, f"{body}队")
    names = "replace(organisation_name, '北关区', ''), report_kind"
    assert county.ask("dim_document", names, "exclusion_reason = 'in_parent_accounts'") == [
        (f"{body}队", kind) for body in ("乙", "甲") for kind in ("budget", "final_account")
    ]


@pytest.mark.parametrize(("amount", "is_apart"), [("1500", False), ("1501", True)])
def test_a_member_spends_more_than_its_department_beyond_rounding(
    county: County, amount: str, is_apart: bool
) -> None:
    """500 yuan in a class, and against a class that a whole form leaves out."""
    department = county.final("规划局", 2024)
    county.figures(department, "F05", {CLASS: "1000", "205 教育支出": "8000", "合计": "9000"})
    _budget(county, "规划局", "1000", 2024)
    _list(county, department, "甲队", "乙队")
    more = str(int(amount) - 1000)
    for member, item, printed in (("甲队", CLASS, amount), ("乙队", "206 科学技术支出", more)):
        county.figure(county.final(member, 2024), "F05", item, printed)
        county.figure(county.budget(member, 2024), "B05", item, printed)
    expected = (
        [] if is_apart else [(2024, kind) for kind in ("budget", "budget", "final_account", "final_account")]
    )
    assert _left_out(county) == expected


def test_a_department_without_accounts_of_the_year_or_kind_holds_none(county: County) -> None:
    """A budget alone tells no accounts, nor accounts a budget."""
    _list(county, county.final("规划局", 2022), "测绘队")
    _budget(county, "规划局", "1000", 2023)
    _final(county, "规划局", "1000", 2024)
    for year in (2023, 2024):
        _budget(county, "测绘队", "200", year)
        _final(county, "测绘队", "200", year)
    assert _left_out(county) == [(2023, "budget"), (2024, "final_account")]


def test_a_members_member_is_above_both_in_the_reports_of_one_kind(county: County) -> None:
    """监测中心 is 规划局's by its budget and 资源局's by its accounts: 资源局's budget holds none of 测绘队's."""
    _budget(county, "规划局", "1000", 2024, "监测中心")
    _budget(county, "资源局", "5000", 2024)
    _final(county, "资源局", "5000", 2024, "监测中心")
    for add in (county.budget, county.final):
        _list(county, add("监测中心", 2024), "测绘队")
    _budget(county, "测绘队", "2000", 2024)
    _final(county, "测绘队", "2000", 2024)
    assert _left_out(county) == [(2024, "final_account")]


def test_a_class_is_missing_in_the_departments_own_form_alone(county: County) -> None:
    """That another department's form has all its classes tells nothing of one that has not."""
    department = county.final("规划局", 2024)
    county.figures(department, "F05", {CLASS: "1000", "合计": "9000"})
    other = _final(county, "资源局", "3000", 2024)
    for above, member in ((department, "测绘队"), (other, "资料馆")):
        _list(county, above, member)
        county.figure(county.final(member, 2024), "F05", "206 科学技术支出", "900")
    rows = county.ask("dim_document", "organisation_name", "exclusion_reason = 'in_parent_accounts'")
    assert rows == [("北关区测绘队",)]
