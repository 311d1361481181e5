"""Rows that a page break parts: the rest of a label stands alone on top of the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipelines.accounts import accounts
from pipelines.recognise.heads import ColumnHead, Role
from pipelines.values.items import LineItem
from pipelines.values.pages import Grid
from pipelines.values.text import item_name, row_key, squeeze

_LABELS = (Role.NAME, Role.CODE)


def rejoin(
    items: Sequence[LineItem], grid: Grid, first_row: int, heads: Sequence[ColumnHead]
) -> list[LineItem]:
    """Return a table's line items with the last row's names completed by the first row of its next page.

    That row holds no figure; it is the rest of a label where both together are the name of an account, or close a
    bracket that the first half left open.
    """
    if not items or first_row >= grid.n_rows:
        return list(items)
    cells = [cell for cell in grid.row(first_row) if squeeze(cell.text) and cell.row == first_row]
    labels = {head.index for head in heads if head.role in _LABELS}
    if not cells or any(cell.column not in labels for cell in cells):
        return list(items)
    last = max((item.page, item.row_no or 0) for item in items)
    fixed = list(items)
    for cell in cells:
        for index, item in enumerate(items):
            is_of_lane = _lane_of(item.column_no - 1, heads) == _lane_of(cell.column, heads)
            if (item.page, item.row_no or 0) == last and is_of_lane and _is_rest(item, cell.text):
                label = item.label_printed + squeeze(cell.text)
                fixed[index] = replace(item, label_printed=label, item_name=item_name(label))
    return fixed


def _lane_of(column: int, heads: Sequence[ColumnHead]) -> int:
    """Count the lists of accounts that begin up to a column: those of one side by side with another."""
    roles = [head.role in _LABELS for head in heads[: column + 1]]
    return sum(is_label and not before for is_label, before in zip(roles, [False, *roles], strict=False))


def _is_rest(item: LineItem, text: str) -> bool:
    """Tell whether a text goes on with the name of a line item."""
    name = item.item_name + squeeze(text)
    if item.item_name.count("（") + item.item_name.count("(") > item.item_name.count(
        "）"
    ) + item.item_name.count(")"):
        return squeeze(text).endswith((")", "）"))
    return _is_name(row_key(name)) and not _is_name(row_key(text))


def _is_name(label: str) -> bool:
    """Tell whether a label is that of an account or of a total."""
    return label in _names() or label.endswith(("合计", "总计", "小计"))


@cache
def _names() -> frozenset[str]:
    """Return the keys of the names of all accounts."""
    return frozenset(row_key(account.account_name) for account in accounts())
