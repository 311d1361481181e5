"""Repeated: a form that a body prints once, printed again with other figures in the same document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.forms import form
from pipelines.values.items import FormTable, LineItem, Note

PRINTED_AGAIN = "form_printed_again"
"""Kind of the note on a form that its document prints twice with other figures: which are the body's is not known."""

Key = tuple[str, str, str, str]


def printed_again(tables: Sequence[FormTable]) -> Iterator[Note]:
    """Yield a note for each table that gives figures of an earlier table of the same form otherwise."""
    seen: dict[str, list[tuple[FormTable, dict[Key, Decimal]]]] = defaultdict(list)
    for table in tables:
        if not table.form_code or not table.items or not form(table.form_code).is_printed_once:
            continue
        amounts = {_key(item): item.amount_yuan for item in table.items if item.amount_yuan}
        for first, known in seen[table.form_code]:
            other = sum(known[key] != amounts[key] for key in known.keys() & amounts.keys())
            if other:
                told = (
                    f"{table.form_code} stands on page {first.page_first} too, with other amounts in {other} of "
                    "its cells: which are the body's is not known"
                )
                yield Note(PRINTED_AGAIN, table.title_printed, told, table.page_first, table.table_no)
                break
        seen[table.form_code].append((table, amounts))


def _key(item: LineItem) -> Key:
    return item.section, item.item_code or item.item_name, item.parent_name, item.measure
