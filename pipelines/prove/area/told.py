"""Totals of a government's prose against its tables: a stated amount that a table prints is proven, none accuses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from pipelines.forms import form
from pipelines.prove.area import laws
from pipelines.prove.ties import CENT, balance
from pipelines.values.amounts import UNIT_YUAN
from pipelines.values.claims import Claim
from pipelines.values.items import LineItem
from pipelines.values.proof import Check
from pipelines.values.text import row_key

_KIND: Final = "government_total"
_REVENUE: Final = re.compile(r".{0,20}收入(?:合计|小计)?|总收入|合计")
_EXPENDITURE: Final = re.compile(r".{0,20}支出(?:合计|小计)?|总支出|合计")
_NAMED: Final = (
    (re.compile(r"税收收入$"), re.compile(r"税收收入"), ""),
    (re.compile(r"非税收入$"), re.compile(r"非税收入"), ""),
    (re.compile(r"一般公共预算总?收入$"), _REVENUE, "general"),
    (re.compile(r"一般公共预算总?支出$"), _EXPENDITURE, "general"),
    (re.compile(r"基金(?:预算)?总?收入$"), _REVENUE, "fund|insurance"),
    (re.compile(r"基金(?:预算)?总?支出$"), _EXPENDITURE, "fund|insurance"),
    (re.compile(r"国有资本经营(?:预算)?总?收入$"), _REVENUE, "capital"),
    (re.compile(r"国有资本经营(?:预算)?总?支出$"), _EXPENDITURE, "capital"),
)
_DEBT: Final = re.compile(r"(?:政府)?(一般|专项)?债务(余额|限额)$")
_PART: Final = {"": "", "一般": "_general", "专项": "_special"}
_LAST: Final = 1 << 62
_Total = tuple[str, str, tuple[int, ...]]


def totals_told(claims: Sequence[Claim], items: Sequence[LineItem]) -> Iterator[Check]:
    """Yield the check of each stated total with the first figure of the tables that it agrees with."""
    printed: dict[_Total, _Printed] = {}
    for claim in claims:
        if claim.kind != _KIND or claim.measure != "amount" or claim.unit not in UNIT_YUAN:
            continue
        total = _total(claim.subject)
        if total not in printed:
            is_of_total = _matching(*total)
            printed[total] = _Printed([item for item in items if is_of_total(item)])
        scope = f"{claim.subject} on page {claim.page}"
        for item in printed[total].near(claim):
            found = [
                check
                for check in balance(laws.TOLD, scope, [claim], [(1, item)], is_hard=False)
                if check.status != "violated"
            ]
            if found:
                yield found[0]
                break


class _Printed:
    """The figures that may be of one total, found by amount: a report of thousands states thousands of totals."""

    def __init__(self, items: Sequence[LineItem]) -> None:
        self._items = items
        by_step: dict[Decimal, list[tuple[Decimal, int]]] = defaultdict(list)
        for number, item in enumerate(items):
            factor = UNIT_YUAN.get(item.unit or "")
            if factor is not None:
                by_step[item.step * factor].append((item.value * factor, number))
        self._by_step = {step: sorted(amounts) for step, amounts in by_step.items()}

    def near(self, claim: Claim) -> Iterator[LineItem]:
        """Yield, in the order of print, the figures that rounding may tell from a claim of money."""
        factor = UNIT_YUAN[claim.unit or ""]
        amount, own = claim.value * factor, claim.step * factor
        cut = own if claim.step <= CENT else Decimal(0)
        numbers: list[int] = []
        for step, amounts in self._by_step.items():
            most = max((own + step) / 2, cut)
            first = bisect_left(amounts, (amount - most, -1))
            numbers += [
                number for _, number in amounts[first : bisect_right(amounts, (amount + most, _LAST))]
            ]
        return (self._items[number] for number in sorted(numbers))


def _total(subject: str) -> _Total:
    """Return which total a claim names: of a debt its measure and word, of others their places in ``_NAMED``."""
    if (debt := _DEBT.search(subject)) is not None:
        return ("balance" if debt[2] == "余额" else "limit") + _PART[debt[1] or ""], debt[2], ()
    return "", "", tuple(n for n, (told, _, _) in enumerate(_NAMED) if told.search(subject))


def _matching(measure: str, word: str, named: tuple[int, ...]) -> Callable[[LineItem], bool]:
    """Return what tells whether a figure of a table is of a total."""
    if measure:
        return lambda item: (
            _is_money(item)
            and (item.measure == measure or (word in item.item_name and "债" in item.item_name))
        )

    @cache
    def is_named(name: str, code: str) -> bool:
        key, role = row_key(name), form(code).role
        return any(
            row.fullmatch(key) and (not funds or re.search(funds, role))
            for _, row, funds in map(_NAMED.__getitem__, named)
        )

    return lambda item: _is_money(item) and is_named(item.item_name, item.form_code)


def _is_money(item: LineItem) -> bool:
    return item.amount_yuan is not None and item.unit != "%"
