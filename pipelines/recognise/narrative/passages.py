"""Passages: the paragraphs that stand under one heading, as numbered sentences with their pages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pipelines.recognise.narrative.amounts import Amount, find_amounts
from pipelines.recognise.narrative.paragraphs import Paragraph, read_paragraphs
from pipelines.recognise.narrative.plain import to_plain
from pipelines.values.frozen import value
from pipelines.values.pages import Page

_LONGEST_HEADING: Final = 50
_REACH: Final = 80
"""So many characters of a paragraph tell whether it is a heading, or begins with one."""
_LEVELS: Final = (
    re.compile(r"第[一二三四五六七八九十]{1,3}部分"),
    re.compile(r"[一二三四五六七八九十]{1,3}、"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)"),
)
_FIGURE: Final = re.compile(r"\d(?:万|亿)?元|\d%|万元")
_SENTENCE: Final = re.compile(r"[^。!?！？]*(?:[。!?！？]+[”’\"」)）]*|$)")
_STOP: Final = re.compile(r"[。\n]")
_FAR: Final = 2000  # characters: no sentence of a report is longer, and text without marks costs no more
_RUN_IN: Final = re.compile(
    r"[^。,;:]{2,40}?(?:(?:情况|说明|结果)(?:[。:](?=.)|(?=(?:19|20)\d\d年|本年))|数[。:](?=.))"
    # A few words that say nothing: （二）机关运行经费。2024年…
    r"|[^。,;:\d是为有无未没了]{4,20}。(?=.)"
)


@value(frozen=True, slots=True)
class Sentence:
    """A sentence without line and page breaks; ``number`` counts the document's sentences from 1.

    ``page`` is where it begins; ``heading`` the path of numbered headings it stands under, joined with ``/``.
    """

    number: int
    text: str
    page: int
    heading: str


@dataclass(frozen=True)
class Passage:
    """All that stands under one heading: ``text`` as printed, paragraphs parted by ``\\n``.

    ``pages`` and ``numbers`` hold page and sentence number of each character of ``text``; ``part`` is the
    part of the report it stands in (``第四部分 名词解释``), ``''`` where the report has none.
    """

    heading: str
    text: str
    pages: tuple[int, ...]
    numbers: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    report_kind: str | None
    fiscal_year: int | None
    part: str = ""

    @cached_property
    def plain(self) -> str:
        """Return the text with half-width marks, character for character the printed one."""
        return to_plain(self.text)

    @cached_property
    def title(self) -> str:
        """Return the plain heading path."""
        return to_plain(self.heading)

    @cached_property
    def all_amounts(self) -> tuple[Amount, ...]:
        """Return the figures of the passage, left to right."""
        return tuple(find_amounts(self.plain))

    def amounts(self, start: int = 0, end: int | None = None) -> tuple[Amount, ...]:
        """Return the figures that stand between two offsets."""
        stop = len(self.text) if end is None else end
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, stop)
        return tuple(amount for amount in self.all_amounts[first:last] if amount.end <= stop)

    def amount_at(self, offset: int) -> Amount | None:
        """Return the figure that begins at an offset, if one does."""
        index = bisect_left(self._starts, offset)
        amount = self.all_amounts[index] if index < len(self.all_amounts) else None
        return amount if amount is not None and amount.start == offset else None

    @cached_property
    def under(self) -> str:
        """Return the plain heading right above the passage."""
        return self.title.rpartition("/")[2]

    def sentence_start(self, at: int) -> int:
        """Return the offset at which the sentence around ``at`` begins."""
        first = max(0, at - _FAR)
        return max(first, *(self.plain.rfind(mark, first, at) + 1 for mark in "。\n"))

    def sentence_before(self, at: int) -> str:
        """Return the plain text of the sentence up to an offset."""
        return self.plain[self.sentence_start(at) : at]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(amount.start for amount in self.all_amounts)


def sentence_end(plain: str, at: int) -> int:
    """Return the offset behind the sentence around ``at``."""
    match = _STOP.search(plain, at, at + _FAR)
    return match.end() if match else min(len(plain), at + _FAR)


def read_passages(
    pages: Sequence[Page], report_kind: str | None, fiscal_year: int | None
) -> tuple[Passage, ...]:
    """Read a document's paragraphs into passages, one for each heading, in reading order.

    A section stands in the part that the contents (目录) list it under where the body prints no parts.
    """
    path: list[str] = [""] * len(_LEVELS)
    part_of: dict[str, str] = {}
    has_parts = False
    groups: list[tuple[str, str, list[Paragraph]]] = []
    for paragraph in _split_run_in(read_paragraphs(pages)):
        level = _heading_level(paragraph.text)
        if level is not None:
            path[level:] = [paragraph.text.rstrip("。:："), *([""] * (len(_LEVELS) - level - 1))]
            entry = _entry(paragraph.text)
            has_parts = has_parts or (level == 0 and entry in part_of)
            listed = part_of.setdefault(entry, path[0])
            if level == 1 and not has_parts:
                path[0] = listed or path[0]
        heading = "/".join(part for part in path[1:] if part) or path[0]
        if level is not None or not groups:
            groups.append((path[0], heading, []))
        groups[-1][2].append(paragraph)
    count = 0
    passages: list[Passage] = []
    for part, heading, paragraphs in groups:
        passage = _passage(heading, paragraphs, count)
        passages.append(replace(passage, report_kind=report_kind, fiscal_year=fiscal_year, part=part))
        count += len(passages[-1].sentences)
    return tuple(passages)


def _entry(text: str) -> str:
    """Return the key of a section's heading, the same in the contents and in the body."""
    return re.sub(r"[.…·。:\d]+$", "", to_plain(text))


def _split_run_in(paragraphs: Iterator[Paragraph]) -> Iterator[Paragraph]:
    """Part a heading from the text that follows it in the same paragraph (``（一）总体情况。2024年度…``)."""
    for paragraph in paragraphs:
        plain = to_plain(paragraph.text[:_REACH])
        level = next((i for i, pattern in enumerate(_LEVELS) if pattern.match(plain)), None)
        match = _RUN_IN.match(plain)
        if level is None or match is None or _FIGURE.search(match.group()):
            yield paragraph
            continue
        at = match.end()
        yield Paragraph(paragraph.text[:at], paragraph.pages[:at])
        yield Paragraph(paragraph.text[at:], paragraph.pages[at:])


def _heading_level(text: str) -> int | None:
    if to_plain(text[_LONGEST_HEADING:_REACH]).strip("。:"):
        return None
    plain = to_plain(text)
    body = plain.rstrip("。:")
    if len(body) > _LONGEST_HEADING or re.search(r"[。;,:]", body) or _FIGURE.search(body):
        return None
    return next((level for level, pattern in enumerate(_LEVELS) if pattern.match(plain)), None)


def _passage(heading: str, paragraphs: Sequence[Paragraph], count: int) -> Passage:
    texts: list[str] = []
    pages: list[int] = []
    numbers: list[int] = []
    sentences: list[Sentence] = []
    for paragraph in paragraphs:
        if texts:
            texts.append("\n")
            pages.append(pages[-1])
            numbers.append(numbers[-1])
        for match in _SENTENCE.finditer(paragraph.text):
            if not match.group().strip():
                continue
            number = count + len(sentences) + 1
            sentences.append(Sentence(number, match.group(), paragraph.pages[match.start()], heading))
            texts.append(match.group())
            pages.extend(paragraph.pages[match.start() : match.end()])
            numbers.extend([number] * len(match.group()))
    return Passage(heading, "".join(texts), tuple(pages), tuple(numbers), tuple(sentences), None, None)
