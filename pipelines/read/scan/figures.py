"""Judge recognised figures by their format and settle doubtful ones by reading them again.

Nothing is corrected: a text is taken as one of the readings gave it, or kept with low confidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipelines.read.scan.engine import Engine, Read
from pipelines.read.scan.seals import Grey

SURE: Final = 0.99
"""A figure read with less is read again: on clean scans they have 0.999."""
SURE_TEXT: Final = 0.9
"""The same for other texts of at most ``SHORT`` characters, such as row labels."""
FAIR: Final = 0.7
"""The same for longer texts, and what a text needs to be kept without a note."""
SHORT: Final = 20
LOW: Final = 0.4
"""The most that a doubtful figure keeps."""
_MOST: Final = 0.8
_ENOUGH: Final = 5

_VALID: Final = re.compile(r"[-−–－]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_LEADING_ZERO: Final = re.compile(r"[-−–－]?0\d+\.\d*")
_NEARLY: Final = re.compile(r"[!-~\s，。、·’−–－]+")
_RANGE: Final = re.compile(r"\d{1,4}(?:[-/:~]\d{1,4}){1,2}")
_LOOKALIKES: Final = frozenset("OoDQIl|")
"""A lone letter that stands for 0 or 1 is no rival of the digit."""
_LEADING: Final = re.compile(r"(?:0|\d[\d,]*\.\d\d)\s*(?![元万亿])[\u4e00-\u9fff]")
_ZERO: Final = "0"
_ZEROS: Final = frozenset((_ZERO, "O", "o", "〇"))
"""What a lone 0 is read as: no form prints one of these letters where figures stand."""
_CODE: Final = re.compile(r"\d{3}(?:\d{2}){0,3}")


@dataclass(frozen=True, slots=True)
class ColumnHabit:
    """What most figures of a column have in common: the number of decimals, or being account codes."""

    decimals: int | None = None
    is_codes: bool = False


def is_figure_like(text: str) -> bool:
    """Tell whether a text is a figure or would be one but for letters and marks among its digits.

    Dates and ranges (2023-2025) are none.

    >>> is_figure_like("2.946.25"), is_figure_like("1O.25"), is_figure_like("2024年度")
    (True, True, False)
    """
    if not _NEARLY.fullmatch(text) or _RANGE.fullmatch(text):
        return False
    digits = sum(c.isdigit() or c in "OoDQ" for c in text)
    return 2 * digits >= sum(not c.isspace() for c in text)


def is_amount(text: str) -> bool:
    """Tell whether a text is a well-formed figure with decimals or thousands.

    >>> is_amount("1,234"), is_amount("0.50"), is_amount("2010301")
    (True, True, False)
    """
    return _VALID.fullmatch(text) is not None and not text.lstrip("-").isdigit()


def leads_a_text(text: str) -> bool:
    """Tell whether a figure stands right before a text: that of the column before, in no cell of its own.

    >>> leads_a_text("0年末结转和结余"), leads_a_text("24.81 总计"), leads_a_text("2024年"), leads_a_text("2080505机关")
    (True, True, False, False)
    """
    return _LEADING.match(text) is not None


def fault(text: str) -> str:
    """Return what is wrong with a figure's format, '' where nothing is.

    >>> fault("2.946.25")
    'more than one point'
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("=<>≤≥~(").rstrip(")")
    if not _VALID.fullmatch("".join(plain.split())):
        if plain.count(".") > 1:
            return "more than one point"
        if any(c.isalpha() for c in plain):
            return "a letter among the digits"
        return "not a figure"
    if any(c.isspace() for c in plain):
        return "a blank inside"
    return "a leading zero" if _LEADING_ZERO.fullmatch(plain) else ""


def stands_out(text: str, habit: ColumnHabit) -> str:
    """Return how a well-formed figure differs from the others of its column, '' where it does not.

    >>> stands_out("34090", ColumnHabit(decimals=2))
    '0 decimals where its column has 2'
    """
    digits = unicodedata.normalize("NFKC", text).replace(",", "").lstrip("-−–－")
    if habit.is_codes and not _CODE.fullmatch(digits):
        return "not as long as the codes of its column"
    _, _, decimals = digits.partition(".")
    if habit.decimals and not digits.endswith("%") and len(decimals) != habit.decimals and len(digits) > 2:
        return f"{len(decimals)} decimals where its column has {habit.decimals}"
    return ""


def habit_of(texts: Sequence[str]) -> ColumnHabit:
    """Return what four fifths of a column's figures have in common, from at least five."""
    plain = [unicodedata.normalize("NFKC", text) for text in texts]
    figures = [text for text in plain if _VALID.fullmatch(text) and len(text) > 2 and text[-1] != "%"]
    if len(figures) < _ENOUGH:
        return ColumnHabit()
    decimals, count = Counter(len(f.partition(".")[2]) for f in figures).most_common(1)[0]
    usual = decimals if count >= _MOST * len(figures) else None
    codes = sum(bool(_CODE.fullmatch(f)) for f in figures) >= _MOST * len(figures) and usual == 0
    return ColumnHabit(usual, codes)


def read_again(engine: Engine, line: Grey, text: str) -> list[Read]:
    """Read a line twice more: twice as large and in black and white, and with more paper around it.

    One or two characters are also read three times side by side: alone, 0 and O or 1 and I look alike.
    """
    large = cv2.resize(line, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    _, binary = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    room = max(2, line.shape[0] // 6)
    wide = cv2.copyMakeBorder(line, room, room, 2 * room, 2 * room, cv2.BORDER_CONSTANT, value=(255,))
    pictures = [np.asarray(picture, dtype=np.uint8) for picture in (binary, wide)]
    readings = engine.recognise(pictures, padded=True)
    if 1 <= len(text) <= 2:
        thrice = engine.recognise([np.hstack([line, line, line])], padded=True)[0]
        n = len(thrice.text) // 3
        if n and thrice.text == thrice.text[:n] * 3:
            readings.append(Read(thrice.text[:n], thrice.confidence))
    return readings


def side_by_side(lines: Sequence[Grey], room: int) -> Grey:
    """Return the lines of a wrapped figure as one line; ``room`` is the white at each end, in pixels."""
    height = max(line.shape[0] for line in lines)
    cut = max(0, room - 2)
    parts: list[Grey] = []
    for i, line in enumerate(lines):
        left, right = cut if i else 0, line.shape[1] - (cut if i < len(lines) - 1 else 0)
        above = (height - line.shape[0]) // 2
        below = height - line.shape[0] - above
        part = cv2.copyMakeBorder(line[:, left:right], above, below, 0, 0, cv2.BORDER_CONSTANT, value=(255,))
        parts.append(np.asarray(part, dtype=np.uint8))
    return np.hstack(parts)


def break_as(text: str, lines: Sequence[str]) -> str:
    """Return a text with line feeds where the lines had them; as it is where the lengths differ.

    >>> break_as("67.90", ["67.9", "O"])
    '67.9\\n0'
    """
    if len(text) != sum(map(len, lines)):
        return text
    parts, start = [], 0
    for line in lines:
        parts.append(text[start : start + len(line)])
        start += len(line)
    return "\n".join(parts)


def is_sure(read: Read, habit: ColumnHabit) -> bool:
    """Tell whether a first reading needs no second one."""
    if is_figure_like(read.text):
        return read.confidence >= SURE and not fault(read.text) and not stands_out(read.text, habit)
    return read.confidence >= (SURE_TEXT if len(read.text) <= SHORT else FAIR)


def doubtful(read: Read) -> Read:
    """Return a reading with the confidence of a doubtful one."""
    return Read(read.text, min(read.confidence, LOW))


def settle(readings: Sequence[Read], habit: ColumnHabit, *, as_figure: bool) -> tuple[Read, str]:
    """Choose among readings of one line; return the choice and what stays doubtful ('' for nothing).

    Two readings that agree on a well-formed text are taken; their better confidence counts by the share of
    readings that agree. A figure that was also read as another one, or where none agree, keeps at most 0.4.
    """
    if as_figure and (texts := {_same(read.text) for read in readings if read.text}) <= _ZEROS and texts:
        return Read(_ZERO, max(read.confidence for read in readings if read.text)), ""
    votes = Counter(_same(read.text) for read in readings if read.text)
    faults = {read.text: fault(read.text) if as_figure else "" for read in readings}
    agreed = [read for read in readings if votes[_same(read.text)] > 1 and not faults[read.text]]
    if agreed:
        most = max(votes[_same(read.text)] for read in agreed)
        winners = [read for read in agreed if votes[_same(read.text)] == most]
        best = max(winners, key=lambda read: read.confidence)
        odd = stands_out(best.text, habit) if as_figure else ""
        rivals = [text for text in faults if _same(text) != _same(best.text) and text and not faults[text]]
        if as_figure and rivals and not odd:
            odd = f"also read as {', '.join(map(repr, rivals))}"
        passed = _LOOKALIKES if len(best.text) == 1 else ()
        counted = sum(n for text, n in votes.items() if text == _same(best.text) or text not in passed)
        share = most / counted
        return Read(best.text, min(best.confidence * share, LOW if odd else 1.0)), odd
    if not votes:
        return Read("", 0.0), "ink that gives no text"
    best = max((r for r in readings if r.text), key=lambda r: (not faults[r.text], r.confidence))
    if not as_figure and best.confidence >= FAIR:
        return best, ""
    others = sorted({repr(r.text) for r in readings if r.text != best.text})
    doubt = faults[best.text] or "the readings differ"
    if others:
        doubt += f" (also read as {', '.join(others)})"
    return doubtful(best), doubt


def _same(text: str) -> str:
    """Return a text as it is compared with other readings of the same line."""
    return "".join(unicodedata.normalize("NFKC", text).split())
