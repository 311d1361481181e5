"""Amounts in running text: figures with their unit, exact, with the place they stand at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from pipelines.values.amounts import MOST_DIGITS, printed_step
from pipelines.values.frozen import value

MONEY: Final = frozenset({"元", "千元", "万元", "百万元", "亿元"})
PERCENT: Final = "%"
_NUMBER: Final = r"(?P<number>[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
_UNIT: Final = (
    r"(?P<unit>亿元|百万元|万元|千元|元|万(?=[,.;:。、()]|$)|%|个百分点|台\(套\)|台套|台/套|辆|台|套"
    r"|个|人次|人|批次|批|次|项|分|年|月|日)?"
)
# A figure is whole where no digit or mark of a figure touches it.
_AMOUNT: Final = re.compile(rf"(?<![\dA-Za-z])(?<!\d[.,]){_NUMBER}(?![\d]|[.,]\d) ?{_UNIT}", re.MULTILINE)
_BROKEN: Final = re.compile(r"\d \d")
BROKEN_FIGURE: Final = re.compile(r"(?<![\d.,])[\d.,]{0,20}\d \d[\d., ]{0,20}(?:亿元|万元|元|%)")
LETTERED_FIGURE: Final = re.compile(
    r"(?<![\dA-Za-z.,])(?=[\d.,]{0,20}[OoIlBSZ])[\d.,OoIlBSZ]{2,24}(?<=[\dOoIlBSZ])(?:亿元|万元|元|%)"
)
"""A figure in whose digits a letter stands (12.3O万元), as character recognition leaves them."""
MISPLACED_FIGURE: Final = re.compile(
    r"(?<![\d.,A-Za-z])(?!(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:亿元|百万元|万元|千元|元|%))"
    r"\d[\d.,]{1,30}\d(?:亿元|百万元|万元|千元|元|%)"
)
"""A figure whose separators are no figure's: two amounts that a comma parts (12.5,13.4万元), or a misprint."""
_SPELLINGS: Final = {"万": "万元", "台(套)": "台（套）", "台套": "台（套）", "台/套": "台（套）"}

ENDLESS_FIGURE: Final = re.compile(rf"\d{{{MOST_DIGITS + 1},}}")
"""More digits than any amount has: several figures run together."""


@value(frozen=True, slots=True)
class Amount:
    """One figure of a passage: ``start`` and ``end`` are offsets in its text, ``text`` the bare print.

    ``unit`` is 万元, %, 辆 …, ``''`` where none is printed behind the figure.
    """

    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal
    unit: str

    @property
    def is_money(self) -> bool:
        """Tell whether the unit is one of money."""
        return self.unit in MONEY

    @property
    def is_bare_zero(self) -> bool:
        """Tell whether the figure is a zero without a unit, which is nothing in any unit."""
        return not self.unit and self.value == 0

    @property
    def is_percent(self) -> bool:
        """Tell whether the figure is a percentage."""
        return self.unit == PERCENT


def find_amounts(plain: str) -> Iterator[Amount]:
    """Yield the figures of a plain text (half-width marks), left to right.

    Figures that a blank divides so that one or two may be meant (``2 106.66``) are not yielded; neither are
    dates and figures with misplaced separators.
    """
    for match in _AMOUNT.finditer(plain):
        number = match["number"]
        start, end = match.span()
        if _BROKEN.search(plain[max(0, match.start("number") - 2) : match.end("number") + 2]):
            continue
        if ENDLESS_FIGURE.search(number.replace(",", "")):
            continue
        unit = match["unit"] or ""
        value = Decimal(number.replace(",", "").replace("−", "-"))
        yield Amount(start, end, number, value, printed_step(number), _SPELLINGS.get(unit, unit))
