"""What the narrative states against the forms and against itself: each family, kept and broken."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.forms.terms import parse_column, parse_term
from pipelines.prove.errors.groups import group_violations
from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.roles import bound_rules, codes_of
from pipelines.prove.rules import rules
from pipelines.values.claims import Claim
from pipelines.values.items import LineItem
from tests.unit.prove.figures import cell, claim, form, only, side, standing, tied

F04 = side("F04", "revenue", "final", [("总计", "2961.68")]) + side(
    "F04", "expenditure", "total", [("总计", "2961.68")]
)
F05 = form(
    "F05",
    ("total", "basic", "project"),
    [("合计", "40.00", "30.00", "10.00"), ("201", "28.66", "28.66", ""), ("2010601", "28.66", "28.66", "")],
)
F09 = [
    cell("F09", 5, "合计", "budget", "0.39", column=1, header="预算数/合计"),
    cell("F09", 5, "公务接待费", "budget", "0.39", column=2, header="预算数/公务接待费"),
]


def rename(items: list[LineItem], code: str, name: str) -> list[LineItem]:
    return [
        cell("F05", i.row_no, name if i.item_code == code else i.item_name, i.measure, i.text_printed,
             code=i.item_code, column=i.column_no)
        for i in items
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit", "status"),
    [
        ("2961.68", "万元", "holds"),
        ("2,961.68", "万元", "holds"),
        ("2961.67", "万元", "rounding"),  # digits cut off
        ("2961.66", "万元", "violated"),
        ("2961.7", "万元", "holds"),
        ("2962", "万元", "holds"),
        ("2963", "万元", "violated"),
        ("0.296168", "亿元", "holds"),
        ("29616800", "元", "holds"),
        ("0.3", "万元", "violated"),
    ],
)
def test_a_total_is_printed_in_its_form_whatever_the_unit(text: str, unit: str, status: str) -> None:
    told = claim("total_yoy", "财政拨款收支总计", "amount", text, unit=unit)
    assert tied(F04, told, identity="N03") == [(status, True)]
    assert tied(F04, told, identity="N03E") == [(status, True)]


def test_what_no_form_prints_is_tied_to_nothing() -> None:
    assert evaluate_document([], [claim("total_yoy", "财政拨款收支总计", "amount", "5.00")]) == []


def test_a_class_agrees_with_one_of_the_forms_or_contradicts_all() -> None:
    items = [
        *rename(F05, "201", "一般公共服务支出"),
        cell("F03", 5, "一般公共服务支出", "expenditure_total", "31.00", code="201"),
    ]
    for text, status in (("28.66", "holds"), ("31.00", "holds"), ("29.99", "violated")):
        told = claim("structure", "一般公共服务", "amount", text)
        assert tied(items, told, identity="N04C") == [(status, True)]


def test_an_item_is_found_by_its_code() -> None:
    path = "一般公共服务支出/财政事务/行政运行"
    for text, status in (("28.66", "holds"), ("26.86", "violated")):
        told = claim("item_execution", path, "final", text, code="2010601")
        assert tied(F05, told, identity="N04I") == [(status, True)]
    unresolved = claim("item_execution", path, "final", "26.86")
    assert tied(F05, unresolved, identity="N04I") == []


def test_shares_follow_from_amount_and_total() -> None:
    def shares(share: str) -> list[tuple[str, bool]]:
        amount = claim("structure", "一般公共服务支出", "amount", "28.66")
        return tied(F05, amount, claim("structure", "一般公共服务支出", "share", share), identity="N04V")

    assert shares("71.65") == [("holds", True)]
    assert shares("71.73") == [("violated", True)]


def test_a_split_may_be_made_to_add_up_to_a_hundred() -> None:
    parts = (("甲支出", "10.00", "33.33"), ("乙支出", "10.00", "33.33"), ("丙支出", "10.00", "33.34"))

    def shares(last: str) -> list[str]:
        total = form("F05", ("total",), [("合计", "30.00")])
        claims = [claim("structure", name, "amount", amount) for name, amount, _ in parts]
        claims += [claim("structure", name, "share", share) for name, _, share in parts[:2]]
        checks = evaluate_document(total, [*claims, claim("structure", "丙支出", "share", last)])
        return [status for _, status in only(checks, "N04V")]

    assert shares("33.34") == ["holds", "holds", "rounding"]
    assert shares("33.43") == ["holds", "holds", "violated"]


def test_no_share_of_nothing_is_computed_from_other_amounts() -> None:
    told = [
        claim("three_public", "公务接待费", "final", "0.00"),
        claim("three_public", "公务接待费", "budget", "0.20"),
        claim("three_public", "公务接待费", "share", "0.00"),
        claim("three_public", "合计", "final", "0.00"),
        claim("three_public", "合计", "budget", "0.20"),
    ]
    assert tied([], *told, identity="N07R") == []


@pytest.mark.parametrize(
    ("final", "initial", "annual", "stated", "status"),
    [
        ("0.95", "2.00", "", "47.30", "rounding"),
        ("504.60", "785.37", "", "64.25", "holds"),
        ("504.60", "785.37", "", "62.45", "violated"),
        ("307.82", "0", "321.02", "95.89", "holds"),  # the annual budget is the base
        ("12.00", "10.00", "", "120.00", "holds"),
    ],
)
def test_completion_is_of_the_initial_or_of_the_annual_budget(
    final: str, initial: str, annual: str, stated: str, status: str
) -> None:
    subject = "一般公共预算财政拨款支出"
    told = [
        ("final", final),
        ("initial_budget", initial),
        ("annual_budget", annual),
        ("completion_rate", stated),
    ]
    claims = [claim("item_execution", subject, measure, text) for measure, text in told if text]
    assert tied([], *claims, identity="N05") == [(status, True)]
    assert tied([], *claims, identity="N08Z") == []


@pytest.mark.parametrize(("stated", "found"), [("100.00", [("violated", True)]), ("0", []), ("0.00", [])])
def test_a_completion_rate_on_a_zero_budget_is_a_finding(stated: str, found: list[tuple[str, bool]]) -> None:
    subject = "政府性基金预算财政拨款支出"
    told = (("initial_budget", "0"), ("final", "5,300.00"), ("completion_rate", stated))
    claims = [claim("fund_execution", subject, measure, text) for measure, text in told]
    assert tied([], *claims, identity="N08Z") == found
    assert tied([], *claims, identity="N05") == []


def test_basic_expenditure_is_that_of_f05_and_the_sum_of_its_parts() -> None:
    def split(basic: str) -> list[Claim]:
        parts = (("基本支出", basic), ("人员经费", "25.00"), ("公用经费", "5.01"))
        return [claim("basic_split", subject, "amount", text) for subject, text in parts]

    assert tied(F05, *split("30.00"), identity="N06") == [("holds", True)]
    assert tied(F05, *split("30.00"), identity="N06S") == [("rounding", True)]
    assert tied(F05, *split("41.00"), identity="N06") == [("violated", True)]
    assert tied(F05, *split("41.00"), identity="N06S") == [("violated", True)]


@pytest.mark.parametrize(("said", "is_doubtful"), [("40.00", True), ("41.00", False)])
def test_a_claim_that_equals_another_figure_of_its_form_is_doubted(said: str, is_doubtful: bool) -> None:
    told = claim("basic_split", "基本支出", "amount", said)  # 40.00 is the total of the same form
    checks = evaluate_document(F05, [told])
    tie = [check for check in checks if check.identity_id == "N06"]
    assert [check.is_doubtful for check in tie] == [is_doubtful]
    assert bool(group_violations(tie, {})) is not is_doubtful
    assert standing([told], checks) == ["disputed"]


def test_the_three_public_expenses_are_those_of_their_form() -> None:
    nil = [claim("three_public", name, "budget", "0.00") for name in ("合计", "公务接待费")]
    assert tied(F09, *nil, identity="N07") == [("violated", True)]
    assert tied(F09, *nil, identity="N07T") == [("violated", True)]
    said = [claim("three_public", name, "budget", "0.39") for name in ("合计", "公务接待费")]
    checks = evaluate_document(F09, said)
    assert [status for identity in ("N07", "N07T") for _, status in only(checks, identity)] == ["holds"] * 2
    assert standing([*F09, *said], checks) == ["proven"] * 4


def test_an_initial_budget_is_not_held_against_an_annual_one() -> None:
    annual = [cell("F09", 5, "合计", "budget", "3.00", header="全年预算数/合计")]
    told = claim("three_public", "合计", "budget", "2.00", words="年初预算为2.00万元")
    assert tied(annual, told, identity="N07T") == [("violated", False)]


@pytest.mark.parametrize(("reception", "status"), [("0.95", "holds"), ("0.59", "violated")])
def test_the_three_public_expenses_add_up(reception: str, status: str) -> None:
    parts = {
        "合计": "3.95",
        "因公出国（境）费": "0.00",
        "公务用车购置及运行维护费小计": "3.00",
        "公务接待费": reception,
    }
    claims = [claim("three_public", name, "final", text) for name, text in parts.items()]
    assert tied([], *claims, identity="N07S") == [(status, True)]
    assert tied([], *claims[:-1], identity="N07S") == []  # not every part is told


def test_two_figures_in_one_sentence_must_be_one() -> None:
    item = "住房保障支出/住房改革支出/住房公积金"

    def told(first: str, second: str, rate: str = "5.27") -> list[Claim]:
        said = (("headline", first), ("prior_executed", "198.34"), ("budget", second), ("rate", rate))
        return [claim("item_budget", item, measure, text, code="2210201") for measure, text in said]

    assert tied([], *told("208.8", "201.50"), identity="N05H") == [("violated", True)]
    assert tied([], *told("208.8", "201.50"), identity="N11I") == [
        ("holds", True)
    ]  # what the rate was made of
    assert tied([], *told("208.8", "208.80"), identity="N05H") == [("holds", True)]
    assert tied([], *told("208.8", "201.50", "7.25"), identity="N11I") == [("violated", True)]
    b05 = form("B05", ("total",), [("2210201", "2,087,959")], unit="元")
    assert tied(b05, *told("208.8", "201.50"), identity="N04B") == [("violated", True)]
    assert tied(b05, *told("208.8", "208.80"), identity="N04B") == [("holds", True)]


def test_changes_follow_from_this_years_amount() -> None:
    def told(rate: str, delta: str = "-116.78") -> list[Claim]:
        said = (("amount", "504.60"), ("delta", delta), ("rate", rate))
        return [claim("total_yoy", "财政拨款收支总计", measure, text) for measure, text in said]

    assert tied([], *told("-18.79"), identity="N11") == [("holds", True)]
    assert tied([], *told("-18.72"), identity="N11") == [("violated", True)]
    assert tied([], *told("18.79"), identity="N11") == [("violated", True)]  # the words turn the sign
    assert tied([], *told("100.00", "504.60"), identity="N11") == []  # nothing the year before
    (check,) = [c for c in evaluate_document([], told("-18.72")) if c.identity_id == "N11"]
    assert (check.quantity, check.computed, check.left, check.right) == (
        "percent",
        "-116.78 / 621.38",
        Decimal("-18.72"),
        Decimal("-18.7937"),
    )


def test_an_amount_told_elsewhere_serves_a_later_sentence() -> None:
    claims = [
        claim("total_yoy", "收支总计", "amount", "504.60", sentence=1),
        claim("total_yoy", "收支总计", "delta", "-116.78", sentence=4),
        claim("total_yoy", "收支总计", "rate", "-18.79", sentence=4),
    ]
    assert tied([], *claims, identity="N11") == [("holds", True)]
    other = claim("total_yoy", "收支总计", "amount", "900.00", sentence=9)
    assert tied([], *claims, other, identity="N11") == []  # which one is meant is not known


def test_the_sum_of_the_items_proves_and_accuses_nobody() -> None:
    def told(second: str) -> list[Claim]:
        items = (("类/款/甲", "30.00"), ("类/款/乙", second))
        return [
            claim("item_execution", "一般公共预算财政拨款支出", "initial_budget", "50.00"),
            *(claim("item_execution", name, "initial_budget", text) for name, text in items),
        ]

    assert tied([], *told("20.00"), identity="N05S") == [("holds", False)]
    assert standing(told("20.00"), evaluate_document([], told("20.00"))) == ["proven"] * 3
    assert tied([], *told("10.00"), identity="N05S") == [("violated", False)]


def test_agency_operating_expenses_are_soft_against_f06_and_hard_against_b09() -> None:
    f06 = [cell("F06", 30, "公用经费合计", "final", "12.25")]
    assert tied(f06, claim("agency_operating", "机关运行经费", "final", "0.00"), identity="X11") == [
        ("violated", False)
    ]
    b09 = [cell("B09", 5, "机关运行经费预算数", "budget", "443.18")]
    assert tied(b09, claim("agency_operating", "机关运行经费", "budget", "434.18"), identity="X11B") == [
        ("violated", True)
    ]


def test_marks_of_terms_in_a_subject_do_no_harm() -> None:
    told = claim("three_public", "其他[费]{用}>|", "budget", "1.00")
    assert evaluate_document(F09, [told]) == evaluate_document(F09, [])


def test_every_rule_can_be_read() -> None:
    ids = [rule.id for rule in rules()]
    assert len(ids) == len(set(ids))
    for rule in bound_rules(codes_of(())):
        assert "{" not in rule.statement
        cells = [*rule.cells, *(name for option in rule.amounts for name in option if "[" in name)]
        for text in cells:
            assert parse_term(text.format(subject="合计", measure="budget")).form
        for text in rule.columns:
            parse_column(text)


# Which figures are meant


def test_of_several_places_one_that_agrees_is_enough_and_the_nearest_is_kept() -> None:
    def tie(*texts: str) -> tuple[str, str]:
        terms = (("F05", "total"), ("F03", "expenditure_total"))
        items = [
            cell(code, 5, "教育支出", measure, text, code="205")
            for (code, measure), text in zip(terms, texts, strict=True)
        ]
        told = claim("structure", "教育支出", "amount", "28.66")
        (check,) = [c for c in evaluate_document(items, [told]) if c.identity_id == "N04C"]
        (_, cell_) = check.right_items[0]
        return check.status, cell_.form_code  # type: ignore[union-attr]

    assert tie("28.67", "28.66") == ("holds", "F03")  # what holds comes before what is rounded
    assert tie("29.99", "28.67") == ("rounding", "F03")
    assert tie("29.99", "39.99") == ("violated", "F05")
    assert tie("28.66", "28.66") == ("holds", "F05")


def test_a_class_printed_twice_in_a_column_is_passed_over() -> None:
    items = [
        cell("F05", row, "教育支出", "total", text, code="205") for row, text in ((1, "5.00"), (2, "6.00"))
    ]
    told = claim("structure", "教育支出", "amount", "7.00")
    assert tied(items, told, identity="N04C") == []
    other = cell("F03", 1, "教育支出", "expenditure_total", "8.00", code="205")
    assert tied([*items, other], told, identity="N04C") == [("violated", True)]


def test_an_item_below_a_class_is_not_taken_for_it_by_its_name() -> None:
    items = [cell("F05", 1, "教育支出", "total", "5.00", code="20599")]
    assert tied(items, claim("structure", "教育支出", "amount", "7.00"), identity="N04C") == []
    one_sided = side("F01", "revenue", "final", [("教育支出", "5.00")])
    assert tied(one_sided, claim("structure", "教育支出", "amount", "7.00"), identity="N04C") == []


def test_a_rule_speaks_of_its_own_kinds_measures_and_subjects_only() -> None:
    right = claim("total_yoy", "财政拨款收支总计", "amount", "5.00")
    assert tied(F04, right, identity="N03") == [("violated", True)]
    assert tied(F04, claim("structure", "财政拨款收支总计", "amount", "5.00"), identity="N03") == []
    assert tied(F04, claim("total_yoy", "财政拨款收支总计", "delta", "5.00"), identity="N03") == []
    assert tied(F04, claim("total_yoy", "收支总计", "amount", "5.00"), identity="N03") == []
    besides = claim("structure", "基本支出", "amount", "5.00")
    assert tied(rename(F05, "201", "基本支出"), besides, identity="N04C") == []


def test_only_items_with_all_three_levels_are_listed_and_each_once() -> None:
    def total(*items: tuple[str, str]) -> list[tuple[str, bool]]:
        said = [claim("item_execution", "一般公共预算财政拨款支出", "final", "50.00", sentence=1)]
        said += [
            claim("item_execution", name, "final", text, sentence=n)
            for n, (name, text) in enumerate(items, 2)
        ]
        return tied([], *said, identity="N04L")

    assert total(("类/款/甲", "30.00"), ("类/款/乙", "20.00")) == [("holds", False)]
    assert total(("类/款/甲", "30.00"), ("类/款/乙", "20.00"), ("类/款", "99.00")) == [("holds", False)]
    assert total(("类", "30.00")) == []
    fund = claim("fund_execution", "类/款/丙", "final", "20.00")
    said = [
        claim("item_execution", name, "final", text)
        for name, text in (("一般公共预算财政拨款支出", "50.00"), ("类/款/甲", "30.00"))
    ]
    assert tied([], *said, fund, identity="N04L") == [("violated", False)]


def test_a_figure_told_differently_in_two_places_serves_no_other_sentence() -> None:
    total = [
        claim("procurement", "总额", "amount", text, sentence=n) for n, text in ((1, "80.00"), (2, "90.00"))
    ]
    share = [
        claim("procurement", "中小企业", "amount", "20.00", sentence=3),
        claim("procurement", "中小企业", "share", "25.00", sentence=3),
    ]
    assert tied([], total[0], *share, identity="N09R") == [("holds", True)]
    assert tied([], *total, *share, identity="N09R") == []
    again = claim("procurement", "总额", "amount", "80.00", sentence=5)
    assert tied([], total[0], again, *share, identity="N09R") == [("holds", True)]


def test_a_split_is_fitted_only_where_its_shares_add_up_to_exactly_a_hundred() -> None:
    def last(*shares: str) -> str:
        total = form("F05", ("total",), [("合计", "30.00")])
        claims = [claim("structure", f"{n}支出", "amount", "10.00") for n in range(3)]
        claims += [claim("structure", f"{n}支出", "share", share) for n, share in enumerate(shares)]
        checks = evaluate_document(total, claims)
        return next(status for scope, status in only(checks, "N04V") if scope.startswith("structure[2支出]"))

    assert last("33.33", "33.30", "33.37") == "rounding"
    assert last("33.33", "33.33", "33.37") == "violated"
    assert last("33.33", "33.27", "33.40") == "violated"


def test_a_completion_rate_of_a_zero_budget_names_the_budget() -> None:
    told = [
        claim("item_execution", "甲", measure, text)
        for measure, text in (("annual_budget", "0.00"), ("completion_rate", "50.00"))
    ]
    (check,) = [c for c in evaluate_document([], told) if c.identity_id == "N08Z"]
    assert (check.left, check.right, check.quantity, check.computed) == (50, 0, "percent", "0.00 万元")
    assert (check.tolerance, check.proves, check.scope) == (
        Decimal("0.005"),
        False,
        "item_execution[甲].completion_rate",
    )
