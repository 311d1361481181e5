"""A portal, and sites that publish on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.crawl.limits import CrawlLimits
from pipelines.crawl.run import CrawlReport, crawl_site
from pipelines.settings import Settings
from pipelines.sites.model import Site
from tests.crawl.server import Portal, serving

QUICK = CrawlLimits(
    page_seconds=5,
    document_seconds=2,
    stall_seconds=1.5,
    backoff_seconds=0.01,
    longest_wait=5,
    crawl_seconds=120,
)
NAME = "990101_qingxi"


@pytest.fixture
def portal() -> Iterator[Portal]:
    """An empty portal, served."""
    with serving(Portal()) as served:
        yield served


def site_of(portal: Portal, *entries: str | dict[str, Any], name: str = NAME, **more: Any) -> Site:
    """Return a site with entries on a portal, as hasty as tests are."""
    listed = [{"url": portal.url + e} if isinstance(e, str) else e for e in entries or ("/index.html",)]
    polite = {"delay_seconds": 0, "concurrency": 4, "retries": 2} | more.pop("politeness", {})
    values = {"name": name, "division_code": name[:6], "publisher": "清溪县人民政府", "verified": False}
    return Site.model_validate(
        values | {"allow_private": True, "entries": listed, "politeness": polite} | more
    )


def crawl(settings: Settings, site: Site, limits: CrawlLimits = QUICK) -> CrawlReport:
    """Crawl in a process of its own, as in earnest."""
    return crawl_site(settings, site, limits=limits)
