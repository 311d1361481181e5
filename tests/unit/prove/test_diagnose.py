"""Diagnosis: what would explain a contradiction, told beside it; nothing where nothing stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipelines.prove.diagnose
from pipelines.prove.diagnose import MOST_TIES, diagnose
from pipelines.prove.diagnose.origins import Neighbours
from pipelines.prove.diagnose.patterns import Peers
from pipelines.prove.diagnose.slips import slip_between, slipped_values
from pipelines.prove.diagnose.trial import Ties
from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.values.amounts import printed_step, to_yuan
from pipelines.values.claims import Claim
from pipelines.values.findings import Suggestion
from pipelines.values.items import LineItem
from tests.unit.prove.f05 import MEASURES, ROWS, misprinted, printed


def told(items: Sequence[LineItem]) -> list[Suggestion]:
    """Return the suggestions for a document, each once."""
    return list(dict.fromkeys(diagnose(evaluate(items), items, ()).values()))


def at(items: Sequence[LineItem], code: str, column: int) -> LineItem:
    return next(i for i in items if i.item_code == code and i.measure == MEASURES[column])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("14029000.00", "unit_slip"),
        ("14029.00", "unit_slip"),
        ("140.29", "unit_slip"),
        ("1.40", "unit_slip"),
        ("1042.90", "digit_swap"),
        ("14302.90", "extra_digit"),
        ("142.90", "lost_digit"),
        ("1402.00", "wrong_digit"),
        ("-1402.90", "sign"),
        ("0.00", "stated_nil"),
        ("1777.77", "one_figure"),
    ],
)
def test_one_cell_that_closes_all_its_ties_is_named_with_its_slip(text: str, kind: str) -> None:
    items = misprinted(("2010601", 0, text))
    (suggestion,) = told(items)
    assert (suggestion.kind, suggestion.place) == (kind, at(items, "2010601", 0).place)
    assert suggestion.value == Decimal("1402.90")
    assert "F05 [2010601 行政运行] 小计 (page 9) would have to be 1,402.90 万元" in suggestion.text
    assert f"instead of {text} 万元" in suggestion.text


def test_every_violated_hard_check_of_the_cell_has_the_suggestion() -> None:
    items = misprinted(("2010601", 0, "1042.90"))
    checks = evaluate(items)
    violated = {i for i, check in enumerate(checks) if check.status == "violated" and check.is_hard}
    assert len(violated) >= 2
    assert diagnose(checks, items, ()).keys() == violated


def test_a_parents_figure_in_a_childs_row_is_told_with_its_source() -> None:
    items = misprinted(("2010602", 0, "3100.00"))
    (suggestion,) = told(items)
    assert (suggestion.kind, suggestion.value) == ("parent_figure", Decimal("1638.00"))
    assert "3100.00 万元 is what F05 [20106 财政事务] 小计 (page 9) prints" in suggestion.text


def test_the_total_in_place_of_the_basic_expenditure_is_told_with_its_source() -> None:
    items = misprinted(("20805", 1, "169.37"))
    (suggestion,) = told(items)
    assert (suggestion.kind, suggestion.value) == ("total_for_part", Decimal("104.37"))
    assert (
        "F05 [20805 行政事业单位养老支出] 小计 (page 9) prints, the total of the same row" in suggestion.text
    )


def test_two_items_swapped_are_named_together() -> None:
    items = misprinted(("2080505", 0, "48.20"), ("2080506", 0, "121.17"))
    (suggestion,) = told(items)
    assert suggestion.kind == "swapped_items"
    assert "2080505" in suggestion.text
    assert "2080506" in suggestion.text


def test_two_columns_of_a_row_swapped_are_named_together() -> None:
    items = misprinted(("2010601", 1, "2.67"), ("2010601", 2, "1400.23"))
    (suggestion,) = told(items)
    assert suggestion.kind == "swapped_items"
    assert suggestion.place in {at(items, "2010601", 1).place, at(items, "2010601", 2).place}


@settings(deadline=None)  # the first one reads the catalogue of forms
@given(st.lists(st.sampled_from(["0.00", "1.00", "2.00", "3.00", "5.00"]), min_size=30, max_size=30))
def test_whatever_exchange_closes_a_sum_is_among_those_tried(texts: list[str]) -> None:
    rows = [[*row[:2], *texts[3 * number : 3 * number + 3]] for number, row in enumerate(ROWS)]
    items = printed(rows=rows)
    ties, neighbours = Ties(evaluate(items)), Neighbours(items)
    peers = Peers(neighbours, ())
    violated = {id(tie): tie for found in ties.violated.values() for tie in found}.values()
    for tie in violated:
        for figure in (item for item in tie.check.members if isinstance(item, LineItem)):
            line = [*neighbours.column_of(figure), *neighbours.row_of(figure)]
            closing = {
                other.place
                for other in line
                if other.value != figure.value
                and tie.holds({figure.place: other.value, other.place: figure.value})
            }
            assert closing <= {other.place for other in peers.that_close(tie, figure)}


def test_a_column_shifted_by_a_row_is_told_from_where_to_where() -> None:
    column = [row[2] for row in ROWS]
    rows = [
        [*row[:2], text, *row[3:]]
        for row, text in zip(ROWS, [*column[:3], "0.00", *column[3:-1]], strict=True)
    ]
    suggestions = told(printed(rows=rows))
    assert {suggestion.kind for suggestion in suggestions} == {"shifted_row"}
    assert "one row too far down" in suggestions[0].text
    assert "2010601" in suggestions[0].text


def test_a_row_shifted_by_a_column_is_told() -> None:
    rows = [list(row) for row in ROWS]
    rows[3] = ["2010601", "行政运行", "1400.23", "2.67", "1402.90"]
    (suggestion,) = told(printed(rows=rows))
    assert suggestion.kind == "shifted_column"
    assert "one column too far to the left" in suggestion.text


def test_a_lost_row_is_named_from_the_form_that_prints_it() -> None:
    items = printed(rows=[row for row in ROWS if row[0] != "2010699"]) + printed(form="B05", table=7)
    (suggestion,) = told(items)
    assert (suggestion.kind, suggestion.value) == ("lost_row", Decimal("59.10"))
    assert "F05 seems to lack the row 2010699 其他财政事务支出 under 20106 财政事务" in suggestion.text


def test_a_row_sum_alone_names_nobody() -> None:
    items = printed(rows=[("201", "一般公共服务支出", "3100.00", "1400.23", "1777.77")])
    assert [check.status for check in evaluate(items)] == ["violated"]
    assert told(items) == []


def test_of_many_details_none_is_named_but_a_total_that_other_ties_dispute_too() -> None:
    """The class of a form disagrees with its details and with the totals; one value cannot please both."""
    details = [("30201", "2.83"), ("30202", "1.71"), ("30213", "1.62"), ("30299", "2.39")]
    names = [("", "公用经费合计", "12.25"), ("302", "商品和服务支出", "7.25")]
    rows = [*names, *((code, code, text) for code, text in details)]
    items = [
        replace(item, form_code="F06", measure="final", account_kind="economic" if item.item_code else None)
        for item in printed(rows=[(*row, "", "") for row in rows])
    ]
    by_check = {
        check.identity_id: diagnose(evaluate(items), items, ()).get(i)
        for i, check in enumerate(evaluate(items))
    }
    suggestion = by_check["W14"]
    assert suggestion is not None
    assert (suggestion.place, suggestion.value) == (items[1].place, Decimal("8.55"))
    assert "1 of its ties would still be violated" in suggestion.text


def test_parts_that_disagree_with_a_total_supported_elsewhere_are_told_together() -> None:
    details = [("30201", "2.83"), ("30202", "1.71"), ("30213", "1.62"), ("30299", "2.39")]
    names = [("", "公用经费合计", "12.25"), ("302", "商品和服务支出", "7.25"), ("310", "资本性支出", "5.00")]
    rows = [*names, *((code, code, text) for code, text in details)]
    items = [
        replace(item, form_code="F06", measure="final", account_kind="economic" if item.item_code else None)
        for item in printed(rows=[(*row, "", "") for row in rows])
    ]
    (suggestion,) = told(items)
    assert (suggestion.kind, suggestion.place, suggestion.value) == ("parts", items[1].place, None)
    assert "its parts add up to 8.55 万元, 1.30 万元 too much" in suggestion.text


def test_soft_ties_are_no_contradictions_and_have_no_suggestion() -> None:
    items = printed() + [
        replace(item, form_code="F03", measure="expenditure_total", value=item.value + 1)
        for item in printed(form="F03", table=3)
        if item.measure == "total" and item.item_code == "2010601"
    ]
    checks = evaluate(items)
    assert {check.identity_id for check in checks if check.status == "violated"} <= {"X08T"}
    assert diagnose(checks, items, ()) == {}


# The narrative against the forms and against itself


def said(
    kind: str, subject: str, sentence: int, *figures: tuple[str, str, str], code: str = ""
) -> list[Claim]:
    """Return the claims of one statement: (measure, text, unit) each; a leading minus is said in words."""
    return [
        Claim(
            kind=kind, subject=subject, item_code=code, measure=measure, text_printed=text.lstrip("-"),
            value=Decimal(text), step=printed_step(text), unit=unit, amount_yuan=to_yuan(Decimal(text), unit),
            page=21, sentence_no=sentence, claim_no=number, sentence="", heading="",
        )
        for number, (measure, text, unit) in enumerate(figures, 1)
    ]  # fmt: skip


def told_of(items: Sequence[LineItem], claims: Sequence[Claim]) -> dict[str, Suggestion]:
    """Return the suggestions for a document by the subject and measure they point at."""
    by_place = {claim.place: claim for claim in claims}
    found = diagnose(evaluate_document(items, claims), items, claims).values()
    return {
        f"{by_place[s.place].subject} {by_place[s.place].measure}": s for s in found if s.place in by_place
    }


ITEM = "一般公共服务支出/财政事务/行政运行"


def test_a_stated_rate_is_told_from_its_amounts() -> None:
    claims = said(
        "total_yoy", "收支总计", 1, ("amount", "504.60", "万元"), ("delta", "-116.78", "万元"),
        ("rate", "-18.72", "%"),
    )  # fmt: skip
    suggestion = told_of([], claims)["收支总计 rate"]
    assert suggestion.value == Decimal("-18.79")
    assert "would have to be 18.79% instead of 18.72%" in suggestion.text


def test_a_digit_too_many_in_an_amount_outweighs_the_rate() -> None:
    claims = said(
        "item_budget", ITEM, 1, ("budget", "3845.49", "万元"), ("prior_executed", "43269.3", "万元"),
        ("rate", "17.62", "%"),
    )  # fmt: skip
    suggestion = told_of([], claims)[f"{ITEM} prior_executed"]
    assert (suggestion.kind, suggestion.value) == ("extra_digit", Decimal("3269.3"))


def test_the_form_tells_what_an_item_of_the_narrative_would_be() -> None:
    claims = said(
        "item_execution", ITEM, 1, ("initial_budget", "3100.00", "万元"), ("final", "3100.00", "万元"),
        ("completion_rate", "100.00", "%"), code="2010601",
    )  # fmt: skip
    suggestion = told_of(printed(), claims)[f"{ITEM} final"]
    assert (suggestion.kind, suggestion.value) == ("parent_figure", Decimal("1402.90"))
    assert "3100.00 万元 is what F05 [20106 财政事务] 小计 (page 9) prints" in suggestion.text


def test_the_total_said_to_be_the_basic_expenditure_is_told() -> None:
    claims = said("basic_split", "基本支出", 1, ("amount", "3269.37", "万元"))
    suggestion = told_of(printed(), claims)["基本支出 amount"]
    assert (suggestion.kind, suggestion.value) == ("total_for_part", Decimal("1504.60"))


def test_a_figure_cut_short_is_told_with_the_digits_of_the_form() -> None:
    claims = said(
        "item_execution", ITEM, 1, ("initial_budget", "1500.00", "万元"), ("final", "0.3", "万元"),
        code="2010601",
    )  # fmt: skip
    suggestion = told_of(printed(), claims)[f"{ITEM} final"]
    assert suggestion.value == Decimal("1402.90")
    assert "would have to be 1,402.90 万元 instead of 0.3 万元" in suggestion.text


def test_no_rate_can_be_stated_on_a_budget_of_nothing() -> None:
    claims = said(
        "item_execution", ITEM, 1, ("initial_budget", "0.00", "万元"), ("final", "1402.90", "万元"),
        ("completion_rate", "100.00", "%"), code="2010601",
    )  # fmt: skip
    suggestion = told_of(printed(), claims)[f"{ITEM} completion_rate"]
    assert suggestion.kind == "rate_on_zero"
    assert suggestion.text.startswith("No rate can be stated of 0.00 万元")


def test_a_document_that_contradicts_itself_everywhere_is_not_diagnosed() -> None:
    rows = [(f"2{n:02}", f"甲{n}", f"{n + 7}.00", "1.00", "1.00") for n in range(MOST_TIES + 1)]
    items = printed(rows=rows)
    assert sum(check.status == "violated" for check in evaluate(items)) > MOST_TIES
    assert diagnose(evaluate(items), items, ()) == {}


def test_a_document_that_agrees_has_no_suggestions() -> None:
    assert told(printed()) == []


@given(st.decimals(min_value="0.01", max_value="99999.99", places=2), st.sampled_from([10, 1000, 10000]))
def test_a_unit_slip_is_known_either_way(value: Decimal, factor: int) -> None:
    step = Decimal("0.01")
    slip = slip_between(value * factor, value, step)
    assert (slip is not None and slip.kind == "unit_slip") == (value >= 10 * step)
    assert value in set(slipped_values(value * factor, step))


@given(st.integers(min_value=1000, max_value=99_999_999), st.integers(0, 7))
def test_a_digit_too_many_is_among_the_slips_tried(printed_digits: int, at_digit: int) -> None:
    text = str(printed_digits)
    lost = text[: at_digit % len(text)] + text[at_digit % len(text) + 1 :]
    assert Decimal(lost) in set(slipped_values(Decimal(printed_digits), Decimal(1)))


def test_short_figures_differ_by_a_digit_without_meaning() -> None:
    assert slip_between(Decimal("0.3"), Decimal("0.4"), Decimal("0.1")) is None


def test_violated_ties_of_very_many_figures_are_not_diagnosed(monkeypatch: pytest.MonkeyPatch) -> None:
    items = misprinted(("2010601", 0, "1420.90"))
    assert diagnose(evaluate(items), items, ())
    monkeypatch.setattr(pipelines.prove.diagnose, "MOST_FIGURES", 5)
    assert diagnose(evaluate(items), items, ()) == {}
