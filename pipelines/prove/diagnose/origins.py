"""Origins: where in the document a wrong figure may have come from: another column, a parent, another row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pipelines.prove.diagnose.causes import Cause
from pipelines.prove.diagnose.trial import TrialTie
from pipelines.values.amounts import UNIT_YUAN
from pipelines.values.claims import Figure
from pipelines.values.items import LineItem

_TOTALS: Final = frozenset({"total", "revenue_total", "expenditure_total"})
"""The measures that are the sum of the others of their row."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A figure of a form that prints the wrong value where it is right, and how it lies to the right place."""

    kind: str
    source: LineItem


class Neighbours:
    """The figures of the forms by row and by column."""

    def __init__(self, items: Iterable[LineItem]) -> None:
        self.rows: dict[tuple[object, ...], list[LineItem]] = defaultdict(list)
        self.columns: dict[tuple[object, ...], list[LineItem]] = defaultdict(list)
        for item in sorted(items, key=lambda i: i.place):
            self.rows[_row(item)].append(item)
            self.columns[_column(item)].append(item)

    def row_of(self, item: LineItem) -> Sequence[LineItem]:
        """Return the figures of an item's row, left to right, its own among them."""
        return self.rows[_row(item)]

    def column_of(self, item: LineItem) -> Sequence[LineItem]:
        """Return the figures of an item's column, top to bottom, its own among them."""
        return self.columns[_column(item)]


def _row(item: LineItem) -> tuple[object, ...]:
    return (item.table_no, item.row_begins, item.row_no, item.section, item.item_code, item.item_name)


def _column(item: LineItem) -> tuple[object, ...]:
    return (item.table_no, item.section, item.measure)


def find_origin(cause: Cause, ties: Sequence[TrialTie], neighbours: Neighbours) -> Origin | None:
    """Return where the wrong figure stands rightly, near the place that it was meant for.

    That place is the figure's own cell, or for the narrative the cells that its violated ties name.
    """
    wrong = _yuan(cause.figure.value, cause.figure)
    if not wrong:
        return None
    for home in _homes(cause, ties):
        for other in neighbours.row_of(home):
            if other.place not in (home.place, cause.figure.place) and _yuan(other.value, other) == wrong:
                return Origin("total_for_part" if other.measure in _TOTALS else "other_column", other)
        found = [
            Origin(_relation(home, other), other)
            for other in neighbours.column_of(home)
            if other.place not in (home.place, cause.figure.place) and _yuan(other.value, other) == wrong
        ]
        if found:
            return min(found, key=lambda origin: (origin.kind == "other_row", _apart(origin.source, home)))
    return None


def _homes(cause: Cause, ties: Sequence[TrialTie]) -> list[LineItem]:
    """Return the cells where the right figure stands or should stand."""
    if isinstance(cause.figure, LineItem):
        return [cause.figure]
    right = _yuan(cause.value, cause.figure)
    members = {item.place: item for tie in ties for item in tie.check.members}
    return [i for i in members.values() if isinstance(i, LineItem) and _yuan(i.value, i) == right]


def _relation(home: LineItem, other: LineItem) -> str:
    if home.item_code and other.item_code:
        if home.item_code.startswith(other.item_code):
            return "parent_figure"
        if other.item_code.startswith(home.item_code):
            return "child_figure"
    return "other_row"


def _apart(one: LineItem, other: LineItem) -> tuple[int, int]:
    return (abs(one.row_begins - other.row_begins), abs(one.row_no - other.row_no))


def _yuan(value: Decimal, figure: Figure) -> Decimal:
    return value * UNIT_YUAN.get(figure.unit or "", Decimal(0))
