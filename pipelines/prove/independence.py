"""Independence: which figures an identity that holds proves, because no single misreading could make it hold.

Figures that only cancel each other out in one print may both be misread alike, and so may copies of a figure whose
glyphs are not sure: neither proves anything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final

from pipelines.prove.rates import half_step, yuan
from pipelines.values.claims import Claim, Figure
from pipelines.values.items import LineItem, Place
from pipelines.values.proof import Check

_ROUGHER: Final = 10
"""Words whose last digit is worth so many of a figure's last digits prove themselves by it, but not the figure."""
_SUM: Final = 3
"""Figures other than zero that make a sum; two are copies."""


def proven_by(check: Check, unsure: Collection[Place] = ()) -> Sequence[Figure]:
    """Return the figures that an identity proves, for one that is telling and holds.

    None that is printed more exactly than the words that say it; none that only another one of its print cancels out
    (收入 and 支出 in 结转 + 收入 - 支出 = 结转); and of ``unsure`` figures none that is only equal to another one.
    """
    if check.quantity == "percent":
        return check.left_items
    said = [half_step(figure) for figure in check.members if isinstance(figure, Claim)]
    roughest = max(said, default=None)
    members = _uncancelled(check) if check.quantity == "money" else check.members
    filled = [figure for figure in members if figure.value]
    if check.quantity == "money" and (len(filled) < 2 or (len(filled) == 2 and is_one_print(*filled))):
        return ()
    return [
        figure
        for figure in members
        if roughest is None or isinstance(figure, Claim) or half_step(figure) * _ROUGHER > roughest
        if figure.place not in unsure or len(filled) >= _SUM
    ]


def is_one_print(one: Figure, other: Figure) -> bool:
    """Tell whether two figures stand in one table or statement, or were read from one spot of a page."""
    if isinstance(one, LineItem) and isinstance(other, LineItem):
        is_one_spot = one.box is not None and (one.page, one.box) == (other.page, other.box)
        return is_one_spot or one.table_no == other.table_no
    if isinstance(one, Claim) and isinstance(other, Claim):
        return one.sentence_no == other.sentence_no
    return False


def _uncancelled(check: Check) -> Sequence[Figure]:
    """Return the members of a sum without those that cancel each other out within one print."""
    signed = [(1, figure) for figure in check.left_items] + [(-sign, one) for sign, one in check.right_items]
    by_amount: dict[Decimal, list[tuple[int, Figure]]] = {}
    for sign, figure in signed:
        if amount := yuan(figure):
            by_amount.setdefault(abs(amount), []).append((sign if amount > 0 else -sign, figure))
    gone: set[Place] = set()
    for alike in by_amount.values():
        left: dict[int, dict[Place, Figure]] = {1: {}, -1: {}}
        for sign, figure in alike:
            left[sign][figure.place] = figure
        for sign, one in alike if left[1] and left[-1] else ():
            if one.place in gone:
                continue
            other = next((figure for figure in left[-sign].values() if is_one_print(one, figure)), None)
            if other is not None:
                gone |= {one.place, other.place}
                del left[sign][one.place], left[-sign][other.place]
    return [figure for figure in check.members if figure.place not in gone]
