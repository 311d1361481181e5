"""Scale: a unit that a table takes from the one before, held against the tables that print theirs.

Where 万元 stands over the first form only and a later one is printed in 元, its figures come out ten thousand times too
large and still agree with one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pipelines.forms import form as form_definition
from pipelines.values.items import FormTable, Note

UNIT_REFUSED: Final = "unit_refused"
"""Kind of the note on a table whose unit, taken from another one, makes it a thousand times another form."""

_APART: Final = 1_000


def refuse_units(tables: Sequence[FormTable]) -> tuple[list[FormTable], list[Note]]:
    """Leave open the amounts of tables whose unit is not printed and makes them a thousand times another form.

    The printed figures stay, without a unit; each table leaves a note.
    """
    printed: dict[str, Decimal] = defaultdict(Decimal)
    for table in tables:
        if not table.is_unit_inferred and (kind := _kind(table)):
            printed[kind] = max(printed[kind], _most(table))
    kept, notes = [], []
    for table in tables:
        most, other = _most(table), printed.get(_kind(table), Decimal(0))
        if not (table.is_unit_inferred and most and other) or not _is_apart(most, other):
            kept.append(table)
            continue
        times = f"{max(most, other) / min(most, other):.0f}"
        told = (
            f"no unit is printed; with that of the table before ({table.unit}) the largest amount of {table.form_code} "
            f"is {times} times {'above' if most > other else 'below'} that of the forms that print theirs"
        )
        notes.append(Note(UNIT_REFUSED, table.title_printed, told, table.page_first, table.table_no))
        items = tuple(
            replace(item, unit=None, amount_yuan=None) if item.is_unit_inferred else item
            for item in table.items
        )
        kept.append(replace(table, unit=None, items=items))
    return kept, notes


def _kind(table: FormTable) -> str:
    """Return the report kind of a form that tells most of a body's money, '' for another table."""
    if not table.form_code:
        return ""
    form = form_definition(table.form_code)
    return form.report_kind if form.tells_most_money else ""


def _most(table: FormTable) -> Decimal:
    return max(
        (abs(item.amount_yuan) for item in table.items if item.amount_yuan is not None), default=Decimal(0)
    )


def _is_apart(one: Decimal, other: Decimal) -> bool:
    return max(one, other) > _APART * min(one, other)
