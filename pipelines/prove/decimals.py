"""Decimals: how exactly a table prints its figures, which decides how exactly its sums must come out.

A table has one number of decimals; a figure that has others lost digits, or has digits of its neighbours. What it
lost must not make a sum easier to fulfil. A column has one unit in the same way, and a document that converted its
figures from rounded ones prints all of them in multiples of that rounding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from pipelines.values.amounts import UNIT_YUAN, printed_step
from pipelines.values.items import LineItem, Place

_FEWEST: Final = 4  # figures that show how a table prints
_ALIKE: Final = Decimal("0.9")  # share of its figures that a fixed number of decimals is printed with
_USUAL: Final = 2  # decimals of money
GRAINS: Final = (Decimal(100), Decimal(1))
"""What figures in 元 may be multiples of, in 元: the roughest first."""
_ENOUGH_FOR_A_GRAIN: Final = 10
_VALUES_PER_SLIP: Final = 50


@dataclass(frozen=True, slots=True)
class Scale:
    """The decimals that a table prints in one unit.

    ``is_fixed``: all its figures have them, trailing zeros included; else zeros at the end are left out, and a figure
    may have fewer. ``times`` is how many figures have them.
    """

    decimals: int
    is_fixed: bool
    times: int

    @property
    def step(self) -> Decimal:
        """Return the unit of the last digit that the table prints."""
        return Decimal(1).scaleb(-self.decimals)


def scales_of(items: Sequence[LineItem]) -> dict[tuple[int, str], Scale]:
    """Return the scale of each table and unit of money; none of a table with too few figures to tell."""
    figures: dict[tuple[int, str], list[LineItem]] = defaultdict(list)
    for item in items:
        if item.unit in UNIT_YUAN and (item.value or decimals_of(item)):
            figures[item.table_no, item.unit].append(item)
    return {place: _scale(members) for place, members in figures.items() if len(members) >= _FEWEST}


def in_scale(items: Sequence[LineItem]) -> list[LineItem]:
    """Return items with the step of their table: a figure with fewer digits is no rougher than its neighbours."""
    scales = scales_of(items)
    return [
        replace(item, step=scale.step)
        if (scale := scales.get((item.table_no, item.unit or ""))) is not None
        and scale.step < item.step == printed_step(item.text_printed)
        else item
        for item in items
    ]


def in_grain(items: Sequence[LineItem]) -> list[LineItem]:
    """Widen the printed unit of a document's figures in 元 that were rounded before they were printed.

    Where they are multiples of 100 元 they were converted from 万元 with two decimals, and their sums are as rough
    as those were; where they end in .00 they were rounded to whole yuan. One in fifty may be neither, misread or
    misprinted (:func:`odd_grain`), without a consequence for the others.
    """
    return with_grain(items, _grain_of(items))


def with_grain(items: Sequence[LineItem], grain: Decimal | None) -> list[LineItem]:
    """Widen the printed unit of figures in 元 that are multiples of a grain; None: of none."""
    return [
        replace(item, step=grain)
        if grain and item.unit == "元" and item.step < grain and item.value % grain == 0
        else item
        for item in items
    ]


def odd_grain(items: Sequence[LineItem]) -> Mapping[Place, str]:
    """Return the figures in 元 that are no multiples of what all others are, and what is odd, in words.

    An amount that is printed twice is no slip.
    """
    grain = _grain_of(items)
    times = Counter(abs(item.value) for item in items if item.unit == "元")
    return {
        item.place: f"{item.text_printed.strip()!r} is no multiple of {grain:f} 元, as the others are"
        for item in items
        if grain and item.unit == "元" and item.value % grain and times[abs(item.value)] == 1
    }


def odd_decimals(items: Sequence[LineItem]) -> Mapping[Place, str]:
    """Return the figures whose decimals are not those of their table, and what is odd, in words.

    A bare 0 has the decimals of any table, and numbers of a workbook may each have their own.
    """
    scales = scales_of(items)
    found: dict[Place, str] = {}
    for item in items:
        scale = scales.get((item.table_no, item.unit or ""))
        count = decimals_of(item)
        if scale is None or not (item.value or count > _USUAL):
            continue
        if not (scale.is_fixed or scale.times >= _FEWEST) and "!" in item.cell_reference:
            continue
        most = scale.decimals if scale.is_fixed else max(scale.decimals, _USUAL)
        if count > most or (scale.is_fixed and count < most):
            told = f"{count} decimals in a table of {scale.decimals}"
            found[item.place] = f"{item.text_printed.strip()!r} has {told}"
    return found


def odd_units(items: Sequence[LineItem]) -> Mapping[Place, str]:
    """Return the figures that print a unit of money beside them other than that of their column, and what is odd.

    Either is a slip of the pen: 2.00元 in a column of 万元 may be 2.00万元.
    """
    units: dict[tuple[int, str, str], Counter[str]] = defaultdict(Counter)
    for item in items:
        if item.unit in UNIT_YUAN:
            units[item.table_no, item.section, item.measure][item.unit] += 1
    found: dict[Place, str] = {}
    for item in items:
        usual, times = next(iter(units[item.table_no, item.section, item.measure].most_common(1)), ("", 0))
        printed = "".join(item.text_printed.split())
        if (
            times >= _FEWEST - 1
            and item.unit in UNIT_YUAN
            and item.unit != usual
            and printed.endswith(item.unit)
        ):
            found[item.place] = f"{item.text_printed.strip()!r} is in {item.unit} in a column of {usual}"
    return found


def decimals_of(item: LineItem) -> int:
    """Return how many decimals a figure was printed with."""
    return _decimals_in(item.text_printed)


@lru_cache(maxsize=1 << 15)
def _decimals_in(text: str) -> int:
    return max(0, -printed_step(text).adjusted())


def _grain_of(items: Sequence[LineItem]) -> Decimal | None:
    """Return the amount in 元 of which all figures in 元 but a slip are multiples; None where there is none."""
    values = {abs(item.value) for item in items if item.value and item.unit == "元"}
    return grain_among(len(values), {grain: sum(value % grain != 0 for value in values) for grain in GRAINS})


def grain_among(values: int, rough: Mapping[Decimal, int]) -> Decimal | None:
    """Return the grain of so many amounts in 元, ``rough`` of which are no multiples of each; None where none is."""
    if values < _ENOUGH_FOR_A_GRAIN:
        return None
    most = max(1, values // _VALUES_PER_SLIP)
    return next((grain for grain in GRAINS if rough[grain] <= most), None)


def _scale(members: Sequence[LineItem]) -> Scale:
    counts = Counter(map(decimals_of, members))
    usual, number = counts.most_common(1)[0]
    ends_in_zero = any(decimals_of(item) == usual and _ends_in_zero(item) for item in members)
    most = max(Decimal(2), (1 - _ALIKE) * len(members))
    if usual and len(members) - number <= most and number >= _FEWEST - 1 and ends_in_zero:
        return Scale(usual, is_fixed=True, times=number)
    printed_twice = [count for count, times in counts.items() if times > 1]
    decimals = max(printed_twice, default=usual)
    return Scale(decimals, is_fixed=False, times=counts[decimals])


def _ends_in_zero(item: LineItem) -> bool:
    """Tell whether the last printed decimal is a zero, which a table that leaves zeros out never prints."""
    return item.value % (printed_step(item.text_printed) * 10) == 0
