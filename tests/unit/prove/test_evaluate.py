"""Identities: exact envelopes, three states, and what they say about each figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.forms import catalogue
from pipelines.forms.terms import parse_column, parse_part, parse_term
from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.prove.roles import bound_identities, codes_of, cross_identities
from pipelines.prove.status import prove
from pipelines.values.amounts import printed_step, to_yuan
from pipelines.values.items import LineItem
from pipelines.values.proof import Check

_TABLES = {"F01": 1, "F02": 2, "F03": 3, "F04": 4, "F05": 5, "F06": 6, "F09": 9}


def figure(
    row: int,
    measure: str,
    text: str,
    *,
    form: str = "F05",
    code: str = "",
    name: str = "合计",
    section: str = "",
    parent: str = "",
    unit: str = "万元",
    column: int | None = None,
) -> LineItem:
    value = Decimal(text.replace(",", ""))
    columns = {"total": 3, "basic": 4, "project": 5, "final": 3}
    return LineItem(
        form_code=form, section=section, item_code=code, item_name=name, label_printed=name,
        parent_name=parent, account_kind=None, measure=measure, header_printed="", text_printed=text,
        value=value, step=printed_step(text), unit=unit, is_unit_inferred=False,
        amount_yuan=to_yuan(value, unit), page=1, table_no=_TABLES[form], row_no=row,
        column_no=column or columns.get(measure, 6), box=None, reader="test",
    )  # fmt: skip


def only(checks: Sequence[Check], identity_id: str) -> list[tuple[str, str]]:
    return [(check.scope, check.status) for check in checks if check.identity_id == identity_id]


@pytest.mark.parametrize(
    ("total", "basic", "project", "status"),
    [
        ("504.60", "501.75", "2.85", "holds"),
        ("504.60", "501.75", "2.86", "rounding"),  # 0.01 off: the envelope of three printed figures is 0.015
        ("504.60", "501.75", "2.87", "violated"),
        ("504.60", "501.74", "2.85", "rounding"),
        ("504.60", "51.75", "2.85", "violated"),
    ],
)
def test_row_sums_have_three_states(total: str, basic: str, project: str, status: str) -> None:
    items = [figure(4, "total", total), figure(4, "basic", basic), figure(4, "project", project)]
    assert only(evaluate(items), "W13") == [("F05[合计]", status)]


@pytest.mark.parametrize(
    ("revenue", "carried", "is_hard"),
    [
        (
            "400.20",
            None,
            False,
        ),  # both totals agree and no carry-over is printed: the difference is its amount
        ("400.21", None, True),  # the other side has another total
        ("400.20", "30.00", True),  # the carry-over is printed and does not fill the gap
    ],
)
def test_a_total_that_the_other_side_confirms_is_not_held_against_parts_left_out(
    revenue: str, carried: str | None, *, is_hard: bool
) -> None:
    rows = [("本年支出合计", "370.10"), ("总计", "400.20")]
    rows += [("年末结转和结余", carried)] if carried else []
    items = [
        figure(n, "final", text, form="F01", section="expenditure", name=name)
        for n, (name, text) in enumerate(rows)
    ]
    items.append(figure(9, "final", revenue, form="F01", section="revenue", name="总计"))
    (check,) = [check for check in evaluate_document(items, ()) if check.identity_id == "W05"]
    assert (check.status, check.is_hard) == ("violated", is_hard)


def test_both_sides_and_the_tolerance_are_kept_in_yuan() -> None:
    items = [figure(4, "total", "504.60"), figure(4, "basic", "501.75"), figure(4, "project", "2.87")]
    (check,) = evaluate(items)
    assert (check.left, check.right, check.tolerance) == (
        Decimal("5046000.00"),
        Decimal("5046200.00"),
        Decimal(150),
    )


def hierarchy(*rows: tuple[str, str]) -> list[LineItem]:
    return [
        figure(4 + n, "total", text, code=code if code.isdecimal() else "", name=code)
        for n, (code, text) in enumerate(rows)
    ]


def test_the_hierarchy_skips_levels_that_are_not_printed() -> None:
    items = hierarchy(
        ("合计", "9.00"), ("201", "6.00"), ("2010301", "4.00"), ("2010350", "2.00"), ("208", "3.00")
    )
    assert only(evaluate(items), "W07") == [("F05[合计].total", "holds"), ("F05[201].total", "holds")]


def test_a_misprinted_code_stays_under_its_class() -> None:
    items = hierarchy(("合计", "6.00"), ("201", "6.00"), ("2012", "4.00"), ("20103", "2.00"))
    assert set(only(evaluate(items), "W07")) == {("F05[合计].total", "holds"), ("F05[201].total", "holds")}


def test_a_wrong_child_disputes_its_family_and_nobody_else() -> None:
    items = hierarchy(
        ("合计", "9.00"),
        ("201", "6.00"),
        ("20103", "4.00"),
        ("20104", "1.00"),
        ("208", "3.00"),
        ("20805", "1.00"),
        ("20899", "2.00"),
    )
    proofs = prove(items, evaluate(items))
    status = {item.item_name: proofs[item.place].status for item in items}
    assert status == {
        "合计": "proven",
        "201": "disputed",
        "20103": "disputed",
        "20104": "disputed",
        "208": "proven",
        "20805": "proven",
        "20899": "proven",
    }


def test_zero_sums_and_totals_of_one_prove_nothing() -> None:
    zeros = [figure(4, m, "0.00") for m in ("total", "basic", "project")]
    alone = [
        figure(5, "total", "7.00", code="205", name="教育支出"),
        figure(5, "basic", "7.00", code="205", name="教育支出"),
    ]
    for items in (zeros, alone):
        assert {proof.status for proof in prove(items, evaluate(items)).values()} == {"unproven"}


def test_one_figure_proves_another_only_from_another_form() -> None:
    items = [
        figure(9, "final", "510.27", form="F01", section="expenditure", name="本年支出合计"),
        figure(4, "expenditure_total", "510.27", form="F03"),
    ]
    assert {p.status for p in prove(items, evaluate(items)).values()} == {"proven"}


def test_carry_over_parts_are_not_added_again() -> None:
    def row(n: int, name: str, text: str, parent: str = "") -> LineItem:
        return figure(n, "final", text, form="F04", section="revenue", name=name, parent=parent)

    items = [
        row(4, "一般公共预算财政拨款", "8.00"),
        row(5, "政府性基金预算财政拨款", "1.00"),
        row(6, "本年收入合计", "9.00"),
        row(7, "年初财政拨款结转和结余", "3.00"),
        row(8, "一般公共预算财政拨款", "2.00", "年初财政拨款结转和结余"),
        row(9, "政府性基金预算财政拨款", "1.00", "年初财政拨款结转和结余"),
        row(10, "总计", "12.00"),
    ]
    checks = evaluate(items)
    assert only(checks, "W10") == [("F04.revenue[本年收入合计].final", "holds")]
    assert only(checks, "W11") == [("F04.revenue[年初财政拨款结转和结余].final", "holds")]
    assert only(checks, "W12R") == [("F04.revenue[总计].final", "holds")]


def test_elided_class_lists_are_not_summed() -> None:
    def row(n: int, name: str, text: str) -> LineItem:
        return figure(n, "final", text, form="F01", section="expenditure", name=name)

    items = [row(4, "一般公共服务支出", "5.00"), row(30, "本年支出合计", "9.00")]
    assert only(evaluate(items), "W03") == [("F01.expenditure[本年支出合计].final", "violated")]
    assert only(evaluate(items, frozenset({1})), "W03") == []


def test_elided_accounts_add_up_to_no_more_than_their_total() -> None:
    """A list with …… disputes nobody where it is less than its total, unless a figure of it is negative."""

    def row(n: int, code: str, name: str, text: str) -> LineItem:
        return figure(n, "total", text, form="F05", code=code, name=name)

    def of(*texts: str) -> list[LineItem]:
        codes = ("", "201", "20106", "2010601")
        return [
            row(n, code, code or "合计", text)
            for n, (code, text) in enumerate(zip(codes, texts, strict=True))
        ]

    def states(items: list[LineItem]) -> list[str]:
        checks = evaluate(items, frozenset({items[0].table_no}))
        return [status for scope, status in only(checks, "W07") if scope.startswith("F05[合计]")]

    assert states(of("1000.00", "600.00", "600.00", "600.00")) == ["holds"]
    assert states(of("500.00", "600.00", "600.00", "600.00")) == ["violated"]
    assert states(of("500.00", "-600.00", "-600.00", "-600.00")) == []
    whole = evaluate(of("1000.00", "600.00", "600.00", "600.00"))
    assert ("F05[合计].total", "violated") in only(whole, "W07")


def test_units_may_differ_between_forms() -> None:
    items = [
        figure(9, "final", "510.27", form="F01", section="expenditure", name="本年支出合计"),
        figure(4, "expenditure_total", "5,102,712.34", form="F03", unit="元"),
    ]
    assert only(evaluate(items), "X02") == [("F01.expenditure[本年支出合计].final", "holds")]


def test_yuan_converted_from_rounded_wan_keep_their_roughness() -> None:
    texts = ["5,046,000.00", "5,017,500.00", "28,600.00"]
    others = [(f"{n}1,100.00", f"{n}1,000.00", "100.00") for n in range(1, 6)]
    items = [figure(4, m, t, unit="元") for m, t in zip(("total", "basic", "project"), texts, strict=True)]
    assert only(evaluate(items), "W13") == [("F05[合计]", "violated")]
    for n, row in enumerate(others):
        items += [
            figure(5 + n, m, t, unit="元", code=f"20{n + 1}", name="类")
            for m, t in zip(("total", "basic", "project"), row, strict=True)
        ]
    assert only(evaluate(items), "W13")[0] == ("F05[合计]", "rounding")


def test_a_form_printed_twice_is_not_compared_across_forms() -> None:
    first = figure(4, "total", "3.00", code="205", name="教育支出")
    again = replace(first, table_no=15, value=Decimal(4))
    other = figure(4, "expenditure_total", "3.00", form="F03", code="205", name="教育支出")
    assert only(evaluate_document([first, again, other], ()), "X08") == []
    assert only(evaluate_document([first, other], ()), "X08")


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=12))
def test_rounded_parts_never_accuse_an_honest_total(cents: list[int]) -> None:
    """Parts kept in fen and printed in 万元 stay within the envelope of their printed total."""

    def printed(fen: int) -> str:
        return f"{(Decimal(fen) / 1_000_000):.2f}"

    rows = [("合计", printed(sum(cents))), *((str(201 + n), printed(c)) for n, c in enumerate(cents))]
    assert "violated" not in {status for _, status in only(evaluate(hierarchy(*rows)), "W07")}


@given(st.lists(st.integers(1, 10**7), min_size=2, max_size=8), st.data())
def test_any_change_beyond_the_envelope_is_seen(hundredths: list[int], data: st.DataObject) -> None:
    rows = [
        ("合计", f"{Decimal(sum(hundredths)) / 100:.2f}"),
        *((str(201 + n), f"{Decimal(h) / 100:.2f}") for n, h in enumerate(hundredths)),
    ]
    victim = data.draw(st.integers(1, len(hundredths)))
    change = data.draw(st.integers(len(hundredths) + 2, 10**6))
    rows[victim] = (rows[victim][0], f"{Decimal(hundredths[victim - 1] + change) / 100:.2f}")
    assert only(evaluate(hierarchy(*rows)), "W07") == [("F05[合计].total", "violated")]


def test_one_misread_digit_does_not_narrow_the_other_figures_of_a_document_in_yuan() -> None:
    """Parts converted from 万元 are off by 100 元; the misread figure keeps its own last digit."""
    rows = [("合计", "115400"), *((f"2{n:02d}", f"{n * 700}") for n in range(10, 21))]
    right = [replace(item, unit="元", step=Decimal("0.01")) for item in hierarchy(*rows)]
    wrong = [replace(i, value=i.value + 3) if i.item_code == "215" else i for i in right]
    for items in (right, wrong):
        (check,) = [c for c in evaluate(items) if c.identity_id == "W07"]
        assert check.tolerance >= 550
        assert check.status == "rounding"


def test_every_identity_that_is_declared_can_be_parsed() -> None:
    ids = [identity.id for identity in cross_identities()]
    assert len(ids) == len(set(ids))
    for cross in bound_identities(codes_of(())):
        assert "{" not in cross.statement
        condition = (*cross.hard_when.left, *cross.hard_when.right) if cross.hard_when else ()
        terms = [parse_term(text) for text in condition]
        sides = (
            (cross.left, cross.kind in ("equation", "single", "placed")),
            (cross.right, cross.kind in ("equation", "placed")),
        )
        read = [(term.form, term.measure) for term in terms]
        for side, is_terms in sides:
            for text in side:
                part = parse_term(text) if is_terms else parse_column(text)
                read.append((part.form, part.measure))
        for code, measure in read:
            definition = next(f for f in catalogue() if f.code == code)
            assert measure in definition.measures, f"{cross.id}: {code}.{measure}"
    for form in catalogue():
        for identity in form.identities:
            parts = (*identity.parts, *([identity.total] if identity.total else []))
            measures = {name.removeprefix("-") for part in parts for name in re.split("[|+]", part)}
            assert measures <= set(form.measures), f"{form.code} {identity.id}"
            for text in (*identity.left, *identity.right):
                parse_part(text)


def test_a_term_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="not a term"):
        parse_term("F01 总计")
    with pytest.raises(ValueError, match="not a column"):
        parse_column("F01")


def test_a_form_printed_over_and_over_is_added_up_for_its_first_totals_only() -> None:
    """Each copy's total would be compared with all copies' rows: what comes of them is told by a few."""
    copies = 300
    items = [
        figure(row, "total", text, code=code, name=name)
        for copy in range(copies)
        for row, (code, name, text) in enumerate(
            (
                ("", "合计", "3.00"),
                ("201", "一般公共服务支出", "1.00"),
                ("208", "社会保障和就业支出", "2.00"),
            ),
            3 * copy,
        )
    ]
    sums = [check for check in evaluate(items) if check.scope == "F05[合计].total"]
    assert {check.status for check in sums} == {"violated"}
    assert all(len(check.right_items) == 2 * copies for check in sums)
    assert 5 <= len({check.left_items[0].place for check in sums}) < 50
