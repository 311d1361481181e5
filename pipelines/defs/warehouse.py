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
from pipelines.defs.told import values_of
from pipelines.documents.progress import Progress
from pipelines.documents.version import remembered_version
from pipelines.lake.schema import REFERENCES, RELATIONS
from pipelines.operate.building import BuildError, build_tested, figures_of, write_references
from pipelines.operate.locks import WAREHOUSE, exclusive
from pipelines.operate.orphans import remember
from pipelines.publish import publication
from pipelines.publish.dbt import dbt_executable
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
    for relation, rows in write_references(settings).items():
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
        global_config_flags=["--no-use-colors", "--log-level-file", "none"],
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
    def run(arguments: list[str]) -> tuple[list[Any], DagsterDbtCliRuntimeError | None]:
        return _dbt(context, dbt, settings, progress, total, arguments)

    try:
        yield from build_tested(settings, run, warn=context.log.warning, is_whole=not context.is_subset)
    except BuildError as error:
        yield from error.told
        raise dg.Failure(
            description=str(error),
            metadata={"failed": dg.MetadataValue.json(error.failed)} if error.failed else {},
            allow_retries=False,
        ) from error


def _dbt(
    context: dg.AssetExecutionContext,
    dbt: DbtCliResource,
    settings: Settings,
    progress: Progress,
    total: int,
    arguments: list[str],
) -> tuple[list[Any], DagsterDbtCliRuntimeError | None]:
    """Run dbt once; return what it reported of its models and tests, and its error where any failed."""
    invocation = dbt.cli(arguments, context=context, target_path=settings.dbt_target_dir)
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
            kept = publication.keep_build(settings, code_version=remembered_version(settings.cache_dir))
        return dg.MaterializeResult(metadata=values_of(figures_of(kept)))

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
    return dg.MaterializeResult(metadata={"file": file, **values_of(figures_of(chosen)), "removed": removed})
