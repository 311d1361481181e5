"""Scrapy's settings for one site: its own politeness, our guards, nothing left to Scrapy's defaults that matters."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pipelines.crawl.engine.middlewares import Hosts
from pipelines.crawl.limits import CrawlLimits
from pipelines.sites.model import Site

USER_AGENT: Final = (
    f"juesuan/{version('juesuan')} (open-data crawler of published budgets and final accounts)"
)
ROBOTS_NAME: Final = "juesuan"
MAX_PAGE_BYTES: Final = 16 * 1024**2
_MIB: Final = 1024**2
_MODULE: Final = "pipelines.crawl.engine"


def options(site: Site, limits: CrawlLimits, incoming: Path, log_file: Path | None) -> dict[str, Any]:
    """Return Scrapy's settings; ``incoming`` is where bodies on their way lie."""
    handler = f"{_MODULE}.handler.GuardedHandler"
    return {
        **_limits(site, limits),
        "JUESUAN_SITE": site,
        "JUESUAN_HOSTS": Hosts(),
        "JUESUAN_INCOMING": str(incoming),
        "JUESUAN_ALLOW_PRIVATE": site.allow_private,
        "USER_AGENT": USER_AGENT,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": ROBOTS_NAME,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOAD_HANDLERS": {
            "http": handler,
            "https": handler,
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            f"{_MODULE}.middlewares.Gate": 50,
            f"{_MODULE}.middlewares.Patience": 550,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        },
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.depth.DepthMiddleware": None},
        "EXTENSIONS": {
            f"{_MODULE}.middlewares.CrawlDelay": 0,
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
            "scrapy.extensions.feedexport.FeedExporter": None,
        },
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the walker asks every address once
        "HTTPERROR_ALLOW_ALL": True,
        "HTTPPROXY_ENABLED": False,  # a proxy would look up names where our guard cannot see it
        "COOKIES_ENABLED": True,  # a session's own; none is forged and none kept after the crawl
        "REFERRER_POLICY": "same-origin",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_FILE": str(log_file) if log_file is not None else None,
        "LOG_ENABLED": log_file is not None,
        "LOG_FILE_APPEND": False,
        "LOG_LEVEL": "INFO",
        "LOG_VERSIONS": [],
    }


def _limits(site: Site, limits: CrawlLimits) -> dict[str, Any]:
    """Return how fast, how long, how often and how much."""
    polite = site.politeness
    return {
        "JUESUAN_STALL_SECONDS": limits.stall_seconds,
        "JUESUAN_BACKOFF_SECONDS": limits.backoff_seconds,
        "JUESUAN_LONGEST_WAIT": limits.longest_wait,
        "CONCURRENT_REQUESTS": 2 * polite.concurrency + 6,
        "CONCURRENT_REQUESTS_PER_DOMAIN": polite.concurrency,
        "DOWNLOAD_DELAY": polite.delay_seconds,
        "AUTOTHROTTLE_ENABLED": polite.delay_seconds > 0,
        "AUTOTHROTTLE_START_DELAY": polite.delay_seconds,
        "AUTOTHROTTLE_MAX_DELAY": max(60.0, polite.delay_seconds),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(polite.concurrency),
        "RETRY_TIMES": polite.retries,
        "RETRY_HTTP_CODES": [408, 425, 429, 500, 502, 503, 504, 522, 524],
        "REDIRECT_MAX_TIMES": 8,
        "METAREFRESH_MAXDELAY": 10,
        "DOWNLOAD_TIMEOUT": limits.page_seconds,
        "DOWNLOAD_MAXSIZE": polite.max_document_mib * _MIB,
        "CLOSESPIDER_TIMEOUT": limits.crawl_seconds,
    }
