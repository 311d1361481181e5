"""Scrapy's middlewares of our own: who may be asked, and how long to wait before asking again."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from pipelines.crawl.engine.errors import AGAIN, RefusedError
from pipelines.sites.model import Site, is_private

_BUSY: Final = frozenset((429, 503))


class Hosts:
    """The hosts that a crawl has stopped asking, and why; the hosts that asked for a pause, and until when."""

    def __init__(self) -> None:
        self.parked: dict[str, str] = {}
        self.not_before: dict[str, float] = {}  # time.monotonic()

    def park(self, url: str, reason: str) -> None:
        """Ask a host no more."""
        self.parked.setdefault(host_of(url), reason)

    def refuse_parked(self, url: str) -> None:
        """Raise RefusedError for an address on a host that is asked no more."""
        reason = self.parked.get(host_of(url))
        if reason is not None:
            raise RefusedError("parked", f"the host is asked no more: {reason}")

    def pause(self, url: str, seconds: float) -> None:
        """Ask a host nothing for some seconds."""
        host = host_of(url)
        self.not_before[host] = max(self.not_before.get(host, 0.0), time.monotonic() + seconds)

    def wait(self, url: str) -> float:
        """Return how many seconds of a host's pause are left."""
        return max(0.0, self.not_before.get(host_of(url), 0.0) - time.monotonic())


def host_of(url: str) -> str:
    """Return an address's host and port."""
    return urlsplit(url).netloc.lower()


class Gate:
    """Lets through what the site file allows: its hosts, and none that was parked. Redirects pass it too."""

    def __init__(self, crawler: Crawler) -> None:
        self._site: Site = crawler.settings["JUESUAN_SITE"]
        self._hosts: Hosts = crawler.settings["JUESUAN_HOSTS"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Gate:
        """Make the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a request that may not be made."""
        host = urlsplit(request.url).hostname or ""
        if not self._site.allows(request.url):
            if is_private(host):
                raise RefusedError("private", f"{host} is not a public address")
            raise RefusedError("offsite", f"{host or request.url} is not one of the site's hosts")
        self._hosts.refuse_parked(request.url)


class CrawlDelay:
    """Gives a host the pause between requests that its robots.txt asks for, where it is longer than ours."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("JUESUAN_LONGEST_WAIT")
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(self.request_reached, signal=signals.request_reached_downloader)
        self._delays: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """Make the extension."""
        return cls(crawler)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Remember the delay that a host asks for."""
        delay = _crawl_delay(robotparser, str(self._crawler.settings["USER_AGENT"]))
        if delay:
            self._delays[urlsplit(request.url).hostname or ""] = min(delay, self._longest)

    def request_reached(self, request: Request) -> None:
        """Set the delay on the host's slot; autothrottle may have moved it since."""
        host = urlsplit(request.url).hostname or ""
        engine: Any = self._crawler.engine
        slot = engine.downloader.slots.get(host)
        if slot is not None and slot.delay < self._delays.get(host, 0.0):
            slot.delay, slot.jitter = self._delays[host], 0.0


def _crawl_delay(parser: RobotParser, agent: str) -> float | None:
    protego: Any = getattr(parser, "rp", None)
    delay = protego.crawl_delay(agent) if protego is not None else None
    return float(delay) if delay is not None else None


class Patience(RetryMiddleware):
    """Scrapy's retries, with a pause before each that doubles, varies by half, and heeds Retry-After."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._hosts: Hosts = settings["JUESUAN_HOSTS"]
        self._first = settings.getfloat("JUESUAN_BACKOFF_SECONDS")
        self._longest = settings.getfloat("JUESUAN_LONGEST_WAIT")
        self._random = random.Random()  # not for secrets: it spreads the retries

    async def process_request(self, request: Request) -> None:
        """Wait before a request that is made again, and while its host asked for a pause."""
        tries = int(request.meta.get("retry_times", 0))
        if tries and request.meta.get("waited_for") != tries:
            request.meta["waited_for"] = tries
            pause = min(self._longest, self._first * 2 ** (tries - 1)) * self._random.uniform(0.5, 1.5)
            await asyncio.sleep(pause)
        while (left := self._hosts.wait(request.url)) > 0:
            await asyncio.sleep(left)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Retry what may pass; give up at once on a host that asks for more patience than there is."""
        if response.status in _BUSY:
            asked = retry_after(response.headers.get("Retry-After"))
            if asked is not None and asked > self._longest:
                self._hosts.park(
                    request.url, f"HTTP {response.status}, to be asked again in {asked:.0f} seconds"
                )
                return response
            if asked:
                self._hosts.pause(request.url, asked)
        result: Request | Response = super().process_response(request, response)
        return result

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Retry what may pass, a body that ended early in its packing among it."""
        if isinstance(exception, RefusedError) and exception.kind in AGAIN:
            return self._retry(request, exception)
        result: Request | Response | None = super().process_exception(request, exception)
        return result


def retry_after(header: bytes | None) -> float | None:
    """Return the seconds that a Retry-After asks for (a number or a date); None where it says nothing.

    >>> retry_after(b"120"), retry_after(b"soon")
    (120.0, None)
    """
    if header is None:
        return None
    text = header.decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
