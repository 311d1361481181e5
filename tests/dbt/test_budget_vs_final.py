"""fct_budget_vs_final: which source gives the initial and the adjusted budget, and what disagrees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.dbt.county import County

MART = "fct_budget_vs_final"
SALARY = "2010601 行政运行"
TOTAL = "一般公共预算财政拨款支出"
INITIAL = "initial_budget_yuan, initial_budget_source, initial_budget_figure_source"


def test_three_sources_of_an_initial_budget_by_rank_and_one_beside_them(county: County) -> None:
    """公布预算 B05 before the final accounts' form F05 and their narrative; the performance form F10 is of all funds."""
    county.form("F10")
    for body, sources in (
        ("甲", "B05 F05 narrative F10"),
        ("乙", "F05 narrative F10"),
        ("丙", "narrative F10"),
        ("丁", "F10"),
    ):
        accounts = county.final(body)
        county.figure(accounts, "F05", "合计", "500000")
        if "B05" in sources:
            county.figure(county.budget(body), "B05", "合计", "100000")
        if "F05" in sources.split(" "):
            county.figure(accounts, "F05", "合计", "200000", measure="initial_budget", page=5)
        if "narrative" in sources:
            county.claim(accounts, TOTAL, "initial_budget", "30.00", "万元", page=14)
        county.figure(accounts, "F10", "政府预算资金", "400000", measure="initial_budget", page=20)
    columns = (
        f"{INITIAL}, initial_budget_page, initial_budget_source_count, initial_budget_published_yuan,"
        " initial_budget_stated_yuan, initial_budget_narrative_yuan, initial_budget_performance_yuan,"
        " initial_budget_disagreement_yuan, do_initial_budgets_agree, difference_yuan"
    )
    assert county.ask_each(MART, columns, "item_key = 'total'") == [
        ("丁", None, None, None, None, 0, None, None, None, 400000, None, None, None),
        ("丙", 300000, "final_account_narrative", "stated", 14, 1, None, None, 300000, 400000, None, None, 200000),
        ("乙", 200000, "final_account_form_F05", "printed", 5, 2, None, 200000, 300000, 400000, 100000, False, 300000),
        ("甲", 100000, "budget_form_B05", "printed", 7, 3, 100000, 200000, 300000, 400000, 200000, False, 400000),
    ]  # fmt: skip


def test_of_two_forms_of_one_role_the_lower_precedence_counts(county: County) -> None:
    """Whatever their codes say; the other form counts where it alone is printed."""
    by_function, performance = "general_budget_by_function", "department_performance"
    county.form("F00", role=by_function, precedence=2)
    county.form("F10")
    county.form("F001", role=performance, precedence=2)
    for body, forms in (("甲", ("F00", "F05", "F001", "F10")), ("乙", ("F00", "F001"))):
        accounts = county.final(body)
        for number, form in enumerate(forms, 1):
            if form in ("F00", "F05"):
                county.figure(accounts, form, "合计", str(number))
            else:
                county.figure(accounts, form, "政府预算资金", str(number), measure="initial_budget")
    columns = "final_yuan, final_source, initial_budget_performance_yuan, initial_budget_source"
    assert county.ask_each(MART, columns) == [
        ("乙", 1, "final_account_form_F00", 2, None),
        ("甲", 2, "final_account_form_F05", 4, None),
    ]


def test_each_source_keeps_its_own_amount_whichever_is_the_greatest(county: County) -> None:
    county.form("F10")
    accounts = county.final()
    county.figure(county.budget(), "B05", "合计", "900000")
    county.figure(accounts, "F05", "合计", "800000", measure="initial_budget")
    county.claim(accounts, TOTAL, "initial_budget", "70.00", "万元")
    county.figure(accounts, "F10", "财政拨款", "600000", measure="initial_budget")
    county.figure(accounts, "F05", "合计", "5000000", measure="adjusted_budget")
    county.figure(accounts, "F05", "合计", "1")
    columns = (
        "initial_budget_published_yuan, initial_budget_stated_yuan, initial_budget_narrative_yuan,"
        " initial_budget_performance_yuan, initial_budget_source_count, initial_budget_disagreement_yuan,"
        " adjusted_budget_disagreement_yuan"
    )
    assert county.ask(MART, columns) == [(900000, 800000, 700000, 600000, 3, -200000, None)]


def test_three_sources_of_an_adjusted_budget_by_rank(county: County) -> None:
    """The form of final accounts, their narrative, and a budget published anew in the year (预算调整)."""
    for body, sources in (("甲", "F05 narrative B05"), ("乙", "narrative B05"), ("丙", "B05")):
        accounts = county.final(body)
        again = county.budget(
            body, title=f"北关区{body}2024年部门预算调整方案", publish_date=date(2024, 10, 1)
        )
        county.figure(again, "B05", "合计", "400000", page=20)
        if "F05" in sources:
            county.figure(accounts, "F05", "合计", "200000", measure="adjusted_budget", page=5)
        if "narrative" in sources:
            county.claim(accounts, TOTAL, "annual_budget", "30.00", "万元", page=14)
    columns = (
        "item_name, item_code, item_level, adjusted_budget_yuan, adjusted_budget_source, adjusted_budget_page,"
        " adjusted_budget_disagreement_yuan, initial_budget_yuan, final_yuan"
    )
    assert county.ask_each(MART, columns) == [
        ("丙", "合计", None, "total", 400000, "adjusted_budget_form_B05", 20, None, None, None),
        ("乙", "合计", None, "total", 300000, "final_account_narrative", 14, 100000, None, None),
        ("甲", "合计", None, "total", 200000, "final_account_form_F05", 5, 200000, None, None),
    ]


def test_every_source_names_its_document_and_its_figure(county: County) -> None:
    """A line item of a form, a claim of the narrative; what was summed up has neither."""
    published, accounts = county.budget(), county.final()
    b05 = county.figure(published, "B05", "合计", "1", proof_status="proven")
    f05 = county.figure(accounts, "F05", "合计", "2", proof_status="proven")
    adjusted = county.figure(accounts, "F05", "合计", "3", measure="adjusted_budget")
    initial = county.claim(
        accounts, "205", "initial_budget", "4.00", "万元", item_code="205", proof_status="proven"
    )
    annual = county.claim(accounts, "205", "annual_budget", "5.00", "万元", item_code="205")
    sub_item = county.figure(accounts, "F05", SALARY, "6", proof_status="disputed")
    county.figure(accounts, "F05", SALARY, "7", measure="adjusted_budget")
    county.figure(published, "B05", "20501 教育管理事务", "8")
    for part in ("initial_budget", "adjusted_budget"):
        rows = county.ask(
            MART,
            f"item_key, {part}_source, {part}_document_id, {part}_line_item_id, {part}_claim_id",
            f"item_key in ('total', '205', '201') and {part}_source is not null",
        )
        form, document, line, claim = {
            "initial_budget": ("budget_form_B05", published, b05, initial),
            "adjusted_budget": ("final_account_form_F05", accounts, adjusted, annual),
        }[part]
        class_205 = ("205", "final_account_narrative", accounts.document_id, None, claim)
        if part == "initial_budget":
            class_205 = ("205", "budget_form_B05", published.document_id, None, None)
        class_201 = [("201", form, accounts.document_id, None, None)] if part == "adjusted_budget" else []
        assert rows == [*class_201, class_205, ("total", form, document.document_id, line, None)]
    rows = county.ask(
        MART,
        "item_key, final_figure_source, final_document_id, final_line_item_id, final_proof_status",
        "final_yuan is not null",
    )
    assert rows == [
        ("201", "sum_of_sub_items", accounts.document_id, None, "disputed"),
        ("20106", "sum_of_sub_items", accounts.document_id, None, "disputed"),
        ("2010601", "printed", accounts.document_id, sub_item, "disputed"),
        ("total", "printed", accounts.document_id, f05, "proven"),
    ]
    proofs = county.ask(
        MART, "initial_budget_proof_status, initial_budget_narrative_yuan", "item_key in ('total', '205')"
    )
    assert proofs == [("proven", None), ("unproven", 40000)]


def test_a_stated_budget_of_an_item_stands_on_its_level(county: County) -> None:
    """A code of no known length has none, and is no total of the county."""
    accounts = county.final()
    for code in ("201", "20106", "2010601", "20106011"):
        county.claim(accounts, code, "initial_budget", "1.00", "万元", item_code=code)
    county.claim(accounts, TOTAL, "initial_budget", "3.00", "万元")
    assert county.ask(MART, f"item_key, item_code, item_level, {INITIAL}, adjusted_budget_yuan") == [
        ("201", "201", "class", 10000, "final_account_narrative", "stated", None),
        ("20106", "20106", "item", 10000, "final_account_narrative", "stated", None),
        ("2010601", "2010601", "sub_item", 10000, "final_account_narrative", "stated", None),
        ("20106011", "20106011", None, 10000, "final_account_narrative", "stated", None),
        ("total", None, "total", 30000, "final_account_narrative", "stated", None),
    ]
    assert county.ask("mart_county_total", "initial_budget_yuan") == [(30000,)]


def test_a_stated_adjusted_budget_alone_stands_on_its_level_too(county: County) -> None:
    accounts = county.final()
    for code in ("201", "20106", "2010601", "20106011"):
        county.claim(accounts, code, "annual_budget", "2.00", "万元", item_code=code)
    county.claim(accounts, TOTAL, "annual_budget", "3.00", "万元")
    assert county.ask(MART, f"item_key, item_code, item_level, {INITIAL}, adjusted_budget_yuan") == [
        ("201", "201", "class", None, None, None, 20000),
        ("20106", "20106", "item", None, None, None, 20000),
        ("2010601", "2010601", "sub_item", None, None, None, 20000),
        ("20106011", "20106011", None, None, None, None, 20000),
        ("total", None, "total", None, None, None, 30000),
    ]


def test_only_statements_of_final_accounts_on_the_execution_of_items_count(county: County) -> None:
    accounts, published = county.final(), county.budget()
    county.claim(published, "201", "initial_budget", "1.00", "万元", item_code="201")
    county.claim(published, "201", "annual_budget", "1.00", "万元", item_code="201")
    county.claim(accounts, "收支总计", "initial_budget", "2.00", "万元", kind="total_yoy")
    county.claim(accounts, "合计", "initial_budget", "2.00", "万元", kind="three_public")
    county.claim(accounts, "201", "final", "3.00", "万元", item_code="201")
    county.claim(accounts, "207", "initial_budget", "4.00", "万元", item_code="207")
    assert county.ask(MART, "item_key, initial_budget_yuan, final_yuan") == [("207", 40000, None)]


def test_a_performance_form_gives_one_row_of_fiscal_appropriation_per_year_and_measure(
    county: County,
) -> None:
    """财政拨款 comes before 政府预算资金, whatever else the form lists."""
    county.form("F10")
    for body, year, factor in (("甲", 2023, 1), ("甲", 2024, 2), ("乙", 2024, 3)):
        accounts = county.final(body, year)
        for item, amount in (
            ("年度资金总额", 10),
            ("政府预算资金", 20),
            ("财政拨款", 30),
            ("财政专户管理资金", 40),
        ):
            for measure, more in (("initial_budget", 0), ("annual_budget", 1)):
                county.figure(accounts, "F10", item, str((amount + more) * factor * 100), measure=measure)
        county.figure(accounts, "F10", "项目资金", "9", measure="initial_budget")
    other = county.final("丙")
    county.figure(other, "F10", "政府预算资金", "5", measure="initial_budget")
    county.figure(other, "F06", "财政拨款", "9", measure="initial_budget")
    columns = "fiscal_year, initial_budget_yuan, adjusted_budget_yuan, initial_budget_performance_yuan"
    assert county.ask_each(MART, columns) == [
        ("丙", 2024, None, None, 5),
        ("乙", 2024, None, None, 9000),
        ("甲", 2023, None, None, 3000),
        ("甲", 2024, None, None, 6000),
    ]


def test_sources_agree_within_the_last_digit_of_the_coarsest(county: County) -> None:
    """At least 0.01 万元; a narrative in 万元 with one decimal allows for 1,000 元."""
    cases = {
        "甲": ("20100", None, True),
        "乙": ("20101", None, False),
        "丙": (None, "2.1", True),
        "丁": (None, "2.2", False),
        "戊": ("19900", None, True),
        "己": ("19899", None, False),
        "庚": ("21000", "2.0", True),
        "辛": ("21001", "2.0", False),
        "壬": (None, None, None),
    }
    for body, (form, narrative, _) in cases.items():
        accounts = county.final(body)
        county.figure(county.budget(body), "B05", SALARY, "20000")
        if form:
            county.figure(accounts, "F05", SALARY, form, measure="initial_budget")
        if narrative:
            county.claim(accounts, "2010601", "initial_budget", narrative, "万元", item_code="2010601")
    rows = county.ask_each(MART, "do_initial_budgets_agree", "item_key = '2010601'")
    assert rows == sorted((body, agrees) for body, (*_, agrees) in cases.items())


def test_a_disagreement_is_that_of_the_source_that_differs_most(county: County) -> None:
    """Sources in ranked order and the disagreement of the first with the others."""
    cases = {
        "甲": ("1.00", "2.00", "4.00", 30000),
        "乙": ("3.00", "1.00", "4.00", -20000),
        "丙": ("3.00", "4.00", "1.00", -20000),
        "丁": ("3.00", "2.00", "4.50", 15000),
        "戊": ("3.00", "3.00", "3.00", 0),
    }
    for body, (first, second, third, _) in cases.items():
        accounts = county.final(body)
        again = county.budget(body, title=f"北关区{body}2024年部门预算调整方案")
        yuan = [str(Decimal(text) * 10000) for text in (first, second, third)]
        for measure, stated in (("initial_budget", "initial_budget"), ("adjusted_budget", "annual_budget")):
            county.figure(accounts, "F05", "合计", yuan[0], measure=measure)
            county.claim(accounts, TOTAL, stated, second, "万元")
        county.figure(county.budget(body), "B05", "合计", yuan[0])
        county.figure(again, "B05", "合计", yuan[2])
    rows = county.ask_each(MART, "adjusted_budget_disagreement_yuan")
    assert rows == sorted((body, most) for body, (*_, most) in cases.items())


def test_a_source_without_an_amount_is_no_source(county: County) -> None:
    accounts = county.final()
    county.figure(county.budget(), "B05", SALARY, None)
    county.figure(accounts, "F05", SALARY, "200", measure="initial_budget")
    county.figure(accounts, "F05", SALARY, None, measure="adjusted_budget")
    county.claim(accounts, "2010601", "annual_budget", "1.00", "万元", item_code="2010601")
    county.figure(accounts, "F05", SALARY, None)
    columns = f"{INITIAL}, initial_budget_source_count, initial_budget_disagreement_yuan, adjusted_budget_source, final_source"
    assert county.ask(MART, columns, "item_key = '2010601'") == [
        (200, "final_account_form_F05", "printed", 1, None, "final_account_narrative", None)
    ]


def test_final_budget_and_adjusted_budget_come_from_their_own_columns(county: County) -> None:
    """B05 prints initial budgets, F05 what was spent; basic and project expenditure are neither."""
    accounts, published = county.final(), county.budget()
    for measure, amount in (
        ("total", "1"),
        ("basic", "2"),
        ("initial_budget", "3"),
        ("adjusted_budget", "4"),
    ):
        county.figure(accounts, "F05", SALARY, amount, measure=measure)
        county.figure(published, "B05", SALARY, f"{amount}0", measure=measure)
    columns = "initial_budget_published_yuan, initial_budget_stated_yuan, adjusted_budget_yuan, final_yuan, difference_yuan"
    assert county.ask(MART, columns, "item_key = '2010601'") == [(10, 3, 4, 1, -9)]


def test_the_name_is_the_final_accounts_then_the_budgets_then_the_lists(county: County) -> None:
    """A listed name holds for its years; names of which the list is not sure give none."""
    county.account("210", "医疗卫生与计划生育支出", valid_to=2018)
    county.account("210", "卫生健康支出", valid_from=2019, valid_to=2030)
    county.account("210", "健康", valid_from=2015, valid_to=2018)
    county.account("211", "节能环保", confidence="medium")
    county.account("213", "农林水支出", account_kind="economic")
    county.account("214", "交通运输支出", valid_to=2023)
    county.account("214", "交通支出", valid_to=2023)
    county.account("215", "资源支出", valid_from=2024, valid_to=2024)
    for year in (2018, 2019):
        county.claim(county.final("甲", year), "210", "initial_budget", "1.00", "万元", item_code="210")
    accounts = county.final("乙")
    for code in ("211", "213", "214", "215"):
        county.claim(accounts, code, "initial_budget", "1.00", "万元", item_code=code)
    earlier = county.final("乙", 2023)
    for code in ("214", "215"):
        county.claim(earlier, code, "initial_budget", "1.00", "万元", item_code=code)
    third = county.final("丙")
    county.figure(third, "F05", "201 决算名", "1")
    county.figure(third, "F05", "201 调整名", "1", measure="adjusted_budget")
    county.figure(third, "F05", "205 年初名", "1", measure="initial_budget")
    published = county.budget("丙")
    county.figures(published, "B05", {"201 预算名": "1", "205 预算名": "1", "208 预算名": "1"})
    county.figure(third, "F05", "208", "1", item_code="208", item_name=None)
    assert county.ask_each(MART, "fiscal_year, item_key, item_name", "item_key <> 'total'") == [
        ("丙", 2024, "201", "决算名"),
        ("丙", 2024, "205", "预算名"),
        ("丙", 2024, "208", "预算名"),
        ("乙", 2023, "214", "交通运输支出"),
        ("乙", 2023, "215", None),
        ("乙", 2024, "211", None),
        ("乙", 2024, "213", None),
        ("乙", 2024, "214", None),
        ("乙", 2024, "215", "资源支出"),
        ("甲", 2018, "210", "健康"),
        ("甲", 2019, "210", "卫生健康支出"),
    ]


def test_a_row_belongs_to_its_body_and_year(county: County) -> None:
    for number, (body, year) in enumerate((("甲", 2023), ("甲", 2024), ("乙", 2024)), 1):
        county.figure(county.budget(body, year), "B05", SALARY, f"{number}0")
        county.figure(county.final(body, year), "F05", SALARY, f"{number}")
    columns = "fiscal_year, division_code, organisation_kind, initial_budget_yuan, final_yuan"
    assert county.ask_each(MART, columns, "item_key = '2010601'") == [
        ("乙", 2024, "410503", "department", 30, 3),
        ("甲", 2023, "410503", "department", 10, 1),
        ("甲", 2024, "410503", "department", 20, 2),
    ]
