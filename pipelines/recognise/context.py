"""Context: the lines around a table that tell its title, unit and body, and those that are page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pipelines.recognise.titles import Title, match_joined, match_title
from pipelines.values.amounts import find_unit, find_unit_in_note
from pipelines.values.frozen import value
from pipelines.values.pages import Grid, Page
from pipelines.values.text import key, squeeze

_MOST_HEAD_CELLS: Final = 3
_EDGE_LINES: Final = 2
_OFTEN: Final = 3
_SHORTEST_SENTENCE: Final = 20
PAGE_NUMBER: Final = re.compile(r"[-—–－\s]*(?:第?\s*\d{1,3}\s*页?(?:\s*[/／共]\s*\d{1,3}\s*页?)?)[-—–－\s]*")
_BRACKET: Final = re.compile(r"[(（][^()（）]*[)）]")
_HEAD_LINE: Final = re.compile(r"公开\d{1,2}表|附?表\d{1,2}|单位[:：]|部门[:：]|部门（单位）")
_MARK_BEHIND: Final = re.compile(
    r"(?<=[表)）])\s*(?:公开\s*\d{1,2}\s*表|附?表\s*\d{1,2}|[一-龥]{0,6}(?:单位|部门)\s*[:：])"
)
"""What is printed on the line of a title, behind it: the form's number, the body, the unit."""
_OF_COLUMN: Final = re.compile(
    r"[一-鿿]{1,12}(?<![表位门])[(（\[【](?:金额|计量)?单位[:：]?(?:人民币)?[百千万亿]*元[)）\]】]"
)
_BARE_UNIT: Final = re.compile(r"[(（]?(?:亿|百万|万|千|百)?元[)）]?")
_NOTE_LINE: Final = re.compile(r"^(?:注|说明|备注)\s*\d?[:：、.]")


@value(frozen=True, slots=True)
class ContextLine:
    """A text line before a table, with its page."""

    text: str
    page: int


def context_lines(text: str, page: int, kind: str | None = None) -> Iterator[ContextLine]:
    """Yield a line before a table; a form's title apart from what is printed on its line behind it."""
    mark = _MARK_BEHIND.search(text)
    title = match_title(text[: mark.start()], kind) if mark else None
    if mark is None or title is None or title.form_code is None:
        yield ContextLine(text, page)
        return
    yield ContextLine(text[: mark.start()].rstrip(), page)
    yield ContextLine(text[mark.start() :].lstrip(), page)


def running_lines(pages: Sequence[Page]) -> frozenset[str]:
    """Return the running heads and feet: lines at the edge of many pages that are no head of a table."""
    seen = Counter(
        text
        for page in pages
        for text in {squeeze(line.text) for line in (*page.lines[:_EDGE_LINES], *page.lines[-_EDGE_LINES:])}
    )
    often = max(_OFTEN, 0.4 * len(pages))
    return frozenset(text for text, count in seen.items() if count >= often and not is_table_head(text))


def is_prose(text: str) -> bool:
    """Tell whether a line is running text, which ends a table; notes and table heads do not."""
    squeezed = squeeze(text)
    is_sentence = len(squeezed) > _SHORTEST_SENTENCE and re.search(r"[，,。；;]", squeezed) is not None
    return is_sentence and not _HEAD_LINE.search(squeezed) and not _NOTE_LINE.match(squeezed)


def split_title_rows(grid: Grid, kind: str | None = None) -> tuple[list[str], Grid]:
    """Split off leading rows that hold the title, the unit or the body inside the ruled frame.

    A row of one text over all columns may stand above them: the heading of a part of the report.
    """
    texts: list[str] = []
    row = 0
    while row < grid.n_rows - 1:
        filled = [cell for cell in grid.row(row) if squeeze(cell.text)]
        lines = [line for cell in filled for line in cell.text.split("\n")]
        is_head = len(filled) <= _MOST_HEAD_CELLS and any(is_table_head(text, kind) for text in lines)
        is_heading = not row and len(filled) == 1 and 1 < filled[0].column_span == grid.n_columns
        if filled and not is_head and not (is_heading and _has_title(grid, 1, kind)):
            break
        texts.extend(lines)
        row += 1
    if not texts:
        return [], grid
    cells = tuple(replace(cell, row=cell.row - row) for cell in grid.cells if cell.row >= row)
    return texts, replace(grid, n_rows=grid.n_rows - row, cells=cells)


def _has_title(grid: Grid, row: int, kind: str | None) -> bool:
    """Tell whether a row prints a form's title."""
    return any(title.form_code for cell in grid.row(row) if (title := match_title(cell.text, kind)))


def is_table_head(text: str, kind: str | None = None) -> bool:
    """Tell whether a line is what stands above a table: a form's title, the unit or the body.

    A header that tells the unit of its own column (价值（单位：万元）) is none.
    """
    title = match_title(text, kind)
    is_title = title is not None and title.form_code is not None
    if not is_title and _OF_COLUMN.fullmatch(squeeze(text)):
        return False
    return is_title or _states_unit(text) or _HEAD_LINE.search(squeeze(text)) is not None


def _states_unit(text: str) -> bool:
    """Tell whether a text is there to tell the unit; a header such as 决算数（万元） is not."""
    squeezed = squeeze(text)
    return find_unit(text) is not None and ("单位" in squeezed or _BARE_UNIT.fullmatch(squeezed) is not None)


def find_title(context: Sequence[ContextLine], kind: str | None = None) -> Title | None:
    """Return the nearest title before a table; a title may be printed on two lines."""
    for index in range(len(context) - 1, -1, -1):
        text = context[index].text
        title = match_title(text, kind)
        if title is not None and _in_contents(context, index, title, kind):
            return None
        if title is not None and title.form_code:
            return _begun_above(context, index, title, kind) or title
        if index and key(text):
            both = match_joined(context[index - 1].text, text, kind)
            if both is not None and both.form_code and not _HEAD_LINE.search(_BRACKET.sub("", squeeze(text))):
                return both
        if title is not None:
            return title
    return None


def _begun_above(context: Sequence[ContextLine], index: int, title: Title, kind: str | None) -> Title | None:
    """Return the title that begins on the line above, where its words there make it another form's.

    政府性基金预算 above 支出总体情况表 is no form of all expenditure.
    """
    above = context[index - 1] if index else None
    if above is None or above.page != context[index].page or match_title(above.text, kind) is not None:
        return None
    if not _BRACKET.sub("", squeeze(above.text)):
        return None  # a line in brackets ends a title
    both = match_joined(above.text, context[index].text, kind)
    if both is None or both.form_code in (None, title.form_code) or len(both.prefix) >= len(key(above.text)):
        return None
    return both


def _in_contents(context: Sequence[ContextLine], index: int, title: Title, kind: str | None) -> bool:
    """Tell whether a title is an entry of a list (目录): another form's title stands right above it."""
    if not index or context[index - 1].page != context[index].page:
        return False
    above = match_title(context[index - 1].text, kind)
    return above is not None and above.form_code is not None and above.form_code != title.form_code


def below_title(context: Sequence[ContextLine], title: Title | None) -> tuple[ContextLine, ...]:
    """Return the title's line and those between it and the table; nothing where there is no title."""
    for index in range(len(context) - 1, -1, -1):
        if title is not None and title.printed.endswith(squeeze(context[index].text)[-8:]):
            return tuple(context[index:])
    return ()


def find_table_unit(
    context: Sequence[ContextLine], title: Title, header: list[tuple[str, ...]]
) -> tuple[str | None, str]:
    """Return (unit, printed evidence) from the lines between title and table, else from the header cells.

    Notes below the table, which stand last in ``context``, count where nothing above it tells.
    """
    lines: list[str] = []
    for line in reversed(context):
        lines.append(line.text)
        if squeeze(line.text) == title.printed:
            break
    for text in lines:
        if (unit := find_unit(text)) is not None:
            return unit, text.strip()
    joined = "".join(reversed(lines))
    if (unit := find_unit(joined)) is not None:
        return unit, squeeze(joined)[-40:]
    words = " ".join(dict.fromkeys(part for path in header for part in path))
    unit = find_unit(words)
    if unit:
        return unit, words
    notes = (line for line in lines if is_note(line))
    return next(((unit, line.strip()) for line in notes if (unit := find_unit_in_note(line))), (None, ""))


def is_note(text: str) -> bool:
    """Tell whether a line is a note on the table above it."""
    return _NOTE_LINE.match(squeeze(text)) is not None
