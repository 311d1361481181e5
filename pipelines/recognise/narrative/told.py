"""Told: what a passage says of each subject, and what becomes of its other figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.names import Mention
from pipelines.recognise.narrative.statement import Said, Stated

_AMOUNTS: Final = frozenset({"amount", "final"})
BUDGETS: Final = ("annual_budget", "budget", "initial_budget")
"""The measures of a budget; that of the year counts before that of its beginning."""


@dataclass(slots=True)
class Told:
    """What a passage says of one subject.

    Measures are amount, initial_budget, annual_budget, budget, final, completion_rate, prior, delta, rate and share.
    ``head`` is the subject whose part it is, ``whole`` what had been told of that by then (``budget`` or ``''``).
    ``is_even`` tells that it is said to be as in the year before, ``is_of_other_year`` that its figures are of another
    year.
    """

    mention: Mention
    head: Told | None = None
    whole: str = ""
    figures: list[Stated] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    is_even: bool = False
    has_prior: bool = False
    is_of_other_year: bool = False
    measure: str = ""

    def add(self, figure: Stated) -> None:
        """Add a figure that was not told before."""
        if not any(old.measure == figure.measure and old.value == figure.value for old in self.figures):
            self.figures.append(figure)

    def denies(self, measures: Collection[str], amount: Amount) -> bool:
        """Tell whether another figure of one of these measures was told."""
        return any(figure.measure in measures and figure.value != amount.value for figure in self.figures)

    def knows(self, measure: str, amount: Amount) -> bool:
        """Tell whether this figure was told; one without a measure may be final."""
        same = _AMOUNTS if measure in ("", *_AMOUNTS) else {measure}
        return any(old.measure in same and old.value == amount.value for old in self.figures)

    def is_outgrown(self, amount: Amount) -> bool:
        """Tell whether an increase is more than the amount that was told: last year's would be less than nothing."""
        now = [f.amount for f in self.figures if f.measure in _AMOUNTS and f.amount.unit == amount.unit]
        return amount.is_money and bool(now) and all(one.value < amount.value for one in now)

    def has(self, measure: str) -> bool:
        """Tell whether a figure of this measure was told."""
        return any(figure.measure == measure for figure in self.figures)

    @property
    def is_budget(self) -> bool:
        """Tell whether nothing but budgets has been told."""
        return self.measure in BUDGETS and not (self.has("final") or self.has("amount"))

    @property
    def is_compared(self) -> bool:
        """Tell whether a change against the year before is told, or that there is none."""
        return self.is_even or self.has("delta") or self.has("rate")


@dataclass(slots=True)
class Reading:
    """What a passage tells of each subject, in reading order, and why its other figures state nothing (by offset)."""

    told: list[Told] = field(default_factory=list)
    asides: dict[int, str] = field(default_factory=dict)
