"""The bookkeeping model: the identities of the forms hold exactly, in 分, whatever the seed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from samples.bodies import BODIES, Body
from samples.books import CAPITAL, FUND, GENERAL, OWN, SOURCES, Plan, keep_books, operating, personnel

SEEDS = st.integers(min_value=0, max_value=10**9)


@settings(max_examples=60)
@given(st.sampled_from(BODIES), SEEDS)
def test_income_and_carry_over_pay_for_spending_and_carry_over(body: Body, seed: int) -> None:
    for books in keep_books(body, seed).values():
        for source in SOURCES:
            spent = books.final.total(source)
            assert books.income(source) + books.carried_in(source) == spent + books.carried_out(source)
        assert books.grand_total == books.final.spending + books.carried_out()
        three = (GENERAL, FUND, CAPITAL)
        assert books.appropriated_total == books.final.appropriated + books.carried_out(*three)
        assert books.grand_total - books.appropriated_total == books.income(OWN) + books.carried_in(OWN)


@settings(max_examples=60)
@given(st.sampled_from(BODIES), SEEDS)
def test_functional_and_economic_sides_agree(body: Body, seed: int) -> None:
    for books in keep_books(body, seed).values():
        for plan in (books.initial, books.final):
            assert sum(plan.basic.values()) == personnel(plan.economic) + operating(plan.economic)
            ties = {
                "2080505": "30108",
                "2080506": "30109",
                "2101101": "30110",
                "2101103": "30111",
                "2210201": "30113",
            }
            assert {f: plan.basic[f] for f in ties} == {f: plan.economic[e] for f, e in ties.items()}


@settings(max_examples=60)
@given(st.sampled_from(BODIES), SEEDS)
def test_no_amount_is_negative_and_three_public_stays_within_its_budget(body: Body, seed: int) -> None:
    def amounts(plan: Plan) -> list[int]:
        return [
            *plan.economic.values(),
            *plan.basic.values(),
            *(v for p in plan.project.values() for v in p.values()),
        ]

    for books in keep_books(body, seed).values():
        assert min(amounts(books.initial)) >= 0 and min(amounts(books.final)) >= 0
        assert min(v for s in SOURCES for v in [0, *books.revenue(s).values()]) == 0
        assert books.final.three_public.total <= books.initial.three_public.total
        assert books.final.three_public.reception == books.final.economic["30217"]
        assert books.final.three_public.car_running == books.final.economic["30231"]


@settings(max_examples=60)
@given(st.sampled_from(BODIES), SEEDS)
def test_the_later_year_begins_where_the_earlier_ended(body: Body, seed: int) -> None:
    earlier, later = keep_books(body, seed).values()
    assert later.opening == earlier.closing
    assert later.prior_total == earlier.grand_total
    for books in (earlier, later):
        assert 0.8 < books.final.spending / books.initial.spending < 1.1
    assert 0.85 < later.final.spending / earlier.final.spending < 1.15


def test_the_same_seed_keeps_the_same_books() -> None:
    assert keep_books(BODIES[0], 7) == keep_books(BODIES[0], 7)
    assert keep_books(BODIES[0], 7) != keep_books(BODIES[0], 8)
