"""A fetched page: its text, whatever its encoding, its parsed tree, and the address its links are relative to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pipelines.formats.encoding import decode
from pipelines.formats.web_source import first_tags, prepare
from pipelines.values.errors import DocumentError

_MOST_TAGS: Final = 1_000_000
_MOST_DEPTH: Final = 1_000

_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?<!\d)(20[0-4]\d)\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)"
)
# …/art/2025/9/30/…, …/202509/t20250923_1.html, …/W020240729348087558.pdf
_URL_DATES: Final = (
    re.compile(r"/(20[0-4]\d)[-/](1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])/"),
    re.compile(r"(?:/t|/[WP]0|/|_)(20[0-4]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\d*[_./])"),
)
_MARKS: Final = re.compile(r"</?(?:b|em|font|i|mark|span|strong|u)(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
# Formatting that carries no link; very many unclosed ones make the parser's time quadratic.
_FORMATTING: Final = re.compile(
    r"</?(?:b|big|code|em|font|i|s|small|strong|tt|u)(?:\s[^<>]*)?/?>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: the final address, the body, its declared type and its headers (lower-case names)."""

    url: str
    body: bytes
    content_type: str = ""
    headers: Mapping[str, str] | None = None

    @property
    def text(self) -> str:
        """Return the body as text: HTTP charset, then ``<meta>``, then strict UTF-8, then GB 18030."""
        return decode(self.body, charset=charset_of(self.content_type)).text


@dataclass(frozen=True, slots=True)
class WebPage:
    """A parsed web page. ``base`` is what relative links are joined to (``<base href>`` counts).

    ``problem`` says why a page was not parsed, and is then one without links, or not parsed to its end.
    ``unusable`` collects the links that were joined and name no address that can be asked for.
    """

    url: str
    text: str
    encoding: str
    tree: LexborHTMLParser
    base: str
    problem: str = ""
    unusable: list[str] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what is to be told of the page: why it was not parsed, and of links that cannot be followed."""
        told = [self.problem] if self.problem else []
        if broken := list(dict.fromkeys(self.unusable)):
            told.append(
                f"{len(broken)} links name no address that can be asked for, such as {broken[0][:200]}"
            )
        return tuple(told)

    def join(self, link: str) -> str:
        """Return a link's absolute address without fragment; '' for one that leads nowhere."""
        link = re.sub(r"[\r\n\t]", "", link).strip().replace("\\", "/")
        if (
            not link
            or link.startswith("#")
            or re.match(r"(?:javascript|mailto|tel|data|about|file):", link, re.IGNORECASE)
        ):
            return ""
        address = joined(self.base, link).partition("#")[0]
        if not address:
            self.unusable.append(link)
        return address


def joined(base: str, link: str) -> str:
    """Return a link's absolute address, '' for one that names none: a port beyond 65535, a bracket left open."""
    try:
        address = urljoin(base, link)
        _ = urlsplit(address).port
    except ValueError:
        return ""
    return address


def parse(answer: Answer) -> WebPage:
    """Decode and parse a page; one that cannot be parsed has a problem and no links."""
    decoded = decode(answer.body, charset=charset_of(answer.content_type))
    return parse_text(decoded.text, answer.url, decoded.encoding)


def parse_text(text: str, url: str, encoding: str = "utf-8") -> WebPage:
    """Parse a page, or a part of one, that is text already."""
    problem = ""
    source = first_tags(text, _MOST_TAGS)
    if len(source) < len(text):
        problem = f"the page has more than {_MOST_TAGS:,} tags: what stands behind those was not read"
    try:
        _, notes = prepare(source, most_tags=_MOST_TAGS, most_depth=_MOST_DEPTH)
        tree = LexborHTMLParser(_FORMATTING.sub("", source) if notes else source)
    except (DocumentError, SelectolaxError) as error:
        problem, tree = f"the page could not be parsed: {error}", LexborHTMLParser("<html></html>")
    base = tree.css_first("base[href]")
    href = (base.attributes.get("href") or "") if base is not None else ""
    return WebPage(url, source, encoding, tree, joined(url, href.strip()) or url, problem)


def charset_of(content_type: str) -> str | None:
    """Return the charset that a Content-Type declares."""
    found = _CHARSET.search(content_type)
    return found.group(1) if found else None


def plain(node: LexborNode | None) -> str:
    """Return a node's text on one line, '' for no node."""
    return " ".join(node.text(deep=True, separator=" ").split()) if node is not None else ""


def squeeze(text: str) -> str:
    """Return text on one line without tags; marks inside a word (``<em>``) leave no blank."""
    return " ".join(_TAG.sub(" ", _MARKS.sub("", text)).split())


def date_in(text: str) -> date | None:
    """Return the first date a text prints, such as 2025-09-23 or 2025年9月23日."""
    for match in _DATE.finditer(text):
        if (found := _date(match)) is not None:
            return found
    return None


def date_in_url(url: str) -> date | None:
    """Return the date that an address is built from."""
    for pattern in _URL_DATES:
        match = pattern.search(url)
        if match and (found := _date(match)) is not None:
            return found
    return None


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    except ValueError:
        return None
