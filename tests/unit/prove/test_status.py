"""Who is disputed where an identity is violated, and what is proven all the same."""

from __future__ import annotations

from dataclasses import replace

from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.status import prove
from pipelines.values.claims import Figure
from pipelines.values.items import LineItem
from tests.unit.prove.figures import cell, claim, form, standing

MEASURES = ("total", "basic", "project")
F05 = form(
    "F05",
    MEASURES,
    [("合计", "9.00", "5.00", "4.00"), ("201", "6.00", "5.00", "1.00"), ("208", "3.00", "", "3.00")],
)
F03 = form(
    "F03",
    ("expenditure_total", "basic", "project"),
    [("合计", "9.00", "5.00", "4.00"), ("201", "6.00", "5.00", "1.00"), ("208", "3.00", "", "3.00")],
)


def changed(items: list[LineItem], code: str, measure: str, text: str) -> list[LineItem]:
    given = next(i for i in items if (i.item_code, i.measure) == (code, measure))
    other = cell(
        given.form_code, given.row_no, given.item_name, measure, text, code=code, column=given.column_no
    )
    return [other if i is given else i for i in items]


def disputed(figures: list[Figure]) -> list[tuple[str, str]]:
    items = [f for f in figures if isinstance(f, LineItem)]
    claims = [f for f in figures if not isinstance(f, LineItem)]
    proofs = prove(figures, evaluate_document(items, claims))
    return [
        (f.form_code, f"{f.item_code}.{f.measure}") if isinstance(f, LineItem) else (f.kind, f.measure)
        for f in figures
        if proofs[f.place].status == "disputed"
    ]


def test_a_wrong_figure_is_disputed_alone_where_all_others_are_printed_twice() -> None:
    assert disputed([*F05, *changed(F03, "208", "project", "8.00")]) == [("F03", "208.project")]


def test_without_a_second_print_all_members_are_disputed() -> None:
    assert disputed([*changed(F05, "208", "project", "8.00")]) == [
        ("F05", ".project"),
        ("F05", "201.project"),
        ("F05", "208.total"),
        ("F05", "208.project"),
    ]


def test_a_wrong_total_of_details_is_not_cleared_by_the_sum_above_it() -> None:
    """公用经费合计 uses the wrong 302, so the two agree; the details tell another sum."""
    items = form(
        "F06",
        ("final",),
        [("公用经费合计", "12.25"), ("302", "7.25"), ("30201", "6.93"), ("30202", "1.62"), ("310", "5.00")],
    )
    status = dict(
        zip(
            ("公用", "302", "30201", "30202", "310"),
            standing(items, evaluate_document(items, ())),
            strict=True,
        )
    )
    assert status == {
        "公用": "proven",
        "302": "disputed",
        "30201": "disputed",
        "30202": "disputed",
        "310": "proven",
    }


def test_words_are_disputed_and_the_form_is_cleared() -> None:
    told = claim("basic_split", "基本支出", "amount", "9.00")
    assert disputed([*F05, *F03, told]) == [("basic_split", "amount")]


def test_figures_that_stand_alone_are_disputed_with_the_words() -> None:
    f09 = [
        cell("F09", 5, "合计", "budget", "0.39", column=1),
        cell("F09", 5, "公务接待费", "budget", "0.39", column=2),
    ]
    told = claim("three_public", "公务接待费", "budget", "0.00")
    assert disputed([*f09, told]) == [("F09", ".budget"), ("three_public", "budget")]


def test_items_swapped_in_the_words_do_not_dispute_the_form() -> None:
    """The swapped figures add up to the same total, which clears neither of them."""
    swapped = [
        claim("item_execution", "一般公共预算财政拨款支出", "final", "9.00"),
        claim("item_execution", "类/款/甲", "final", "3.00", code="201"),
        claim("item_execution", "类/款/乙", "final", "6.00", code="208"),
    ]
    assert disputed([*F05, *F03, *swapped]) == [("item_execution", "final")] * 2


def test_a_wrong_share_leaves_its_amounts_alone() -> None:
    told: list[Figure] = [
        claim("structure", "一般公共服务支出", "amount", "6.00"),
        claim("structure", "一般公共服务支出", "share", "76.66"),
    ]
    items = [replace(i, item_name="一般公共服务支出") if i.item_code == "201" else i for i in F05]
    assert disputed([*items, *F03, *told]) == [("structure", "share")]


def test_a_percentage_that_holds_proves_itself_and_not_its_amounts() -> None:
    said = [
        claim("agency_operating", "机关运行经费", measure, text)
        for measure, text in (("final", "35.32"), ("delta", "-20.36"), ("rate", "-36.56"))
    ]
    assert standing(said, evaluate_document([], said)) == ["unproven", "unproven", "proven"]


def test_the_same_single_figure_in_words_proves_what_its_form_alone_does_not() -> None:
    nil: list[LineItem] = [cell("F01", 30, "总计", "final", "9.00", section=side) for side in ("revenue",)]
    told = claim("total_yoy", "收支总计", "amount", "9.00")
    assert standing(nil, evaluate_document(nil, ())) == ["unproven"]
    assert standing([*nil, told], evaluate_document(nil, [told])) == ["proven", "proven"]


def test_zero_told_and_zero_printed_prove_nothing() -> None:
    nil = [cell("F09", 5, "合计", "final", "0.00")]
    told = claim("three_public", "合计", "final", "0.00")
    assert standing([*nil, told], evaluate_document(nil, [told])) == ["unproven", "unproven"]


def test_one_figure_disputed_alone_takes_the_blame_of_every_tie_that_it_would_set_right() -> None:
    """20101 alone lacks a second print; the sum above it is off by the same amount, so no other part is blamed."""
    rows = [("合计", "9.00"), ("201", "6.00"), ("20101", "4.00"), ("20102", "2.00"), ("208", "3.00")]
    f05 = form("F05", ("total",), rows)
    f03 = form("F03", ("expenditure_total",), rows)
    wrong = [replace(i, value=i.value + 5) if i.item_code == "20101" else i for i in f05]
    assert disputed([*wrong, *f03]) == [("F05", "20101.total")]


def test_a_cause_by_another_amount_is_no_common_cause() -> None:
    rows = [("201", "9.00", "5.00", "4.00"), ("20101", "7.00", "", ""), ("20102", "1.00", "", "")]
    f05 = form("F05", MEASURES, rows)
    told = claim("item_execution", "类/款/甲", "final", "9.50", code="201")
    found = disputed([*f05, told])
    assert ("item_execution", "final") in found
    assert {("F05", "201.total"), ("F05", "20101.total"), ("F05", "20102.total")} <= set(found)


def test_rounding_proves_and_never_disputes() -> None:
    items = form("F05", MEASURES, [("201", "9.01", "5.00", "4.00")])
    assert standing(items, evaluate_document(items, ())) == ["proven"] * 3


def test_a_figure_that_nothing_ties_is_unproven_whatever_else_is_disputed() -> None:
    items = [*form("F05", MEASURES, [("201", "9.90", "5.00", "4.00")]), cell("F12", 1, "甲", "final", "1.00")]
    checks = evaluate_document(items, ())
    proofs = prove(items, checks)
    assert standing(items, checks) == ["disputed"] * 3 + ["unproven"]
    assert [c.identity_id for c in proofs[items[0].place].checks] == ["W13"]
    assert proofs[items[3].place].checks == ()


def test_a_subtracted_figure_that_is_wrong_is_told_by_its_second_print() -> None:
    """F07 年末 = 年初 + 收入 - 支出: the expenditure is printed again on F04, the others are told in F04 too."""
    measures = ("opening_carryover", "revenue", "expenditure_total", "closing_carryover")
    f07 = form("F07", measures, [("合计", "5.00", "9.00", "8.00", "3.00")])
    again = [
        cell("F04", 1, "政府性基金预算财政拨款", "final", "9.00", section="revenue", column=1),
        cell(
            "F04",
            2,
            "政府性基金预算财政拨款",
            "final",
            "5.00",
            section="revenue",
            parent="年初财政拨款结转和结余",
            column=1,
        ),
        cell(
            "F04",
            3,
            "年末财政拨款结转和结余",
            "government_fund_budget",
            "3.00",
            section="expenditure",
            column=2,
        ),
    ]
    assert disputed([*f07, *again]) == [("F07", ".expenditure_total")]


def test_a_second_print_counts_though_a_third_form_prints_a_zero() -> None:
    f03 = form("F03", ("expenditure_total",), [("201", "5.00")])
    f05 = form("F05", ("total",), [("201", "5.00")])
    f07 = form("F07", ("expenditure_total",), [("201", "0.00")])
    wrong = [
        cell("F03", 9, "甲", "expenditure_total", "3.00", code="20101"),
        cell("F03", 10, "乙", "expenditure_total", "1.00", code="20102"),
    ]
    told = claim("item_execution", "类/款/甲", "final", "4.00", code="201")
    assert disputed([*f03, *f05, *f07, told]) == [("item_execution", "final")]
    assert ("F03", "201.expenditure_total") in disputed([*f03, *f05, *f07, *wrong])
