"""What a page opens and never closes: figures behind a comment or raw text, which no browser shows; a cut table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_RAW: Final = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed")
_STANDING: Final = re.compile(r">\s*-?\d[\d,]*(?:\.\d+)?\s*</")
_OPEN: Final = "<!--"
_CLOSED: Final = re.compile(r"</(?:body|html)\s*>")
_CELL_CLOSED: Final = re.compile(r"</t(?:d|h|r|body|able)\s*>")


def unclosed(markup: str) -> Iterator[str]:
    """Yield a sentence for what hides figures of the page, as nothing closes it where it should.

    A comment that runs into the next comment, or to the end of the page, is one; so is an element whose end tag is
    nowhere behind it.
    """
    hidden = sum(map(_figures, _run_on_comments(markup)))
    if hidden:
        yield _sentence("comment", hidden)
    lower = markup.lower()
    for name in _RAW:
        opened = lower.rfind(f"<{name}")
        if opened > lower.rfind(f"</{name}") and (figures := _figures(markup[opened:])):
            yield _sentence(f"<{name}>", figures)


def cut_in_table(markup: str) -> tuple[str, tuple[str, ...]]:
    """Return a page's source without the cell in which it was cut off, and a sentence where it ends in a table.

    A page ends in a table where it closes fewer tables than it opens, and neither its body nor itself behind the last.
    """
    lower = markup.lower()
    if lower.count("<table") <= lower.count("</table") or _CLOSED.search(lower, lower.rfind("<table")):
        return markup, ()
    cell = max(lower.rfind("<td"), lower.rfind("<th"))
    whole = markup if cell < 0 or _CELL_CLOSED.search(lower, cell) else markup[:cell]
    return whole, ("the page ends in the middle of a table: it was cut off, and what followed was not read",)


def _run_on_comments(markup: str) -> Iterator[str]:
    """Yield the text of comments in which another one is opened, and of one that nothing closes."""
    *closed, rest = markup.split("-->")
    for part in closed:
        _, opened, inside = part.partition(_OPEN)
        if opened and _OPEN in inside:
            yield inside[: inside.rfind(_OPEN)]
    yield rest.partition(_OPEN)[2]


def _figures(markup: str) -> int:
    """Count the numbers that stand alone in an element."""
    return len(_STANDING.findall(markup))


def _sentence(what: str, figures: int) -> str:
    return f"the page never closes a {what}: {figures} numbers behind it are not shown, and were not read"


__all__ = ["cut_in_table", "unclosed"]
