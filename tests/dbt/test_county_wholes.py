"""What a county's sums hold and leave out: transfers, units without a department, totals by place, classes elided."""

from __future__ import annotations

import pytest

from tests.dbt.county import County

TOTALS, CLASSES = "mart_county_total", "mart_county_comparison"
CLASS, EDUCATION, TRANSFERS = "201 一般公共服务支出", "205 教育支出", "230 转移性支出"


def test_transfers_are_spent_by_those_that_receive_them(county: County) -> None:
    """Budget, accounts and both years; the body's own story keeps them."""
    for year, spent, given in ((2023, "100", "400"), (2024, "110", "500")):
        county.figures(
            county.final("财政局", year), "F05",
            {CLASS: spent, TRANSFERS: given, "合计": str(int(spent) + int(given))},
        )  # fmt: skip
    county.figures(county.budget("财政局"), "B05", {CLASS: "200", TRANSFERS: "300", "合计": "500"})
    town = county.final("青山镇人民政府")
    county.figures(town, "F05", {CLASS: "480", "合计": "480"})
    columns = "fiscal_year, final_yuan, transfer_yuan, initial_budget_yuan, execution_rate, year_on_year_rate"
    assert county.ask(TOTALS, columns) == [
        (2023, 100, 400, None, None, None),
        (2024, 590, 500, 200, 0.55, 0.1),
    ]
    classes = county.ask(CLASSES, "functional_class_code, final_yuan, share_of_total", "fiscal_year = 2024")
    assert classes == [("201", 590, 1.0)]
    assert county.ask("mart_body", "final_yuan", "fiscal_year = 2024") == [(480,), (610,)]


def test_bodies_that_no_sum_holds_are_counted_beside_it(county: County) -> None:
    """A unit whose department tells the year is in that department's accounts."""
    county.figures(county.final("财政局"), "F05", {CLASS: "5", "合计": "5"})
    for body in ("机关幼儿园", "实验小学"):
        unit = county.final(body, organisation_kind="unit")
        county.figures(unit, "F05", {EDUCATION: "80", "合计": "80"})
    parent = county.final("教育局")
    county.figures(parent, "F05", {EDUCATION: "90", "合计": "90"})
    county.evidence(parent, "member_body", "北关区实验小学")
    silent = county.final("文化馆", 2023, organisation_kind="unit")
    county.figures(silent, "F05", {CLASS: "1", "合计": "1"})
    county.figures(county.final("财政局", 2023), "F05", {CLASS: "4", "合计": "4"})
    counts = "fiscal_year, organisation_count, excluded_organisation_count"
    assert county.ask(TOTALS, counts) == [(2023, 1, 1), (2024, 2, 1)]
    assert county.ask(CLASSES, counts) == [(2023, 1, 1), (2024, 1, 1), (2024, 1, 1)]


def test_a_total_without_a_known_label_is_found_by_its_place(county: County) -> None:
    """The row above or below all classes that is no less than each; two of them, or a smaller one, are none."""
    for body, label, amount in (
        ("甲局", "全局汇总", "650"),
        ("乙局", "备注", "30"),
        ("丙局", "其中：上年结转", "900"),
    ):
        county.figures(county.final(body), "F05", {label: amount, CLASS: "600", EDUCATION: "40"})
    county.figures(county.final("丁局"), "F05", {"汇总": "650", CLASS: "600", EDUCATION: "40", "全局": "650"})
    below = {CLASS: "600", EDUCATION: "40", "全局汇总": "650"}
    county.figures(county.final("戊局"), "F05", below)
    rows = county.ask_each("fct_budget_vs_final", "final_yuan, final_figure_source", "item_key = 'total'")
    assert rows == [
        ("丁局", 640, "sum_of_classes"),
        ("丙局", 640, "sum_of_classes"),
        ("乙局", 640, "sum_of_classes"),
        ("戊局", 650, "printed"),
        ("甲局", 650, "printed"),
    ]
    assert county.ask(TOTALS, "final_yuan, computed_total_organisation_count") == [(3220, 3)]


@pytest.mark.parametrize("label", ["总计", "支出总计"])
def test_of_two_totals_the_sum_of_the_classes_is_the_forms(county: County, label: str) -> None:
    """总计 has what was carried over; where neither is the sum of the classes both stand, in conflict."""
    form = {"合计": "900", CLASS: "600", EDUCATION: "300", "上年结转": "100", label: "1000"}
    county.figures(county.budget("甲局"), "B05", form)
    county.figures(county.budget("乙局"), "B05", {**form, "合计": "890"})
    columns = "initial_budget_yuan, initial_budget_proof_status = 'disputed'"
    rows = county.ask_each("fct_budget_vs_final", columns, "item_key = 'total'")
    assert rows[1] == ("甲局", 900, False)
    assert rows[0][2] is True


def test_shares_are_of_the_printed_total_where_classes_are_left_out(county: County) -> None:
    county.figures(county.final("甲局"), "F05", {CLASS: "600", "合计": "1000"})
    county.figures(county.final("乙局"), "F05", {EDUCATION: "200"})
    columns = "functional_class_code, share_of_total"
    assert county.ask(CLASSES, columns) == [("201", 0.5), ("205", 0.166667)]


def test_a_class_cut_to_nothing_falls_by_all_of_it(county: County) -> None:
    """Only where the form prints all its classes; a new class begins at zero and has no rate."""
    for body, total in (("甲局", "520"), ("乙局", "900")):
        county.figures(county.final(body, 2023), "F05", {CLASS: "40", EDUCATION: "500", "合计": "540"})
        county.figures(county.final(body), "F05", {EDUCATION: "520", "合计": total})
    county.figures(county.final("丙局", 2023), "F05", {CLASS: "7", "合计": "7"})
    county.figures(county.final("丙局"), "F05", {CLASS: "7", EDUCATION: "2", "合计": "9"})
    columns = "item_key, amount_yuan, is_absent, prior_amount_yuan, prior_source, rate"
    where = "fiscal_year = 2024 and item_key in ('201', '205') and measure = 'total'"
    assert county.ask_each("fct_year_on_year", columns, where) == [
        ("丙局", "201", 7, False, 7, "prior_document", 0),
        ("丙局", "205", 2, False, 0, "absent", None),
        ("乙局", "201", None, False, 40, "prior_document", None),
        ("乙局", "205", 520, False, 500, "prior_document", 0.04),
        ("甲局", "201", 0, True, 40, "prior_document", -1),
        ("甲局", "205", 520, False, 500, "prior_document", 0.04),
    ]


def test_a_class_of_which_nothing_was_ever_spent_has_no_row(county: County) -> None:
    """A zero that one year prints and the next leaves out is nothing to compare."""
    county.figures(county.final("甲局", 2023), "F05", {CLASS: "5", EDUCATION: "0", "合计": "5"})
    county.figures(county.final("甲局"), "F05", {CLASS: "6", "合计": "6"})
    county.figures(county.budget("甲局"), "B05", {CLASS: "6", "合计": "6"})
    columns = "fiscal_year, functional_class_code, initial_budget_yuan, final_yuan"
    assert county.ask(CLASSES, columns) == [
        (2023, "201", None, 5),
        (2023, "205", None, 0),
        (2024, "201", 6, 6),
    ]


def test_what_a_body_hands_on_is_spent_by_those_that_receive_it(county: County) -> None:
    """All money of a county; the body's own story keeps it, and an item that hands on is no total."""
    for body, spent, below, above in (("教育局", "900", "300", "100"), ("实验学校", "300", "0", "0")):
        accounts = county.final(body)
        for measure, amount in (
            ("expenditure_total", spent),
            ("subsidy_to_affiliates", below),
            ("remitted_to_superior", above),
            ("operating", "7"),
        ):
            county.figure(accounts, "F03", "合计", amount, measure=measure)
            county.figure(accounts, "F03", EDUCATION, amount, measure=measure)
        county.figure(accounts, "F05", "合计", "400")
    columns = "final_yuan, all_funds_final_yuan, general_budget_share"
    assert county.ask(TOTALS, columns) == [(800, 800, 1.0)]
    assert county.ask("mart_body", "all_funds_final_yuan") == [(300,), (900,)]


def test_a_class_that_an_account_left_or_reached_is_not_compared_with_the_year_before(county: County) -> None:
    """旅游业 went from 216 to 207 in 2019: its body's 216 was not cut, nor did its 207 grow; others are compared."""
    for year, classes in (
        (2018, {"207 文化体育与传媒支出": "100", "20701 文化": "100", "216 商业服务业等支出": "60", "21605 旅游业管理与服务支出": "60"}),
        (2019, {"207 文化旅游体育与传媒支出": "170", "20701 文化和旅游": "170"}),
        (2020, {"207 文化旅游体育与传媒支出": "187", "20701 文化和旅游": "187"}),
    ):  # fmt: skip
        county.figures(
            county.final("文旅局", year),
            "F05",
            {**classes, "合计": str(sum(map(int, list(classes.values())[::2])))},
        )
    for year, amount in ((2018, "200"), (2019, "150"), (2020, "150")):
        classes = {"216 商业服务业等支出": amount, "21602 商业流通事务": amount, "合计": amount}
        county.figures(county.final("商务局", year), "F05", classes)
    columns = (
        "fiscal_year, functional_class_code, final_yuan, year_on_year_organisation_count, year_on_year_rate"
    )
    assert county.ask(CLASSES, columns, "fiscal_year > 2018") == [
        (2019, "207", 170, 0, None),
        (2019, "216", 150, 1, -0.25),
        (2020, "207", 187, 1, 0.1),
        (2020, "216", 150, 1, 0.0),
    ]
    totals = county.ask(
        TOTALS, "year_on_year_organisation_count, prior_final_yuan, final_yuan", "fiscal_year = 2019"
    )
    assert totals == [(2, 360, 320)]


def test_an_economic_class_that_an_account_left_is_not_compared(county: County) -> None:
    """住房公积金 went from 303 to 301 in 2018; the classes of a body that never paid it stay comparable."""
    for year, housing in ((2017, "30311"), (2018, "30113")):
        for body, paid in (("甲局", "20"), ("乙局", "0")):
            amounts = {"30101 基本工资": "100", f"{housing} 住房公积金": paid, "30305 生活补助": "10"}
            county.figures(county.final(body, year), "F06", amounts, measure="final", account_kind="economic")
    columns = "economic_class_code, final_yuan, year_on_year_organisation_count, year_on_year_rate"
    assert county.ask("mart_county_comparison_economic", columns, "fiscal_year = 2018") == [
        ("301", 220, 1, 0.0),
        ("303", 20, 1, 0.0),
    ]


def test_a_member_is_expected_beside_its_department_only_where_it_stands_in_the_sums(county: County) -> None:
    """In 2023 the department tells the year itself; in 2024 it is silent and its member's accounts are counted."""
    parent = county.final("教育局", 2023)
    county.evidence(parent, "member_body", "北关区实验小学")
    county.figures(parent, "F05", {"205 教育支出": "10"})
    for year in (2023, 2024):
        county.figures(county.final("实验小学", year), "F05", {"205 教育支出": "4"})
    columns = "fiscal_year, organisation_count_expected, organisation_count_reporting, final_yuan"
    assert county.ask(TOTALS, columns) == [(2023, 1, 1, 10), (2024, 2, 1, 4)]
