"""What commands did without the graph stands in Dagster's record afterwards, once."""

from __future__ import annotations

import dagster as dg

from pipelines.defs.told import done_by_commands
from pipelines.operate.told import Materialised, tell, waiting
from pipelines.settings import Settings

LAKE = ("sites", "lake")


def _tick(settings: Settings, cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={"settings": settings})
        told = done_by_commands(context)
    assert isinstance(told, (dg.SensorResult, dg.SkipReason))
    return told


def test_each_commands_work_is_told_once_with_its_figures_and_its_sites(settings: Settings) -> None:
    tell(settings, [Materialised(LAKE, {"read": 2, "statuses": {"extracted": 2}}, "beiguan", at=1.7e9)])
    tell(settings, [Materialised(("published_warehouse",), {"bytes": 7})])
    first = _tick(settings, None)
    assert isinstance(first, dg.SensorResult)
    site, published = first.asset_events
    assert (site.asset_key, site.partition) == (dg.AssetKey(list(LAKE)), "beiguan")
    assert site.metadata["read"].value == 2
    assert site.metadata["statuses"].value == {"extracted": 2}
    assert site.metadata["made_at"].value == 1.7e9
    assert published.asset_key == dg.AssetKey("published_warehouse")
    (added,) = first.dynamic_partitions_requests or ()
    assert (added.partitions_def_name, list(added.partition_keys)) == ("sites", ["beiguan"])
    assert len(waiting(settings)) == 2, "files stay until the cursor that names them is kept"
    assert isinstance(_tick(settings, first.cursor), dg.SkipReason)
    assert waiting(settings) == []


def test_a_damaged_file_costs_the_others_nothing(settings: Settings) -> None:
    tell(settings, [Materialised(LAKE, {"read": 1}, "beiguan")])
    (file,) = waiting(settings)
    file.with_name(f"{file.name[:20]}-0.json").write_text("[{", encoding="utf-8")
    told = _tick(settings, None)
    assert isinstance(told, dg.SensorResult)
    assert [event.partition for event in told.asset_events] == ["beiguan"]
