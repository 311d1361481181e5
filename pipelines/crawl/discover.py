"""From a portal's home page to the columns that lead to budgets and final accounts.

The way is that of a person: menus, then the lists they lead to, then whatever of these names reports. Pages come from
a trial crawl of :func:`searching`; nothing here asks the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from pipelines.crawl.idioms.automatic import recognise
from pipelines.crawl.idioms.pages import Answer
from pipelines.crawl.recording import RecordedPage
from pipelines.crawl.walker import normal_url
from pipelines.sites import titles
from pipelines.sites.discovered import Column, Report
from pipelines.sites.model import Politeness, Site, SiteEntry, is_private
from pipelines.sites.pagination import Automatic, Pagination

MENUS: Final = (
    r"^(?:政务|政府信息|信息|法定主动|主动)公开(?:内容|目录|平台|专栏|指南)?$",
    r"^(?:法定主动公开|主动公开)",
    r"^重点领域(?:信息公开)?$",
    r"财政(?:资金|信息|局|预|决|收支)|预决?算公开|资金信息",
    r"^(?:部门|单位|机构|区县|县区|镇街|乡镇|街道)[^，。]{0,6}(?:信息)?公开(?:目录|平台|专栏)?$",
    r"^网站(?:地图|导航)$",
)
"""What links are called that lead from a home page towards the columns (政务公开 › 法定主动公开内容 › 财政信息)."""
TOWNS: Final = r"(?:街道办?事?处?|[镇乡])(?:人民政府)?$"
_FEWEST: Final = 2
_LIST_PAGES: Final = 3
_DEPTH: Final = 6
_MANY_TOWNS: Final = 3
_SECOND_LEVELS: Final = frozenset(("gov", "com", "net", "org", "edu"))


def searching(home: str, division_code: str, publisher: str, name: str, delay: float = 2.0) -> Site:
    """Return the site that a search from a home page walks: menus as well as columns, the first pages of each list.

    Hosts of the same domain count (the finance bureau's own). Raises pydantic's ValidationError for no web address.
    """
    host = urlsplit(home).hostname or ""
    return Site(
        name=name,
        division_code=division_code,
        publisher=publisher or name,
        verified=False,
        entries=(SiteEntry(url=home),),
        hosts=() if is_private(host) or not domain(host) else (f"*.{domain(host)}",),
        allow_private=is_private(host),
        follow=(*titles.FOLLOW, *MENUS),
        sub_columns=(TOWNS,),
        politeness=Politeness(delay_seconds=delay, max_list_pages=_LIST_PAGES, max_depth=_DEPTH, retries=1),
    )


def domain(host: str) -> str:
    """Return the domain that a portal and its bureaus share; '' for an address.

    >>> domain("www.beiguan.gov.cn"), domain("czj.ay.gov.cn"), domain("219.145.244.73")
    ('beiguan.gov.cn', 'ay.gov.cn', '')
    """
    parts = host.split(".")
    if len(parts) < 2 or parts[-1].isdigit() or ":" in host:
        return ""
    count = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVELS else 2
    return ".".join(parts[-count:])


@dataclass(slots=True)
class _Seen:
    """A list that was met: what it is called, where from, how it continues, and the reports on the pages read."""

    url: str
    label: str
    parent: str
    pages: int = 0
    pagination: Pagination = field(default_factory=Automatic)
    reports: dict[str, Report] = field(default_factory=dict)


def columns(pages: Iterable[RecordedPage]) -> tuple[list[Column], tuple[str, ...]]:
    """Return the columns to begin crawls with, and the ``sub_columns`` that these need; pages come in order.

    A list with reports is entered by the topmost list above it that is called a column itself and from which columns
    alone lead to it, never by the home page: next year's column will stand there too.
    """
    lists = _lists(pages)
    home = next(iter(lists), "")
    found = [seen for seen in lists.values() if seen.url != home and len(seen.reports) >= _FEWEST]
    found = [one for one in found if not _is_part(one, found)]
    towns = _towns(found, lists)
    above: dict[str, list[_Seen]] = {}
    for seen in found:
        above.setdefault(_entry_of(seen, lists, home, towns), []).append(seen)
    made = [_column(lists[url], inside, lists, home) for url, inside in above.items()]
    needs_towns = any(re.search(TOWNS, seen.label) and seen.url not in above for seen in found)
    return made, (TOWNS,) if needs_towns else ()


def _lists(pages: Iterable[RecordedPage]) -> dict[str, _Seen]:
    """Return the lists by the address of their first page, in the order in which they were met."""
    lists: dict[str, _Seen] = {}
    page_of: dict[str, str] = {}
    for page in pages:
        step = page.asked.step
        if step is None:
            continue
        own = step.state.first_url if step.state.first_url in lists else page.answer.url
        parent = page_of.get(page.asked.page_url or "", "")
        seen = lists.setdefault(own, _Seen(own, page.asked.page_title or "", parent))
        page_of.setdefault(page.answer.url, own)
        seen.pages += 1
        if own == page.answer.url:
            seen.pagination = recognise(Answer(page.answer.url, page.answer.body, page.answer.content_type))
        for purpose, _, url, *told in page.leads_to:
            if purpose in ("article", "document") and told:
                title, kind, year = told
                seen.reports.setdefault(normal_url(url), Report(url, title, kind, year))
    return lists


def _is_part(one: _Seen, found: Sequence[_Seen]) -> bool:
    """Tell whether another list has all reports of one and more, or the same and was met before."""
    for other in found:
        if other is one:
            return False
        if one.reports.keys() <= other.reports.keys():
            return True
    return any(one.reports.keys() < other.reports.keys() for other in found)


def _towns(found: Sequence[_Seen], lists: Mapping[str, _Seen]) -> frozenset[str]:
    """Return the lists that hold so many towns' columns that these are entered together."""
    counts: dict[str, int] = {}
    for seen in found:
        if re.search(TOWNS, seen.label) and seen.parent in lists:
            counts[seen.parent] = counts.get(seen.parent, 0) + 1
    return frozenset(url for url, count in counts.items() if count >= _MANY_TOWNS)


def _entry_of(seen: _Seen, lists: Mapping[str, _Seen], home: str, towns: frozenset[str]) -> str:
    here = seen
    while here.parent in lists and here.parent != home:
        above = lists[here.parent]
        is_followed = _is_followed(here) or (here.parent in towns and re.search(TOWNS, here.label))
        if not (is_followed and _is_followed(above)):
            break
        here = above
    return here.url


def _is_followed(seen: _Seen) -> bool:
    return any(re.search(pattern, seen.label) for pattern in titles.FOLLOW)


def _column(entry: _Seen, inside: Sequence[_Seen], lists: Mapping[str, _Seen], home: str) -> Column:
    reports = {key: report for seen in inside for key, report in seen.reports.items()}
    way, here = [entry.label], entry
    while here.parent in lists and here.parent != home and len(way) <= _DEPTH:
        here = lists[here.parent]
        way.append(here.label)
    below = tuple(seen.label for seen in inside if seen is not entry)
    return Column(
        entry.url,
        tuple(reversed(way)),
        sum(seen.pages for seen in inside),
        _told(entry.pagination) if entry in inside and entry.pages > 1 else {},
        tuple(reports.values()),
        below,
    )


def _told(pagination: Pagination) -> dict[str, Any]:
    """Return an idiom as a site file names it."""
    if isinstance(pagination, Automatic):
        return {}
    return {"idiom": pagination.idiom} | pagination.model_dump(mode="json", exclude_defaults=True)
