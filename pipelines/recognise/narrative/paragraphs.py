"""Paragraphs: the lines of all pages joined again, without running heads, page numbers and table heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.recognise.context import PAGE_NUMBER, running_lines
from pipelines.recognise.narrative.plain import is_digit, seam, tidy, to_plain
from pipelines.recognise.titles import match_title
from pipelines.values.amounts import find_unit
from pipelines.values.frozen import value
from pipelines.values.pages import Grid, Line, Page
from pipelines.values.text import squeeze

_EDGE_LINES: Final = 2
_OFTEN: Final = 3
_SHORT: Final = 0.7  # of the text's width: a line that ends before it ends its paragraph
_INDENT: Final = 0.8  # of a character's width
_SENTENCE_END: Final = re.compile(r"[。!?][”\")]?$")
_CLAUSE_END: Final = re.compile(r"[;:][”\")]?$")
ORDINAL: Final = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章|条)"
    r"|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)、?"
    r"|\d{1,2}(?:、|\.(?!\d))|\(\d{1,2}\)|[①-⑳]|[●■◆▪•·※]|注[::\d])"
)
# What a numbered heading ends with: the next line begins a paragraph, save for a heading set in two lines.
_HEADING_END: Final = re.compile(r"(?:情况|说明|结果|原因|概况|设置|构成|职责|职能|解释|附件|附表)[。:]?\d*$")
# A numbered line without a figure or a mark, before one that begins with the year or the body, is a heading.
_UNFIGURED: Final = re.compile(
    r"\(?[\d一二三四五六七八九十]{1,3}[)、.]{1,2}[^\d。;,:]{2,40}(?<![比较与同和及至从截在于的、])"
)
_YEAR_BEGINS: Final = re.compile(r"(?:19|20)\d\d年")
_BODY_BEGINS: Final = re.compile(r"本年|本部门|本单位|我[局委办院校镇乡]|[一-鿿、]{2,16}\(类\)")
_BRIEF: Final = 16  # characters of a heading that no line of running text ends at
_GOES_ON: Final = re.compile(r"[(),。、;:的及和与或费]")
_HEADING_TAIL: Final = re.compile(r"(?:决算|预算|支出|收入|收支)?(?:的?情况?)?况?说?明[。:]?")
_LONGEST_HEADING: Final = 50
_LONGEST_FOOT: Final = 60
_TAIL: Final = 80  # characters of a paragraph that tell whether it goes on
_HEAD: Final = re.compile(r"公开\d{1,2}表|^(?:金额)?单位:|^(?:编制)?部门(?:\(单位\)|名称)?:")


@value(frozen=True, slots=True)
class Paragraph:
    """A paragraph as printed, without line breaks and needless blanks, and the page of each character."""

    text: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where a page's text begins and ends, in points; None where the format has no geometry."""

    left: float
    right: float
    character: float


@dataclass(slots=True)
class _Draft:
    """A paragraph being joined: its ``end``, its last line, and the ``margins`` of the page that stands on."""

    parts: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    end: str = ""
    last: Line | None = None
    margins: _Margins | None = None

    def add(self, text: str, line: Line, page: int, margins: _Margins | None) -> None:
        text = seam(self.end, text)
        self.parts.append(text)
        self.end = (self.end + text)[-_TAIL:]
        self.pages.extend([page] * len(text))
        self.last, self.margins = line, margins


def read_paragraphs(pages: Sequence[Page]) -> Iterator[Paragraph]:
    """Yield the paragraphs outside the grids, in reading order, across line and page breaks."""
    furniture = running_lines(pages) | _first_and_last(pages)
    numbered = _numbered_edges(pages)
    draft = _Draft()
    for whole in pages:
        kept = (line for line in whole.lines if not _is_furniture(line, whole, furniture, numbered))
        page = replace(whole, lines=tuple(kept))
        margins = _margins(page)
        for block in _blocks(page):
            if isinstance(block, Grid):
                yield from _finished(draft)
                draft = _Draft()
                yield from _framed(block, page)
                continue
            text = tidy(block.text)
            if not text:
                continue
            if draft.last is not None and not _continues(draft, text, block, margins, page.reader):
                yield from _finished(draft)
                draft = _Draft()
            draft.add(text, block, page.number, margins)
    yield from _finished(draft)


def _finished(draft: _Draft) -> Iterator[Paragraph]:
    if draft.parts:
        yield Paragraph("".join(draft.parts), tuple(draft.pages))


def _framed(grid: Grid, page: Page) -> Iterator[Paragraph]:
    """Yield the paragraphs of running text that only a frame or a layout table makes look like a table."""
    cells = sorted(
        (cell for cell in grid.cells if cell.text.strip()), key=lambda cell: (cell.row, cell.column)
    )
    is_frame = len(cells) == 1 or grid.n_columns == 1
    if not is_frame or not any(len(cell.text) > _LONGEST_HEADING and "。" in cell.text for cell in cells):
        return
    lines = tuple(Line(text) for cell in cells for text in cell.text.split("\n") if text.strip())
    yield from read_paragraphs([Page(page.number, 0.0, 0.0, lines)])


def _blocks(page: Page) -> list[Line | Grid]:
    if not page.grids:
        return list(page.lines)
    return sorted([*page.lines, *page.grids], key=lambda b: b.box.top if b.box else 0.0)


def _is_furniture(
    line: Line, page: Page, furniture: frozenset[str], numbered: frozenset[tuple[str, int]]
) -> bool:
    squeezed = squeeze(line.text)
    if PAGE_NUMBER.fullmatch(line.text.strip()) or squeezed in furniture:
        return True
    return bool(numbered) and any(edge in numbered for edge in _edge_keys(squeezed, page.number))


def _first_and_last(pages: Sequence[Page]) -> frozenset[str]:
    """Return the lines that begin or end at least half of the pages, two at least."""
    edges = Counter(
        text for page in pages if page.lines for text in {squeeze(page.lines[i].text) for i in (0, -1)}
    )
    return frozenset(text for text, count in edges.items() if count >= max(2, len(pages) / 2))


def _edge_keys(squeezed: str, page: int) -> Iterator[tuple[str, int]]:
    """Yield (text around a number, number minus page): the same on all pages for a foot that counts them."""
    for match in re.finditer(r"\d{1,3}", squeezed if len(squeezed) <= _LONGEST_FOOT else ""):
        yield f"{squeezed[: match.start()]}#{squeezed[match.end() :]}", int(match.group()) - page


def _numbered_edges(pages: Sequence[Page]) -> frozenset[tuple[str, int]]:
    seen = Counter(
        edge
        for page in pages
        for line in {*page.lines[:_EDGE_LINES], *page.lines[-_EDGE_LINES:]}
        for edge in _edge_keys(squeeze(line.text), page.number)
    )
    often = max(_OFTEN, 0.4 * len(pages))
    return frozenset(edge for edge, count in seen.items() if count >= often)


def _margins(page: Page) -> _Margins | None:
    boxes = [line.box for line in page.lines if line.box is not None]
    if page.reader == "text" or page.width <= 0 or not boxes:
        return None
    heights = sorted(box.bottom - box.top for box in boxes)
    right, left = max(box.x1 for box in boxes), min(box.x0 for box in boxes)
    return _Margins(left, right, heights[len(heights) // 2])


def _continues(draft: _Draft, text: str, line: Line, margins: _Margins | None, reader: str) -> bool:
    """Tell whether a line, tidied to ``text``, goes on with the paragraph before it."""
    last = draft.last
    before, after = to_plain(draft.end), to_plain(text)
    if last is None or last.is_heading or line.is_heading:
        return False
    if ORDINAL.match(after) or _is_table_head(before) or _is_table_head(after):
        return False
    if ORDINAL.match(before) and len(draft.pages) <= _LONGEST_HEADING and _HEADING_END.search(before):
        return _HEADING_TAIL.fullmatch(after) is not None and "说明" not in before
    is_short, is_indented = _shape(draft, line, margins)
    if ORDINAL.match(before) and _UNFIGURED.fullmatch(before):
        is_alone = is_short if margins is not None else reader != "text"
        is_brief = len(before) <= _BRIEF and not _GOES_ON.match(after) and not _HEADING_TAIL.fullmatch(after)
        if _YEAR_BEGINS.match(after) or (is_alone and (is_brief or _BODY_BEGINS.match(after))):
            return False
    if _SENTENCE_END.search(before) or (margins is not None and _CLAUSE_END.search(before)):
        return margins is not None and not is_short and not is_indented
    if is_digit(before[-1]) and is_digit(after[0]):
        return bool(re.search(r"[一-鿿]", before)) and bool(re.search(r"[一-鿿%]", after))
    return not (is_short and is_indented)


def _shape(draft: _Draft, line: Line, margins: _Margins | None) -> tuple[bool, bool]:
    """Return (the last line ends early, the new line begins late)."""
    last, old = draft.last, draft.margins or margins
    if margins is None or old is None or last is None or last.box is None or line.box is None:
        return False, False
    is_short = last.box.x1 < old.left + _SHORT * (old.right - old.left)
    return is_short, line.box.x0 > margins.left + _INDENT * margins.character


def _is_table_head(plain: str) -> bool:
    if len(plain) > 60 or re.search(r"[。;]", plain):
        return False
    if _HEAD.search(plain) or (find_unit(plain) is not None and len(plain) < 20):
        return True
    if not plain.endswith("表"):
        return False
    title = match_title(plain)
    return title is not None and title.form_code is not None
