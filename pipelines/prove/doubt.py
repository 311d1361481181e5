"""Doubt: violated identities that may be so because of how they were read, and that accuse nobody.

An accusation needs a sound reading of all its figures: nothing was left out of their tables, each has the decimals
that its table prints, a second reader reads them alike where there is one, and what the words state was said in one
sentence. A sum of which one part was left out does not come out, whatever the document prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pipelines.prove.rates import half_step
from pipelines.values.claims import Claim, Figure
from pipelines.values.findings import Reason
from pipelines.values.items import (
    LEFT_OUT,
    UNACCOUNTED,
    UNREAD,
    UNREAD_CONTENT,
    UNSEEN,
    LineItem,
    Note,
    Place,
)
from pipelines.values.proof import Check

_UNKNOWN_CODE: Final = "unknown_code"
_PARTED_CODES: Final = 2
"""So many codes of one table that are none show codes in pieces: which row is a part of which is not known."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of how a document was read.

    ``notes`` tell what was left out, ``odd`` the figures whose decimals are not those of their table, ``unsure`` those
    that a second reader did not read alike, each in words; ``printed`` are the figures with their own last digit.
    """

    notes: Sequence[Note] = ()
    odd: Mapping[Place, str] = field(default_factory=dict)
    unsure: Mapping[Place, str] = field(default_factory=dict)
    printed: Mapping[Place, Figure] = field(default_factory=dict)


def reading_doubts(checks: Sequence[Check], evidence: Evidence) -> dict[int, Reason]:
    """Return by its index each check that accuses on a doubtful reading, and the first reason to doubt it."""
    left_out = [note for note in evidence.notes if note.kind in (*UNREAD, UNACCOUNTED, LEFT_OUT, UNSEEN)]
    codes = [note for note in evidence.notes if note.kind == _UNKNOWN_CODE]
    often = Counter(note.table_no for note in codes)
    left_out += [note for note in codes if often[note.table_no] >= _PARTED_CODES]
    unread = _LeftOut(left_out)
    found: dict[int, Reason] = {}
    for index, check in enumerate(checks):
        reason = _reason(check, unread, evidence) if check.accuses else None
        if reason is not None:
            found[index] = reason
    return found


def _reason(check: Check, left_out: _LeftOut, evidence: Evidence) -> Reason | None:
    members = check.members
    return next(
        (
            reason
            for reason in (
                left_out.reason(members),
                _named(members, "decimals", evidence.odd),
                _rounded(check, evidence.printed),
                _named(members, "second_reader", evidence.unsure),
                _another_figure(check),
                _apart(members),
            )
            if reason is not None
        ),
        None,
    )


class _LeftOut:
    """What was left out, by the places that it lies in: a document of a thousand tables leaves thousands of notes.

    What was left out concerns the figures of its table, of its page, or of its sentence. What became nothing on the
    page behind a table may be the rest of it.
    """

    def __init__(self, notes: Sequence[Note]) -> None:
        self._notes = notes
        self._at: dict[_Lies, list[int]] = {}
        for index, note in enumerate(notes):
            for place in _lies(note):
                self._at.setdefault(place, []).append(index)

    def reason(self, members: Sequence[Figure]) -> Reason | None:
        """Return the doubt that the first note gives which concerns some of the figures."""
        firsts = [(first, m) for m in members if (first := self._first(m)) is not None]
        if not firsts:
            return None
        index = min(first for first, _ in firsts)
        note = self._notes[index]
        kind = "unaccounted" if note.kind == UNACCOUNTED else "unread"
        seen = f"{note.kind} {note.text!r}" if note.text else note.detail
        where = f" on page {note.page}" if note.page is not None else ""
        told = f"not all figures of its tables may have been read: {seen}{where}"
        return Reason(kind, told, tuple(m.place for first, m in firsts if first == index))

    def _first(self, figure: Figure) -> int | None:
        """Return the first note that concerns a figure."""
        firsts = (
            next((at for at in self._at.get(place, ()) if _is_of_sentence(self._notes[at], figure)), None)
            for place in _may_lie(figure)
        )
        return min((first for first in firsts if first is not None), default=None)


_Lies = tuple[str, int | None]


def _lies(note: Note) -> Iterator[_Lies]:
    """Yield the places that what was left out may have belonged to."""
    if note.kind == UNREAD_CONTENT or (note.kind == UNSEEN and note.page is not None):
        yield "page", note.page
    elif note.kind == LEFT_OUT:
        yield "claims", note.page
    elif note.table_no is not None:
        yield "table", note.table_no
    else:
        yield "items", note.page
        if note.kind == UNACCOUNTED and note.page is not None:
            yield "items", note.page - 1


def _may_lie(figure: Figure) -> Iterator[_Lies]:
    yield "page", None
    yield "page", figure.page
    if isinstance(figure, LineItem):
        yield "table", figure.table_no
        yield "items", figure.page
    else:
        yield "claims", figure.page


def _is_of_sentence(note: Note, figure: Figure) -> bool:
    return note.kind != LEFT_OUT or (isinstance(figure, Claim) and note.text in figure.sentence)


def _named(members: Sequence[Figure], kind: str, told: Mapping[Place, str]) -> Reason | None:
    """Return the doubt that some of the figures are named in."""
    found = [figure for figure in members if figure.place in told]
    if not found:
        return None
    first = found[0]
    words = f"{first.text_printed.strip()!r} on page {first.page}: {told[first.place]}"
    return Reason(kind, words, tuple(figure.place for figure in found))


def _rounded(check: Check, printed: Mapping[Place, Figure]) -> Reason | None:
    """Doubt a sum that comes out within the last digits as each figure prints them, if not within its table's."""
    if check.quantity != "money":
        return None
    own = [(figure, half_step(printed.get(figure.place, figure))) for figure in check.members]
    rough = [figure for figure, half in own if half > half_step(figure)]
    if not rough or abs(check.left - check.right) > sum((half for _, half in own), Decimal(0)):
        return None
    told = f"{rough[0].text_printed.strip()!r} on page {rough[0].page} has fewer decimals than its table"
    return Reason("decimals", told, tuple(figure.place for figure in rough))


def _another_figure(check: Check) -> Reason | None:
    if not check.is_doubtful:
        return None
    claims = [figure for figure in check.members if isinstance(figure, Claim)]
    told = "the form prints the stated amount as another of its figures"
    return Reason("another_figure", told, tuple(claim.place for claim in claims))


def _apart(members: Sequence[Figure]) -> Reason | None:
    """Doubt what two sentences say against each other: they may speak of two scopes or years."""
    claims = [figure for figure in members if isinstance(figure, Claim)]
    sentences = dict.fromkeys(claim.sentence_no for claim in claims)
    if len(sentences) < 2:
        return None
    pages = " and ".join(str(page) for page in dict.fromkeys(claim.page for claim in claims))
    told = f"its figures are stated in {len(sentences)} sentences (page {pages}) that may speak of different things"
    return Reason("two_sentences", told, tuple(claim.place for claim in claims))
