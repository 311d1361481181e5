"""The second reading: cells that are disputed or of low confidence, read again on an independent path.

A second text is taken only where it settles every violated identity of its cell and breaks none; no figure
is ever computed. What may be read again, and how, is decided here and in :mod:`.pdf` and :mod:`.scan`; which
text is right only the identities decide, in :mod:`.settle`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines.formats.registry import PDF
from pipelines.read.scan import MEDIA_TYPES, NAME, is_available
from pipelines.reread.ink import unlike_print
from pipelines.reread.pdf import OTHER, read_cells
from pipelines.reread.settle import Evaluate, Second, Settling, disputed_places
from pipelines.values.claims import Claim
from pipelines.values.errors import DocumentError
from pipelines.values.items import LineItem, Note, Place
from pipelines.values.pages import Page
from pipelines.values.proof import Check

CONFIDENT: Final = 0.6
"""Cells recognised with less confidence are read again, disputed or not."""
MOST_CELLS: Final = 600
"""More doubtful cells are no slips of reading: the table was not understood, and nothing is read again."""


@dataclass(frozen=True, slots=True)
class Reread:
    """Line items and checks after the second reading, and notes on what it left in doubt.

    ``unsure`` are the figures of violated identities that a second reader could have read and did not read alike, each
    with the reason.
    """

    items: tuple[LineItem, ...]
    checks: tuple[Check, ...]
    notes: tuple[Note, ...] = ()
    unsure: Mapping[Place, str] = field(default_factory=dict)


def reread(
    path: Path,
    media_type: str,
    pages: Sequence[Page],
    items: Sequence[LineItem],
    checks: Sequence[Check],
    evaluate: Evaluate,
) -> Reread:
    """Read the doubtful cells of a document again and take what settles all their violated identities.

    ``checks`` are what ``evaluate`` gives for ``items``. A line item that took its second text has the first
    one in ``first_text``, the ids of the identities settled in ``settled_by`` and the second reader's name in
    ``reader``. Nothing is opened where no cell is doubtful; a document that cannot be read again keeps its
    first reading, with a note.
    """
    disputed = disputed_places(checks)
    doubtful = [item for item in items if item.place in disputed or _is_unsure(item)]
    readers = {page.number: page.reader for page in pages}
    claims = _disputed_claims(checks)
    if not doubtful and not claims:
        return Reread(tuple(items), tuple(checks))
    detail, page = "", None
    if len(doubtful) > MOST_CELLS:
        detail = f"{len(doubtful)} cells are doubtful, more than {MOST_CELLS}: none was read again"
    else:
        try:
            seconds, said = _read_again(path, media_type, pages, readers, doubtful, claims)
        except DocumentError as error:
            detail, page = f"the document could not be read a second time: {error.reason}", error.page
    if detail:
        unsure = _unsure(checks, readers, media_type, frozenset(), {}, detail)
        return Reread(tuple(items), tuple(checks), (Note("second_reading", "", detail, page),), unsure)
    settling = Settling(items, checks, evaluate)
    settling.settle(seconds)
    notes = tuple(settling.notes())
    otherwise = {
        (note.page, note.table_no, note.row_no, note.column_no): note.detail.partition(";")[0]
        for note in notes
    }
    detail = "the second reader does not find it"
    unsure = _unsure(settling.checks, readers, media_type, settling.agreed | said, otherwise, detail)
    if media_type == PDF:
        unsure |= unlike_print(path, _accused(settling.checks, readers, unsure), settling.items, pages)
    return Reread(settling.items, settling.checks, notes, unsure)


def _accused(
    checks: Iterable[Check], readers: Mapping[int, str], unsure: Mapping[Place, str]
) -> list[LineItem]:
    """Return the figures of the text of a PDF that stand in violated identities and were read soundly so far."""
    figures = (m for check in checks if check.accuses and not check.is_doubtful for m in check.members)
    found = {
        item.place: item
        for item in figures
        if isinstance(item, LineItem) and readers.get(item.page) in OTHER and item.place not in unsure
    }
    return list(found.values())


def _is_unsure(item: LineItem) -> bool:
    return item.confidence is not None and item.confidence < CONFIDENT


def _disputed_claims(checks: Iterable[Check]) -> list[Claim]:
    """Return the claims of violated hard identities, each once."""
    accusing = (check for check in checks if check.accuses and not check.is_doubtful)
    found = {m.place: m for check in accusing for m in check.members if isinstance(m, Claim)}
    return list(found.values())


def _unsure(
    checks: Iterable[Check],
    readers: Mapping[int, str],
    media_type: str,
    agreed: Set[Place],
    otherwise: Mapping[tuple[int | None, int | None, int | None, int | None], str],
    detail: str,
) -> dict[Place, str]:
    """Return the figures of violated identities that another reader could read and did not read alike, and why."""
    found: dict[Place, str] = {}
    for check in checks:
        for figure in check.members if check.accuses else ():
            reader = readers.get(figure.page, "")
            can_be_read = reader == NAME or (media_type == PDF and reader in OTHER)
            if can_be_read and figure.place not in agreed:
                found[figure.place] = otherwise.get(figure.place, detail)
    return found


def _read_again(
    path: Path,
    media_type: str,
    pages: Sequence[Page],
    readers: Mapping[int, str],
    doubtful: Sequence[LineItem],
    claims: Sequence[Claim],
) -> tuple[list[Second], frozenset[Place]]:
    """Return what other readers make of some cells, and the claims they find too; most formats have no other reader."""
    by_text = [item for item in doubtful if item.reader in OTHER] if media_type == PDF else []
    found: list[Second] = []
    said: frozenset[Place] = frozenset()
    if by_text or (claims and media_type == PDF):
        found, said = read_cells(path, by_text, readers, claims)
    drawn = [item for item in doubtful if item.reader == NAME]
    if drawn and media_type in (PDF, *MEDIA_TYPES) and is_available():
        from pipelines.reread.scan import recognise_cells

        found += recognise_cells(path, media_type, pages, drawn)
    return found, said


__all__ = ["Reread", "reread"]
