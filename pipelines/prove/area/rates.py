"""Percentages and changes of a government's table: what the amounts beside them give.

Which amounts they are of stands in no header for certain: those that most of its rows fit. The rounding of both
bounds a rate, not its own alone: it was made of amounts that were not rounded yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from pipelines.prove.area import laws
from pipelines.prove.area.laws import AreaLaw
from pipelines.prove.area.tables import AreaRow, AreaTable, ColumnKey, back_of
from pipelines.prove.rates import Formula, growth_of, part_of
from pipelines.prove.ties import balance, rate
from pipelines.values.items import PRIOR
from pipelines.values.proof import Check

_BUDGETS: Final = ("initial_budget", "adjusted_budget", "budget")
_DONE: Final = ("executed", "final")
_OF: Final = {
    "rate_of_initial": ("initial_budget", "budget"),
    "rate_of_adjusted": ("adjusted_budget", "budget"),
    "rate_of_budget": ("adjusted_budget", "budget", "initial_budget"),
}
_NOW: Final = (*_DONE, *_BUDGETS)


def rates(table: AreaTable) -> Iterator[Check]:
    """Yield the checks of the columns of one table that compare others."""
    columns = dict.fromkeys(table.columns)
    for key in columns:
        before, measure = back_of(key.measure)
        if measure in _OF:
            pairs = [
                (key._replace(measure=before + done), key._replace(measure=before + budget))
                for budget in _OF[measure]
                for done in _DONE
            ]
            yield from _best(laws.SHARES, table, columns, key, pairs, part_of)
        elif measure in ("rate", "delta"):
            pairs = [
                (key._replace(measure=now), key._replace(measure=PRIOR + then))
                for now in _NOW
                for then in _NOW
            ]
            if measure == "rate":
                yield from _best(laws.GROWTH, table, columns, key, pairs, growth_of)
            else:
                yield from _best(laws.CHANGES, table, columns, key, pairs, None)


def _best(
    law: AreaLaw,
    table: AreaTable,
    columns: Collection[ColumnKey],
    key: ColumnKey,
    pairs: Sequence[tuple[ColumnKey, ColumnKey]],
    formula: Formula | None,
) -> Iterator[Check]:
    """Yield the checks of the two columns that most rows of a third one fit."""
    tried = [
        [check for row in table.rows for check in _row(law, table, row, key, pair, formula)]
        for pair in pairs
        if pair[0] in columns and pair[1] in columns
    ]
    if tried:
        yield from max(tried, key=lambda checks: sum(check.status != "violated" for check in checks))


def _row(
    law: AreaLaw,
    table: AreaTable,
    row: AreaRow,
    key: ColumnKey,
    pair: tuple[ColumnKey, ColumnKey],
    formula: Formula | None,
) -> Iterator[Check]:
    stated = row.figures.get(key)
    if stated is None or any(column not in row.figures for column in pair):
        return
    now, then = row.figures[pair[0]], row.figures[pair[1]]
    scope = f"{table.code}[{row.code or row.name}].{key.measure}"
    if formula is None:
        yield from balance(law, scope, [stated], [(1, now), (-1, then)], is_hard=True)
    else:
        yield from rate(law, scope, stated, formula, [now, then], is_hard=True)
