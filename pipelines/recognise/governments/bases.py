"""Which budget a rate of completion is of where its header leaves it open (完成预算%): what its rows follow from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pipelines.values.items import PRIOR, LineItem

_OPEN: Final = "rate_of_budget"
_BASES: Final = (("adjusted_budget", "rate_of_adjusted"), ("initial_budget", "rate_of_initial"))
_DONE: Final = ("executed", "final")
_SLACK: Final = Decimal("0.6")
"""How far, in points, a rate may be from what its amounts give: it is of amounts that were not rounded yet."""


def based(items: Sequence[LineItem]) -> Iterator[LineItem]:
    """Yield a table's items; an open rate of completion is of the adjusted or the initial budget, as its rows tell.

    A table that prints a budget of no stage (预算数) leaves it open, and so does one whose rows follow from none.
    """
    columns: dict[tuple[int, str], list[LineItem]] = defaultdict(list)
    for item in items:
        if item.measure.removeprefix(PRIOR) == _OPEN:
            columns[item.column_no, item.scope].append(item)
    told = {
        key: name for key, open_items in columns.items() if (name := _base_of(open_items, items)) is not None
    }
    for item in items:
        name = told.get((item.column_no, item.scope))
        is_open = item.measure.removeprefix(PRIOR) == _OPEN
        yield replace(item, measure=item.measure.replace(_OPEN, name)) if name and is_open else item


def _base_of(rates: Sequence[LineItem], items: Sequence[LineItem]) -> str | None:
    before = PRIOR if rates[0].measure.startswith(PRIOR) else ""
    amounts = {(item.page, item.row_no, item.scope, item.section, item.measure): item.value for item in items}
    measures = {item.measure for item in items}
    if before + "budget" in measures:
        return None
    for base, name in _BASES:
        fitting = telling = 0
        for rate in rates:
            at = (rate.page, rate.row_no, rate.scope, rate.section)
            whole = amounts.get((*at, before + base))
            done = next((v for d in _DONE if (v := amounts.get((*at, before + d))) is not None), None)
            if whole and done is not None:
                telling += 1
                fitting += abs(done / whole * 100 - rate.value) <= _SLACK
        if telling and 2 * fitting > telling:
            return name
    return None
