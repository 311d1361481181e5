"""What must be true of a built warehouse before it is published; one that is not leaves yesterday's in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from pipelines.publish import opening, publication
from pipelines.publish.losses import proof_coverage, unexplained
from pipelines.publish.snapshots import damage
from pipelines.settings import Settings

_GRAIN: Final = 0.001  # a fall of less than a tenth of a percentage point is no fall


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one gate, with the figures that decided it."""

    passed: bool
    figures: dict[str, Any] = field(default_factory=dict)


def the_warehouse_holds_every_document(settings: Settings) -> Verdict:
    """Nothing was lost between lake and warehouse.

    The documents of the lake and those of the snapshot's ``dim_document`` are as many.
    """
    lake = pl.read_parquet(settings.lake_dir / "documents" / "*.parquet", columns=["document_id"])
    expected = lake["document_id"].n_unique()
    with opening.connect(publication.newest(settings).file) as connection:
        row = connection.execute("select count(*) from marts.dim_document").fetchone()
    found = row[0] if row else 0
    return Verdict(found == expected, {"lake": expected, "warehouse": found})


def no_mart_lost_rows_without_a_reason(settings: Settings) -> Verdict:
    """Every mart has the rows it had in the published warehouse, apart from those of documents that changed.

    ``juesuan publish`` accepts a loss that a person has looked at.
    """
    old = publication.published(settings)
    if old is None:
        return _FIRST
    if words := damage(old):
        return Verdict(False, {"compared_with": old.snapshot_id, "damaged": words})
    losses = unexplained(old, publication.newest(settings))
    told = {loss.mart: f"{loss.rows} rows, for example {loss.example}" for loss in losses}
    return Verdict(not losses, {"compared_with": old.snapshot_id, "losses": told})


def proof_coverage_did_not_drop(settings: Settings) -> Verdict:
    """Of the documents that both hold, no smaller share of figures is proven than in the published warehouse.

    A fall that rounding makes is none.
    """
    old = publication.published(settings)
    if old is None:
        return _FIRST
    if words := damage(old):
        return Verdict(False, {"compared_with": old.snapshot_id, "damaged": words})
    share = proof_coverage(old, publication.newest(settings))
    before, now = share.before or 0.0, share.now or 0.0
    return Verdict(now >= before - _GRAIN, {"compared_with": old.snapshot_id, "before": before, "now": now})


_FIRST: Final = Verdict(True, {"compared_with": "nothing is published yet"})
GATES: Final[tuple[Callable[[Settings], Verdict], ...]] = (
    the_warehouse_holds_every_document,
    no_mart_lost_rows_without_a_reason,
    proof_coverage_did_not_drop,
)


def refusal(failed: dict[str, dict[str, Any]]) -> str:
    """Return what a person is told of a warehouse that did not pass: its untrue sentences by name, with figures."""
    told = []
    for name, figures in failed.items():
        found = ", ".join(f"{what}: {value}" for what, value in figures.items())
        told.append(f"{name.replace('_', ' ')} ({found})")
    what = "\n  ".join(told)
    return (
        f"the warehouse was built and kept, but not published, because these sentences are not true\n  {what}\n"
        "juesuan diff shows what changed against the published one; juesuan publish accepts it"
    )


__all__ = ["GATES", "Verdict", "refusal"]
