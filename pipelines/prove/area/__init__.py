"""Identities of governments' own accounts (政府预决算), which their tables show only in part.

What is a part, what a total and what a percentage is of stands in no header for certain: an identity is hard in a table
only where most of what it ties there comes out, and then the rest of it is told. See ``docs/proof.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from pipelines.forms import form
from pipelines.prove.area import laws
from pipelines.prove.area.across import across
from pipelines.prove.area.debts import debts
from pipelines.prove.area.rates import rates
from pipelines.prove.area.sums import sums
from pipelines.prove.area.tables import AreaTable, tables_of
from pipelines.values.items import LineItem
from pipelines.values.proof import Check

_FEWEST: Final = 5
"""So many applications of an identity to single rows of a table that come out show that it is meant there."""
_MOST_PARTS: Final = 4
"""A sum of more parts that comes out in another column is no chance."""
_SHARE: Final = 0.7


def prove_areas(items: Sequence[LineItem]) -> list[Check]:
    """Return the checks of a government's tables; none where no item is of one."""
    own = [item for item in items if form(item.form_code).area is not None]
    if not own:
        return []
    tables = tables_of(own)
    found = [check for table in tables for check in _of_table(table)]
    return [*found, *across(tables)]


def _of_table(table: AreaTable) -> Iterator[Check]:
    applied = [*sums(table), *rates(table), *debts(table)]
    groups: dict[str, list[Check]] = defaultdict(list)
    for check in applied:
        groups[check.identity_id].append(check)
    for group in groups.values():
        is_meant = _is_meant(group) or group[0].identity_id == laws.LINES.id
        for check in group:
            yield replace(check, is_hard=check.is_hard and (is_meant or check.status != "violated"))


def _is_meant(group: Iterable[Check]) -> bool:
    """Tell whether a table shows that an identity holds in it: most of it comes out, and enough that says something."""
    telling = [check for check in group if any(figure.value for figure in check.members)]
    held = [check for check in telling if check.status != "violated"]
    if len(held) < _SHARE * len(telling) and not _holds_in_columns(telling, held):
        return False
    return len(held) >= _FEWEST or _holds_in_columns(telling, held)


def _holds_in_columns(telling: Sequence[Check], held: Sequence[Check]) -> bool:
    """Tell whether sums of many parts come out in half of the columns or more."""
    long = [check for check in telling if len(check.right_items) > _MOST_PARTS]
    return bool(long) and len(long) == len(telling) and 2 * len(held) >= len(telling)
