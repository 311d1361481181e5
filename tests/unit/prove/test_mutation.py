"""The checks are checked: figures are changed on purpose, and the identities must notice.

The published rates (``docs/proof-mutation.md``) are those of the sample reports; the fast tests guard them on
some changes to two of these; those of whole nights make the published table anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from random import Random

import pytest

from bench.mutation.__main__ import of_samples
from bench.mutation.changes import CHANGES, Change, Place
from bench.mutation.golden import Golden, read_golden
from bench.mutation.measure import Miss, Outcome, outcomes
from bench.mutation.report import beyond_rounding, cell_rate, generated_part, put_into, rate, render
from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from samples import typeset
from tests.unit.prove.f05 import ROWS, misprinted, printed

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[3] / "docs" / "proof-mutation.md"
SAMPLES = ("liupu-caizheng-final-2024", "liupu-caizheng-budget-2024")
SHARE = 0.08


def all_checks(items: Sequence[LineItem]) -> list[Check]:
    return evaluate_document(items, ())


def golden(*changes: tuple[str, int, str], rows: Collection[tuple[str, ...]] = ROWS) -> Golden:
    items = misprinted(*changes) if changes else printed(rows=rows)
    return Golden("F05", tuple(items), (), all_checks)


def made(kind: str) -> list[Change]:
    return list(CHANGES[kind](tuple(printed()), Random(1)))


def texts(change: Change) -> dict[Place, str]:
    return {item.place: item.text_printed for item in change.items}


BEFORE = {item.place: item.text_printed for item in printed()}
FILLED = {item.place for item in printed() if item.value}


def test_one_digit_of_every_figure_is_changed() -> None:
    changes = made("digit")
    assert [set(change.places) for change in changes] == [{i.place} for i in printed() if i.value]
    for change in changes:
        after = texts(change)
        ((place,),) = (change.places,)
        assert sum(a != b for a, b in zip(BEFORE[place], after[place], strict=True)) == 1
        assert {p for p in after if after[p] != BEFORE[p]} == {place}


def test_changed_figures_are_what_their_text_says() -> None:
    for kind in CHANGES:
        for change in made(kind):
            for item in change.items:
                assert f"{item.value}" == item.text_printed
                assert item.amount_yuan == item.value * 10_000


def test_swaps_exchange_two_figures_and_lose_none() -> None:
    for change in made("swap") + made("swap_next"):
        assert len(change.places) == change.cells == 2
        assert sorted(texts(change).values()) == sorted(BEFORE.values())
        assert {place for place, text in texts(change).items() if text != BEFORE[place]} == change.places


def test_a_shifted_row_loses_its_first_figure_and_has_no_last() -> None:
    change = next(change for change in made("shift_across") if "[2010601]" in change.what)
    after = texts(change)
    assert [after.get((9, 5, 6, column)) for column in (3, 4, 5)] == ["1400.23", "2.67", None]
    assert change.places == {(9, 5, 6, 3), (9, 5, 6, 4), (9, 5, 6, 5)}


def test_a_shifted_column_moves_up_from_some_row_on() -> None:
    for change in made("shift_down"):
        (column,) = {place[3] for place in change.places}
        after = texts(change)
        first, last = min(place[2] for place in change.places), len(ROWS) + 2
        assert (9, 5, last, column) not in after
        assert all(after[9, 5, row, column] == BEFORE[9, 5, row + 1, column] for row in range(first, last))


def test_a_lost_row_is_gone_whole() -> None:
    changes = made("lost_row")
    assert len(changes) == len(ROWS)
    for change in changes:
        assert texts(change).keys() == BEFORE.keys() - change.places
        assert len({place[2] for place in change.places}) == 1


def outcome(kind: str, what: str, document: Golden) -> Outcome:
    (found,) = [o for o in outcomes(document, kinds=[kind]) if o.change.what.startswith(what)]
    return found


def test_a_change_is_noticed_by_a_new_contradiction_that_ties_it() -> None:
    found = outcome("factor", "F05 [2010601].total", golden())
    assert (found.noticed, found.weakly, found.miss) == (True, True, None)


def test_what_was_contradicted_before_is_no_notice() -> None:
    """Both ties of the figure are violated already by the misprint, and stay so."""
    alone = Golden("alone", tuple(printed(rows=[("201", "甲", "5.00", "1.00", "1.00")])), (), evaluate)
    found = outcome("factor", "F05 [201].total", alone)
    assert (found.noticed, found.miss) == (False, Miss.BEFORE)


def test_figures_of_one_sum_that_change_places_are_not_noticed() -> None:
    rows = [("", "合计", "6.00", "", ""), ("201", "甲", "4.00", "", ""), ("208", "乙", "2.00", "", "")]
    found = outcome("swap_next", "F05 [201].total 4.00 ↔ F05 [208]", golden(rows=rows))
    assert (found.noticed, found.miss) == (False, Miss.CANCELS)


def test_a_figure_that_nothing_ties_is_told() -> None:
    found = outcome("factor", "F05 [201].total", golden(rows=[("201", "甲", "4.00", "", "")]))
    assert (found.noticed, found.miss) == (False, Miss.UNTIED)


def test_a_last_digit_may_be_rounding() -> None:
    document = golden()
    missed = [found for found in outcomes(document, kinds=["digit"]) if not found.noticed]
    assert {found.miss for found in missed} <= {Miss.ROUNDING}


def test_the_same_seed_makes_the_same_changes() -> None:
    first, second = ([o.change.what for o in outcomes(golden(), share=0.3)] for _ in range(2))
    assert first == second
    assert 0 < len(first) < len(list(outcomes(golden())))


def test_the_page_has_one_generated_part() -> None:
    table = render(list(outcomes(golden())))
    page = put_into(PAGE.read_text(encoding="utf-8"), table)
    assert generated_part(page) == table
    with pytest.raises(ValueError, match="no part between"):
        put_into("# Mutation", table)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """What the identities make of some changes to two sample reports."""
    folder = tmp_path_factory.mktemp("mutation")
    documents = typeset(folder, only=SAMPLES)
    return [o for document in documents for o in outcomes(read_golden(document.path), share=SHARE)]


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("digit", 1.0),
        ("factor", 1.0),
        ("swap", 0.9),
        ("swap_next", 0.8),
        ("shift_across", 0.97),
        ("lost_row", 0.95),
    ],
)
def test_changes_beyond_rounding_are_noticed(measured: list[Outcome], kind: str, least: float) -> None:
    of_kind = [found for found in measured if found.change.kind == kind]
    assert len(of_kind) >= 10
    assert rate(beyond_rounding(of_kind)) >= least


def test_a_lost_row_counts_every_figure_of_it_and_a_swap_two() -> None:
    lost = outcome("lost_row", "the row of F05 [20106]", golden())
    assert (lost.noticed, lost.cells, lost.change.cells) == (True, 3, 3)
    swapped = outcome("swap_next", "F05 [2080505].total", golden())
    assert (swapped.noticed, swapped.cells, swapped.change.cells) == (True, 2, 2)


@pytest.fixture(scope="module")
def published() -> list[Outcome]:
    """What the identities make of the changes that the page counts."""
    return list(of_samples())


@pytest.mark.nights
def test_most_changed_figures_are_noticed_rounding_included(published: list[Outcome]) -> None:
    assert cell_rate(published) >= 0.96
    assert cell_rate(beyond_rounding(published)) >= 0.97


@pytest.mark.nights
def test_the_published_table_is_current(published: list[Outcome]) -> None:
    assert generated_part(PAGE.read_text(encoding="utf-8")) == render(published)
