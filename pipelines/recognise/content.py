"""Content: what the codes that a table prints say of its form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.values.items import LineItem

_FUNCTIONAL: Final = "functional"
_ECONOMIC: Final = "economic"
_FEWEST_CODES: Final = 3


def account_kind_of(items: Sequence[LineItem]) -> str:
    """Return the classification that most of a table's codes are of, ``''`` where they tell none.

    Classes 201 to 299 are functions of expenditure, 301 to 399 its economic kinds (政府收支分类科目).
    """
    codes = {item.item_code for item in items if item.item_code}
    kinds = Counter(
        _FUNCTIONAL if code.startswith("2") else _ECONOMIC for code in codes if code.startswith(("2", "3"))
    )
    if sum(kinds.values()) < _FEWEST_CODES:
        return ""
    kind, count = kinds.most_common(1)[0]
    return kind if 3 * count >= 2 * sum(kinds.values()) else ""


def misses_its_accounts(form: FormDefinition, items: Sequence[LineItem]) -> bool:
    """Tell whether a table prints the codes of another classification than its form's."""
    printed = account_kind_of(items)
    return bool(printed) and form.account_kind is not None and printed != form.account_kind
