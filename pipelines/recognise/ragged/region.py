"""Regions: the lines that stand below a form's title and can be its table, where no grid does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.forms import form as form_definition
from pipelines.recognise.kind import document_kind
from pipelines.recognise.ragged.header import is_header_like, is_number_row
from pipelines.recognise.ragged.tokens import tokens_of
from pipelines.recognise.titles import Title, match_joined, match_title
from pipelines.values.pages import Grid, Line, Page
from pipelines.values.text import squeeze

_MARKED_NUMBER: Final = re.compile(r"\s*(?:[-—–－]\s*\d{1,4}\s*[-—–－]|第\s*\d{1,4}\s*页.*)\s*")
_TABLE_HEAD: Final = re.compile(
    r"公开\d{0,2}表|附?表\d{1,2}(?![^\d表]*\d)|单位[:：]|(?:部门|单位)(?:名称)?[:：]|部门（单位）|部门\(单位\)名称|编制(?:部门|单位)|"
    r"^[(（]?20\d\d年度?[)）]?$|^(?:万|百|千)?元$"
)
_END: Final = re.compile(
    r"^(?:注|说明|备注)\s*\d?[:：、.]|^第[一二三四五六七八九十]部分|情况(?:的)?说明$|本表(?:为空|无数据)|^附件\s*\d*$"
)
_SENTENCE: Final = re.compile(r"[，。；]")
_SHORTEST_SENTENCE: Final = 30
_MOST_HEAD_LINES: Final = 12
_MOST_LINES: Final = 3000


@dataclass(frozen=True, slots=True)
class Region:
    """A form's title and the lines below it: ``body`` from the header's first line on, with page numbers."""

    form: FormDefinition
    title: Title
    body: tuple[tuple[int, Line], ...]


def find_regions(pages: Sequence[Page]) -> list[Region]:
    """Return the regions of a document in reading order; a title above a grid, or in a list, has none."""
    kind = document_kind(pages)
    blocks: list[tuple[int, Line | Grid]] = []
    for page in pages:
        own: list[Line | Grid] = [*page.lines, *page.grids]
        own.sort(key=lambda block: (block.box.top, block.box.x0) if block.box else (0.0, 0.0))
        blocks.extend((page.number, block) for block in own)
    found: list[Region] = []
    index = 0
    while index < len(blocks):
        title = _title_at(blocks, index, kind)
        index += 1
        if title is None or title.form_code is None:
            continue
        form = form_definition(title.form_code)
        end = _end_of(blocks, index, form, kind)
        body = _body(blocks[index:end], form)
        if body:
            found.append(Region(form, title, tuple(body)))
            index = end
    return found


def _title_at(blocks: Sequence[tuple[int, Line | Grid]], index: int, kind: str | None) -> Title | None:
    """Return the title that a line, or a line with the one above it, prints."""
    block = blocks[index][1]
    if not isinstance(block, Line):
        return None
    title = match_title(block.text, kind)
    if title is not None and title.form_code:
        return title
    before = blocks[index - 1][1] if index else None
    if (
        isinstance(before, Line)
        and match_title(before.text, kind) is None
        and not _SENTENCE.search(before.text)
    ):
        both = match_joined(before.text, block.text, kind)
        if both is not None and both.form_code and not _TABLE_HEAD.search(squeeze(block.text)):
            return both
    return title


def _end_of(
    blocks: Sequence[tuple[int, Line | Grid]], start: int, form: FormDefinition, kind: str | None
) -> int:
    """Return where a title's lines end: at a grid, the next title, a note, a section or running text."""
    end = start
    while end < min(len(blocks), start + _MOST_LINES):
        block = blocks[end][1]
        if isinstance(block, Grid):
            break
        text = squeeze(block.text)
        is_performance = form.layout == "performance"
        if match_title(block.text, kind) is not None or (_END.search(text) and not is_performance):
            break
        if re.match(r"^第[一二三四五六七八九十]部分", text):
            break
        is_sentence = len(text) > _SHORTEST_SENTENCE and _SENTENCE.search(text) is not None
        if is_sentence and not is_performance and not _TABLE_HEAD.search(text):
            break
        end += 1
    return end


def _body(blocks: Sequence[tuple[int, Line | Grid]], form: FormDefinition) -> list[tuple[int, Line]]:
    """Return the lines from the header's first on; nothing where no header of the form stands there."""
    lines = [
        (page, block)
        for page, block in blocks
        if isinstance(block, Line) and not _MARKED_NUMBER.fullmatch(block.text)
    ]
    if form.layout == "performance":
        return lines
    heads = [
        i for i, (_, line) in enumerate(lines[:_MOST_HEAD_LINES]) if _TABLE_HEAD.search(squeeze(line.text))
    ]
    start = heads[-1] + 1 if heads else 0
    for index, (page, line) in enumerate(lines[start : start + _MOST_HEAD_LINES], start):
        row = tokens_of(line.text, page, 0)
        is_labelled = re.search(r"[:：]", line.text) is not None
        if row and not is_labelled and not is_number_row(row) and is_header_like(row, form):
            return lines[index:]
    return []
