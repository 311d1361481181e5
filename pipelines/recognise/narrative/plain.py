"""Plain text: half-width marks in place of full-width ones, and blanks only where they may part two figures."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_BLANKS: Final = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
_REACH: Final = 40  # characters on each side of a seam: no figure is longer
_BRACKETS: Final = {"【": "(", "】": ")", "〔": "(", "〕": ")"}
_LATIN: Final = re.compile(r"[A-Za-z]")
_HEAD: Final = re.compile(r"[\d.,]*$")
_TAIL: Final = re.compile(r"[\d.,]*\d")
_FIGURE: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_LIST_MARK: Final = re.compile(r"^[-*+]\s+(?=\D)")


class _PlainCharacters(dict[int, str]):
    """Each character's compatibility form, by its code, as far as characters were met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        normal = unicodedata.normalize("NFKC", character)
        self[code] = _BRACKETS.get(normal, normal) if len(normal) == 1 else character
        return self[code]


_PLAIN: Final = _PlainCharacters()


@lru_cache(maxsize=1 << 13)
def to_plain(text: str) -> str:
    """Return text with each character in its compatibility form, as many characters as before.

    >>> to_plain("（类）３４．５０％")
    '(类)34.50%'
    """
    return text.translate(_PLAIN)


def is_digit(character: str) -> bool:
    """Tell whether a plain character is an ASCII digit."""
    return "0" <= character <= "9"


def tidy(text: str) -> str:
    """Return a line without the blanks that a page's setting left; those between two figures or words stay.

    Blanks inside a figure go only where a mark at the seam, or decimals before it, leave one figure to be
    meant: ``408.0 1`` → ``408.01``, but ``10 20`` stays as it is.

    >>> tidy("支出决算为 2, 106.6 6 万元")
    '支出决算为2,106.66万元'
    """
    joined: list[str] = []
    end = ""
    for word in _BLANKS.split(_LIST_MARK.sub("", text.strip())):
        joined.append(seam(end, word, is_break=False))
        end = (end + joined[-1])[-_REACH:]
    return "".join(joined)


def seam(before: str, after: str, *, is_break: bool = True) -> str:
    """Return ``after`` with the blank that must stand between it and ``before``, if any.

    ``is_break`` says that a line's end divides them: text set in lines is broken inside figures, and running
    text never puts two figures side by side, so the pieces are one figure where they make a well-formed one.
    """
    if not before or not after:
        return after
    left, right = to_plain(before[-1]), to_plain(after[0])
    if _LATIN.match(left) and _LATIN.match(right):
        return " " + after
    if not (is_digit(left) or left in ".,") or not is_digit(right):
        return after
    head = _HEAD.search(to_plain(before[-_REACH:]))
    tail = _TAIL.match(to_plain(after[:_REACH]))
    pieces = (head.group() if head else "", tail.group() if tail else "")
    return after if _is_one_figure(*pieces, is_break=is_break) else " " + after


def _is_one_figure(head: str, tail: str, *, is_break: bool) -> bool:
    if not head.strip(".,"):
        return True
    if not _FIGURE.fullmatch(head + tail):
        return not is_digit(head[-1])
    if "." in head or "," in head or not is_digit(head[-1]):
        return "." not in head or "." not in tail
    return is_break
