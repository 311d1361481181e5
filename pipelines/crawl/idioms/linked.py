"""Lists of one page, and lists whose pages link to the next one."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.crawl.idioms.lists import COUNTS, seen, told_pages, variable
from pipelines.crawl.idioms.model import ListState
from pipelines.crawl.idioms.pages import Answer, WebPage, parse, plain
from pipelines.crawl.idioms.turn import PageTurn, Request
from pipelines.sites.pagination import NextLink, SinglePage


class Single:
    """``none``: the list has one page; a page that tells of more is noted."""

    def read(self, answer: Answer, pagination: SinglePage, state: ListState) -> PageTurn:
        """Read the page."""
        page = parse(answer)
        turn = seen(page)
        told = told_pages(page) or variable(page, COUNTS) or 1
        if told > 1:
            note = f"the page tells of {told} pages and the site file's pagination follows none of them"
            turn = replace(turn, notes=(*turn.notes, note))
        return turn

    def request(self, pagination: SinglePage, state: ListState, number: int) -> Request | None:
        """Return None: there is no second page."""
        return None


class Linked:
    """``next_link``: an anchor leads to the next page."""

    def read(self, answer: Answer, pagination: NextLink, state: ListState) -> PageTurn:
        """Read the page and find its link to the next one; a link to a script is noted."""
        page = parse(answer)
        turn = replace(seen(page), total_pages=None)
        url, is_script = next_page(page, pagination.text)
        told = told_pages(page)
        notes = turn.notes
        if is_script:
            notes = (*notes, "the link to the next page runs a script: name another pagination idiom")
        elif not url and told is not None and told > state.page_no:
            notes = (*notes, f"page {state.page_no} of {told} has no link to the next one")
        return replace(turn, next_url=url, has_more=bool(url), notes=notes)

    def request(self, pagination: NextLink, state: ListState, number: int) -> Request | None:
        """Return None: only the page before knows."""
        return None


def next_page(page: WebPage, text: str) -> tuple[str, bool]:
    """Return the address of the next page, '' without one, and whether the link is there but runs a script."""
    is_script = False
    for anchor in page.tree.css("a, link[rel=next]"):
        given = anchor.attributes
        words = (plain(anchor), given.get("title") or "", _picture_text(anchor.html or ""))
        is_named = any(re.search(text, word.strip(), re.IGNORECASE) for word in words if word.strip())
        if not is_named and (given.get("rel") or "").lower() != "next":
            continue
        href = (given.get("href") or "").strip()
        url = page.join(href)
        if url and url != page.url.partition("#")[0]:
            return url, False
        if given.get("onclick") or (href.lower().startswith("javascript:") and "(" in href):
            is_script = True
    return "", is_script


def _picture_text(html: str) -> str:
    match = re.search(r"<img[^>]*\salt=[\"']([^\"']*)", html)
    return match.group(1) if match else ""
