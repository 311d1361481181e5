"""Contradictions in words: what each kind of figure is called, which side comes first, what is told once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.prove.errors.words import name_claim, printed
from pipelines.values.findings import Suggestion
from pipelines.values.items import LineItem
from pipelines.values.stated import ZeroBudgetRate, Zeros
from tests.unit.prove.test_errors import SPENT, STATED, TOTAL, cell, claim, errors, nil, table, tie


def what(*args: object, **options: object) -> str:
    (error,) = errors([tie(*args, **options)])  # type: ignore[arg-type]
    return error.what


# What figures are called


@pytest.mark.parametrize(
    ("measure", "text", "unit", "is_negative", "words"),
    [
        ("rate", "18.72", "%", True, "a decrease of 18.72 % for 收入总计"),
        ("rate", "18.72", "%", False, "an increase of 18.72 % for 收入总计"),
        ("share", "18.72", "%", False, "a share of 18.72 % for 收入总计"),
        ("completion_rate", "18.72", "%", False, "a completion rate of 18.72 % for 收入总计"),
    ],
)
def test_a_percentage_is_told_by_what_it_measures(
    measure: str, text: str, unit: str, is_negative: bool, words: str
) -> None:
    stated = claim(1, "收入总计", measure, text, unit=unit, is_negative=is_negative)
    amounts = [cell("F03", row, "甲", value) for row, value in ((1, "25.00"), (2, "100.00"))]
    sign = "-" if is_negative else ""
    told = what("N11", [stated], amounts, rate=(f"{sign}25.00", f"{sign}25.00 / 100.00"))
    assert told == f"Page 21 states {words}; its own amounts give 25.00 % (25.00 / 100.00)."


def test_a_rate_that_turns_its_direction_keeps_its_sign() -> None:
    fallen = claim(1, "收入总计", "rate", "18.72", unit="%", is_negative=True)
    amounts = [cell("F03", 1, "甲", "25.00"), cell("F03", 2, "乙", "100.00")]
    assert "give 25.00 % (25.00 / 100.00)" in what("N11", [fallen], amounts, rate=("25.00", "25.00 / 100.00"))
    risen = claim(1, "收入总计", "rate", "18.72", unit="%")
    assert "give -25.00 % (-25.00 / 100.00)" in what("N11", [risen], amounts, rate=("-25", "-25.00 / 100.00"))
    in_form = replace(cell("F03", 3, "执行率", "-18.72", measure="execution_rate"), unit="%")
    assert "give -25.00 % (-25.00 / 100.00)" in what(
        "W19R", [in_form], amounts, rate=("-25", "-25.00 / 100.00")
    )


def test_a_rate_without_a_fraction_names_the_amounts_it_is_made_of() -> None:
    stated = claim(1, "基本支出", "share", "18.72", unit="%")
    amounts = [cell("F03", 1, "甲", "25.00"), replace(cell("F03", 2, "乙", "1,000.00"), unit="元")]
    assert "its own amounts give 25.00 % (25.00 万元, 1,000.00 元)." in what(
        "N02W", [stated], amounts, rate=("25", "")
    )


def test_a_change_is_told_with_its_direction() -> None:
    less, more = (claim(1, "收入总计", "delta", "5.00", is_negative=sign) for sign in (True, False))
    assert what("N11D", [less], [TOTAL]).startswith("Page 21 states a decrease of 5.00 万元 for 收入总计;")
    assert what("N11D", [more], [TOTAL]).startswith("Page 21 states an increase of 5.00 万元 for 收入总计;")


def test_two_places_of_the_words_are_told_as_such() -> None:
    other = replace(claim(2, "财政拨款收支总计", "amount", "5.00"), page=30)
    assert what("N05H", [STATED], [other]) == (
        "Page 21 states that 财政拨款收支总计 was 0.3 万元; page 30 also states 5.00 万元 for 财政拨款收支总计."
    )


@pytest.mark.parametrize(
    ("kind", "subject", "measure", "name"),
    [
        ("three_public", "合计", "final", "“三公”经费合计 (决算)"),
        ("total_yoy", "合计", "final", "合计 (决算)"),
        ("three_public", "公务接待费", "budget", "公务接待费 (预算)"),
        ("item_execution", "一般公共服务支出/财政事务/行政运行", "initial_budget", "行政运行 (年初预算)"),
        ("item_execution", "行政运行", "annual_budget", "行政运行 (全年预算)"),
        ("item_budget", "行政运行", "prior_executed", "行政运行 (上年执行数)"),
        ("total_yoy", "收入总计", "amount", "收入总计"),
    ],
)
def test_a_claim_is_named_by_its_subject_and_time(kind: str, subject: str, measure: str, name: str) -> None:
    assert name_claim(claim(1, subject, measure, "1.00", kind=kind)) == name


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("47.49%", "%", "47.49 %"),
        ("1,2\n34.5", "万元", "1,234.5 万元"),
        ("5.00万元", "万元", "5.00 万元"),
        ("5.00", None, "5.00"),
    ],
)
def test_figures_are_quoted_as_printed(text: str, unit: str | None, shown: str) -> None:
    assert printed(replace(TOTAL, text_printed=text, unit=unit)) == shown


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("决算数", "2050201 学前"),
        ("本年支出/基本支出", "2050201 学前 (基本支出)"),
        ("本年支出/项目\n支出", "2050201 学前 (项目支出)"),
        ("", "2050201 学前"),
        ("本年支出/合计", "2050201 学前"),
        ("小计", "2050201 学前"),
        ("收入/金额", "2050201 学前"),
        ("学前", "2050201 学前"),
    ],
)
def test_a_cell_is_named_by_row_and_column(header: str, name: str) -> None:
    figure = cell("F03", 1, "学前", "1.00", code="2050201", header=header)
    assert f"prints 1.00 万元 for {name}; " in what("X08", [figure], [TOTAL])


# Which side comes first, and what stands between them


def test_figures_of_forms_keep_their_order_unless_the_right_one_is_the_culprit() -> None:
    left, right = cell("F03", 1, "甲", "5.00"), cell("F05", 1, "甲", "7.00")
    (plain,) = errors([tie("X08", [left], [right])])
    assert (plain.left_text, plain.difference, plain.left_page) == ("5.00 万元", Decimal("-2.00"), 7)
    (turned,) = errors([tie("X08", [left], [right])], {0: Suggestion("one_figure", "", right.place)})
    assert (turned.left_text, turned.right_text, turned.difference) == (
        "7.00 万元",
        "5.00 万元",
        Decimal("2.00"),
    )
    assert (turned.left_place, turned.right_place, turned.left_page) == (right.place, left.place, 9)


def test_the_difference_is_in_the_unit_of_the_side_that_is_told_first() -> None:
    left = replace(cell("F03", 1, "甲", "50,000.00"), unit="元", amount_yuan=Decimal(50000))
    (error,) = errors([tie("X08", [left], [cell("F05", 1, "甲", "7.00")])])
    assert (error.difference, error.unit) == (Decimal("-20000.00"), "元")


def test_an_inequality_names_its_rule() -> None:
    def told(*right: LineItem) -> str:
        check = replace(tie("X15FB", [cell("F03", 1, "甲", "5.00")], right), statement="甲 is at least 乙")
        (error,) = errors([check])
        return error.what

    assert ", against the rule that 甲 is at least 乙: form " in told(cell("F05", 1, "乙", "7.00"))
    assert "which it should not be below, add up to 9.00 万元" in told(
        cell("F05", 1, "乙", "7.00"), cell("F06", 1, "丙", "2.00")
    )


def test_parts_on_several_pages_and_in_great_number_are_told_in_short() -> None:
    parts = [cell("F06", n, "明细", f"{n}.00") for n in range(1, 10)]
    total = cell("F05", 1, "合计", "7.00")
    told = what("W14", [total], [*parts, cell("F07", 1, "别的", "1.00")])
    assert (
        "on pages 10 to 11 that make it up add up to 46.00 万元 (1.00 + 2.00 + 3.00 + 4.00 + 5.00 + 6.00 + 4 more)"
        in told
    )
    seven = what("W14", [total], parts[:7])
    assert "28.00 万元 (1.00 + 2.00 + 3.00 + 4.00 + 5.00 + 6.00 + 7.00)" in seven


def test_parts_that_are_subtracted_and_parts_of_nothing_are_told_so() -> None:
    parts = [cell("F06", 1, "甲", "9.00"), cell("F06", 2, "乙", "4.00")]
    check = tie("W17", [cell("F05", 1, "合计", "7.00")], parts)
    (error,) = errors([replace(check, right=Decimal(50_000), right_items=((1, parts[0]), (-1, parts[1])))])
    assert error.right_text == "5.00 万元 (9.00 - 4.00)"
    nothing = [cell("F06", n, "甲", "0.00") for n in (1, 2)]
    assert errors([tie("W14", [cell("F05", 1, "合计", "7.00")], nothing)])[0].right_text == "0.00 万元 (0.00)"


def test_pieces_are_counted_in_their_own_unit() -> None:
    total = claim(1, "车辆总数", "count", "6", kind="assets", unit="辆")
    kinds = [
        claim(2 + n, name, "count", "4", kind="assets", unit="辆") for n, name in enumerate(("执法", "其他"))
    ]
    check = replace(tie("N09V", [total], kinds), quantity="count", left=Decimal(6), right=Decimal("8.0"))
    (error,) = errors([check])
    assert (error.right_text, error.difference) == ("8 辆 (4 + 4)", Decimal("-2.0"))


def test_two_sums_stand_against_each_other_with_all_their_figures() -> None:
    left = [cell("F03", 1, "甲", "5.00"), cell("F03", 2, "乙", "1.00")]
    right = [cell("F05", 1, "甲", "7.00"), cell("F05", 2, "乙", "2.00")]
    (error,) = errors([tie("X99", left, right)])
    assert error.what == "the rule X99: page 7 gives 6.00 万元 (5.00 + 1.00), page 9 9.00 万元 (7.00 + 2.00)."


# What is told once, and of what


def test_one_figure_that_denies_a_nil_statement_is_called_one() -> None:
    fund = table("F07", "政府性基金预算财政拨款收入支出决算表", items=(SPENT,))
    said = nil("government_fund", "expenditure")
    (error,) = errors(items=[SPENT], tables=[fund], zeros=Zeros(nils=(said,)))
    assert "prints one figure other than zero, among them 5,300.00 万元 for 合计." in error.what
    more = replace(SPENT, row_no=2, value=Decimal(-9000), text_printed="-9,000.00")
    (error,) = errors(
        items=[SPENT, more], tables=[fund], zeros=Zeros(nils=(said, nil("government_fund", "all")))
    )
    assert "prints 2 figures other than zero, among them -9,000.00 万元 for 合计." in error.what


def test_a_rate_on_zero_has_no_difference_and_other_contradictions_hide_none() -> None:
    rate = replace(claim(1, "政府性基金", "completion_rate", "100.00", unit="%"), claim_no=2)
    check = tie("N08Z", [rate], [claim(1, "政府性基金", "initial_budget", "0")], rate=("0", ""))
    (error,) = errors([check])
    assert (error.kind, error.difference, error.unit) == ("rate_on_zero", None, None)
    said = ZeroBudgetRate("100.00", "0", "万元", "完成年初预算的100.00%。", 21)
    other = tie("N05", [rate], [TOTAL], rate=("50", "1 / 2"))
    assert [e.kind for e in errors([other], zeros=Zeros(rates=(said, said)))] == [
        "contradiction",
        "rate_on_zero",
    ]


def test_what_another_form_lacks_is_told_of_the_sum_that_lacks_it() -> None:
    """The suggestion points at a row that the violated tie does not hold."""
    total = cell("F06", 1, "商品和服务支出", "7.25", code="302")
    parts = [cell("F06", 2, "办公费", "2.00"), cell("F06", 3, "差旅费", "1.00")]
    lost = Suggestion("lost_row", "lacks a row", cell("F03", 9, "别的", "4.25").place, Decimal("4.25"))
    (error,) = errors([tie("W14", [total], parts)], {0: lost})
    assert (error.left_text, error.suggestion) == ("7.25 万元", lost)


def test_one_sum_alone_tells_no_part_to_be_another_but_for_a_slip() -> None:
    total = cell("F06", 1, "商品和服务支出", "7.00", code="302")
    parts = [cell("F06", 2, "办公费", "5.00"), cell("F06", 3, "差旅费", "1.00")]
    one = Suggestion("one_figure", "", parts[0].place, Decimal("6.00"))
    (plain,) = errors([tie("W14", [total], parts)], {0: one})
    assert plain.left_text == "7.00 万元"
    (slip,) = errors([tie("W14", [total], parts)], {0: replace(one, kind="digit_swap")})
    assert (slip.left_text, slip.right_text) == ("5.00 万元", "6.00 万元 (7.00 - 1.00)")
    assert slip.difference == Decimal("-1.00")


def test_the_plainest_of_several_ties_leads() -> None:
    wrong = claim(1, "事业运行", "final", "136.53")
    share = replace(claim(5, "事业运行", "share", "9.00", unit="%"), claim_no=3)
    form, again = (
        cell("F05", 1, "事业运行", "131.53"),
        replace(claim(1, "事业运行", "budget", "131.53"), claim_no=2),
    )
    others = [replace(cell("F05", 2, "甲", "1.00"), column_no=n) for n in (2, 3)]
    ties = [
        tie("A1", [wrong], others),
        tie("B2", [share], [wrong, form], rate=("50", "1 / 2")),
        tie("C3", [wrong], [again]),
        tie("D4", [wrong], [form]),
    ]
    suggestion = Suggestion("one_figure", "", wrong.place, Decimal("131.53"))
    (error,) = errors(ties, dict.fromkeys(range(4), suggestion))
    assert error.scope == "here; C3 here; B2 here; A1 here"
    assert error.identity_id == "D4"


def test_of_figures_alike_the_one_that_a_suggestion_points_at_is_the_culprit() -> None:
    """Two ties share both figures; the form's stands in a third that holds."""
    left, right = cell("F03", 1, "甲", "5.00"), cell("F05", 1, "甲", "7.00")
    ties = [tie("X08", [left], [right], scope=scope) for scope in ("a", "b")]
    for pointed, told in ((left, "5.00 万元"), (right, "7.00 万元")):
        (error,) = errors(ties, {0: Suggestion("one_figure", "", pointed.place)})
        assert error.left_text == told
    witness = cell("F07", 1, "甲", "5.00")
    (error,) = errors([*ties, tie("X09", [left], [witness], status="holds")])
    assert error.left_text == "7.00 万元"  # nothing upholds it
    soft = tie("X09", [left], [witness], status="holds", is_hard=False)
    (error,) = errors([*ties, soft])
    assert error.left_text == "7.00 万元"  # of two alike the one further back
    (error,) = errors([*ties, tie("X09", [right], [witness], status="holds")])
    assert error.left_text == "5.00 万元"


@pytest.mark.parametrize(
    ("of", "measure", "is_denied"),
    [
        *(
            ("revenue", measure, measure == "revenue")
            for measure in ("revenue", "total", "budget", "closing_carryover")
        ),
        *(("expenditure", m, True) for m in ("expenditure_total", "basic", "project", "total", "final")),
        *(("expenditure", m, False) for m in ("revenue", "budget", "opening_carryover")),
        *(("budget", m, True) for m in ("total", "basic", "project", "budget")),
        *(("budget", m, False) for m in ("revenue", "final", "expenditure_total")),
        *(
            ("all", m, True)
            for m in ("revenue", "expenditure_total", "basic", "project", "total", "final", "budget")
        ),
        ("all", "opening_carryover", False),
    ],
)
def test_a_nil_statement_is_denied_by_the_figures_it_speaks_of(
    of: str, measure: str, is_denied: bool
) -> None:
    figure = replace(SPENT, measure=measure)
    fund = table("F07", "", items=(figure,))
    found = errors(items=[figure], tables=[fund], zeros=Zeros(nils=(nil("government_fund", of),)))
    assert bool(found) == is_denied
    assert all("Form 政府性基金预算财政拨款收入支出决算表 (F07)" in error.what for error in found)


@pytest.mark.parametrize(
    ("topic", "form", "speaks"),
    [
        ("government_fund", "F07", True),
        ("government_fund", "B06", True),
        ("three_public", "F09", True),
        ("three_public", "F07", False),
        ("state_capital", "F07", False),
    ],
)
def test_a_nil_statement_speaks_of_the_forms_of_its_topic(topic: str, form: str, speaks: bool) -> None:
    figure = cell(form, 1, "合计", "5.00", measure="total")
    found = errors(
        items=[figure], tables=[table(form, "表", items=(figure,))], zeros=Zeros(nils=(nil(topic, "all"),))
    )
    assert [error.scope for error in found] == ([f"{form} on page {figure.page}"] if speaks else [])


@pytest.mark.parametrize(
    ("kind", "measure", "heading", "form", "belongs"),
    [
        ("three_public", "final", "", "F09", True),
        ("three_public", "budget", "", "F09", False),
        ("three_public", "amount", "", "F09", True),
        ("three_public", "rate", "", "F09", False),
        ("fund_execution", "final", "一/政府性基金支出", "F07", True),
        ("fund_execution", "final", "政府性基金/二、其他", "F07", False),
        ("fund_execution", "budget", "政府性基金预算", "B06", True),
        ("fund_execution", "final", "一般公共预算和政府性基金", "F07", False),
        ("fund_execution", "final", "政府性基金", "F05", False),
    ],
)
def test_an_empty_form_is_held_against_the_amounts_of_its_own_heading(
    kind: str, measure: str, heading: str, form: str, belongs: bool
) -> None:
    told = claim(1, "甲", measure, "5.00", kind=kind, heading=heading)
    found = errors(claims=[told], tables=[table(form, "", "empty_form")])
    assert bool(found) == belongs
