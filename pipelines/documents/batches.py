"""One batch: register files in the raw archive, read what is not current in the lake, write the lake.

Everything a Dagster asset or the command line does about documents is here; neither adds anything to it.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from pipelines import forms
from pipelines.archive.members import register_members
from pipelines.archive.raw import Archive, ArchiveError, Registration, discover
from pipelines.documents.choice import ReadingChoice, limits_of, versioned
from pipelines.documents.extract import Extract, typed_rows
from pipelines.documents.progress import Progress
from pipelines.lake import files as lake
from pipelines.lake.frames import frames
from pipelines.lake.health import set_aside_damaged
from pipelines.lake.rows import RowMaker
from pipelines.prove.roles import cross_identities
from pipelines.settings import Settings
from pipelines.values.source import SourceRecord
from pipelines.values.text import readable
from pipelines.workers import Outcome, Pool, Task


@dataclass(slots=True)
class Registered:
    """What registering a batch of files did."""

    files: int = 0
    members: int = 0
    new_documents: int = 0
    known_documents: int = 0
    problems: list[str] = field(default_factory=list)

    def count_member(self, new: Registration) -> None:
        """Count one document that came inside an archive."""
        self.members += 1
        self.count(new)

    def count(self, new: Registration) -> None:
        """Count one document."""
        self.new_documents += new.is_new_document
        self.known_documents += not new.is_new_document


@dataclass(slots=True)
class SiteBatch:
    """What reading one site did. ``statuses`` counts the documents read now, by how they ended."""

    site: str
    documents: int
    unchanged: int
    statuses: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    figures: int = 0
    proven: int = 0
    interrupted: int = 0
    seconds: float = 0.0
    damaged: list[str] = field(default_factory=list)  # lake files that were set aside and written again

    @property
    def read(self) -> int:
        """Return how many documents were read now."""
        return sum(self.statuses.values())


def register(
    settings: Settings, paths: Iterable[Path], *, site: str, progress: Progress | None = None
) -> Registered:
    """Register files and folders in the raw archive under a site's name.

    A file that cannot be read is named in ``problems`` and costs only itself. Raises ArchiveError for a path
    that does not exist or a name that cannot name a site.
    """
    archive = Archive.of(settings)
    archive.records(site)  # refuses a bad name before any work
    done = Registered()
    files = list(discover(paths, without=settings.data_dir, problems=done.problems))
    heard = progress or Progress()
    done.files = len(files)
    heard.begin("Registering", len(files))
    for file in files:
        try:
            new = archive.register(file, site=site)
            done.count(new)
            for member in register_members(archive, new.record):
                done.count_member(member)
        except ArchiveError as error:
            done.problems.append(str(error))
        except Exception as error:  # whatever one file raises costs that file alone
            name = readable(os.fspath(file))
            done.problems.append(f"{name} could not be registered: {type(error).__name__}: {error}")
        heard.step(readable(file.name))
    heard.end()
    return done


def read_sites(
    settings: Settings,
    sites: Sequence[str],
    *,
    reader: str,
    extract: Extract,
    code_version: str,
    progress: Progress | None = None,
    choice: ReadingChoice | None = None,
) -> dict[str, SiteBatch]:
    """Read the documents of some sites that are not current in the lake, and merge their rows into it.

    ``choice`` restricts or widens which; a damaged lake file of a site is set aside and written again.
    A document whose reading process dies or is stopped ends as ``failed`` and is tried again the next time; where
    it then ends for the same reason, it waits for another version or other limits.
    """
    heard = progress or Progress()
    forms.use_folder(settings.extra_forms_dir)
    cross_identities()  # a form or an identity that cannot be used stops here, before any document
    extra = settings.extra_divisions_file if settings.extra_divisions_file.exists() else None
    version = versioned(code_version, settings)
    archive = Archive.of(settings)
    archived = archive.documents_by_site()
    lake.prepare(settings.lake_dir)
    batches: dict[str, SiteBatch] = {}
    tasks: list[Task[SourceRecord]] = []
    limits = limits_of(settings)
    stopped: dict[str, str] = {}
    for site in sites:
        damaged = set_aside_damaged(settings.lake_dir, site)
        known = lake.known_documents(settings.lake_dir, site)
        wanted = ReadingChoice() if damaged or choice is None else choice
        is_stale = partial(wanted.is_stale, known, version=version, reader=reader, limits=limits)
        once = (each for each in known.values() if each.status == "failed" and each.code_version is None)
        stopped.update({each.document_id: each.failure_reason or "" for each in once})
        documents, stale = _stale(archive, site, archived.get(site, []), is_stale)
        batches[site] = SiteBatch(site, len(documents), len(documents) - len(stale), damaged=damaged)
        tasks += [Task(record, (record, archive.path(record))) for record in stale]
    call = partial(typed_rows, extract, version, reader, extra, settings.extra_forms_dir)
    pool: Pool[SourceRecord, dict[str, pl.DataFrame]] = Pool(
        call,
        workers=settings.workers,
        task_seconds=settings.document_seconds,
        memory_bytes=settings.worker_memory_bytes,
    )
    heard.begin("Reading", len(tasks))
    _run(settings, pool, tasks, batches, _Stamp(version, limits, stopped), heard)
    heard.end()
    return batches


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What documents that were not read to their end are marked with.

    ``stopped``: the reasons of those whose reading was stopped the last time.
    """

    version: str
    limits: str
    stopped: Mapping[str, str]

    def of(self, document_id: str, reason: str, *, is_interrupted: bool) -> str | None:
        """Return the version to store, with the limits where the document waits for others; None: it is tried again."""
        if not is_interrupted:
            return self.version
        return self.version + self.limits if self.stopped.get(document_id) == reason else None


def _stale(
    archive: Archive, site: str, documents: list[SourceRecord], is_stale: Callable[[SourceRecord], bool]
) -> tuple[list[SourceRecord], list[SourceRecord]]:
    """Return a site's documents, and those of them that are to be read.

    An archive that is read again may now open members that it did not open before: they are registered first.
    """
    stale = [record for record in documents if is_stale(record)]
    opened = [new.is_new_record for record in stale for new in register_members(archive, record)]
    if any(opened):
        documents = archive.documents(site)
        stale = [record for record in documents if is_stale(record)]
    return documents, stale


def _run(
    settings: Settings,
    pool: Pool[SourceRecord, dict[str, pl.DataFrame]],
    tasks: Sequence[Task[SourceRecord]],
    batches: Mapping[str, SiteBatch],
    stamp: _Stamp,
    heard: Progress,
) -> None:
    remaining = Counter(task.key.site for task in tasks)
    started = time.monotonic()
    with ExitStack() as stack:
        writers: dict[str, lake.SiteWriter] = {}
        for outcome in pool.run(tasks):
            record = outcome.key
            writer = writers.get(record.site)
            if writer is None:
                writer = lake.SiteWriter(
                    settings.lake_dir, record.site, flush_documents=settings.flush_documents
                )
                writers[record.site] = stack.enter_context(writer)
            batch = batches[record.site]
            writer.add(record.document_id, _frames(outcome, batch, stamp))
            remaining[record.site] -= 1
            if not remaining[record.site]:
                writer.flush()
                batch.seconds = time.monotonic() - started
            heard.step(record.file_name)


def _frames(
    outcome: Outcome[SourceRecord, dict[str, pl.DataFrame]], batch: SiteBatch, stamp: _Stamp
) -> dict[str, pl.DataFrame]:
    """Return the rows to store for one outcome and count it."""
    if outcome.result is None:
        batch.statuses["failed"] += 1
        batch.interrupted += outcome.is_interrupted
        reason = outcome.reason or "no result and no reason"
        told = stamp.of(outcome.key.document_id, reason, is_interrupted=outcome.is_interrupted)
        row = RowMaker(outcome.key).document_row("failed", reason, code_version=told)
        return frames({"documents": [row]})
    found = outcome.result
    document = found["documents"].row(0, named=True)
    batch.statuses[document["status"]] += 1
    batch.pages += document["pages"] or 0
    items = found.get("line_items")
    if items is not None:
        batch.figures += items.height
        batch.proven += int((items["proof_status"] == "proven").sum())
    return found
