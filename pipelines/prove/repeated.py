"""Repeated: a form that a body prints once, printed again with other figures in the same document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipelines.forms import form
from pipelines.values.items import FormTable, LineItem, Note

PRINTED_AGAIN = "form_printed_again"
"""Kind of the note on a form that its document prints twice with other figures: which are the body's is not known."""

Key = tuple[str, str, str, str]
_Amounts = Mapping[Key, Decimal]


def printed_again(tables: Sequence[FormTable]) -> Iterator[Note]:
    """Yield a note for each table that gives figures of an earlier table of the same form otherwise."""
    seen: dict[str, _Seen] = {}
    for table in tables:
        if not table.form_code or not table.items or not form(table.form_code).is_printed_once:
            continue
        amounts = {_key(item): item.amount_yuan for item in table.items if item.amount_yuan}
        before = seen.setdefault(table.form_code, _Seen())
        if (unlike := before.first_unlike(amounts)) is not None:
            first, known = unlike
            other = sum(known[key] != amounts[key] for key in known.keys() & amounts.keys())
            told = (
                f"{table.form_code} stands on page {first.page_first} too, with other amounts in {other} of "
                "its cells: which are the body's is not known"
            )
            yield Note(PRINTED_AGAIN, table.title_printed, told, table.page_first, table.table_no)
        before.add(table, amounts)


class _Seen:
    """The tables of one form so far, and for each of its cells the first one and the first with another amount."""

    def __init__(self) -> None:
        self._tables: list[tuple[FormTable, _Amounts]] = []
        self._first: dict[Key, int] = {}
        self._other: dict[Key, int] = {}

    def first_unlike(self, amounts: _Amounts) -> tuple[FormTable, _Amounts] | None:
        """Return the first table that gives one of these amounts otherwise, and its amounts."""
        found = [at for key, amount in amounts.items() if (at := self._unlike(key, amount)) is not None]
        return self._tables[min(found)] if found else None

    def _unlike(self, key: Key, amount: Decimal) -> int | None:
        first = self._first.get(key)
        return first if first is None or self._tables[first][1][key] != amount else self._other.get(key)

    def add(self, table: FormTable, amounts: _Amounts) -> None:
        """Take a table."""
        at = len(self._tables)
        self._tables.append((table, amounts))
        for key, amount in amounts.items():
            first = self._first.setdefault(key, at)
            if self._tables[first][1][key] != amount:
                self._other.setdefault(key, at)


def _key(item: LineItem) -> Key:
    return item.section, item.item_code or item.item_name, item.parent_name, item.measure
