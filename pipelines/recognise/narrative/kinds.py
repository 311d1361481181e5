"""The kinds of statements, for budgets and for final accounts, in the order in which they are asked."""

from __future__ import annotations

from typing import Final

from pipelines.recognise.narrative import (
    agency_operating,
    assets,
    basic_split,
    budget,
    item_execution,
    procurement,
    structure,
    three_public,
    three_public_counts,
    totals,
)
from pipelines.recognise.narrative.statement import Reader

FINAL_KINDS: Final[tuple[Reader, ...]] = (
    totals.read,
    structure.read,
    item_execution.read,
    basic_split.read,
    three_public.read,
    three_public_counts.read,
    agency_operating.read,
    procurement.read,
    assets.read,
)


def kinds_of(report_kind: str | None) -> tuple[Reader, ...]:
    """Return the readers for a kind of report; those of final accounts where it is not known."""
    return budget.KINDS if report_kind == "budget" else FINAL_KINDS
