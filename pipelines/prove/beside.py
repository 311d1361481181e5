"""Beside: what the identities say of one table's readings, beside all else that a document prints.

A document of thousands of tables whose words leave something open is proven thousands of times, each time with one
table read otherwise. What the others add to a proof is kept: their rows, the levels of codes that they print, and the
values that tell how their figures in 元 were rounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from pipelines.forms import form
from pipelines.prove.across import apply_across
from pipelines.prove.decimals import GRAINS, grain_among, in_scale, with_grain
from pipelines.prove.presence import most_levels, printed_lengths
from pipelines.prove.roles import holds_whatever, identities_among
from pipelines.prove.terms import Rows, rows_of
from pipelines.prove.within import apply_within
from pipelines.values.items import PRIOR, LineItem
from pipelines.values.proof import Check


class Beside:
    """The tables of a document by number, proven one at a time; gives what ``evaluate`` gives for all their figures."""

    def __init__(self) -> None:
        self._tables: dict[int, _Table] = {}
        self._values: Counter[Decimal] = Counter()  # how many tables print an amount in 元
        self._rough: Counter[Decimal] = Counter()  # how many of these amounts are no multiple of a grain
        self._levels: Counter[tuple[str, int]] = Counter()
        self._coded: Counter[str] = Counter()
        self._forms: dict[str, set[int]] = {}
        self._joined: dict[tuple[str, Decimal | None], Rows] = {}
        self._pending: dict[int, Sequence[LineItem]] = {}  # where nothing is open nobody asks

    def put(self, number: int, items: Sequence[LineItem]) -> None:
        """Take a table's figures in place of those that it had."""
        self._pending[number] = items

    def ties(self, number: int, items: Sequence[LineItem], *, is_elided: bool) -> list[Check]:
        """Return the ties that a table takes part in where it is read as ``items``; it stays as it was."""
        if not items:
            return []
        for other, own in self._pending.items():
            self._set(other, _Table(own) if own else None)
        self._pending.clear()
        before = self._tables.get(number)
        self._set(number, _Table(items))
        try:
            return self._ties(number, is_elided=is_elided)
        finally:
            self._set(number, before)

    def _set(self, number: int, table: _Table | None) -> None:
        for one, sign in ((self._tables.pop(number, None), -1), (table, 1)):
            if one is None:
                continue
            for value in one.values:
                self._values[value] += sign
                if self._values[value] == (sign > 0):
                    self._rough.update({grain: sign for grain in GRAINS if value % grain})
                if not self._values[value]:
                    del self._values[value]
            if not one.rows(None):
                continue
            if kind := one.kind:
                self._coded[kind] += sign
                self._levels.update({(kind, length): sign for length in one.lengths})
            numbers = self._forms.setdefault(one.form, set())
            if sign > 0:
                numbers.add(number)
            else:
                numbers.discard(number)
            for key in [key for key in self._joined if key[0] == one.form]:
                del self._joined[key]
        if table is not None:
            self._tables[number] = table

    def _ties(self, number: int, *, is_elided: bool) -> list[Check]:
        grain = grain_among(len(self._values), self._rough)
        rows = self._tables[number].rows(grain)
        if not rows:
            return []
        definition = form(rows[0].form)
        kind = definition.account_kind or ""
        levels = most_levels(
            {length: times for (of, length), times in self._levels.items() if of == kind}, self._coded[kind]
        )
        checks = [
            check
            for identity in definition.identities
            if holds_whatever(identity)
            for check in apply_within(identity, rows, is_elided=is_elided, levels=levels)
        ]
        forms = {
            code: self._rows(code, grain)
            for code, numbers in self._forms.items()
            if len(numbers) == 1 or (numbers and form(code).is_per_project)
        }
        return checks + [
            check
            for cross in identities_among(frozenset(forms), rows[0].form)
            if holds_whatever(cross)
            for check in apply_across(cross, forms, "")
        ]

    def _rows(self, code: str, grain: Decimal | None) -> Rows:
        """Return the rows of a form that is printed once, or once for each project."""
        numbers = self._forms[code]
        if len(numbers) == 1:
            return self._tables[next(iter(numbers))].rows(grain)
        if (code, grain) not in self._joined:
            tables = [self._tables[number].rows(grain) for number in sorted(numbers)]
            self._joined[code, grain] = Rows(row for rows in tables for row in rows)
        return self._joined[code, grain]


class _Table:
    """What one table adds to the proof of others."""

    def __init__(self, items: Sequence[LineItem]) -> None:
        self._items = in_scale(items)
        self._rows: dict[Decimal | None, Rows] = {}
        self.values = {abs(item.value) for item in items if item.value and item.unit == "元"}

    def rows(self, grain: Decimal | None) -> Rows:
        """Return its rows, with figures in 元 as rough as a grain; columns of the year before are left out."""
        if grain not in self._rows:
            kept = (item for item in with_grain(self._items, grain) if not item.measure.startswith(PRIOR))
            self._rows[grain] = rows_of(kept)
        return self._rows[grain]

    @property
    def form(self) -> str:
        """Return the code of its form; it has rows."""
        return self.rows(None)[0].form

    @cached_property
    def lengths(self) -> frozenset[int]:
        """Return the lengths of the codes that it prints."""
        return printed_lengths(self.rows(None))

    @property
    def kind(self) -> str:
        """Return the classification of its codes, ``''`` where it prints none."""
        return (form(self.form).account_kind or "") if self.lengths else ""


__all__ = ["Beside"]
