"""Lists: which of the rows above a total it adds up, where the print leaves that open.

All rows of a form's side are its parts, but one side may print two lists side by side, each adding up to the whole
(expenditure by function, and by economic account), and parts of parts may stand below them, or their sum behind them,
without any mark.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from pipelines.forms.terms import Term
from pipelines.prove.rates import half_step, yuan
from pipelines.values.items import LineItem
from pipelines.values.text import row_key, squeeze

Figures = Sequence[tuple[int, LineItem]]
"""Figures with the sign that each has in a sum."""

_FIRST_LEVEL: Final = re.compile(r"[一二三四五六七八九十]{1,3}[、.．,，]")
_SECOND_LEVEL: Final = re.compile(r"\d{1,2}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]")
_MOST_ROWS: Final = 60
_MOST_STEPS: Final = 500
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
    for way in ways:
        if _adds_up(total, way):
            return way, True
    told = _told_by_sums(total, ways[0]) if ways else None
    if told is not None:
        return told, True
    return ways[0] if len(ways) == 1 else figures, len(ways) == 1


def _told_by_sums(total: LineItem, figures: Figures) -> Figures | None:
    """Return the figures that no other row adds up, and that together come to the total; None where that fails.

    财政拨款 500, 一般公共预算 500, 事业收入 20, 小计 520: rows right behind one that come to it are its parts, and a
    row that comes to those right before it stands for them. One with a number of the first level is neither.
    """
    filled = [one for one in figures if one[1].value]
    if len(filled) > _MOST_ROWS:
        return None
    own = [_FIRST_LEVEL.match(squeeze(figure.label_printed)) is not None for _, figure in filled]
    steps = itertools.count()

    def rest(at: int, taken: Figures) -> Figures | None:
        if next(steps) > _MOST_STEPS:
            return None
        if at == len(filled):
            return taken if len(taken) < len(filled) and _adds_up(total, taken) else None
        head = filled[at]
        last = next((n for n in range(at + 1, len(filled)) if own[n]), len(filled))
        for size in _sizes(head[1], filled[at + 1 : last]):
            if found := rest(at + 1 + size, [*taken, head]):
                return found
        for size in () if own[at] else _sizes(head[1], taken[::-1]):
            if found := rest(at + 1, [*taken[: len(taken) - size], head]):
                return found
        return rest(at + 1, [*taken, head])

    return rest(0, [])


def _sizes(total: LineItem, figures: Figures) -> Iterator[int]:
    """Yield how many figures from the first on come to a total."""
    amount, within = yuan(total), half_step(total)
    so_far = Decimal(0)
    for size, (sign, figure) in enumerate(figures, start=1):
        part = yuan(figure)
        if amount is None or part is None:
            return
        so_far += sign * part
        within += half_step(figure)
        if abs(so_far - amount) <= within:
            yield size


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
