"""Crawl a made-up portal and watch the crawling process."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from bench.crawl.server import serve
from pipelines.crawl.limits import CrawlLimits
from pipelines.crawl.report import CrawlReport
from pipelines.crawl.run import crawl_site
from pipelines.settings import Settings
from pipelines.sites.model import Site


@dataclass(slots=True)
class Measured:
    """One crawl: its report, its wall time with the process's start, and resident MiB once a second."""

    report: CrawlReport
    seconds: float
    resident_mib: list[float] = field(default_factory=list)

    def resident_at(self, share: float) -> float:
        """Return the resident MiB when a share of the time was over."""
        return self.resident_mib[min(len(self.resident_mib) - 1, int(share * len(self.resident_mib)))]


@contextmanager
def portal(articles: int, documents: int) -> Iterator[str]:
    """Serve a portal in a process of its own and give its address."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(articles, documents, there), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


def site_at(url: str, pages: int) -> Site:
    """Return a site file that asks for no pause."""
    return Site.model_validate(
        {
            "name": "990101_bench",
            "division_code": "990101",
            "publisher": "benchmark",
            "verified": False,
            "allow_private": True,
            "entries": [{"url": f"{url}/list/1.html"}],
            "politeness": {
                "delay_seconds": 0,
                "concurrency": 8,
                "max_pages": 2 * pages,
                "max_list_pages": 2 * pages,
            },
        }
    )


def measure(settings: Settings, site: Site) -> Measured:
    """Crawl once."""
    over = Event()
    resident: list[float] = []

    def watch() -> None:
        while not over.wait(1):
            resident.extend(
                _resident_mib(child.pid)
                for child in multiprocessing.active_children()
                if child.name.startswith("crawl ") and child.pid is not None
            )

    watcher = Thread(target=watch)
    watcher.start()
    started = time.monotonic()
    try:
        report = crawl_site(settings, site, limits=CrawlLimits())
    finally:
        over.set()
        watcher.join()
    return Measured(report, time.monotonic() - started, resident or [0.0])


def _resident_mib(process: int) -> float:
    try:
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0
