"""The asset graph: a snapshot shows every change of lineage, meant or not.

``UPDATE_SNAPSHOTS=1 make test-fast`` writes the snapshot anew; look at the difference before committing it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from pipelines import settings as settings_module
from pipelines.defs.documents import LAKE_KEY, LAKE_OF_SITE, RAW_OF_SITE
from pipelines.defs.executors import PUBLISHING, QUEUE_TAG, READING, celery_config, executor_of
from pipelines.defs.graph import build_defs
from pipelines.defs.warehouse import WAREHOUSE_WRITER
from pipelines.documents.progress import Progress
from pipelines.lake.schema import REFERENCES, RELATIONS
from pipelines.settings import Settings, SettingsError

pytestmark = pytest.mark.slow

SNAPSHOT = Path(__file__).parent / "asset_graph.txt"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("graph")
    return settings_module.load(folder / "data", environment={}, folder=folder)


@pytest.fixture(scope="module")
def definitions(settings: Settings) -> dg.Definitions:
    return build_defs(resource_overrides={"settings": settings})


def described(definitions: dg.Definitions) -> str:
    """Return one line per asset: group, key, partitions, what it is made from, its checks of our own."""
    graph = definitions.resolve_asset_graph()
    own = {key for key in graph.asset_check_keys if key.name.count("_") > 3}
    lines = []
    for key in sorted(graph.get_all_asset_keys(), key=lambda k: k.to_user_string()):
        node = graph.get(key)
        parents = ", ".join(sorted(parent.to_user_string() for parent in node.parent_keys))
        partitions = " [by site]" if node.partitions_def else ""
        lines.append(f"{node.group_name}: {key.to_user_string()}{partitions} <- {parents}".rstrip(" <-"))
    ours = {"raw_documents", "lake", "warehouse_snapshot", "published_warehouse"}
    lines += sorted(
        f"check: {key.name} on {key.asset_key.to_user_string()}"
        for key in own
        if key.asset_key.to_user_string() in ours
    )
    return "\n".join(lines) + "\n"


def test_the_asset_graph_is_the_one_in_the_snapshot(definitions: dg.Definitions) -> None:
    found = described(definitions)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert found == SNAPSHOT.read_text(encoding="utf-8")


def test_dbt_reads_the_lake_which_is_one_asset_and_every_reference_list(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    children = {child.path[-1] for child in graph.get(LAKE_KEY).child_keys if child.path[0] == "staging"}
    assert len(children) >= len(RELATIONS)
    for relation in REFERENCES:
        children_of = graph.get(dg.AssetKey(["lake", relation])).child_keys
        assert any(child.path[0] == "staging" for child in children_of), relation


def test_sites_are_partitions_of_assets_that_runs_tell_of_and_never_a_step_of_a_run(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    partitioned = {key for key in graph.get_all_asset_keys() if graph.get(key).partitions_def}
    assert partitioned == {RAW_OF_SITE, LAKE_OF_SITE}
    assert not any(graph.get(key).is_executable for key in partitioned)


def test_reading_and_publishing_wait_in_queues_of_their_own(definitions: dg.Definitions) -> None:
    nodes = {node.name: node for node in definitions.resolve_job_def("ingest").nodes}
    assert nodes["raw_documents"].tags[QUEUE_TAG] == READING
    lake = nodes["lake"].definition
    assert isinstance(lake, dg.GraphDefinition)
    assert {node.name: node.definition.tags[QUEUE_TAG] for node in lake.nodes} == {
        "plan": PUBLISHING,
        "read": READING,
        "commit": PUBLISHING,
    }


@pytest.mark.parametrize("name", ["in_process", "multiprocess", "celery", "kubernetes"])
def test_the_settings_alone_choose_the_executor(settings: Settings, name: str) -> None:
    package = {"celery": "dagster_celery", "kubernetes": "dagster_k8s"}.get(name)
    if package is not None:
        pytest.importorskip(package, reason=f"{package} is not installed: make test-scale installs it")
    chosen = replace(settings, executor=name, broker_url="redis://127.0.0.1:1/0")
    assert executor_of(chosen).name == name
    if name == "celery":
        told = celery_config(chosen)["config_source"]
        assert told["task_acks_late"] and told["task_reject_on_worker_lost"]
        assert told["worker_prefetch_multiplier"] == 1
        assert told["broker_transport_options"]["visibility_timeout"] == chosen.visibility_seconds


def test_an_executor_that_cannot_be_is_refused_with_what_to_do(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="JUESUAN_BROKER_URL must name"):
        executor_of(replace(settings, executor="celery"))
    with pytest.raises(SettingsError, match="JUESUAN_EXECUTOR"):
        settings_module.load(environment={"JUESUAN_EXECUTOR": "threads"}, folder=settings.data_dir.parent)


def test_publication_waits_for_every_mart(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    marts = {key for key in graph.get_all_asset_keys() if key.path[0] == "marts"}
    assert graph.get(dg.AssetKey("warehouse_snapshot")).parent_keys == marts
    assert graph.get(dg.AssetKey("published_warehouse")).parent_keys == {dg.AssetKey("warehouse_snapshot")}
    assert len(marts) >= 14


def test_every_mart_has_its_rules_as_a_check(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    marts = {key for key in graph.get_all_asset_keys() if key.path[0] == "marts"}
    checks = {(key.asset_key, key.name) for key in graph.asset_check_keys}
    views = {dg.AssetKey(["marts", name]) for name in ("mart_body", "mart_body_execution", "mart_line_item")}
    assert {key for key in marts if (key, f"{key.path[-1]}_holds") not in checks} <= views


def test_only_steps_of_one_pool_write_duckdb(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("build")
    pools = {
        node.name: node.definition.pool for node in job.nodes if isinstance(node.definition, dg.OpDefinition)
    }
    assert (
        pools["dbt_models"] == pools["warehouse_snapshot"] == pools["published_warehouse"] == WAREHOUSE_WRITER
    )


def test_the_schedules_stand_in_chinas_time_and_run_by_themselves(definitions: dg.Definitions) -> None:
    for name, cron in (("night", "0 2 * * *"), ("morning", "0 7 * * *")):
        schedule = definitions.resolve_schedule_def(name)
        assert (schedule.cron_schedule, schedule.execution_timezone) == (cron, "Asia/Shanghai")
        assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING


def test_resources_can_be_replaced(settings: Settings) -> None:
    progress = Progress()
    built = build_defs(resource_overrides={"settings": settings, "progress": progress})
    resources = built.resources or {}
    assert resources["progress"] is progress
    assert resources["settings"] is settings
    with pytest.raises(TypeError, match="must be Settings"):
        build_defs(resource_overrides={"settings": "data/"})


def test_dagster_finds_the_graph_through_the_workspace(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipelines.definitions as module

    monkeypatch.setenv("JUESUAN_DATA_DIR", str(settings.data_dir))
    loaded = module.defs()
    assert {job.name for job in loaded.resolve_all_job_defs()} >= {"ingest", "build"}
