"""fct_cross_document_check: a year's report beside that of the year before (Y01, Y02, Y04)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.dbt.county import County
from tests.dbt.lake import YUAN_PER_UNIT, DocumentHandle

MART = "fct_cross_document_check"
JUDGED = "status, left_text, right_text, difference_yuan, tolerance_yuan"
OPENING, CLOSING = "年初结转和结余", "年末结转和结余"
TOTAL = "一般公共预算财政拨款支出"


def printed(
    county: County,
    document: DocumentHandle,
    form: str,
    item: str,
    text: str,
    unit: str = "万元",
    **changes: Any,
) -> str:
    """Print a figure with the decimals of its text."""
    yuan = str(Decimal(text) * YUAN_PER_UNIT[unit])
    return county.figure(document, form, item, yuan, text_printed=text, unit=unit, **changes)


def opens(county: County, document: DocumentHandle, text: str, unit: str = "万元", **changes: Any) -> str:
    row = {"item": OPENING, "form": "F01", "measure": "final", "section": "revenue", **changes}
    return printed(county, document, text=text, unit=unit, **row)


def closes(county: County, document: DocumentHandle, text: str, unit: str = "万元", **changes: Any) -> str:
    row = {"item": CLOSING, "form": "F01", "measure": "final", "section": "expenditure", **changes}
    return printed(county, document, text=text, unit=unit, **row)


def test_a_carry_over_continues_within_half_the_last_digits_of_both_years(county: County) -> None:
    """An opening other than the closing before is no error: it was restated or transferred."""
    cases = {
        "甲": ("5.67", "万元", "5.67", "万元", "holds", 0, 100),
        "乙": ("5.67", "万元", "5.68", "万元", "rounding", -100, 100),
        "丙": ("5.67", "万元", "5.69", "万元", "restated_or_transferred", -200, 100),
        "丁": ("5.7", "万元", "5.65", "万元", "rounding", 500, 550),
        "戊": ("5.7", "万元", "5.64", "万元", "restated_or_transferred", 600, 550),
        "己": ("56700.00", "元", "56700.01", "元", "rounding", Decimal("-0.01"), Decimal("0.01")),
        "庚": (
            "56700.00",
            "元",
            "56700.02",
            "元",
            "restated_or_transferred",
            Decimal("-0.02"),
            Decimal("0.01"),
        ),
        "辛": ("5", "万元", "56700.00", "元", "restated_or_transferred", -6700, Decimal("5000.01")),
    }
    for body, (left, left_unit, right, right_unit, *_) in cases.items():
        opens(county, county.final(body), left, left_unit)
        closes(county, county.final(body, 2023), right, right_unit)
    rows = county.ask_each(MART, "status, difference_yuan, tolerance_yuan, is_hard, unit, right_unit, scope")
    assert rows == sorted(
        (body, status, difference, tolerance, False, left_unit, right_unit, "F01.opening_carryover")
        for body, (_, left_unit, _, right_unit, status, difference, tolerance) in cases.items()
    )


def test_every_unit_of_money_has_its_own_last_digit(county: County) -> None:
    units = {"元": 1, "百元": 100, "千元": 1000, "万元": 10000, "百万元": 1000000, "亿元": 100000000}
    for unit, yuan in units.items():
        row = {"measure": "final", "text_printed": "1.00"}
        line = county.figure(county.final(unit), "F01", OPENING, str(yuan), section="revenue", **row)
        county.figure(
            county.final(unit, 2023), "F01", CLOSING, str(yuan), section="expenditure", unit="元", **row
        )
        lines = county.rows["line_items"]["410503_beiguan"]
        next(each for each in lines if each["line_item_id"] == line)["unit"] = unit
    rows = county.ask(MART, "unit, tolerance_yuan")
    half = {
        unit: (Decimal(yuan + 1) / 200).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for unit, yuan in units.items()
    }
    assert rows == sorted(half.items())


def test_a_line_without_an_amount_is_no_second_one(county: County) -> None:
    accounts = county.final()
    opens(county, accounts, "1.00")
    county.figure(accounts, "F01", "上年结转", None, measure="final", section="revenue")
    closes(county, county.final(year=2023), "1.00")
    assert county.ask(MART, "status") == [("holds",)]


def test_digits_are_those_of_the_whole_form_in_that_unit(county: County) -> None:
    """A figure with fewer decimals than its form is as exact as the form; full-width digits and blanks count."""
    for body, other, unit, tolerance in (
        ("甲", "1.25", "万元", 100),
        ("乙", "1.2", "万元", 550),
        ("丙", "１．２５", "万元", 100),
        ("丁", "1. 25", "万元", 100),
        ("戊", "1.25", "元", 5050),
    ):
        accounts = county.final(body)
        opens(county, accounts, "5")
        county.figure(accounts, "F01", "其他", "1", measure="final", text_printed=other, unit=unit)
        county.figure(accounts, "F03", "其他", "1", measure="final", text_printed="1.234")
        closes(county, county.final(body, 2023), "5.00")
        assert county.ask_each(MART, "tolerance_yuan", "organisation_name = ?", f"北关区{body}") == [
            (body, tolerance)
        ]
    bare = county.final("无字")
    county.figure(bare, "F01", OPENING, "50000", measure="final", section="revenue", text_printed=None)
    closes(county, county.final("无字", 2023), "5.0")
    assert county.ask_each(MART, "tolerance_yuan", "organisation_name = '北关区无字'") == [("无字", 550)]


def test_figures_in_yuan_that_end_in_zeros_are_as_exact_as_their_zeros(county: County) -> None:
    """Ten different figures other than zero tell: all in hundreds, or all without cents."""
    cases = {
        "甲": (100, 10, "00", Decimal("50.01")),
        "乙": (1, 10, "00", Decimal("0.51")),
        "丙": (100, 9, "00", Decimal("0.01")),
        "丁": (100, 10, "50", Decimal("0.01")),
        "戊": (100, 8, "00", Decimal("0.01")),
    }
    for body, (step, count, cents, _) in cases.items():
        accounts = county.final(body)
        opens(county, accounts, f"{step}.00", "元")
        for number in range(2, count + 1):
            last = cents if number == count else "00"
            printed(
                county, accounts, "F01", f"第{number}项", f"{step * number}.{last}", "元", measure="final"
            )
        printed(county, accounts, "F01", "零", "0.00", "元", measure="final")
        printed(county, accounts, "F01", "退", f"-{step}.00", "元", measure="final")
        closes(county, county.final(body, 2023), f"{step}.00", "元")
    rows = county.ask_each(MART, "tolerance_yuan")
    assert rows == sorted((body, tolerance) for body, (*_, tolerance) in cases.items())


def test_a_carry_over_is_known_by_its_words_its_side_and_its_place(county: County) -> None:
    """上年结转 is one too; a line below another line is a part of it, and two lines leave it open."""
    cases: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
        "甲": ({"item": "上年结转"}, {}, True),
        "乙": ({"item": "年初财政拨款结转和结余"}, {"item": "年末财政拨款结转和结余"}, True),
        "丙": ({"item": "使用年初结转"}, {}, False),
        "丁": ({"item": "年初结余"}, {}, False),
        "戊": ({"section": "expenditure"}, {}, False),
        "己": ({}, {"section": "revenue"}, False),
        "庚": ({"parent_item_name": "总计"}, {}, False),
        "辛": ({}, {"parent_item_name": "总计"}, False),
        "壬": ({"form": "F04"}, {"form": "F04", "measure": "total"}, True),
        "癸": ({"form": "F04"}, {"form": "F04", "measure": "general_public_budget"}, False),
        "子": ({"form": "F04"}, {}, False),
        "丑": ({}, {"item": "上年末结转和结余"}, False),
        "寅": ({"item": "年末结转"}, {}, False),
        "卯": ({}, {"item": "年初结转"}, False),
    }
    for body, (opening, closing, _) in cases.items():
        opens(county, county.final(body), "1.00", **opening)
        closes(county, county.final(body, 2023), "1.00", **closing)
    twice = county.final("两次")
    opens(county, twice, "1.00")
    opens(county, twice, "1.00", item="上年结转")
    closes(county, county.final("两次", 2023), "1.00")
    assert county.ask_each(MART, "identity_id") == sorted(
        (body, "Y01") for body, case in cases.items() if case[2]
    )


def test_carry_overs_of_government_funds_stand_in_the_total_row_of_f07(county: County) -> None:
    for body, item, code, measures in (
        ("甲", "合计", None, ("opening_carryover", "closing_carryover")),
        ("乙", "总计", None, ("opening_carryover", "closing_carryover")),
        ("丙", "小计", None, ("opening_carryover", "closing_carryover")),
        ("丁", "合计", "208", ("opening_carryover", "closing_carryover")),
        ("戊", "合计", None, ("closing_carryover", "opening_carryover")),
        ("己", "合计", None, ("total", "closing_carryover")),
    ):
        for year, measure in ((2024, measures[0]), (2023, measures[1])):
            printed(county, county.final(body, year), "F07", item, "1.00", item_code=code, measure=measure)
    assert county.ask_each(MART, "scope") == [
        ("乙", "F07.opening_carryover"),
        ("甲", "F07.opening_carryover"),
    ]


def test_a_carry_over_continues_within_one_body_one_kind_of_report_and_one_year(county: County) -> None:
    opening, closing = county.final("甲"), county.final("甲", 2023)
    left, right = opens(county, opening, "1.00", page=3), closes(county, closing, "2.00", page=4)
    closes(county, county.final("乙", 2023), "3.00")
    closes(county, county.final("甲", 2022), "4.00")
    closes(county, county.final("甲", 2024), "5.00")
    closes(county, county.budget("甲", 2023), "6.00")
    superseded = county.final("甲", 2023, publish_date=date(2024, 1, 1))
    closes(county, superseded, "7.00")
    columns = (
        "document_id, other_document_id, fiscal_year, report_kind, left_yuan, right_yuan, left_text, right_text,"
        " left_page, right_page, left_ids, right_ids, division_code, statement, quantity"
    )
    assert county.ask(MART, columns) == [
        (
            opening.document_id, closing.document_id, 2024, "final_account", 10000, 20000, "1.00", "2.00", 3, 4,
            [left], [right], "410503", "年初结转和结余 = 年末结转和结余 of the year before", "money",
        )
    ]  # fmt: skip


def states(
    county: County, document: DocumentHandle, subject: str, amount: str, delta: str, **changes: Any
) -> None:
    row = {"kind": "total_yoy", "sentence_no": 1, "unit": "万元", **changes}
    county.claim(document, subject, "amount", amount, **row)
    county.claim(document, subject, "delta", delta, **row)


def test_a_total_less_its_stated_change_is_that_of_the_year_before(county: County) -> None:
    """Within twice the coarser last digit."""
    cases = {
        "甲": ("10.00", "2.00", "8.00", "holds", "10.00 - 2.00", 0, 200),
        "乙": ("10.00", "2.00", "8.02", "rounding", "10.00 - 2.00", -200, 200),
        "丙": ("10.00", "2.00", "8.03", "violated", "10.00 - 2.00", -300, 200),
        "丁": ("10.00", "-2.00", "12.00", "holds", "10.00 + 2.00", 0, 200),
        "戊": ("10.0", "2.0", "8.20", "rounding", "10.0 - 2.0", -2000, 2000),
        "己": ("10.0", "2.0", "8.21", "violated", "10.0 - 2.0", -2100, 2000),
        "庚": ("10.00", "2.00", "8.2", "rounding", "10.00 - 2.00", -2000, 2000),
        "辛": ("10.00", "0.00", "10.00", "holds", "10.00 - 0.00", 0, 200),
        "壬": ("10.00", "-3.00", "13.00", "holds", "10.00 + 3.00", 0, 200),
    }
    for body, (amount, delta, before, *_) in cases.items():
        accounts = county.final(body)
        states(county, accounts, "收支总计", amount, delta)
        if body == "壬":  # printed with its sign
            county.rows["claims"][accounts.site][-1]["text_printed"] = "－3.00"
        printed(
            county, county.final(body, 2023), "F01", "总计", before, measure="final", section="expenditure"
        )
    rows = county.ask_each(MART, "status, left_text, difference_yuan, tolerance_yuan, identity_id, is_hard")
    assert rows == sorted(
        (body, status, text, difference, tolerance, "Y02", True)
        for body, (_, _, _, status, text, difference, tolerance) in cases.items()
    )


def test_a_subject_names_the_form_and_the_line_of_the_year_before(county: County) -> None:
    subjects = {"收支总计": 1, "财政拨款收支总计": 4, TOTAL: 5}
    accounts, before = county.final(), county.final(year=2023)
    for number, subject in enumerate((*subjects, "收入合计"), 1):
        states(county, accounts, subject, "9.00", "1.00", sentence_no=number)
    lines = {
        printed(
            county, before, "F01", "支出总计", "1.00", measure="final", section="expenditure"
        ): "收支总计",
        printed(
            county, before, "F04", "总计", "4.00", measure="total", section="expenditure"
        ): "财政拨款收支总计",
        printed(county, before, "F05", "本年支出合计", "5.00"): TOTAL,
    }
    printed(county, before, "F01", "总计", "7.00", measure="final", section="revenue")
    printed(county, before, "F01", "合计", "7.00", measure="final", section="expenditure")
    printed(county, before, "F04", "总计", "7.00", measure="general_public_budget", section="expenditure")
    printed(county, before, "F05", "合计", "7.00", measure="basic")
    printed(county, before, "F05", "小计", "7.00")
    rows = county.ask(MART, "right_ids[1], scope, right_yuan")
    assert rows == [(line, subject, subjects[subject] * 10000) for line, subject in lines.items()]


def test_five_words_mean_the_total_of_f05(county: County) -> None:
    for body, word in zip(
        "甲乙丙丁戊", ("合计", "总计", "支出合计", "支出总计", "本年支出合计"), strict=True
    ):
        states(county, county.final(body), TOTAL, "9.00", "1.00")
        printed(county, county.final(body, 2023), "F05", word, "8.00")
    assert county.ask_each(MART, "status") == sorted((body, "holds") for body in "甲乙丙丁戊")


def test_a_change_belongs_to_one_amount_of_one_sentence(county: County) -> None:
    """Amount and change of two sentences, an amount stated twice, or words of a budget make no tie."""
    apart, twice, words = county.final("甲"), county.final("乙"), county.budget("丙")
    county.claim(apart, "收支总计", "amount", "10.00", "万元", kind="total_yoy", sentence_no=1)
    county.claim(apart, "收支总计", "delta", "2.00", "万元", kind="total_yoy", sentence_no=2)
    states(county, twice, "收支总计", "10.00", "2.00")
    county.claim(twice, "收支总计", "amount", "11.00", "万元", kind="total_yoy", sentence_no=5)
    states(county, words, "收支总计", "10.00", "2.00")
    states(county, county.final("丁"), "收支总计", "10.00", "2.00", kind="revenue_yoy")
    mixed = county.final("戊")
    county.claim(mixed, "收支总计", "amount", "10.00", "万元", kind="total_yoy", sentence_no=1)
    county.claim(mixed, "收入合计", "delta", "2.00", "万元", kind="total_yoy", sentence_no=1)
    county.claim(mixed, "收支总计", "delta", "2.00", "万元", kind="item_yoy", sentence_no=1)
    both = county.final("己")
    states(county, both, "收支总计", "10.00", "2.00")
    county.claim(both, "收支总计", "amount", "2.00", "万元", kind="revenue_yoy", sentence_no=1)
    county.claim(both, "收支总计", "rate", "2.00", "%", kind="total_yoy", sentence_no=1)
    states(county, county.final("庚"), "收支总计", "10.00", "2.00", unit="%")
    for body in "甲乙丙丁戊己庚":
        for year in (2022, 2023, 2024):
            document = county.final(body, year) if year != 2024 else None
            if document:
                printed(county, document, "F01", "总计", f"{year}.00", measure="final", section="expenditure")
        budget = county.budget(body, 2023)
        printed(county, budget, "F01", "总计", "8.00", measure="final", section="expenditure")
        printed(county, budget, "B01", "总计", "8.00", measure="final", section="expenditure")
    assert county.ask_each(MART, "identity_id, left_text, right_text") == [
        ("己", "Y02", "10.00 - 2.00", "2023.00")
    ]


def test_the_next_budget_states_what_the_final_accounts_print(county: County) -> None:
    """当年预算执行数; within the coarser last digit, and never hard."""
    cases = {
        "甲": ("5.00", "5.00", "holds", 0, 100),
        "乙": ("5.00", "5.01", "rounding", -100, 100),
        "丙": ("5.00", "5.02", "violated", -200, 100),
        "丁": ("5.0", "5.10", "rounding", -1000, 1000),
        "戊": ("5.00", "5.1", "rounding", -1000, 1000),
    }
    for body, (stated, before, *_) in cases.items():
        row = {"kind": "item_budget", "item_code": "2010601"}
        budget = county.budget(body, 2025)
        county.claim(budget, "行政运行", "prior_executed", stated, "万元", **row)
        county.claim(budget, "行政运行", "budget", "9", "万元", **row)
        county.claim(budget, "行政运行", "prior_executed", "9", "万元", **{**row, "kind": "item_execution"})
        county.claim(budget, TOTAL, "prior_executed", stated, "万元", kind="item_budget")
        nameless = county.budget(body, 2025, report_kind=None)
        county.claim(nameless, "行政运行", "prior_executed", "7", "万元", **row)
        accounts = county.final(body, 2024)
        for name in ("2010601 行政运行", "合计"):
            printed(county, accounts, "F05", name, before)
        printed(county, accounts, "F05", "2010602 其他", before)
        printed(county, county.budget(body, 2024), "B05", "2010601 行政运行", "7.00")
        printed(county, county.final(body, 2023), "F05", "2010601 行政运行", "7.00")
    rows = county.ask_each(MART, f"identity_id, scope, is_hard, fiscal_year, report_kind, {JUDGED}")
    assert rows == sorted(
        (body, "Y04", scope, False, 2025, "budget", status, stated, before, difference, tolerance)
        for body, (stated, before, status, difference, tolerance) in cases.items()
        for scope in ("F05[2010601].total", "F05[total].total")
    )


@pytest.mark.parametrize(
    ("last", "grain"),
    [
        ("1200", 100),
        ("1234567890100", 100),
        ("1250", 1),
        ("1234567890101", 1),
        ("1250.50", Decimal("0.01")),
        ("1234567890100.01", Decimal("0.01")),
    ],
)
def test_figures_in_yuan_tell_how_they_were_rounded(county: County, last: str, grain: Decimal) -> None:
    """By what all of them, large ones too, are multiples of, where they are ten or more."""
    document = county.final("甲")
    for number, text in enumerate([*(f"{each}00.00" for each in range(1, 11)), last]):
        printed(county, document, "F05", f"20{number:02d}601 项", text, unit="元")
    told = county.query("select last_digit_yuan from intermediate.int_tied_figure")
    assert told == [(grain,)] * 11


def test_a_column_of_the_year_before_is_held_against_that_years_accounts(county: County) -> None:
    """It accuses nobody: a merger or a reform may put the year before on another footing."""
    before, after = county.final(year=2023), county.final()
    for code, then, told in (
        ("201 一般公共服务支出", "100.00", "100.00"),
        ("205 教育支出", "50.00", "45.00"),
    ):
        printed(county, before, "F05", code, then)
        printed(county, after, "F05", code, "60.00")
        printed(county, after, "F05", code, told, measure="prior_total")
    columns = f"scope, is_hard, {JUDGED}"
    assert county.ask(MART, columns, "identity_id = 'Y12'") == [
        ("F05[201].prior_total", False, "holds", "100.00", "100.00", 0, 100),
        ("F05[205].prior_total", False, "restated_or_transferred", "45.00", "50.00", -50000, 100),
    ]
    assert county.ask("fct_disclosure_error", "count(*)") == [(0,)]
