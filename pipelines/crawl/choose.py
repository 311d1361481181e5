"""Choose among the links of a page: which columns to follow, which reports to take, and what their titles say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from pipelines.crawl.idioms.model import Link
from pipelines.sites import titles
from pipelines.sites.model import Lookup, Site
from pipelines.sites.titles import ReportKind

Action = Literal["take", "article", "column", "leave"]
OTHER_HOST: Final = "another host"
_TITLE_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class LinkChoice:
    """What to do with a link and why.

    ``take``: fetch it as a document. ``article``: fetch the page and take its attachments. ``column``: fetch
    it as a list. ``leave``: not ours. Kind, year and organisation are what title or lookup state, else None.
    """

    action: Action
    reason: str
    title: str = ""
    report_kind: ReportKind | None = None
    fiscal_year: int | None = None
    organisation: str | None = None


def choose(site: Site, link: Link, *, page_title: str = "", in_article: bool = False) -> LinkChoice:
    """Choose what to do with a link of a list, or of an article that was itself chosen.

    ``page_title`` is the title of the page the link stands on: attachments called 附件1.pdf and links called
    查看 are judged by it too. Inside an article every attachment is taken that nothing excludes.
    """
    label = link.label[:_TITLE_LENGTH]
    about = f"{link.context} {page_title}".strip()
    if not site.allows(link.url):
        return LinkChoice("leave", OTHER_HOST, label)
    if excluded := _first(site.exclude, label):
        return LinkChoice("leave", f"excluded: {excluded}", label)
    lookup = lookup_of(site, label)
    if lookup is not None and not lookup.take:
        return LinkChoice("leave", f"looked up: {lookup.title}", label)
    if link.kind == "frame":
        return LinkChoice("column", "a frame of the page", label)
    is_named = lookup is not None or _first(site.take, label) is not None
    if link.kind == "document":
        if not (is_named or in_article or _first(site.take, about)):
            return LinkChoice("leave", "the title names no report", label)
        return _taken(site, "take", label, about, lookup)
    if lookup is None and (column := _first((*site.follow, *site.sub_columns), label)):
        return LinkChoice("column", f"followed: {column}", label)
    if is_named and not in_article:
        return _taken(site, "article", label, about, lookup)
    return LinkChoice("leave", "the title names no report", label)


def page_choice(site: Site, title: str) -> LinkChoice:
    """Choose whether to take a page whose own body is a report."""
    lookup = lookup_of(site, title)
    return _taken(site, "take", title[:_TITLE_LENGTH], "", lookup)


def lookup_of(site: Site, title: str) -> Lookup | None:
    """Return the first lookup of the site file that matches a title."""
    return next((lookup for lookup in site.lookups if re.search(lookup.title, title)), None)


def _taken(site: Site, action: Action, label: str, about: str, lookup: Lookup | None) -> LinkChoice:
    """Return a choice to take, or to leave for a kind or year that the site file does not want."""
    kind = (lookup and lookup.report_kind) or titles.report_kind(label) or titles.report_kind(about)
    year = (lookup and lookup.fiscal_year) or titles.fiscal_year(label) or titles.fiscal_year(about)
    organisation = lookup.organisation if lookup else None
    if kind is not None and kind not in site.report_kinds:
        return LinkChoice("leave", f"a {kind} is not wanted here", label, kind, year, organisation)
    if year is not None and year < site.first_year:
        return LinkChoice("leave", f"before {site.first_year}", label, kind, year, organisation)
    return LinkChoice(
        action, "named by its title" if not lookup else "looked up", label, kind, year, organisation
    )


def _first(patterns: Iterable[str], text: str) -> str | None:
    return next((pattern for pattern in patterns if _compiled(pattern).search(text)), None)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
