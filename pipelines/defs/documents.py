"""Assets from the raw archive to the lake, partitioned by publishing site."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import dagster as dg
from pydantic import Field

from pipelines.archive.raw import Archive
from pipelines.defs.crawl import crawl
from pipelines.defs.descriptions import source_descriptions
from pipelines.documents.batches import SiteBatch, read_sites, register
from pipelines.documents.choice import ReadingChoice
from pipelines.documents.extract import extract
from pipelines.documents.progress import Progress
from pipelines.documents.version import code_version
from pipelines.lake.schema import RELATIONS
from pipelines.operate.inbox import put_away
from pipelines.operate.locks import LAKE, exclusive
from pipelines.settings import Settings

SITES: Final = dg.DynamicPartitionsDefinition(name="sites")
# What passes by itself: a disk that was full for a while, a machine short of memory. Two tries more.
RETRIES: Final = dg.RetryPolicy(
    max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)
LAKE_WRITER: Final = "lake_writer"  # a pool: one step at a time across all runs


class RawDocumentsConfig(dg.Config):
    """Files and folders to register; without any, the sites that have a site file are crawled.

    ``crawl`` names the sites to crawl: null for all of the run's partitions, an empty list for none.
    """

    paths: list[str] = Field(default_factory=list)
    crawl: list[str] | None = None


class LakeConfig(dg.Config):
    """How to read: the PDF reader (pdfium or pdfminer), and what.

    By default what is not current. ``fiscal_years`` keeps to documents of these years, ``again`` reads current
    ones too.
    """

    reader: str = "pdfium"
    fiscal_years: list[int] = Field(default_factory=list)
    again: bool = False


@dg.asset(
    partitions_def=SITES,
    group_name="raw",
    kinds={"file"},
    backfill_policy=dg.BackfillPolicy.single_run(),
    retry_policy=RETRIES,
    description="The raw archive: every document's bytes once, by content, and a record per source.",
)
def raw_documents(
    context: dg.AssetExecutionContext,
    config: RawDocumentsConfig,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
) -> dg.MaterializeResult[None]:
    """Register the configured files, or crawl the sites; observe what the archive holds of any other."""
    if config.paths:
        site, paths = context.partition_key, [Path(path) for path in config.paths]
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
    else:
        keys = list(context.partition_keys)
        chosen = keys if config.crawl is None else [key for key in keys if key in set(config.crawl)]
        metadata = crawl(settings, chosen, progress)
        archived = Archive.of(settings).documents_by_site()
        metadata["archived_documents"] = sum(len(archived.get(site, ())) for site in keys)
    return dg.MaterializeResult(metadata=metadata)


@dg.multi_asset(
    name="lake",
    specs=[
        dg.AssetSpec(
            ["lake", relation],
            deps=[raw_documents],
            group_name="lake",
            description=source_descriptions().get(relation),
            kinds={"polars", "parquet"},
            code_version=code_version(),
        )
        for relation in RELATIONS
    ],
    partitions_def=SITES,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=LAKE_WRITER,
    retry_policy=RETRIES,
)
def lake(
    context: dg.AssetExecutionContext,
    config: LakeConfig,
    settings: dg.ResourceParam[Settings],
    progress: dg.ResourceParam[Progress],
) -> Iterator[dg.MaterializeResult[None]]:
    """Read the sites' documents that are not current and merge their rows into the lake."""
    with exclusive(settings, LAKE):
        batches = read_sites(
            settings,
            list(context.partition_keys),
            reader=config.reader,
            extract=extract,
            code_version=code_version(),
            progress=progress,
            choice=ReadingChoice(tuple(config.fiscal_years), config.again),
        )
    for batch in batches.values():
        for words in batch.damaged:
            context.log.warning(words)
    for relation in RELATIONS:
        key = dg.AssetKey(["lake", relation])
        yield dg.MaterializeResult(asset_key=key, metadata=_totals(list(batches.values())))


def _totals(batches: list[SiteBatch]) -> dict[str, Any]:
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
