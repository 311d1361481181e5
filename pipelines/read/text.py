"""Plain text and Markdown: lines, and grids wherever tabs, pipes or rules decide the columns.

What only blanks separate stays lines: a reader that knows no forms cannot tell a lost blank from an empty cell
(:mod:`pipelines.recognise.ragged` can). There is no geometry; every box counts lines of the file, from 1.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines.formats.registry import TEXT
from pipelines.read.delimited import delimited_blocks, delimiter_of
from pipelines.read.flow import chosen
from pipelines.read.textgrid import TextRow, is_table, split_at_titles, text_grid
from pipelines.read.torn import closed_quotes, cut_row
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box, Grid, Line, Loss, Page, Reading

READER: Final = "text"
_DELIMITED: Final = frozenset((".csv", ".tsv"))
_MOST_BYTES: Final = 64 * 1024 * 1024
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PAGE_MARK: Final = re.compile(
    r"\s*(?:[-—–－]\s*\d{1,4}\s*[-—–－]|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?|"
    r"(?:=+|-+)\s*(?:[Pp]age|第)\s*\d{1,4}\s*页?\s*(?:=+|-+)|\[?[Pp]age\s+\d{1,4}(?:\s+of\s+\d{1,4})?\]?)\s*"
)
_MARKS: Final = "\t|"
"""What divides the columns of a text that is not delimited."""
_BARS: Final = re.compile(r"(?<!\\)[|｜│┃]")
_RULE: Final = re.compile(r"[\s|｜│┃:+=\-—─━┄═╪┼┿╋├┤┝┥┠┨┌┐└┘┬┴╞╡╔╗╚╝╠╣╦╩╬]+")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HEADING: Final = re.compile(r"^#{1,6}\s+")
_EMPHASIS: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_DECIMAL: Final = re.compile(r"[-−]?[\d,，]+\.\d+")
_REGULAR: Final = 0.6  # share of a block's rows that agree on the number of columns


@dataclass(slots=True)
class _PageDraft:
    """A page being filled: numbered lines, then the blocks they make."""

    numbered: list[tuple[int, str]] = field(default_factory=list)


def read_text(path: Path, reader: str, pages: Sequence[int] | None) -> Reading:
    """Read a text file into pages; a form feed or a page mark (``- 15 -``) ends a page.

    ``reader`` is not used: there is one. ``pages`` chooses page numbers from 1. Box.top is the number of the
    file's line; Cell.reference reads ``line 123 column 4``, the column counted in characters. Raises
    DocumentError for binary data and for text that is neither Unicode nor GB 18030.
    """
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise DocumentError(
            f"the text has {size:,} bytes, more than the {_MOST_BYTES:,} that are read", status="unsupported"
        )
    text, encoding = decode(path.read_bytes())
    notes = [] if encoding.startswith("utf-8") else [f"decoded as {encoding}"]
    delimiter = delimiter_of(text, is_named_csv=path.suffix.lower() in _DELIMITED)
    text, cut = cut_row(text, delimiter or _MARKS)
    if delimiter:
        text, torn = closed_quotes(text, delimiter)
        if torn:
            notes.append(
                f"{len(torn)} lines have a quotation mark that nothing closes, the first is line {torn[0]}"
            )
        lines, grids, losses = delimited_blocks(text, delimiter)
        read = [Page(1, 1.0, float(text.count("\n") + 1), tuple(lines), tuple(grids), READER)]
    else:
        drafts = _split_pages(text)
        if len(drafts) == 1:
            notes.append("no page breaks: the text is read as one page")
        read, losses = [_page(number, draft) for number, draft in enumerate(drafts, 1)], []
    told = [Loss(loss, 1) for loss in losses] + [Loss(cut, len(read))] * bool(cut)
    return Reading(TEXT, chosen(read, pages), tuple(notes), losses=tuple(told))


def decode(data: bytes) -> tuple[str, str]:
    """Return (text, encoding): by byte order mark, else strict UTF-8, else strict GB 18030.

    Raises DocumentError where bytes stand that no text holds.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return _checked(data.decode(encoding)), encoding
            except UnicodeDecodeError as error:
                raise DocumentError(f"the text is damaged: not {encoding} as its first bytes say") from error
    if b"\0" in data:
        raise DocumentError("the file holds binary data (NUL bytes), not text")
    for encoding in ("utf-8", "gb18030"):
        try:
            return _checked(data.decode(encoding)), encoding
        except UnicodeDecodeError:
            continue
    raise DocumentError("the text is neither UTF-8 nor GB 18030")


def _checked(text: str) -> str:
    if "\0" in text:
        raise DocumentError("the file holds binary data (NUL characters), not text")
    return text


def _split_pages(text: str) -> list[_PageDraft]:
    """Cut the file's lines, numbered, into pages; blank pages at the end are dropped."""
    drafts = [_PageDraft()]
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        parts = raw.split("\f")
        for index, part in enumerate(parts):
            if index:
                drafts.append(_PageDraft())
            drafts[-1].numbered.append((number, part))
            if _PAGE_MARK.fullmatch(part) and "\f" not in text:
                drafts.append(_PageDraft())
    while len(drafts) > 1 and not any(part.strip() for _, part in drafts[-1].numbered):
        drafts.pop()
    return drafts


def _page(number: int, draft: _PageDraft) -> Page:
    lines: list[Line] = []
    grids: list[Grid] = []
    for kind, block in _blocks(draft.numbered):
        rows = _tab_rows(block) if kind == "tab" else _bar_rows(block) if kind == "bar" else []
        tables = [part for part in split_at_titles(rows) if is_table(part)] if rows else []
        if tables and sum(map(len, tables)) == len(rows):
            grids.extend(text_grid(part) for part in tables)
        else:
            lines.extend(_line(count, text) for count, text in block if text.strip())
    width = max((len(text) for _, text in draft.numbered), default=0)
    height = draft.numbered[-1][0] if draft.numbered else 0
    return Page(number, float(width), float(height), tuple(lines), tuple(grids), READER)


def _line(number: int, text: str) -> Line:
    plain, marks = _HEADING.subn("", text.strip())
    bare = _EMPHASIS.sub(r"\1", plain)
    box = Box(0.0, float(number), float(len(text)), number + 1.0)
    return Line(" ".join(bare.split()), box, is_heading=marks > 0)


def _blocks(numbered: Sequence[tuple[int, str]]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Group lines into runs of one kind; blank lines inside a run of table rows do not end it."""
    kind = "text"
    block: list[tuple[int, str]] = []
    pending: list[tuple[int, str]] = []
    for position, (number, text) in enumerate(numbered):
        own = _kind(text)
        if not own:
            pending.append((number, text))
            continue
        is_inside = (
            kind == "tab" and own == "text" and not pending and _is_wrapped(numbered, position, block[-1][1])
        )
        if own == kind or is_inside:
            block += [*pending, (number, text)]
        else:
            if block:
                yield kind, block
            kind, block = own, [(number, text)]
        pending = []
    if block:
        yield kind, block


def _kind(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        return ""
    bars = len(_BARS.findall(stripped))
    if bars >= 2 or (bars and _BARS.match(stripped)) or (_RULE.fullmatch(stripped) and "+" in stripped):
        return "bar"
    return "tab" if "\t" in text.rstrip(" ") else "text"


def _is_wrapped(numbered: Sequence[tuple[int, str]], position: int, before: str) -> bool:
    """Tell whether a line without tabs between two lines with tabs is the middle of a cell broken over lines."""
    after = numbered[position + 1][1] if position + 1 < len(numbered) else ""
    return "\t" in after and before.count("\t") > 0 and not before.endswith("\t") and after[:1] != "\t"


def _tab_rows(block: Sequence[tuple[int, str]]) -> list[TextRow]:
    """Split lines at tabs; lines that only together have the block's usual number of cells are one row."""
    filled = [(number, text) for number, text in block if text.strip()]
    counts = Counter(text.count("\t") for _, text in filled)
    usual, times = counts.most_common(1)[0]
    is_regular = times >= _REGULAR * len(filled)
    rows: list[TextRow] = []
    index = 0
    while index < len(filled):
        group = [filled[index]]
        if is_regular:
            group = _broken_row(filled, index, usual)
        rows.append(_tab_row(group))
        index += len(group)
    return _unglued(rows, usual + 1) if is_regular else rows


def _unglued(rows: Sequence[TextRow], usual: int) -> list[TextRow]:
    """Part rows that lost the line feed between them: one figure ends in the code that begins the next row.

    ``0.00221`` in a table with two decimals, followed by a name, is 0.00 and 221.
    """
    figures = [text for row in rows for text, _, _ in row.cells if _DECIMAL.fullmatch(text)]
    counts = Counter(len(text.partition(".")[2]) for text in figures)
    scale = counts.most_common(1)[0][0] if counts else 0
    glued = re.compile(rf"([-−]?[\d,，]+\.\d{{{scale}}})({ACCOUNT_CODE.pattern})")
    parted: list[TextRow] = []
    for row in rows:
        cells = row.cells
        while len(cells) > usual and scale and (match := glued.fullmatch(cells[usual - 1][0])):
            _, line, column = cells[usual - 1]
            parted.append(TextRow(row.line, (*cells[: usual - 1], (match[1], line, column))))
            cells = ((match[2], line, column + len(match[1])), *cells[usual:])
        parted.append(TextRow(row.line, cells))
    return parted


def _broken_row(filled: Sequence[tuple[int, str]], index: int, usual: int) -> list[tuple[int, str]]:
    """Return the lines that make one row: further ones only where their tabs add up to the usual number."""
    total = 0
    for end in range(index, min(index + 8, len(filled))):
        tabs = filled[end][1].count("\t")
        total += tabs
        if end > index and (tabs == usual or filled[end - 1][1].endswith("\t")):
            break
        if total == usual:
            return list(filled[index : end + 1])
        if total > usual:
            break
    return [filled[index]]


def _tab_row(group: Sequence[tuple[int, str]]) -> TextRow:
    cells: list[tuple[str, int, int]] = []
    for order, (number, text) in enumerate(group):
        column = 1
        for place, part in enumerate(text.split("\t")):
            if order and not place and cells:
                before, line, start = cells[-1]
                cells[-1] = (f"{before}\n{_clean(part)}".strip(), line, start)
            else:
                cells.append((_clean(part), number, column))
            column += len(part) + 1
    return TextRow(group[0][0], tuple(cells))


def _clean(text: str) -> str:
    return " ".join(text.split())


def _bar_rows(block: Sequence[tuple[int, str]]) -> list[TextRow]:
    """Split lines at bars; rules are dropped. Where rules stand between rows, the lines between them are one."""
    filled = [(number, text) for number, text in block if text.strip()]
    is_rule = [
        bool(_RULE.fullmatch(text.strip())) and bool(re.search(r"[-=─━═]", text)) for _, text in filled
    ]
    is_boxed = sum(is_rule) >= 4 and is_rule[0] and is_rule[-1]
    rows: list[TextRow] = []
    is_open = False
    for (number, text), rule in zip(filled, is_rule, strict=True):
        if rule:
            is_open = False
            continue
        row = _bar_row(number, text)
        if is_boxed and is_open and len(row.cells) == len(rows[-1].cells):
            joined = [
                (f"{above[0]}\n{below[0]}".strip(), above[1], above[2])
                for above, below in zip(rows[-1].cells, row.cells, strict=True)
            ]
            rows[-1] = TextRow(rows[-1].line, tuple(joined))
        else:
            rows.append(row)
        is_open = True
    return rows


def _bar_row(number: int, text: str) -> TextRow:
    end = len(text.rstrip())
    marks = [match.start() for match in _BARS.finditer(text)]
    edges = marks if marks and not text[: marks[0]].strip() else [-1, *marks]
    edges = edges if edges[-1] == end - 1 else [*edges, end]
    cells: list[tuple[str, int, int]] = []
    for left, right in itertools.pairwise(edges):
        raw = _EMPHASIS.sub(r"\1", text[left + 1 : right].replace("\\|", "|"))
        cell = "\n".join(_clean(part) for part in _BREAK.split(raw))
        cells.append((cell.strip(), number, left + 2))
    return TextRow(number, tuple(cells))


__all__ = ["READER", "decode", "read_text"]
