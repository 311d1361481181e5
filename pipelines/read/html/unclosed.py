"""Figures behind a comment, or an element of raw text, that never closes: a browser shows none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_RAW: Final = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed")
_STANDING: Final = re.compile(r">\s*-?\d[\d,]*(?:\.\d+)?\s*</")
_OPEN: Final = "<!--"


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


__all__ = ["unclosed"]
