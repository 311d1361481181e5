"""What crawls remember and report, for machines that share no folder: fetched before a crawl, kept after it.

Without ``JUESUAN_DATA_URL`` the data folder is all there is, and nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.archive.mirror import Mirror
from pipelines.crawl.report import REPORT_SUFFIX
from pipelines.settings import Settings


def fetch_reports(settings: Settings) -> None:
    """Bring the folder's reports of all sites' latest crawls up to date."""
    if settings.crawl_url:
        Mirror(settings.crawl_url, settings.crawl_dir).pull(lambda name: name.endswith(REPORT_SUFFIX))


@contextmanager
def shared_state(settings: Settings, site: str) -> Iterator[None]:
    """Begin a site's crawl with what the last one remembered, wherever that ran; keep what this one does."""
    if not settings.crawl_url:
        yield
        return
    mirror = Mirror(settings.crawl_url, settings.crawl_dir)
    state, report = f"{site}.sqlite", f"{site}{REPORT_SUFFIX}"
    if mirror.pull_one(state):
        for leftover in (f"{state}-wal", f"{state}-shm"):  # of an older state that a killed crawl left here
            (settings.crawl_dir / leftover).unlink(missing_ok=True)
    try:
        yield
    finally:
        for name in (state, report):
            if (settings.crawl_dir / name).exists():
                mirror.push(name)


__all__ = ["fetch_reports", "shared_state"]
