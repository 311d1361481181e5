"""Walk a list: the first steps of an entry, the reading of each answer, and why a list ends."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from pipelines.crawl.idioms.automatic import recognise
from pipelines.crawl.idioms.hanweb import PageNumbered, Proxied
from pipelines.crawl.idioms.jiangsu import Platform
from pipelines.crawl.idioms.json_list import JsonRows
from pipelines.crawl.idioms.linked import Linked, Single
from pipelines.crawl.idioms.model import Link, Listing, ListState, Step, StopReason
from pipelines.crawl.idioms.numbered import Called, Counted, Indexed, Queried
from pipelines.crawl.idioms.pages import Answer
from pipelines.crawl.idioms.turn import Idiom, PageTurn, Request, Start
from pipelines.crawl.idioms.uuid_block import Blocks
from pipelines.sites.model import Site, SiteEntry
from pipelines.sites.pagination import Automatic, HanwebDataproxy, JiangsuPlatform, JsonList, Pagination

_PLATFORM: Final = Platform()
_PROXIED: Final = Proxied()
_IDIOMS: Final[dict[str, Idiom[Any]]] = {
    "none": Single(),
    "next_link": Linked(),
    "create_page_html": Called(),
    "index_n": Indexed(),
    "query": Queried(),
    "js_count": Counted(),
    "hanweb_dataproxy": _PROXIED,
    "hanweb_list": PageNumbered(),
    "uuid_block": Blocks(),
    "json_list": JsonRows(),
    "jiangsu_platform": _PLATFORM,
}
_MISSING: Final = frozenset((404, 410))


def walk(site: Site, entry: SiteEntry, *, today: date | None = None) -> tuple[Step, ...]:
    """Return the steps that an entry begins with: one, but for platforms that are asked per year and kind.

    ``today`` (default: the day in UTC) bounds the years.
    """
    pagination = entry.pagination or site.pagination
    state = ListState(pagination, entry.url, site.politeness.max_list_pages)
    if isinstance(pagination, JiangsuPlatform):
        last = (today or datetime.now(UTC).date()).year
        starts = _PLATFORM.starts(pagination, state, range(site.first_year, last + 1))
        return tuple(_step(start.request, replace(state, carry=start.carry)) for start in starts)
    if isinstance(pagination, JsonList):
        request = JsonRows().request(pagination, state, 1)
        return (_step(request, state),) if request else ()
    return (Step(entry.url, state),)


def begin(site: Site, url: str) -> Step:
    """Return the step of a column found on the way; it is read as the site's lists are.

    Where the site file names an idiom of data addresses, a column's page is told by its own marks instead.
    """
    told = isinstance(site.pagination, (JiangsuPlatform, JsonList))
    pagination: Pagination = Automatic() if told else site.pagination
    return Step(url, ListState(pagination, url, site.politeness.max_list_pages))


def read_listing(
    pagination: Pagination,
    response_url: str,
    body: bytes,
    content_type: str,
    headers: Mapping[str, str],
    state: ListState,
) -> Listing:
    """Read the answer to a step; never fails.

    ``state`` is the step's own and ``pagination`` its ``state.pagination``. A page of an address that
    redirected is read as coming from ``response_url``.
    """
    answer = Answer(response_url, body, content_type, headers)
    if isinstance(pagination, Automatic):
        pagination = recognise(answer) if isinstance(state.pagination, Automatic) else state.pagination
    state = replace(state, pagination=pagination)
    if state.page_no == 1 and not state.carry and not isinstance(pagination, JsonList):
        state = replace(state, first_url=response_url)
    turn = _IDIOMS[pagination.idiom].read(answer, pagination, state)
    return _listing(turn, state)


def after_failure(step: Step) -> Step | None:
    """Return the step of the page after one that could not be fetched; None where its address is not known.

    The list then goes on without the lost page, which the caller reports.
    """
    state = step.state
    if state.total_pages is not None and state.page_no >= state.total_pages:
        return None
    if isinstance(state.pagination, HanwebDataproxy):
        state = _PROXIED.skipped(state.pagination, state)
    return _next(state, None) if state.page_no < state.cap else None


def missing_is_end(step: Step, status: int) -> bool:
    """Tell whether a page that the server does not have (404, 410) only means that the list is over.

    So it is for numbered pages after the first of a list that never told how many there are.
    """
    return status in _MISSING and step.page_no > 1 and step.state.total_pages is None


def _listing(turn: PageTurn, state: ListState) -> Listing:
    marks = frozenset(_mark(link) for link in turn.links)
    carry = state.carry if turn.carry is None else turn.carry
    starts = tuple(_start(start, state) for start in turn.starts)
    after = replace(
        state,
        total_pages=turn.total_pages or state.total_pages,
        first=marks if state.page_no == 1 else state.first,
        previous=marks,
        carry=carry,
    )
    reason, notes = _stop(turn, after, marks, state)
    following = _next(after, turn) if not reason else None
    if not reason and following is None and not starts:
        reason = "end"
    return Listing(
        turn.links,
        (*starts, *((following,) if following is not None else ())),
        "" if starts else reason,
        (*turn.notes, *notes),
        turn.title,
        turn.body_is_report,
        turn.encoding,
    )


def _stop(
    turn: PageTurn, after: ListState, marks: frozenset[int], state: ListState
) -> tuple[StopReason, tuple[str, ...]]:
    """Return why the list ends here, '' where it goes on, and what may be lost by it."""
    told = f" of {after.total_pages}" if after.total_pages else ""
    if marks and state.page_no > 1 and marks <= state.first | state.previous:
        lost = after.total_pages is not None and state.page_no < after.total_pages
        return "repeat", (f"page {state.page_no}{told} repeats the pages before it",) if lost else ()
    if turn.has_more is False:
        return ("end" if marks or turn.starts or state.page_no > 1 else "empty"), ()
    if not marks and not turn.starts:
        lost = turn.has_more is True
        return "empty", (f"page {state.page_no}{told} holds no links",) if lost else ()
    if state.page_no >= state.cap:
        return "cap", (f"stopped at page {state.page_no}{told}: max_list_pages is {state.cap}",)
    return "", ()


def _next(state: ListState, turn: PageTurn | None) -> Step | None:
    following = replace(state, page_no=state.page_no + 1)
    if turn is not None and turn.next_url:
        return Step(turn.next_url, following)
    if isinstance(state.pagination, Automatic):
        return None
    request = _IDIOMS[state.pagination.idiom].request(state.pagination, state, following.page_no)
    return _step(request, following) if request is not None else None


def _start(start: Start, state: ListState) -> Step:
    """Return the first step of a list that a page named."""
    fresh = ListState(state.pagination, state.first_url, state.cap, carry=start.carry)
    return _step(start.request, fresh)


def _step(request: Request, state: ListState) -> Step:
    return Step(request.url, state, request.method, request.body, request.headers)


def _mark(link: Link) -> int:
    return zlib.crc32(link.url.encode("utf-8", "surrogatepass"))
