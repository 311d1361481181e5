"""fct_three_public (三公经费) and fct_carryover (结转结余衔接): sources beside each other, by rank."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.county import County

MART = "fct_three_public"
BUDGET = "budget_yuan, budget_source"


def test_a_budget_comes_from_b09_then_b14_then_the_final_accounts_then_their_words(county: County) -> None:
    """A form without an amount gives way to the next."""
    cases: dict[
        str,
        tuple[str | None, str | None, str | None, str | None, Decimal | int | None, str | None, float | None],
    ] = {
        "甲": ("90000", "140000", "100000", "20.00", 90000, "budget_form_B09", 0.5),
        "乙": (None, "140000", "100000", "20.00", 140000, "budget_form_B14", 0.321429),
        "丙": (None, None, "100000", "20.00", 100000, "final_account_form_F09", 0.45),
        "丁": (None, None, None, "20.00", 200000, "final_account_narrative", 0.225),
        "戊": (None, None, None, None, None, None, None),
        "己": ("", "140000", "100000", "20.00", 140000, "budget_form_B14", 0.321429),
        "庚": ("", "", "100000", "20.00", 100000, "final_account_form_F09", 0.45),
        "辛": ("0", "140000", None, None, 0, "budget_form_B09", None),
        "壬": ("0.50", None, None, None, Decimal("0.5"), "budget_form_B09", 90000.0),
        "癸": ("-1", None, "100000", None, -1, "budget_form_B09", None),
    }
    for body, (b09, b14, f09, words, *_) in cases.items():
        budget, accounts = county.budget(body), county.final(body)
        for document, form, amount in ((budget, "B14", b14), (budget, "B09", b09), (accounts, "F09", f09)):
            if amount is not None:
                county.figure(document, form, "公务接待费", amount or None, measure="budget")
        if words:
            county.claim(accounts, "公务接待费", "budget", words, "万元", kind="three_public")
        county.figure(accounts, "F09", "公务接待费", "45000", measure="final")
    rows = county.ask_each(MART, f"{BUDGET}, execution_rate")
    assert rows == sorted((body, *expected) for body, (_, _, _, _, *expected) in cases.items())


def test_of_two_budget_forms_the_one_of_the_lower_precedence_counts(county: County) -> None:
    for row in county.references["forms"]:
        row["precedence"] = {"B09": 2, "B14": 1}.get(row["form_code"], row["precedence"])
    for form, amount in (("B09", "9"), ("B14", "14")):
        county.figure(county.budget("甲"), form, "公务接待费", amount, measure="budget")
    county.figure(county.budget("乙"), "B09", "公务接待费", "9", measure="budget")
    assert county.ask_each(MART, BUDGET) == [("乙", 9, "budget_form_B09"), ("甲", 14, "budget_form_B14")]


def test_each_source_keeps_its_amount_document_and_page(county: County) -> None:
    budget, accounts = county.budget(), county.final()
    county.figure(budget, "B09", "公务接待费", "1", measure="budget", page=3)
    county.figure(accounts, "F09", "公务接待费", "21", measure="budget", page=4)
    final = county.figure(accounts, "F09", "公务接待费", "300", measure="final", page=5)
    county.claim(accounts, "公务接待费", "budget", "0.40", "万元", kind="three_public", page=6)
    claim = county.claim(accounts, "公务接待费", "final", "0.50", "万元", kind="three_public", page=7)
    columns = (
        "line_code, line_no, item_name, published_budget_yuan, published_budget_document_id, published_budget_page,"
        " stated_budget_yuan, stated_budget_document_id, stated_budget_page, budget_disagreement_yuan,"
        " final_yuan, final_document_id, final_page, final_line_item_id, narrative_budget_yuan,"
        " narrative_document_id, narrative_page, narrative_final_yuan, narrative_final_claim_id, fiscal_year,"
        " division_code, organisation_kind"
    )
    b, f = budget.document_id, accounts.document_id
    assert county.ask(MART, columns) == [
        (
            "official_reception", 6, "公务接待费", 1, b, 3, 21, f, 4, 20, 300, f, 5, final, 4000, f, 6, 5000, claim,
            2024, "410503", "department",
        )
    ]  # fmt: skip


def test_the_words_agree_with_the_form_within_their_last_digit(county: County) -> None:
    cases = {
        "甲": ("1.00", "10000", True),
        "乙": ("1.00", "10100", True),
        "丙": ("1.00", "10101", False),
        "丁": ("1.00", "9900", True),
        "戊": ("1.00", "9899", False),
        "己": ("1.0", "11000", True),
        "庚": ("1.0", "11001", False),
        "辛": ("1.00", None, None),
        "壬": (None, "10000", None),
        "癸": ("1.00", "10100", True),
    }
    for body, (words, form, _) in cases.items():
        accounts = county.final(body)
        if body == "癸":  # a budget stated to the cent says nothing of the final figure's last digit
            county.claim(accounts, "合计", "budget", "10000.00", "元", kind="three_public")
        county.figure(accounts, "F09", "合计", "0", measure="budget")
        if form:
            county.figure(accounts, "F09", "合计", form, measure="final")
        if words:
            county.claim(accounts, "合计", "final", words, "万元", kind="three_public")
    rows = county.ask_each(MART, "does_narrative_agree")
    assert rows == sorted((body, agrees) for body, (*_, agrees) in cases.items())


def test_only_lines_of_the_three_expenses_in_their_forms_are_rows(county: County) -> None:
    """Agency operating expenses, other measures and other forms are none."""
    budget, accounts = county.budget(), county.final()
    for document, form in ((budget, "B09"), (budget, "B14"), (accounts, "F09")):
        county.figure(document, form, "机关运行经费", "1", measure="budget")
    county.figure(accounts, "F05", "公务接待费", "1", measure="final")
    county.figure(budget, "B05", "公务接待费", "1", measure="budget")
    assert county.ask(MART, "line_code") == []
    for item in (
        "“三公”经费合计",
        "因公出国（境）费",
        "公务用车购置及运行费小计",
        "公务用车购置费",
        "公务用车运行费",
    ):
        county.figure(accounts, "F09", item, "7", measure="final")
        county.figure(accounts, "F09", item, "8", measure="person_times")
        county.figure(budget, "B09", item, "9", measure="final")
    columns = "line_no, line_code, item_name, final_yuan, budget_yuan, stated_budget_yuan"
    assert county.ask(MART, columns) == [
        (1, "total", "合计", 7, None, None),
        (2, "overseas_travel", "因公出国（境）费", 7, None, None),
        (3, "vehicle_total", "公务用车购置及运行维护费小计", 7, None, None),
        (4, "vehicle_purchase", "公务用车购置费", 7, None, None),
        (5, "vehicle_operation", "公务用车运行维护费", 7, None, None),
    ]


WORDS = "line_code, budget_yuan, budget_source, budget_basis, final_yuan, final_source, narrative_final_yuan"


def test_what_words_alone_tell_of_the_three_expenses_has_a_row_that_says_so(county: County) -> None:
    """Never as if a form printed it; a share or a change is no amount, and other spending none of the three."""
    accounts, budget = county.final(), county.budget()
    county.claim(accounts, "合计", "final", "1.00", "万元", kind="three_public", page=6)
    county.claim(accounts, "合计", "budget", "3.00", "万元", kind="three_public", page=5)
    final = county.claim(accounts, "公务接待费", "final", "0.50", "万元", kind="three_public")
    words = county.claim(budget, "公务用车购置费", "budget", "9.00", "万元", kind="three_public", page=2)
    county.claim(accounts, "因公出国（境）费", "share", "5.00", "%", kind="three_public")
    county.claim(accounts, "办公费", "final", "7.00", "万元", kind="three_public")
    assert final != words
    narrative = "final_account_narrative"
    assert county.ask(MART, WORDS) == [
        ("official_reception", None, None, None, None, narrative, 5000),
        ("total", 30000, narrative, "unstated", None, narrative, 10000),
        ("vehicle_purchase", 90000, "budget_narrative", "initial", None, None, None),
    ]
    places = "narrative_budget_yuan, narrative_document_id, narrative_page"
    assert county.ask(MART, places, "budget_source is not null") == [
        (30000, accounts.document_id, 5),
        (90000, budget.document_id, 2),
    ]
    told = "execution_rate, does_narrative_agree, final_line_item_id, final_document_id, is_unit_inferred"
    assert county.ask(MART, f"distinct {told}") == [(None, None, None, None, False)]
    assert county.ask(MART, "narrative_final_claim_id", "line_code = 'official_reception'") == [(final,)]


def test_a_line_that_the_form_leaves_out_is_told_by_words_beside_those_it_prints(county: County) -> None:
    budget, accounts = county.budget(), county.final()
    county.figure(budget, "B09", "合计", "20000", measure="budget")
    county.figure(accounts, "F09", "合计", "10000", measure="final")
    for document, measure in ((accounts, "final"), (accounts, "budget"), (budget, "budget")):
        for item in ("合计", "公务接待费"):
            county.claim(document, item, measure, "2.00", "万元", kind="three_public")
    assert county.ask(MART, WORDS) == [
        (
            "official_reception",
            20000,
            "final_account_narrative",
            "unstated",
            None,
            "final_account_narrative",
            20000,
        ),
        ("total", 20000, "budget_form_B09", "initial", 10000, "final_account_form_F09", 20000),
    ]


def test_words_that_are_disputed_dispute_a_line_that_they_alone_tell(county: County) -> None:
    """Not one whose form tells it."""
    for body, measure, has_form in (
        ("甲", "final", False), ("乙", "budget", False), ("丙", "final", True), ("丁", "budget", True),
    ):  # fmt: skip
        accounts = county.final(body)
        county.claim(accounts, "合计", measure, "2.00", "万元", kind="three_public", proof_status="disputed")
        if has_form:
            county.figure(accounts, "F09", "合计", "10000", measure=measure)
    county.claim(
        county.budget("戊"), "合计", "budget", "2.00", "万元", kind="three_public", proof_status="disputed"
    )
    rows = county.ask_each(MART, "is_disputed")
    assert rows == [("丁", False), ("丙", False), ("乙", True), ("戊", True), ("甲", True)]


def test_words_of_a_budget_or_of_other_spending_are_none_of_the_three_expenses(county: County) -> None:
    accounts, budget = county.final(), county.budget()
    for measure in ("budget", "final"):
        county.figure(accounts, "F09", "合计", "1", measure=measure)
        county.claim(accounts, "一般公共预算财政拨款支出", measure, "97.00", "万元")
        county.claim(budget, "合计", measure, "98.00", "万元", kind="three_public")
    assert county.ask(MART, "narrative_budget_yuan, narrative_final_yuan") == [(None, None)]


def test_a_line_belongs_to_its_body_and_year_and_words_to_the_final_accounts(county: County) -> None:
    claims = []
    for number, (body, year) in enumerate((("甲", 2023), ("甲", 2024), ("乙", 2024)), 1):
        budget, accounts = county.budget(body, year), county.final(body, year)
        for item, more in (("合计", 0), ("公务接待费", 5)):
            amount = str((number * 10 + more) * 10000)
            county.figure(budget, "B09", item, amount, measure="budget")
            county.figure(accounts, "F09", item, amount, measure="budget")
            county.figure(accounts, "F09", item, amount, measure="final")
            text = f"{number * 10 + more}.00"
            for page, measure in enumerate(("budget", "final"), 8):
                claim = county.claim(accounts, item, measure, text, "万元", kind="three_public", page=page)
                county.claim(budget, item, measure, "99.00", "万元", kind="three_public")
                county.claim(accounts, "收支总计", measure, "98.00", "万元", kind="total_yoy")
            claims.append((body, claim, 8))
    columns = (
        "fiscal_year, line_code, published_budget_yuan / 10000, stated_budget_yuan / 10000, final_yuan / 10000,"
        " narrative_budget_yuan / 10000, narrative_final_yuan / 10000, does_narrative_agree"
    )
    assert county.ask_each(MART, columns) == [
        (body, year, line, *[number * 10.0 + more] * 5, True)
        for body, year, number in (("乙", 2024, 3), ("甲", 2023, 1), ("甲", 2024, 2))
        for line, more in (("official_reception", 5), ("total", 0))
    ]

    assert county.ask_each(MART, "narrative_final_claim_id, narrative_page") == sorted(claims)


def test_a_disputed_figure_of_any_form_disputes_the_line(county: County) -> None:
    cases = {
        "甲": ("proven", "proven", "proven", False),
        "乙": ("disputed", "proven", "proven", True),
        "丙": ("proven", "disputed", "proven", True),
        "丁": ("proven", "proven", "disputed", True),
        "戊": (None, None, "disputed", True),
        "己": (None, "disputed", None, True),
        "庚": ("disputed", None, None, True),
        "辛": (None, None, "unproven", False),
        "壬": (None, "unproven", None, False),
        "癸": ("unproven", None, None, False),
    }
    for body, (published, stated, final, _) in cases.items():
        accounts = county.final(body)
        for form, document, measure, status in (
            ("B09", county.budget(body), "budget", published),
            ("F09", accounts, "budget", stated),
            ("F09", accounts, "final", final),
        ):
            if status:
                county.figure(document, form, "合计", "1", measure=measure, proof_status=status)
    rows = county.ask_each(MART, "is_disputed")
    assert rows == sorted((body, is_disputed) for body, (*_, is_disputed) in cases.items())


def test_a_carry_over_opens_with_what_the_year_before_closed_with(county: County) -> None:
    """Continuous within the last digit that is printed; the line is named without its 年初 or 年末, and each figure keeps its place."""
    cases = {
        "甲": ("50000", "50000", 0, True),
        "乙": ("50000", "49900", 100, True),
        "丙": ("50000", "49899", 101, False),
        "丁": ("50000", "50100", -100, True),
        "戊": ("50000", "50101", -101, False),
        "己": ("50000", None, None, None),
    }
    places = {}
    for body, (opening, closing, *_) in cases.items():
        accounts, before = county.final(body), county.final(body, 2023) if closing else None
        row = {"measure": "final", "page": 3, "text_printed": "5.00"}
        line = county.figure(accounts, "F01", "年初结转和结余", opening, section="revenue", **row)
        places[body] = [accounts.document_id, 3, line, None, None, None]
        if before:
            row = {"measure": "final", "page": 4, "text_printed": "4.99"}
            line = county.figure(before, "F01", "年末结转和结余", closing, section="expenditure", **row)
            places[body][3:] = [before.document_id, 4, line]
    columns = "fiscal_year, form_code, item_key, opening_yuan, difference_yuan, is_continuous"
    assert county.ask_each("fct_carryover", columns) == sorted(
        (body, 2024, "F01", "结转和结余", Decimal(opening), difference, continuous)
        for body, (opening, _, difference, continuous) in cases.items()
    )
    columns = (
        "opening_document_id, opening_page, opening_line_item_id, prior_closing_document_id, prior_closing_page,"
        " prior_closing_line_item_id"
    )
    assert county.ask_each("fct_carryover", columns) == sorted((body, *each) for body, each in places.items())


def test_an_opening_carry_over_names_both_documents(county: County) -> None:
    accounts, before = county.final(), county.final(year=2023)
    opening = county.figure(accounts, "F04", "年初财政拨款结转和结余", "5", measure="total", page=3)
    closing = county.figure(before, "F04", "年末财政拨款结转和结余", "4", measure="total", page=4)
    county.figure(before, "F04", "年初财政拨款结转和结余", "9", measure="total", page=5)
    columns = (
        "fiscal_year, item_key, opening_yuan, opening_document_id, opening_page, opening_line_item_id,"
        " prior_closing_yuan, prior_closing_document_id, prior_closing_page, prior_closing_line_item_id, division_code,"
        " organisation_kind, is_disputed"
    )
    key, place = "财政拨款结转和结余", ("410503", "department", False)
    assert county.ask("fct_carryover", columns) == [
        (2023, key, 9, before.document_id, 5, county_line(county, 9), None, None, None, None, *place),
        (2024, key, 5, accounts.document_id, 3, opening, 4, before.document_id, 4, closing, *place),
    ]


def county_line(county: County, yuan: int) -> str:
    """Return the id of the line item with an amount."""
    ((line,),) = county.ask("fct_line_item", "line_item_id", "amount_yuan = ?", yuan)
    return str(line)


def test_carry_overs_are_lines_of_three_forms_named_by_their_words_or_columns(county: County) -> None:
    """F07 has columns for them, every row of it a line; words count in the columns of final figures only."""
    accounts = county.final("甲")
    for form in ("F01", "F03", "F04", "F05", "F09"):
        for measure in ("final", "total", "budget"):
            county.figure(accounts, form, "年初结转和结余", "1", measure=measure, section=measure)
        county.figure(accounts, form, "用年初结转", "2", measure="final")
        county.figure(accounts, form, "专用资金", "2", measure="opening_carryover")
        county.figure(accounts, form, "年初预算结转", "9", measure="budget")
        county.figure(county.final("甲", 2023), form, "年末预算结转", "9", measure="budget")
        county.figure(accounts, form, "年初结余", "3", measure="final")
    for item in ("合计", "208 社会保障和就业支出", "年初结转和结余"):
        county.figure(accounts, "F07", item, "4", measure="opening_carryover")
        county.figure(accounts, "F07", item, "5", measure="closing_carryover")
        county.figure(accounts, "F07", item, "6", measure="revenue")
    later = county.final("甲", 2025)
    county.figure(later, "F07", "208 社会保障和就业支出", "7", measure="opening_carryover")
    county.figure(later, "F07", "合计", "8", measure="expenditure")
    columns = "fiscal_year, form_code, item_key, opening_yuan, prior_closing_yuan"
    assert county.ask("fct_carryover", columns) == [
        (2024, "F01", "结转和结余", 1, None),
        (2024, "F04", "结转和结余", 1, None),
        (2024, "F07", "208", 4, None),
        (2024, "F07", "total", 4, None),
        (2024, "F07", "年初结转和结余", 4, None),
        (2025, "F07", "208", 7, 5),
    ]


def test_a_carry_over_of_either_year_that_is_disputed_is_disputed(county: County) -> None:
    for body, opening, closing in (
        ("甲", "proven", "proven"),
        ("乙", "disputed", "proven"),
        ("丙", "proven", "disputed"),
    ):
        county.figure(county.final(body), "F01", "年初结转和结余", "1", measure="final", proof_status=opening)
        county.figure(
            county.final(body, 2023), "F01", "年末结转和结余", "1", measure="final", proof_status=closing
        )
    assert county.ask_each("fct_carryover", "is_disputed") == [("丙", True), ("乙", True), ("甲", False)]


def test_words_agree_by_the_last_digit_of_the_final_figure_alone(county: County) -> None:
    """Whatever digits they give of the budget, and wherever that stands."""
    for body, budget, final, first in (
        ("甲", ("10000.00", "元"), ("1.0", "万元"), "budget"),
        ("乙", ("1.0", "万元"), ("10000.00", "元"), "budget"),
        ("丙", ("10000.00", "元"), ("1.0", "万元"), "final"),
        ("丁", ("1.0", "万元"), ("10000.00", "元"), "final"),
    ):
        accounts = county.final(body)
        words = {"budget": budget, "final": final}
        for measure in (first, "final" if first == "budget" else "budget"):
            county.claim(accounts, "合计", measure, *words[measure], kind="three_public")
        county.figure(accounts, "F09", "合计", "10400", measure="final")
    rows = county.ask_each(MART, "does_narrative_agree")
    assert rows == [("丁", False), ("丙", True), ("乙", False), ("甲", True)]
