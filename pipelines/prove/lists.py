"""Lists: which of the rows above a total it adds up, where the print leaves that open.

All rows of a form's side are its parts, but one side may print two lists side by side, each adding up to the whole
(expenditure by function, and by economic account), and parts of parts may stand below them without any mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from pipelines.prove.rates import half_step, yuan
from pipelines.prove.terms import Term
from pipelines.values.items import LineItem
from pipelines.values.text import row_key, squeeze

Figures = Sequence[tuple[int, LineItem]]
"""Figures with the sign that each has in a sum."""

_FIRST_LEVEL: Final = re.compile(r"[一二三四五六七八九十]{1,3}[、.．,，]")
_SECOND_LEVEL: Final = re.compile(r"\d{1,2}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]")
_BALANCE: Final = re.compile(r"结转|结余|结存|合计|总计|小计|分配|动用|调[入出]|弥补")


def of_total(
    total: LineItem, right: Sequence[Sequence[Sequence[Term]]], figures: Figures
) -> tuple[Figures, bool]:
    """Return the figures of a sum's right side that its total adds up, and whether these are known to be so.

    ``right`` are the terms of the sum: one that stands for all rows, or for all sub-rows of one, leaves it open.
    """
    terms = [term for ways in right for way in ways for term in way]
    if any(term.labels[0].startswith("*") for term in terms):
        ways = list(_lists(total, figures))
    elif any(term.sub_rows == ("*",) for term in terms):
        ways = list(_levels(figures, _SECOND_LEVEL))
    else:
        return figures, True
    ways = [way for way in ways if way]
    if len(ways) == 1:
        return ways[0], True
    for way in ways:
        if _adds_up(total, way):
            return way, True
    return figures, False


def _lists(total: LineItem, figures: Figures) -> Iterator[Figures]:
    """Yield all figures, those of the total's own list, and of either those of the first level."""
    yield from _levels(figures, _FIRST_LEVEL)
    own = [(sign, figure) for sign, figure in figures if figure.column_no == total.column_no]
    if len(own) < len(figures):
        yield from _levels(own, _FIRST_LEVEL)


def _levels(figures: Figures, numbered: re.Pattern[str]) -> Iterator[Figures]:
    """Yield all figures, and those of numbered rows alone where others that are no balances stand among them."""
    yield figures
    first = [one for one in figures if numbered.match(squeeze(one[1].label_printed)) or _is_balance(one[1])]
    others = [one for one in figures if one not in first and one[1].value]
    if others and any(not _is_balance(figure) for _, figure in first):
        yield first


def _is_balance(figure: LineItem) -> bool:
    return _BALANCE.search(row_key(figure.item_name)) is not None


def _adds_up(total: LineItem, figures: Figures) -> bool:
    amounts = [sign * amount for sign, figure in figures if (amount := yuan(figure)) is not None]
    envelope = sum((half_step(figure) for _, figure in (*figures, (1, total))), Decimal(0))
    return abs(sum(amounts, Decimal(0)) - (yuan(total) or Decimal(0))) <= envelope
