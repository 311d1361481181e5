"""What the same misreading twice would make hold proves nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pipelines.prove.status import prove
from pipelines.prove.ties import balance
from pipelines.values.claims import Figure
from pipelines.values.items import LineItem, Place
from pipelines.values.pages import Box
from pipelines.values.proof import Check
from tests.unit.prove.figures import cell, claim
from tests.unit.steps import steps


class Law:
    """An identity by name only."""

    id, statement = "T1", "an identity of the test"


def tie(left: list[Figure], right: list[tuple[int, Figure]]) -> list[Check]:
    return list(balance(Law(), "", left, right, is_hard=True))


def proven(
    figures: list[Figure],
    checks: list[Check],
    unsure: Collection[Place] = (),
    damaged: Collection[Place] = (),
) -> list[str]:
    proofs = prove(figures, checks, unsure=unsure, damaged=damaged)
    return [f.text_printed for f in figures if proofs[f.place].status == "proven"]


def one(row: int, text: str, table: int = 1) -> LineItem:
    return cell(f"F0{table}", row, f"行{row}", "final", text, table=table)


CARRIED = [one(1, "50.00"), one(2, "50.00"), one(3, "812.34"), one(4, "812.34")]


def test_what_cancels_out_in_one_table_is_not_proven_nor_a_copy_beside_it() -> None:
    """50.00 = 50.00 + 812.34 - 812.34 holds whatever one fault makes of both 812.34, and of both 50.00."""
    left, before, came, went = CARRIED
    assert proven([*CARRIED], tie([left], [(1, before), (1, came), (-1, went)])) == []


def test_what_cancels_out_does_not_spoil_the_sum_beside_it() -> None:
    left, one_part, other, came, went = (
        one(row, text) for row, text in enumerate(("70.00", "30.00", "40.00", "812.34", "812.34"))
    )
    figures: list[Figure] = [left, one_part, other, came, went]
    checks = tie([left], [(1, one_part), (1, other), (1, came), (-1, went)])
    assert proven(figures, checks) == ["70.00", "30.00", "40.00"]


def test_figures_of_two_tables_prove_each_other() -> None:
    here, there = one(1, "812.34"), one(1, "812.34", table=2)
    assert proven([here, there], tie([here], [(1, there)])) == ["812.34", "812.34"]


def test_one_spot_read_into_two_tables_is_one_print() -> None:
    box = Box(100, 200, 150, 212)
    here = replace(one(1, "812.34"), box=box)
    there = replace(one(1, "812.34", table=2), box=box, page=here.page)
    assert proven([here, there], tie([here], [(1, there)])) == []


def test_a_zero_before_its_copy_makes_no_sum_of_it() -> None:
    nought, amount, again = one(1, "0.00", table=2), one(1, "812.34"), one(2, "812.34")
    assert proven([nought, amount, again], tie([nought, amount], [(1, again)])) == []


def test_copies_do_not_prove_a_figure_whose_glyphs_are_not_sure() -> None:
    here, there = one(1, "812.34"), one(1, "812.34", table=2)
    said = claim("total", "支出", "final", "812.34")
    places = {here.place, there.place, said.place}
    figures: list[Figure] = [here, there, said]
    checks = [*tie([here], [(1, there)]), *tie([said], [(1, here)])]
    assert proven(figures, checks) == ["812.34"] * 3
    assert proven(figures, checks, unsure=places) == []
    assert proven(figures, checks, damaged=places) == []


def test_a_damaged_figure_is_proven_by_a_sum_and_disputed_without_one() -> None:
    left, part, other, alone = (one(row, text) for row, text in enumerate(("7.00", "3.00", "4.00", "9.00")))
    figures: list[Figure] = [left, part, other, alone]
    proofs = prove(figures, tie([left], [(1, part), (1, other)]), damaged={f.place for f in figures})
    assert [proofs[f.place].status for f in figures] == ["proven", "proven", "proven", "disputed"]


def test_parts_of_one_amount_are_paired_in_steps_that_grow_with_their_number() -> None:
    def taken(count: int) -> int:
        figures: list[Figure] = [one(row, "1.00") for row in range(count + 1)]
        checks = tie(
            figures[:1], [(1 if row % 2 else -1, figure) for row, figure in enumerate(figures[1:], 1)]
        )
        checks += tie([one(count + 1, f"{count}.00")], [(1, figure) for figure in figures])
        return steps(lambda: prove(figures, checks))

    assert taken(400) < 2.6 * taken(200)
