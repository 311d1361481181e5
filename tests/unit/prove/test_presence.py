"""Presence: figures that a form owes because it prints others, and rows whose amounts stand elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipelines.prove.errors.groups import group_violations
from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.prove.presence import presence_notes
from pipelines.prove.status import prove
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from tests.unit.prove.f05 import ROWS, printed
from tests.unit.prove.figures import cell, form, side


def missing(items: Sequence[LineItem]) -> list[tuple[str, str, str]]:
    """Return what is not printed and should be: identity, scope and words."""
    return [
        (check.identity_id, check.scope, check.computed)
        for check in evaluate_document(items, ())
        if check.is_presence and check.status == "violated"
    ]


def words(items: Sequence[LineItem]) -> list[str]:
    return [told for _, _, told in missing(items)]


def without(*codes: str) -> list[LineItem]:
    return printed(rows=[row for row in ROWS if row[0] not in codes])


def test_a_form_that_prints_every_level_lacks_nothing() -> None:
    checks = [check for check in evaluate_document(printed(), ()) if check.is_presence]
    assert {check.status for check in checks} == {"holds"}
    assert "F05[20106]" in {check.scope for check in checks}


@pytest.mark.parametrize(
    ("code", "scopes"),
    [("20106", {"F05[20106]"}), ("208", {"F05[208]"}), ("20805", {"F05[20805]"}), ("", {"F05[合计]"})],
)
def test_a_lost_level_is_noticed_though_every_sum_comes_out(code: str, scopes: set[str]) -> None:
    items = without(code)
    assert {scope for _, scope, _ in missing(items)} == scopes
    assert not [c for c in evaluate_document(items, ()) if c.accuses]


def test_a_lost_level_disputes_no_figure_and_is_no_contradiction_in_print() -> None:
    items = without("20106")
    checks = evaluate_document(items, ())
    assert [c.is_hard for c in checks if c.is_presence and c.status == "violated"] == [True]
    assert {proof.status for proof in prove(items, checks).values()} <= {"proven", "unproven"}
    assert group_violations(checks, {}) == []


def test_recognition_does_not_ask_for_rows() -> None:
    assert not [check for check in evaluate(without("20106")) if check.is_presence]


def test_a_code_whose_only_child_is_lost_is_noticed() -> None:
    rows = [*ROWS, ("221", "住房保障支出", "9.00", "9.00", ""), ("22102", "住房改革支出", "9.00", "9.00", "")]
    found = missing(printed(rows=rows))
    assert ("W07P", "F05[22102]") in {(identity, scope) for identity, scope, _ in found}


def test_a_table_that_prints_only_some_levels_is_asked_for_no_others() -> None:
    only_classes = [row for row in ROWS if len(row[0]) in (0, 3)]
    no_middle = [row for row in ROWS if len(row[0]) in (0, 3, 7)]
    assert missing(printed(rows=only_classes)) == []
    assert missing(printed(rows=no_middle)) == []


def test_the_shortest_table_owes_the_levels_of_the_other_forms() -> None:
    chain = [
        ("", "合计", "86.21", "", "86.21"),
        ("223", "甲", "86.21", "", "86.21"),
        ("2230105", "乙", "86.21", "", "86.21"),
    ]
    items = printed() + printed(form="B05", table=4) + printed(form="B03", table=3)
    assert missing(printed(rows=chain)) == []
    assert missing(items + printed(form="B07", table=7, rows=chain)) == [
        ("W07P", "B07[22301]", "no total for 22301; no project for 22301")
    ]


def test_a_blank_cell_beside_printed_ones_is_noticed() -> None:
    rows = [list(row) for row in ROWS]
    rows[6][4] = ""  # 208 without its 项目支出
    rows[8][3:] = ["", ""]  # 2080505 without any part of its total
    found = {(identity, scope) for identity, scope, _ in missing(printed(rows=rows))}
    assert found == {("W07P", "F05[208]"), ("W13P", "F05[2080505]")}


def test_a_form_that_prints_totals_alone_owes_no_parts() -> None:
    rows = [(code, name, total, basic if code == "201" else "", "") for code, name, total, basic, _ in ROWS]
    assert {identity for identity, _, _ in missing(printed(rows=rows))} <= {"W07P"}


def test_a_total_is_owed_where_its_parts_are_printed() -> None:
    revenue = side("F01", "revenue", "final", [("财政拨款收入", "5.00"), ("本年收入合计", "5.00")])
    expenditure = side("F01", "expenditure", "final", [("教育支出", "5.00"), ("总计", "5.00")])
    found = [(identity, words) for identity, _, words in missing(revenue + expenditure)]
    assert found == [
        ("W01P", "no final for 总计"),
        ("W04P", "no final for 总计"),
        ("W05P", "no final for 本年支出合计 or 结余分配 or 年末结转和结余"),
        ("W03P", "no final for 本年支出合计"),
    ]


def test_a_note_tells_what_is_missing_and_where() -> None:
    (note,) = presence_notes(evaluate_document(without("20106"), ()))
    assert (note.kind, note.text, note.page, note.table_no) == ("missing_figure", "F05[20106]", 9, 5)
    assert note.detail.startswith("no total for 20106; no basic for 20106")


def test_a_table_without_codes_owes_no_levels_and_says_nothing_of_the_levels_of_others() -> None:
    names = [("", "甲", "5.00", "5.00", ""), ("", "乙", "4.00", "4.00", "")]
    assert not [w for w in missing(printed(form="B07", table=7, rows=names)) if w[0] == "W07P"]
    chain = [
        ("", "合计", "86.21", "", "86.21"),
        ("223", "甲", "86.21", "", "86.21"),
        ("2230105", "乙", "86.21", "", "86.21"),
    ]
    short = printed(form="B06", table=6, rows=chain)
    # Of the tables with codes more than half print the middle level; those without codes do not count.
    uncoded = [i for n in (21, 22, 23) for i in printed(form="B07", table=n, rows=names)]
    assert ("W07P", "B06[22301]") in {
        w[:2] for w in missing([*printed(), *printed(form="B05", table=4), *short, *uncoded])
    }


def test_the_last_level_that_is_printed_owes_no_rows_below_it() -> None:
    rows = [("", "合计", "9.00", "5.00", "4.00"), ("201", "甲", "9.00", "5.00", "4.00")]
    items = printed(form="B07", table=7, rows=rows)
    only_classes = [r for r in ROWS if len(r[0]) in (0, 3)]
    others = printed(rows=only_classes) + printed(form="B05", table=4, rows=only_classes)
    assert missing(items + others) == []


def test_a_level_that_one_class_of_three_divides_is_not_owed_by_the_others() -> None:
    rows = [
        ("", "合计", "9.00", "", ""),
        ("201", "甲", "4.00", "", ""),
        ("20101", "乙", "4.00", "", ""),
        ("208", "丙", "3.00", "", ""),
        ("221", "丁", "2.00", "", ""),
    ]
    assert missing(printed(rows=rows)) == []


def test_a_class_is_not_owed_where_no_other_form_divides_its_classes() -> None:
    alone = [("", "合计", "9.00", "5.00", "4.00"), ("22301", "甲", "9.00", "5.00", "4.00")]
    only_classes = [row for row in ROWS if len(row[0]) in (0, 3)]
    others = printed(rows=only_classes) + printed(form="B05", table=4, rows=only_classes)
    assert missing(printed(form="B07", table=7, rows=alone) + others) == []


def test_two_totals_leave_open_which_one_is_owed() -> None:
    rows = [ROWS[0], ROWS[0], *ROWS[1:]]
    assert missing(printed(rows=rows)) == []
    assert {scope for _, scope, _ in missing(printed(rows=rows[2:]))} == {"F05[合计]"}
    blank = [(*row[:3], "", "") if not row[0] else row for row in rows]
    assert not [w for w in missing(printed(rows=blank)) if w[0] == "W07P"]
    assert "F05[合计]" in {scope for _, scope, _ in missing(printed(rows=blank[1:]))}


def test_groups_beside_codes_and_items_of_a_cross_table_owe_no_levels() -> None:
    codes = [("205", "甲", "5.00"), ("20502", "乙", "5.00"), ("208", "丙", "4.00"), ("20805", "丁", "4.00")]
    plain = [cell("B02", n, name, "total", text, code=code) for n, (code, name, text) in enumerate(codes)]
    beside = [cell("B02", 20, "戊", "total", "1.00", code="229", section="一般公共预算资金")]
    assert {scope for _, scope, _ in missing(plain)} == {"B02[合计]"}
    assert missing([*plain, *beside]) == []


def test_a_total_in_another_section_is_not_the_one_that_is_owed() -> None:
    items = [
        cell("B02", n, name, "total", "5.00", code=code)
        for n, (code, name) in enumerate((("205", "甲"), ("20502", "乙")))
    ]
    elsewhere = [cell("B02", 9, "合计", "total", "5.00", section="一般公共预算资金")]
    named = [cell("B02", 9, "合计", "total", "5.00", code="999")]
    assert "B02[合计]" in {scope for _, scope, _ in missing([*items, *elsewhere])}
    assert "B02[合计]" in {scope for _, scope, _ in missing([*items, *named])}


@pytest.mark.parametrize(("complete", "found"), [(3, True), (2, False)])
def test_parts_are_owed_where_three_rows_in_four_print_them(complete: int, found: bool) -> None:
    rows = [(f"{200 + n}", f"甲{n}", "5.00", "5.00" if n < complete else "", "") for n in range(4)]
    assert bool([w for w in missing(printed(rows=rows)) if w[0] == "W13P"]) == found
    few = [("201", "甲", "5.00", "5.00", ""), ("202", "乙", "5.00", "", "")]
    assert not [w for w in missing(printed(rows=few)) if w[0] == "W13P"]


def test_what_is_missing_is_counted_and_named_with_both_sides() -> None:
    rows = [list(row) for row in ROWS]
    rows[8][3:] = ["", ""]  # 2080505 without any part of its total
    (check,) = [
        c
        for c in evaluate_document(printed(rows=rows), ())
        if c.identity_id == "W13P" and c.status == "violated"
    ]
    assert (check.left, check.right, check.quantity, check.proves) == (1, 0, "count", False)
    assert check.computed == "no figure for basic or project"
    assert [f.text_printed for f in check.left_items] == ["121.17"]
    (lost,) = [c for c in evaluate_document(without("20106"), ()) if c.is_presence and c.status == "violated"]
    assert (lost.left, lost.right, lost.left_items) == (3, 0, ())
    assert {(sign, f.text_printed) for sign, f in lost.right_items} >= {(1, "1402.90"), (1, "1400.23")}


@pytest.mark.parametrize(
    ("closing", "found"),
    [
        ("351,079.92", []),
        ("", ["no final for 结余分配 or 年末结转和结余"]),
    ],
)
def test_a_part_that_the_total_leaves_room_for_is_owed(closing: str, found: list[str]) -> None:
    """W05 itself is silent where 总计 of revenue says the same: no figure in print is wrong."""
    revenue = [("本年收入合计", "9,000,000.00"), ("年初结转和结余", "351,079.92"), ("总计", "9,351,079.92")]
    expenditure = [("本年支出合计", "9,000,000.00"), ("总计", "9,351,079.92")]
    if closing:
        expenditure.insert(1, ("年末结转和结余", closing))
    items = [
        *side("F01", "revenue", "final", revenue),
        *side("F01", "expenditure", "final", expenditure),
    ]
    assert [words for identity, _, words in missing(items) if identity == "W05P"] == found
    assert not [c for c in evaluate_document(items, ()) if c.accuses]


@pytest.mark.parametrize("form_code", ["F01", "F04"])
def test_a_sum_of_revenue_is_owed_its_sources(form_code: str) -> None:
    total = [("本年收入合计", "17.87")]
    source = [("一般公共预算财政拨款收入", "17.87")]
    whole = [*source, *total]
    assert "no final for any of its rows" not in words(side(form_code, "revenue", "final", whole))
    assert "no final for any of its rows" in words(side(form_code, "revenue", "final", total))


def test_figures_of_zero_need_nothing_beside_them() -> None:
    nil = [(code, name, "0.00", "", "") for code, name, *_ in ROWS[:4]]
    assert missing(printed(rows=nil)) == []
    offset = side("F01", "expenditure", "final", [("教育支出", "0.00"), ("总计", "0.00")])
    assert missing(offset) == []


def test_the_total_is_owed_by_the_parts_that_are_subtracted_too() -> None:
    """年末 = 年初 + 收入 - 支出 is a sum of W17; W17P divides the expenditure."""
    rows = [
        ("合计", "5.00", "2.00", "3.00"),
        ("229", "5.00", "2.00", "3.00"),
        ("22904", "5.00", "2.00", "3.00"),
        ("2290401", "5.00", "", ""),
    ]
    items = form("F07", ("expenditure_total", "basic", "project"), rows)
    assert ("W17P", "F07[2290401]") in {w[:2] for w in missing(items)}


# An amount in the row of another item


def exchanged(pension: str, annuity: str, other: str = "81.00") -> list[Check]:
    f05 = form("F05", ["basic"], [("2080505", "160.75"), ("2080506", "80.38")])
    rows = [("301", "400.00"), ("30108", pension), ("30109", annuity), ("30199", other)]
    f06 = form("F06", ["final"], rows)
    return [c for c in evaluate_document(f05 + f06, ()) if c.is_presence and c.identity_id.startswith("X12")]


def test_amounts_in_each_others_rows_are_noticed() -> None:
    found = {check.identity_id: check.computed for check in exchanged("80.38", "160.75")}
    assert found == {
        "X12PP": "160.75 stands in the row of 30109",
        "X12AP": "80.38 stands in the row of 30108",
    }


def test_other_amounts_under_an_item_are_no_exchange() -> None:
    assert exchanged("160.75", "80.38") == []
    assert exchanged("150.00", "75.00") == []


def test_the_exchange_is_told_with_the_figures_it_is_seen_by() -> None:
    (first, _) = exchanged("80.38", "160.75")
    assert (first.left, first.right, first.tolerance, first.status) == (1, 0, 0, "violated")
    assert (first.quantity, first.is_hard, first.scope) == ("count", True, "F06[30108].final")


@pytest.mark.parametrize(
    ("code", "noticed"),
    [("30109", True), ("30199", True), ("30209", False), ("301", False), ("30108", False)],
)
def test_an_amount_is_looked_for_in_the_other_items_of_its_class(code: str, noticed: bool) -> None:
    f05 = form("F05", ["basic"], [("2080505", "160.75")])
    rows = [("30108", "9.99"), (code, "160.75")] if code != "30108" else [("30108", "160.75")]
    checks = evaluate_document(f05 + form("F06", ["final"], rows), ())
    assert bool([c for c in checks if c.identity_id == "X12PP"]) == noticed


def test_nothing_stands_in_another_row_where_the_own_row_is_nil_or_its_unit_unknown() -> None:
    f05 = form("F05", ["basic"], [("2080505", "160.75")])
    nil = form("F06", ["final"], [("30108", "0.00"), ("30109", "160.75")])
    assert not [c for c in evaluate_document(f05 + nil, ()) if c.identity_id == "X12PP"]
    unknown = form("F06", ["final"], [("30108", "9.99"), ("30109", "160.75")], unit="")
    assert not [c for c in evaluate_document(f05 + unknown, ()) if c.identity_id == "X12PP"]


@pytest.mark.parametrize(
    ("text", "tells"), [("1.20", False), ("120.00", False), ("1.23", True), ("0.0123", True)]
)
def test_three_digits_tell_an_amount(text: str, tells: bool) -> None:
    f05 = form("F05", ["basic"], [("2080505", text)])
    f06 = form("F06", ["final"], [("30108", "9.99"), ("30109", text)])
    assert bool([c for c in evaluate_document(f05 + f06, ()) if c.identity_id == "X12PP"]) == tells


def test_a_round_amount_tells_nothing() -> None:
    f09 = [cell("F09", 1, "公务接待费", "final", "2.00")]
    f06 = form("F06", ["final"], [("30217", "1.00"), ("30205", "2.00")])
    assert not [c for c in evaluate_document(f09 + f06, ()) if c.identity_id == "X10RP"]
