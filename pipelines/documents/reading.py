"""Read a batch of a plan into write-once parts, and commit the parts of a plan to the lake."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from pipelines import forms
from pipelines.archive.raw import Archive
from pipelines.documents.choice import ReadingChoice
from pipelines.documents.cost import remember
from pipelines.documents.plan import Batch, Plan, PlanTold, is_news
from pipelines.documents.progress import Progress
from pipelines.lake import files as lake
from pipelines.lake.bucket import LakeBucket, of_documents
from pipelines.lake.frames import Frames, frames
from pipelines.lake.parts import ReadDocument, commit, parts_of, write_part
from pipelines.lake.rows import RowMaker
from pipelines.settings import Settings
from pipelines.values.source import SourceRecord
from pipelines.workers import Named, Outcome, Pool, Task

if TYPE_CHECKING:
    from pipelines.documents.extract import Extract

EXTRACT: Final = Named("pipelines.documents.extract", "extract")
_TYPED_ROWS: Final = Named("pipelines.documents.extract", "typed_rows")


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

    @property
    def is_changed(self) -> bool:
        """Tell whether the site's rows in the lake were written."""
        return self.read > 0 or bool(self.damaged)


@dataclass(frozen=True, slots=True)
class BatchRead:
    """What reading a batch did: its documents that were read now, and how long it took in seconds."""

    batch: str
    read: int
    seconds: float


def read_batch(
    settings: Settings, batch: Batch, *, extract: Extract, progress: Progress | None = None
) -> BatchRead:
    """Read a batch's documents in processes of their own and write their rows as parts.

    Documents that a part or the lake holds already are left out: a batch that is done again goes on where it was cut
    off.
    A document whose reading process dies or is stopped ends as ``failed``.
    """
    heard = progress or Progress()
    started = time.monotonic()
    forms.use_folder(settings.extra_forms_dir)
    extra = settings.extra_divisions_file if settings.extra_divisions_file.exists() else None
    archive = Archive.of(settings)
    bucket = LakeBucket(settings.lake_url, settings.lake_dir) if settings.lake_url else None
    if bucket is not None:
        bucket.pull(of_documents({record.site for record in batch.records}))
        bucket.pull_parts(batch.batch)
    records = _to_read(settings, batch)
    pool: Pool[SourceRecord, dict[str, pl.DataFrame]] = Pool(
        partial(_TYPED_ROWS, extract, batch.version, batch.reader, extra, settings.extra_forms_dir),
        workers=settings.workers,
        task_seconds=settings.document_seconds,
        memory_bytes=settings.worker_memory_bytes,
    )
    heard.begin("Reading", len(records))
    waiting: list[tuple[ReadDocument, Frames]] = []

    def flush() -> None:
        if waiting:
            part = write_part(settings.lake_dir, batch.batch, batch.version, batch.reader, waiting)
            if bucket is not None:
                bucket.send_part(part)
            waiting.clear()

    try:
        for outcome in pool.run(Task(record, (record, archive.path(record))) for record in records):
            waiting.append(_read(outcome, batch))
            if len(waiting) >= settings.flush_documents:
                flush()
            heard.step(outcome.key.file_name)
    finally:
        flush()
    heard.end()
    return BatchRead(batch.batch, len(records), time.monotonic() - started)


def commit_plan(
    settings: Settings, made: Plan | PlanTold, read: Iterable[BatchRead] = ()
) -> dict[str, SiteBatch]:
    """Make the parts of a plan's batches the lake's state; return what came of each site.

    The caller is the lake's one writer. Doing it again, or after another run has read the same documents, adds nothing.
    """
    names: Sequence[str] = [one if isinstance(one, str) else one.batch for one in made.batches]
    news = is_news(settings)
    taken = commit(
        settings.lake_dir,
        f"{names[0] if names else 'none'}-{len(names)}",
        names,
        lambda part, one: made.is_again or news(part, one),
    )
    remember(settings.lake_dir, taken)
    sites = {
        one.site: SiteBatch(one.site, one.documents, one.unchanged, damaged=list(one.damaged))
        for one in made.sites
    }
    for one in taken:
        site = sites.setdefault(one.site, SiteBatch(one.site, 0, 0))
        site.statuses[one.status] += 1
        site.pages += one.pages
        site.figures += one.figures
        site.proven += one.proven
        site.interrupted += one.is_interrupted
        site.seconds = max((each.seconds for each in read), default=0.0)
    return sites


def _to_read(settings: Settings, batch: Batch) -> list[SourceRecord]:
    """Return the documents of a batch that nobody has read since it was planned."""
    # Parts first: a commit in between moves documents from parts to the lake, never back.
    done = {
        read.document_id for part in parts_of(settings.lake_dir, [batch.batch]) for read in part.documents
    }
    sites = {record.site for record in batch.records}
    known = {site: lake.known_documents(settings.lake_dir, site) for site in sites}
    choice = ReadingChoice(is_again=batch.is_again)
    return [
        record
        for record in batch.records
        if record.document_id not in done
        and choice.takes(
            known[record.site].get(record.document_id), batch.version, batch.reader, batch.limits
        )
    ]


def _read(
    outcome: Outcome[SourceRecord, dict[str, pl.DataFrame]], batch: Batch
) -> tuple[ReadDocument, Frames]:
    """Return the rows to store for one outcome, and what the part's index tells of it."""
    record = outcome.key
    if outcome.result is None:
        reason = outcome.reason or "no result and no reason"
        told = _stamp(batch, record.document_id, reason, is_interrupted=outcome.is_interrupted)
        row = RowMaker(record).document_row("failed", reason, code_version=told)
        cut_short = ReadDocument(
            record.document_id, record.site, "failed", outcome.is_interrupted, outcome.seconds, 0, 0, 0
        )
        return cut_short, frames({"documents": [row]})
    found = outcome.result
    document = found["documents"].row(0, named=True)
    items = found.get("line_items")
    read = ReadDocument(
        document_id=record.document_id,
        site=record.site,
        status=document["status"],
        is_interrupted=False,
        seconds=outcome.seconds,
        pages=document["pages"] or 0,
        figures=0 if items is None else items.height,
        proven=0 if items is None else int((items["proof_status"] == "proven").sum()),
    )
    return read, found


def _stamp(batch: Batch, document_id: str, reason: str, *, is_interrupted: bool) -> str | None:
    """Return the version that a document is marked with that was not read to its end; None: it is tried again.

    The limits stand behind it where the document was stopped twice for the same reason and waits for others.
    """
    if not is_interrupted:
        return batch.version
    return batch.version + batch.limits if batch.stopped.get(document_id) == reason else None


__all__ = ["EXTRACT", "BatchRead", "SiteBatch", "commit_plan", "read_batch"]
