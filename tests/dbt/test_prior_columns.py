"""The year before in the county marts where its reports are not there: this year's own columns of it."""

from __future__ import annotations

import pytest

from tests.dbt.county import County
from tests.dbt.lake import DocumentHandle

CLASSES, TOTALS, ECONOMIC = "mart_county_comparison", "mart_county_total", "mart_county_comparison_economic"
CLASS, EDUCATION, TOURISM = "201 一般公共服务支出", "205 教育支出", "216 商业服务业等支出"
COLUMNS = (
    "year_on_year_organisation_count, prior_final_yuan, year_on_year_final_yuan, year_on_year_rate, prior_source,"
    " prior_column_organisation_count, prior_column_final_yuan, prior_contradicted_organisation_count"
)


def _accounts(
    county: County, body: str, now: dict[str, str], before: dict[str, str], year: int = 2024
) -> DocumentHandle:
    """Publish a form of this year's amounts and of those of the year before, both with their total."""
    accounts = county.final(body, year)
    for measure, amounts in (("total", now), ("prior_total", before)):
        if amounts:
            whole = {**amounts, "合计": str(sum(map(int, amounts.values())))}
            county.figures(accounts, "F05", whole, measure=measure)
    return accounts


def test_an_own_column_stands_in_where_last_years_report_is_not_there(county: County) -> None:
    """The report comes first, a body without either is not compared, and each source is counted."""
    _accounts(county, "甲局", {CLASS: "110"}, {CLASS: "100"})
    _accounts(county, "乙局", {CLASS: "330"}, {CLASS: "300"})
    _accounts(county, "乙局", {CLASS: "300"}, {}, 2023)
    _accounts(county, "丙局", {CLASS: "7000"}, {})
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, COLUMNS, "fiscal_year = 2024") == [(2, 400, 440, 0.1, "mixed", 1, 100, 0)]
        assert county.ask(mart, COLUMNS, "fiscal_year = 2023") == [(0, None, None, None, None, 0, None, 0)]


@pytest.mark.parametrize(
    ("is_report_there", "expected"),
    [(True, (1, 100, 110, 0.1, "prior_document", 0, None, 0)), (False, (1, 100, 110, 0.1, "prior_column", 1, 100, 0))],
)  # fmt: skip
def test_a_county_of_one_source_says_which(
    county: County, is_report_there: bool, expected: tuple[object, ...]
) -> None:
    _accounts(county, "甲局", {CLASS: "110"}, {CLASS: "100"})
    if is_report_there:
        _accounts(county, "甲局", {CLASS: "100"}, {}, 2023)
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, COLUMNS, "fiscal_year = 2024") == [expected]


def test_a_column_that_prints_another_amount_than_the_report_is_counted(county: County) -> None:
    """The report's amount is added up, as it is of the body; rounding is no other amount."""
    for body, printed in (("甲局", "2500100"), ("乙局", "3000000")):
        _accounts(county, body, {CLASS: "3300110"}, {CLASS: printed})
        _accounts(county, body, {CLASS: "3000100"}, {}, 2023)
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, COLUMNS, "fiscal_year = 2024") == [
            (2, 6000200, 6600220, 0.1, "prior_document", 0, None, 1)
        ]
    checks = county.ask_each("fct_cross_document_check", "scope, status", "identity_id = 'Y12'")
    assert checks == [
        ("乙局", "F05[201].prior_total", "rounding"),
        ("乙局", "F05[total].prior_total", "rounding"),
        ("甲局", "F05[201].prior_total", "restated_or_transferred"),
        ("甲局", "F05[total].prior_total", "restated_or_transferred"),
    ]


def test_a_body_is_told_by_the_same_source(county: County) -> None:
    _accounts(county, "甲局", {CLASS: "110"}, {CLASS: "100"})
    _accounts(county, "乙局", {CLASS: "330"}, {CLASS: "250"})
    _accounts(county, "乙局", {CLASS: "300"}, {}, 2023)
    _accounts(county, "丙局", {CLASS: "7000"}, {})
    columns = "organisation_name, final_yuan, prior_final_yuan, year_on_year_rate, prior_source"
    assert county.ask("mart_body", columns, "fiscal_year = 2024") == [
        ("北关区丙局", 7000, None, None, None),
        ("北关区乙局", 330, 300, 0.1, "prior_document"),
        ("北关区甲局", 110, 100, 0.1, "prior_column"),
    ]


def test_a_report_that_is_disputed_or_a_disputed_column_compares_with_nothing(county: County) -> None:
    accounts = county.final("甲局")
    county.figure(accounts, "F05", CLASS, "110")
    county.figure(accounts, "F05", CLASS, "100", measure="prior_total", proof_status="disputed")
    _accounts(county, "乙局", {CLASS: "330"}, {CLASS: "300"})
    county.figure(county.final("乙局", 2023), "F05", CLASS, "300", proof_status="disputed")
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, COLUMNS, "fiscal_year = 2024") == [(0, None, None, None, None, 0, None, 0)]


def test_a_class_that_only_one_side_of_a_whole_form_prints_is_zero_on_the_other(county: County) -> None:
    """One cut to nothing falls by all of it, a new one begins at zero; where classes are left out neither is told."""
    _accounts(county, "甲局", {CLASS: "60", TOURISM: "50"}, {CLASS: "60", EDUCATION: "40"})
    columns = (
        "functional_class_code, final_yuan, prior_final_yuan, year_on_year_rate, prior_source,"
        " year_on_year_organisation_count"
    )
    where = "fiscal_year = 2024"
    assert county.ask(CLASSES, columns, where) == [
        ("201", 60, 60, 0, "prior_column", 1),
        ("205", 0, 40, -1, "prior_column", 1),
        ("216", 50, 0, None, "prior_column", 1),
    ]
    assert county.ask(TOTALS, "final_yuan, prior_final_yuan", where) == [(110, 100)]
    incomplete = county.final("乙局")
    county.figures(incomplete, "F05", {CLASS: "6000", TOURISM: "1000", "合计": "9000"})
    county.figures(
        incomplete, "F05", {CLASS: "5000", EDUCATION: "400", "合计": "5445"}, measure="prior_total"
    )
    assert county.ask(CLASSES, columns, where) == [
        ("201", 6060, 5060, 0.197628, "prior_column", 2),
        ("205", 0, 40, -1, "prior_column", 1),
        ("216", 1050, 0, None, "prior_column", 1),
    ]


def test_a_body_tells_what_only_its_own_column_or_only_this_year_prints(county: County) -> None:
    """Zero beside a column or a form with all its classes, unknown where classes are left out."""
    whole = _accounts(county, "甲局", {CLASS: "60", TOURISM: "50"}, {CLASS: "60", EDUCATION: "40"})
    parts = _accounts(county, "乙局", {CLASS: "60"}, {EDUCATION: "40"})
    for measure in ("total", "prior_total"):
        county.figure(parts, "F05", "212 城乡社区支出", "90", measure=measure)
    columns = "item_key, amount_yuan, is_absent, prior_amount_yuan, rate, prior_source, document_id, prior_document_id"
    where = "fiscal_year = 2024 and item_key in ('205', '216', '201')"
    of_whole, of_parts = whole.document_id, parts.document_id
    assert county.ask_each("fct_year_on_year", columns, where) == [
        ("乙局", "201", 60, False, None, None, None, of_parts, None),
        ("乙局", "205", None, False, 40, None, "prior_column", None, of_parts),
        ("甲局", "201", 60, False, 60, 0, "prior_column", of_whole, of_whole),
        ("甲局", "205", 0, True, 40, -1, "prior_column", of_whole, of_whole),
        ("甲局", "216", 50, False, 0, None, "prior_column", of_whole, of_whole),
    ]


def test_last_years_report_comes_before_a_column_that_leaves_a_class_out(county: County) -> None:
    _accounts(county, "甲局", {CLASS: "60", TOURISM: "50"}, {CLASS: "60", EDUCATION: "40"})
    _accounts(county, "甲局", {CLASS: "60", TOURISM: "30", EDUCATION: "10"}, {}, 2023)
    columns = "item_key, amount_yuan, prior_amount_yuan, prior_source"
    assert county.ask("fct_year_on_year", columns, "fiscal_year = 2024 and item_key in ('205', '216')") == [
        ("205", 0, 10, "prior_document"),
        ("216", 50, 30, "prior_document"),
    ]


def test_a_disputed_column_disputes_the_zero_of_a_class_it_leaves_out(county: County) -> None:
    accounts = _accounts(county, "甲局", {CLASS: "60", TOURISM: "50"}, {})
    county.figures(accounts, "F05", {CLASS: "60", "合计": "100"}, measure="prior_total")
    county.figure(accounts, "F05", EDUCATION, "40", measure="prior_total", proof_status="disputed")
    columns, where = "item_key, prior_amount_yuan, is_disputed", "item_key in ('201', '205', '216')"
    assert county.ask("fct_year_on_year", columns, where) == [
        ("201", 60, False),
        ("205", 40, True),
        ("216", 0, True),
    ]


@pytest.mark.parametrize(
    ("total", "counted"),
    [({"合计": "5427"}, 1), ({"合计": "5428"}, 0), ({}, 0)],
    ids=["whole", "more", "none"],
)
def test_a_column_is_whole_where_its_classes_make_the_total_it_prints(
    county: County, total: dict[str, str], counted: int
) -> None:
    """Within half a percent of them."""
    accounts = _accounts(county, "甲局", {CLASS: "6000", TOURISM: "1000"}, {})
    county.figures(accounts, "F05", {CLASS: "5000", EDUCATION: "400", **total}, measure="prior_total")
    columns = "year_on_year_organisation_count, prior_final_yuan"
    assert county.ask(CLASSES, columns, "functional_class_code = '216'") == [
        (counted, 0 if counted else None)
    ]
    assert county.ask("fct_year_on_year", "prior_amount_yuan", "item_key = '216'") == [
        (0 if counted else None,)
    ]


def test_transfers_are_in_neither_year(county: County) -> None:
    _accounts(
        county, "甲局", {CLASS: "110", "230 转移性支出": "900"}, {CLASS: "100", "230 转移性支出": "800"}
    )
    columns = "prior_final_yuan, year_on_year_final_yuan, year_on_year_rate"
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, columns, "fiscal_year = 2024") == [(100, 110, 0.1)]


def test_levels_that_a_column_elides_are_summed_up(county: County) -> None:
    accounts = county.final("甲局")
    county.figure(accounts, "F05", "2010601 行政运行", "110")
    for code, amount in (("2010601 行政运行", "60"), ("2010602 一般行政管理事务", "40")):
        county.figure(accounts, "F05", code, amount, measure="prior_total")
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, "prior_final_yuan, prior_source", "fiscal_year = 2024") == [
            (100, "prior_column")
        ]
    assert county.ask("fct_budget_vs_final", "item_key, final_yuan", "item_level in ('class', 'total')") == [
        ("201", 110),
        ("total", 110),
    ]


def test_whether_a_column_holds_a_body_that_was_taken_over_is_not_known(county: County) -> None:
    """Nor is a member compared beside its department."""
    joint = _accounts(county, "甲局", {CLASS: "110"}, {CLASS: "100"})
    county.evidence(joint, "merged_body", "北关区盐业局")
    parent = _accounts(county, "教育局", {EDUCATION: "1000"}, {EDUCATION: "800"})
    _accounts(county, "实验中学", {EDUCATION: "200"}, {EDUCATION: "100"})
    county.evidence(parent, "member_body", "北关区实验中学")
    assert county.ask(TOTALS, COLUMNS, "fiscal_year = 2024") == [
        (1, 800, 1000, 0.25, "prior_column", 1, 800, 0)
    ]


def test_a_column_by_the_old_classification_is_compared_as_little_as_a_report_by_it(county: County) -> None:
    """旅游业 went from 216 to 207 in 2019; a column on this year's footing is compared."""
    for body, code in (("甲局", "216 商业服务业等支出"), ("乙局", "207 文化旅游体育与传媒支出")):
        accounts = county.final(body, 2019)
        item = f"{code[:3]}05 旅游业管理与服务支出" if code[:3] == "216" else "20701 文化和旅游"
        now = {"207 文化旅游体育与传媒支出": "110", "20701 文化和旅游": "110", "合计": "110"}
        county.figures(accounts, "F05", now)
        county.figures(accounts, "F05", {code: "100", item: "100", "合计": "100"}, measure="prior_total")
    columns = f"functional_class_code, {COLUMNS.partition(', prior_source')[0]}"
    assert county.ask(CLASSES, columns, "fiscal_year = 2019 and functional_class_code = '207'") == [
        ("207", 1, 100, 110, 0.1)
    ]
    assert county.ask(TOTALS, "prior_final_yuan, year_on_year_final_yuan", "fiscal_year = 2019") == [
        (200, 220)
    ]


def test_an_economic_class_has_its_own_column(county: County) -> None:
    accounts = county.final("甲局")
    for measure, amount in (("final", "110"), ("prior_final", "100")):
        county.figure(accounts, "F06", "30101 基本工资", amount, measure=measure, account_kind="economic")
    assert county.ask(ECONOMIC, f"economic_class_code, final_yuan, {COLUMNS}") == [
        ("301", 110, 1, 100, 110, 0.1, "prior_column", 1, 100, 0)
    ]


def test_a_budgets_column_of_the_year_before_is_none_of_the_accounts(county: County) -> None:
    county.figures(county.final("甲局"), "F05", {CLASS: "110", "合计": "110"})
    budget = county.budget("甲局")
    county.figures(budget, "B05", {CLASS: "100", "合计": "100"})
    county.figures(budget, "B05", {CLASS: "90", "合计": "90"}, measure="prior_total")
    for mart in (CLASSES, TOTALS):
        columns = "initial_budget_yuan, final_yuan, prior_final_yuan, prior_source"
        assert county.ask(mart, columns) == [(100, 110, None, None)]
