"""Codes: rows whose code and name nothing else confirms, neither another form nor the list of accounts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.values.items import UNPARSED, LineItem, Note, Place
from pipelines.values.text import row_key

_TOTAL: Final = re.compile(r".*[合总小]计")


_Label = tuple[str, str]
"""A row's code and the name under which rows are compared."""


def mislabelled(items: Iterable[LineItem], damaged: Collection[Place], notes: Iterable[Note]) -> set[Place]:
    """Return the figures of which it is not sure whose they are, or, on damaged pages, which digits they have.

    >>> mislabelled([], {(1, 1, 1, 1)}, [])
    set()
    """
    items = list(items)
    keys = {name: row_key(name) for name in {item.item_name for item in items}}
    rows = [(item, (item.item_code, keys[item.item_name])) for item in items]
    return _unconfirmed(rows, damaged) | _one_digit_off(rows, damaged) | _displaced(items, notes)


def _unconfirmed(rows: Sequence[tuple[LineItem, _Label]], damaged: Collection[Place]) -> set[Place]:
    """Return the figures whose row is labelled as nothing confirms.

    Of the damaged figures these are all in lists of accounts whose code and name stand beside each other nowhere else;
    of any others those whose name the document prints in another form with a code that is listed for it.
    """
    lists = {item.form_code for item, (code, _) in rows if code}
    rows = [(item, label) for item, label in rows if item.form_code in lists]
    forms: dict[_Label, set[str]] = defaultdict(set)
    known: dict[str, set[str]] = defaultdict(set)
    for item, label in rows:
        forms[label].add(item.form_code)
        if item.item_code and label in _listed():
            known[label[1]].add(item.form_code)
    found: set[Place] = set()
    for item, (code, name) in rows:
        if len(forms[code, name]) > 1 or _is_listed(code, name):
            continue
        if item.place in damaged or (code and known[name] - {item.form_code}):
            found.add(item.place)
    return found


def _one_digit_off(rows: Sequence[tuple[LineItem, _Label]], damaged: Collection[Place]) -> set[Place]:
    """Return the damaged figures that another form prints for the same account with one other digit.

    A sum in rounded figures may fit by that digit.
    """
    if not damaged:
        return set()
    printed: dict[_Label, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for item, label in rows:
        if item.item_code:
            printed[label][item.form_code].add(item.text_printed)
    return {
        item.place
        for item, label in rows
        if item.place in damaged and item.item_code
        for form, texts in printed[label].items()
        if form != item.form_code and item.text_printed not in texts
        if any(_differ_in_one(item.text_printed, other) for other in texts)
    }


def _differ_in_one(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for one digit."""
    if len(one) != len(other):
        return False
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and all(map(str.isdigit, differing[0]))


def _displaced(items: Sequence[LineItem], notes: Iterable[Note]) -> set[Place]:
    """Return the figures of rows in which an account's name stands where a figure should: they stand beside theirs."""
    places = {
        (note.page, note.table_no, note.row_no)
        for note in notes
        if note.kind == UNPARSED and row_key(note.text) in _names()
    }
    return {item.place for item in items if (item.row_begins, item.table_no, item.row_no) in places}


def _is_listed(code: str, name: str) -> bool:
    return (code, name) in _listed() if code else name in _names() or _TOTAL.fullmatch(name) is not None


@cache
def _listed() -> frozenset[tuple[str, str]]:
    return frozenset((account.account_code, row_key(account.account_name)) for account in accounts())


@cache
def _names() -> frozenset[str]:
    return frozenset(name for _, name in _listed())
