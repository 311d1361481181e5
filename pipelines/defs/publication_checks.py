"""Checks between build and publication: the gates of a publication, and what its lake's age says."""

from collections.abc import Callable
from typing import Final

import dagster as dg

from pipelines.defs.told import values_of
from pipelines.publish.freshness import source_freshness
from pipelines.publish.gates import GATES, Verdict
from pipelines.settings import Settings


def _check_of(gate: Callable[[Settings], Verdict]) -> dg.AssetChecksDefinition:
    """Make the blocking check of a gate; it bears the gate's name and first sentence."""

    @dg.asset_check(
        name=gate.__name__,
        asset=dg.AssetKey("warehouse_snapshot"),
        blocking=True,
        description=(gate.__doc__ or "").partition("\n")[0],
    )
    def check(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
        found = gate(settings)
        return dg.AssetCheckResult(passed=found.passed, metadata=values_of(found.figures))

    return check


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


PUBLICATION_CHECKS: Final = [documents_arrived_within_the_days_that_sources_allow, *map(_check_of, GATES)]
