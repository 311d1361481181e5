"""The changes: what goes wrong in reading or in print, done on purpose to the figures of a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Final
from unicodedata import normalize

from pipelines.values.amounts import parse_figure, to_yuan
from pipelines.values.items import LineItem

Place = tuple[int, int, int, int]
Figures = tuple[LineItem, ...]
_FACTOR: Final = Decimal(10_000)
_LEADING_ZERO: Final = re.compile(r"-?0[\d,]")


@dataclass(frozen=True, slots=True)
class Change:
    """A document's figures after something went wrong; ``places`` are those that are wrong or gone now.

    ``filled`` are those among them whose figures were other than zero, ``form`` is theirs. ``what`` names the
    change for a person.
    """

    kind: str
    what: str
    items: Figures
    places: frozenset[Place]
    filled: frozenset[Place]
    form: str

    @property
    def cells(self) -> int:
        """Return how many figures other than zero are wrong or gone."""
        return len(self.filled)


Changer = Callable[[Figures, Random], Iterator[Change]]


def _changed(kind: str, what: str, items: Figures, new: dict[Place, LineItem | None]) -> Change:
    """Return the change that puts other figures in some places, or none."""
    before = [item for item in items if item.place in new]
    after = (new.get(item.place, item) for item in items)
    filled = frozenset(item.place for item in before if item.value)
    kept = tuple(item for item in after if item is not None)
    return Change(kind, what, kept, frozenset(new), filled, before[0].form_code)


def _reprint(item: LineItem, value: Decimal, text: str) -> LineItem:
    return replace(item, value=value, text_printed=text, amount_yuan=to_yuan(value, item.unit))


def _with(item: LineItem, other: LineItem) -> LineItem:
    """Return an item with the figure of another one."""
    return replace(_reprint(item, other.value, other.text_printed), step=other.step)


def _told(item: LineItem) -> str:
    return f"{item.form_code} [{item.item_code or item.item_name}].{item.measure} {item.text_printed}"


def digits(items: Figures, random: Random) -> Iterator[Change]:
    """Change one digit of each figure, any digit to any other."""
    for item in items:
        if not item.value:
            continue
        text = normalize("NFKC", item.text_printed)
        spots = [i for i, c in enumerate(text) if c in "0123456789"]
        while True:
            at = random.choice(spots)
            other = text[:at] + random.choice("0123456789") + text[at + 1 :]
            figure = parse_figure(other)
            if figure is not None and figure.value != item.value and not _LEADING_ZERO.match(other):
                break
        changed = _reprint(item, figure.value, other)
        yield _changed("digit", f"{_told(item)} → {other}", items, {item.place: changed})


def factors(items: Figures, random: Random) -> Iterator[Change]:
    """Multiply each figure by 10,000, as where 元 are taken for 万元."""
    for item in items:
        if item.value:
            value = item.value * _FACTOR
            changed = _reprint(item, value, str(value))
            yield _changed("factor", f"{_told(item)} × 10,000", items, {item.place: changed})


def swaps(items: Figures, random: Random) -> Iterator[Change]:
    """Swap each figure with another one of its table, any other."""
    tables = _grouped(items, lambda item: item.table_no)
    for table in tables.values():
        filled = [item for item in table if item.value]
        for one in filled:
            others = [other for other in filled if other.value != one.value]
            if others:
                yield _swap("swap", one, random.choice(others), items)


def swaps_down(items: Figures, random: Random) -> Iterator[Change]:
    """Swap each figure with the next one below it in its column."""
    for column in _columns(items).values():
        for one, other in pairwise([item for item in column if item.value]):
            if one.value != other.value:
                yield _swap("swap_next", one, other, items)


def _swap(kind: str, one: LineItem, other: LineItem, items: Figures) -> Change:
    new: dict[Place, LineItem | None] = {one.place: _with(one, other), other.place: _with(other, one)}
    return _changed(kind, f"{_told(one)} ↔ {_told(other)}", items, new)


def shifts_across(items: Figures, random: Random) -> Iterator[Change]:
    """Shift each row's figures by one column: the first is lost, the last place is left without one."""
    for row in _rows(items).values():
        yield from _shift("shift_across", row, items)


def shifts_down(items: Figures, random: Random) -> Iterator[Change]:
    """Shift each column's figures by one row from some row on: one is lost, the last row has none."""
    for column in _columns(items).values():
        if len(column) > 1:
            yield from _shift("shift_down", column[random.randrange(len(column) - 1) :], items)


def _shift(kind: str, line: Sequence[LineItem], items: Figures) -> Iterator[Change]:
    if len(line) < 2:
        return
    new: dict[Place, LineItem | None] = {
        item.place: _with(item, follower) for item, follower in pairwise(line) if item.value != follower.value
    }
    new[line[-1].place] = None
    change = _changed(kind, f"from {_told(line[0])} on", items, new)
    if change.cells:
        yield change


def losses(items: Figures, random: Random) -> Iterator[Change]:
    """Lose each row that prints a figure other than zero."""
    for row in _rows(items).values():
        change = _changed("lost_row", f"the row of {_told(row[0])}", items, {i.place: None for i in row})
        if change.cells:
            yield change


def _rows(items: Figures) -> dict[object, list[LineItem]]:
    """Group figures by printed row, from left to right."""
    return _grouped(items, lambda i: (i.page, i.table_no, i.row_no, i.section, i.item_code, i.item_name))


def _columns(items: Figures) -> dict[object, list[LineItem]]:
    """Group figures by printed column, from top to bottom."""
    return _grouped(items, lambda i: (i.table_no, i.column_no))


def _grouped(items: Figures, name: Callable[[LineItem], object]) -> dict[object, list[LineItem]]:
    groups: dict[object, list[LineItem]] = defaultdict(list)
    for item in sorted(items, key=lambda i: i.place):
        groups[name(item)].append(item)
    return groups


CHANGES: Final[dict[str, Changer]] = {
    "digit": digits,
    "factor": factors,
    "swap": swaps,
    "swap_next": swaps_down,
    "shift_across": shifts_across,
    "shift_down": shifts_down,
    "lost_row": losses,
}
"""Every kind of change by name, in the order in which it is reported."""
