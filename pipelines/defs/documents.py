"""Assets from the raw archive to the lake: what a run did, and what changed of each publishing site.

A run registers or crawls (``raw_documents``) and reads (``lake``) the sites that its configuration names, all of them
by default. Both are materialised once a run. The sites that changed are materialised beside them, each as a partition
of ``sites/raw_documents`` and ``sites/lake`` with its own figures: what did not change costs no event.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import dagster as dg
from pydantic import Field

from pipelines import settings as settings_module
from pipelines.archive.raw import Archive
from pipelines.defs.descriptions import source_descriptions
from pipelines.defs.executors import PUBLISHING, QUEUE_TAG, READING
from pipelines.defs.handover import HANDOVER, forget
from pipelines.defs.told import materialization, values_of
from pipelines.documents.choice import ReadingChoice
from pipelines.documents.plan import Batch, PlanTold, plan
from pipelines.documents.progress import Progress
from pipelines.documents.reading import BatchRead, commit_plan
from pipelines.documents.version import remembered_version
from pipelines.lake.schema import RELATIONS
from pipelines.operate import ingesting
from pipelines.operate.ingesting import crawled, read_claimed, registered, told_of, totals
from pipelines.operate.shared_lake import lake_to_write
from pipelines.operate.told import Materialised
from pipelines.settings import Settings
from pipelines.sites.load import load_folder

SITES: Final = dg.DynamicPartitionsDefinition(name="sites")
RAW_KEY: Final = dg.AssetKey("raw_documents")
LAKE_KEY: Final = dg.AssetKey("lake")
RAW_OF_SITE: Final = dg.AssetKey(ingesting.RAW_OF_SITE)
LAKE_OF_SITE: Final = dg.AssetKey(ingesting.LAKE_OF_SITE)
# What passes by itself: a disk that was full for a while, a machine short of memory. Two tries more.
RETRIES: Final = dg.RetryPolicy(
    max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)
_VERSION: Final = remembered_version(settings_module.load().cache_dir)
LAKE_WRITER: Final = "lake_writer"  # a pool: one step at a time across all runs


class RawDocumentsConfig(dg.Config):
    """Files and folders to register under the one site named; without any, sites that have a site file are crawled.

    ``sites`` names the sites of the run: null for all that have a site file or documents. ``crawl`` names those to
    crawl: null for all of the run's, an empty list for none.
    """

    sites: list[str] | None = None
    paths: list[str] = Field(default_factory=list)
    crawl: list[str] | None = None


class LakeConfig(dg.Config):
    """What to read, and how: the PDF reader (pdfium or pdfminer).

    ``sites`` names the sites: null for all that have documents. Of them what is not current is read. ``fiscal_years``
    keeps to documents of these years, ``again`` reads current ones too, ``core_hours`` bounds how much is read by its
    estimate, the quickest documents first; 0 for all.
    """

    sites: list[str] | None = None
    reader: str = "pdfium"
    fiscal_years: list[int] = Field(default_factory=list)
    again: bool = False
    core_hours: float = 0


@dg.asset(
    group_name="raw",
    kinds={"file"},
    retry_policy=RETRIES,
    op_tags={QUEUE_TAG: READING},
    description="The raw archive: every document's bytes once, by content, and a record per source.",
)
def raw_documents(
    context: dg.AssetExecutionContext,
    config: RawDocumentsConfig,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
) -> dg.MaterializeResult[None]:
    """Register the configured files, or crawl the sites; tell what the archive holds."""
    if config.paths:
        if config.sites is None or len(config.sites) != 1:
            raise dg.Failure("files are registered under one site: name it in sites", allow_retries=False)
        (site,) = config.sites
        done = registered(settings, map(Path, config.paths), site, progress)
        told: dict[str, Any] = {**told_of(done), "problems": done.problems}
        news = [Materialised(ingesting.RAW_OF_SITE, told, site)] if done.new_documents else []
    else:
        archive = Archive.of(settings)
        keys = _all_sites(settings, archive) if config.sites is None else config.sites
        chosen = keys if config.crawl is None else [key for key in keys if key in set(config.crawl)]
        told, news = crawled(settings, chosen, keys, progress)
    _tell(context, news)
    return dg.MaterializeResult(metadata=values_of(told))


def _all_sites(settings: Settings, archive: Archive) -> list[str]:
    known, _ = load_folder(settings.sites_dir)
    return sorted({*known, *archive.sites()})


def _tell(context: dg.OpExecutionContext | dg.AssetExecutionContext, news: Sequence[Materialised]) -> None:
    """Materialise the partitions of the sites that changed, each with its own figures."""
    if news:
        context.instance.add_dynamic_partitions("sites", [one.partition for one in news if one.partition])
    for one in news:
        context.log_event(materialization(one))


@dg.op(
    name="plan",
    ins={"raw_documents": dg.In(dg.Nothing)},
    out={
        "planned": dg.Out(dict, io_manager_key=HANDOVER),
        "batches": dg.DynamicOut(dict, io_manager_key=HANDOVER),
    },
    pool=LAKE_WRITER,
    retry_policy=RETRIES,
    tags={QUEUE_TAG: PUBLISHING},
)
def plan_reading(
    context: dg.OpExecutionContext, config: LakeConfig, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.Output[dict[str, Any]] | dg.DynamicOutput[dict[str, Any]]]:
    """Find what is not current, finish what an earlier run left, and put the documents into batches."""
    sites = Archive.of(settings).sites() if config.sites is None else config.sites
    with lake_to_write(settings):
        made = plan(
            settings,
            sites,
            reader=config.reader,
            code_version=_VERSION,
            choice=ReadingChoice(tuple(config.fiscal_years), config.again),
            most_seconds=config.core_hours * 3600 or None,
        )
    for site in made.sites:
        for words in site.damaged:
            context.log.warning(words)
    for batch in made.batches:
        yield dg.DynamicOutput(batch.told(), f"b{batch.batch.replace('-', '_')}", "batches")
    yield dg.Output(made.told(), "planned")


@dg.op(
    name="read",
    out=dg.Out(dict, io_manager_key=HANDOVER),
    retry_policy=RETRIES,
    tags={QUEUE_TAG: READING},
)
def read_documents(
    context: dg.OpExecutionContext,
    batch: dict[str, Any],
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
) -> dict[str, Any]:
    """Read one batch and write its rows as parts; one that another run is reading is left to that run."""
    done = read_claimed(settings, Batch.of(batch), context.run_id, progress)
    return {"batch": done.batch, "read": done.read, "seconds": done.seconds}


@dg.op(
    name="commit",
    out=dg.Out(dg.Nothing, code_version=_VERSION),
    pool=LAKE_WRITER,
    retry_policy=RETRIES,
    tags={QUEUE_TAG: PUBLISHING},
)
def commit_reading(
    context: dg.OpExecutionContext,
    planned: dict[str, Any],
    read: list[dict[str, Any]],
    settings: dg.ResourceParam[Settings],
) -> dg.Output[None]:
    """Make the parts of the run's batches the lake's state, and materialise the sites that changed."""
    made = PlanTold.of(planned)
    with lake_to_write(settings):
        sites = commit_plan(settings, made, [BatchRead(**each) for each in read])
    changed = {name: site for name, site in sites.items() if site.is_changed}
    _tell(
        context,
        [Materialised(ingesting.LAKE_OF_SITE, totals([site]), name) for name, site in changed.items()],
    )
    forget(settings, context.run_id)
    return dg.Output(
        None,
        metadata={
            **values_of(totals(sites.values())),
            "batches": len(made.batches),
            "left_for_later": made.left,
            "changed_sites": len(changed),
        },
    )


@dg.config_mapping
def _of_plan(config: LakeConfig) -> dict[str, Any]:
    return {"plan": {"config": config.model_dump()}}


@dg.graph_asset(
    name="lake",
    ins={"raw_documents": dg.AssetIn(dagster_type=dg.Nothing)},
    group_name="lake",
    kinds={"polars", "parquet"},
    config=_of_plan,
    description="The Parquet lake, a file per relation and site: what was read in every document of the archive. "
    + " ".join(f"{relation}: {source_descriptions().get(relation, '')}" for relation in RELATIONS),
)
def lake(raw_documents: Any) -> Any:
    """Read the sites' documents that are not current and merge their rows into the lake."""
    planned, batches = plan_reading(raw_documents)
    return commit_reading(planned, batches.map(read_documents).collect())


SITE_ASSETS: Final = [
    dg.AssetSpec(
        RAW_OF_SITE,
        partitions_def=SITES,
        group_name="raw",
        kinds={"file"},
        description="A site's documents in the raw archive; materialised when a crawl or a registration adds some.",
    ),
    dg.AssetSpec(
        LAKE_OF_SITE,
        partitions_def=SITES,
        group_name="lake",
        deps=[RAW_OF_SITE],
        kinds={"polars", "parquet"},
        code_version=_VERSION,
        description="A site's files in the lake, all relations; materialised when documents of it were read.",
    ),
]
