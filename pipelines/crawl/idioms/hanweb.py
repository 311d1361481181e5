"""Hanweb (大汉) portals: the jpage proxy that answers with XML, and lists numbered by ``uid`` and ``pageNum``."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from pipelines.crawl.idioms.lists import rows_of, seen, told_pages, variable
from pipelines.crawl.idioms.model import ListState
from pipelines.crawl.idioms.numbered import with_parameters
from pipelines.crawl.idioms.pages import Answer, parse, parse_text
from pipelines.crawl.idioms.turn import FORM_HEADERS, Carry, PageTurn, Request, Start
from pipelines.sites.pagination import HanwebDataproxy, HanwebList

PROXY: Final = re.compile(r"(?:https?:)?/[\w./:-]{0,200}dataproxy\.jsp(?:\?[^\"'\s<>\]]*)?")
_NAMES: Final = (
    *(
        "col",
        "appid",
        "webid",
        "path",
        "columnid",
        "sourceContentType",
        "unitid",
        "webname",
        "permissiontype",
    ),
)
_OBJECT: Final = re.compile(r"\{[^{}]*columnid[^{}]*\}", re.IGNORECASE)
_PAIR: Final = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*(?:[\"']([^\"']*)[\"']|(\d+))")
_RECORD: Final = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL)
_TOTAL: Final = re.compile(r"<totalrecord>\s*(\d+)|totalRecord\s*:\s*[\"']?(\d+)", re.IGNORECASE)
_UID: Final = re.compile(r"[?&;]uid=(\d+)")
_PER_PAGE: Final = 15
_DEFAULT_PROXY: Final = "/module/web/jpage/dataproxy.jsp"


class Proxied:
    """``hanweb_dataproxy``: the column's page names its units; each is asked for in batches of rows.

    Batches go by the number of rows that came, so that a server which sends fewer than asked loses none.
    """

    def read(self, answer: Answer, pagination: HanwebDataproxy, state: ListState) -> PageTurn:
        """Read the column's page, or a batch of rows."""
        if not state.carry:
            return self._column(answer, pagination, state)
        text = answer.text
        records = _RECORD.findall(text)
        page = parse_text("".join(records), answer.url)
        rows = int(state.remembered("rows")) + len(records)
        total = _TOTAL.search(text)
        has_more = rows < int(total[1] or total[2]) if total else None
        notes: tuple[str, ...] = ()
        if has_more and not records:
            notes = (f"the proxy tells of {total[1] or total[2] if total else '?'} rows and sent {rows}",)
        carry: Carry = tuple((name, value) for name, value in state.carry if name != "rows")
        return PageTurn(
            links=rows_of(page), has_more=has_more, carry=(*carry, ("rows", str(rows))), notes=notes
        )

    def request(self, pagination: HanwebDataproxy, state: ListState, number: int) -> Request | None:
        """Return the request of the batch after the rows seen; None before the column's page was read."""
        if not state.carry:
            return None
        carried = dict(state.carry)
        rows, proxy = int(carried.pop("rows")), carried.pop("proxy")
        start = rows + 1
        window = {"startrecord": start, "endrecord": start + pagination.batch - 1, "perpage": _PER_PAGE}
        return Request(f"{proxy}?{urlencode(window)}", "POST", urlencode(carried), FORM_HEADERS)

    def skipped(self, pagination: HanwebDataproxy, state: ListState) -> ListState:
        """Return the state after a batch that could not be fetched: its rows count as read."""
        rows = state.remembered("rows")
        if not rows:
            return state
        kept = tuple((name, value) for name, value in state.carry if name != "rows")
        return replace(state, carry=(*kept, ("rows", str(int(rows) + pagination.batch))))

    def _column(self, answer: Answer, pagination: HanwebDataproxy, state: ListState) -> PageTurn:
        page = parse(answer)
        shown = seen(page)
        rows = "".join(_RECORD.findall(page.text))
        links = (*shown.links, *rows_of(parse_text(rows, page.url))) if rows else shown.links
        units = _units(page.text, pagination.parameters)
        if not units:
            note = "the page names no jpage columnid and unitid: give them as parameters"
            return replace(shown, links=links, notes=(*shown.notes, note))
        named = PROXY.search(page.text)
        proxy = urljoin(answer.url, named.group().partition("?")[0] if named else _DEFAULT_PROXY)
        starts = []
        for unit in units:
            carry = (*unit, ("proxy", proxy), ("rows", "0"))
            request = self.request(pagination, replace(state, carry=carry), 1)
            if request is not None:
                starts.append(Start(request, carry))
        return replace(shown, links=links, starts=tuple(starts))


class PageNumbered:
    """``hanweb_list``: ``index.html?uid=1737&pageNum=2``."""

    def read(self, answer: Answer, pagination: HanwebList, state: ListState) -> PageTurn:
        """Read the page; the first one names the list's ``uid``."""
        page = parse(answer)
        turn = seen(page)
        total = told_pages(page) or variable(page, "totalPages?|pageCount|totalpage") or state.total_pages
        carry = state.carry
        notes = turn.notes
        if not carry:
            found = _UID.search(html.unescape(page.text)) or _UID.search(answer.url)
            uid = pagination.uid or (found.group(1) if found else "")
            carry = (("uid", uid),) if uid else ()
            if not uid and (total or 1) > 1:
                notes = (*notes, f"the page tells of {total} pages and names no uid: give it")
        has_more = None if total is None else state.page_no < total
        return replace(turn, total_pages=total, has_more=has_more and carry != (), carry=carry, notes=notes)

    def request(self, pagination: HanwebList, state: ListState, number: int) -> Request | None:
        """Return the request of a page; None before the first page was read."""
        uid = state.remembered("uid")
        return (
            Request(with_parameters(state.first_url, {"uid": uid, "pageNum": str(number)})) if uid else None
        )


def _units(text: str, given: dict[str, str]) -> list[Carry]:
    """Return the parameters of every list on a column's page, each once; those given win."""
    found: dict[tuple[str, str], Carry] = {}
    sources = [dict(_pairs(match)) for match in _OBJECT.findall(text)]
    sources += [dict(parse_qsl(urlsplit(html.unescape(match)).query)) for match in PROXY.findall(text)]
    for source in (*sources, {}):
        named = {name: value for name, value in source.items() if name in _NAMES} | given
        if named.get("columnid") and named.get("unitid"):
            defaults = {"col": "1", "appid": "1", "webid": "1", "path": "/", "permissiontype": "0"}
            key = (named["columnid"], named["unitid"])
            found.setdefault(key, tuple({**defaults, **named}.items()))
    return list(found.values())


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(name, quoted or number) for name, quoted, number in _PAIR.findall(text)]
