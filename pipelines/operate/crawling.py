"""Crawl some sites; tell what came of each, so that one that fails costs only itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipelines.documents.progress import Progress
from pipelines.settings import Settings


def crawl(settings: Settings, names: Sequence[str], progress: Progress) -> dict[str, Any]:
    """Crawl the named sites that have a site file; return what came of it: counts, and by site what they are.

    A site that fails costs only itself: its reason stands in ``failures``.
    """
    from pipelines.crawl.run import CrawlError, crawl_sites
    from pipelines.sites.load import load_folder

    known, errors = load_folder(settings.sites_dir)
    sites = [known[name] for name in names if name in known]
    totals: Counter[str] = Counter()
    figures: dict[str, Any] = {}
    failures: dict[str, str] = {}
    problems: dict[str, list[str]] = {}
    progress.begin("Crawling", len(sites))
    for site, told in crawl_sites(settings, sites, at_once=settings.crawls):
        if isinstance(told, CrawlError):
            failures[site.name] = str(told)
        else:
            if told.failure:
                failures[site.name] = told.failure
            figures[site.name] = told.figures()
            totals.update({k: v for k, v in told.figures().items() if k != "seconds"})
            problems[site.name] = [f"{p.kind}: {p.url}: {p.reason}" for p in told.problems[:20]] + told.notes[
                :20
            ]
        progress.step(site.name)
    progress.end()
    return {
        **totals,
        "crawled": len(sites),
        "sites": figures,
        "failures": failures,
        "refused_and_failed": {name: told for name, told in problems.items() if told},
        "site_files_with_errors": [str(error) for error in errors],
    }


__all__ = ["crawl"]
