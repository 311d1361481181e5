"""What commands of the terminal did without the graph, recorded as materialisations of its assets."""

from collections.abc import Mapping
from typing import Any, Final

import dagster as dg

from pipelines.operate import told
from pipelines.operate.told import Materialised
from pipelines.settings import Settings

_AT: Final = "made_at"


def values_of(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return figures as metadata: what is neither a number nor a text is shown as JSON."""
    return {
        name: dg.MetadataValue.json(value) if isinstance(value, (dict, list)) else value
        for name, value in figures.items()
    }


def materialization(made: Materialised) -> dg.AssetMaterialization:
    """Return the event of an asset that was made."""
    return dg.AssetMaterialization(
        dg.AssetKey(list(made.key)), partition=made.partition, metadata=values_of(made.metadata)
    )


@dg.sensor(
    name="done_by_commands",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Records what `juesuan ingest`, `crawl`, `build` and `run` made without starting a run.",
)
def done_by_commands(
    context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.SensorResult | dg.SkipReason:
    """Tell each command's work once; its file goes when the daemon has kept the cursor that names it."""
    files = told.waiting(settings)
    seen = context.cursor or ""
    for file in files:
        if file.name <= seen:
            file.unlink(missing_ok=True)
    fresh = [file for file in files if file.name > seen]
    if not fresh:
        return dg.SkipReason("no command has made anything since")
    made = [one for file in fresh for one in told.read(file)]
    sites = sorted({one.partition for one in made if one.partition})
    return dg.SensorResult(
        asset_events=[_dated(one) for one in made],
        dynamic_partitions_requests=[dg.DynamicPartitionsDefinition(name="sites").build_add_request(sites)]
        if sites
        else [],
        cursor=fresh[-1].name,
    )


def _dated(one: Materialised) -> dg.AssetMaterialization:
    at = dg.MetadataValue.timestamp(one.at)
    event = materialization(one)
    return dg.AssetMaterialization(
        event.asset_key, partition=event.partition, metadata={**event.metadata, _AT: at}
    )
