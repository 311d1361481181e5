"""Words: the marks that the words of a plain text make, in one pass over it.

What a word marks is data (``pipelines/lexicon/narrative.yml``); figures, years, brackets and punctuation are marks
too, and whatever is left between them is a mark of kind ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from pipelines.lexicon import words

_YEAR: Final = r"(?P<year>(?:19|20)\d\d年(?:度|末|初(?!预算))?)"
_SHORT: Final = r"(?<=[比较年度数各均])(?:(?P<down>减|降|少)|(?P<up>增|多))"
_STOP: Final = "。\n!?"
_SIGNS: Final = {**dict.fromkeys(_STOP, "stop"), **dict.fromkeys(",;:", "point"), "(": "open", ")": "close"}
_QUIET: Final = frozenset("、“”\"'‘’ ·—/.-")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of plain text and what it marks; ``kind`` is a part of the lexicon's ``mark`` or a sign's."""

    start: int
    end: int
    kind: str
    text: str


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {word: kind for kind, listed in words("narrative")["mark"].items() for word in listed}
    plain = "|".join(re.escape(word) for word in sorted(kinds, key=len, reverse=True))
    return re.compile(f"{_YEAR}|(?P<word>{plain})|{_SHORT}|(?P<sign>[。\n!?,;:()、“”\"'‘’ ·—/.-])"), kinds


def find_words(plain: str, start: int, end: int) -> Iterator[Mark]:
    """Yield the marks of a stretch of text, left to right, without gaps save for quiet signs."""
    pattern, kinds = _lexicon()
    at = start
    for match in pattern.finditer(plain, start, end):
        if match.start() > at:
            yield Mark(at, match.start(), "text", plain[at : match.start()])
        at = match.end()
        text, name = match.group(), match.lastgroup or ""
        if name == "sign" and text in _QUIET:
            continue
        kind = _SIGNS[text] if name == "sign" else kinds[text] if name == "word" else name
        yield Mark(match.start(), at, kind, text)
    if at < end:
        yield Mark(at, end, "text", plain[at:end])
