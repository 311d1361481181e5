"""Where a printed figure stands on the pages of a PDF that was made of another format, by its words alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.values.pages import Box

_LINE: Final = 6.0
"""Words whose middles are less than so many points apart stand on one line."""
_MOST_PAGES: Final = 200
_MOST_HITS: Final = 400


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a figure: texts of its row or sentence, and how often its own text stands before it there."""

    texts: tuple[str, ...] = ()
    same_before: int = 0


def locate(path: Path, text: str, beside: Beside) -> tuple[int, Box] | None:
    """Return the page (from 1) and the box of a text: there where most of the words stand that stand beside it.

    None where the text is not found, or only in places of which no word tells one from the others.
    """
    wanted = "".join(text.split())
    best: list[tuple[int, int, Box]] = []
    with closing(_opened(path)) as document:
        for number in range(min(len(document), _MOST_PAGES)):
            page = document[number]
            with closing(page), closing(page.get_textpage()) as words:
                height = page.get_height()
                hits = list(_found(words, wanted, height))
                marks = [list(_spelled(words, one, height)) for one in beside.texts if one.strip()]
                best += [
                    (sum(any(_on_line(hit, at) for at in one) for one in marks), number + 1, hit)
                    for hit in hits
                ]
    if not best:
        return None
    most = max(score for score, _, _ in best)
    top = [(number, box) for score, number, box in best if score == most]
    if not most and len(top) > 1:
        return None
    page, first = top[0]
    line = sorted(
        (box for number, box in top if number == page and _on_line(box, first)), key=lambda box: box.x0
    )
    return page, line[min(beside.same_before, len(line) - 1)]


def _opened(path: Path) -> Any:
    from pipelines.read.pdf.document import open_document

    return open_document(path)


def _spelled(words: Any, text: str, height: float) -> Iterator[Box]:
    """Yield the boxes of a text as it is written, and without its blanks where it is printed without them."""
    for one in dict.fromkeys((" ".join(text.split()), "".join(text.split()))):
        yield from _found(words, one, height)


def _found(words: Any, text: str, height: float) -> Iterator[Box]:
    """Yield the boxes of a text on a page, in points from its top left."""
    if not text:
        return
    search = words.search(text, match_whole_word=False)
    for _ in range(_MOST_HITS):
        hit = search.get_next()
        if hit is None:
            return
        index, count = hit
        if _is_part(words, index, count):
            continue
        sides = [words.get_charbox(at) for at in range(index, index + count)]
        left, right = min(s[0] for s in sides), max(s[2] for s in sides)
        bottom, top = min(s[1] for s in sides), max(s[3] for s in sides)
        yield Box(left, height - top, right, height - bottom)


def _is_part(words: Any, index: int, count: int) -> bool:
    """Tell whether a text that ends in digits is but a part of a longer number."""
    total = words.count_chars()
    before = words.get_text_range(index - 1, 1) if index else ""
    after = words.get_text_range(index + count, 1) if index + count < total else ""
    first, last = words.get_text_range(index, 1), words.get_text_range(index + count - 1, 1)
    return (first.isdigit() and (before.isdigit() or before in ".,")) or (last.isdigit() and after.isdigit())


def _on_line(one: Box, other: Box) -> bool:
    return abs((one.top + one.bottom) / 2 - (other.top + other.bottom) / 2) < _LINE
