"""Single ties: how wide the envelope is, in which unit, and what a check says of how it was reached."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.prove.roles import bound_identities, codes_of
from pipelines.prove.terms import rows_of
from pipelines.prove.ties import balance, count, floor
from pipelines.prove.within import apply_within
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from tests.unit.prove.declared import cross_cases, form_cases, forms_with_identities
from tests.unit.prove.figures import cell, claim, form, only, side, standing, states

F05 = ("total", "basic", "project")


def one(checks: list[Check], identity: str) -> Check:
    (found,) = [check for check in checks if check.identity_id == identity]
    return found


# Envelopes


def test_a_sum_in_yuan_is_tied_to_the_fen() -> None:
    def row(total: str) -> Check:
        return one(evaluate(form("F05", F05, [("合计", total, "100.10", "200.20")], unit="元")), "W13")

    assert (row("300.30").status, row("300.30").tolerance) == ("holds", Decimal("0.015"))
    assert row("300.31").status == "rounding"
    assert row("300.32").status == "violated"


def test_words_cut_off_may_miss_a_single_figure_by_a_hundredth_but_no_sum() -> None:
    printed = [cell("F05", 1, "合计", "total", "156211167", unit="元")]
    told = [
        claim("total_yoy", "一般公共预算财政拨款支出", "amount", text) for text in ("15621.11", "15621.10")
    ]
    assert states(evaluate_document(printed, told[:1]), "N04") == [("rounding", True)]
    assert states(evaluate_document(printed, told[1:]), "N04") == [("violated", True)]
    parts = [
        claim("procurement", name, "amount", text)
        for name, text in (("货物", "1"), ("工程", "1"), ("服务", "1"))
    ]
    total = claim("procurement", "总额", "amount", "3.00")
    assert one(evaluate_document([], [total, *parts]), "N09").tolerance == Decimal("15050.0")


def test_words_that_print_whole_units_are_not_taken_for_cut_off() -> None:
    printed = [cell("F05", 1, "合计", "total", "15621.70")]
    told = claim("total_yoy", "一般公共预算财政拨款支出", "amount", "15621")
    assert states(evaluate_document(printed, [told]), "N04") == [("violated", True)]


def test_a_percentage_says_how_far_off_it_might_be_and_what_it_is_made_of() -> None:
    said = [
        claim("procurement", "总额", "amount", "80.00"),
        claim("procurement", "中小企业", "amount", "20.00"),
    ]
    check = one(evaluate_document([], [*said, claim("procurement", "中小企业", "share", "25.00")]), "N09R")
    assert check.computed == "20.00 / 80.00"
    assert (check.left, check.right, check.quantity) == (Decimal("25.00"), Decimal("25.0000"), "percent")
    # 20.005 of 79.995 at the most, 19.995 of 80.005 at the least, and the last digit of the rate itself.
    assert check.tolerance == Decimal("20.005") / Decimal("79.995") * 100 - 25 + Decimal("0.01")


def test_amounts_in_two_units_are_not_written_as_one_fraction() -> None:
    told = [
        claim("structure", "基本支出", "amount", "28.60"),
        claim("structure", "基本支出", "share", "28.60"),
    ]
    in_yuan = [cell("F03", 1, "合计", "expenditure_total", "1000000.00", unit="元")]
    in_wan = [cell("F03", 1, "合计", "expenditure_total", "100.00")]
    assert one(evaluate_document(in_yuan, told), "N02W").computed == ""
    assert one(evaluate_document(in_wan, told), "N02W").computed == "28.60 / 100.00"


@pytest.mark.parametrize(
    ("stated", "status"), [("25.005", "holds"), ("25.01", "rounding"), ("25.04", "violated")]
)
def test_a_percentage_holds_within_half_its_last_digit(stated: str, status: str) -> None:
    said = [
        claim("procurement", "总额", "amount", "800.00"),
        claim("procurement", "中小企业", "amount", "200.00"),
    ]
    told = replace(claim("procurement", "中小企业", "share", stated), step=Decimal("0.01"))
    assert one(evaluate_document([], [*said, told]), "N09R").status == status


# What is tied


def test_recognition_is_given_what_holds_whatever_else_is_printed_and_nothing_else() -> None:
    for definition, identity in forms_with_identities():
        if identity.is_presence:
            continue
        is_given = identity.kind != "rate" and not identity.hard_when and not identity.floor
        for case in form_cases(definition, identity):
            items = [figure for figure in case.figures if isinstance(figure, LineItem)]
            assert bool(only(evaluate(items), identity.id)) == is_given, (definition.code, identity.id)
    for across in bound_identities(codes_of(())):
        if across.kind in ("single", "placed"):
            continue
        is_given = not across.hard_when and not across.floor
        for case in cross_cases(across):
            items = [figure for figure in case.figures if isinstance(figure, LineItem)]
            assert bool(only(evaluate(items), across.id)) == is_given, across.id


def test_a_total_above_another_is_no_part_of_it() -> None:
    rows = [("财政拨款收入", "7.00"), ("事业收入", "2.00"), ("本年收入合计", "9.00"), ("收入总计", "9.00")]
    checks = evaluate(side("B01", "revenue", "budget", rows))
    assert only(checks, "W22R") == [("B01.revenue[收入总计].budget", "holds")]


def test_each_side_of_a_form_has_a_hierarchy_of_its_own() -> None:
    def rows(section: str, shift: int, text: str) -> list[LineItem]:
        codes = (
            ("", "合计", text),
            ("205", "教育支出", text),
            ("20502", "普通教育", text),
            ("20599", "其他", "0.00"),
        )
        return [
            cell("F13", 1 + n, name, "final", amount, code=code, section=section, column=shift)
            for n, (code, name, amount) in enumerate(codes)
        ]

    checks = evaluate([*rows("工资福利支出", 1, "5.00"), *rows("商品和服务支出", 2, "3.00")])
    assert only(checks, "W07") == [
        ("F13.工资福利支出[合计].final", "holds"),
        ("F13.工资福利支出[205].final", "holds"),
        ("F13.商品和服务支出[合计].final", "holds"),
        ("F13.商品和服务支出[205].final", "holds"),
    ]


def test_elided_rows_spare_the_sums_over_all_rows_only() -> None:
    rows = [("教育支出", "5.00"), ("本年支出合计", "9.00"), ("年末结转和结余", "1.00"), ("总计", "10.00")]
    items = side("F01", "expenditure", "final", rows)
    checks = evaluate_document(items, (), frozenset({1}))
    assert only(checks, "W03") == []
    assert only(checks, "W05") == [("F01.expenditure[总计].final", "holds")]
    assert [c.identity_id for c in checks if c.is_presence] == []


def test_a_condition_whose_own_figure_is_not_printed_is_not_met() -> None:
    revenue = side("F04", "revenue", "final", [("一般公共预算财政拨款", "8.00")])
    total = [cell("F04", 9, "总计", "general_public_budget", "9.00", section="expenditure", column=9)]
    assert states(evaluate_document([*revenue, *total], ()), "W12G") == [("violated", False)]


def test_a_condition_whose_figures_are_in_no_known_unit_is_not_met() -> None:
    rows = [
        ("年初财政拨款结转和结余", "3.00"),
        ("一般公共预算财政拨款", "3.00", "年初财政拨款结转和结余"),
        ("一般公共预算财政拨款", "8.00"),
    ]
    revenue = side("F04", "revenue", "final", rows)
    total = [cell("F04", 9, "总计", "general_public_budget", "12.00", section="expenditure", column=9)]
    assert states(evaluate_document([*revenue, *total], ()), "W12G") == [("violated", True)]
    unknown = [replace(revenue[0], unit=None), *revenue[1:]]
    assert states(evaluate_document([*unknown, *total], ()), "W12G") == [("violated", False)]
    near = [replace(revenue[0], value=Decimal("3.01")), *revenue[1:]]
    assert states(evaluate_document([*near, *total], ()), "W12G") == [("violated", True)]
    off = [replace(revenue[0], value=Decimal("3.02")), *revenue[1:]]
    assert states(evaluate_document([*off, *total], ()), "W12G") == [("violated", False)]


def test_a_figure_is_not_tied_to_itself_nor_to_what_is_no_money() -> None:
    identity = next(i for i in bound_identities(codes_of(())) if i.id == "X08")
    one_, other, rate = (
        cell("F05", 1, "甲", "total", "5.00"),
        cell("F03", 1, "甲", "basic", "5.00"),
        cell("F10", 1, "甲", "r", "5%", unit="%"),
    )
    for tie in (balance, floor, count):
        assert len(list(tie(identity, "", [one_], [(1, other)], is_hard=True))) == 1
        assert list(tie(identity, "", [one_], [(1, one_)], is_hard=True)) == []
    for tie in (balance, floor):
        assert list(tie(identity, "", [one_], [(1, rate)], is_hard=True)) == []


def test_nothing_is_nothing_to_the_fen() -> None:
    items = [cell("F05", 1, "合计", m, "0.00", column=n) for n, m in enumerate(F05)]
    check = one(evaluate(items), "W13")
    assert (check.left, check.right, check.status, check.proves) == (0, 0, "holds", False)


@pytest.mark.parametrize("is_hard", [True, False])
def test_an_identity_is_as_hard_as_it_is_declared(is_hard: bool) -> None:
    for definition, identity in forms_with_identities():
        if not identity.is_presence:
            declared = identity.model_copy(update={"hard": is_hard})
            for case in form_cases(definition, declared):
                rows = rows_of([figure for figure in case.figures if isinstance(figure, LineItem)])
                checks = list(apply_within(declared, rows, is_elided=False))
                assert checks and {check.is_hard for check in checks} == {is_hard}, (
                    definition.code,
                    identity.id,
                )


def test_a_code_printed_twice_is_tied_to_nothing() -> None:
    once = cell("F05", 1, "甲", "total", "5.00", code="201")
    there = cell("F03", 1, "甲", "expenditure_total", "3.00", code="201")
    again = cell("F03", 2, "甲", "expenditure_total", "4.00", code="201")
    assert only(evaluate_document([once, there], ()), "X08") == [("F03[201].expenditure_total", "violated")]
    assert only(evaluate_document([once, there, again], ()), "X08") == []
    twice = [once, cell("F05", 2, "甲", "total", "6.00", code="201"), there]
    assert only(evaluate_document(twice, ()), "X08") == []


@pytest.mark.parametrize("code", ["F05", "F03"])
def test_a_form_printed_twice_is_tied_to_no_other_and_to_no_words(code: str) -> None:
    """A department's and its unit's: nobody knows which of the two is meant."""
    f05 = form("F05", F05, [("合计", "9.00", "5.00", "4.00")])
    f03 = form("F03", ("expenditure_total", "basic", "project"), [("合计", "9.00", "5.00", "4.00")])
    told = claim("basic_split", "基本支出", "amount", "5.00")
    items = [*f05, *f03]
    assert {"X08", "X08B", "X08P", "N06"} <= {c.identity_id for c in evaluate_document(items, [told])}
    again = [replace(item, table_no=90) for item in items if item.form_code == code]
    tied = {c.identity_id for c in evaluate_document([*items, *again], [told])}
    assert not tied & {"X08", "X08B", "X08P", *(["N06"] if code == "F05" else [])}
    assert "W13" in tied  # each is still tied within itself


# Words


def test_the_total_row_is_no_class() -> None:
    items = form("F05", F05, [("合计", "9.00", "5.00", "4.00")])
    told = claim("structure", "合计", "amount", "9.00")
    assert only(evaluate_document(items, [told]), "N04C") == []


def test_a_base_of_nothing_on_one_form_leaves_the_other_forms() -> None:
    told = [
        claim("structure", "事业收入", "amount", "40.00"),
        claim("structure", "事业收入", "share", "25.00"),
    ]
    items = [
        cell("F02", 1, "合计", "revenue_total", "0.00"),
        cell("F01", 5, "本年收入合计", "final", "160.00", section="revenue"),
    ]
    assert states(evaluate_document(items, told), "N02V") == [("holds", True)]


@pytest.mark.parametrize(
    ("words", "header", "is_hard"),
    [
        ("", "年初预算数", True),
        ("", "全年预算数", True),
        ("全年预算为2.00万元", "年初预算数", False),
        ("年初预算为2.00万元", "全年预算数", False),
        ("年初预算为2.00万元", "年初预算数", True),
        ("调整预算为2.00万元", "调整预算数", True),
        ("年初预算为2.00万元，全年预算为3.00万元", "全年预算数", True),
        ("年初预算为2.00万元，全年预算为3.00万元", "年初预算数", True),
        ("预算为2.00万元", "预算数", True),
    ],
)
def test_only_budgets_of_different_times_are_not_held_against_each_other(
    words: str, header: str, is_hard: bool
) -> None:
    printed = [cell("F09", 5, "合计", "budget", "3.00", header=f"{header}/合计")]
    told = claim("three_public", "合计", "budget", "2.00", words=words)
    assert states(evaluate_document(printed, [told]), "N07T") == [("violated", is_hard)]


def test_the_times_of_budgets_say_nothing_of_final_figures() -> None:
    printed = [cell("F09", 5, "合计", "final", "3.00", header="全年预算数/合计")]
    told = claim("three_public", "合计", "final", "2.00", words="年初预算为2.00万元")
    assert states(evaluate_document(printed, [told]), "N07T") == [("violated", True)]


def test_a_total_that_its_two_parts_give_is_cleared_of_what_words_say() -> None:
    items = form("F05", F05, [("合计", "9.00", "5.00", "4.00")])
    told = claim("total_yoy", "一般公共预算财政拨款支出", "amount", "8.00")
    checks = evaluate_document(items, [told])
    assert standing([*items, told], checks) == ["proven", "proven", "proven", "disputed"]


# Documents in 元 that were converted from 万元


def in_yuan(step: int, count: int, odd: int) -> Check:
    """Return the tie of a total of many items that are multiples of ``step`` yuan, but for some."""
    whole = [n * step * 7 for n in range(1, count)]
    values = [value + (n < odd) for n, value in enumerate(whole)]
    rows = [
        ("合计", f"{sum(whole) + 3 * step}.00"),
        *((f"{200 + n}", f"{v}.00") for n, v in enumerate(values)),
    ]
    return one(evaluate(form("F05", ("total",), rows, unit="元")), "W07")


@pytest.mark.parametrize(
    ("step", "count", "odd", "status"),
    [
        (100, 10, 0, "rounding"),
        (100, 9, 0, "violated"),  # of fewer than ten figures nothing is concluded
        (100, 11, 1, "rounding"),  # one slip leaves the others as rough as they are
        (100, 11, 2, "violated"),  # two are no slip: rounded to whole yuan
        (1, 11, 0, "rounding"),
        (7, 11, 0, "violated"),
    ],
)
def test_how_rough_a_document_in_yuan_is(step: int, count: int, odd: int, status: str) -> None:
    assert in_yuan(step, count, odd).status == status


def test_fen_keep_a_document_in_yuan_exact_and_other_units_are_left_alone() -> None:
    rows = [("合计", "5509.50"), *((f"{200 + n}", f"{n * 100}.{n:02d}") for n in range(1, 11))]
    in_yuan_ = form("F05", ("total",), rows, unit="元")
    in_wan = form("F03", ("expenditure_total",), [("合计", "9.00"), ("201", "4.00"), ("208", "4.00")])
    checks = evaluate([*in_yuan_, *in_wan])
    assert [(c.scope, c.status) for c in checks if c.identity_id == "W07"] == [
        ("F03[合计].expenditure_total", "violated"),
        ("F05[合计].total", "violated"),
    ]
    rough = form(
        "F05",
        ("total",),
        [("合计", "5700"), *((f"{200 + n}", f"{n * 100}") for n in range(1, 11))],
        unit="元",
    )
    checks = evaluate([*rough, *in_wan])
    assert [c.status for c in checks if c.identity_id == "W07"] == ["violated", "rounding"]
    assert one([c for c in checks if c.scope.startswith("F03")], "W07").tolerance == 150
