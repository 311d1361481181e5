"""Rates that a workbook prints as fractions: 0.9928 for 99.28 %, told from the amounts beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pipelines.values.items import PRIOR, LineItem

_DONE: Final = ("executed", "final")
_BUDGETS: Final = ("adjusted_budget", "initial_budget", "budget")
_SLACK: Final = Decimal("0.006")
"""How far a fraction may be from what its amounts give; of a percentage a hundred times as much."""
_FEWEST: Final = 2

Place = tuple[int, int, str, str]


def with_fractions(items: Sequence[LineItem]) -> Iterator[LineItem]:
    """Yield a table's items; the rates of a column that prints fractions have no unit, as they are no percentages."""
    columns: dict[tuple[int, str], list[LineItem]] = defaultdict(list)
    for item in items:
        if item.unit == "%" and "%" not in item.text_printed and "％" not in item.text_printed:
            columns[item.column_no, item.scope].append(item)
    amounts = {(_place(item), item.measure): item.value for item in items if item.unit != "%"}
    of_fractions = {key for key, rates in columns.items() if _are_fractions(rates, amounts)}
    for item in items:
        is_one = item.unit == "%" and (item.column_no, item.scope) in of_fractions
        yield replace(item, unit="") if is_one else item


def _place(item: LineItem) -> Place:
    return item.page, item.row_no, item.scope, item.section


def _are_fractions(rates: Sequence[LineItem], amounts: dict[tuple[Place, str], Decimal]) -> bool:
    """Tell whether rows follow from their amounts as fractions, and more of them than as percentages."""
    as_fraction = as_percent = 0
    for rate in rates:
        expected = list(_expected(rate, amounts))
        as_fraction += any(abs(rate.value - value) <= _SLACK for value in expected)
        as_percent += any(abs(rate.value - value * 100) <= _SLACK * 100 for value in expected)
    return as_fraction >= _FEWEST and as_fraction > as_percent


def _expected(rate: LineItem, amounts: dict[tuple[Place, str], Decimal]) -> Iterator[Decimal]:
    """Yield what the amounts of a rate's row give for it."""
    own = rate.measure.removeprefix(PRIOR)
    before = PRIOR if own != rate.measure else ""
    at = _place(rate)

    def of(names: Sequence[str], prefix: str) -> list[Decimal]:
        return [value for name in names if (value := amounts.get((at, prefix + name))) is not None]

    if own.startswith("rate_of_"):
        yield from (now / base for now in of(_DONE, before) for base in of(_BUDGETS, before) if base)
    else:
        for now in of((*_DONE, *_BUDGETS), before):
            for then in of((*_DONE, *_BUDGETS), before + PRIOR):
                if then:
                    yield now / then if own == "rate_to_prior" else now / then - 1
