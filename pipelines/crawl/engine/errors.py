"""Why a request brought nothing: every way to end without an answer, with the word the report counts it by."""

from __future__ import annotations

from typing import Final, Literal

from scrapy.exceptions import IgnoreRequest

from pipelines.crawl import refusals

GuardKind = Literal[
    "offsite",  # the host is not one of the site's
    "private",  # a private, loopback or otherwise not public address
    "parked",  # the host is not asked any more in this crawl
    "robots",  # robots.txt forbids it
    "redirect",  # redirected too often
    "too_large",  # more bytes than the site file allows, packed or unpacked
    "incomplete",  # the body ended too early
    "too_slow",  # not whole within the time allowed
    "tls",  # the certificate or the handshake is broken
    "connection",  # no connection, or it broke
    "page_cap",  # more pages than the site file allows
    "not_document",  # bytes that are neither a page nor a document
    "unreadable",  # an answer that the crawler could not take, told by the error's own words
]
Kind = GuardKind | refusals.Kind

# What was asked of a server and may come right by itself; the other kinds are decisions of the crawler.
FAILURES: Final[frozenset[Kind]] = frozenset(
    (
        *("redirect", "incomplete", "too_slow", "tls", "connection", "unreadable"),
        *("denied", "busy", "missing", "error", "empty"),
    )
)
# Final failures after which a host may be down or closed to us: several in a row and it is asked no more in this crawl.
STRIKES: Final[frozenset[Kind]] = frozenset(("too_slow", "tls", "connection", "busy", "denied"))
# Answers that may be whole the next time.
AGAIN: Final[frozenset[Kind]] = frozenset(("incomplete", "empty"))


class RefusedError(IgnoreRequest):
    """A request or an answer that is refused; ``kind`` is what the report counts, ``reason`` one sentence."""

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(reason)
        self.kind: Kind = kind
        self.reason = reason

    @property
    def is_failure(self) -> bool:
        """Tell whether the server failed, rather than the crawler declined."""
        return self.kind in FAILURES
