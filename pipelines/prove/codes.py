"""Codes: rows whose code and name nothing else confirms, neither another form nor the list of accounts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.values.items import UNPARSED, LineItem, Note, Place
from pipelines.values.text import row_key

_TOTAL: Final = re.compile(r".*[合总小]计")


def unconfirmed(items: Iterable[LineItem], doubtful: Collection[Place]) -> set[Place]:
    """Return the figures whose row is labelled as nothing confirms.

    Of the doubtful figures these are all in lists of accounts whose code and name stand beside each other nowhere else;
    of any others those whose name the document prints in another form with a code that is listed for it.

    >>> unconfirmed([], {(1, 1, 1, 1)})
    set()
    """
    items = list(items)
    lists = {item.form_code for item in items if item.item_code}
    rows = [(item, (item.item_code, row_key(item.item_name))) for item in items if item.form_code in lists]
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    known: dict[str, set[str]] = defaultdict(set)
    for item, label in rows:
        forms[label].add(item.form_code)
        if item.item_code and label in _listed():
            known[label[1]].add(item.form_code)
    found: set[Place] = set()
    for item, (code, name) in rows:
        if len(forms[code, name]) > 1 or _is_listed(code, name):
            continue
        if item.place in doubtful or (code and known[name] - {item.form_code}):
            found.add(item.place)
    return found


def displaced(items: Iterable[LineItem], notes: Iterable[Note]) -> set[Place]:
    """Return the figures of rows in which an account's name stands where a figure should: they stand beside theirs.

    >>> displaced([], [])
    set()
    """
    rows = {
        (note.page, note.table_no, note.row_no)
        for note in notes
        if note.kind == UNPARSED and row_key(note.text) in _names()
    }
    return (
        {item.place for item in items if (item.page, item.table_no, item.row_no) in rows} if rows else set()
    )


def _is_listed(code: str, name: str) -> bool:
    return (code, name) in _listed() if code else name in _names() or _TOTAL.fullmatch(name) is not None


@cache
def _listed() -> frozenset[tuple[str, str]]:
    return frozenset((account.account_code, row_key(account.account_name)) for account in accounts())


@cache
def _names() -> frozenset[str]:
    return frozenset(name for _, name in _listed())
