"""Web pages (HTML) and saved pages (MHTML) to one page of text lines and grids.

A web page has no geometry. Lines and grids carry a synthetic box whose ``top`` counts blocks in document
order (point units mean nothing there); cells carry no box but a reference such as ``table 3 row 2 column
4``. A picture that the page holds itself and that is a table is a page of its own. Nothing is ever fetched:
frames, images elsewhere and style sheets are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from pipelines.formats.encoding import Decoded, decode
from pipelines.formats.registry import HTML, MHTML, format_of
from pipelines.formats.web_source import prepare, without_sections
from pipelines.read.flow import Flow, chosen, unseen
from pipelines.read.html.held import held_page
from pipelines.read.html.mhtml import parts
from pipelines.read.html.seen import Seen
from pipelines.read.html.style import StyleSheets, style_sheets
from pipelines.read.html.tables import DataTable, TableLimits
from pipelines.read.html.unclosed import cut_in_table, unclosed
from pipelines.read.html.walk import PageWalker, Zone
from pipelines.read.pictures import PictureReader
from pipelines.values.errors import DocumentError
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Grid, Loss, Page, Reading

READER: Final = "html"
_WEB_SUFFIXES: Final = frozenset(("", *(f".{s}" for kind in (HTML, MHTML) for s in format_of(kind).suffixes)))
_REPORT_WORDS: Final = re.compile(r"预\s*算|决\s*算|三\s*公|财政拨款|收\s*支|政府债务")
_ERROR_WORDS: Final = re.compile(
    r"\b(?:4\d\d|50\d)\b|not\s+found|forbidden|error"
    r"|找不到|不存在|无法访问|拒绝|受限|拦截|已被?删除|出错|错误",
    re.IGNORECASE,
)
_FEWEST_FIGURES: Final = 6
_FEWEST_CHARS: Final = 300
_FEWEST_CELLS: Final = 12
"""Filled cells that make a table a form, though it prints words alone (targets of performance)."""
_FORM_TITLE: Final = re.compile(r"(?:预\s*算|决\s*算|三\s*公|收\s*支).{0,40}表\s*(?:[（(].{0,20})?$")
_AMOUNT: Final = re.compile(r"\d[\d,，.]{0,30}\s{0,9}[百千万亿]{0,2}元")
_WRITES: Final = re.compile(
    r"\.write(?:ln)?\s*\(|innerHTML|innerText|textContent|outerHTML|insertAdjacentHTML|insertCell|createElement"
    r"|\.(?:html|text|append|val)\s*\(|\.value\s*=|createTextNode"
)
_WRITTEN: Final = re.compile(
    r"""["'>:\[,\s]-?\d{1,3}(?:,?\d{3})*\.\d{1,2}(?=["'<\],\s}])|["']-?\d[\d,]{2,}["']"""
)
_SHORT_PAGE: Final = 200
_MOST_FRAMES: Final = 3
"""Pages within pages within pages."""


@dataclass(frozen=True, slots=True)
class HtmlLimits:
    """How much of a web page is taken. ``tags`` and ``depth`` are counted in the source, before it is
    parsed.
    """

    size_bytes: int = 64 * 1024**2
    tags: int = 2_000_000
    depth: int = 2_000
    table: TableLimits = field(default_factory=TableLimits)


LIMITS: Final = HtmlLimits()


def read_html(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: HtmlLimits = LIMITS
) -> Reading:
    """Read a web page as one page; ``reader`` is not used.

    Raises DocumentError for an error page, for a page beyond the limits, and for a page without report
    content that bears the name of another format.
    """
    _require_size(path, limits)
    decoded = decode(path.read_bytes())
    seen, notes = _see(decoded, limits)
    _require_report(seen, path)
    pictures = PictureReader()
    found, more, losses = _pages(1, seen, pictures)
    if path.suffix.lower() not in _WEB_SUFFIXES:
        notes.append(f"the file is a web page saved as {path.suffix.lower()}")
    told = (*notes, *more, *pictures.notes)
    return Reading(HTML, chosen(found, pages), told, pictures.tools, losses=losses)


def read_mhtml(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: HtmlLimits = LIMITS
) -> Reading:
    """Read a saved page (MHTML): its root part; where that is only a frame set, every page it holds.

    Raises DocumentError as :func:`read_html` does, and for a file without a page inside.
    """
    _require_size(path, limits)
    found, held, notes, attached = parts(path.read_bytes())
    views: list[Seen] = []
    pages_held = {
        address: decode(part.data, charset=part.charset) for part in found[1:] for address in part.addresses
    }
    for number, part in enumerate(found):
        seen, told = _see(decode(part.data, charset=part.charset), limits, held, pages_held)
        if number and not seen.blocks:
            continue
        views.append(seen)
        notes.extend(told)
        if number == 0 and seen.blocks:
            break
    if len(views) > 1 and not views[0].blocks:
        views = views[1:]
    if attached and not any(map(_has_report, views)):
        raise DocumentError(attached)
    if len(views) == 1:
        _require_report(views[0], path)
    read: list[Page] = []
    losses = [Loss(attached)] if attached else []
    pictures = PictureReader()
    for seen in views:
        own, more, lost = _pages(read[-1].number + 1 if read else 1, seen, pictures)
        read.extend(own)
        notes.extend(more)
        losses.extend(lost)
    notes.extend(pictures.notes)
    return Reading(MHTML, chosen(read, pages), tuple(notes), pictures.tools, losses=tuple(losses))


def _require_size(path: Path, limits: HtmlLimits) -> None:
    size = path.stat().st_size
    if size > limits.size_bytes:
        most = limits.size_bytes / 1024**2
        raise DocumentError(f"the web page has {size / 1024**2:.1f} MiB; at most {most:.1f} MiB are read")


def _see(
    decoded: Decoded,
    limits: HtmlLimits,
    held: Mapping[str, bytes] | None = None,
    pages: Mapping[str, Decoded] | None = None,
    depth: int = 0,
) -> tuple[Seen, list[str]]:
    """Parse and walk one page; return what it shows and the notes so far.

    ``held`` and ``pages`` are the pictures and pages that it holds by their addresses; ``depth`` frames are around it.
    """
    notes = list(decoded.notes)
    source = without_sections(decoded.text)
    text, more = prepare(source, most_tags=limits.tags, most_depth=limits.depth)
    notes.extend(more)
    text, cut = cut_in_table(text)
    try:
        tree = LexborHTMLParser(text)
    except (SelectolaxError, ValueError, MemoryError) as error:
        raise DocumentError(f"the web page cannot be parsed: {error or 'out of memory'}") from error
    if "\0" in decoded.text:
        notes.append("the page holds NUL characters: it may be damaged")
    sheets = style_sheets(tree)

    def framed(attributes: Mapping[str, str | None]) -> Seen | None:
        inner = held_page(attributes, pages or {}) if depth < _MOST_FRAMES else None
        return _see(inner, limits, held, pages, depth + 1)[0] if inner is not None else None

    seen = PageWalker(limits.table, sheets, held, framed).walk(tree)
    if sheets.own and seen.left_out["hidden"] > seen.text_chars:
        seen = PageWalker(limits.table, StyleSheets(), held, framed).walk(tree)
        notes.append("most of the page is hidden by its style sheet until a script shows it; it was read")
    seen.unclosed += (*unclosed(text), *cut)
    notes.extend(
        f"{why} text was left out: {chars} characters" for why, chars in seen.left_out.items() if chars
    )
    notes.extend(
        f"the page links to an attached document, read where it is fetched: {name}" for name in seen.documents
    )
    notes.extend(f"a frame is not followed: {source or 'without address'}" for source in seen.frames)
    return seen, notes


def _require_report(seen: Seen, path: Path) -> None:
    """Refuse an error page, an empty shell, and a page without report content under another format's
    name.
    """
    if _has_report(seen):
        return
    title = seen.title or seen.heading
    named = f", titled “{title}”" if title else ""
    suffix = path.suffix.lower()
    if suffix not in _WEB_SUFFIXES:
        raise DocumentError(f"the file is a web page saved as {suffix}{named}, not a document")
    own = seen.text_chars - seen.link_chars
    if not seen.text_chars:
        if seen.frames:
            raise DocumentError(
                f"the page{named} only holds frames, which are not followed: {seen.frames[0]}"
            )
        why = ": it is put together by scripts in a browser" if seen.scripts else ""
        raise DocumentError(f"the page{named} holds no text{why}")
    if own < _SHORT_PAGE or _ERROR_WORDS.search(f"{title} {seen.heading}"):
        raise DocumentError(f"the page holds no report{named}: {own} characters of text")


def _has_report(seen: Seen) -> bool:
    """Tell whether a page speaks of budgets or accounts and holds figures, a form or a body of text."""
    tables = [
        block for block in seen.blocks if isinstance(block, DataTable) and not _is_furniture(block, seen)
    ]
    lines = [block for block in seen.blocks if isinstance(block, str)]
    texts = (*lines, *(cell.text for table in tables for cell in table.cells))
    if not any(_REPORT_WORDS.search(text) for text in texts):
        return False
    own = seen.text_chars - seen.link_chars
    states = any(_AMOUNT.search(line) for line in lines)
    figures = sum(table.figures() for table in tables)
    is_titled = any(_FORM_TITLE.search(line) for line in lines)
    is_form = any(sum(bool(cell.text) for cell in table.cells) >= _FEWEST_CELLS for table in tables)
    return states or is_form or figures >= (1 if is_titled else _FEWEST_FIGURES) or own >= _FEWEST_CHARS


def _is_furniture(table: DataTable, seen: Seen) -> bool:
    """Tell whether a table belongs to the page around the report: by its own looks, or by where it stands.

    A part named like navigation that holds half of the page's text is no navigation.
    """
    named = any(isinstance(zone, Zone) and zone.chars * 2 < seen.text_chars for zone in table.zones)
    return named or table.is_furniture()


def _pages(
    number: int, seen: Seen, pictures: PictureReader
) -> tuple[list[Page], list[str], tuple[Loss, ...]]:
    """Lay the blocks out in document order, from a page number on; a picture that is a table is a page of its own.

    Tables of page furniture become text, so that no form takes them up.
    """
    label = seen.article_title or seen.title or seen.heading
    flow = Flow()
    found: list[Page] = []
    losses: list[Loss] = []
    notes: list[str] = []
    tables = 0
    waiting = list(seen.pictures)

    def end() -> None:
        found.append(flow.page(number + len(found), READER, label))
        losses.extend(Loss(text, found[-1].number) for text in flow.losses)

    for at, block in enumerate([*seen.blocks, ""]):
        while waiting and waiting[0][0] <= at:
            _, data = waiting.pop(0)
            shown = pictures.page(data, number + len(found) + (not flow.is_empty))
            if shown is None:
                flow.add_line(PICTURE)
                continue
            if not flow.is_empty:
                end()
                flow = Flow()
            found.append(shown)
        if isinstance(block, str):
            flow.add_line(block)
        elif _is_furniture(block, seen):
            for text in block.as_lines():
                flow.add_line(text)
            if figures := block.figures():
                notes.append(f"a table of the page's furniture with {figures} numbers was read as text")
        else:
            tables += 1
            flow.add_grid(_grid(block, tables))
    if not found or not flow.is_empty:
        end()
    last = found[-1].number
    held = (f"a link holds an attached file ({kind}), which was not read" for kind in seen.held_documents)
    losses += [Loss(text, last) for text in (*_written_by_scripts(seen.scripts), *seen.unclosed, *held)]
    if seen.hidden_amounts:
        losses += [unseen(seen.hidden_amounts, page.number) for page in found]
    return found, notes, tuple(losses)


def _written_by_scripts(scripts: Sequence[str]) -> Iterator[str]:
    """Tell of the figures that scripts write into the page: a browser shows them, and no script is run here."""
    figures = sum(len(_WRITTEN.findall(script)) for script in scripts if _WRITES.search(script))
    if figures:
        yield f"a script writes figures into the page, some {figures}; scripts are not run, so they were not read"


def _grid(table: DataTable, number: int) -> Grid:
    cells = tuple(
        replace(cell, reference=f"table {number} row {cell.row + 1} column {cell.column + 1}")
        for cell in table.cells
    )
    return Grid(table.n_rows, table.n_columns, cells)


__all__ = ["LIMITS", "HtmlLimits", "TableLimits", "read_html", "read_mhtml"]
