"""Codes: rows whose code and name nothing else confirms, neither another form nor the list of accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from pipelines.accounts import accounts
from pipelines.values.items import LineItem, Place
from pipelines.values.text import row_key


def unconfirmed(items: Iterable[LineItem], doubtful: Collection[Place]) -> set[Place]:
    """Return those of the doubtful figures whose row has a code that stands beside its name nowhere else.

    >>> unconfirmed([], {(1, 1, 1, 1)})
    set()
    """
    if not doubtful:
        return set()
    rows = [(item, (item.item_code, row_key(item.item_name))) for item in items if item.item_code]
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item, label in rows:
        forms[label].add(item.form_code)
    return {
        item.place
        for item, label in rows
        if item.place in doubtful and len(forms[label]) == 1 and label not in _listed()
    }


@cache
def _listed() -> frozenset[tuple[str, str]]:
    return frozenset((account.account_code, row_key(account.account_name)) for account in accounts())
