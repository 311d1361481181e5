"""The way through a site, without the network: an answer comes in, the next addresses to ask come out.

The spider fetches and keeps; which links lead where is decided here, once per address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url, url_query_cleaner

from pipelines.crawl.choose import OTHER_HOST, LinkChoice, choose, page_choice
from pipelines.crawl.idioms import (
    Article,
    Link,
    Step,
    after_failure,
    begin,
    missing_is_end,
    read_article,
    read_listing,
    walk,
)
from pipelines.crawl.state import key_of
from pipelines.sites.model import Site
from pipelines.sites.titles import names_report

Purpose = Literal["list", "article", "document"]
_MOST_EXAMPLES: Final = 12
_UNUSABLE: Final = "no address that can be asked for"
_MOST_NESTED: Final = 3  # frames in frames, viewers behind downloads
_MOST_LOST: Final = 2  # pages of a list in a row that are skipped over
_SESSION: Final = ("jsessionid", "phpsessid", "sessionid", "sid", "aspsessionid", "_t", "timestamp")
_SESSION_PATH: Final = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Visit:
    """One address to ask: what for, and the page that linked to it."""

    purpose: Purpose
    url: str
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    depth: int = 0  # columns below the entry
    nested: int = 0  # frames and viewers below the article
    lost: int = 0  # pages of the list that could not be had, just before this one
    encoding: str = ""  # of the linking page, in which browsers write what its addresses ask for
    step: Step | None = None
    choice: LinkChoice | None = None
    page_url: str | None = None
    page_title: str | None = None
    page_date: date | None = None

    @property
    def key(self) -> bytes:
        """Return what two visits of the same thing have in common."""
        return key_of(self.method, normal_url(self.url), self.body.encode())


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """A page as it came."""

    url: str
    body: bytes
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Turn:
    """What reading a page led to. ``take`` says that the page itself is a document."""

    visits: list[Visit] = field(default_factory=list)
    take: LinkChoice | None = None
    title: str = ""
    date: date | None = None
    notes: list[str] = field(default_factory=list)


def normal_url(url: str) -> str:
    """Return an address without what does not name a page: session, fragment, default port, order of the query.

    >>> normal_url("HTTP://Www.example.gov.cn:80/a;jsessionid=1F?b=2&a=1#top")
    'http://www.example.gov.cn/a?a=1&b=2'
    """
    parts = urlsplit(url)
    host = parts.netloc.lower()
    default = {"http": ":80", "https": ":443"}.get(parts.scheme.lower(), "")
    if default and host.endswith(default):
        host = host[: -len(default)]
    path = _SESSION_PATH.sub("", parts.path)
    plain = urlunsplit((parts.scheme.lower(), host, path, parts.query, ""))
    return canonicalize_url(url_query_cleaner(plain, _SESSION, remove=True, unique=False))


class SiteWalker:
    """Leads one crawl through one site; remembers what was met."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._seen: set[bytes] = set()
        self.left: Counter[str] = Counter()
        self.left_examples: dict[str, list[str]] = {}

    def start(self, today: date | None = None) -> list[Visit]:
        """Return the visits that the site's entries begin with."""
        steps = [
            (step, entry) for entry in self._site.entries for step in walk(self._site, entry, today=today)
        ]
        return self._fresh(_list_visit(step, 0, entry.label or None) for step, entry in steps)

    def read(self, visit: Visit, answer: PageAnswer) -> Turn:
        """Read a page for what it was asked for."""
        if visit.purpose == "list" and visit.step is not None:
            return self._list(visit, visit.step, answer)
        return self._article(visit, answer)

    def lost(self, visit: Visit, status: int | None) -> tuple[list[Visit], bool]:
        """Return where to go on when a list page cannot be had, and whether its absence is no loss."""
        if visit.step is None:
            return [], False
        if status is not None and missing_is_end(visit.step, status):
            return [], True
        following = after_failure(visit.step)
        return self._fresh(
            [_list_visit(following, visit.depth, visit.page_title)] if following else []
        ), False

    def _list(self, visit: Visit, step: Step, answer: PageAnswer) -> Turn:
        state = step.state
        listing = read_listing(
            state.pagination, answer.url, answer.body, answer.content_type, answer.headers, state
        )
        title = listing.title or visit.page_title or ""
        turn = Turn(title=title, notes=[f"{answer.url}: {note}" for note in listing.notes])
        if listing.body_is_report:
            turn.take = self._own_body(title)
        here = replace(
            visit, page_url=answer.url, page_title=title or None, page_date=None, encoding=listing.encoding
        )
        visits = [v for link in listing.links if (v := self._follow(here, link, in_article=False))]
        visits += [_list_visit(following, visit.depth, visit.page_title) for following in listing.next_steps]
        turn.visits = self._fresh(visits)
        return turn

    def _article(self, visit: Visit, answer: PageAnswer) -> Turn:
        article = read_article(answer.url, answer.body, answer.content_type)
        in_frame = visit.nested > 0
        title = (visit.page_title if in_frame else article.title) or article.title or visit.page_title or ""
        if visit.choice is not None and not names_report(title):
            title = visit.choice.title or title  # the list called it by a better name than the article itself
        dated = (visit.page_date if in_frame else article.date) or article.date or visit.page_date
        turn = Turn(title=title, date=dated, notes=[f"{answer.url}: {note}" for note in article.notes])
        here = replace(
            visit, page_url=answer.url, page_title=title or None, page_date=dated, encoding=article.encoding
        )
        visits = [v for link in article.attachments if (v := self._follow(here, link, in_article=True))]
        if visit.nested < _MOST_NESTED:
            visits += [self._frame(here, link) for link in article.frames if self._site.allows(link.url)]
        turn.visits = self._fresh(visits)
        if article.body_is_report:
            turn.take = visit.choice if visit.choice is not None else self._own_body(title)
        elif not visits:
            turn.notes += _empty_article(answer.url, article)
        return turn

    def _follow(self, here: Visit, link: Link, *, in_article: bool) -> Visit | None:
        choice = choose(self._site, link, page_title=here.page_title or "", in_article=in_article)
        if choice.action == "leave":
            is_elsewhere = choice.reason == OTHER_HOST
            host = (urlsplit(link.url).hostname or "") if is_elsewhere else ""
            self._leave(choice.reason, host if is_elsewhere else choice.title or link.url)
            return None
        dated = here.page_date or link.date
        if choice.action == "column":
            if here.depth >= self._site.politeness.max_depth:
                self._leave(
                    f"deeper than max_depth {self._site.politeness.max_depth}", choice.title or link.url
                )
                return None
            return replace(
                _list_visit(begin(self._site, link.url), here.depth + 1, link.label),
                page_url=here.page_url,
                encoding=here.encoding,
            )
        purpose: Purpose = "document" if choice.action == "take" else "article"
        if here.choice is not None and purpose == "document":
            choice = _completed(choice, here.choice)
        return Visit(
            purpose,
            link.url,
            depth=here.depth,
            encoding=here.encoding,
            choice=choice,
            page_url=here.page_url,
            page_title=here.page_title,
            page_date=dated,
        )

    def _leave(self, reason: str, example: str) -> None:
        """Count a link that is not followed; of each reason a few examples are kept, other hosts by name."""
        self.left[reason] += 1
        examples = self.left_examples.setdefault(reason, [])
        if example not in examples and len(examples) < _MOST_EXAMPLES:
            examples.append(example)

    def _frame(self, here: Visit, link: Link) -> Visit:
        return replace(
            here,
            purpose="article",
            url=link.url,
            method="GET",
            body="",
            headers=(),
            step=None,
            nested=here.nested + 1,
        )

    def _own_body(self, title: str) -> LinkChoice | None:
        choice = page_choice(self._site, title)
        return choice if choice.action == "take" else None

    def _fresh(self, visits: Iterable[Visit]) -> list[Visit]:
        """Return the visits that were not made yet, each once."""
        fresh = []
        for visit in visits:
            try:
                key = visit.key
            except ValueError:
                self._leave(_UNUSABLE, visit.url)
                continue
            if key not in self._seen:
                self._seen.add(key)
                fresh.append(visit)
        return fresh


def _list_visit(step: Step, depth: int, title: str | None) -> Visit:
    return Visit(
        "list",
        step.url,
        method=step.method,
        body=step.body,
        headers=step.headers,
        depth=depth,
        step=step,
        page_title=title,
    )


def _completed(choice: LinkChoice, article: LinkChoice) -> LinkChoice:
    """Let an attachment have what only its article's title says."""
    return replace(
        choice,
        report_kind=choice.report_kind or article.report_kind,
        fiscal_year=choice.fiscal_year or article.fiscal_year,
        organisation=choice.organisation or article.organisation,
    )


def _empty_article(url: str, article: Article) -> list[str]:
    """Tell of an article that looks like a report's and yields none."""
    if article.images:
        return [f"{url}: the article shows {article.images} pictures and nothing to take; they may be scans"]
    return [f"{url}: the article holds neither attachments nor a report"]
