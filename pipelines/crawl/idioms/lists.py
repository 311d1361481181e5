"""Lists that are web pages: what every one of them shows (links, title, how many pages it tells)."""

from __future__ import annotations

import re
from typing import Final

from pipelines.crawl.idioms.article import holds_report, title_of
from pipelines.crawl.idioms.links import furniture_links, links_of
from pipelines.crawl.idioms.model import Link
from pipelines.crawl.idioms.pages import WebPage, plain
from pipelines.crawl.idioms.turn import PageTurn

_PAGER: Final = re.compile(
    r"[\s<>«»‹›←→\[\]]*(?:首\s*页|第一页|上一?页|前一?页|下一?页|后一?页|尾\s*页|末\s*页|最后一页|\d{1,3}|[<>«»‹›→←.…]+"
    r"|跳转|确定|go|next|prev(?:ious)?|first|last)[\s<>«»‹›←→\[\]]*",
    re.IGNORECASE,
)
_PAGER_TEXT: Final = 20
_TOLD: Final = (
    re.compile(r"共\s*(\d{1,4})\s*页"),
    re.compile(r"\d{1,4}\s*/\s*(\d{1,4})\s*页"),
    re.compile(r"页\s*次?\s*[:：]?\s*\d{1,4}\s*/\s*(\d{1,4})"),
)
_VARIABLE: Final = r"(?:var\s+|[,{{;\s])(?:{names})\s*[:=]\s*[\"']?(\d{{1,5}})"
COUNTS: Final = r"countPage|totalPages?|pageCount|pageTotal"


def seen(page: WebPage) -> PageTurn:
    """Return what a list page shows, before anything is said about the next one."""
    links = rows_of(page)
    return PageTurn(
        links=links,
        title=title_of(page),
        body_is_report=holds_report(page),
        notes=page.notes,
        encoding=page.encoding,
    )


def rows_of(page: WebPage) -> tuple[Link, ...]:
    """Return a page's links without those that only turn pages, and without files of headers and footers."""
    links = [
        link for link in links_of(page) if len(link.text) > _PAGER_TEXT or not _PAGER.fullmatch(link.text)
    ]
    furniture = furniture_links(page) if any(link.kind == "document" for link in links) else set()
    return tuple(link for link in links if link.kind != "document" or link.url not in furniture)


def told_pages(page: WebPage) -> int | None:
    """Return how many pages a pager tells in words (共 5 页); None where it tells nothing."""
    text = plain(page.tree.body)
    found = [int(match.group(1)) for pattern in _TOLD for match in pattern.finditer(text)]
    return max(found) if found else None


def variable(page: WebPage, names: str) -> int | None:
    """Return the number that a script gives to the first variable whose name matches; None without one."""
    match = re.search(_VARIABLE.format(names=names), page.text)
    return int(match.group(1)) if match else None
