"""Rates: percentages by interval arithmetic, as a printed rate stands to the printed amounts it is made of.

Reports compute percentages from amounts in 元.分 and print both rounded, so a rate is right if *some* amounts
within half a unit of the printed ones give it: 0.95 of 2.00 may be 47.30 %, but 116.78 of 621.38 is 18.79 %.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import product
from typing import Final

from pipelines.values.amounts import UNIT_YUAN
from pipelines.values.claims import Figure

HUNDRED: Final = Decimal(100)
_POINTS: Final = Decimal("0.0001")
_WIDE: Final = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage that printed amounts give: from them exactly, and between which bounds at the most."""

    nominal: Decimal
    low: Decimal
    high: Decimal

    def compare(self, stated: Decimal, step: Decimal, slack: Decimal = Decimal(0)) -> tuple[str, Decimal]:
        """Return holds, rounding or violated for a stated percentage, and how far off it might have been.

        ``step`` is the unit of its last digit: reports round, and some cut off. ``slack`` widens that where the
        percentage was made to fit others.
        """
        spread = max(self.high - self.nominal, self.nominal - self.low)
        edge = max(step, slack)
        if abs(stated - self.nominal) <= step / 2:
            return "holds", spread + edge
        fits = self.low - edge <= stated <= self.high + edge
        return ("rounding" if fits else "violated"), spread + edge


Formula = Callable[..., tuple[Decimal, Decimal]]
"""Amounts to numerator and denominator; both must be linear in every amount."""


def part_of(part: Decimal, whole: Decimal) -> tuple[Decimal, Decimal]:
    """Return what a share or a completion rate divides."""
    return part, whole


def change_of(delta: Decimal, now: Decimal) -> tuple[Decimal, Decimal]:
    """Return what a rate of change divides: the change, and the amount before it."""
    return delta, now - delta


def growth_of(now: Decimal, before: Decimal) -> tuple[Decimal, Decimal]:
    """Return what a rate of change divides where both years' amounts are printed."""
    return now - before, before


def yuan(figure: Figure) -> Decimal | None:
    """Return a figure in yuan; None where its unit is not money."""
    factor = UNIT_YUAN.get(figure.unit or "")
    return None if factor is None else figure.value * factor


def half_step(figure: Figure) -> Decimal:
    """Return half the unit of a figure's last printed digit, in yuan for money, else in the figure's unit."""
    return figure.step * UNIT_YUAN.get(figure.unit or "", Decimal(1)) / 2


def rate_of(formula: Formula, figures: Sequence[Figure]) -> Rate | None:
    """Return the percentage that amounts give by a formula.

    None where it cannot be computed: an amount is not money, or the denominator may be zero within rounding.
    """
    values = [yuan(figure) for figure in figures]
    if any(value is None for value in values):
        return None
    middle = [value for value in values if value is not None]
    corners = product(
        *(
            (value - half_step(figure), value + half_step(figure))
            for value, figure in zip(middle, figures, strict=True)
        )
    )
    parts = [formula(*corner) for corner in corners]
    above, below = formula(*middle)
    if not (all(b > 0 for _, b in parts) or all(b < 0 for _, b in parts)):
        return None
    bounds = [a / b * HUNDRED for a, b in parts]
    return Rate(
        nominal=(above / below * HUNDRED).quantize(_POINTS, context=_WIDE),
        low=min(bounds),
        high=max(bounds),
    )
