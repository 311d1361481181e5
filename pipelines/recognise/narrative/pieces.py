"""Pieces: a passage as the marks, names and figures that it is read from, left to right."""

from __future__ import annotations

import re
from typing import Final

from pipelines.recognise.narrative.amounts import Amount
from pipelines.recognise.narrative.asides import passed_over
from pipelines.recognise.narrative.names import Mention, find_names
from pipelines.recognise.narrative.paragraphs import ORDINAL
from pipelines.recognise.narrative.passages import Passage
from pipelines.recognise.narrative.words import find_words
from pipelines.values.frozen import value

_THRESHOLD: Final = re.compile(r"\(?(?:含|及)?\)?以[上下内]|\(含\)")
_DATE_UNITS: Final = frozenset({"年", "月", "日"})


@value(frozen=True, slots=True)
class Piece:
    """A stretch of a passage: a mark, a name (``mention``) or a figure (``amount``)."""

    start: int
    end: int
    kind: str
    text: str = ""
    found: Amount | Mention | None = None

    @property
    def amount(self) -> Amount:
        """Return the figure of a piece of kind ``figure``."""
        assert isinstance(self.found, Amount)
        return self.found

    @property
    def mention(self) -> Mention:
        """Return the name of a piece of kind ``name``."""
        assert isinstance(self.found, Mention)
        return self.found


def pieces(passage: Passage) -> tuple[list[Piece], dict[int, str]]:
    """Return a passage's pieces, left to right, and the figures that are passed over, with the reason, by offset."""
    plain = passage.plain
    passed = passed_over(plain)
    asides: dict[int, str] = {}
    fixed: list[Piece] = [Piece(start, end, "passed") for start, end in passed]
    fixed += [Piece(m.start, m.end, "name", plain[m.start : m.end], m) for m in find_names(passage)]
    starts = [0, *(match.end() for match in re.finditer("\n", plain))]
    ordinals = (ORDINAL.match(plain, start) for start in starts)
    fixed += [Piece(*match.span(), "point") for match in ordinals if match is not None]
    for amount in passage.all_amounts:
        kind = _kind(plain, amount)
        if kind == "text":
            asides[amount.start] = "threshold"
        if kind:
            fixed.append(Piece(amount.start, amount.end, kind, amount.text, amount))
    fixed.sort(key=lambda piece: (piece.start, piece.kind != "passed"))
    out: list[Piece] = []
    at = 0
    for piece in fixed:
        if piece.start < at:
            if piece.kind == "figure":
                asides.setdefault(piece.start, "reason")
            continue
        out.extend(Piece(m.start, m.end, m.kind, m.text) for m in find_words(plain, at, piece.start))
        out.append(piece)
        at = piece.end
    out.extend(Piece(m.start, m.end, m.kind, m.text) for m in find_words(plain, at, len(plain)))
    return out, asides


def _kind(plain: str, amount: Amount) -> str:
    if amount.unit in _DATE_UNITS:
        return ""
    if amount.is_money and _THRESHOLD.match(plain, amount.end):
        return "text"
    return "figure" if amount.is_money or amount.is_percent or amount.is_bare_zero else "count"
