"""Assets from the lake to the published warehouse: reference lists, the dbt project, publication."""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import dagster as dg
from dagster_dbt import (
    DagsterDbtCliRuntimeError,
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    dbt_assets,
)
from packaging.version import Version

from pipelines.defs.descriptions import source_descriptions
from pipelines.documents.progress import Progress
from pipelines.documents.version import code_version
from pipelines.lake import files as lake
from pipelines.lake.schema import REFERENCES, RELATIONS
from pipelines.operate.locks import LAKE, WAREHOUSE, exclusive, shared
from pipelines.operate.orphans import end_writer, remember
from pipelines.publish import publication, reference, warehouse
from pipelines.publish.dbt import build_environment, dbt_executable
from pipelines.publish.snapshots import Snapshot
from pipelines.publish.withhold import ROUNDS, withhold_broken
from pipelines.settings import Settings, environment_for_dbt

WAREHOUSE_WRITER: Final = "warehouse_writer"  # a pool: exactly one process writes DuckDB across all runs


@dg.multi_asset(
    name="reference_lists",
    specs=[
        dg.AssetSpec(
            ["lake", relation],
            group_name="lake",
            description=source_descriptions().get(relation),
            kinds={"polars", "parquet"},
        )
        for relation in REFERENCES
    ],
)
def reference_lists(settings: dg.ResourceParam[Settings]) -> Iterator[dg.MaterializeResult[None]]:
    """Write the divisions, accounts and forms to the lake, and the empty files of all other relations."""
    lake.prepare(settings.lake_dir)
    written = reference.write(
        settings.lake_dir,
        settings.extra_divisions_file,
        settings.extra_forms_dir,
        settings.county_figures_file,
    )
    for relation, rows in written.items():
        yield dg.MaterializeResult(asset_key=dg.AssetKey(["lake", relation]), metadata={"rows": rows})


class _InstalledDbt(DbtCliResource):
    """dagster-dbt's resource, which starts dbt once more to ask for its version; the package says it.

    Nor does it open the warehouse beside dbt: that serves to fetch what a table's rows and columns are.
    """

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))


def dbt_resource(settings: Settings) -> DbtCliResource:
    """Return dagster-dbt's resource for the packaged project, whatever the PATH is."""
    place = os.fspath(settings.dbt_project_dir)
    os.environ.update(environment_for_dbt(settings))
    return _InstalledDbt(
        project_dir=place,
        profiles_dir=place,
        dbt_executable=dbt_executable(),
        global_config_flags=["--no-use-colors", "--log-level-file", "warn"],
    )


class _Groups(DagsterDbtTranslator):
    """Group dbt's assets by layer: seeds stand with staging. The relations that reading writes are one asset."""

    def get_asset_key(self, dbt_resource_props: Any) -> dg.AssetKey:
        """Return the key of a model or source."""
        if dbt_resource_props["resource_type"] == "source" and dbt_resource_props["name"] in RELATIONS:
            return dg.AssetKey("lake")
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Any) -> str | None:
        """Return the schema's name, which is the layer's."""
        return str(dbt_resource_props["config"].get("schema") or "staging")


def _translator() -> DagsterDbtTranslator:
    return _Groups(settings=DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))


def dbt_models(manifest: Path) -> dg.AssetsDefinition:
    """Make the assets of the dbt project, one per model and seed, its tests as their checks."""
    total = len(json.loads(manifest.read_text(encoding="utf-8"))["nodes"])

    @dbt_assets(
        manifest=manifest, name="dbt_models", pool=WAREHOUSE_WRITER, dagster_dbt_translator=_translator()
    )
    def models(
        context: dg.AssetExecutionContext,
        dbt: DbtCliResource,
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[Any]:
        with exclusive(settings, WAREHOUSE):
            yield from _build(context, dbt, settings, progress, total)

    return models


def _build(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: Settings, progress: Progress, total: int
) -> Iterator[Any]:
    if not lake.sites(settings.lake_dir):
        raise dg.Failure(
            description="there is nothing to build and nothing was published: no document is in the lake; "
            "juesuan ingest PATH... reads some",
            allow_retries=False,
        )
    if end_writer(settings):
        context.log.warning("ended the dbt of a run that was killed")
    is_whole = not context.is_subset
    withheld: dict[str, str] = {}
    for round_ in range(ROUNDS + 1):
        with shared(settings, LAKE):  # one state of the lake from the first model to the last test
            events, error = _built(context, dbt, settings, progress, total)
        if error is None:
            break
        more: dict[str, str] = {}
        if round_ < ROUNDS:
            with exclusive(settings, LAKE):
                more = withhold_broken(settings, withheld)
        if not more:
            yield from events
            raise _failure(settings, error) from error
        withheld |= more
        for document, reason in more.items():
            context.log.warning(f"document {document} is withheld: {reason}")
    yield from events
    warehouse.finish_build(settings, is_whole=is_whole)
    end_writer(settings)


def _built(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: Settings, progress: Progress, total: int
) -> tuple[list[Any], DagsterDbtCliRuntimeError | None]:
    """Build once; return what dbt reported of its models and tests, and its error where any failed."""
    is_continued = warehouse.begin_build(
        settings,
        from_published=context.is_subset,
        is_full=os.environ.get(warehouse.FULL_BUILD) == "1",
    )
    os.environ.update(build_environment(settings))
    invocation = dbt.cli(
        warehouse.build_arguments(is_continued=is_continued),
        context=context,
        target_path=settings.dbt_target_dir,
    )
    remember(settings, invocation.process.pid)
    progress.begin("Building", total)
    events: list[Any] = []
    try:
        for event in invocation.stream():
            progress.step()
            events.append(event)
    except DagsterDbtCliRuntimeError as error:
        return events, error
    finally:
        progress.end()
    return events, None


def _failure(settings: Settings, error: Exception) -> dg.Failure:
    failed = warehouse.failures(warehouse.run_results_file(settings)) or [str(error)]
    return dg.Failure(
        description="the warehouse was not published; dbt reports\n  " + "\n  ".join(failed),
        metadata={"failed": dg.MetadataValue.json(failed)},
        allow_retries=False,
    )


def warehouse_snapshot(models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """Make the asset that keeps the built and tested warehouse; the checks on it decide its publication."""

    @dg.asset(
        name="warehouse_snapshot",
        deps=sorted(key for key in models.keys if key.path[0] == "marts"),
        group_name="publication",
        kinds={"duckdb"},
        pool=WAREHOUSE_WRITER,
        description="The built warehouse with its manifest, among the last ones kept; not yet what analysts open.",
    )
    def keep(settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult[None]:
        with exclusive(settings, WAREHOUSE):
            kept = publication.keep_build(settings, code_version=code_version())
        return dg.MaterializeResult(metadata=_told(kept))

    return keep


@dg.asset(
    name="published_warehouse",
    deps=["warehouse_snapshot"],
    group_name="publication",
    kinds={"duckdb"},
    pool=WAREHOUSE_WRITER,
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36)),
    description="The warehouse analysts open: the last one that passed dbt's tests and the checks of its snapshot.",
)
def published_warehouse(settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult[None]:
    """Put the newest snapshot in place of the published one in one step; remove the oldest kept."""
    with exclusive(settings, WAREHOUSE):
        chosen = publication.newest(settings)
        removed = publication.publish(settings, chosen)
    file = dg.MetadataValue.path(settings.published_file)
    return dg.MaterializeResult(metadata={"file": file, **_told(chosen), "removed": removed})


def _told(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "snapshot": snapshot.snapshot_id,
        "bytes": snapshot.size_bytes,
        "rows": dg.MetadataValue.json(dict(snapshot.rows)),
        **{f"rows/{name}": count for name, count in snapshot.rows.items()},
    }
