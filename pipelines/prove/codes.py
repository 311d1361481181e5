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


def one_digit_off(items: Iterable[LineItem], doubtful: Collection[Place]) -> set[Place]:
    """Return those of the doubtful figures that another form prints for the same account with one other digit.

    A sum in rounded figures may fit by that digit.

    >>> one_digit_off([], {(1, 1, 1, 1)})
    set()
    """
    if not doubtful:
        return set()
    printed: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    coded = [(item, (item.item_code, row_key(item.item_name))) for item in items if item.item_code]
    for item, label in coded:
        printed[label][item.form_code].add(item.text_printed)
    return {
        item.place
        for item, label in coded
        if item.place in doubtful
        and any(
            _differ_in_one(item.text_printed, other)
            for form, texts in printed[label].items()
            for other in texts
            if form != item.form_code and item.text_printed not in texts
        )
    }


def _differ_in_one(one: str, other: str) -> bool:
    pairs = list(zip(one, other, strict=False))
    return len(one) == len(other) and sum(
        a != b and a.isdigit() and b.isdigit() for a, b in pairs
    ) == 1 == sum(a != b for a, b in pairs)


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
