"""Budgets: the list of items with last year's execution, this year's budget and the change."""

from __future__ import annotations

import pytest

from tests.unit.recognise_narrative.budget_text import claims_of, read_budget

SUBJECT = "教育支出/普通教育/小学教育"


@pytest.mark.parametrize(
    "name",
    [
        "3. “教育支出（类）普通教育（款）小学教育（项）”",
        "3、教育支出（205类）普通教育（02款）小学教育（02项）",
        "3. “教育支出-普通教育-小学教育”科目",
        "（3）教育支出(类)普通教育(款)小学教育(项)2024年预算数为",
    ],
)
def test_an_item_is_named_in_several_ways(name: str) -> None:
    assert claims_of("item_budget", f"{name}86.20万元，主要用于学校运转。") == [
        (SUBJECT, "budget", "86.20万元")
    ]


def test_the_class_may_stand_in_the_heading() -> None:
    paragraphs = (
        "（二）教育支出（类）",
        "1．普通教育（款）小学教育（项）支出86.20万元，与上年相比减少3.80万元，减少4.22%。",
    )
    assert claims_of("item_budget", *paragraphs) == [
        (SUBJECT, "budget", "86.20万元"),
        (SUBJECT, "delta", "-3.80万元"),
        (SUBJECT, "rate", "-4.22%"),
    ]


def item(headline: str, executed: str, budget: str, change: str) -> str:
    """Print an item as Shanghai's districts do."""
    return (
        f"1. “教育支出（类）普通教育（款）小学教育（项）”{headline}万元，主要用于校舍修缮，预计20万元。2023年当年预算执行数为"
        f"{executed}万元，2024年预算安排{budget}万元，比2023年预算执行数{change}。主要原因是：修缮增加5万元。"
    )


def test_last_years_execution_this_years_budget_and_the_signed_rate() -> None:
    assert claims_of("item_budget", item("86.20", "90.00", "86.20", "减少4.22%")) == [
        (SUBJECT, "budget", "86.20万元"),
        (SUBJECT, "prior_executed", "90.00万元"),
        (SUBJECT, "rate", "-4.22%"),
    ]


def test_a_second_different_budget_makes_the_first_a_headline() -> None:
    found = claims_of("item_budget", item("84.00", "90.00", "86.20", "减少4.22%"))
    assert found[0] == (SUBJECT, "headline", "84.00万元")
    assert (SUBJECT, "budget", "86.20万元") in found


@pytest.mark.parametrize(
    ("change", "relation"), [("减少4.22%", "<"), ("增加4.22%", ">"), ("持平", "="), ("基本持平", "~")]
)
def test_the_word_of_change_compares_budget_and_execution(change: str, relation: str) -> None:
    (comparison,) = read_budget(item("86.20", "90.00", "86.20", change)).comparisons
    assert (comparison.relation, comparison.left.measure, comparison.right.measure) == (
        relation,
        "budget",
        "prior_executed",
    )


def test_the_figures_of_one_item_share_their_sentence_and_two_items_do_not() -> None:
    other = "2. “教育支出（类）普通教育（款）初中教育（项）”10万元。2023年当年预算执行数为9万元，2024年预算安排10万元。"
    claims = read_budget(item("86.20", "90.00", "86.20", "减少4.22%"), other).claims
    numbers = {
        claim.subject: {c.sentence_no for c in claims if c.subject == claim.subject} for claim in claims
    }
    assert all(len(found) == 1 for found in numbers.values())
    assert len({number for found in numbers.values() for number in found}) == 2


def test_a_name_that_no_list_knows_stays_without_a_code() -> None:
    (claim,) = read_budget("1. “教育支出（类）校外教育（款）星际教育（项）”7万元。").claims
    assert (claim.subject, claim.item_code) == ("教育支出/校外教育/星际教育", "")


def test_execution_of_another_year_is_no_prior_year() -> None:
    text = "1. “教育支出（类）普通教育（款）小学教育（项）”86万元。2021年当年预算执行数为70万元。"
    assert claims_of("item_budget", text) == [(SUBJECT, "budget", "86万元")]
