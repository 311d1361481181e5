"""fct_execution_rate: rates on the initial and the adjusted budget, and the printed rate beside them."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.county import County
from tests.dbt.lake import DocumentHandle

MART = "fct_execution_rate"
SALARY, OFFICE = "2010601 行政运行", "2010602 一般行政管理事务"
TOTAL = "一般公共预算财政拨款支出"


def stated(
    document: DocumentHandle,
    county: County,
    code: str,
    rate: str,
    sentence: str = "",
    unit: str = "万元",
    **amounts: str,
) -> None:
    """State amounts and, last, the rate of an item in one sentence."""
    for measure, text in amounts.items():
        county.claim(document, code, measure, text, unit, item_code=code, sentence="支出决算。")
    county.claim(document, code, "completion_rate", rate, "%", item_code=code, sentence=sentence)


def test_a_rate_needs_a_final_and_a_budget_above_zero(county: County) -> None:
    """The same holds of the initial budget (年初预算) and of the adjusted one (全年预算)."""
    cases: dict[str, tuple[str | None, str | None, float | None, str]] = {
        "甲": ("20000", "15000", 0.75, "computed"),
        "乙": ("3", "1", 0.333333, "computed"),
        "丙": ("1", "2", 2.0, "computed"),
        "丁": ("0.50", "1", 2.0, "computed"),
        "戊": ("0", "1", None, "budget_zero"),
        "己": ("0", "0", None, "budget_zero"),
        "庚": ("-10", "1", None, "budget_negative"),
        "辛": ("100", None, None, "final_missing"),
        "壬": ("0", None, None, "final_missing"),
        "癸": (None, "100", None, "budget_missing"),
        "子": ("100", "0", 0.0, "computed"),
        "丑": ("100", "-50", -0.5, "computed"),
    }
    for body, (budget, final, *_) in cases.items():
        accounts = county.final(body, unit="元")
        county.figure(accounts, "F05", SALARY, final)
        county.figure(county.budget(body, unit="元"), "B05", SALARY, budget)
        county.figure(accounts, "F05", OFFICE, final)
        county.figure(accounts, "F05", OFFICE, budget, measure="adjusted_budget")
    initial = county.ask_each(MART, "rate_on_initial, rate_on_initial_status", "item_code = '2010601'")
    adjusted = county.ask_each(MART, "rate_on_adjusted, rate_on_adjusted_status", "item_code = '2010602'")
    assert initial == adjusted == sorted((body, rate, status) for body, (*_, rate, status) in cases.items())


def test_a_printed_rate_agrees_within_rounding_of_rate_and_amounts(county: County) -> None:
    """Of 0.95 over 2.00 万元, each off by 50 元: 47.1272 % to 47.8747 %, the rate off by 0.005 %."""
    cases = {"47.12": False, "47.13": True, "47.50": True, "47.87": True, "47.88": False}
    for rate in cases:
        accounts = county.final(rate)
        county.figures(county.budget(rate), "B05", {SALARY: "20000"})
        county.figures(accounts, "F05", {SALARY: "9500"})
        stated(accounts, county, "2010601", rate, initial_budget="2.00", final="0.95")
    assert county.ask(MART, "rate_printed, agrees_with_print", "item_key = '2010601'") == [
        (float(Decimal(rate) / 100), agrees) for rate, agrees in cases.items()
    ]


def test_a_rate_without_decimals_may_be_off_by_half_a_percent(county: County) -> None:
    """4.5 % may be printed as 5 %, 47.5 % as 48 %; no amount is stated that could be off itself."""
    cases = {
        "甲": ("1000.00", "45.00", "5", True),
        "乙": ("1000.00", "44.99", "5", False),
        "丙": ("1000000.00", "475000.00", "48", True),
        "丁": ("1000000.00", "474990.00", "48", False),
        "戊": ("1000.00", "55.00", "5", True),
        "己": ("1000.00", "55.01", "5", False),
        "庚": ("1000.00", "35.00", "3", True),
        "辛": ("1000.00", "35.01", "3", False),
    }
    for body, (budget, final, rate, _) in cases.items():
        accounts = county.final(body, unit="元")
        county.figures(county.budget(body, unit="元"), "B05", {SALARY: budget})
        county.figures(accounts, "F05", {SALARY: final})
        stated(accounts, county, "2010601", rate, "完成年初预算。")
    rows = county.ask_each(MART, "agrees_with_print", "item_key = '2010601'")
    assert rows == sorted((body, agrees) for body, (*_, agrees) in cases.items())


def test_a_rate_without_its_text_is_as_exact_as_two_decimals(county: County) -> None:
    for body, final in (("甲", "500030.00"), ("乙", "500060.00")):
        accounts = county.final(body, unit="元")
        county.figures(county.budget(body, unit="元"), "B05", {SALARY: "1000000.00"})
        county.figures(accounts, "F05", {SALARY: final})
        claim = {"item_code": "2010601", "text_printed": None, "sentence": "完成年初预算。"}
        county.claim(accounts, "行政运行", "completion_rate", "50", "%", **claim)
    assert county.ask_each(MART, "agrees_with_print", "item_key = '2010601'") == [("乙", False), ("甲", True)]


def test_a_printed_rate_is_compared_where_the_budget_is_more_than_its_rounding(county: County) -> None:
    """Amounts stated with two decimals in 万元 may be off by 50 元."""
    cases = {
        "甲": ("20000", "0", True),
        "乙": ("20000", "-1", None),
        "丙": ("50", "0", None),
        "丁": ("40", "0", None),
        "戊": ("51", "0", True),
        "己": ("-20000", "100", None),
    }
    for body, (budget, final, _) in cases.items():
        accounts = county.final(body)
        county.figures(county.budget(body), "B05", {SALARY: budget})
        county.figures(accounts, "F05", {SALARY: final})
        stated(accounts, county, "2010601", "0.00", initial_budget="2.00", final="0.00")
    rows = county.ask_each(MART, "agrees_with_print", "item_key = '2010601'")
    assert rows == sorted((body, agrees) for body, (*_, agrees) in cases.items())


def test_the_budget_of_a_printed_rate_is_the_one_stated_else_the_one_named(county: County) -> None:
    """Over the initial budget of 2.00 万元 the rate is 50 %, over the adjusted one of 4.00 万元 it is 25 %."""
    initial, adjusted = {"initial_budget": "2.00"}, {"annual_budget": "4.00"}
    cases: dict[str, tuple[dict[str, str], str, str | None, bool | None]] = {
        "甲": (initial, "完成全年预算的50%。", "initial", True),
        "乙": (adjusted, "完成年初预算的25%。", "adjusted", False),
        "丙": (initial | adjusted, "完成年初预算的50%。", "initial", True),
        "丁": (initial | adjusted, "完成全年预算的50%。", "adjusted", False),
        "戊": (initial | adjusted, "完成调整预算的50%。", "adjusted", False),
        "己": ({}, "完成年初预算的50%。", "initial", True),
        "庚": ({}, "完成预算的50%。", "adjusted", False),
        "辛": (initial | adjusted, "执行率50%。", None, None),
        "壬": ({}, "执行率50%。", None, None),
    }
    for body, (amounts, sentence, *_) in cases.items():
        accounts = county.final(body)
        county.figures(county.budget(body), "B05", {SALARY: "20000"})
        county.figure(accounts, "F05", SALARY, "40000", measure="adjusted_budget")
        county.figures(accounts, "F05", {SALARY: "10000"})
        stated(accounts, county, "2010601", "50.00", sentence, **amounts)
    rows = county.ask_each(MART, "rate_printed_basis, agrees_with_print", "item_key = '2010601'")
    assert rows == sorted((body, basis, agrees) for body, (*_, basis, agrees) in cases.items())


def test_a_printed_rate_belongs_to_one_body_year_and_item(county: County) -> None:
    for body, year, rate in (("财政局", 2023, "10.00"), ("财政局", 2024, "20.00"), ("教育局", 2024, "30.00")):
        accounts = county.final(body, year)
        county.figures(county.budget(body, year), "B05", {SALARY: "20000", OFFICE: "20000"})
        county.figures(accounts, "F05", {SALARY: "10000", OFFICE: "10000"})
        stated(accounts, county, "2010601", rate, initial_budget="2.00")
    where = "item_level = 'sub_item'"
    assert county.ask_each(MART, "fiscal_year, item_code, rate_printed", where) == [
        ("教育局", 2024, "2010601", 0.3),
        ("教育局", 2024, "2010602", None),
        ("财政局", 2023, "2010601", 0.1),
        ("财政局", 2023, "2010602", None),
        ("财政局", 2024, "2010601", 0.2),
        ("财政局", 2024, "2010602", None),
    ]


def test_a_rate_stated_twice_is_no_rate_and_other_statements_do_not_count(county: County) -> None:
    """A rate of a budget document or of another kind of sentence is none of the final accounts' rates."""
    accounts, budget = county.final(), county.budget()
    county.figures(budget, "B05", {SALARY: "20000", OFFICE: "20000"})
    county.figures(accounts, "F05", {SALARY: "10000", OFFICE: "10000"})
    stated(accounts, county, "2010601", "50.00", initial_budget="2.00")
    county.claim(budget, "2010601", "completion_rate", "60.00", "%", item_code="2010601")
    county.claim(
        accounts, "2010601", "completion_rate", "70.00", "%", item_code="2010601", kind="project_execution"
    )
    stated(accounts, county, "2010602", "50.00", initial_budget="2.00")
    stated(accounts, county, "2010602", "50.00")
    assert county.ask(MART, "item_code, rate_printed", "item_level = 'sub_item'") == [
        ("2010601", 0.5),
        ("2010602", None),
    ]


def test_the_rate_of_all_general_public_spending_is_the_totals(county: County) -> None:
    accounts = county.final()
    county.figures(county.budget(), "B05", {"合计": "20000", SALARY: "20000"})
    county.figures(accounts, "F05", {"合计": "10000", SALARY: "10000"})
    claim = county.claim(accounts, TOTAL, "completion_rate", "50.00", "%", sentence="完成年初预算的50%。")
    columns = "item_key, rate_printed, rate_printed_claim_id, agrees_with_print"
    assert county.ask(MART, columns, "item_level in ('total', 'sub_item')") == [
        ("2010601", None, None, None),
        ("total", 0.5, claim, True),
    ]


def test_an_adjusted_budget_is_compared_with_its_rounding(county: County) -> None:
    """Half of the coarsest last digit stated in the sentence: 0.1 万元 of the budget, so 500 元."""
    accounts = county.final()
    county.figure(accounts, "F05", SALARY, "40000", measure="adjusted_budget")
    county.figures(accounts, "F05", {SALARY: "10000"})
    stated(accounts, county, "2010601", "25.30", annual_budget="4.0", final="1.0")
    county.figures(county.final("教育局"), "F05", {SALARY: "10000"})
    rows = county.ask_each(MART, "rate_on_adjusted, agrees_with_print", "item_key = '2010601'")
    assert rows == [("教育局", None, None), ("财政局", 0.25, True)]


def test_a_disputed_figure_disputes_its_rate(county: County) -> None:
    cases = {
        "甲": ("proven", "proven", False),
        "乙": ("disputed", "proven", True),
        "丙": ("unproven", "disputed", True),
        "丁": (None, "disputed", True),
        "戊": ("disputed", None, True),
        "己": (None, "unproven", False),
        "庚": ("unproven", None, False),
    }
    for body, (budget, final, _) in cases.items():
        if final:
            county.figure(county.final(body), "F05", SALARY, "10000", proof_status=final)
        if budget:
            county.figure(county.budget(body), "B05", SALARY, "20000", proof_status=budget)
    rows = county.ask_each(MART, "is_disputed", "item_level = 'sub_item'")
    assert rows == sorted((body, is_disputed) for body, (*_, is_disputed) in cases.items())


def test_a_budget_by_the_old_classification_has_no_rate_under_its_codes(county: County) -> None:
    """自然灾害生活救助 went from 208 to 224 in 2019: 208 was not left unexecuted; all else keeps its rate."""
    accounts = {"201 一般公共服务支出": "100", "20106 财政事务": "100"}
    county.figures(
        county.budget(year=2019), "B05",
        {**accounts, "208 社会保障和就业支出": "60", "20815 自然灾害生活救助": "60", "合计": "160"},
    )  # fmt: skip
    county.figures(
        county.final(year=2019), "F05",
        {**accounts, "224 灾害防治及应急管理支出": "68", "22407 自然灾害救灾及恢复重建支出": "68", "合计": "168"},
    )  # fmt: skip
    rows = county.ask("fct_execution_rate", "item_key, rate_on_initial, rate_on_initial_status")
    assert rows == [
        ("201", 1.0, "computed"),
        ("20106", 1.0, "computed"),
        ("208", None, "reclassified"),
        ("20815", None, "final_missing"),
        ("224", None, "budget_zero"),
        ("22407", None, "budget_missing"),
        ("total", 1.05, "computed"),
    ]
    columns = "functional_class_code, execution_rate, initial_budget_yuan, matched_organisation_count"
    assert county.ask("mart_county_comparison", columns) == [
        ("201", 1.0, 100, 1),
        ("208", None, 60, 0),
        ("224", None, 0, 0),
    ]
    assert county.ask("mart_county_total", "execution_rate") == [(1.05,)]
