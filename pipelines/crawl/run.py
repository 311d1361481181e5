"""Run crawls: each in a process of its own, because Scrapy's reactor starts once; several sites at a time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from pipelines.crawl.job import CrawlError
from pipelines.crawl.kept import shared_state
from pipelines.crawl.limits import CrawlLimits
from pipelines.crawl.report import CrawlReport, save_failure
from pipelines.settings import Settings
from pipelines.sites.model import Site

__all__ = ["CrawlError", "CrawlLimits", "CrawlReport", "crawl_site", "crawl_sites"]

_GRACE_SECONDS: Final = 900.0  # beyond the crawl's own limit; then the process is stopped


def crawl_site(settings: Settings, site: Site, *, limits: CrawlLimits | None = None) -> CrawlReport:
    """Crawl one site into the raw archive and tell what came of it.

    A crawl that was interrupted is gone on with. Raises CrawlError when the crawl cannot be made or its
    process dies; what it had finished is kept.
    """
    limits = limits or CrawlLimits()
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(settings, site, limits, there), name=f"crawl {site.name}")
    process.start()
    there.close()
    try:
        if not here.poll(limits.crawl_seconds + _GRACE_SECONDS):
            raise CrawlError(f"{site.name}: the crawl did not end within {limits.crawl_seconds:g} seconds")
        told = here.recv()
    except EOFError:
        process.join()
        raise CrawlError(
            f"{site.name}: the crawling process ended with code {process.exitcode}; the next crawl goes on from there"
        ) from None
    finally:
        here.close()
        process.join(timeout=10)
        if process.is_alive():
            process.terminate()
            process.join()
    if isinstance(told, CrawlReport):
        return told
    raise CrawlError(f"{site.name}: {told}")


def crawl_sites(
    settings: Settings,
    sites: Iterable[Site],
    *,
    limits: CrawlLimits | None = None,
    at_once: int = 4,
    begun: Callable[[Site], None] | None = None,
) -> Iterator[tuple[Site, CrawlReport | CrawlError]]:
    """Crawl sites side by side and yield each with its report, or the error that costs only itself.

    Sites that share a host are crawled one after another, so that no host is asked faster than one site may.
    """
    groups = by_host(sites)
    with ThreadPoolExecutor(max_workers=max(1, min(at_once, len(groups)))) as pool:

        def crawl(site: Site) -> CrawlReport | CrawlError:
            if begun is not None:
                begun(site)
            try:
                with shared_state(settings, site.name):
                    return crawl_site(settings, site, limits=limits)
            except CrawlError as error:
                save_failure(site.name, str(error), settings.crawl_dir)
                return error

        queues = [list(group) for group in groups]
        running = {pool.submit(crawl, queue[0]): queue for queue in queues}
        while running:
            future = next(as_completed(running))
            queue = running.pop(future)
            site = queue.pop(0)
            if queue:
                running[pool.submit(crawl, queue[0])] = queue
            yield site, future.result()


def by_host(sites: Iterable[Site]) -> list[list[Site]]:
    """Group sites so that no two groups share a host, in the order given."""
    groups: list[tuple[set[str], list[Site]]] = []
    for site in sites:
        hosts = set(site.allowed_hosts)
        joined = [group for group in groups if group[0] & hosts]
        merged = (hosts.union(*(g[0] for g in joined)), [s for g in joined for s in g[1]] + [site])
        groups = [group for group in groups if group not in joined] + [merged]
    return [members for _, members in groups]


def _child(settings: Settings, site: Site, limits: CrawlLimits, pipe: Connection) -> None:
    """Crawl in this process and send the report, or the reason why there is none."""
    try:
        told: object = _crawl(settings, site, limits)
    except Exception as error:
        told = str(error) if isinstance(error, CrawlError) else f"{type(error).__name__}: {error}"
    pipe.send(told)
    pipe.close()


def _crawl(settings: Settings, site: Site, limits: CrawlLimits) -> CrawlReport:
    from scrapy.crawler import CrawlerProcess

    from pipelines.crawl.engine import browser
    from pipelines.crawl.engine.options import options
    from pipelines.crawl.job import open_job
    from pipelines.crawl.spider import SiteSpider

    if site.browser and (lacking := browser.missing()):
        raise CrawlError(f"the site file says browser: true; {lacking}")
    log_file = settings.logs_dir / "crawl" / f"{site.name}.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with open_job(settings, site, limits) as job:
        process = CrawlerProcess(options(site, limits, job.incoming, log_file))
        crawler = process.create_crawler(SiteSpider)
        process.crawl(crawler, job=job)
        process.start()
        _judge(job.report, crawler.stats.get_stats() if crawler.stats is not None else {}, log_file)
        job.finish()
        return job.report


def _judge(report: CrawlReport, stats: dict[str, object], log_file: Path) -> None:
    """Take Scrapy's counts; a crawl that did not run to its end is a stopped one."""
    report.requests = _count(stats, "downloader/request_count")
    report.retries = _count(stats, "retry/count")
    ended = str(stats.get("finish_reason", "not begun"))
    if ended == "closespider_timeout":
        report.stopped = (
            report.stopped or "the time allowed for one crawl was over; the next goes on from there"
        )
    elif ended != "finished":
        report.stopped = report.stopped or f"the crawl ended early ({ended}); see {log_file}"
    errors = _count(stats, "spider_exceptions/count")
    if errors:
        report.stopped = report.stopped or f"{errors} errors of the crawler itself; see {log_file}"


def _count(stats: dict[str, object], name: str) -> int:
    value = stats.get(name, 0)
    return value if isinstance(value, int) else 0
