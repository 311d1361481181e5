"""Codes: rows whose code and name nothing else confirms, neither another form nor the list of accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from pipelines.accounts import accounts
from pipelines.values.items import LineItem, Place
from pipelines.values.text import row_key


def unconfirmed(items: Iterable[LineItem]) -> set[Place]:
    """Return the figures of rows with a code whose name stands beside it nowhere else.

    >>> unconfirmed([])
    set()
    """
    rows = [item for item in items if item.item_code]
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item in rows:
        forms[item.item_code, row_key(item.item_name)].add(item.form_code)
    return {
        item.place
        for item in rows
        if len(forms[item.item_code, row_key(item.item_name)]) == 1
        and (item.item_code, row_key(item.item_name)) not in _listed()
    }


@cache
def _listed() -> frozenset[tuple[str, str]]:
    return frozenset((account.account_code, row_key(account.account_name)) for account in accounts())
