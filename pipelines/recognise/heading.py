"""Headings: what names a report above its first form, and the title that a document goes by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from pipelines.recognise.bodies import BODY_LABEL
from pipelines.recognise.report_name import DATED
from pipelines.recognise.titles import names_form
from pipelines.values.identity import SourceHints
from pipelines.values.items import FormTable
from pipelines.values.pages import Page
from pipelines.values.text import squeeze

COVER_LINES: Final = 10
"""Lines of a first page that may name the report."""
LONGEST_LINE: Final = 300
"""Characters of a line in which a report's name is looked for."""
DATE: Final = re.compile(
    r"(?P<y>20\d{2})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日|(?P<iso>20\d{2})[-/.](?P<im>\d{1,2})[-/.](?P<id>\d{1,2})"
)
_LONGEST_HEADING: Final = 60
_PROSE: Final = re.compile(r"[，,。;；]")


def headings(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what may name the report above a page's first form: each line that gives its year, all lines joined."""
    heading = takewhile(lambda text: not (names_form(text) or BODY_LABEL.search(text)), lines)
    short = [
        text
        for text in heading
        if len(text) <= _LONGEST_HEADING and not _PROSE.search(text) and not DATE.fullmatch(text)
    ]
    joined = "".join(short)
    dated = [text for text in short if DATED.search(text)]
    return dated, [joined] if DATED.search(joined) else []


def report_title(pages: Sequence[Page], tables: Sequence[FormTable], hints: SourceHints) -> str | None:
    """Return the report's title: its page's, the cover's lines up to 决算 or 预算, else the file name.

    Where the first form stands on the first page, the lines above it name the report.
    """
    if pages and re.search(r"决算|预算", pages[0].label):
        return pages[0].label
    if pages and not pages[0].grids:
        words: list[str] = []
        for line in pages[0].lines[:COVER_LINES]:
            text = squeeze(line.text)
            if text.startswith("目录") or BODY_LABEL.search(text):
                break
            words.append(text)
            if re.search(r"决算|预算", text):
                return "".join(words)
    if pages and pages[0].grids and not hints.page_title:
        above = [squeeze(line.text)[:LONGEST_LINE] for line in pages[0].lines[:COVER_LINES]]
        if named := next((way[0] for way in headings(above) if way), None):
            return named
    return (
        hints.page_title or hints.file_name.rsplit(".", 1)[0] or next((t.title_printed for t in tables), None)
    )
