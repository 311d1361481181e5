"""A night in which nothing is new, over as many sites as there are counties: its events and processor time."""

from __future__ import annotations

import hashlib
import json
import resource
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines import settings as settings_module
from pipelines.defs.run import Runner, open_instance
from pipelines.documents.choice import versioned
from pipelines.documents.progress import Progress
from pipelines.documents.version import code_version
from pipelines.lake.frames import encode, frame
from pipelines.lake.schema import RELATIONS
from pipelines.settings import Settings
from pipelines.values.source import SourceRecord


@dataclass(frozen=True, slots=True)
class Still:
    """One run: events in Dagster's record, processor time and materialised sites."""

    events: int
    core_seconds: float
    documents: int
    read: int


def make(folder: Path, sites: int, documents: int) -> Settings:
    """Fill an archive and a lake in which every document is current; the bytes themselves are nobody's concern."""
    settings = settings_module.load(folder / "data", environment={}, folder=folder)
    version = versioned(code_version(), settings)
    empty = {relation: encode(frame(relation, ())) for relation in RELATIONS}
    for relation in RELATIONS:
        (settings.lake_dir / relation).mkdir(parents=True)
    journals = settings.raw_dir / "records"
    journals.mkdir(parents=True)
    for number in range(sites):
        site = f"99{number:04d}_county"
        records = list(_records(site, documents))
        lines = (json.dumps(asdict(one), ensure_ascii=False, default=str) for one in records)
        (journals / f"{site}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        rows = [
            {
                "document_id": one.document_id,
                "sha256": one.sha256,
                "site": site,
                "file_name": one.file_name,
                "status": "extracted",
                "code_version": version,
                "media_type": "application/pdf",
                "reader": "pdfium",
                "pages": 25,
            }
            for one in records
        ]
        for relation in RELATIONS:
            data = encode(frame(relation, rows)) if relation == "documents" else empty[relation]
            (settings.lake_dir / relation / f"{site}.parquet").write_bytes(data)
    return settings


def run(settings: Settings) -> Still:
    """Let the graph look at all sites once, as a night does before it builds."""
    before = _used()
    with Runner(settings, Progress(), "ingest") as runner:
        totals = runner.ingest([], None, "pdfium").totals
    used = _used() - before
    with open_instance(settings) as instance:
        (latest,) = instance.get_runs(limit=1)
        events = len(instance.all_logs(latest.run_id))
    return Still(events, used, totals["documents"], totals["read"])


def _records(site: str, documents: int) -> Iterator[SourceRecord]:
    for number in range(documents):
        sha256 = hashlib.sha256(f"{site} {number}".encode()).hexdigest()
        yield SourceRecord(
            sha256=sha256,
            site=site,
            file_name=f"{number}.pdf",
            source_url=f"https://{site}.example/{number}.pdf",
            page_url=None,
            page_title=None,
            page_date=None,
            fetched_at=datetime(2025, 9, 1, tzinfo=UTC),
            size_bytes=400_000,
            division_code=None,
            archived_as=f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}.pdf",
        )


def _used() -> float:
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime
