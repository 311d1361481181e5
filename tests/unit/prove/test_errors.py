"""Disclosure errors: one sentence for each contradiction, figures as printed, nothing without a hard tie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.prove.errors import disclosure_errors
from pipelines.values.amounts import UNIT_YUAN, printed_step, to_yuan
from pipelines.values.claims import Claim, Figure
from pipelines.values.findings import DisclosureError, Suggestion
from pipelines.values.items import FormTable, LineItem
from pipelines.values.proof import Check
from pipelines.values.stated import Contents, ListedForm, Nil, ZeroBudgetRate, Zeros

_FORM_TABLES = {"F03": 3, "F04": 4, "F05": 5, "F06": 6, "F07": 7, "F09": 9, "B06": 16}


def cell(
    form: str,
    row: int,
    name: str,
    text: str,
    *,
    code: str = "",
    measure: str = "final",
    header: str = "决算数",
) -> LineItem:
    value = Decimal(text.replace(",", ""))
    return LineItem(
        form_code=form, section="", item_code=code, item_name=name, label_printed=name, parent_name="",
        account_kind=None, measure=measure, header_printed=header, text_printed=text, value=value,
        step=printed_step(text), unit="万元", is_unit_inferred=False, amount_yuan=to_yuan(value, "万元"),
        page=_FORM_TABLES[form] + 4, table_no=_FORM_TABLES[form], row_no=row, column_no=3, box=None, reader="test",
    )  # fmt: skip


def claim(
    number: int,
    subject: str,
    measure: str,
    text: str,
    *,
    kind: str = "total_yoy",
    unit: str = "万元",
    is_negative: bool = False,
    heading: str = "",
) -> Claim:
    value = Decimal(text.replace(",", "")) * (-1 if is_negative else 1)
    return Claim(
        kind, subject, "", measure, text, value, printed_step(text), unit, to_yuan(value, unit), 21, number, 1,
        "一句话。", heading,
    )  # fmt: skip


def tie(
    identity: str,
    left: Sequence[Figure],
    right: Sequence[Figure],
    *,
    status: str = "violated",
    is_hard: bool = True,
    scope: str = "here",
    rate: tuple[str, str] | None = None,
) -> Check:
    """Tie figures; ``rate`` gives the percentage their amounts make, and of what."""

    def yuan(figure: Figure) -> Decimal:
        return figure.value * UNIT_YUAN.get(figure.unit or "", Decimal(1))

    return Check(
        identity_id=identity,
        scope=scope,
        statement=f"the rule {identity}",
        is_hard=is_hard,
        left=sum(map(yuan, left), Decimal(0)),
        right=Decimal(rate[0]) if rate else sum(map(yuan, right), Decimal(0)),
        tolerance=Decimal(100),
        status=status,
        left_items=tuple(left),
        right_items=tuple((1, figure) for figure in right),
        proves=status != "violated",
        quantity="percent" if rate else "money",
        computed=rate[1] if rate else "",
    )


def table(form: str, title: str, status: str = "recognised", items: tuple[LineItem, ...] = ()) -> FormTable:
    page = _FORM_TABLES[form] + 4
    return FormTable(
        _FORM_TABLES[form],
        page,
        page,
        title,
        form,
        status,
        "本表无数据",
        "万元",
        False,
        "",
        "",
        3,
        3,
        False,
        items,
    )


def errors(
    checks: Sequence[Check] = (),
    suggestions: Mapping[int, Suggestion] | None = None,
    *,
    items: Sequence[LineItem] = (),
    claims: Sequence[Claim] = (),
    tables: Sequence[FormTable] = (),
    contents: Contents | None = None,
    zeros: Zeros | None = None,
) -> list[DisclosureError]:
    return disclosure_errors(
        checks, suggestions or {}, items, claims, tables, contents or Contents(), zeros or Zeros()
    )


TOTAL = cell("F04", 9, "总计", "2,961.68")
STATED = claim(1, "财政拨款收支总计", "amount", "0.3")


def test_words_against_a_form_are_told_with_both_figures_as_printed() -> None:
    title = "财政拨款收入支出决算总表"
    (error,) = errors([tie("N03", [STATED], [TOTAL])], tables=[table("F04", title)])
    assert error.what == (
        "Page 21 states that 财政拨款收支总计 was 0.3 万元; form 财政拨款收入支出决算总表 (F04) on page 8 prints "
        "2,961.68 万元 for 总计."
    )
    assert (error.kind, error.left_text, error.left_page) == ("contradiction", "0.3 万元", 21)
    assert (error.right_text, error.right_page) == ("2,961.68 万元", 8)
    assert (error.difference, error.unit) == (Decimal("-2961.38"), "万元")
    assert (error.left_place, error.right_place) == (STATED.place, TOTAL.place)


def test_the_words_come_first_also_where_the_form_stands_on_the_left() -> None:
    (error,) = errors([tie("N03", [TOTAL], [STATED])])
    assert (error.left_text, error.right_text) == ("0.3 万元", "2,961.68 万元")
    assert error.difference == Decimal("-2961.38")


def test_several_ties_of_one_culprit_are_one_contradiction() -> None:
    basic = claim(2, "基本支出", "amount", "162.25", kind="basic_split")
    staff, office = (claim(3 + i, name, "amount", text) for i, (name, text) in enumerate(
        [("人员经费", "145.00"), ("公用经费", "12.25")]
    ))  # fmt: skip
    form = cell("F05", 1, "合计", "157.25", measure="basic", header="本年支出/基本支出")
    checks = [
        tie("N06S", [basic], [staff, office], scope="sum"),
        tie("N06", [basic], [form], scope="form"),
        tie("X07", [form], [cell("F06", 1, "人员经费合计", "145.00"), cell("F06", 2, "公用经费合计", "12.25")], status="holds"),
    ]  # fmt: skip
    (error,) = errors(checks)
    assert (error.identity_id, error.left_text, error.right_text) == ("N06", "162.25 万元", "157.25 万元")
    assert error.scope == "form; N06S sum"
    assert "for 合计 (基本支出)" in error.what
    assert (
        "It also breaks: the rule N06S: 162.25 万元 against 157.25 万元 (145.00 + 12.25) (N06S)."
        in error.what
    )


def test_two_wrong_figures_against_one_right_one_are_two_contradictions() -> None:
    form = cell("F05", 1, "事业运行", "131.53", code="2010350", measure="total")
    witness = cell("F03", 1, "事业运行", "131.53", code="2010350", measure="total")
    checks = [
        tie("N04", [claim(1, "事业运行", "final", "136.53")], [form]),
        tie("N06", [claim(2, "事业运行", "amount", "131.35")], [form]),
        tie("X08", [witness], [form], status="holds"),
    ]
    assert [error.left_text for error in errors(checks)] == ["136.53 万元", "131.35 万元"]


def test_a_rate_stands_against_what_its_own_amounts_give() -> None:
    amount = claim(1, "财政拨款收支总计", "amount", "504.60")
    delta = replace(claim(1, "财政拨款收支总计", "delta", "116.78", is_negative=True), claim_no=2)
    rate = replace(claim(1, "财政拨款收支总计", "rate", "18.72", unit="%", is_negative=True), claim_no=3)
    (error,) = errors([tie("N11", [rate], [delta, amount], rate=("-18.7937", "-116.78 / 621.38"))])
    assert error.what == (
        "Page 21 states a decrease of 18.72 % for 财政拨款收支总计; its own amounts give 18.79 % (116.78 / 621.38)."
    )
    assert (error.left_text, error.right_text, error.unit) == ("18.72 %", "18.79 % (116.78 / 621.38)", "%")


def test_an_amount_that_is_clearly_a_slip_stands_against_what_its_rate_implies() -> None:
    budget = claim(1, "其他司法支出", "budget", "3845.49")
    prior = replace(claim(1, "其他司法支出", "prior_executed", "43269.3"), claim_no=2)
    rate = replace(claim(1, "其他司法支出", "rate", "17.62", unit="%"), claim_no=3)
    check = tie("N11I", [rate], [budget, prior], rate=("-91.1127", "-39,423.81 / 43,269.3"))
    slip = Suggestion("extra_digit", "one digit too many", prior.place, Decimal("3269.3"))
    (error,) = errors([check], {0: slip})
    assert (error.left_text, error.difference) == ("43269.3 万元", Decimal("40000.0"))
    assert "the stated rate of 17.62 % fits 3,269.30 万元" in error.what
    assert error.suggestion is slip
    (plain,) = errors([check], {0: replace(slip, kind="one_figure")})
    assert plain.left_text == "17.62 %"


def test_a_total_stands_against_the_sum_of_its_parts_without_their_zeros() -> None:
    total = cell("F06", 1, "商品和服务支出", "7.25", code="302")
    parts = [cell("F06", row, "明细", text) for row, text in enumerate(["2.83", "0.00", "5.72"], 2)]
    (error,) = errors([tie("W14", [total], parts)])
    assert error.what == (
        "Form 一般公共预算财政拨款基本支出决算表 (F06) on page 10 prints 7.25 万元 for 302 商品和服务支出; the "
        "figures on page 10 that make it up add up to 8.55 万元 (2.83 + 5.72)."
    )  # fmt: skip
    assert error.difference == Decimal("-1.30")


def test_a_part_that_two_sums_ask_to_be_another_stands_against_what_they_leave() -> None:
    row = [
        cell("F05", 1, "小学教育", text, code="2050202", measure=measure, header=header)
        for text, measure, header in (
            ("3233.75", "total", "小计"),
            ("2657.63", "basic", "基本支出"),
            ("567.12", "project", "项目支出"),
        )
    ]
    row = [replace(figure, column_no=column) for column, figure in enumerate(row, 3)]
    above = [
        cell("F05", 2, "普通教育", "1501.06", code="20502", measure="project"),
        cell("F05", 3, "其他", "924.94"),
    ]
    checks = [tie("W13", row[:1], row[1:]), tie("W07", above[:1], [row[2], above[1]])]
    swap = Suggestion("digit_swap", "two neighbouring digits swapped", row[2].place, Decimal("576.12"))
    (error,) = errors(checks, {0: swap, 1: swap})
    assert (error.left_text, error.right_text) == ("567.12 万元", "576.12 万元 (3233.75 - 2657.63)")
    assert error.what.startswith(
        "Form 一般公共预算财政拨款支出决算表 (F05) on page 9 prints 567.12 万元 for 2050202 小学教育 (项目支出); the "
        "figures it is tied to leave 576.12 万元 (3233.75 - 2657.63) for it. It also breaks: the rule W07"
    )
    assert (error.difference, error.left_place) == (Decimal("-9.00"), row[2].place)


@pytest.mark.parametrize(("status", "is_hard"), [("violated", False), ("rounding", True), ("holds", True)])
def test_soft_ties_and_rounding_accuse_nobody(status: str, is_hard: bool) -> None:
    assert errors([tie("X10", [STATED], [TOTAL], status=status, is_hard=is_hard)]) == []


def test_a_rate_on_a_zero_budget_is_told_once_from_ties_and_words() -> None:
    budget = claim(1, "政府性基金", "initial_budget", "0")
    rate = replace(claim(1, "政府性基金", "completion_rate", "100.00", unit="%"), claim_no=2)
    said = ZeroBudgetRate("100.00", "0", "万元", "年初预算为0万元，完成年初预算的100.00%。", 21)
    elsewhere = replace(said, page=30)
    found = errors([tie("N08Z", [rate], [budget], rate=("0", ""))], zeros=Zeros(rates=(said, elsewhere)))
    assert [(e.kind, e.left_text, e.right_text, e.left_page) for e in found] == [
        ("rate_on_zero", "100.00 %", "0 万元", 21),
        ("rate_on_zero", "100.00 %", "0 万元", 30),
    ]
    assert found[0].what == (
        "Page 21 states a completion rate of 100.00 % for 政府性基金, on a budget of 0 万元."
    )
    assert found[0].difference is None


def nil(topic: str, of: str, *, is_of_form: bool = False, page: int = 21) -> Nil:
    return Nil(topic, of, is_of_form, "没有相关收支。", page)


SPENT = cell("F07", 1, "合计", "5,300.00", measure="expenditure_total")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (nil("government_fund", "expenditure"), ["F07"]),
        (nil("government_fund", "all", is_of_form=True, page=11), ["F07"]),
        (nil("government_fund", "all", is_of_form=True, page=21), []),  # said of another table
        (nil("government_fund", "revenue"), []),
        (nil("state_capital", "all"), []),
    ],
)
def test_a_form_said_to_be_empty_that_has_figures(said: Nil, found: list[str]) -> None:
    fund = table("F07", "政府性基金预算财政拨款收入支出决算表", items=(SPENT,))
    told = errors(items=[SPENT], tables=[fund], zeros=Zeros(nils=(said,)))
    assert [error.scope.split()[0] for error in told] == found
    if told:
        assert (told[0].kind, told[0].right_text) == ("empty_form_with_figures", "5,300.00 万元")


def test_a_figure_of_last_year_denies_no_form_that_is_empty_this_year() -> None:
    before = replace(SPENT, measure="prior_expenditure_total")
    fund = table("F07", "政府性基金预算财政拨款收入支出决算表", items=(before,))
    said = nil("government_fund", "all", is_of_form=True, page=11)
    assert errors(items=[before], tables=[fund], zeros=Zeros(nils=(said,))) == []


def test_a_table_without_a_form_denies_nothing() -> None:
    unknown = replace(table("F07", "附表", items=(SPENT,)), form_code=None)
    assert errors(items=[SPENT], tables=[unknown], zeros=Zeros(nils=(nil("government_fund", "all"),))) == []


def test_zeros_and_the_operating_line_deny_no_nil_statement() -> None:
    items = [
        cell("F09", 1, "合计", "0.00"),
        cell("F09", 2, "机关运行经费", "31.00"),
        cell("F09", 3, "公务接待费", "0.39", measure="budget"),
    ]
    tables = [table("F09", "“三公”经费支出决算表", items=tuple(items))]
    spent_nothing, planned_nothing = nil("three_public", "expenditure"), nil("three_public", "budget")
    assert errors(items=items, tables=tables, zeros=Zeros(nils=(spent_nothing,))) == []
    (error,) = errors(items=items, tables=tables, zeros=Zeros(nils=(planned_nothing,)))
    assert error.right_text == "0.39 万元"


def test_a_carry_over_denies_only_that_the_form_is_empty() -> None:
    kept = cell("F07", 1, "合计", "8.00", measure="closing_carryover")
    fund = table("F07", "政府性基金预算财政拨款收入支出决算表", items=(kept,))
    no_money = nil("government_fund", "all")
    assert errors(items=[kept], tables=[fund], zeros=Zeros(nils=(no_money,))) == []
    no_data = nil("government_fund", "all", is_of_form=True, page=11)
    assert len(errors(items=[kept], tables=[fund], zeros=Zeros(nils=(no_data,)))) == 1


def test_a_form_printed_empty_while_the_text_states_its_amounts() -> None:
    fund = claim(1, "政府性基金预算财政拨款支出", "final", "5,300.00", heading="八、政府性基金预算支出情况")
    empty = table("F07", "政府性基金预算财政拨款收入支出决算表", "empty_form")
    (error,) = errors(claims=[fund], tables=[empty])
    assert (error.kind, error.left_text, error.right_page) == ("form_without_figures", "5,300.00 万元", 11)
    general = replace(fund, heading="五、一般公共预算财政拨款支出情况")
    assert errors(claims=[general], tables=[empty]) == []
    assert errors(claims=[replace(fund, value=Decimal(0))], tables=[empty]) == []
    assert errors(claims=[fund], tables=[empty, table("F07", "续表", items=(SPENT,))]) == []


def test_a_form_that_only_the_contents_know() -> None:
    listed = ListedForm("F08", "八、国有资本经营预算财政拨款支出决算表", 2)
    (error,) = errors(contents=Contents((listed,), (listed,)))
    assert (error.kind, error.scope, error.left_page) == ("missing_form", "F08", 2)
    assert errors(contents=Contents((listed,), ())) == []
