"""Trial: whether identities would hold with other figures, and which figure would make one hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import permutations
from typing import Final

from pipelines.values.amounts import UNIT_YUAN
from pipelines.values.claims import Figure
from pipelines.values.frozen import value
from pipelines.values.proof import Check

Place = tuple[int, int, int, int]
Values = Mapping[Place, Decimal]
_HUNDRED: Final = Decimal(100)
_CENT: Final = Decimal("0.01")
_SAME_RATE: Final = Decimal("0.02")
"""Two percentages reached from the same amounts differ by no more, whichever way each was rounded."""


@dataclass(frozen=True, slots=True)
class _Ratio:
    """A percentage of amounts: 100 × Σ above / Σ below, by place of figure."""

    above: Mapping[Place, int]
    below: Mapping[Place, int]

    def of(self, values: Values) -> Decimal | None:
        below = sum((sign * values[place] for place, sign in self.below.items()), Decimal(0))
        above = sum((sign * values[place] for place, sign in self.above.items()), Decimal(0))
        return above / below * _HUNDRED if below else None

    def solve(self, place: Place, rate: Decimal, values: Values) -> Decimal | None:
        """Return the value of one amount that gives a rate."""
        others = dict(values) | {place: Decimal(0)}
        above = sum((sign * others[p] for p, sign in self.above.items()), Decimal(0)) * _HUNDRED
        below = sum((sign * others[p] for p, sign in self.below.items()), Decimal(0))
        slope = rate * self.below.get(place, 0) - _HUNDRED * self.above.get(place, 0)
        return (above - rate * below) / slope if slope else None


@value(frozen=True, slots=False)
class TrialTie:
    """One check with what is needed to try other figures in it."""

    check: Check

    @cached_property
    def weights(self) -> dict[Place, Decimal]:
        """How much each figure adds to left minus right, per unit of the figure as printed."""
        check = self.check
        weights = {item.place: self._factor(item) for item in check.left_items}
        for sign, item in check.right_items:
            weights[item.place] = weights.get(item.place, Decimal(0)) - sign * self._factor(item)
        return weights

    def _factor(self, item: Figure) -> Decimal:
        return UNIT_YUAN.get(item.unit or "", Decimal(1)) if self.check.quantity == "money" else Decimal(1)

    @cached_property
    def places(self) -> frozenset[Place]:
        """Return where the tie's figures stand."""
        return frozenset(item.place for item in self.check.members)

    @cached_property
    def is_sum(self) -> bool:
        """Tell whether the figures add up, as against a percentage of amounts."""
        return self.check.quantity != "percent" or all(item.unit == "%" for item in self.check.members)

    @cached_property
    def ratio(self) -> _Ratio | None:
        """Return how the stated percentage follows from the amounts, None where it cannot be told."""
        amounts = _amounts(self.check)
        if self.is_sum or len(self._rates) != 1:
            return None
        values = _values(amounts)
        stated = self._rates[0].value
        computed = self.check.right if self.check.left == stated else self.check.left
        for ratio in _ratios([item.place for item in amounts]):
            found = ratio.of(values)
            if found is not None and abs(found - computed) <= _SAME_RATE:
                return ratio
        return None

    @cached_property
    def is_rate_on_zero(self) -> bool:
        """Tell whether a percentage is stated of nothing."""
        amounts = _amounts(self.check)
        return not self.is_sum and bool(amounts) and not any(item.value for item in amounts)

    @cached_property
    def _rates(self) -> list[Figure]:
        return [item for item in self.check.members if item.unit == "%"]

    @cached_property
    def _values_before(self) -> dict[Place, Decimal]:
        return {item.place: item.value for item in self.check.members}

    def gap(self, new: Values) -> Decimal | None:
        """Return left minus right with other figures in some places; None where it cannot be computed."""
        if self.is_sum:
            before = self._values_before
            moved = [self.weights[place] * (new[place] - before[place]) for place in new if place in before]
            return self.check.left - self.check.right + sum(moved, Decimal(0))
        ratio = self.ratio
        if ratio is None:
            return None
        found = ratio.of(_values(_amounts(self.check), new))
        rate = self._rates[0]
        return None if found is None else new.get(rate.place, rate.value) - found

    def holds(self, new: Values) -> bool:
        """Tell whether the identity would hold with other figures; an inequality that held, in its direction."""
        if self.is_rate_on_zero:
            return any(new.get(item.place) for item in self.check.members)
        gap, before = self.gap(new), self.check.left - self.check.right
        if gap is None:
            return False
        if self.check.status != "violated" and abs(before) > self.check.tolerance and gap * before > 0:
            return True
        return abs(gap) <= self.check.tolerance

    def fits(self, new: Values) -> bool:
        """Tell whether the identity would hold as it would be worked out from the figures as printed.

        Of small amounts many percentages are possible; a guess at a slip must give the one that they give.
        """
        if self.is_sum or self.is_rate_on_zero:
            return self.holds(new)
        gap = self.gap(new)
        return gap is not None and abs(gap) <= self._rates[0].step

    def needed(self, figure: Figure) -> Decimal | None:
        """Return the value, to its printed digit, with which one figure would close the gap exactly."""
        if self.is_sum:
            weight = self.weights.get(figure.place)
            exact = figure.value - (self.check.left - self.check.right) / weight if weight else None
        elif self.ratio is None:
            exact = None
        elif figure.unit == "%":
            exact = self.ratio.of(_values(_amounts(self.check)))
        else:
            found = self.ratio.solve(figure.place, self._rates[0].value, _values(_amounts(self.check)))
            exact = None if found is None else found / UNIT_YUAN.get(figure.unit or "", Decimal(1))
        if exact is None:
            return None
        step = min(figure.step, max(self._finest(figure), _CENT))
        return (exact / step).to_integral_value() * step

    def _finest(self, figure: Figure) -> Decimal:
        """Return the last digit to which a sum's figures are printed, in the unit of one of them."""
        return self._last_digit / self._factor(figure) if self.is_sum else figure.step

    @cached_property
    def _last_digit(self) -> Decimal:
        return min(item.step * self._factor(item) for item in self.check.members)


def _amounts(check: Check) -> list[Figure]:
    return [item for item in check.members if item.unit != "%"]


def _values(items: Iterable[Figure], new: Values | None = None) -> dict[Place, Decimal]:
    """Return amounts in yuan (other quantities as they are) by place, some of them replaced."""
    given = new or {}
    return {
        item.place: given.get(item.place, item.value) * UNIT_YUAN.get(item.unit or "", Decimal(1))
        for item in items
    }


def _ratios(places: Sequence[Place]) -> Iterator[_Ratio]:
    """Yield the ways in which reports form a percentage of two amounts: shares, completion, change."""
    if len(places) != 2:
        return
    for top, base in permutations(places):
        for sign in (1, -1):
            yield _Ratio({top: sign}, {base: 1})
            yield _Ratio({top: sign}, {base: 1, top: -1})
            yield _Ratio({top: sign}, {base: 1, top: 1})
            yield _Ratio({top: sign, base: -sign}, {base: 1})


class Ties:
    """All hard ties of a document, by the figures they hold."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self.violated: dict[Place, list[TrialTie]] = {}
        self.held: dict[Place, list[TrialTie]] = {}
        self.all = {
            i: TrialTie(check) for i, check in enumerate(checks) if check.is_hard and not check.is_presence
        }
        for tie in self.all.values():
            side = self.violated if tie.check.status == "violated" else self.held
            for place in tie.places:
                side.setdefault(place, []).append(tie)

    def settles(self, new: Values) -> bool:
        """Tell whether other figures would close every violated tie they touch and break none that holds."""
        broken = (tie for place in new for tie in self.violated.get(place, ()))
        return self.keeps(new) and all(tie.holds(new) for tie in broken)

    def keeps(self, new: Values) -> bool:
        """Tell whether other figures would leave every tie that holds as it is."""
        return all(tie.holds(new) for place in new for tie in self.held.get(place, ()))
