"""Titles that stand alone: a form is announced, and nothing that was read follows.

What follows may be a picture behind the text, a file that is only linked to, or a part of the page that its reader does
not know. Lists of titles (目录) announce nothing, and a sentence may say that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.forms import form as form_definition
from pipelines.recognise.titles import match_title
from pipelines.values.items import TITLE_ALONE, FormTable, Note
from pipelines.values.pages import Grid, Line, Page
from pipelines.values.text import squeeze

_AHEAD: Final = 4
"""Lines between a title and its table: body, unit, number of the table, a remark."""
_NONE: Final = re.compile(r"无|空表|没有|不涉及|未安排|未发生|为零|为0|不存在")


def titles_alone(pages: Sequence[Page], tables: Sequence[FormTable], kind: str | None) -> Iterator[Note]:
    """Yield a note for each title of a form that the document's other tables leave out and that no table follows.

    A document without any form is a text whose tables stand elsewhere.
    """
    codes = {table.form_code for table in tables if table.form_code}
    roles = {form_definition(code).role for code in codes}
    blocks = [(page.number, block) for page in pages for block in _blocks(page)]
    titles = [_form_of(block, kind) for _, block in blocks]
    for at, code in enumerate(titles if codes else ()):
        if not code or code in codes or form_definition(code).role in roles:
            continue
        ahead = [block for _, block in blocks[at + 1 : at + 1 + _AHEAD]]
        is_listed = any(titles[beside] for beside in (at - 1, at + 1) if 0 <= beside < len(titles))
        is_followed = any(isinstance(block, Grid) or _NONE.search(block.text) for block in ahead)
        if form_definition(code).layout == "performance" or is_listed or is_followed:
            continue
        number, line = blocks[at]
        assert isinstance(line, Line)
        codes.add(code)
        told = f"the title of {code}, and no table was found below it"
        yield Note(TITLE_ALONE, squeeze(line.text), told, number)


def _blocks(page: Page) -> list[Line | Grid]:
    blocks: list[Line | Grid] = [*page.lines, *page.grids]
    return sorted(blocks, key=lambda block: block.box.top if block.box else 0.0)


def _form_of(block: Line | Grid, kind: str | None) -> str | None:
    title = match_title(block.text, kind) if isinstance(block, Line) else None
    return title.form_code if title else None
