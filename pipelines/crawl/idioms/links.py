"""Every link of a page: anchors, frames, embeds, script windows, viewers that name a file, addresses in scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from selectolax.lexbor import LexborNode

from pipelines.crawl.idioms.model import Link, LinkKind
from pipelines.crawl.idioms.pages import WebPage, date_in, date_in_url, joined, plain
from pipelines.formats import suffixes
from pipelines.sites.titles import names_report

_FILES: Final = suffixes.alternation(set(suffixes.DOCUMENTS) - set(suffixes.ILLUSTRATIONS))
_PROGRAMS: Final = suffixes.alternation(suffixes.PROGRAMS)
_PAGES: Final = suffixes.alternation(suffixes.PAGES)
_FILE: Final = re.compile(rf"\.{_FILES}$", re.IGNORECASE)
_PICTURE: Final = re.compile(rf"\.{suffixes.alternation(suffixes.ILLUSTRATIONS)}$", re.IGNORECASE)
_DOWNLOAD: Final = re.compile(
    rf"(?:down(?:load|file)?\w*|get_?file|file_?down\w*|attach(?:ment)?\w*)\.{_PROGRAMS}$"
    r"|/(?:download|getfile|downfile)/?$",
    re.IGNORECASE,
)
# Pages made by Word and uploaded as files are documents, not articles.
_UPLOADED_PAGE: Final = re.compile(rf"/(?:upload\w*|attach\w*|userfiles)/.*\.{_PAGES}$", re.IGNORECASE)
_SCRIPT_FILE: Final = re.compile(rf"[\"']([^\"'\s<>()]+\.{_FILES}(?:\?[^\"'\s<>]*)?)[\"']", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[\"']([^\"']{3,500})[\"']")
_ADDRESS: Final = re.compile(
    rf"^(?:https?:)?//|^\.{{0,2}}/|[^\s/]+\.(?:{_PAGES}|{_PROGRAMS})\b", re.IGNORECASE
)
_VIEWED: Final = frozenset(("file", "url", "src", "path", "pdf", "fileurl", "pdfurl", "filepath", "doc"))
_CONTEXT: Final = 160
_FURNITURE: Final = (
    "header, footer, nav, [class=header], [class=footer], [class=nav], [id=footer], [id=header]"
)


def links_of(page: WebPage) -> list[Link]:
    """Return a page's links in printed order, each address once; the one whose text says most is kept."""
    found: dict[str, Link] = {}
    for link in _all(page):
        known = found.get(link.url)
        if known is None:
            found[link.url] = link
        elif len(link.label) > len(known.label):
            found[link.url] = replace(link, date=known.date or link.date)
    return list(found.values())


def furniture_links(page: WebPage) -> set[str]:
    """Return the addresses that are linked from headers, footers and menus and nowhere else."""
    everywhere = Counter(_address(page, anchor) for anchor in page.tree.css("a"))
    nodes = {anchor.mem_id: anchor for part in page.tree.css(_FURNITURE) for anchor in part.css("a")}
    inside = Counter(_address(page, anchor) for anchor in nodes.values())
    return {url for url, count in inside.items() if count == everywhere[url]}


def is_document_url(url: str) -> bool:
    """Tell whether an address names a file or a download rather than a page.

    Pictures count: whether a link to one leads to a document is for its words to say.
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    if any(pattern.search(path) for pattern in (_FILE, _PICTURE, _DOWNLOAD, _UPLOADED_PAGE)):
        return True
    return any(_FILE.search(value) for _, value in parse_qsl(parts.query))


def viewed_file(url: str) -> str:
    """Return the address of the file that a viewer's address shows (``viewer.html?file=/a.pdf``), '' for none."""
    parts = urlsplit(url)
    if _FILE.search(unquote(parts.path)) or _DOWNLOAD.search(parts.path):
        return ""
    for name, value in parse_qsl(parts.query):
        if name.lower() in _VIEWED and (shown := joined(url, value)) and _FILE.search(urlsplit(shown).path):
            return shown
    return ""


def _all(page: WebPage) -> Iterator[Link]:
    for node in page.tree.css("a, area, iframe, frame, embed, object, [onclick]"):
        for url in _addresses(page, node):
            frame = node.tag in ("iframe", "frame", "embed", "object")
            yield _link(node, url, "frame" if frame else "page")
    title = plain(page.tree.css_first("title"))
    for script in page.tree.css("script"):
        for match in _SCRIPT_FILE.finditer(script.text(deep=True)):
            if url := page.join(_unescaped(match.group(1))):
                name = unquote(urlsplit(url).path.rpartition("/")[2])
                yield Link(url, name, date=date_in_url(url), context=title, kind="document")


def _addresses(page: WebPage, node: LexborNode) -> Iterator[str]:
    """Yield the addresses that an element leads to."""
    given = node.attributes
    raw = [given.get(name) or "" for name in ("href", "src", "data")]
    href = raw[0].strip()
    scripts = [given.get("onclick") or ""] + ([href] if href.lower().startswith("javascript:") else [])
    for text in raw:
        if url := page.join(text):
            yield viewed_file(url) or url
    for script in scripts:
        for match in _QUOTED.finditer(script):
            text = _unescaped(match.group(1))
            if (_ADDRESS.search(text) or _FILE.search(text)) and (url := page.join(text)):
                yield viewed_file(url) or url
                break


def _unescaped(text: str) -> str:
    return text.replace("\\/", "/").replace("&amp;", "&")


def _link(node: LexborNode, url: str, kind: LinkKind) -> Link:
    given = node.attributes
    text = plain(node) if node.tag not in ("iframe", "object", "embed") else ""
    row = _row(node)
    around = plain(row)
    title = " ".join((given.get("title") or given.get("alt") or "").split())
    is_document = is_document_url(url) and not _is_illustration(url, text, title)
    if not text and kind != "frame":
        text = title
    context = _cell_names(row) if row is not None and row.tag == "tr" else around.replace(text, " ", 1)
    return Link(
        url,
        text,
        title,
        date_in(around[:600]) or date_in_url(url),
        " ".join(context.split())[:_CONTEXT],
        "document" if is_document else kind,
    )


def _is_illustration(url: str, text: str, title: str) -> bool:
    """Tell a picture that belongs to its page from one that is a document: a scan is linked by words.

    The link of a thumbnail has no text of its own; its title counts where it names a report.
    """
    is_picture = _PICTURE.search(unquote(urlsplit(url).path)) is not None
    return is_picture and not (text or names_report(title))


def _row(node: LexborNode) -> LexborNode | None:
    """Return the list item, table row or paragraph a link stands in."""
    parent = node.parent
    for _ in range(6):
        if parent is None or parent.tag in ("body", "html", "table", "ul", "ol"):
            return None
        if parent.tag in ("li", "tr", "dd", "dt", "p"):
            return parent
        parent = parent.parent
    return None


def _cell_names(row: LexborNode) -> str:
    """Return the cells of a table's row that hold no link: they name what the row's links are of."""
    cells = [cell for cell in row.css("td, th") if cell.css_first("a") is None]
    return " ".join(plain(cell) for cell in cells)


def _address(page: WebPage, anchor: LexborNode) -> str:
    return page.join(anchor.attributes.get("href") or "")
