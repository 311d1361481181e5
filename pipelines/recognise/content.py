"""Content: what the codes that a table prints say of its form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.forms import FormDefinition
from pipelines.values.codes import classification_of
from pipelines.values.items import LineItem
from pipelines.values.text import key

_FEWEST_CODES: Final = 3


def account_kind_of(items: Sequence[LineItem]) -> str:
    """Return the classification that most of a table's codes are of, ``''`` where they tell none."""
    codes = {item.item_code for item in items if item.item_code}
    kinds = Counter(filter(None, map(classification_of, codes)))
    if sum(kinds.values()) < _FEWEST_CODES:
        return ""
    kind, count = kinds.most_common(1)[0]
    return kind if 3 * count >= 2 * sum(kinds.values()) else ""


def lacks_items_across(header: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether the header paths of a table name no economic account: then nothing is itemised across it."""
    return not any(key(part) in _economic_names() for path in header for part in path)


@cache
def _economic_names() -> frozenset[str]:
    return frozenset(
        key(account.account_name) for account in accounts() if account.account_kind == "economic"
    )


def misses_its_accounts(form: FormDefinition, items: Sequence[LineItem]) -> bool:
    """Tell whether a table prints the codes of another classification than its form's."""
    printed = account_kind_of(items)
    return bool(printed) and form.account_kind is not None and printed != form.account_kind
