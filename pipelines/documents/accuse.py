"""Accuse: which of a document's contradictions are told, and which are only doubts about how it was read.

Known only when all figures are accounted for: what a page prints and nothing took may be a part of any sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipelines.documents.account import FORMLESS
from pipelines.documents.examine import OTHER_BODY, OTHER_YEAR, WITHHELD, Examination
from pipelines.prove.doubt import Evidence, reading_doubts
from pipelines.prove.errors import disclosure_errors
from pipelines.values.claims import Figure
from pipelines.values.findings import DisclosureError, ReadingDoubt, Reason, Suggestion
from pipelines.values.items import TITLE_ALONE, UNACCOUNTED, UNREAD, UNREAD_CONTENT, UNSEEN, Note, Place
from pipelines.values.stated import Contents, Zeros

_NOT_WHOLE: Final = (*UNREAD, FORMLESS, WITHHELD, UNACCOUNTED, UNSEEN)
_OF_WHOLE_DOCUMENT: Final = (UNREAD_CONTENT, UNSEEN, FORMLESS, WITHHELD, OTHER_BODY, OTHER_YEAR, TITLE_ALONE)


def accuse(found: Examination, notes: Sequence[Note]) -> Examination:
    """Return an examination with its contradictions and its doubts; ``notes`` are all notes of the document."""
    figures: tuple[Figure, ...] = (*found.items, *found.claims)
    printed = {figure.place: figure for figure in figures}
    reasons = reading_doubts(found.checks, Evidence(notes, found.odd, found.unsure, printed))
    sound = [index for index in range(len(found.checks)) if index not in reasons]
    told = disclosure_errors(
        [found.checks[index] for index in sound],
        _suggestions(found, sound),
        found.items,
        found.claims,
        found.tables,
        found.contents,
        found.zeros,
    )
    by_itself = [(error, _not_whole(error, notes)) for error in told]
    errors = tuple(error for error, why in by_itself if why is None)
    accused = {error.left_place for error in errors if error.left_place}
    doubts = [one for one in _of_checks(found, reasons) if one.error.left_place not in accused]
    doubts += [ReadingDoubt(error, why) for error, why in by_itself if why]
    return replace(
        found,
        errors=errors,
        doubts=tuple(sorted(doubts, key=lambda one: (one.error.left_page or 0, one.error.identity_id))),
    )


def _of_checks(found: Examination, reasons: Mapping[int, Reason]) -> list[ReadingDoubt]:
    """Return the doubts that violated identities leave, those of one figure together as contradictions are."""
    indices = sorted(reasons)
    checks = [replace(found.checks[index], is_doubtful=False) for index in indices]
    errors = disclosure_errors(
        checks,
        _suggestions(found, indices),
        found.items,
        found.claims,
        found.tables,
        Contents(),
        Zeros(),
        with_empty=False,
    )
    return [ReadingDoubt(error, _reason_of(error, found, reasons)) for error in errors]


def _suggestions(found: Examination, indices: Sequence[int]) -> dict[int, Suggestion]:
    """Return the suggestions for some of the checks, by the places that these take among themselves."""
    return {
        place: found.suggestions[index] for place, index in enumerate(indices) if index in found.suggestions
    }


def _reason_of(error: DisclosureError, found: Examination, reasons: Mapping[int, Reason]) -> Reason:
    """Return the reason of the check that leads a contradiction."""
    return next(
        reason
        for index, reason in reasons.items()
        if found.checks[index].identity_id == error.identity_id
        and error.scope.startswith(found.checks[index].scope)
    )


def _not_whole(error: DisclosureError, notes: Sequence[Note]) -> Reason | None:
    """Return why a form that seems to be missing or empty may not be; None of other contradictions."""
    if error.kind == "missing_form":
        left_out = [note for note in notes if note.kind in _OF_WHOLE_DOCUMENT]
    elif error.kind == "form_without_figures":
        left_out = [
            note
            for note in notes
            if note.kind in _NOT_WHOLE and note.page in (None, error.right_page, (error.right_page or 0) + 1)
        ]
    else:
        return None
    if not left_out:
        return None
    note = left_out[0]
    where = f" on page {note.page}" if note.page is not None else ""
    places: tuple[Place, ...] = (error.left_place,) if error.left_place else ()
    return Reason("unread", f"not all of the document was read: {note.kind}{where}: {note.detail}", places)
