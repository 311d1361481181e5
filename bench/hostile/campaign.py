"""The campaign: broken seeds read by the night's own pool of processes, and what came of each."""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final

import polars as pl

from bench.hostile.changes import changed
from bench.hostile.seeds import names, seed
from pipelines.documents.extract import extract, typed_rows
from pipelines.lake.schema import RELATIONS
from pipelines.values.source import SourceRecord
from pipelines.workers import Pool, Task

Job = tuple[str, int]
"""The name of a seed, and the number of its mutant."""

_SLOW: Final = ("report.png", "report.rtf", "report.doc")
_RARELY: Final = 40  # one mutant in so many is of a slow seed: a scan or LibreOffice takes seconds
_CLASS: Final = re.compile(r"\b[A-Z]\w*(?:Error|Exception)\b|Traceback|object has no attribute|\bline \d+\)$")
_REFUSED: Final = frozenset({"failed", "unsupported", "encrypted"})


@dataclass(frozen=True, slots=True)
class Fate:
    """What came of one file: ``read``, ``refused``, ``stopped`` or ``fault``, with its status or the reason."""

    job: Job
    kind: str
    what: str
    seconds: float


@dataclass(slots=True)
class Campaign:
    """The fates of a campaign: counts by seed, the slowest file, and the faults."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    slowest: Fate | None = None
    faults: list[Fate] = field(default_factory=list)

    def add(self, fate: Fate) -> None:
        """Count a fate."""
        self.counts.setdefault(fate.job[0], Counter())[fate.kind] += 1
        if fate.kind in ("fault", "stopped"):
            self.faults.append(fate)
        if self.slowest is None or fate.seconds > self.slowest.seconds:
            self.slowest = fate


def mutant(job: Job) -> bytes:
    """Return the bytes of a mutant: the same for the same job."""
    name, number = job
    return changed(seed(name), Random(f"{name} {number}"))


def jobs(count: int, first: int = 0, only: Collection[str] = ()) -> Iterator[Job]:
    """Yield the jobs of a campaign, all seeds in turn, or ``only`` some."""
    known = names()
    quick = [name for name in known if (name in only if only else name not in _SLOW)]
    slow = [name for name in _SLOW if name in known]
    for number in range(first, first + count):
        turn, place = divmod(number, _RARELY)
        is_slow = not only and place == _RARELY - 1
        yield (slow[turn % len(slow)] if is_slow else quick[number % len(quick)]), number


def read(name: str, number: int, folder: str) -> tuple[str, str]:
    """Read a mutant as a night does; return (kind, status or what is wrong)."""
    data = mutant((name, number))
    path = Path(folder) / f"{number}-{name}"
    path.write_bytes(data)
    try:
        source = SourceRecord(
            sha256(data).hexdigest(), "hostile", name, f"https://example.cn/{name}", None, None, None,
            datetime(2026, 1, 1, tzinfo=UTC), len(data), None, path.name,
        )  # fmt: skip
        return judged(source, typed_rows(extract, "0", "pdfium", None, None, source, path))
    finally:
        path.unlink()


def judged(source: SourceRecord, rows: dict[str, pl.DataFrame]) -> tuple[str, str]:
    """Return what rows say of a document: one row of its own, a sentence where it is refused, no rows of others."""
    documents = rows["documents"]
    if documents.height != 1 or set(rows) != set(RELATIONS):
        return "fault", f"{documents.height} rows of the document, {len(rows)} relations"
    for relation, frame in rows.items():
        if frame.height and set(frame["document_id"]) != {source.document_id}:
            return "fault", f"rows of another document in {relation}"
    status, reason = documents["status"].item(), documents["failure_reason"].item() or ""
    if _CLASS.search(reason):
        return "fault", f"no sentence: {reason}"
    if status in _REFUSED and len(reason) < len("no text"):
        return "fault", f"{status} without a reason"
    return ("refused" if status in _REFUSED else "read"), status


def run(
    count: int,
    *,
    workers: int,
    seconds: float,
    task_seconds: float,
    memory_mib: int,
    first: int = 0,
    only: Collection[str] = (),
) -> Campaign:
    """Read ``count`` mutants from the ``first`` on, or as many as ``seconds`` allow; of ``only`` some seeds."""
    found = Campaign()
    pool: Pool[Job, tuple[str, str]] = Pool(
        read, workers=workers, task_seconds=task_seconds, memory_bytes=memory_mib * 2**20
    )
    ends = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        tasks = [Task(job, (*job, folder)) for job in jobs(count, first, only)]
        outcomes = pool.run(tasks)
        for outcome in outcomes:
            if outcome.result is not None:
                found.add(Fate(outcome.key, *outcome.result, outcome.seconds))
            else:
                kind = "stopped" if outcome.is_interrupted else "fault"
                found.add(Fate(outcome.key, kind, outcome.reason or "", outcome.seconds))
            if time.monotonic() > ends:
                outcomes.close()
                break
    return found
