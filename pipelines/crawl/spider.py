"""The spider: asks what the walker names, keeps what comes, writes down every answer.

Answers of this crawl that an interrupted run had, and answers that are still good, come from the site's state;
they are read again just like fresh ones, so that a resumed crawl walks the same way.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import scrapy
from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.crawl.engine.errors import AGAIN, RefusedError
from pipelines.crawl.engine.handler import NOT_MODIFIED, RENDER
from pipelines.crawl.engine.middlewares import Hosts
from pipelines.crawl.engine.options import MAX_PAGE_BYTES
from pipelines.crawl.fetched import Fetched, explain, fetch_line, not_taken
from pipelines.crawl.job import CrawlJob
from pipelines.crawl.keeper import PAGE_KINDS, Served, check_kind
from pipelines.crawl.refusals import refusal
from pipelines.crawl.report import Found, Outcome, Problem
from pipelines.crawl.state import KnownAnswer
from pipelines.crawl.walker import PageAnswer, Turn, Visit
from pipelines.formats.detect import detect_media_type
from pipelines.formats.encoding import GB
from pipelines.formats.registry import HTML

_PRIORITY = {"document": 20, "article": 10, "list": 0}


class SiteSpider(scrapy.Spider):
    """Crawls one site for one job."""

    name = "site"

    def __init__(self, job: CrawlJob, **kwargs: Any) -> None:
        super().__init__(job.site.name, **kwargs)
        self.job = job
        self._keeping = asyncio.Lock()
        self._pages = 0

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the site's entries."""
        for request in self._requests(self.job.walker.start()):
            yield request

    async def parse(self, response: Response, visit: Visit) -> AsyncIterator[Any]:
        """Take one answer: a page's links, a document's bytes, or the reason why it is neither."""
        fetched = Fetched(response, self.job.incoming)
        try:
            following = await self._taken(fetched, visit)
        except RefusedError as error:
            again = self._again(response, error)
            if again is not None:
                yield again
                return
            following = self._refused(visit, error, fetched)
        except OSError as error:
            self.job.report.stopped = f"the archive cannot be written: {error}"
            raise CloseSpider("archive") from error
        except Exception as error:
            self.logger.exception("%s cannot be taken", response.url)
            unreadable = RefusedError("unreadable", f"{type(error).__name__}: {error}")
            following = self._refused(visit, unreadable, fetched)
        finally:
            fetched.drop()
        for request in self._requests(following):
            yield request

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Take note of a request that brought no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.cb_kwargs["visit"]
        error = failure.value or RuntimeError("no reason given")
        yield from self._requests(self._refused(visit, explain(error, request), None))

    async def _taken(self, fetched: Fetched, visit: Visit) -> list[Visit]:
        job = self.job
        if fetched.status == NOT_MODIFIED:
            known = job.state.known(visit.key)
            if known is None:
                raise RefusedError("error", "HTTP 304 for an address that is not known")
            job.clear_strikes(fetched.url)
            job.state.confirm(visit.key, job.crawl)
            return self._from_memory(visit, known, "unchanged", "page_unchanged", fetched)
        refused = refusal(fetched.status, fetched.headers, fetched.head, fetched.declared_suffix(visit))
        if refused is not None:
            if refused.stops_host:
                self._hosts.park(fetched.url, refused.reason)
            raise RefusedError(refused.kind, refused.reason)
        if fetched.status != 200:
            raise not_taken(fetched)
        job.clear_strikes(fetched.url)
        job.report.bytes_received += fetched.size
        path = fetched.on_disk()
        kind = detect_media_type(path)
        if kind == HTML or (visit.purpose == "list" and kind in PAGE_KINDS):
            if fetched.size > MAX_PAGE_BYTES:
                raise RefusedError("too_large", f"a page of {fetched.size / 1024**2:.0f} MiB")
            return self._page(visit, fetched)
        check_kind(kind, fetched.name(visit))
        async with self._keeping:
            record, outcome = await asyncio.to_thread(job.keeper.keep, fetched.served(path, kind), visit)
        answer = fetched.known(job.crawl, "document", record.sha256, None)
        self._write(visit, answer, fetched, outcome)
        self._meet(visit, record.sha256, outcome)
        return []

    def _page(self, visit: Visit, fetched: Fetched) -> list[Visit]:
        """Read a fresh page, keep it if it is a report itself, remember it."""
        job = self.job
        body = fetched.on_disk().read_bytes()
        digest = sha256(body).hexdigest()
        before = job.state.known(visit.key)
        turn = job.walker.read(visit, PageAnswer(fetched.url, body, fetched.content_type, fetched.headers))
        if visit.purpose == "document" and turn.take is None and not turn.visits:
            raise RefusedError(
                "not_document", f"a page without report or attachments: {turn.title or 'untitled'}"
            )
        self._own_body(visit, turn, fetched.served(body, HTML))
        outcome: Outcome = "page_unchanged" if before is not None and before.sha256 == digest else "page"
        self._write(visit, fetched.known(job.crawl, "page", digest, body), fetched, outcome)
        return self._turned(turn, outcome)

    def _from_memory(
        self,
        visit: Visit,
        known: KnownAnswer,
        document: Outcome,
        page: Outcome,
        fetched: Fetched | None = None,
    ) -> list[Visit]:
        """Take an answer that is known already; ``fetched`` is the server's word that it is still good."""
        outcome = document if known.kind == "document" else page
        if fetched is not None:
            self.job.state.log(fetch_line(visit, fetched, outcome, sha256=known.sha256))
        if known.kind == "document" or known.body is None:
            self._meet(visit, known.sha256, document)
            return []
        turn = self.job.walker.read(visit, PageAnswer(known.url, known.body, known.content_type))
        served = Served(
            known.body,
            known.url,
            HTML,
            known.fetched_at,
            content_type=known.content_type,
            etag=known.etag,
            last_modified=known.last_modified,
        )
        self._own_body(visit, turn, served, document)
        return self._turned(turn, page)

    def _turned(self, turn: Turn, outcome: Outcome) -> list[Visit]:
        self.job.report.outcomes[outcome] += 1
        for note in turn.notes:
            self.job.report.note(note)
        return turn.visits

    def _own_body(self, visit: Visit, turn: Turn, served: Served, known_as: Outcome | None = None) -> None:
        """Keep a page that is a report itself."""
        if turn.take is None:
            return
        own = _itself(visit, turn)
        if self.job.limits.is_trial:
            self._meet(own, "", "trial")
            return
        record, outcome = self.job.keeper.keep(served, own)
        self._meet(
            own, record.sha256, known_as if known_as is not None and outcome == "unchanged" else outcome
        )

    def _requests(self, visits: Iterable[Visit]) -> Iterator[Request]:
        """Yield a request for every visit that memory does not answer; follow those that it does."""
        job = self.job
        waiting = deque(visits)
        while waiting:
            visit = waiting.popleft()
            if visit.purpose == "document" and job.limits.is_trial:
                self._meet(visit, "", "trial")
                continue
            if visit.purpose == "article" and job.limits.is_lists_only:
                continue
            known = job.known(visit)
            if known is not None and known.crawl == job.crawl:
                waiting.extendleft(reversed(self._from_memory(visit, known, "resumed", "page_resumed")))
            elif known is not None and visit.purpose != "list" and self._is_still_good(known):
                job.state.confirm(visit.key, job.crawl)
                waiting.extendleft(reversed(self._from_memory(visit, known, "not_due", "page_not_due")))
            elif visit.purpose != "document" and self._pages >= job.max_pages:
                waiting.extend(
                    self._refused(visit, RefusedError("page_cap", f"max_pages is {job.max_pages}"), None)
                )
            else:
                self._pages += visit.purpose != "document"
                yield self._request(visit, known)

    def _request(self, visit: Visit, known: KnownAnswer | None) -> Request:
        request = Request(
            visit.url,
            method=visit.method,
            body=visit.body,
            headers=dict(visit.headers),
            encoding=GB if visit.encoding == GB else "utf-8",
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"visit": visit},
            priority=_PRIORITY[visit.purpose],
            dont_filter=True,
        )
        limits = self.job.limits
        request.meta["download_timeout"] = (
            limits.document_seconds if visit.purpose == "document" else limits.page_seconds
        )
        request.meta["begun_at"] = datetime.now(UTC)
        request.meta[RENDER] = self.job.site.browser and visit.purpose != "document"
        if visit.page_url:
            request.headers["Referer"] = visit.page_url
        if known is not None and known.has_validators:
            request.meta["known_size"] = known.size
            if known.etag:
                request.headers["If-None-Match"] = known.etag
            if known.last_modified:
                request.headers["If-Modified-Since"] = known.last_modified
        return request

    def _is_still_good(self, known: KnownAnswer) -> bool:
        age = datetime.now(UTC) - known.fetched_at
        return not known.has_validators and age < timedelta(days=self.job.limits.revisit_days)

    def _again(self, response: Response, error: RefusedError) -> Request | None:
        if error.kind not in AGAIN or response.request is None:
            return None
        return get_retry_request(response.request, spider=self, reason=error.kind, give_up_log_level="INFO")

    def _refused(self, visit: Visit, error: RefusedError, fetched: Fetched | None) -> list[Visit]:
        """Take note of an address that brought nothing; return where its list goes on."""
        following, is_end = self.job.walker.lost(visit, fetched.status if fetched else None)
        if is_end and fetched is not None:
            self.job.state.log(fetch_line(visit, fetched, "page", reason="the list is over"))
            self.job.report.outcomes["page"] += 1
            return following
        problem = Problem(visit.url, error.kind, error.reason, visit.page_url, error.is_failure)
        self.job.report.refuse(problem)
        outcome = "failed" if error.is_failure else "refused"
        self.job.state.log(fetch_line(visit, fetched, outcome, reason=f"{error.kind}: {error.reason}"))
        if self.job.strike(visit.url, error):
            self._hosts.park(visit.url, f"it failed many times in a row, last {error.reason}")
        return following

    def _write(self, visit: Visit, answer: KnownAnswer, fetched: Fetched, outcome: Outcome) -> None:
        with self.job.state.together():
            self.job.state.keep(visit.key, answer)
            self.job.state.log(fetch_line(visit, fetched, outcome, sha256=answer.sha256))

    def _meet(self, visit: Visit, digest: str, outcome: Outcome) -> None:
        choice = visit.choice
        found = Found(
            visit.url,
            choice.title if choice is not None else visit.page_title or "",
            visit.page_url,
            visit.page_title,
            visit.page_date,
            choice.report_kind if choice is not None else None,
            choice.fiscal_year if choice is not None else None,
            choice.organisation if choice is not None else None,
            digest,
            outcome,
        )
        self.job.report.meet(found)

    @property
    def _hosts(self) -> Hosts:
        hosts: Hosts = self.settings["JUESUAN_HOSTS"]
        return hosts


def _itself(visit: Visit, turn: Turn) -> Visit:
    """Return the visit of a page as a document: it is its own page of reference."""
    return replace(visit, choice=turn.take, page_title=turn.title or visit.page_title, page_date=turn.date)
