"""One crawl of one site: everything the spider works with, opened and closed in one place."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pipelines.archive.raw import Archive
from pipelines.crawl.engine.errors import STRIKES, RefusedError
from pipelines.crawl.keeper import Keeper
from pipelines.crawl.limits import CrawlLimits
from pipelines.crawl.report import CrawlReport
from pipelines.crawl.state import CrawlState, KnownAnswer
from pipelines.crawl.walker import SiteWalker, Visit
from pipelines.settings import Settings
from pipelines.sites.model import Site

_MOST_STRIKES: Final = 10


class CrawlError(Exception):
    """A crawl that could not be made; the message names the site and says why."""


class CrawlJob:
    """A crawl under way. Made by :func:`open_job`."""

    def __init__(self, settings: Settings, site: Site, limits: CrawlLimits, state: CrawlState) -> None:
        self.site = site
        self.limits = limits
        self.state = state
        self.archive = Archive.of(settings)
        self.keeper = Keeper(self.archive, site)
        self.walker = SiteWalker(site)
        self._folder = settings.crawl_dir
        self.incoming = settings.crawl_dir / f"{site.name}.incoming"
        self.crawl, started_at, is_resumed = state.begin()
        self.report = CrawlReport(site.name, started_at, is_resumed)
        if state.damage:
            self.report.note(state.damage)
        self.max_pages = min(limits.max_pages or site.politeness.max_pages, site.politeness.max_pages)
        self._strikes: Counter[str] = Counter()
        self._began = time.monotonic()

    def known(self, visit: Visit) -> KnownAnswer | None:
        """Return the last good answer of an address; a document counts while its bytes are in the archive."""
        known = self.state.known(visit.key)
        if known is not None and known.kind == "document" and not self.archive.holds(known.sha256):
            return None
        return known

    def strike(self, url: str, error: RefusedError) -> bool:
        """Count a final failure; tell whether its host has now failed so often in a row that it is down."""
        host = urlsplit(url).netloc
        if error.kind not in STRIKES:
            return False
        self._strikes[host] += 1
        return self._strikes[host] == _MOST_STRIKES

    def clear_strikes(self, url: str) -> None:
        """Note that a host has answered."""
        self._strikes.pop(urlsplit(url).netloc, None)

    def finish(self) -> None:
        """Judge the crawl and close it; one that was stopped stays open, to be gone on with."""
        report, assertions = self.report, self.site.assertions
        report.seconds = time.monotonic() - self._began
        report.left += self.walker.left
        report.left_examples = self.walker.left_examples
        if self.limits.is_trial:
            return
        report.expectations = assertions.failures(report.documents, report.by_year())
        if not report.stopped:
            export_lines(self.archive, self.state, self.site.name, report.started_at)
            self.state.finish(self.crawl)
        report.save(self._folder)


@contextmanager
def open_job(settings: Settings, site: Site, limits: CrawlLimits) -> Iterator[CrawlJob]:
    """Open a crawl; a trial has a state of its own, gone afterwards unless the limits name its folder.

    Raises CrawlError when another process crawls the site.
    """
    settings.crawl_dir.mkdir(parents=True, exist_ok=True)
    with (settings.crawl_dir / f"{site.name}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CrawlError(f"{site.name} is being crawled by another process") from None
        with tempfile.TemporaryDirectory() as aside:
            folder = (limits.trial_folder or Path(aside)) if limits.is_trial else settings.crawl_dir
            state = CrawlState(folder / f"{site.name}.sqlite")
            job = CrawlJob(settings, site, limits, state)
            shutil.rmtree(job.incoming, ignore_errors=True)  # what a killed crawl left half-written
            try:
                yield job
            finally:
                state.close()
                shutil.rmtree(job.incoming, ignore_errors=True)


def export_lines(archive: Archive, state: CrawlState, site: str, started_at: datetime) -> None:
    """Put a crawl's log into the archive as one file, once; a crash in between does it again."""
    key = f"fetches/{site}/{started_at:%Y%m%dT%H%M%S%f}Z.jsonl"
    if not archive.store.exists(key):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as file:
            for line in state.lines():
                file.write(f"{line}\n")
            file.flush()
            archive.store.put(key, Path(file.name))
    state.forget_lines()
