"""Delimited text that is not whole: quotation marks that nothing closes, and a last row that was cut off."""

from __future__ import annotations

import re
from typing import Final

_SIGNED: Final = re.compile(r"[:：]")
_DIGIT: Final = re.compile(r"\d")
_MOST_LINES: Final = 20
"""Lines over which a quoted field runs at most."""
_ABOVE: Final = 3
"""Rows above the last one that must all be longer, so that it counts as cut off."""


def closed_quotes(text: str, delimiter: str) -> tuple[str, list[int]]:
    """Return a text in which each quoted field is closed, and the numbers of the lines that had a mark taken out.

    A mark that opens a field over several lines is closed where a later line has one right before a delimiter or its
    end. It is a letter where none has, or where a line between is a row of the table itself.
    """
    if '"' not in text:
        return text, []
    lines = text.splitlines(keepends=True)
    is_end = re.compile(rf'[^"]*"(?:{re.escape(delimiter)}|\s*$)')
    torn: list[int] = []
    at = 0
    while at < len(lines):
        end = at if lines[at].count('"') % 2 == 0 else _end_of(lines, at, delimiter, is_end)
        if end is None:
            torn.append(at + 1)
            lines[at] = lines[at].replace('"', "")
            end = at
        at = end + 1
    return "".join(lines), torn


def _end_of(lines: list[str], first: int, delimiter: str, is_end: re.Pattern[str]) -> int | None:
    """Return the line that closes the field which ``first`` opens; None where nothing does."""
    for at in range(first + 1, min(first + _MOST_LINES, len(lines))):
        if lines[at].count('"') % 2:
            return at if is_end.match(lines[at]) else None
        if lines[at].count(delimiter) >= lines[first].count(delimiter) > 1:
            return None
    return None


def cut_row(text: str, marks: str) -> tuple[str, str]:
    """Return a text without the field in which it was cut off, and a sentence; ``''`` where its last row is whole.

    The last line of a text that was cut off has no end, and fewer fields than the rows above it, which have the same.
    Each of ``marks`` may divide the fields. Who signed a table (审核人：…) stands in a line of its own below it.
    """
    if not text or text[-1] in "\r\n":
        return text, ""
    lines = [line for line in text[-(1 << 16) :].splitlines() if line.strip()]
    if not lines or (_SIGNED.search(lines[-1]) and not _DIGIT.search(lines[-1])):
        return text, ""
    for mark in marks:
        *above, last = [line.count(mark) for line in lines[-1 - _ABOVE :]]
        if len(above) == _ABOVE and len(set(above)) == 1 and 0 < last < above[0]:
            told = (
                "the text ends in the middle of a table's row: it was cut off, and what followed was not read"
            )
            return text[: text.rindex(mark) + 1], told
    return text, ""


__all__ = ["closed_quotes", "cut_row"]
