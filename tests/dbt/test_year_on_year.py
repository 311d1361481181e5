"""fct_year_on_year: a line beside that of the year before, from its own report or from the stated change."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.county import County
from tests.dbt.lake import DocumentHandle

MART = "fct_year_on_year"
CHANGE = "amount_yuan, prior_amount_yuan, delta_yuan, rate"
TOTAL = "一般公共预算财政拨款支出"
CLASS = "201 一般公共服务支出"


def test_a_change_is_the_year_less_the_year_before(county: County) -> None:
    cases = {
        "甲": ("150", "100", 50, 0.5),
        "乙": ("100", "300", -200, -0.666667),
        "丙": ("100", "0", 100, None),
        "丁": ("100", "-50", 150, None),
        "戊": ("0.50", "0.25", Decimal("0.25"), 1.0),
    }
    for body, (year, before, *_) in cases.items():
        county.figure(county.final(body), "F05", CLASS, year)
        county.figure(county.final(body, 2023), "F05", CLASS, before)
    rows = county.ask_each(MART, f"{CHANGE}, prior_source", "fiscal_year = 2024")
    assert rows == sorted(
        (body, Decimal(year), Decimal(before), delta, rate, "prior_document")
        for body, (year, before, delta, rate) in cases.items()
    )


def test_a_line_of_one_of_two_published_years_has_no_change(county: County) -> None:
    """A line of last year stands beside a blank where this year's form is published, and nowhere else."""
    before, after = county.final(year=2023), county.final()
    old = county.figure(before, "F05", "205 教育支出", "5", page=3)
    new = county.figure(after, "F05", "206 科学技术支出", "6", page=4)
    county.figure(before, "F03", "205 教育支出", "5", measure="expenditure_total")
    columns = (
        "fiscal_year, form_code, item_key, item_code, item_name, amount_yuan, document_id, page, line_item_id,"
        " prior_amount_yuan, prior_document_id, prior_page, prior_line_item_id, prior_source, delta_yuan"
    )
    assert county.ask(MART, columns, "form_code = 'F05'") == [
        (2023, "F05", "205", "205", "教育支出", 5, before.document_id, 3, old, None, None, None, None, None, None),
        (2024, "F05", "205", "205", "教育支出", None, None, None, None, 5, before.document_id, 3, old, "prior_document", None),
        (2024, "F05", "206", "206", "科学技术支出", 6, after.document_id, 4, new, None, None, None, None, None, None),
    ]  # fmt: skip
    county.figure(county.final("乙"), "F03", "205 教育支出", "5", measure="expenditure_total")
    assert county.ask_each(MART, "fiscal_year", "form_code = 'F03'") == [("乙", 2024), ("财政局", 2023)]


def test_a_column_of_the_year_before_stands_in_for_that_years_report(county: County) -> None:
    """Of the same measure only, and never beside the report itself; the column is no line of its own."""
    alone, both, before = county.final("甲"), county.final("乙"), county.final("乙", 2023)
    own = {
        body: county.figure(body, "F05", CLASS, "100", measure="prior_total", page=5)
        for body in (alone, both)
    }
    county.figure(alone, "F05", CLASS, "70", measure="prior_basic", proof_status="disputed")
    for accounts in (alone, both):
        county.figure(accounts, "F05", CLASS, "110", page=5)
        county.figure(accounts, "F05", CLASS, "80", measure="basic")
    theirs = county.figure(before, "F05", CLASS, "88", page=2)
    columns = "measure, prior_amount_yuan, rate, prior_source, prior_line_item_id, prior_page, is_disputed"
    assert county.ask_each(MART, columns, "fiscal_year = 2024 and measure = 'total'") == [
        ("乙", "total", 88, 0.25, "prior_document", theirs, 2, False),
        ("甲", "total", 100, 0.1, "prior_column", own[alone], 5, False),
    ]
    assert county.ask_each(MART, "measure, prior_amount_yuan, is_disputed", "measure = 'basic'") == [
        ("乙", "basic", None, False),
        ("甲", "basic", 70, True),
    ]
    assert county.ask(MART, "count(*)", "starts_with(measure, 'prior_')") == [(0,)]


def test_lines_meet_by_body_form_section_key_and_measure(county: County) -> None:
    """Of the year before, not of another one; names are those of the later year."""
    for number, (body, year) in enumerate((("甲", 2022), ("甲", 2024), ("乙", 2023), ("乙", 2024)), 1):
        county.figure(county.final(body, year), "F05", CLASS, str(number))
    accounts, before = county.final("丙"), county.final("丙", 2023)
    county.figure(before, "F05", "201 旧名", "1")
    county.figure(accounts, "F05", "201 新名", "2")
    county.figure(accounts, "F05", "201 新名", "3", measure="basic")
    county.figure(accounts, "F03", "201 新名", "4", measure="total")
    county.figure(before, "F01", "其他", "5", measure="final", section="revenue")
    county.figure(accounts, "F01", "其他", "6", measure="final", section="expenditure")
    county.figure(county.budget("丙"), "B05", "201 新名", "9")
    columns = "form_code, section, item_key, measure, item_name, amount_yuan, prior_amount_yuan"
    assert county.ask_each(MART, columns, "fiscal_year = 2024") == [
        ("丙", "F01", "expenditure", "其他", "final", "其他", 6, None),
        ("丙", "F01", "revenue", "其他", "final", "其他", None, 5),
        ("丙", "F03", "", "201", "total", "新名", 4, None),
        ("丙", "F05", "", "201", "basic", "新名", 3, None),
        ("丙", "F05", "", "201", "total", "新名", 2, 1),
        ("乙", "F05", "", "201", "total", "一般公共服务支出", 4, 3),
        ("甲", "F05", "", "201", "total", "一般公共服务支出", 2, None),
    ]


def test_only_five_forms_of_final_accounts_are_compared(county: County) -> None:
    accounts = county.final()
    county.form("F10")
    for number in range(1, 13):
        county.figure(accounts, f"F{number:02d}", "其他", "1", measure="final")
    for form in ("B05", "B09", "B14", "B08"):
        county.figure(county.budget(), form, "合计", "1")
    assert county.ask(MART, "form_code") == [("F01",), ("F03",), ("F04",), ("F05",), ("F09",)]


def test_a_figure_of_either_year_that_is_disputed_disputes_the_change(county: County) -> None:
    cases = {
        "甲": ("proven", "proven", False),
        "乙": ("disputed", "unproven", True),
        "丙": ("unproven", "disputed", True),
    }
    for body, (year, before, _) in cases.items():
        county.figure(county.final(body), "F05", CLASS, "2", proof_status=year)
        county.figure(county.final(body, 2023), "F05", CLASS, "1", proof_status=before)
    rows = county.ask_each(MART, "is_disputed", "fiscal_year = 2024")
    assert rows == sorted((body, is_disputed) for body, (*_, is_disputed) in cases.items())


def _states(
    county: County,
    document: DocumentHandle,
    delta: str | None,
    rate: str | None,
    subject: str = TOTAL,
    **changes: str,
) -> None:
    if delta:
        county.claim(document, subject, "delta", delta, "万元", kind="total_yoy", page=12, **changes)
    if rate:
        county.claim(document, subject, "rate", rate, "%", kind="total_yoy", page=12)


def test_a_computed_change_agrees_with_the_stated_one_within_its_last_digit(county: County) -> None:
    """Of 150.00 and 100.00 万元: 50.00 万元, 50.00 %."""
    cases: dict[str, tuple[str | None, str | None, bool | None]] = {
        "甲": ("50.00", "50.00", True),
        "乙": ("50.01", None, True),
        "丙": ("50.02", None, False),
        "丁": ("49.99", None, True),
        "戊": ("49.98", None, False),
        "己": (None, "50.01", True),
        "庚": (None, "50.02", False),
        "辛": ("50.00", "50.02", False),
        "壬": ("50.02", "50.00", False),
        "癸": (None, None, None),
        "子": ("50.1", "50.1", True),
        "丑": ("50.2", "50.00", False),
        "寅": ("50.00", "50.2", False),
        "卯": (None, "49.99", True),
        "辰": (None, "47.87", False),
    }
    for body, (delta, rate, _) in cases.items():
        accounts = county.final(body)
        county.figure(accounts, "F05", "合计", "1500000")
        county.figure(accounts, "F05", CLASS, "1500000")
        county.figure(county.final(body, 2023), "F05", "合计", "1000000")
        _states(county, accounts, delta, rate)
    rows = county.ask_each(
        MART, "stated_delta_yuan, stated_rate, agrees_with_print", "fiscal_year = 2024 and item_key = 'total'"
    )
    assert rows == sorted(
        (body, delta and Decimal(delta) * 10000, rate and float(Decimal(rate) / 100), agrees)
        for body, (delta, rate, agrees) in cases.items()
    )
    assert county.ask(MART, "stated_rate", "item_key = '201' and stated_rate is not null") == []


def test_a_rate_is_compared_with_its_own_last_digit(county: County) -> None:
    """50.0101 % is more than 0.01 % off 50.00 %, and 50.0100 % is not."""
    for body, amount in (("甲", "1500101"), ("乙", "1500100")):
        accounts = county.final(body)
        county.figure(accounts, "F05", "合计", amount)
        county.figure(county.final(body, 2023), "F05", "合计", "1000000")
        _states(county, accounts, None, "50.00")
    assert county.ask_each(MART, "agrees_with_print", "fiscal_year = 2024") == [("乙", True), ("甲", False)]


def test_a_rate_agrees_though_no_year_before_can_be_divided_by(county: County) -> None:
    accounts = county.final()
    county.figure(accounts, "F05", "合计", "1500000")
    county.figure(county.final(year=2023), "F05", "合计", "0")
    _states(county, accounts, "150.00", "99.00")
    assert county.ask(MART, "rate, agrees_with_print", "fiscal_year = 2024") == [(None, True)]


def test_without_last_years_report_the_year_before_is_what_the_stated_change_leaves(county: County) -> None:
    """It agrees with print where the stated rate does; on a year before of zero or less no rate can be judged."""
    cases: dict[str, tuple[str | None, str | None, int | None, float | None, bool | None, str | None]] = {
        "甲": ("50.00", "50.00", 1000000, 0.5, True, "stated_delta"),
        "乙": ("50.00", "51.00", 1000000, 0.5, False, "stated_delta"),
        "丙": ("50.00", None, 1000000, 0.5, None, "stated_delta"),
        "丁": (None, "50.00", None, None, None, None),
        "戊": ("150.00", "50.00", 0, None, None, "stated_delta"),
        "己": ("150.01", "50.00", -100, None, None, "stated_delta"),
        "庚": ("-50.00", "-25.00", 2000000, -0.25, True, "stated_delta"),
        "辛": ("149.99", "50.00", 100, 14999.0, False, "stated_delta"),
    }
    for body, (delta, rate, *_) in cases.items():
        accounts = county.final(body)
        county.figure(accounts, "F05", "合计", "1500000", page=7)
        _states(county, accounts, delta, rate)
    columns = "prior_amount_yuan, rate, agrees_with_print, prior_source, prior_page, prior_document_id is null, prior_line_item_id"
    rows = county.ask_each(MART, columns)
    assert rows == sorted(
        (body, prior, computed, agrees, source, 12 if source else None, source is None, None)
        for body, (_, _, prior, computed, agrees, source) in cases.items()
    )


def test_a_year_before_in_its_own_report_is_never_replaced(county: County) -> None:
    accounts = county.final()
    county.figure(accounts, "F05", "合计", "1500000")
    before = county.final(year=2023)
    county.figure(before, "F05", "合计", "900000", page=3)
    _states(county, accounts, "50.00", None)
    columns = "prior_amount_yuan, prior_source, prior_page, prior_document_id, stated_claim_id is null"
    assert county.ask(MART, columns, "fiscal_year = 2024") == [
        (900000, "prior_document", 3, before.document_id, False)
    ]


def test_a_line_that_this_year_does_not_print_has_no_stated_year_before(county: County) -> None:
    accounts = county.final()
    county.figure(accounts, "F05", "合计", None)
    _states(county, accounts, "50.00", "1.00")
    assert county.ask(MART, "prior_amount_yuan, prior_source, agrees_with_print") == [(None, None, None)]


def test_a_disputed_change_disputes_what_it_leaves(county: County) -> None:
    """A disputed change beside a year before that is printed disputes nothing; a disputed rate never does."""
    for body, status, has_prior in (
        ("甲", "disputed", False),
        ("乙", "unproven", False),
        ("丙", "disputed", True),
    ):
        accounts = county.final(body)
        county.figure(accounts, "F05", "合计", "1500000")
        if has_prior:
            county.figure(county.final(body, 2023), "F05", "合计", "1000000")
        _states(county, accounts, "50.00", None, proof_status=status)
        county.claim(accounts, TOTAL, "rate", "50.00", "%", kind="total_yoy", proof_status="disputed")
    assert county.ask_each(MART, "is_disputed", "fiscal_year = 2024") == [
        ("丙", False),
        ("乙", False),
        ("甲", True),
    ]


def test_a_stated_change_belongs_to_the_total_of_its_subjects_form(county: County) -> None:
    """In the measure that sums all funds, in this body and year."""
    for body, year, factor in (("甲", 2024, 1), ("甲", 2022, 2), ("乙", 2024, 3)):
        accounts = county.final(body, year)
        for form, item, measure in (
            ("F01", "总计", "final"), ("F01", "总计", "budget"), ("F01", "合计", "final"),
            ("F04", "总计", "total"), ("F04", "总计", "general_public_budget"), ("F04", "合计", "total"),
            ("F05", "合计", "total"), ("F05", "合计", "basic"), ("F03", "合计", "total"),
        ):  # fmt: skip
            county.figure(accounts, form, item, "900000", measure=measure)
        for number, subject in enumerate(("收支总计", "财政拨款收支总计", TOTAL, "收入合计"), 1):
            _states(county, accounts, f"{number * factor}.00", f"{number}0.00", subject)
        county.claim(accounts, "收支总计", "amount", "77.00", "万元", kind="total_yoy")
        county.claim(accounts, "合计", "delta", "88.00", "万元", kind="three_public")
        words = county.budget(body, year)
        _states(county, words, "99.00", "99.00", "收支总计")
    assert county.ask_each(
        MART,
        "fiscal_year, form_code, item_key, measure, stated_delta_yuan, stated_rate",
        "stated_delta_yuan is not null",
    ) == [
        (body, year, form, item, measure, number * factor * 10000, number / 10)
        for body, year, factor in (("乙", 2024, 3), ("甲", 2022, 2), ("甲", 2024, 1))
        for form, item, measure, number in (
            ("F01", "总计", "final", 1),
            ("F04", "总计", "total", 2),
            ("F05", "total", "total", 3),
        )
    ]


def test_an_account_that_money_left_or_reached_by_a_change_of_the_classification_has_no_rate(
    county: County,
) -> None:
    """旅游业 went from 216 to 207 in 2019 and 信访 from 20103 to 20140 in 2024; other accounts keep their rates."""
    for year, accounts in (
        (2018, {"207 文化体育与传媒支出": "100", "20701 文化": "80", "2070101 行政运行": "80", "20702 文物": "20",
                "216 商业服务业等支出": "60", "21605 旅游业管理与服务支出": "60", "合计": "160"}),
        (2019, {"207 文化旅游体育与传媒支出": "180", "20701 文化和旅游": "150", "2070101 行政运行": "150",
                "20702 文物": "30", "合计": "180"}),
        (2020, {"207 文化旅游体育与传媒支出": "198", "20701 文化和旅游": "165", "合计": "198"}),
        (2023, {CLASS: "50", "20103 政府办公厅（室）及相关机构事务": "50", "2010301 行政运行": "40",
                "2010308 信访事务": "10", "合计": "50"}),
        (2024, {CLASS: "54", "20103 政府办公厅（室）及相关机构事务": "42", "2010301 行政运行": "42",
                "20140 信访事务": "12", "合计": "54"}),
    ):  # fmt: skip
        report = county.final(year=year)
        county.figures(report, "F05", accounts)
        county.figures(report, "F03", accounts, measure="expenditure_total")
    columns = "fiscal_year, item_key, rate, is_reclassified"
    for form in ("F03", "F05"):
        rows = county.ask(MART, columns, f"form_code = '{form}' and fiscal_year in (2019, 2020, 2024)")
        assert [row for row in rows if row[2] is not None or row[3]] == [
            (2019, "207", None, True),
            (2019, "20701", None, True),
            (2019, "2070101", None, True),
            (2019, "20702", 0.5, False),
            (2019, "216", None, True),
            (2019, "21605", None, True),
            (2019, "total", 0.125, False),
            (2020, "207", 0.1, False),
            (2020, "20701", 0.1, False),
            (2020, "total", 0.1, False),
            (2024, "201", 0.08, False),
            (2024, "20103", None, True),
            (2024, "2010301", 0.05, False),
            (2024, "2010308", None, True),
            (2024, "20140", None, True),
            (2024, "total", 0.08, False),
        ]


def test_an_account_of_a_fund_moves_in_all_funds_only(county: County) -> None:
    """移民后期扶持基金 went from 208 to 213 in 2024: the general public budget of its body stays comparable."""
    for year, fund in ((2023, {"20822 大中型水库移民后期扶持基金支出": "30"}), (2024, {})):
        report = county.final(year=year)
        general = {"208 社会保障和就业支出": "100", "20801 人力资源和社会保障管理事务": "100"}
        county.figures(report, "F05", {**general, "合计": "100"})
        whole = {
            "208 社会保障和就业支出": str(100 + 30 * len(fund)),
            **fund,
            "合计": str(100 + 30 * len(fund)),
        }
        county.figures(report, "F03", whole, measure="expenditure_total")
    rows = county.ask(MART, "form_code, rate, is_reclassified", "fiscal_year = 2024 and item_key = '208'")
    assert rows == [("F03", None, True), ("F05", 0.0, False)]
    assert county.ask("mart_county_comparison", "year_on_year_rate", "fiscal_year = 2024") == [(0.0,)]


def test_each_class_that_was_absent_meets_its_own_line_alone(county: County) -> None:
    """205 was budgeted last year and not spent; of 206 last year says nothing, and nothing is made of that."""
    budget, before, after = county.budget(year=2023), county.final(year=2023), county.final()
    county.figures(budget, "B05", {"201 一般公共服务支出": "10", "205 教育支出": "5", "合计": "15"})
    county.figures(before, "F05", {"201 一般公共服务支出": "10", "合计": "10"})
    county.figures(after, "F05", {"205 教育支出": "6", "20501 教育管理事务": "6"})
    columns = "item_key, amount_yuan, prior_amount_yuan, prior_source"
    assert county.ask(MART, columns, "fiscal_year = 2024") == [
        ("201", None, 10, "prior_document"),
        ("205", 6, 0, "absent"),
        ("20501", 6, None, None),
        ("total", None, 10, "prior_document"),
    ]


def test_a_change_that_leaves_one_yuan_for_the_year_before_has_a_rate(county: County) -> None:
    """One that leaves nothing has none to agree with."""
    for body, delta in (("甲", "3.00"), ("乙", "2.00")):
        accounts = county.final(body)
        county.figure(accounts, "F05", "合计", "3")
        for measure, text, unit in (("delta", delta, "元"), ("rate", "200.0", "%")):
            county.claim(accounts, "一般公共预算财政拨款支出", measure, text, unit, kind="total_yoy")
    rows = county.ask_each(MART, "prior_amount_yuan, agrees_with_print", "fiscal_year = 2024")
    assert rows == [("乙", 1, True), ("甲", 0, None)]
