"""Doubt: a violated identity accuses nobody where a figure that it may tie was not read for certain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.prove.doubt import Evidence, reading_doubts
from pipelines.values.claims import Figure
from pipelines.values.items import LEFT_OUT, UNACCOUNTED, UNREAD_CONTENT, LineItem, Note
from pipelines.values.proof import Check
from tests.unit.prove.figures import cell, claim


def check(*members: Figure, status: str = "violated", **changes: object) -> Check:
    left, *right = members
    found = Check(
        "W07",
        "F05",
        "合计 = sum of 类",
        True,
        Decimal(3),
        Decimal(2),
        Decimal(0),
        status,
        (left,),
        tuple((1, one) for one in right),
        proves=True,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def at(row: int, column: int) -> LineItem:
    return cell("F05", row, "教育支出", "total", "1.00", table=1, column=column)


COLUMN = (at(2, 3), at(3, 3), at(4, 3))
SAID = replace(
    claim("total_yoy", "收支总计", "amount", "3.00", sentence=4), sentence="总计3.00万元，支1 .00万元。"
)


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (Note("unparsed_figure", "2.79*", "", 1, 1, 5, 3), "unread"),  # a part of the sum, in its column
        (Note("unparsed_figure", "2.79*", "", 1, 1, 9, 4), "unread"),  # anywhere in its table
        (Note("unparsed_figure", "2.79*", "", 1, 2, 5, 3), None),  # another table
        (Note("unmatched_header", "奖励", "", 2, 1, None, 7), "unread"),  # its table goes on on the next page
        (Note("ambiguous_row", "", "", 1, 1, 9, None), "unread"),
        (Note(UNREAD_CONTENT, "", "a picture", 1), "unread"),
        (Note(UNREAD_CONTENT, "", "a picture", 2), None),
        (Note(UNREAD_CONTENT, "", "a stream", None), "unread"),
        (Note(UNACCOUNTED, "2.79", "", 1, 1, 5), "unaccounted"),
        (Note(UNACCOUNTED, "2.79", "", 1), "unaccounted"),  # beside the table
        (Note(UNACCOUNTED, "2.79", "", 2), "unaccounted"),  # the rest of the table, maybe
        (Note(UNACCOUNTED, "2.79", "", 3), None),
        (Note("unknown_code", "9", "", 1, 1, 5, 3), None),  # nothing was left out
        (Note(LEFT_OUT, "1 .00", "", 1), None),  # no words are tied
    ],
)
def test_what_was_left_out_of_its_tables_makes_a_check_doubtful(note: Note, reason: str | None) -> None:
    found = reading_doubts([check(*COLUMN)], Evidence([note]))
    assert {index: one.kind for index, one in found.items()} == ({0: reason} if reason else {})


def test_the_first_that_was_left_out_is_told_with_the_figures_that_it_concerns() -> None:
    other = cell("F03", 2, "教育支出", "total", "1.00", table=2, column=3)
    notes = [
        Note("unparsed_figure", "a", "", 1, 3),
        Note("unparsed_figure", "b", "", 1, 2),
        Note("unparsed_figure", "c", "", 1, 1),
        Note(UNREAD_CONTENT, "d", "", 1),
    ]
    found = reading_doubts([check(COLUMN[0], other), check(*COLUMN)], Evidence(notes))
    assert [one.places for one in found.values()] == [(other.place,), tuple(one.place for one in COLUMN)]
    assert [one.told[-len("'b' on page 1") :] for one in found.values()] == ["'b' on page 1", "'c' on page 1"]


@pytest.mark.parametrize(("page", "is_doubted"), [(1, True), (2, False)])
def test_a_figure_left_out_of_the_sentence_makes_its_claims_doubtful(page: int, is_doubted: bool) -> None:
    evidence = Evidence([Note(LEFT_OUT, "1 .00", "", page)])
    assert bool(reading_doubts([check(SAID, COLUMN[0])], evidence)) is is_doubted


def test_only_what_accuses_is_doubted() -> None:
    note = Note("unparsed_figure", "2.79*", "", 1, 1, 5, 3)
    assert list(reading_doubts([check(*COLUMN, status="holds"), check(*COLUMN)], Evidence([note]))) == [1]


@pytest.mark.parametrize(("name", "reason"), [("odd", "decimals"), ("unsure", "second_reader")])
def test_a_figure_that_was_not_read_for_certain_is_named(name: str, reason: str) -> None:
    evidence = Evidence(**{name: {COLUMN[1].place: "why"}})  # type: ignore[arg-type]
    found = reading_doubts([check(*COLUMN), check(COLUMN[0], COLUMN[2])], evidence)
    assert list(found) == [0]
    assert (found[0].kind, found[0].places) == (reason, (COLUMN[1].place,))
    assert "1.00" in found[0].told and "why" in found[0].told


@pytest.mark.parametrize(("gap", "is_doubted"), [("5100", True), ("5101", False)])
def test_a_sum_that_comes_out_as_the_figures_are_printed_is_doubted(gap: str, is_doubted: bool) -> None:
    """Three figures of which one lost its decimals: half a unit of 万元 for it, and a hundredth for the others."""
    members = COLUMN
    own = {members[0].place: replace(members[0], step=Decimal(1))}
    tie = check(*members, left=Decimal(gap), right=Decimal(0))
    found = reading_doubts([tie], Evidence(printed=own))
    assert [one.kind for one in found.values()] == (["decimals"] if is_doubted else [])


def test_what_two_sentences_say_against_each_other_is_doubted() -> None:
    same = claim("total_yoy", "收支总计", "delta", "1.00", sentence=4)
    other = claim("total_yoy", "收支总计", "delta", "1.00", sentence=5)
    found = reading_doubts([check(SAID, same), check(SAID, other), check(SAID, COLUMN[0])], Evidence())
    assert {index: one.kind for index, one in found.items()} == {1: "two_sentences"}


def test_a_claim_that_equals_another_figure_of_its_form_is_a_doubt() -> None:
    found = reading_doubts([check(SAID, COLUMN[0], is_doubtful=True)], Evidence())
    assert [(one.kind, one.places) for one in found.values()] == [("another_figure", (SAID.place,))]


@pytest.mark.parametrize(("pieces", "is_doubted"), [(1, False), (3, True)])
def test_a_table_whose_codes_are_read_in_pieces_accuses_nobody(pieces: int, is_doubted: bool) -> None:
    notes = [Note("unknown_code", "2040", "not a code", 1, 1, row) for row in range(pieces)]
    found = reading_doubts([check(*COLUMN)], Evidence(notes))
    assert (0 in found) is is_doubted
