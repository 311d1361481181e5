"""Which counts and amounts of procurement are read for which kind of report."""

from __future__ import annotations

from typing import Final

from pipelines.recognise.narrative import assets, budget_assets, three_public_counts
from pipelines.recognise.narrative.statement import Reader

_FINAL: Final[tuple[Reader, ...]] = (three_public_counts.read, assets.read)
_BUDGET: Final[tuple[Reader, ...]] = (budget_assets.read,)


def kinds_of(report_kind: str | None) -> tuple[Reader, ...]:
    """Return the readers for a kind of report."""
    return _BUDGET if report_kind == "budget" else _FINAL
