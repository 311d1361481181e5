"""Identities across forms: equalities, floors, conditions, places where a tie is local."""

from __future__ import annotations

import pytest

from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.values.items import LineItem
from tests.unit.prove.figures import cell, form, only, side, standing, states

F03 = ("expenditure_total", "basic", "project")
F05 = ("total", "basic", "project")
ROWS: list[tuple[str, ...]] = [
    ("合计", "9.00", "5.00", "4.00"),
    ("201", "6.00", "5.00", "1.00"),
    ("208", "3.00", "", "3.00"),
]


def with_text(rows: list[tuple[str, ...]], row: int, column: int, text: str) -> list[tuple[str, ...]]:
    changed = [list(line) for line in rows]
    changed[row][column] = text
    return [tuple(line) for line in changed]


def test_without_other_money_f03_is_f05_code_by_code() -> None:
    items = [*form("F03", F03, ROWS), *form("F05", F05, ROWS)]
    assert states(evaluate_document(items, ()), "X08") == [("holds", True)] * 3
    less = [*form("F03", F03, with_text(ROWS, 1, 1, "6.50")), *form("F05", F05, ROWS)]
    assert only(evaluate_document(less, ()), "X08")[1] == ("F03[201].expenditure_total", "violated")
    near = [*form("F03", F03, with_text(ROWS, 1, 1, "6.01")), *form("F05", F05, ROWS)]
    assert only(evaluate_document(near, ()), "X08")[1][1] == "rounding"


def test_with_other_money_f03_may_hold_more_than_f05_but_never_less() -> None:
    rows = with_text(with_text(ROWS, 0, 1, "19.00"), 1, 1, "16.00")
    checks = evaluate_document([*form("F03", F03, rows), *form("F05", F05, ROWS)], ())
    assert states(checks, "X08") == [("holds", True)] * 3
    assert [check.proves for check in checks if check.identity_id == "X08"] == [False, False, True]
    rows = with_text(rows, 2, 1, "2.00")
    checks = evaluate_document([*form("F03", F03, rows), *form("F05", F05, ROWS)], ())
    assert states(checks, "X08")[2] == ("violated", True)


def test_government_funds_and_state_capital_count_beside_f05() -> None:
    f03 = form(
        "F03", F03, [("合计", "19.00", "5.00", "14.00"), ("201", "9.00", "", ""), ("229", "10.00", "", "")]
    )
    f05 = form("F05", F05, [("合计", "9.00", "5.00", "4.00"), ("201", "9.00", "", "")])
    f07 = form("F07", ("expenditure_total",), [("合计", "7.00"), ("229", "7.00")])
    f08 = form("F08", ("expenditure_total",), [("合计", "3.00"), ("229", "3.00")])
    checks = evaluate_document([*f03, *f05, *f07, *f08], ())
    assert only(checks, "X08") == [
        ("F03[合计].expenditure_total", "holds"),
        ("F03[201].expenditure_total", "holds"),
        ("F03[229].expenditure_total", "holds"),
    ]


def test_recognition_is_given_no_ties_that_depend_on_other_figures() -> None:
    items = [*form("F03", F03, ROWS), *form("F05", F05, ROWS)]
    assert only(evaluate(items), "X08") == []
    assert only(evaluate(items), "W13")


def test_a_soft_identity_proves_but_never_disputes() -> None:
    same = [
        cell("F02", 4, "教育支出", "revenue_total", "3.00", code="205"),
        cell("F03", 4, "教育支出", "expenditure_total", "3.00", code="205"),
    ]
    other = [
        cell("F02", 5, "科学技术支出", "revenue_total", "9.00", code="206"),
        cell("F03", 5, "科学技术支出", "expenditure_total", "3.00", code="206"),
    ]
    figures = [*same, *other]
    assert standing(figures, evaluate_document(figures, ())) == ["proven"] * 2 + ["unproven"] * 2


def welfare(paid: str) -> list[LineItem]:
    return [
        cell("F06", 4, "住房公积金", "final", paid, code="30113"),
        cell("F05", 9, "住房公积金", "basic", "27.70", code="2210201"),
    ]


@pytest.mark.parametrize(
    ("division", "is_hard"), [("310107", True), ("310101", False), ("410503", False), ("", False)]
)
def test_a_local_tie_accuses_only_where_it_is_owed(division: str, is_hard: bool) -> None:
    checks = evaluate_document(welfare("30.00"), (), division_code=division)
    assert states(checks, "X12H") == [("violated", is_hard)]
    assert states(evaluate_document(welfare("27.70"), (), division_code=division), "X12H")[0][0] == "holds"


def test_an_only_child_is_proven_by_the_sum_of_all_lowest_codes() -> None:
    items = form(
        "F06",
        ("final",),
        [
            ("人员经费合计", "9.00"),
            ("301", "7.00"),
            ("30101", "4.00"),
            ("30102", "3.00"),
            ("303", "2.00"),
            ("30302", "2.00"),
        ],
    )
    checks = evaluate_document(items, ())
    assert states(checks, "W15L") == [("holds", False)]
    assert standing(items, checks)[-1] == "proven"


def test_what_is_carried_over_goes_into_its_column() -> None:
    revenue = [
        ("一般公共预算财政拨款", "8.00"),
        ("政府性基金预算财政拨款", "1.00"),
        ("本年收入合计", "9.00"),
        ("年初财政拨款结转和结余", "3.00"),
        ("一般公共预算财政拨款", "2.00", "年初财政拨款结转和结余"),
        ("政府性基金预算财政拨款", "1.00", "年初财政拨款结转和结余"),
    ]

    def checked(general: str, rows: list[tuple[str, ...]]) -> list[tuple[str, bool]]:
        total = [cell("F04", 9, "总计", "general_public_budget", general, section="expenditure", column=9)]
        return states(evaluate_document([*side("F04", "revenue", "final", rows), *total], ()), "W12G")

    assert checked("10.00", list(revenue)) == [("holds", True)]
    assert checked("11.00", list(revenue)) == [("violated", True)]
    assert checked("11.00", list(revenue[:5])) == [("violated", False)]  # not all sub-rows are printed


def test_execution_rates_follow_from_their_amounts() -> None:
    def row(rate: str) -> list[LineItem]:
        texts = (
            ("annual_budget", "1074.41", "万元"),
            ("executed", "510.27", "万元"),
            ("execution_rate", rate, "%"),
        )
        return [
            cell("F10", 3, "部门预算总额", measure, text, unit=unit, column=n)
            for n, (measure, text, unit) in enumerate(texts)
        ]

    assert states(evaluate_document(row("47.49%"), ()), "W19R") == [("holds", True)]
    assert states(evaluate_document(row("74.49%"), ()), "W19R") == [("violated", True)]


def test_the_sources_of_jiangsus_b02_add_up_group_by_group() -> None:
    def source(row: int, group: str, name: str, text: str) -> LineItem:
        return cell("B02", row, name, "budget", text, section=group)

    items = [
        source(1, "", "收入总计", "9.00"),
        source(2, "一般公共预算资金", "小计", "7.00"),
        source(3, "一般公共预算资金", "公共财政拨款(补助)资金", "5.00"),
        source(4, "一般公共预算资金", "专项收入", "2.00"),
        source(5, "财政专户管理资金", "小计", "2.00"),
        source(6, "财政专户管理资金", "其他非税收入", "1.00"),
    ]
    checks = evaluate_document(items, ())
    assert states(checks, "W22G") == [("holds", False)]
    assert [status for _, status in only(checks, "W22H")] == ["holds", "violated"]


def test_classes_and_uses_printed_side_by_side_each_add_up() -> None:
    def rows(project: str, health: str) -> list[LineItem]:
        return side(
            "B01",
            "expenditure",
            "budget",
            [
                ("一般公共服务支出", "6.00"),
                ("基本支出", "5.00"),
                ("项目支出", project),
                ("卫生健康支出", health),
                ("当年支出小计", "9.00"),
            ],
        )

    assert states(evaluate_document(rows("4.00", "3.00"), ()), "W22C") == [("holds", True)]
    assert states(evaluate_document(rows("4.00", "2.00"), ()), "W22C") == [("violated", True)]
    assert states(evaluate_document(rows("3.00", "2.00"), ()), "W22C") == [("violated", False)]
    assert states(evaluate_document(rows("5.00", "3.00"), ()), "W22U") == [("violated", True)]


def test_all_projects_are_taken_together() -> None:
    projects = [
        cell("F11", 4, "年度资金总额", "executed", text, table=20 + n)
        for n, text in enumerate(("2.86", "3.00"))
    ]
    total = cell("F03", 1, "合计", "project", "5.86")
    assert states(evaluate_document([*projects, total], ()), "X14") == [("holds", False)]


def test_a_figure_that_is_all_of_its_kind_is_proven_where_it_stands_again() -> None:
    total = cell("F01", 8, "其他收入", "final", "5.67", section="revenue")
    rows = [("合计", "510.27", "5.67"), ("229", "5.67", "5.67"), ("201", "504.60", "")]
    items = form("F02", ("revenue_total", "other_revenue"), rows)
    checks = evaluate_document([total, *items], ())
    assert states(checks, "X01P") == [("holds", False)] * 3
    again = [item for item in items if item.item_code == "229"]
    assert standing(again, checks) == ["proven", "proven"]
    assert standing(again, evaluate_document(again, ())) == ["unproven", "unproven"]
    other = cell("F01", 8, "其他收入", "final", "0.00", section="revenue")
    nil = form("F02", ("other_revenue",), [("201", "0.00")])
    assert standing(nil, evaluate_document([other, *nil], ())) == ["unproven"]


@pytest.mark.parametrize(
    ("unit", "amount", "state"),
    [("元", "1,234,567.89", "holds"), ("元", "9,999.00", "holds"), ("万元", "1,234,567.89", "violated")],
)
def test_no_body_spends_more_of_the_general_budget_than_of_all_money(
    unit: str, amount: str, state: str
) -> None:
    """A form whose unit is printed wrong is ten thousand times another one, and adds up by itself."""
    whole = cell("F01", 1, "本年支出合计", "final", "1,234,567.89", section="expenditure", unit="元")
    general = form("F05", ("total",), [("合计", amount), ("205", amount)], unit)
    assert states(evaluate_document([whole, *general], ()), "X05U") == [(state, True)]
