"""An article page: what it is called, when it was published, what is attached, whether its body is the report."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pipelines.crawl.idioms.links import furniture_links, links_of
from pipelines.crawl.idioms.model import Article
from pipelines.crawl.idioms.pages import Answer, WebPage, date_in, date_in_url, parse, plain

# Names of the meta elements that the State Council's standard for government portals asks for.
_TITLE_NAMES: Final = ("articletitle", "og:title", "title")
_DATE_NAMES: Final = ("pubdate", "publishdate", "article:published_time", "firstpublishedtime")
_SITE_SUFFIX: Final = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*(?:人民政府|网|网站|门户|平台)[^-_|—–]*$")
_PUBLISHED: Final = re.compile(
    r"(?:发[布文]|发稿|公开|更新|生成|成文)?\s*(?:日期|时间)\s*[:：]?\s*([^<>]{6,40})"
)
_FIGURE: Final = re.compile(r"[-－]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-－]?\d+\.\d+|[-－]?\d+")
_AMOUNT: Final = re.compile(r"\d[\d,.]{0,30}\s?(?:万|亿)?元")
_REPORT_WORDS: Final = re.compile(r"支\s*出|收\s*入|合\s*计|预\s*算|决\s*算")
_TITLE_LENGTH: Final = 300
_FEWEST_CELLS: Final = 12
_FEWEST_AMOUNTS: Final = 10


def read_article(url: str, body: bytes, content_type: str = "") -> Article:
    """Read an article page; never fails, an unreadable page has no attachments and an empty title."""
    page = parse(Answer(url, body, content_type))
    links = links_of(page)
    furniture = furniture_links(page)
    attachments = tuple(link for link in links if link.kind == "document" and link.url not in furniture)
    frames = tuple(link for link in links if link.kind == "frame")
    return Article(
        title_of(page),
        _date_of(page),
        attachments,
        holds_report(page),
        frames,
        _pictures(page),
        page.encoding,
        page.notes,
    )


def title_of(page: WebPage) -> str:
    """Return a page's title: its meta element, its first heading, else ``<title>`` without the site's name."""
    named = _meta(page, _TITLE_NAMES)[:_TITLE_LENGTH]
    if named:
        return named
    for selector in ("h1", "h2", "[class*=title]"):
        text = plain(page.tree.css_first(selector))
        if 4 <= len(text) <= 120:
            return text
    title = plain(page.tree.css_first("title"))[:_TITLE_LENGTH]
    return _SITE_SUFFIX.sub("", title) or title


def holds_report(page: WebPage) -> bool:
    """Tell whether the page's own text is a report: tables of figures, or a narrative full of amounts."""
    if not _REPORT_WORDS.search(page.text):
        return False
    cells = 0
    for table in page.tree.css("table"):
        text = plain(table)
        if len(table.css("table")) == 1 and _REPORT_WORDS.search(text):
            cells += sum(1 for cell in table.css("td") if _FIGURE.fullmatch(plain(cell)))
    if cells >= _FEWEST_CELLS:
        return True
    body = page.tree.body
    return body is not None and len(_AMOUNT.findall(plain(body))) >= _FEWEST_AMOUNTS


def _meta(page: WebPage, names: tuple[str, ...]) -> str:
    said: dict[str, str] = {}
    for node in page.tree.css("meta[name], meta[property]"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        said.setdefault(name, " ".join((node.attributes.get("content") or "").split()))
    return next((said[name] for name in names if said.get(name)), "")


def _date_of(page: WebPage) -> date | None:
    if (named := date_in(_meta(page, _DATE_NAMES))) is not None:
        return named
    body = plain(page.tree.body)
    for match in _PUBLISHED.finditer(body[:20000]):
        if (printed := date_in(match.group(1))) is not None:
            return printed
    return date_in_url(page.url)


def _pictures(page: WebPage) -> int:
    """Count the pictures that stand in paragraphs; icons carry a size below a hundred pixels."""
    count = 0
    for node in page.tree.css("p img, .content img, #zoom img, .TRS_Editor img"):
        width = re.match(r"\d+", node.attributes.get("width") or "")
        count += width is None or int(width.group()) >= 100
    return count
