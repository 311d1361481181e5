"""Doubt: a violated identity accuses nobody where a figure that it may tie was not read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.prove.doubt import DOUBT, reading_doubts
from pipelines.values.items import UNREAD_CONTENT, LineItem, Note
from pipelines.values.proof import Check
from tests.unit.prove.figures import cell


def check(*members: LineItem, status: str = "violated") -> Check:
    left, *right = members
    return Check(
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


def at(row: int, column: int) -> LineItem:
    return cell("F05", row, "教育支出", "total", "1.00", table=1, column=column)


COLUMN = (at(2, 3), at(3, 3), at(4, 3))


@pytest.mark.parametrize(
    ("note", "is_doubted"),
    [
        (Note("unparsed_figure", "2.79*", "", 1, 1, 5, 3), True),  # a part of the sum, in its column
        (Note("unparsed_figure", "2.79*", "", 1, 1, 3, 4), True),  # in the row of a member
        (Note("unparsed_figure", "2.79*", "", 1, 1, 9, 4), False),  # another column, another row
        (Note("unparsed_figure", "2.79*", "", 1, 2, 5, 3), False),  # another table
        (Note("unmatched_header", "奖励", "", 1, 1, None, 7), False),  # another column of a sum down one
        (Note("unmatched_header", "奖励", "", 1, 1, None, 3), True),
        (Note("ambiguous_row", "", "", 1, 1, 9, None), True),  # a row of its own of the column's list
        (Note("unmatched_header", "", "", 1, 1), True),  # anywhere in the table
        (Note(UNREAD_CONTENT, "", "a picture", 1), True),
        (Note(UNREAD_CONTENT, "", "a picture", 2), False),
        (Note(UNREAD_CONTENT, "", "a stream", None), True),
        (Note("unknown_code", "9", "", 1, 1, 5, 3), False),  # nothing was left out
    ],
)
def test_what_was_not_read_near_the_members_makes_a_check_doubtful(note: Note, is_doubted: bool) -> None:
    found = reading_doubts([check(*COLUMN)], [note])
    assert list(found) == ([0] if is_doubted else [])
    assert {one.kind for one in found.values()} <= {DOUBT}


def test_only_what_accuses_is_doubted() -> None:
    note = Note("unparsed_figure", "2.79*", "", 1, 1, 5, 3)
    assert list(reading_doubts([check(*COLUMN, status="holds"), check(*COLUMN)], [note])) == [1]
