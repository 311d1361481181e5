"""Expenditure that is listed below its classes, told by the names of its rows where no codes are printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from pipelines.accounts import accounts
from pipelines.values.items import LineItem
from pipelines.values.text import row_key

_FEWEST: Final = 3


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of classes (类), and those of groups and items (款, 项) that no class has."""
    functional = [a for a in accounts() if a.account_kind == "functional"]
    classes = {row_key(a.account_name).removesuffix("支出") for a in functional if a.level == "class"}
    below = {row_key(a.account_name).removesuffix("支出") for a in functional if a.level != "class"}
    return frozenset(classes), frozenset(below - classes)


def lists_items(items: Sequence[LineItem]) -> bool:
    """Tell whether rows name more groups and items than classes, both of them."""
    classes, below = _names()
    rows = {(item.page, item.row_no): row_key(item.item_name).removesuffix("支出") for item in items}
    own = sum(name in classes for name in rows.values())
    detailed = sum(name in below for name in rows.values())
    return own > 0 and detailed >= _FEWEST and detailed > own
