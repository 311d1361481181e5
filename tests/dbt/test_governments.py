"""fct_government_account and mart_government_comparison: governments' own accounts by year, scope and stage."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.dbt.county import County
from tests.dbt.lake import DocumentHandle

FORMS = ("G01", "G02", "G03", "G06", "G07", "G09", "G23", "G24", "G25")


def with_forms(county: County) -> County:
    for code in FORMS:
        county.form(code)
    return county


def book(county: County, year: int, **changes: Any) -> DocumentHandle:
    return county.budget("人民政府", year, organisation_kind="government", **changes)


def put(
    county: County, document: DocumentHandle, form: str, item: str, amount: str, measure: str, year: int,
    scope: str = "全区", **changes: Any,
) -> str:  # fmt: skip
    return county.figure(
        document, form, item, amount, measure=measure, scope=scope, figure_year=year, **changes
    )


ACCOUNT = "fiscal_year, scope_kind, item_name, measure, amount_yuan, is_from_later_report"


def test_a_column_of_the_year_before_stands_under_that_year(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2026)
    put(area, document, "G01", "税收收入", "500", "prior_executed", 2026)
    put(area, document, "G01", "税收收入", "600", "budget", 2026)
    assert area.ask("fct_government_account", ACCOUNT) == [
        (2025, "whole_area", "税收收入", "executed", 500, True),
        (2026, "whole_area", "税收收入", "budget", 600, False),
    ]


def test_the_table_of_its_own_year_comes_before_a_later_one(county: County) -> None:
    area = with_forms(county)
    put(area, book(area, 2026), "G01", "税收收入", "501", "prior_executed", 2026)
    own = put(area, book(area, 2025), "G01", "税收收入", "500", "executed", 2025)
    columns = "amount_yuan, is_from_later_report, figure_count, is_conflicting, line_item_id"
    assert area.ask("fct_government_account", columns) == [(500, False, 2, True, own)]


def test_scopes_and_rows_of_one_name_stay_apart(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2025)
    put(area, document, "G01", "增值税", "5", "executed", 2025)
    put(area, document, "G01", "增值税", "3", "executed", 2025, scope="区本级")
    put(area, document, "G01", "增值税", "2", "executed", 2025, scope="区本级")
    assert area.ask("fct_government_account", "scope_kind, occurrence_no, amount_yuan") == [
        ("own_level", 1, 3),
        ("own_level", 2, 2),
        ("whole_area", 1, 5),
    ]


def test_two_governments_print_one_row_each_of_its_own(county: County) -> None:
    area = with_forms(county)
    for code, amount in (("410503", "5"), ("410506", "7")):
        put(area, book(area, 2025, division_code=code), "G01", "增值税", amount, "executed", 2025)
    assert area.ask("fct_government_account", "division_code, amount_yuan, figure_count, is_conflicting") == [
        ("410503", 5, 1, False),
        ("410506", 7, 1, False),
    ]


def test_each_stage_of_a_budget_is_compared(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2025)
    for stage, tax, whole in (("adjusted_budget", "1", "3"), ("final", "2", "3")):
        put(area, document, "G01", "税收收入", tax, stage, 2025)
        put(area, document, "G01", "一般公共预算收入合计", whole, stage, 2025)
    columns = "budget_stage, round(ratio, 6)"
    assert area.ask("mart_government_comparison", columns, "indicator = 'tax_revenue'") == [
        ("adjusted_budget", 0.333333),
        ("final", 0.666667),
    ]
    exact = "ratio = round(ratio, 6), ratio <> round(ratio, 5)"
    assert area.ask("mart_government_comparison", exact, "indicator = 'tax_revenue'") == [(True, True)] * 2


def test_a_departments_figures_and_percentages_are_none_of_a_government(county: County) -> None:
    area = with_forms(county)
    area.figure(area.final(), "F05", "201 一般公共服务支出", "300")
    area.figure(area.final(), "G01", "税收收入", "200", measure="executed", scope="全区", figure_year=2024)
    rate = book(area, 2025)
    area.figure(rate, "G01", "税收收入", None, measure="rate", scope="全区", figure_year=2025)
    assert area.ask("fct_government_account", "count(*)") == [(0,)]


def test_shares_self_sufficiency_and_what_departments_explain(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2024)
    for form, item, amount in (
        ("G01", "税收收入", "300"),
        ("G01", "非税收入", "100"),
        ("G01", "一般公共预算收入合计", "400"),
        ("G02", "一般公共服务支出", "500"),
        ("G02", "教育支出", "1500"),
        ("G02", "一般公共预算支出合计", "2000"),
    ):
        put(area, document, form, item, amount, "executed", 2024)
    final = area.final()
    area.figures(final, "F05", {"合计": "300", "201 一般公共服务支出": "300"})
    area.reference("county_figures", division_code="410503", fiscal_year=2024, population=100, source="年鉴")
    columns = "indicator, functional_class_code, amount_yuan, ratio, per_head_yuan, department_yuan, department_share"
    found = area.query(
        f"select {columns} from marts.mart_government_comparison order by indicator_no, functional_class_code"
    )
    assert found == [
        ("revenue", None, 400, 0.2, 4, None, None),
        ("tax_revenue", None, 300, 0.75, 3, None, None),
        ("non_tax_revenue", None, 100, 0.25, 1, None, None),
        ("expenditure", None, 2000, None, 20, 300, 0.15),
        ("expenditure_by_class", "201", 500, 0.25, 5, 300, 0.6),
        ("expenditure_by_class", "205", 1500, 0.75, 15, None, None),
    ]


def test_debt_stands_beside_its_limit_for_the_whole_and_the_own_level(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2025)
    for item, limit, balance in (("北关区", "100", "80"), ("区本级", "60", "30"), ("北关镇", "40", "50")):
        put(area, document, "G23", item, limit, "limit", 2025, scope="分地区")
        put(area, document, "G23", item, balance, "balance", 2025, scope="分地区")
    columns = "scope, scope_kind, budget_stage, indicator, amount_yuan, ratio"
    assert area.ask("mart_government_comparison", columns, "indicator = 'debt_balance'") == [
        ("北关区", "whole_area", "year_end", "debt_balance", 80, 0.8),
        ("区本级", "own_level", "year_end", "debt_balance", 30, 0.5),
    ]


def test_debt_that_a_table_prints_line_by_line_stands_beside_its_limit_too(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2023)
    put(area, document, "G23", "2023年地方政府债务限额", "100", "limit", 2023, scope="区级")
    put(area, document, "G23", "2023年末地方政府债务余额", "80", "balance", 2023, scope="区级")
    put(area, document, "G23", "再融资债券", "7", "balance", 2023, scope="区级")
    columns = "scope, scope_kind, indicator, amount_yuan, ratio"
    assert area.ask("mart_government_comparison", columns, "indicator = 'debt_balance'") == [
        ("区级", "level", "debt_balance", 80, 0.8)
    ]


def test_debt_that_a_county_prints_kind_by_kind_stands_at_the_end_of_the_year_that_its_rows_name(
    county: County,
) -> None:
    area = with_forms(county)
    document = book(area, 2025)
    for item, measure, amount in (
        ("2024年末地方政府一般债务余额实际数", "executed", "70"),
        ("2025年末地方政府一般债务余额限额", "executed", "100"),
        ("2025年地方政府一般债务新增限额", "executed", "20"),
        ("2025年末地方政府一般债务余额预计执行数", "budget", "85"),
        ("2025年末地方政府一般债务余额预计执行数", "executed", "80"),
        ("2026年地方政府一般债务余额限额", "budget", "110"),
    ):
        put(area, document, "G24", item, amount, measure, 2025, scope="区级")
    put(area, document, "G25", "2025年末地方政府专项债务余额", "40", "executed", 2025, scope="区级")
    columns = "fiscal_year, indicator, amount_yuan, ratio, is_from_later_report"
    assert area.ask("mart_government_comparison", columns, "budget_stage = 'year_end'") == [
        (2024, "debt_balance_general", 70, None, True),
        (2025, "debt_balance_general", 80, 0.8, False),
        (2025, "debt_balance_special", 40, None, False),
        (2025, "debt_limit_general", 100, None, False),
        (2026, "debt_limit_general", 110, None, False),
    ]


def test_debt_by_region_comes_before_the_same_line_by_line(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2025)
    put(area, document, "G23", "北关区", "80", "balance_general", 2025, scope="分地区")
    put(area, document, "G24", "2025年末地方政府一般债务余额", "81", "executed", 2025, scope="全区")
    assert area.ask("mart_government_comparison", "scope, amount_yuan", "budget_stage = 'year_end'") == [
        ("北关区", 80)
    ]


def test_what_a_town_spends_is_neither_the_countys_per_head_nor_what_its_departments_explain(
    county: County,
) -> None:
    area = with_forms(county)
    document = book(area, 2024)
    put(area, document, "G02", "一般公共预算支出合计", "2000", "final", 2024, scope="小林镇")
    area.figures(area.final(), "F05", {"合计": "300", "201 一般公共服务支出": "300"})
    area.reference("county_figures", division_code="410503", fiscal_year=2024, population=100, source="年鉴")
    columns = "scope_kind, indicator, amount_yuan, per_head_yuan, department_yuan, department_share"
    assert area.ask("mart_government_comparison", columns) == [
        ("named_area", "expenditure", 2000, None, None, None)
    ]


def test_a_countys_level_is_its_own_and_a_townships_below_it(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2023)
    for scope in ("区级", "乡级"):
        put(area, document, "G01", "税收收入", "5", "final", 2023, scope=scope)
    assert area.ask("fct_government_account", "scope, scope_kind") == [
        ("乡级", "lower_levels"),
        ("区级", "level"),
    ]


def test_a_disputed_figure_compares_nothing(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2025)
    put(area, document, "G01", "税收收入", "5", "executed", 2025, proof_status="disputed")
    put(area, document, "G01", "非税收入", "4", "executed", 2025)
    assert area.ask("mart_government_comparison", "indicator, amount_yuan") == [
        ("non_tax_revenue", Decimal(4))
    ]


def test_classes_are_known_by_code_or_name_in_each_table_and_stage(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2025)
    put(area, document, "G02", "201 一般公共服务支出", "5", "adjusted_budget", 2025)
    put(area, document, "G02", "教育", "7", "adjusted_budget", 2025)
    put(area, document, "G03", "教育支出", "6", "budget", 2025, section="expenditure")
    put(area, document, "G03", "一般公共服务支出", "4", "budget", 2025, section="revenue")
    put(area, document, "G09", "教育支出", "9", "budget", 2025, section="expenditure")
    columns = "budget_stage, functional_class_code, amount_yuan"
    assert area.ask("mart_government_comparison", columns, "indicator = 'expenditure_by_class'") == [
        ("adjusted_budget", "201", 5),
        ("adjusted_budget", "205", 7),
        ("budget", "205", 6),
    ]


def test_special_debt_is_measured_by_its_own_limit(county: County) -> None:
    area = with_forms(county)
    document = book(area, 2025)
    for measure, amount in (
        ("limit", "100"),
        ("limit_special", "40"),
        ("balance", "80"),
        ("balance_special", "30"),
    ):
        put(area, document, "G23", "北关区", amount, measure, 2025, scope="分地区")
    found = area.ask(
        "mart_government_comparison", "indicator, functional_class_code, ratio", "ratio is not null"
    )
    assert found == [("debt_balance", None, 0.8), ("debt_balance_special", None, 0.75)]


CHECK = "identity_id, status, left_yuan, right_yuan, is_hard, left_text, right_text"


def test_the_year_before_is_compared_with_the_book_of_its_own(county: County) -> None:
    area = with_forms(county)
    before, later = book(area, 2025, unit="元"), book(area, 2026, unit="元")
    for item, then, own in (("税收收入", "500", "500"), ("非税收入", "81", "80"), ("收入合计", "590", "580")):
        put(area, before, "G01", item, own, "executed", 2025)
        put(area, later, "G01", item, then, "prior_executed", 2026)
    put(area, before, "G01", "增值税", "7", "executed", 2025, scope="区本级")
    put(area, later, "G01", "增值税", "9", "prior_executed", 2026)
    put(area, later, "G01", "契税", "9", "prior_budget", 2026)
    put(area, before, "G01", "契税", "7", "executed", 2025)
    found = area.ask("fct_cross_document_check", CHECK, "identity_id = 'Y09'")
    assert sorted((row[1], float(row[2]), float(row[3]), row[4]) for row in found) == [
        ("holds", 500.0, 500.0, False),
        ("restated_or_transferred", 590.0, 580.0, False),
        ("rounding", 81.0, 80.0, False),
    ]


def test_an_initial_budget_is_compared_with_the_budget_that_was_published(county: County) -> None:
    area = with_forms(county)
    budget = book(area, 2025, unit="元")
    accounts = area.final("人民政府", 2025, organisation_kind="government", unit="元")
    for item, published, stated in (("税收收入", "500", "500"), ("非税收入", "80", "95")):
        put(area, budget, "G01", item, published, "budget", 2025)
        put(area, accounts, "G01", item, stated, "initial_budget", 2025)
        put(area, accounts, "G01", item, stated, "adjusted_budget", 2025)
    found = area.ask("fct_cross_document_check", CHECK, "identity_id = 'Y10'")
    assert sorted((row[1], row[5], row[6], row[4]) for row in found) == [
        ("holds", "500", "500", False),
        ("violated", "95", "80", False),
    ]
    assert area.ask("fct_disclosure_error", "count(*)") == [(0,)]


def test_transfers_received_are_compared_with_those_handed_down(county: County) -> None:
    area = with_forms(county)
    own = area.final("人民政府", 2024, organisation_kind="government", unit="元")
    put(area, own, "G06", "合计", "70", "final", 2024)
    put(area, own, "G06", "返还性收入", "7", "final", 2024)
    city = area.final(
        "安阳市人民政府",
        2024,
        organisation_kind="government",
        site="410500_anyang",
        division_code="410500",
        unit="元",
    )
    for region, amount in (("北关区", "71"), ("文峰区", "90"), ("合计", "161")):
        put(area, city, "G07", region, amount, "final", 2024, scope="分地区")
        put(area, city, "G07", region, "5", "final", 2024, scope="分地区", section="税收返还")
    found = area.ask("fct_cross_document_check", CHECK, "identity_id = 'Y11'")
    assert found == [("Y11", "rounding", 70, 71, False, "70", "71")]
