"""Flood: tables that contradict nearly everything, and so were recognised wrongly rather than misprinted.

A report misprints single figures. A table whose rows nearly all break one identity had its columns or rows
shifted; one that agrees with itself but with no other form is another body's, or in another unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from pipelines.values.items import LineItem
from pipelines.values.proof import Check

# Of one identity in one table, one or two wrong figures break up to three applications.
_FEWEST_OF_ONE: Final = 4
_SHARE_OF_ONE: Final = 0.6
# A single total that is wrong breaks its ties with one or two forms, not three quarters of all.
_FEWEST_ACROSS: Final = 3
_SHARE_ACROSS: Final = 0.75
_OPPONENTS: Final = 2
# A single wrong figure breaks up to five identities, two break up to eight, a third of those of their table.
_MANY: Final = 7
_SHARE_OF_ALL: Final = 0.35


def suspect_tables(items: Iterable[LineItem], checks: Iterable[Check]) -> dict[int, str]:
    """Return the tables whose figures are not to be trusted, each with the reason in words.

    ``checks`` are those of the same ``items``; what the narrative says accuses no table.
    """
    numbers = {item.table_no for item in items}
    telling = [
        check for check in checks if check.is_hard and not check.is_presence and _is_among_cells(check)
    ]
    found = dict(_broken_within(telling))
    while True:
        rest = [check for check in telling if not _tables(check) & found.keys()]
        worst = _strangest(rest)
        if worst is None:
            break
        found[worst[0]] = worst[1]
    return {number: reason for number, reason in sorted(found.items()) if number in numbers}


def _is_among_cells(check: Check) -> bool:
    return all(isinstance(figure, LineItem) for figure in check.members) and any(
        figure.value for figure in check.members
    )


def _tables(check: Check) -> set[int]:
    return {figure.table_no for figure in check.members if isinstance(figure, LineItem)}


def _broken_within(checks: Sequence[Check]) -> Iterable[tuple[int, str]]:
    groups: dict[tuple[int, str], list[Check]] = defaultdict(list)
    for check in checks:
        tables = _tables(check)
        if len(tables) == 1:
            groups[min(tables), check.identity_id].append(check)
    sound = _rows_that_add_up(checks)
    for (table, identity), applied in groups.items():
        violated = [check for check in applied if check.status == "violated"]
        if (
            len(violated) >= _FEWEST_OF_ONE
            and len(violated) >= _SHARE_OF_ONE * len(applied)
            and not set.intersection(*map(_rows, violated)) & sound
        ):
            statement = violated[0].statement
            yield (
                table,
                (
                    f"{len(violated)} of {len(applied)} applications of {identity} ({statement}) are violated: "
                    "rows or columns were not understood"
                ),
            )


def _rows(check: Check) -> set[tuple[int, int]]:
    """Return the table and row of each figure of a check."""
    return {(figure.table_no, figure.row_no) for figure in check.members if isinstance(figure, LineItem)}


def _rows_that_add_up(checks: Sequence[Check]) -> set[tuple[int, int]]:
    """Return the rows whose own columns agree: one that breaks all of an identity is misprinted, not misread."""
    found: dict[tuple[int, int], bool] = {}
    for check in checks:
        rows = _rows(check)
        if len(rows) == 1:
            found[min(rows)] = found.get(min(rows), True) and check.status != "violated"
    return {row for row, holds in found.items() if holds}


def _strangest(checks: Sequence[Check]) -> tuple[int, str] | None:
    """Return the table that contradicts the others nearly always, else the one that breaks most of its ties."""
    tied = _by_table(checks)
    across = _by_table([check for check in checks if len(_tables(check)) > 1])
    for table, applied in sorted(across.items(), key=lambda entry: (-_broken(entry[1]), entry[0])):
        violated = _broken(applied)
        opponents = {
            other
            for check in applied
            if check.status == "violated"
            for other in _tables(check)
            if other != table
        }
        is_strange = violated >= _FEWEST_ACROSS and violated >= _SHARE_ACROSS * len(applied)
        if is_strange and len(opponents) >= _OPPONENTS:
            return table, (
                f"{violated} of {len(applied)} identities with {len(opponents)} other forms are violated: "
                "another body's figures, or another unit"
            )
    worst = max(tied, key=lambda table: (_broken(tied[table]) / len(tied[table]), -table), default=None)
    if worst is None or _broken(tied[worst]) < max(_MANY, _SHARE_OF_ALL * len(tied[worst])):
        return None
    return worst, (
        f"{_broken(tied[worst])} of {len(tied[worst])} identities of the table with itself and with other forms "
        "are violated: its rows, columns or unit were not understood"
    )


def _by_table(checks: Iterable[Check]) -> dict[int, list[Check]]:
    by_table: dict[int, list[Check]] = defaultdict(list)
    for check in checks:
        for table in _tables(check):
            by_table[table].append(check)
    return by_table


def _broken(checks: Iterable[Check]) -> int:
    return sum(check.status == "violated" for check in checks)
