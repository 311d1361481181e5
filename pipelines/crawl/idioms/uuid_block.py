"""Portals whose columns, templates and blocks are UUIDs: the column's page names the block, the block has pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin

from pipelines.crawl.idioms.lists import COUNTS, rows_of, seen, told_pages, variable
from pipelines.crawl.idioms.model import ListState
from pipelines.crawl.idioms.numbered import with_parameters
from pipelines.crawl.idioms.pages import Answer, parse, parse_text
from pipelines.crawl.idioms.turn import PageTurn, Request, Start
from pipelines.sites.pagination import UuidBlock

_UUID: Final = r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}"
BLOCK: Final = re.compile(rf"(?:https?://[\w.:-]+)?/columns/{_UUID}/templates/{_UUID}/blocks/{_UUID}")


class Blocks:
    """``uuid_block``: every block that the column's page names is a list."""

    def read(self, answer: Answer, pagination: UuidBlock, state: ListState) -> PageTurn:
        """Read the column's page, or a page of a block (HTML, or JSON that holds HTML)."""
        if state.carry:
            text = answer.text
            page = parse_text(_html_in(text), answer.url)
            total = told_pages(page) or variable(page, COUNTS) or state.total_pages
            has_more = None if total is None else state.page_no < total
            return PageTurn(links=rows_of(page), total_pages=total, has_more=has_more)
        page = parse(answer)
        shown = seen(page)
        named = [pagination.block] if pagination.block else list(dict.fromkeys(BLOCK.findall(page.text)))
        if not named:
            return replace(
                shown, notes=(*shown.notes, "the page names no /columns/…/blocks/… list: give block")
            )
        blocks = [urljoin(answer.url, block) for block in named]
        starts = (Start(Request(with_parameters(b, {"page": "1"})), (("block", b),)) for b in blocks)
        return replace(shown, starts=tuple(starts))

    def request(self, pagination: UuidBlock, state: ListState, number: int) -> Request | None:
        """Return the request of a block's page; None before the column's page was read."""
        block = state.remembered("block")
        return Request(with_parameters(block, {"page": str(number)})) if block else None


def _html_in(text: str) -> str:
    """Return a block's HTML; from a JSON answer, every text with markup in it."""
    try:
        answer = json.loads(text)
    except ValueError:
        return text
    return "\n".join(part for part in _texts(answer) if "<" in part)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
