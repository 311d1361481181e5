"""Which printed figure counts for a line: the code a name means, the first of several, the edition in force."""

from __future__ import annotations

from datetime import date

from tests.dbt.county import County

YEARS = "fct_year_on_year"
LINES = "form_code, section, item_key, item_code, item_name, amount_yuan"


def test_a_name_without_code_is_the_account_of_which_the_lists_are_sure(county: County) -> None:
    """行政运行 is the name of two accounts; 教育支出 of a class, in F01 and F04 among expenditure only."""
    county.account("205", "教育支出", valid_from=2019)
    county.account("206", "科学技术支出", confidence="medium")
    county.account("2069901", "科技奖励")
    county.account("301", "工资福利支出", account_kind="economic")
    county.account("229", "其他支出")
    county.account("22999", "其他支出", level="item")
    accounts = county.final()
    for name in ("教育支出", "行政运行", "科学技术支出", "科技奖励", "工资福利支出", "其他支出"):
        county.figure(accounts, "F05", name, "1")
        county.figure(accounts, "F03", name, "2", measure="expenditure_total")
        county.figure(accounts, "F01", name, "3", measure="final", section="expenditure")
        county.figure(accounts, "F04", name, "4", measure="final", section="expenditure")
        county.figure(accounts, "F01", name, "5", measure="final", section="revenue")
        county.figure(accounts, "F09", name, "6", measure="final")
    rows = county.ask(YEARS, "item_name, form_code, section, item_key, item_code", "item_key <> item_name")
    assert rows == [
        ("其他支出", "F01", "expenditure", "229", "229"),
        ("其他支出", "F04", "expenditure", "229", "229"),
        ("教育支出", "F01", "expenditure", "205", "205"),
        ("教育支出", "F03", "", "205", "205"),
        ("教育支出", "F04", "expenditure", "205", "205"),
        ("教育支出", "F05", "", "205", "205"),
        ("科技奖励", "F03", "", "2069901", "2069901"),
        ("科技奖励", "F05", "", "2069901", "2069901"),
    ]
    assert county.ask(YEARS, "count(*)") == [(36,)]


def test_a_printed_code_is_the_account_whatever_the_name(county: County) -> None:
    accounts = county.final()
    for form, measure, section in (
        ("F03", "expenditure_total", None),
        ("F05", "total", None),
        ("F01", "final", "expenditure"),
        ("F04", "final", "expenditure"),
        ("F01", "final", "revenue"),
        ("F09", "final", None),
    ):
        county.figure(accounts, form, "206 教育支出", "1", measure=measure, section=section)
    assert county.ask(YEARS, LINES) == [
        ("F01", "expenditure", "206", "206", "教育支出", 1),
        ("F01", "revenue", "教育支出", None, "教育支出", 1),
        ("F03", "", "206", "206", "教育支出", 1),
        ("F04", "expenditure", "206", "206", "教育支出", 1),
        ("F05", "", "206", "206", "教育支出", 1),
        ("F09", "", "教育支出", None, "教育支出", 1),
    ]


def test_five_words_mean_the_total_of_a_form_of_accounts(county: County) -> None:
    """F01, F04 and F09 keep theirs by name, as F01 prints several."""
    names = ("合计", "总计", "支出合计", "支出总计", "本年支出合计")
    for body, name in zip("甲乙丙丁戊", names, strict=True):
        accounts = county.final(body)
        county.figure(accounts, "F03", name, "1", measure="expenditure_total")
        county.figure(accounts, "F05", name, "2")
        county.figure(accounts, "F01", name, "3", measure="final", section="expenditure")
        county.figure(accounts, "F04", name, "4", measure="final", section="expenditure")
        county.figure(county.budget(body), "B05", name, "5")
    county.figure(county.final("己"), "F05", "收入总计", "9")
    assert county.ask_each(YEARS, "form_code, item_key", "form_code in ('F03', 'F05')") == sorted(
        [(body, form, "total") for body in "甲乙丙丁戊" for form in ("F03", "F05")]
        + [("己", "F05", "收入总计")]
    )
    assert county.ask_each(YEARS, "item_key", "form_code = 'F01'") == sorted(
        zip("甲乙丙丁戊", names, strict=True)
    )
    assert county.ask_each("fct_budget_vs_final", "initial_budget_yuan", "item_key = 'total'") == sorted(
        [(body, 5) for body in "甲乙丙丁戊"]
    )


def test_lines_of_the_three_public_expenses_bear_one_name(county: County) -> None:
    """公务用车运行费 is 公务用车运行维护费; in another form the words stay as printed."""
    accounts = county.final()
    for form, measure in (("F09", "final"), ("F05", "total"), ("F01", "final")):
        county.figure(accounts, form, "公务用车运行费", "1", measure=measure)
    assert county.ask(YEARS, LINES) == [
        ("F01", "", "公务用车运行费", None, "公务用车运行费", 1),
        ("F05", "", "公务用车运行费", None, "公务用车运行费", 1),
        ("F09", "", "vehicle_operation", None, "公务用车运行维护费", 1),
    ]


def test_of_a_line_printed_twice_the_first_in_reading_order_counts(county: County) -> None:
    """Page before table, table before row, row before column; a place unknown comes first."""
    places = {
        "201": [(8, 1, 1, 1), (7, 9, 9, 9)],
        "202": [(7, 2, 1, 1), (7, 1, 9, 9)],
        "203": [(7, 1, 2, 1), (7, 1, 1, 9)],
        "204": [(7, 1, 1, 2), (7, 1, 1, 1)],
        "205": [(1, 1, 1, 1), (None, 9, 9, 9)],
        "206": [(7, 1, 1, 1), (7, None, 9, 9)],
        "207": [(7, 1, 1, 1), (7, 1, None, 9)],
        "208": [(7, 1, 1, 1), (7, 1, 1, None)],
        "210": [(7, 1, 1, 3), (7, 1, 1, 1), (7, 1, 1, 2)],
        "211": [(8, 1, 1, 1), (7, 4000, 9, 9)],
        "212": [(7, 2, 1, 1), (7, 1, 200000, 9)],
        "213": [(7, 1, 2, 1), (7, 1, 1, 1000)],
    }
    accounts = county.final()
    first = {}
    for code, of_code in places.items():
        for place, (page, table_no, row_no, column_no) in enumerate(of_code):
            where = {"page": page, "table_no": table_no, "row_no": row_no, "column_no": column_no}
            line = county.figure(accounts, "F05", f"{code} 甲{place}", f"{place}", **where)
            if place == 1:
                first[code] = (code, "甲1", 1, page, line)
    rows = county.ask(YEARS, "item_key, item_name, amount_yuan, page, line_item_id")
    assert rows == sorted(first.values())


def test_a_line_printed_with_two_amounts_is_disputed(county: County) -> None:
    cases: dict[str, tuple[str | None, str, str | None, str, bool]] = {
        "201": ("1", "proven", "1", "proven", False),
        "202": ("1", "proven", "2", "proven", True),
        "203": ("1", "proven", None, "proven", True),
        "204": (None, "proven", None, "proven", False),
        "205": ("1", "proven", "1", "disputed", True),
        "206": ("1", "disputed", "1", "proven", True),
        "207": ("1", "unproven", "1", "proven", False),
    }
    accounts = county.final()
    for code, (first, first_proof, second, second_proof, _) in cases.items():
        county.figure(accounts, "F05", f"{code} 甲", first, proof_status=first_proof)
        county.figure(accounts, "F05", f"{code} 甲", second, proof_status=second_proof)
    assert county.ask(YEARS, "item_key, is_disputed") == [
        (code, disputed) for code, (*_, disputed) in cases.items()
    ]
    rows = county.ask(
        "fct_budget_vs_final", "item_key, final_yuan, final_proof_status", "item_key in ('201', '203', '207')"
    )
    assert rows == [("201", 1, "proven"), ("203", 1, "disputed"), ("207", 1, "unproven")]


def test_lines_of_one_form_differ_by_section_and_measure(county: County) -> None:
    accounts = county.final()
    for number, (section, measure) in enumerate(
        ((None, "final"), ("", "budget"), ("revenue", "final"), ("revenue", "budget")), 1
    ):
        county.figure(accounts, "F01", "其他", str(number), measure=measure, section=section)
    county.figure(accounts, "F01", "其他", "9", measure="final", section="")
    county.figure(accounts, "F01", "无", "1", measure=None)
    county.figure(accounts, "F01", "空", "1", item_name=None, measure="final")
    assert county.ask(YEARS, "section, measure, item_key, amount_yuan, is_disputed") == [
        ("", "budget", "其他", 2, False),
        ("", "final", "其他", 1, True),
        ("revenue", "budget", "其他", 4, False),
        ("revenue", "final", "其他", 3, False),
    ]


def test_figures_of_a_superseded_edition_or_of_an_unknown_form_do_not_count(county: County) -> None:
    first = county.final("甲")
    county.figures(first, "F05", {"201 类": "1", "205 类": "1"})
    county.figure(first, "F03", "201 类", "2", measure="expenditure_total")
    again = county.final("甲", publish_date=date(2025, 12, 1))
    county.figures(again, "F05", {"201 类": "3"})
    county.figures(county.final("乙"), "B05", {"201 类": "4"})
    county.figures(county.final("丙"), "F15", {"201 类": "5"})
    county.figures(county.final("丁"), "F02", {"201 类": "6"})
    assert county.ask_each(YEARS, "form_code, item_key, amount_yuan") == [
        ("甲", "F03", "201", 2),
        ("甲", "F05", "201", 3),
    ]
    assert county.ask_each("fct_budget_vs_final", "item_key, final_yuan", "item_level = 'class'") == [
        ("甲", "201", 3)
    ]


def test_only_forms_of_which_comparisons_are_made_give_figures(county: County) -> None:
    """Of final accounts seven roles, of budgets three."""
    accounts, budget = county.final(), county.budget()
    for number in (*range(1, 10), 11, 12):
        county.figure(accounts, f"F{number:02d}", "201 一般公共服务支出", "1", section="expenditure")
    for number in (*range(1, 10), 14):
        county.figure(budget, f"B{number:02d}", "201 一般公共服务支出", "1", section="expenditure")
    county.ask("fct_line_item", "1")
    roles = ("general_budget_by_function", "general_budget_basic_by_economic", "three_public")
    of_accounts = (
        "revenue_and_expenditure",
        "expenditure_by_function",
        "fiscal_appropriation",
        "government_fund",
    )
    expected = county.query(
        "select form_code from marts.dim_form where form_code in (select form_code from marts.fct_line_item)"
        " and (list_contains(?, role) or (report_kind = 'final_account' and list_contains(?, role))) order by 1",
        list(roles),
        [*of_accounts, "department_performance"],
    )
    assert len(expected) == 11
    assert county.query("select distinct form_code from intermediate.int_figure order by 1") == expected


def test_a_total_is_the_total_of_a_form_of_accounts_by_its_role(county: County) -> None:
    """Forms that print one total of expenditure, by economic class and of government funds too."""
    accounts = county.final()
    for form in ("F01", "F03", "F04", "F05", "F06", "F07"):
        county.figure(accounts, form, "支出合计", "1", section="expenditure")
    county.ask("dim_form", "1")
    rows = county.query("select form_role, item_key from intermediate.int_figure order by 1")
    named = {"revenue_and_expenditure", "fiscal_appropriation"}
    assert {role for role, key in rows if key == "total"} == {role for role, _ in rows} - named
    assert {role for role, key in rows if key == "支出合计"} == named


def test_a_form_of_more_than_three_expenses_counts_each_line_once(county: County) -> None:
    """Meetings and training are added to its 合计, which is then not the total of the three."""
    accounts = county.final()
    for item in ("合计", "公务接待费", "会议费", "培训费"):
        county.figure(accounts, "F09", item, "1", measure="final")
    county.ask("dim_form", "1")
    columns = "item_key, figure_count from intermediate.int_figure order by 1"
    assert county.query(f"select {columns}") == [
        ("official_reception", 1),
        ("会议费", 1),
        ("合计", 1),
        ("培训费", 1),
    ]
