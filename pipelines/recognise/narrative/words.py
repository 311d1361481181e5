"""Words: the marks that the words of a plain text make, in one pass over it.

What a word marks is data (``pipelines/lexicon/narrative.yml``); figures, years, brackets and punctuation are marks
too, and whatever is left between them is a mark of kind ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pipelines.lexicon import words
from pipelines.values.frozen import value

_YEAR: Final = r"(?P<year>(?:19|20)\d\d年(?:度|末|初(?!预算))?)"
SHORT_DOWN: Final = r"(?<=[比较年度数各均])(?:减|降|少)|(?<=[元%],)(?:减|降)|(?<=元)少"
"""A word alone that tells of a fall: behind what is compared with (较上年减), or behind the amount of a change."""
SHORT_UP: Final = r"(?<=[比较年度数各均])(?:增|多)|(?<=[元%],)增"
FILLED_DOWN: Final = r"\((?:减少?|下降|降低)\)"
"""What a form left open and the body filled in: 较上年（减少）2万元."""
FILLED_UP: Final = r"\((?:增加?|增长|上升)\)"
_TURNS: Final = rf"(?:(?P<down>{SHORT_DOWN}|{FILLED_DOWN})|(?P<up>{SHORT_UP}|{FILLED_UP}))"
_STOP: Final = "。\n!?"
_SIGNS: Final = {**dict.fromkeys(_STOP, "stop"), **dict.fromkeys(",;:", "point"), "(": "open", ")": "close"}
_QUIET: Final = frozenset("、“”\"'‘’ ·—/.-")


@value(frozen=True, slots=True)
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
    return re.compile(f"{_YEAR}|(?P<word>{plain})|{_TURNS}|(?P<sign>[。\n!?,;:()、“”\"'‘’ ·—/.-])"), kinds


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
