"""Lists that a JSON address answers with, also inside a callback (JSONP)."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final
from urllib.parse import quote, urlencode, urljoin

from pipelines.crawl.idioms.links import is_document_url
from pipelines.crawl.idioms.model import Link, ListState
from pipelines.crawl.idioms.pages import Answer, date_in, date_in_url, joined, squeeze
from pipelines.crawl.idioms.turn import FORM_HEADERS, PageTurn, Request
from pipelines.sites.pagination import JsonList

_CALLBACK: Final = re.compile(r"^\s*[\w.$]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_FIELD: Final = re.compile(r"\{([\w.]+)\}")


class JsonRows:
    """``json_list``: rows by their paths."""

    def read(self, answer: Answer, pagination: JsonList, state: ListState) -> PageTurn:
        """Read a page of rows; an answer without them is noted."""
        data = parse_json(answer.text)
        rows = at(data, pagination.items)
        if not isinstance(rows, list):
            what = "is no JSON" if data is None else f"has no list at {pagination.items}"
            return PageTurn(notes=(f"the answer of {answer.url} {what}",))
        links = [link for row in rows if (link := _link(row, pagination, state.first_url)) is not None]
        notes = (f"{len(rows) - len(links)} rows have no address",) if len(links) < len(rows) else ()
        total = _total(data, pagination)
        more = bool(rows) if total is None else state.page_no < total
        return PageTurn(links=tuple(links), total_pages=total, has_more=more if rows else False, notes=notes)

    def request(self, pagination: JsonList, state: ListState, number: int) -> Request | None:
        """Return the request of a page."""
        page = str(pagination.start + pagination.step * (number - 1))
        url = urljoin(state.first_url, pagination.url.replace("{page}", page))
        if pagination.method == "GET":
            return Request(url, headers=(("Accept", "application/json, */*"),))
        fields = {name: value.replace("{page}", page) for name, value in pagination.body.items()}
        if pagination.body_is == "form":
            return Request(url, "POST", urlencode(fields), FORM_HEADERS)
        headers = (("Content-Type", "application/json; charset=UTF-8"),)
        return Request(url, "POST", json.dumps(fields, ensure_ascii=False), headers)


def parse_json(text: str) -> Any:
    """Return what a JSON or JSONP text says; None for any other text."""
    inside = _CALLBACK.match(text)
    try:
        return json.loads(inside.group(1) if inside else text.lstrip("\ufeff"))
    except ValueError:
        return None


def at(value: Any, path: str) -> Any:
    """Return what stands at a path of keys and list positions; None where there is nothing."""
    for key in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _total(data: Any, pagination: JsonList) -> int | None:
    if pagination.total is None:
        return None
    try:
        count = int(at(data, pagination.total))
    except (TypeError, ValueError):
        return None
    return count if pagination.total_is == "pages" else math.ceil(count / (pagination.page_rows or 1))


def _link(row: Any, pagination: JsonList, base: str) -> Link | None:
    if "{" in pagination.link:
        fields = {name: at(row, name) for name in _FIELD.findall(pagination.link)}
        if any(value in (None, "") for value in fields.values()):
            return None
        address = _FIELD.sub(lambda match: quote(str(fields[match.group(1)]), safe="/:"), pagination.link)
    else:
        address = str(at(row, pagination.link) or "")
    if not address:
        return None
    url = joined(base, address)
    if not url:
        return None
    title = squeeze(str(at(row, pagination.title) or ""))
    printed = str(at(row, pagination.date) or "") if pagination.date else ""
    return Link(
        url,
        title,
        date=date_in(printed) or date_in_url(url),
        kind="document" if is_document_url(url) else "page",
    )
