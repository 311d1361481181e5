"""Register or crawl, then read what is not current: what ``ingest``, ``crawl`` and ``reread`` do, without the graph."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipelines.archive.raw import Archive
from pipelines.documents.batches import Registered, register
from pipelines.documents.choice import ReadingChoice
from pipelines.documents.plan import Batch, plan
from pipelines.documents.progress import Progress
from pipelines.documents.reading import EXTRACT, BatchRead, SiteBatch, commit_plan, read_batch
from pipelines.documents.version import remembered_version
from pipelines.operate.inbox import put_away
from pipelines.operate.locks import claim
from pipelines.operate.shared_lake import lake_to_write
from pipelines.operate.steps import Steps
from pipelines.operate.told import Materialised, tell
from pipelines.settings import Settings

RAW_OF_SITE: Final = ("sites", "raw_documents")
LAKE_OF_SITE: Final = ("sites", "lake")
"""The assets of which each site is a partition, by their keys."""


@dataclass(slots=True)
class IngestOutcome:
    """What registering, crawling and reading did."""

    problems: list[str] = field(default_factory=list)
    registered: dict[str, int] = field(default_factory=dict)
    crawled: dict[str, Any] = field(default_factory=dict)
    totals: dict[str, Any] = field(default_factory=dict)


def ingest(
    settings: Settings,
    paths: Sequence[Path],
    site: str | None,
    reader: str,
    progress: Progress,
    steps: Steps,
) -> IngestOutcome:
    """Register ``paths`` under ``site`` and read what is not current there.

    Without paths, read what is not current of the one site, or of every site in the raw archive.
    """
    outcome = IngestOutcome()
    if paths and site is not None:
        with steps.step("raw_documents"):
            done = registered(settings, paths, site, progress)
        outcome.problems = done.problems
        outcome.registered = told_of(done)
        if done.new_documents:
            tell(settings, [Materialised(RAW_OF_SITE, outcome.registered, site)])
    sites = [site] if site is not None else Archive.of(settings).sites()
    if sites:
        outcome.totals = read(settings, sites, reader, progress, steps)
    return outcome


def registered(settings: Settings, paths: Iterable[Path], site: str, progress: Progress) -> Registered:
    """Register files and folders; those that lie in the inbox are put away."""
    given = list(paths)
    # A file of the inbox that an earlier run has put away is not missed.
    there = [path for path in given if path.exists() or settings.inbox_dir not in path.parents]
    done = register(settings, there, site=site, progress=progress)
    put_away(settings, site, given, done.problems)
    return done


def told_of(done: Registered) -> dict[str, int]:
    """Return the counts of a registration by their names."""
    return {
        "files": done.files,
        "members": done.members,
        "new_documents": done.new_documents,
        "known_documents": done.known_documents,
    }


def read(
    settings: Settings,
    sites: Sequence[str],
    reader: str,
    progress: Progress,
    steps: Steps,
    choice: ReadingChoice | None = None,
) -> dict[str, Any]:
    """Read what is not current of some sites; return the figures of :func:`totals`."""
    version = remembered_version(settings.cache_dir)
    with steps.step("lake.plan"), lake_to_write(settings):
        made = plan(settings, sites, reader=reader, code_version=version, choice=choice)
    batches = []
    for batch in made.batches:
        with steps.step(f"lake.read[{batch.batch}]"):
            batches.append(read_claimed(settings, batch, f"process-{os.getpid()}", progress))
    with steps.step("lake.commit"), lake_to_write(settings):
        done = commit_plan(settings, made, batches)
    figures = totals(done.values())
    changed = {name: one for name, one in done.items() if one.is_changed}
    if changed:
        parts = [Materialised(LAKE_OF_SITE, totals([one]), name) for name, one in changed.items()]
        tell(settings, [Materialised(("raw_documents",)), Materialised(("lake",), figures), *parts])
    return figures


def read_claimed(settings: Settings, batch: Batch, who: str, progress: Progress) -> BatchRead:
    """Read one batch and write its rows as parts; one that somebody else is reading is left to them."""
    with claim(settings, f"batch-{batch.batch}", who) as is_ours:
        if is_ours:
            return read_batch(settings, batch, extract=EXTRACT, progress=progress)
    return BatchRead(batch.batch, 0, 0.0)


def totals(sites: Iterable[SiteBatch]) -> dict[str, Any]:
    """Return the figures of a reading over its sites, by name; ``seconds`` are those of the slowest."""
    batches = list(sites)
    figures = sum(batch.figures for batch in batches)
    statuses: dict[str, int] = {}
    for batch in batches:
        for status, count in batch.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "documents": sum(batch.documents for batch in batches),
        "unchanged": sum(batch.unchanged for batch in batches),
        "read": sum(batch.read for batch in batches),
        "interrupted": sum(batch.interrupted for batch in batches),
        "statuses": statuses,
        "damaged_lake_files": [text for batch in batches for text in batch.damaged],
        "pages": sum(batch.pages for batch in batches),
        "figures": figures,
        "proven_share": sum(batch.proven for batch in batches) / figures if figures else 0.0,
        "seconds": round(max((batch.seconds for batch in batches), default=0.0), 1),
    }


def crawl(
    settings: Settings, names: Sequence[str], reader: str, progress: Progress, steps: Steps
) -> IngestOutcome:
    """Crawl the named sites and read what is not current of them."""
    with steps.step("raw_documents"):
        figures, news = crawled(settings, names, names, progress)
    tell(settings, news)
    return IngestOutcome(crawled=figures, totals=read(settings, names, reader, progress, steps))


def crawled(
    settings: Settings, names: Sequence[str], sites: Sequence[str], progress: Progress
) -> tuple[dict[str, Any], list[Materialised]]:
    """Crawl the named ones of some sites; return its figures, and what they tell of each site with new documents.

    The figures are those of :func:`pipelines.operate.crawling.crawl`, and how many documents the archive has of
    ``sites``.
    """
    from pipelines.operate.crawling import crawl as walk

    figures = walk(settings, names, progress)
    archived = Archive.of(settings).documents_by_site()
    figures["archived_documents"] = sum(len(archived.get(site, ())) for site in sites)
    told: Mapping[str, Mapping[str, Any]] = figures["sites"]
    news = [
        Materialised(RAW_OF_SITE, {**own, "archived_documents": len(archived.get(site, ()))}, site)
        for site, own in told.items()
        if own.get("new")
    ]
    return figures, news


__all__ = [
    "IngestOutcome",
    "crawl",
    "ingest",
    "read",
    "read_claimed",
    "registered",
    "told_of",
    "totals",
]
