"""The county marts: sums of departments' figures, what stands beside them, and what stays out."""

from __future__ import annotations

from typing import Any

from tests.dbt.county import County

CLASSES, TOTALS, ECONOMIC = "mart_county_comparison", "mart_county_total", "mart_county_comparison_economic"
CLASS, EDUCATION = "201 一般公共服务支出", "205 教育支出"


def _body(
    county: County, body: str, budget: str | None, final: str | None, year: int = 2024, **changes: Any
) -> None:
    """Publish a class 类 of a body's budget and final accounts; null is a report without it."""
    proofs = {name: changes.pop(name) for name in ("budget_proof", "final_proof") if name in changes}
    if budget:
        document = county.budget(body, year, **changes)
        county.figure(document, "B05", CLASS, budget, proof_status=proofs.get("budget_proof", "unproven"))
    if final:
        document = county.final(body, year, **changes)
        county.figure(document, "F05", CLASS, final, proof_status=proofs.get("final_proof", "unproven"))


def test_a_county_adds_up_its_departments_and_says_of_how_many(county: County) -> None:
    """A rate stands on the bodies that have both figures (口径一致)."""
    _body(county, "甲局", "100", "80")
    _body(county, "乙局", "300", None)
    _body(county, "丙局", None, "9000")
    _body(county, "丁局", "100", "20")
    _body(county, "戊局", None, "70000", 2023)
    columns = (
        "organisation_count, organisation_count_reporting, organisation_count_expected,"
        " initial_budget_organisation_count, initial_budget_yuan, final_organisation_count, final_yuan,"
        " matched_organisation_count, matched_initial_budget_yuan, matched_final_yuan, execution_rate"
    )
    counts = (4, 3, 5, 3, 500, 3, 9100, 2, 200, 100, 0.5)
    assert county.ask(CLASSES, f"functional_class_code, {columns}", "fiscal_year = 2024") == [
        ("201", *counts)
    ]
    assert county.ask(TOTALS, columns, "fiscal_year = 2024") == [counts]
    where = "fiscal_year = 2023"
    assert county.ask(
        TOTALS, "organisation_count_reporting, organisation_count_expected, final_yuan", where
    ) == [(1, 1, 70000)]


def test_a_change_stands_on_bodies_of_both_years(county: County) -> None:
    for body, year, before in (
        ("甲局", "150", "100"),
        ("乙局", "7000", None),
        ("丙局", None, "90000"),
        ("丁局", "150", "300"),
    ):
        _body(county, body, "1", year)
        _body(county, body, "1", before, 2023)
    _body(county, "乙局", None, "5", 2022)
    columns = "year_on_year_organisation_count, prior_final_yuan, year_on_year_final_yuan, year_on_year_rate, final_yuan"
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, columns, "fiscal_year = 2024") == [(2, 400, 300, -0.25, 7300)]
        assert county.ask(mart, columns, "fiscal_year = 2023") == [(0, None, None, None, 90400)]


def test_disputed_figures_enter_no_sum_and_are_told(county: County) -> None:
    """Neither this year's, nor last year's, nor a budget; a share of the whole says how much they are."""
    _body(county, "甲局", "100", "60")
    _body(county, "甲局", "100", "40", 2023)
    _body(county, "乙局", "1000", "30", budget_proof="disputed")
    _body(county, "乙局", "1", "9000", 2023, final_proof="disputed")
    _body(county, "丙局", "100", "30", final_proof="disputed")
    _body(county, "丙局", "1", "7000", 2023)
    _body(county, "丁局", "500", None, budget_proof="disputed")
    columns = (
        "initial_budget_yuan, final_yuan, disputed_initial_budget_yuan, disputed_amount_yuan, disputed_share,"
        " matched_organisation_count, execution_rate, year_on_year_organisation_count, prior_final_yuan,"
        " year_on_year_rate, organisation_count, organisation_count_reporting"
    )
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, columns, "fiscal_year = 2024") == [
            (200, 90, 1500, 30, 0.25, 1, 0.6, 1, 40, 0.5, 3, 3)
        ]


def test_a_county_whose_figures_are_all_disputed_has_no_sum(county: County) -> None:
    _body(county, "甲局", "100", "60", budget_proof="disputed", final_proof="disputed")
    _body(county, "乙局", "5", None)
    columns = (
        "organisation_count, initial_budget_yuan, final_yuan, disputed_initial_budget_yuan, disputed_amount_yuan,"
        " disputed_share, organisation_count_reporting"
    )
    assert county.ask(TOTALS, columns) == [(1, 5, None, 100, 60, 1.0, 1)]


def test_no_rate_stands_on_a_sum_of_zero_and_one_stands_on_less_than_a_yuan(county: County) -> None:
    for year, budget, final in (
        (2023, "0", "0"),
        (2024, "0.50", "0.25"),
        (2025, "0", "0.50"),
        (2026, "0.75", "0.25"),
    ):
        _body(county, "甲局", budget, final, year)
        _body(county, "乙局", None, "0.25", year, final_proof="disputed")
    _body(county, "甲局", "1", None, 2028)
    columns = "fiscal_year, execution_rate, year_on_year_rate, disputed_share"
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, columns) == [
            (2023, None, None, 1.0),
            (2024, 0.5, None, 0.5),
            (2025, None, 1.0, 0.333333),
            (2026, 0.333333, -0.5, 0.5),
            (2028, None, None, None),
        ]
    county.figure(county.final("甲局"), "F06", "301 经济", "0.25", measure="final")
    assert county.ask(CLASSES, "fiscal_year, share_of_total") == [
        (2023, 0.0),
        (2024, 0.5),
        (2025, 0.666667),
        (2026, 0.5),
        (2028, None),
    ]
    assert county.ask(ECONOMIC, "share_of_total") == [(1.0,)]


def test_only_departments_of_a_known_place_are_added_up(county: County) -> None:
    """Units, governments, schools of no said kind and bodies of another county or of none stay out of sums and counts."""
    _body(county, "甲局", "10", "1")
    _body(county, "甲局（本级）", "200", "20", organisation_kind="unit")
    _body(county, "人民政府", "3000", "300", organisation_kind="government")
    _body(county, "第一小学", "3000", "300", organisation_kind=None)
    _body(county, "无类局", "5", "4", organisation_kind=None)
    _body(county, "乙局", "40000", "4000", division_code=None)
    _body(county, "丙局", "50", "5", site="310107_putuo", division_code="310107")
    columns = "division_code, organisation_count, organisation_count_reporting, organisation_count_expected, initial_budget_yuan, final_yuan"
    for mart in (CLASSES, TOTALS):
        assert county.ask(mart, columns) == [("310107", 1, 1, 1, 50, 5), ("410503", 2, 2, 2, 15, 5)]


def test_shares_are_of_all_classes_of_the_county_and_year(county: County) -> None:
    for body, year, amounts in (
        ("甲局", 2024, ("10", "30")),
        ("甲局", 2023, ("1000", "3000")),
        ("乙局", 2024, ("20", "20")),
    ):
        accounts = county.final(body, year)
        county.figures(accounts, "F05", dict(zip((CLASS, EDUCATION), amounts, strict=True)))
        for number, (code, amount) in enumerate((("301", amounts[1]), ("302", amounts[0]))):
            county.figure(
                accounts, "F06", f"{code} 经济{number}", amount, measure="final", account_kind="economic"
            )
    other = county.final("丙局", site="310107_putuo", division_code="310107")
    county.figures(other, "F05", {CLASS: "500", EDUCATION: "1000"})
    county.figures(other, "F06", {"301 经济": "500", "302 经济": "1000"}, measure="final")
    assert county.ask(CLASSES, "division_code, fiscal_year, functional_class_code, share_of_total") == [
        ("310107", 2024, "201", 0.333333),
        ("310107", 2024, "205", 0.666667),
        ("410503", 2023, "201", 0.25),
        ("410503", 2023, "205", 0.75),
        ("410503", 2024, "201", 0.375),
        ("410503", 2024, "205", 0.625),
    ]
    assert county.ask(ECONOMIC, "division_code, fiscal_year, economic_class_code, share_of_total") == [
        ("310107", 2024, "301", 0.333333),
        ("310107", 2024, "302", 0.666667),
        ("410503", 2023, "301", 0.75),
        ("410503", 2023, "302", 0.25),
        ("410503", 2024, "301", 0.625),
        ("410503", 2024, "302", 0.375),
    ]


def test_a_county_bears_its_names_and_its_code_of_today(county: County) -> None:
    """A code that no list has stays a county without a name."""
    county.reference(
        "divisions", division_code="410504", division_name="旧区", level="county", city_name="安阳市",
        province_name="河南省", successor_code="410503",
    )  # fmt: skip
    for body, code in (("甲局", "410503"), ("乙局", "410504"), ("丙局", "999999")):
        _body(county, body, "1", "1", division_code=code)
        document = county.final(body, division_code=code)
        county.figure(document, "F06", "301 工资福利支出", "1", measure="final")
    columns = "division_code, current_division_code, division_name, city_name, province_name"
    for mart in (CLASSES, TOTALS, ECONOMIC):
        assert county.ask(mart, columns) == [
            ("410503", "410503", "北关区", "安阳市", "河南省"),
            ("410504", "410503", "旧区", "安阳市", "河南省"),
            ("999999", "999999", None, None, None),
        ]


def test_a_class_bears_the_name_that_most_bodies_print(county: County) -> None:
    for body, name in (
        ("甲局", "公共安全支出"),
        ("乙局", "公共安全"),
        ("丙局", "公共安全支出"),
        ("丁局", "公安"),
    ):
        accounts = county.final(body)
        county.figure(accounts, "F05", f"204 {name}", "1")
        county.figure(accounts, "F05", f"205 {body}", "1")
        county.figure(accounts, "F06", f"301 {name}", "1", measure="final")
    names = county.ask(CLASSES, "functional_class_code, functional_class_name")
    assert names == [("204", "公共安全支出"), ("205", min("甲乙丙丁") + "局")]
    assert county.ask(ECONOMIC, "economic_class_code, economic_class_name") == [("301", "公共安全支出")]


def test_items_and_carry_overs_are_no_classes(county: County) -> None:
    county.figures(
        county.final("甲局"), "F05", {CLASS: "5", "20106 财政事务": "3", "年初结转和结余": "9", "合计": "5"}
    )
    assert county.ask(CLASSES, "functional_class_code, final_yuan") == [("201", 5)]
    assert county.ask(TOTALS, "final_yuan") == [(5,)]


def test_economic_classes_come_from_f06_and_b08_and_elided_ones_are_summed_up(county: County) -> None:
    """A class printed stays; one whose items alone are printed is their sum; each figure has its own proof."""
    budget, accounts = county.budget("甲局"), county.final("甲局")
    for document, form, measure, factor in ((budget, "B08", "total", 1), (accounts, "F06", "final", 2)):
        for item, amount in (
            ("301 工资福利支出", 100),
            ("30101 基本工资", 10),
            ("30201 办公费", 3),
            ("30202 印刷费", 4),
        ):
            county.figure(document, form, item, str(amount * factor), measure=measure)
        county.figure(document, form, "合计", "999", measure=measure)
        county.figure(document, form, "303 补助", "7", measure="budget" if form == "F06" else "personnel")
    county.figure(accounts, "F06", "310 资本性支出", "50", measure="final", proof_status="disputed")
    county.figure(budget, "B08", "310 资本性支出", "60", measure="total")
    county.figure(budget, "B08", "307 债务", "60", measure="total", proof_status="disputed")
    county.figure(accounts, "F07", "305 其他", "60", measure="final")
    columns = "economic_class_code, initial_budget_yuan, final_yuan, disputed_initial_budget_yuan, disputed_amount_yuan, execution_rate"
    assert county.ask(ECONOMIC, columns) == [
        ("301", 100, 200, 0, 0, 2.0),
        ("302", 7, 14, 0, 0, 2.0),
        ("307", None, None, 60, 0, None),
        ("310", 60, None, 0, 50, None),
    ]


def test_economic_classes_are_elided_by_body_and_form(county: County) -> None:
    """What one prints does not stand for another's; an unknown item leaves its class unknown."""
    for body, printed in (("甲局", True), ("乙局", False)):
        for document, form, measure in (
            (county.budget(body), "B08", "total"),
            (county.final(body), "F06", "final"),
        ):
            county.figure(document, form, "30201 办公费", "3", measure=measure)
            if printed and form == "F06":
                county.figure(document, form, "302 商品和服务支出", "1000", measure=measure)
            county.figure(document, form, "30301 离休费", "5", measure=measure)
            county.figure(document, form, "3020101 更细", "7777", measure=measure)
            county.figure(document, form, "30302 退休费", None if form == "F06" else "6", measure=measure)
    assert county.ask(ECONOMIC, "economic_class_code, initial_budget_yuan, final_yuan") == [
        ("302", 6, 1003),
        ("303", 22, None),
    ]


def test_economic_figures_of_two_years_and_kinds_of_body_stand_apart(county: County) -> None:
    for year, amount in ((2023, "100"), (2024, "150")):
        for body, kind, factor in (("甲局", "department", ""), ("甲局（本级）", "unit", "0")):
            accounts = county.final(body, year, organisation_kind=kind)
            county.figure(accounts, "F06", "301 工资福利支出", amount + factor, measure="final")
            county.figure(accounts, "F05", "301 同码", "777777")
    columns = "fiscal_year, final_yuan, prior_final_yuan, year_on_year_rate, organisation_count_expected"
    assert county.ask(ECONOMIC, columns) == [(2023, 100, None, None, 1), (2024, 150, 100, 0.5, 1)]


def test_the_name_of_an_economic_class_is_the_final_accounts(county: County) -> None:
    for number in range(1, 7):
        county.figure(county.budget(f"第{number}局"), "B08", f"30{number} 预算名", "1")
        county.figure(county.final(f"第{number}局"), "F06", f"30{number} 决算名", "1", measure="final")
    county.figure(county.budget("乙局"), "B08", "310 预算名", "1")
    assert county.ask(ECONOMIC, "economic_class_name") == [("决算名",)] * 6 + [("预算名",)]


def test_bodies_and_their_rates_stand_in_one_table_with_names(county: County) -> None:
    """mart_body_execution: with the place's names and the file of the final accounts."""
    _body(county, "甲局", "100", "50")
    _body(county, "甲局", "100", "25", 2023)
    _body(county, "乙局", "100", None, division_code="999999")
    accounts = county.final("丙局", key="决算")
    line = county.figure(accounts, "F05", CLASS, "5", page=4, proof_status="disputed")
    columns = (
        "division_name, organisation_name, fiscal_year, initial_budget_yuan, final_yuan, difference_yuan,"
        " rate_on_initial, is_disputed, final_page, final_file_name = '决算.pdf', final_line_item_id = ?"
    )
    sql = f"select {columns} from marts.mart_body_execution where item_key = '201' order by all"
    assert county.query(sql, line) == [
        ("北关区", "北关区丙局", 2024, None, 5, None, None, True, 4, True, True),
        ("北关区", "北关区甲局", 2023, 100, 25, -75, 0.25, False, 7, False, False),
        ("北关区", "北关区甲局", 2024, 100, 50, -50, 0.5, False, 7, False, False),
        (None, "北关区乙局", 2024, 100, None, None, None, False, None, None, None),
    ]
