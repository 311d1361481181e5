"""Assets from the raw archive to the lake: what a run did, and what changed of each publishing site.

A run registers or crawls (``raw_documents``) and reads (``lake``) the sites that its configuration names, all of them
by default. Both are materialised once a run. The sites that changed are materialised beside them, each as a partition
of ``sites/raw_documents`` and ``sites/lake`` with its own figures: what did not change costs no event.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import dagster as dg
from pydantic import Field

from pipelines.archive.raw import Archive
from pipelines.defs.crawl import crawl
from pipelines.defs.descriptions import source_descriptions
from pipelines.defs.executors import PUBLISHING, QUEUE_TAG, READING
from pipelines.defs.handover import HANDOVER, forget
from pipelines.documents.batches import register
from pipelines.documents.choice import ReadingChoice
from pipelines.documents.extract import extract
from pipelines.documents.plan import Batch, PlanTold, plan
from pipelines.documents.progress import Progress
from pipelines.documents.reading import BatchRead, SiteBatch, commit_plan, read_batch
from pipelines.documents.version import code_version
from pipelines.lake.schema import RELATIONS
from pipelines.operate.inbox import put_away
from pipelines.operate.locks import LAKE, claim, exclusive
from pipelines.settings import Settings
from pipelines.sites.load import load_folder

SITES: Final = dg.DynamicPartitionsDefinition(name="sites")
RAW_KEY: Final = dg.AssetKey("raw_documents")
LAKE_KEY: Final = dg.AssetKey("lake")
RAW_OF_SITE: Final = dg.AssetKey(["sites", "raw_documents"])
LAKE_OF_SITE: Final = dg.AssetKey(["sites", "lake"])
# What passes by itself: a disk that was full for a while, a machine short of memory. Two tries more.
RETRIES: Final = dg.RetryPolicy(
    max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)
LAKE_WRITER: Final = "lake_writer"  # a pool: one step at a time across all runs
_TOLD_SITES: Final = 100  # of which a run's own metadata tell


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
        paths = [Path(path) for path in config.paths]
        # A file of the inbox that an earlier run has put away is not missed.
        inbox_free = [path for path in paths if path.exists() or settings.inbox_dir not in path.parents]
        done = register(settings, inbox_free, site=site, progress=progress)
        put_away(settings, site, paths, done.problems)
        metadata: dict[str, Any] = {
            "files": done.files,
            "members": done.members,
            "new_documents": done.new_documents,
            "known_documents": done.known_documents,
            "problems": dg.MetadataValue.json(done.problems),
        }
        if done.new_documents:
            _tell(context, RAW_OF_SITE, {site: metadata})
    else:
        archive = Archive.of(settings)
        keys = _all_sites(settings, archive) if config.sites is None else config.sites
        chosen = keys if config.crawl is None else [key for key in keys if key in set(config.crawl)]
        metadata = crawl(settings, chosen, progress)
        archived = archive.documents_by_site()
        metadata["archived_documents"] = sum(len(archived.get(site, ())) for site in keys)
        figures: Mapping[str, Mapping[str, Any]] = metadata["sites"].data
        _tell(
            context,
            RAW_OF_SITE,
            {
                site: {**told, "archived_documents": len(archived.get(site, ()))}
                for site, told in figures.items()
                if told.get("new")
            },
        )
    return dg.MaterializeResult(metadata=metadata)


def _all_sites(settings: Settings, archive: Archive) -> list[str]:
    known, _ = load_folder(settings.sites_dir)
    return sorted({*known, *archive.sites()})


def _tell(
    context: dg.OpExecutionContext | dg.AssetExecutionContext,
    key: dg.AssetKey,
    sites: Mapping[str, Mapping[str, Any]],
) -> None:
    """Materialise the partitions of the sites that changed, each with its own figures."""
    if sites:
        context.instance.add_dynamic_partitions("sites", list(sites))
    for site, metadata in sites.items():
        context.log_event(dg.AssetMaterialization(key, partition=site, metadata=dict(metadata)))


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
    with exclusive(settings, LAKE):
        made = plan(
            settings,
            sites,
            reader=config.reader,
            code_version=code_version(),
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
    given = Batch.of(batch)
    with claim(settings, f"batch-{given.batch}", context.run_id) as is_ours:
        if is_ours:
            done = read_batch(settings, given, extract=extract, progress=progress)
        else:
            context.log.info("another run is reading this batch, and will commit it")
            done = BatchRead(given.batch, 0, 0.0)
    return {"batch": done.batch, "read": done.read, "seconds": done.seconds}


@dg.op(
    name="commit",
    out=dg.Out(dg.Nothing, code_version=code_version()),
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
    with exclusive(settings, LAKE):
        sites = commit_plan(settings, made, [BatchRead(**each) for each in read])
    _tell(context, LAKE_OF_SITE, {name: _totals([site]) for name, site in sites.items() if site.is_changed})
    forget(settings, context.run_id)
    return dg.Output(
        None,
        metadata={
            **_totals(sites.values()),
            "batches": len(made.batches),
            "left_for_later": made.left,
            "changed_sites": sum(site.is_changed for site in sites.values()),
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
        code_version=code_version(),
        description="A site's files in the lake, all relations; materialised when documents of it were read.",
    ),
]


def _totals(sites: Iterable[SiteBatch]) -> dict[str, Any]:
    batches = list(sites)
    figures = sum(batch.figures for batch in batches)
    statuses: dict[str, int] = {}
    for batch in batches:
        for status, count in batch.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "documents": dg.MetadataValue.int(sum(batch.documents for batch in batches)),
        "unchanged": dg.MetadataValue.int(sum(batch.unchanged for batch in batches)),
        "read": dg.MetadataValue.int(sum(batch.read for batch in batches)),
        "interrupted": dg.MetadataValue.int(sum(batch.interrupted for batch in batches)),
        "statuses": dg.MetadataValue.json(statuses),
        "damaged_lake_files": dg.MetadataValue.json([text for batch in batches for text in batch.damaged]),
        "pages": dg.MetadataValue.int(sum(batch.pages for batch in batches)),
        "figures": dg.MetadataValue.int(figures),
        "proven_share": dg.MetadataValue.float(
            sum(batch.proven for batch in batches) / figures if figures else 0.0
        ),
        "seconds": dg.MetadataValue.float(round(max((batch.seconds for batch in batches), default=0.0), 1)),
    }
