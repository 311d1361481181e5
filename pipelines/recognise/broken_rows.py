"""Rows that a page break parts: the rest of a label stands alone on top of the next page, in its table or above it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from pipelines.recognise.heads import ColumnHead, Role
from pipelines.recognise.labels import account_names, is_exact
from pipelines.values.items import LineItem
from pipelines.values.pages import Grid, Line
from pipelines.values.text import item_name, row_key, squeeze

_LABELS: Final = (Role.NAME, Role.CODE)
_SLACK: Final = 1.0
"""A label may stand out of its column by so many points."""


def rejoin(
    items: Sequence[LineItem],
    grid: Grid,
    first_row: int,
    heads: Sequence[ColumnHead],
    above: Sequence[Line] = (),
) -> list[LineItem]:
    """Return a table's line items with the last row's names completed by what stands on top of its next page.

    That is the first row of ``grid`` where it holds no figure, or, without rules to enclose it, lines of ``above`` it.
    It is the rest of a label where both together are the name of an account or a source, or close a bracket that the
    first half left open.
    """
    fixed = list(items)
    labels = {head.index for head in heads if head.role in _LABELS}
    rests = _first_row(grid, first_row, labels) or _lines_above(grid, above, labels) if items else ()
    if not rests:
        return fixed
    # A table of thousands of pages: what is joined stands on its last one.
    begins = next((at for at in range(len(items), 0, -1) if items[at - 1].page != items[-1].page), 0)
    last = max(item.row_no or 0 for item in islice(items, begins, None))
    for column, text in rests:
        for index in range(begins, len(items)):
            item = items[index]
            is_of_lane = _lane_of(item.column_no - 1, heads) == _lane_of(column, heads)
            if (item.row_no or 0) == last and is_of_lane and _is_rest(item, text):
                label = item.label_printed + squeeze(text)
                fixed[index] = replace(item, label_printed=label, item_name=item_name(label))
    return fixed


def _first_row(grid: Grid, row: int, labels: Collection[int]) -> list[tuple[int, str]]:
    """Return the column and text of what a row prints; nothing where it prints anything but labels."""
    if row >= grid.n_rows:
        return []
    cells = [cell for cell in grid.row(row) if squeeze(cell.text) and cell.row == row]
    return (
        [(cell.column, cell.text) for cell in cells] if all(cell.column in labels for cell in cells) else []
    )


def _lines_above(grid: Grid, lines: Sequence[Line], labels: Collection[int]) -> list[tuple[int, str]]:
    """Return the column and text of the lines above a grid that stand within its labels' columns, each in one piece."""
    found: dict[int, str] = {}
    for column in sorted(labels):
        boxes = [cell.box for cell in grid.cells if cell.column == column and cell.box and squeeze(cell.text)]
        if not boxes or grid.box is None:
            continue
        left, right = min(box.x0 for box in boxes) - _SLACK, max(box.x1 for box in boxes) + _SLACK
        for line in lines:
            box = line.box
            if box and box.bottom <= grid.box.top + _SLACK and left <= box.x0 and box.x1 <= right:
                found[column] = found.get(column, "") + line.text
    return list(found.items())


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
    """Tell whether a label is that of an account, a source, a carry-over or a total."""
    return label in account_names() or is_exact(label) or label.endswith(("合计", "总计", "小计"))
