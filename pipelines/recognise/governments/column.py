"""One column of a government's own table, and the measures that are no amounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipelines.recognise.heads import ColumnHead, Role
from pipelines.values.items import PRIOR

AMOUNT: Final = "amount"
"""Measure of a column that says no stage, until the title, the rows or the document do."""
PERCENTS: Final = frozenset(
    ("rate", "rate_of_budget", "rate_of_initial", "rate_of_adjusted", "rate_to_prior", "share")
)


@dataclass(frozen=True, slots=True)
class AreaColumn:
    """One column of a government's own table.

    ``lane`` counts the lists of labels and figures that stand side by side, from 0. ``back`` is by how many years its
    figures are older than the table.
    """

    head: ColumnHead
    lane: int = 0
    scope: str = ""
    back: int = 0

    @property
    def role(self) -> Role:
        """Return what the column prints."""
        return self.head.role

    @property
    def is_percent(self) -> bool:
        """Tell whether its figures are percentages."""
        return self.head.measure.removeprefix(PRIOR) in PERCENTS
