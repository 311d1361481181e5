"""Contents: which forms a document's own list (目录) promises, and which of them it does not hold.

Text and tables of one report are often published apart (an article and its workbook, a text file and a file of
tables): a form that such a document lists stands elsewhere, and nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile
from typing import Final, NamedTuple

from pipelines.forms import form as form_definition
from pipelines.recognise.kind import document_kind
from pipelines.recognise.titles import match_title
from pipelines.values.items import FormTable
from pipelines.values.pages import Grid, Line, Page
from pipelines.values.stated import Contents, ListedForm
from pipelines.values.text import squeeze

_HEAD: Final = re.compile(r"(?:目录|目次|报表目录|公开目录)")
_LEADER: Final = re.compile(r"(?:[.…·．。‥⋯_\-—]{2,}|\t)\s*\d{0,3}$|(?<=表)\d{1,3}$")
_BULLET: Final = re.compile(r"^[-*•●·]+(?=\D)")
_ENTRY: Final = re.compile(
    r"第[一二三四五六七八九十\d]{1,3}(?:部分|章)|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．]|附"
)
_LONGEST_ENTRY: Final = 60
_MOST_STRAY_LINES: Final = 3
_FEWEST_FORMS: Final = 4


class _Text(NamedTuple):
    """A line of the document, squeezed, or the text of a cell."""

    text: str
    page: int


def read_contents(pages: Sequence[Page], tables: Sequence[FormTable]) -> Contents:
    """Read the contents list of a document and compare it with its tables.

    A form is missing only where nothing else can explain its absence: most listed forms are there, its title
    stands nowhere outside the contents, and among the forms every table was recognised and every page has
    text. Performance forms (绩效) are often annexed in files of their own and never count as missing.
    """
    if not any("目" in (text := squeeze(part)) and _HEAD.fullmatch(text) for _, part in _parts(pages)):
        return Contents()
    texts = (_Text(text, page) for page, part in _parts(pages) if (text := squeeze(part)))
    before = list(takewhile(lambda line: not _HEAD.fullmatch(line.text), texts))
    kind = document_kind(pages)
    listed, behind = _entries(texts, kind)
    if not listed:
        return Contents()
    return Contents(listed, _missing(listed, chain(before, behind, texts), pages, tables, kind))


def _parts(pages: Sequence[Page]) -> Iterator[tuple[int, str]]:
    """Yield the page and text of lines and cells in reading order; a contents list may be set as a table."""
    for page in pages:
        blocks: list[Line | Grid] = [*page.lines, *page.grids]
        for block in sorted(blocks, key=lambda block: block.box.top if block.box else 0.0):
            parts = [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]
            yield from ((page.number, part) for part in parts)


def _entries(texts: Iterator[_Text], kind: str | None) -> tuple[tuple[ListedForm, ...], tuple[_Text, ...]]:
    """Return the forms that texts list, and the first text behind the contents, which is taken too.

    They end where prose begins, where an entry is printed again (the part it announces), or where lines that
    are no entries follow each other.
    """
    found: list[ListedForm] = []
    seen: set[str] = set()
    stray = 0
    for text in texts:
        entry = _LEADER.sub("", _BULLET.sub("", text.text))
        if len(entry) > _LONGEST_ENTRY or re.search(r"[。；;，]", entry):
            return tuple(found), (text,)
        title = match_title(entry, kind) if entry else None
        is_form = title is not None and title.form_code is not None
        if (is_form or _ENTRY.match(entry)) and entry in seen:
            return tuple(found), (text,)
        if title is not None and is_form and _is_told_again(title.form_code, text.page, found):
            return tuple(found), (text,)
        seen.add(entry)
        stray = 0 if is_form or _ENTRY.match(entry) else stray + 1
        if stray > _MOST_STRAY_LINES:
            return tuple(found), (text,)
        if title is not None and title.form_code is not None:
            found.append(ListedForm(title.form_code, title.printed, text.page))
    return tuple(found), ()


def _is_told_again(form_code: str | None, page: int, found: Sequence[ListedForm]) -> bool:
    """Tell whether a title on a later page is that of a form already listed: the form itself begins."""
    return page > found[-1].page and any(entry.form_code == form_code for entry in found) if found else False


def _missing(
    listed: Sequence[ListedForm],
    outside: Iterable[_Text],
    pages: Sequence[Page],
    tables: Sequence[FormTable],
    kind: str | None,
) -> tuple[ListedForm, ...]:
    codes = {entry.form_code for entry in listed}
    there = {table.form_code for table in tables if table.form_code} & codes
    if there == codes or len(there) < _FEWEST_FORMS or 2 * len(there) < len(codes):
        return ()
    first, last = _span(tables)
    if any(first <= page.number <= last and not page.lines and not page.grids for page in pages):
        return ()
    if any(t.form_code is None and first <= t.page_first <= last for t in tables):
        return ()
    titled = {
        title.form_code for line in outside if (title := match_title(line.text, kind)) and title.form_code
    }
    roles = {form_definition(code).role for code in there}
    absent = {code for code in codes - there - titled if form_definition(code).role not in roles}
    return tuple(
        entry
        for entry in {entry.form_code: entry for entry in reversed(listed)}.values()
        if entry.form_code in absent and form_definition(entry.form_code).layout != "performance"
    )[::-1]


def _span(tables: Sequence[FormTable]) -> tuple[int, int]:
    """Return the first and last page of the recognised forms, and the page after."""
    forms = [table for table in tables if table.form_code]
    return min(table.page_first for table in forms), max(table.page_last for table in forms) + 1
