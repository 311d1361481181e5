"""Slips: how a printed figure and the one that would fit differ, digit by digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_FACTORS: Final = (10_000, 1_000, 100, 10)
_FEWEST: Final = 3
"""Figures of fewer digits differ by a digit too easily for that to say anything."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip by kind and in words: ``words`` goes on from "the printed figure is …"."""

    kind: str
    words: str


def slip_between(printed: Decimal, needed: Decimal, step: Decimal) -> Slip | None:
    """Return how one slip turned ``needed`` into ``printed``; None where no single slip did.

    ``step`` is the unit of the last printed digit: a factor counts where the rest is lost in rounding.

    >>> slip_between(Decimal("43269.3"), Decimal("3269.3"), Decimal("0.1")).kind
    'extra_digit'
    """
    if not printed or not needed or printed == needed:
        return None
    if printed == -needed:
        return Slip("sign", "the same with the other sign")
    if (printed < 0) != (needed < 0):
        return None
    printed, needed = abs(printed), abs(needed)
    for factor in _FACTORS:
        if abs(needed * factor - printed) <= step * factor / 2 and needed >= 10 * step:
            return Slip("unit_slip", f"{factor:,} times as large")
        if abs(printed * factor - needed) <= step * factor / 2 and printed >= 10 * step:
            return Slip("unit_slip", f"{factor:,} times too small")
    return _digit_slip(_digits(printed, step), _digits(needed, step))


def _digits(value: Decimal, step: Decimal) -> str:
    return str(int((value / step).to_integral_value()))


def _digit_slip(printed: str, needed: str) -> Slip | None:
    if len(printed) == len(needed):
        wrong = [i for i, (p, n) in enumerate(zip(printed, needed, strict=True)) if p != n]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and printed[wrong[0]] == needed[wrong[1]]:
            if printed[wrong[1]] == needed[wrong[0]]:
                return Slip("digit_swap", "the same with two neighbouring digits swapped")
        elif len(wrong) == 1 and len(printed) >= _FEWEST:
            i = wrong[0]
            return Slip("wrong_digit", f"the same but for one digit, {printed[i]} for {needed[i]}")
    longer, shorter = (printed, needed) if len(printed) > len(needed) else (needed, printed)
    if len(shorter) >= _FEWEST and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)) if len(longer) == len(shorter) + 1
    ):
        if longer == printed:
            return Slip("extra_digit", "the same with one digit too many")
        return Slip("lost_digit", "the same with one digit lost")
    return None


def slipped_values(printed: Decimal, step: Decimal) -> Iterator[Decimal]:
    """Yield the values that one strong slip may have turned into ``printed``: a factor, a swap, a digit more."""
    for factor in _FACTORS:
        yield printed * factor
        if printed % (step * factor) == 0:
            yield printed / factor
    sign = -1 if printed < 0 else 1
    digits = _digits(abs(printed), step)
    for i in range(len(digits)):
        if len(digits) > _FEWEST and digits[:i] + digits[i + 1 :]:
            yield sign * Decimal(digits[:i] + digits[i + 1 :]) * step
        if digits[i : i + 1] != digits[i + 1 : i + 2] and i + 1 < len(digits):
            yield sign * Decimal(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]) * step
