"""Footnote marks: digits that are printed raised, lowered or circled beside a text and belong to no figure.

Readers hand raised and lowered digits on as the characters that Unicode has for them (``1.46¹``), so that what
was printed stays and what it means is decided in one place.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

PICTURE: Final = "\ufffc"
"""Stands in a text where a person sees something that is no text: a picture, a drawing, an embedded object."""
_PLAIN: Final = "0123456789+-=()[]"
_RAISED: Final = str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁽⁾")
_LOWERED: Final = str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₍₎")
_AROUND: Final = frozenset("⁺⁻⁼⁽⁾₊₋₌₍₎")
_SIGNS: Final = frozenset("⁺⁻₊₋")
_LONGEST: Final = 4
_RUN: Final = re.compile(r"[\d()\[\]*+=.,、注-]+")


def shifted(text: str, shift: int) -> str:
    """Return a short run of digits as raised ones (``shift`` 1) or lowered ones (-1); any other text as it is.

    >>> shifted("1", 1)
    '¹'
    """
    if not shift:
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or len(plain) > _LONGEST or not _RUN.fullmatch(plain):
        return text
    return text.replace(text.strip(), plain.translate(_RAISED if shift > 0 else _LOWERED))


@lru_cache(maxsize=4096)
def is_mark(character: str) -> bool:
    """Tell whether a character numbers a note: ``¹``, ``₁``, ``①``, ``❶``, ``⑴``; a fraction (``½``) does not."""
    if character in _AROUND:
        return True
    if unicodedata.category(character) != "No":
        return False
    return not unicodedata.decomposition(character).startswith("<fraction>")


def without_marks(text: str) -> str:
    """Return a text without the marks before and behind it.

    >>> without_marks("1.05①")
    '1.05'
    """
    if text.isascii():
        return text
    start, end = 0, len(text)
    while end > start and (is_mark(text[end - 1]) or text[end - 1].isspace()):
        end -= 1
    while start < end and (is_mark(text[start]) or text[start].isspace()):
        start += 1
    if end - start == len(text.strip()) or _is_sign(text[:start]) or _is_sign(text[end:]):
        return text
    return text[start:end]


def _is_sign(text: str) -> bool:
    """Tell whether what stands beside a figure is a raised or lowered sign, which numbers nothing."""
    return text.strip() in _SIGNS
