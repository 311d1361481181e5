"""Checks between build and publication. One that fails leaves yesterday's warehouse in place."""

from typing import Final

import dagster as dg
import polars as pl

from pipelines.publish import opening, publication
from pipelines.publish.freshness import source_freshness
from pipelines.publish.losses import proof_coverage, unexplained
from pipelines.settings import Settings

_SNAPSHOT: Final = dg.AssetKey("warehouse_snapshot")
_GRAIN: Final = 0.001  # a fall of less than a tenth of a percentage point is no fall


@dg.asset_check(asset=_SNAPSHOT, blocking=True, description="Nothing was lost between lake and warehouse.")
def the_warehouse_holds_every_document(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Compare the number of documents in the lake and in the snapshot's ``dim_document``."""
    lake = pl.read_parquet(settings.lake_dir / "documents" / "*.parquet", columns=["document_id"])
    expected = lake["document_id"].n_unique()
    with opening.connect(publication.newest(settings).file) as connection:
        row = connection.execute("select count(*) from marts.dim_document").fetchone()
    found = row[0] if row else 0
    return dg.AssetCheckResult(passed=found == expected, metadata={"lake": expected, "warehouse": found})


@dg.asset_check(
    asset=_SNAPSHOT,
    blocking=True,
    description="Every mart has the rows it had in the published warehouse, apart from those of documents that "
    "were superseded or replaced. `juesuan publish` accepts a loss that a person has looked at.",
)
def no_mart_lost_rows_without_a_reason(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Compare the new snapshot with the published one, document by document."""
    old = publication.published(settings)
    if old is None:
        return dg.AssetCheckResult(passed=True, metadata={"compared_with": "nothing is published yet"})
    losses = unexplained(old, publication.newest(settings))
    told = {loss.mart: f"{loss.rows} rows, for example {loss.example}" for loss in losses}
    return dg.AssetCheckResult(
        passed=not losses,
        metadata={"compared_with": old.snapshot_id, "losses": dg.MetadataValue.json(told)},
    )


@dg.asset_check(
    asset=_SNAPSHOT,
    blocking=True,
    description="Of the documents that both hold, the new warehouse proves the share of figures that the "
    "published one proves, or more.",
)
def proof_coverage_did_not_drop(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Compare the shares of proven figures."""
    old = publication.published(settings)
    if old is None:
        return dg.AssetCheckResult(passed=True, metadata={"compared_with": "nothing is published yet"})
    share = proof_coverage(old, publication.newest(settings))
    before, now = share.before or 0.0, share.now or 0.0
    return dg.AssetCheckResult(
        passed=now >= before - _GRAIN,
        metadata={"compared_with": old.snapshot_id, "before": before, "now": now},
    )


@dg.asset_check(
    asset=dg.AssetKey("published_warehouse"),
    description="The newest document of the lake is no older than dbt's sources allow.",
)
def documents_arrived_within_the_days_that_sources_allow(
    settings: dg.ResourceParam[Settings],
) -> dg.AssetCheckResult:
    """Run ``dbt source freshness``; a lake that nothing reaches any more does not stop a publication."""
    found = source_freshness(settings)
    told = {
        each.source: f"{each.status}: {each.age_days} days old, newest {each.newest} ({each.allowed})"
        for each in found
    }
    return dg.AssetCheckResult(
        passed=all(each.status == "pass" for each in found),
        severity=dg.AssetCheckSeverity.WARN,
        metadata=told,
    )


PUBLICATION_CHECKS = [
    documents_arrived_within_the_days_that_sources_allow,
    the_warehouse_holds_every_document,
    no_mart_lost_rows_without_a_reason,
    proof_coverage_did_not_drop,
]
