"""Walk a parsed web page once, in document order, and collect what a person sees: text lines and data
tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.read.html.held import held_kind, held_picture
from pipelines.read.html.laid_out import OpenTable, blocks_of, part_of_table
from pipelines.read.html.look import (
    CELLS,
    PLAIN,
    Look,
    draws_line,
    is_gone,
    look_of,
    stands_apart,
    strikes,
)
from pipelines.read.html.seen import Seen
from pipelines.read.html.signs import is_drawn, is_furniture, is_pictured, is_reference, marked, parts
from pipelines.read.html.style import Declarations, StyleSheets, added
from pipelines.read.html.tables import (
    MOST_COLUMN_SPAN,
    MOST_ROW_SPAN,
    DataTable,
    HtmlCell,
    SourceRow,
    TableLimits,
    finish,
    span,
)
from pipelines.values.marks import PICTURE, shifted
from pipelines.values.printed import holds_amount

_TEXT: Final = "-text"
_LEFT_OUT: Final = frozenset(
    (
        *("style", "noscript", "template", "xml", "select", "datalist", "audio", "noframes", "rp"),
        *("meter", "progress", "-comment"),
    )
)
_BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details"),
        *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav"),
        *("ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul"),
    )
)
_FRAMES: Final = frozenset(("frame", "iframe"))
_DRAWN: Final = frozenset(("img", "svg", "canvas", "object", "embed", "applet", "video", "v:imagedata"))
_CELLS: Final = "td,th"
_UNTYPED: Final = frozenset(
    ("button", "submit", "reset", "hidden", "image", "checkbox", "radio", "file", "password")
)
_SPACER: Final = re.compile(r"[0-3](?:px)?")
_MINUS: Final = frozenset(("-", "−", "－", "–", "负"))
_DOCUMENT: Final = re.compile(
    r"([^/?#=]+\.(?:xlsx?|docx?|pdf|wps|et|ofd|csv|zip|rar|7z))(?:[?#]|$)", re.IGNORECASE
)
_BOUND: Final = frozenset(("v-text", "v-html", "ng-bind", "x-text", "data-bind"))  # by scripts
_DIGIT: Final = re.compile(r"\d")
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_FOOT: Final = 1 << 30
_TITLE_NAMES: Final = frozenset(("articletitle", "og:title"))


def _elsewhere(_: Mapping[str, str | None]) -> Seen | None:
    return None


@dataclass(slots=True, eq=False)
class Zone:
    """A part of the page whose name says navigation, footer or the like, and how much text it holds."""

    chars: int = 0


@dataclass(slots=True)
class _Flow:
    """Text and tables in order: of the page itself, of a cell or of a caption."""

    blocks: list[str | DataTable] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    link_chars: int = 0
    size: float = 0.0

    def end_line(self, *, is_preformatted: bool = False) -> None:
        if not self.buffer:
            return
        text = "".join(self.buffer)
        self.buffer.clear()
        text = (text if is_preformatted else _SPACE.sub(" ", text)).strip()
        if text:
            self.blocks.append(text)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open element: how text looks in it, what is declared of it, and what follows when it ends."""

    look: Look = PLAIN
    style: Declarations = field(default_factory=dict)
    apart: str = ""
    after: str = ""


class PageWalker:
    """One walk over one page; :meth:`walk` returns what was seen."""

    def __init__(
        self,
        limits: TableLimits,
        sheets: StyleSheets | None = None,
        pictures: Mapping[str, bytes] | None = None,
        framed: Callable[[Mapping[str, str | None]], Seen | None] = _elsewhere,
    ) -> None:
        self._limits = limits
        self._pictures = pictures or {}
        self._framed = framed
        self._sheets = sheets or StyleSheets()
        self._opened: list[_Opened] = [_Opened()]
        self._page = _Flow()
        self._flows: list[_Flow] = [self._page]
        self._cells: list[HtmlCell] = []
        self._tables: list[OpenTable] = []
        self._zones: list[Zone] = []
        self._links = 0
        self._pre = 0
        self._seen = Seen()

    def walk(self, tree: LexborHTMLParser) -> Seen:
        """Visit every node without recursion: pages nest as deep as they like."""
        self._head(tree)
        open_nodes: list[tuple[LexborNode, str]] = []
        node = tree.body or tree.root
        while node is not None:
            role = self._enter(node)
            child = node.first_child if role is not None else None
            if role is not None and child is not None:
                open_nodes.append((node, role))
                node = child
                continue
            if role is not None:
                self._leave(role)
            following = node.next if open_nodes else None
            while following is None and open_nodes:
                node, role = open_nodes.pop()
                self._leave(role)
                following = node.next if open_nodes else None
            node = following
        self._page.end_line()
        self._seen.blocks = self._page.blocks
        return self._seen

    def _head(self, tree: LexborHTMLParser) -> None:
        title = tree.css_first("title")
        self._seen.title = _one_line(title.text()) if title is not None else ""
        for meta in tree.css("meta"):
            name = (meta.attributes.get("name") or meta.attributes.get("property") or "").lower()
            if name in _TITLE_NAMES:
                self._seen.article_title = _one_line(meta.attributes.get("content") or "")
                break
        heading = tree.css_first("h1, h2, h3")
        self._seen.heading = _one_line(heading.text()) if heading is not None else ""

    def _enter(self, node: LexborNode) -> str | None:
        """Take a node up; return what :meth:`_leave` must undo, None where its children are not visited."""
        tag = node.tag or ""
        if tag == _TEXT:
            self._text(node.text_content or "")
            return None
        attributes = node.attributes
        if tag == "script":
            self._seen.scripts.append(node.text() or "")
            return None
        style = self._sheets.of(node, attributes.get("style"))
        if is_gone(tag, attributes, style):
            self._count_hidden(node)
            return None
        if tag in _DRAWN or (tag == "input" and (attributes.get("type") or "").lower() == "image"):
            self._draw(tag, attributes)
            return None
        if self._cells and not _BOUND.isdisjoint(attributes) and not node.text().strip():
            self._flows[-1].buffer.append(PICTURE)
            return None
        if tag in _LEFT_OUT:
            if tag == "select" and self._cells:
                self._text(_chosen(node))
            return None
        if tag == "input" and self._cells and (attributes.get("type") or "").lower() not in _UNTYPED:
            faint = attributes.get("placeholder") or ""
            self._text(attributes.get("value") or (f"{PICTURE}{faint}" if faint.strip() else ""))
            return None
        if tag in _FRAMES:
            self._frame(tag, attributes)
            return None
        return self._open_element(node, tag, attributes, style)

    def _frame(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Take what a frame shows that the page holds itself; put a mark where another one stands."""
        flow = self._flows[-1]
        inner = self._framed(attributes) if tag == "iframe" else None
        if inner is not None:
            flow.end_line()
            self._seen.take(inner, len(flow.blocks) if flow is self._page else None)
            flow.blocks += inner.blocks
            return
        self._seen.frames.append(attributes.get("src") or "")
        if tag == "iframe":
            flow.buffer.append(PICTURE)

    def _open_element(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], style: Declarations
    ) -> str:
        """Open an element whose content is visited; return what :meth:`_leave` must undo."""
        around = self._opened[-1]
        look = look_of(around.look, tag, attributes, style)
        apart = stands_apart(tag, style, around.style, look.size)
        if self._cells and is_reference(tag, attributes):
            apart = apart or " "
        table = self._tables[-1] if self._tables else None
        part, told = part_of_table(tag, attributes, style, table, len(self._opened))
        self._part("\n" if part in _BLOCKS else apart)
        role = self._open(part, told)
        if role == "table" and part != tag:
            self._tables[-1].lay_out(style, len(self._opened))
        if is_furniture(tag, attributes):
            self._zones.append(Zone())
            role = f"zone {role}"
        if self._cells and is_drawn(node, tag, attributes, style):
            self._cells[-1].is_drawn_on = True
        elif not self._cells and is_pictured(node, style):
            self._flows[-1].buffer.append(PICTURE)
        self._decorate(node, look, style, apart)
        return role

    def _part(self, apart: str) -> None:
        """Part what follows from the text before it."""
        if apart == "\n":
            self._flows[-1].end_line(is_preformatted=self._pre > 0)
        elif apart:
            self._flows[-1].buffer.append(apart)

    def _decorate(self, node: LexborNode, look: Look, style: Declarations, apart: str) -> None:
        """Open an element with what style sheets add before and after its own content."""
        before, after = (self._sheets.beside(node, place) for place in ("before", "after"))
        if not before and not after:
            self._opened.append(_Opened(look, style, apart))
            return
        if any(strikes(beside, look.size) for beside in (before, after)):
            look = look._replace(is_struck=True)
        elif self._cells and any(draws_line(beside) for beside in (before, after)):
            self._cells[-1].is_drawn_on = True
        self._opened.append(_Opened(look, style, apart, self._added(node, after, look)))
        self._text(self._added(node, before, look))

    def _added(self, node: LexborNode, beside: Declarations, look: Look) -> str:
        """Return the text that a style sheet adds; signs of a font of signs are drawn, for all that is known."""
        text = added(node, beside)
        plain = "".join(c for c in text if not "\ue000" <= c <= "\uf8ff")
        if plain != text and self._cells:
            self._cells[-1].is_drawn_on = True
        return f" {plain} " if plain and stands_apart("", beside, {}, look.size) else plain

    def _count_hidden(self, node: LexborNode) -> None:
        """Count what an element holds that is not shown; parts of the page without figures tell nothing."""
        text = node.text(deep=True) or ""
        if _DIGIT.search(text):
            self._seen.left_out["hidden"] += len("".join(text.split()))
        if self._tables and node.tag in CELLS - {"table"}:
            cells = node.css(_CELLS) or [node]
            self._seen.hidden_amounts += sum(holds_amount(cell.text()) for cell in cells)

    def _draw(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Put a mark where a picture stands, a minus where one is drawn; a spacer is nothing.

        Between the page's own blocks a picture whose bytes are here is taken.
        """
        if any(_SPACER.fullmatch(attributes.get(side) or "") for side in ("width", "height")):
            return
        if self._flows[-1] is self._page and (data := held_picture(attributes.get("src"), self._pictures)):
            self._page.end_line()
            self._seen.pictures.append((len(self._page.blocks), data))
            return
        is_minus = tag == "img" and (attributes.get("alt") or "").strip() in _MINUS
        self._flows[-1].buffer.append("-" if is_minus and self._cells else PICTURE)

    def _open(self, tag: str, attributes: dict[str, str | None]) -> str:
        table = self._tables[-1] if self._tables else None
        if tag == "table":
            self._tables.append(OpenTable(tuple(self._zones)))
        elif table is not None and tag in ("thead", "tbody", "tfoot"):
            table.group = {"thead": 0, "tfoot": _FOOT}.get(tag, len(table.rows) + 1)
        elif table is not None and tag == "tr":
            table.rows.append(SourceRow(table.group))
        elif table is not None and table.rows and tag in ("td", "th"):
            cell = HtmlCell(
                span(attributes.get("rowspan"), MOST_ROW_SPAN),
                span(attributes.get("colspan"), MOST_COLUMN_SPAN),
            )
            table.rows[-1].cells.append(cell)
            self._cells.append(cell)
            self._flows.append(_Flow())
            return "td"
        elif table is not None and tag == "caption":
            self._flows.append(_Flow())
        elif tag == "a":
            self._links += 1
            self._note_document(attributes.get("href") or "")
        elif tag == "pre":
            self._pre += 1
        elif tag in ("td", "th", "caption"):
            return "div"
        return tag

    def _note_document(self, address: str) -> None:
        """Keep in mind a link to a document of its own, by its name, or by its kind where the link is its bytes."""
        if kind := held_kind(address):
            self._seen.held_documents.append(kind)
        elif match := _DOCUMENT.search(address):
            self._seen.documents.append(match[1])

    def _leave(self, role: str) -> None:
        tag = role.removeprefix("zone ")
        self._text(self._opened[-1].after)
        self._part(self._opened.pop().apart)
        if tag in _BLOCKS or tag == "td":
            self._flows[-1].end_line(is_preformatted=self._pre > 0)
        if tag == "td":
            flow = self._flows.pop()
            cell = self._cells.pop()
            cell.blocks, cell.link_chars = flow.blocks, flow.link_chars
            if cell.is_drawn_on:
                cell.blocks = [marked(block) for block in cell.blocks]
        elif tag == "caption":
            flow = self._flows.pop()
            self._tables[-1].caption.extend(block for block in flow.blocks if isinstance(block, str))
        elif tag == "table":
            table = self._tables.pop()
            blocks = finish(table.rows, table.caption, table.zones, self._limits)
            self._flows[-1].blocks.extend(
                blocks_of(table.rows, list(blocks)) if table.is_laid_out else blocks
            )
        elif tag == "a":
            self._links -= 1
        elif tag == "pre":
            self._pre -= 1
        if role != tag:
            self._zones.pop()

    def _text(self, text: str) -> None:
        if not text:
            return
        flow = self._flows[-1]
        look = self._opened[-1].look
        if look is not PLAIN:
            if why := look.hides:
                self._leave_out(text, why)
                return
            text = shifted(text, look.shift)
        if flow.buffer and flow.size != look.size and parts(flow.buffer[-1], flow.size, text, look.size):
            flow.buffer.append(" ")
        flow.size = look.size
        if self._pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            flow.buffer.append(first)
            for line in rest:
                flow.end_line(is_preformatted=True)
                flow.buffer.append(line)
        else:
            flow.buffer.append(text)
        chars = len(text) if text.isalnum() else sum(1 for c in text if not c.isspace())
        self._seen.text_chars += chars
        for zone in self._zones:
            zone.chars += chars
        if self._links:
            self._seen.link_chars += chars
            flow.link_chars += chars

    def _leave_out(self, text: str, why: str) -> None:
        """Count text that is not read; a blank that is struck out in a cell is a line for all that a person sees."""
        self._seen.left_out[why] += len("".join(text.split())) if _DIGIT.search(text) else 0
        if self._cells and why == "struck-out" and "\xa0" in text and not text.strip():
            self._cells[-1].is_drawn_on = True


def _chosen(node: LexborNode) -> str:
    """Return the text of the option that a list shows."""
    options = node.css("option")
    chosen = [one for one in options if "selected" in one.attributes] or options[:1]
    return (chosen[0].text() or "").strip() if chosen else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
