"""Why a request brought nothing: every way to end without an answer, with the word the report counts it by."""

from __future__ import annotations

from typing import Final, Literal

from scrapy.exceptions import IgnoreRequest

RefusalKind = Literal[
    "offsite",  # the host is not one of the site's
    "private",  # a private, loopback or otherwise not public address
    "blocked",  # a firewall, login or challenge page, or a host that served one before
    "robots",  # robots.txt forbids it
    "redirect",  # redirected too often
    "too_large",  # more bytes than the site file allows, packed or unpacked
    "incomplete",  # the body ended too early
    "too_slow",  # not whole within the time allowed
    "tls",  # the certificate or the handshake is broken
    "connection",  # no connection, or it broke
    "busy",  # 429 or 503 that did not go away, or a wait longer than allowed
    "status",  # another HTTP status than 200
    "not_document",  # bytes that are no report: an error page, an empty shell, a re-publisher
    "empty",  # no bytes
    "page_cap",  # more pages than the site file allows
    "depth_cap",  # deeper than the site file allows
    "unreadable",  # an answer that the crawler could not take, told by the error's own words
]

# What was asked of a server and may come right by itself; the other kinds are decisions of the crawler.
FAILURES: Final = frozenset(
    {"incomplete", "too_slow", "tls", "connection", "busy", "status", "empty", "unreadable", "redirect"}
)


class RefusedError(IgnoreRequest):
    """A request or an answer that is refused; ``kind`` is what the report counts, ``reason`` one sentence."""

    def __init__(self, kind: RefusalKind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
