"""Slips of the pen: which one turned a figure into another, and where a slip ends and chance begins."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.prove.diagnose import diagnose
from pipelines.prove.diagnose.slips import slip_between, slipped_values
from pipelines.prove.diagnose.words import amount, name_column, name_figure, printed
from pipelines.prove.evaluate import evaluate, evaluate_document
from tests.unit.prove.f05 import misprinted
from tests.unit.prove.f05 import printed as sheet
from tests.unit.prove.figures import cell, claim

CENT = Decimal("0.01")


@pytest.mark.parametrize(
    ("text", "needed", "kind"),
    [
        ("1042.90", "1402.90", "digit_swap"),
        ("1402.09", "1402.90", "digit_swap"),
        ("2041.90", "1402.90", None),  # three digits differ
        ("1402.12", "1402.31", None),  # one of two moved to the place of the other
        ("1402.21", "1402.13", None),
        ("1402.00", "1402.90", "wrong_digit"),
        ("1.40", "1.90", "wrong_digit"),
        ("0.40", "0.90", None),  # too short to say anything
        ("14302.90", "1402.90", "extra_digit"),
        ("142.90", "1402.90", "lost_digit"),
        ("14502.90", "1402.90", "extra_digit"),
        ("145302.90", "1402.90", None),  # two digits too many
        ("14029.00", "1402.90", "unit_slip"),
        ("140.29", "1402.90", "unit_slip"),
        ("0.14", "1402.90", "unit_slip"),  # what ten thousandths leave of it
        ("0.15", "1402.90", None),
        ("14029049.99", "1402.90", "unit_slip"),  # within half of its last digit
        ("14029051.00", "1402.90", None),
        ("0.09", "900.00", None),  # less than ten of its last digit: any figure is near
        ("0.10", "1000.00", "unit_slip"),
        ("-1402.90", "1402.90", "sign"),
        ("-1042.90", "1402.90", None),
        ("1042.90", "-1402.90", None),
        ("-1042.90", "-1402.90", "digit_swap"),
        ("0.00", "1402.90", None),
        ("1402.90", "0.00", None),
        ("1402.90", "1402.90", None),
    ],
)
def test_a_slip_is_known_by_its_digits(text: str, needed: str, kind: str | None) -> None:
    slip = slip_between(Decimal(text), Decimal(needed), CENT)
    assert (slip.kind if slip else None) == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("14029000.00", "10,000 times as large"),
        ("1402900.00", "1,000 times as large"),
        ("140.29", "10 times too small"),
        ("14.03", "100 times too small"),
        ("1402.00", "the same but for one digit, 0 for 9"),
        ("1402.99", "the same but for one digit, 9 for 0"),
        ("1042.90", "the same with two neighbouring digits swapped"),
        ("14302.90", "the same with one digit too many"),
        ("142.90", "the same with one digit lost"),
        ("-1402.90", "the same with the other sign"),
    ],
)
def test_a_slip_is_told_in_words(text: str, words: str) -> None:
    slip = slip_between(Decimal(text), Decimal("1402.90"), CENT)
    assert slip is not None and slip.words == words


def test_every_value_that_one_strong_slip_makes_is_tried_and_no_other() -> None:
    tried = set(slipped_values(Decimal("12.30"), CENT))
    factors = {Decimal("12.30") * n for n in (10, 100, 1000, 10000)} | {Decimal("1.23")}
    lost = {Decimal("2.30"), Decimal("1.30"), Decimal("1.20"), Decimal("1.23")}
    swapped = {Decimal("21.30"), Decimal("13.20"), Decimal("12.03")}
    assert tried == factors | lost | swapped
    assert {-value for value in slipped_values(Decimal("-12.30"), CENT)} == tried
    assert set(slipped_values(Decimal("1.10"), CENT)) == {
        *(Decimal("1.10") * n for n in (10, 100, 1000, 10000)),
        Decimal("0.11"),
        Decimal("1.01"),
    }


# How figures and values are named


def test_figures_are_named_as_a_reader_finds_them() -> None:
    item = cell("F05", 3, "行政运行", "basic", "5.00", code="2010601", header="本年支出/基本\n支出")
    assert name_figure(item) == "F05 [2010601 行政运行] 基本支出 (page 5)"
    assert name_column(cell("F03", 1, "甲", "expenditure_total", "5.00")) == "expenditure total"
    for measure, words in (("rate", "rate of change"), ("delta", "change"), ("share", "share"), ("final", "final"),
                           ("prior_executed", "execution of last year"), ("completion_rate", "completion rate"),
                           ("headline", "figure after its name"), ("initial_budget", "initial budget"),
                           ("annual_budget", "annual budget"), ("new_measure", "new measure")):  # fmt: skip
        assert name_figure(claim("k", "类/款/甲", measure, "1.00")) == f"the narrative's 甲 ({words}, page 1)"


def test_values_are_written_as_they_would_be_printed() -> None:
    assert printed(cell("F10", 1, "甲", "execution_rate", "47.49%", unit="%")) == "47.49%"
    assert printed(cell("F05", 1, "甲", "total", "1,234.50")) == "1,234.50 万元"
    assert amount(Decimal("1402.9"), cell("F05", 1, "甲", "total", "5.00")) == "1,402.90 万元"
    assert amount(Decimal("1402.905"), cell("F05", 1, "甲", "total", "5.00")) == "1,402.905 万元"
    assert amount(Decimal(1402), cell("F05", 1, "甲", "total", "5")) == "1,402 万元"
    told = claim("total_yoy", "甲", "delta", "-5.00")
    assert amount(Decimal(-7), told) == "7.00 万元"  # the words say that it fell
    assert amount(Decimal(7), told) == "7.00 万元"
    assert amount(Decimal(-7), claim("total_yoy", "甲", "delta", "5.00")) == "-7.00 万元"
    assert amount(Decimal(-7), cell("F05", 1, "甲", "total", "-5.00")) == "-7.00 万元"


# What is not suggested


def test_an_amount_is_never_suggested_to_be_negative_but_a_change_may_be() -> None:
    items = [
        cell("F05", 1, "合计", m, t, column=n)
        for n, (m, t) in enumerate((("total", "2.00"), ("basic", "5.00"), ("project", "4.00")))
    ]
    assert [
        s.value for s in diagnose(evaluate(items), items, ()).values() if s.value is not None and s.value < 0
    ] == []
    said = [
        claim("item_budget", "类/款/甲", measure, text)
        for measure, text in (("budget", "40.00"), ("prior_executed", "100.00"), ("delta", "60.00"))
    ]
    (suggestion,) = diagnose(evaluate_document([], said), [], said).values()
    assert (suggestion.kind, suggestion.place, suggestion.value) == ("sign", said[2].place, Decimal("-60.00"))


def test_a_lost_row_is_looked_for_under_its_own_total_and_of_its_own_kind() -> None:
    lacking = [item for item in sheet() if item.item_code != "2010699"]
    other = sheet(form="B05", table=7)

    def kinds(*more: object) -> set[str]:
        items = [*lacking, *more]  # type: ignore[list-item]
        return {s.kind for s in diagnose(evaluate(items), items, ()).values()}

    assert kinds(*other) == {"lost_row"}
    assert "lost_row" not in kinds(*(i for i in other if i.item_code != "2010699"))
    assert "lost_row" not in kinds(*(replace(i, account_kind="economic") for i in other))
    assert "lost_row" not in kinds(
        *(replace(i, item_code="3" + i.item_code[1:]) if i.item_code else i for i in other)
    )
    assert "lost_row" not in kinds(*(replace(i, value=i.value + 1) for i in other))


def test_a_figure_shifted_alone_is_no_shift() -> None:
    """One figure of a row is the one beside it: a copy, not a row that moved."""
    items = misprinted(("2080506", 0, "25.00"))
    kinds = {s.kind for s in diagnose(evaluate(items), items, ()).values()}
    assert kinds == {"other_column"}


def test_a_child_printed_in_its_parents_row_is_told_so() -> None:
    items = misprinted(("20106", 0, "1402.90"))
    (suggestion,) = set(diagnose(evaluate(items), items, ()).values())
    assert (suggestion.kind, suggestion.value) == ("child_figure", Decimal("3100.00"))
    assert "is what F05 [2010601 行政运行] 小计 (page 9) prints, a row below it" in suggestion.text


def test_another_row_of_the_column_is_told_as_the_source_where_no_relative_prints_it() -> None:
    items = misprinted(("2080505", 1, "1400.23"))
    (suggestion,) = set(diagnose(evaluate(items), items, ()).values())
    assert (suggestion.kind, suggestion.value) == ("other_row", Decimal("81.17"))
    assert "another row of the same column" in suggestion.text


def test_what_would_have_to_be_negative_is_no_cause() -> None:
    f05 = [
        cell("F05", 1, "甲", m, t, code="201", column=n)
        for n, (m, t) in enumerate((("total", "2.00"), ("basic", "5.00"), ("project", "4.00")))
    ]
    f03 = [
        cell("F03", 1, "甲", m, t, code="201", column=n)
        for n, (m, t) in enumerate((("expenditure_total", "2.00"), ("basic", "5.00")))
    ]
    items = [*f05, *f03]
    checks = evaluate_document(items, ())
    assert {"X08", "X08B"} <= {c.identity_id for c in checks if c.status == "holds"}
    assert f05[2].place not in {s.place for s in diagnose(checks, items, ()).values()}
    fits = [
        *f05[:1],
        replace(f05[1], value=Decimal("1.00"), text_printed="1.00"),
        *f05[2:],
        f03[0],
        replace(f03[1], value=Decimal("1.00")),
    ]
    suggestions = set(diagnose(evaluate_document(fits, ()), fits, ()).values())
    assert [(s.place, s.value) for s in suggestions] == [(f05[2].place, Decimal("1.00"))]


@pytest.mark.parametrize(
    ("kind", "subject", "figures", "wrong", "value", "slip"),
    [
        ("procurement", "中小企业", (("amount", "20.00"), ("share", "52.00")), 2, "25.00", "digit_swap"),
        (
            "total_yoy",
            "收支总计",
            (("amount", "450.00"), ("delta", "-50.00"), ("rate", "-12.00")),
            2,
            "-10.00",
            "wrong_digit",
        ),
        (
            "total_yoy",
            "收支总计",
            (("amount", "450.00"), ("delta", "50.00"), ("rate", "-12.50")),
            2,
            "12.50",
            "sign",
        ),
        (
            "item_budget",
            "类/款/甲",
            (("budget", "143.10"), ("prior_executed", "1827.00"), ("rate", "12.68")),
            1,
            "127.00",
            "extra_digit",
        ),
    ],
)
def test_a_percentage_that_does_not_fit_is_traced_to_the_figure_that_slipped(
    kind: str, subject: str, figures: tuple[tuple[str, str], ...], wrong: int, value: str, slip: str
) -> None:
    said = [claim(kind, subject, measure, text) for measure, text in figures]
    if kind == "procurement":
        said.insert(0, claim(kind, "总额", "amount", "80.00"))
    (suggestion,) = set(diagnose(evaluate_document([], said), [], said).values())
    assert (suggestion.place, suggestion.value, suggestion.kind) == (said[wrong].place, Decimal(value), slip)


def test_a_percentage_of_amounts_in_two_units_is_traced_too() -> None:
    printed_whole = cell("F03", 1, "合计", "expenditure_total", "1000000.00", unit="元")
    said = [
        claim("structure", "基本支出", "amount", "28.60"),
        claim("structure", "基本支出", "share", "82.60"),
    ]
    (suggestion,) = set(diagnose(evaluate_document([printed_whole], said), [printed_whole], said).values())
    assert (suggestion.place, suggestion.value) == (said[1].place, Decimal("28.60"))
