"""Lists whose pages are numbered in the file's name or the query: createPageHTML, index_N, ?page=N, js counts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from pipelines.crawl.idioms.lists import seen, told_pages, variable
from pipelines.crawl.idioms.model import ListState
from pipelines.crawl.idioms.pages import Answer, WebPage, parse
from pipelines.crawl.idioms.turn import Carry, PageTurn, Request
from pipelines.sites.pagination import CreatePageHtml, IndexN, JsCount, QueryPages

# Called with the name of an element before the numbers ('page_div', 10, 1, 'list', 'shtml', 278), or without.
CALL: Final = re.compile(
    r"createPageHTML\s*\(\s*(?:[\"'][^\"']*[\"']\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*[\"']([^\"']+)[\"']\s*,\s*[\"'](\w+)[\"']"
)
_FROM_ZERO: Final = re.compile(r"(?:currentPage|currPage|nCurrIndex|pageIndex)\s*=\s*[\"']?0\b")


class Called:
    """``create_page_html``: in every edition the next page is ``base_<current + 1>.ext``."""

    def read(self, answer: Answer, pagination: CreatePageHtml, state: ListState) -> PageTurn:
        """Read the page; its first page's call tells the names of all the others."""
        page = parse(answer)
        turn = seen(page)
        call = CALL.search(page.text)
        if call is None and not state.carry:
            return replace(turn, notes=(*turn.notes, "the page does not call createPageHTML"))
        if state.carry or call is None:
            return replace(turn, total_pages=state.total_pages, has_more=_more(state, state.total_pages))
        total, current, name, suffix = int(call[1]), int(call[2]), call[3], call[4]
        base = current if pagination.base == "auto" else pagination.base
        notes = turn.notes
        if base > 1:
            notes = (*notes, f"the entry is page {base} of its list, not the first one")
        carry: Carry = (("name", name), ("suffix", suffix), ("base", str(base)))
        return replace(turn, total_pages=total, has_more=_more(state, total), carry=carry, notes=notes)

    def request(self, pagination: CreatePageHtml, state: ListState, number: int) -> Request | None:
        """Return the request of a page; None before the first page was read."""
        if not state.carry:
            return None
        own = number - 1 + int(state.remembered("base"))
        file = f"{state.remembered('name')}_{own}.{state.remembered('suffix')}"
        return Request(urljoin(state.first_url, file))


class Indexed:
    """``index_n``: until a page is missing, or as many as the pager tells."""

    def read(self, answer: Answer, pagination: IndexN, state: ListState) -> PageTurn:
        """Read the page."""
        page = parse(answer)
        return _counted(page, state, told_pages(page))

    def request(self, pagination: IndexN, state: ListState, number: int) -> Request | None:
        """Return the request of a page."""
        template = pagination.template or file_template(state.first_url)
        return Request(numbered(state.first_url, template, pagination.second + number - 2, number))


class Queried:
    """``query``: the page's number is a parameter of the address."""

    def read(self, answer: Answer, pagination: QueryPages, state: ListState) -> PageTurn:
        """Read the page."""
        page = parse(answer)
        return _counted(page, state, told_pages(page))

    def request(self, pagination: QueryPages, state: ListState, number: int) -> Request | None:
        """Return the request of a page."""
        value = pagination.start + pagination.step * (number - 1)
        return Request(with_parameters(state.first_url, {pagination.param: str(value)}))


class Counted:
    """``js_count``: a script variable tells the number of pages."""

    def read(self, answer: Answer, pagination: JsCount, state: ListState) -> PageTurn:
        """Read the page; the first one tells how many there are and from what they are counted."""
        page = parse(answer)
        turn = seen(page)
        if state.carry:
            return replace(turn, total_pages=state.total_pages, has_more=_more(state, state.total_pages))
        total = variable(page, pagination.variable)
        if total is None:
            return replace(turn, notes=(*turn.notes, f"no script sets {pagination.variable}"))
        second = pagination.second
        if second is None:
            second = 1 if _FROM_ZERO.search(page.text) else 2
        carry: Carry = (("second", str(second)),)
        return replace(turn, total_pages=total, has_more=_more(state, total), carry=carry)

    def request(self, pagination: JsCount, state: ListState, number: int) -> Request | None:
        """Return the request of a page; None before the first page was read."""
        if not state.carry:
            return None
        template = pagination.url or file_template(state.first_url)
        own = int(state.remembered("second")) + number - 2
        return Request(numbered(state.first_url, template, own, number))


def with_parameters(url: str, values: dict[str, str]) -> str:
    """Return an address with some query parameters set; the others stay as they are, in order."""
    parts = urlsplit(url)
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values
    ]
    return urlunsplit(parts._replace(query=urlencode([*kept, *values.items()]), fragment=""))


def file_template(first_url: str) -> str:
    """Return how the pages after a first one are named: ``list.shtml`` gives ``list_{n}.shtml``.

    >>> file_template("http://a.gov.cn/zwgk/")
    'index_{n}.html'
    """
    file = urlsplit(first_url).path.rpartition("/")[2] or "index.html"
    stem, dot, suffix = file.rpartition(".")
    return f"{stem}_{{n}}.{suffix}" if dot else f"{file}_{{n}}.html"


def numbered(first_url: str, template: str, own: int, number: int) -> str:
    """Return the address of a numbered page; the first page is the address the list began with."""
    return first_url if number == 1 else urljoin(first_url, template.replace("{n}", str(own)))


def _more(state: ListState, total: int | None) -> bool:
    return total is not None and state.page_no < total


def _counted(page: WebPage, state: ListState, told: int | None) -> PageTurn:
    """Return the turn of a page that may tell how many there are; without a word the list goes on and sees."""
    total = told or state.total_pages
    return replace(seen(page), total_pages=total, has_more=None if total is None else _more(state, total))
