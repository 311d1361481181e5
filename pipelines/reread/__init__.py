"""The second reading: cells that are disputed or of low confidence, read again on an independent path.

A second text is taken only where it settles every violated identity of its cell and breaks none; no figure
is ever computed. What may be read again, and how, is decided here and in :mod:`.pdf` and :mod:`.scan`; which
text is right only the identities decide, in :mod:`.settle`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.formats.registry import PDF
from pipelines.read.scan import MEDIA_TYPES, NAME, is_available
from pipelines.reread.pdf import OTHER, read_cells
from pipelines.reread.settle import Evaluate, Second, Settling, disputed_places
from pipelines.values.errors import DocumentError
from pipelines.values.items import LineItem, Note
from pipelines.values.pages import Page
from pipelines.values.proof import Check

CONFIDENT: Final = 0.6
"""Cells recognised with less confidence are read again, disputed or not."""
MOST_CELLS: Final = 600
"""More doubtful cells are no slips of reading: the table was not understood, and nothing is read again."""


@dataclass(frozen=True, slots=True)
class Reread:
    """Line items and checks after the second reading, and notes on what it left in doubt."""

    items: tuple[LineItem, ...]
    checks: tuple[Check, ...]
    notes: tuple[Note, ...] = ()


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
    if not doubtful:
        return Reread(tuple(items), tuple(checks))
    if len(doubtful) > MOST_CELLS:
        detail = f"{len(doubtful)} cells are doubtful, more than {MOST_CELLS}: none was read again"
        return Reread(tuple(items), tuple(checks), (Note("second_reading", "", detail),))
    try:
        seconds = _read_again(path, media_type, pages, doubtful)
    except DocumentError as error:
        detail = f"the document could not be read a second time: {error.reason}"
        return Reread(tuple(items), tuple(checks), (Note("second_reading", "", detail, error.page),))
    settling = Settling(items, checks, evaluate)
    settling.settle(seconds)
    return Reread(settling.items, settling.checks, tuple(settling.notes()))


def _is_unsure(item: LineItem) -> bool:
    return item.confidence is not None and item.confidence < CONFIDENT


def _read_again(
    path: Path, media_type: str, pages: Sequence[Page], doubtful: Sequence[LineItem]
) -> list[Second]:
    """Return what other readers make of some cells; formats without a second reader give nothing."""
    by_text = [item for item in doubtful if item.reader in OTHER] if media_type == PDF else []
    found = read_cells(path, by_text) if by_text else []
    drawn = [item for item in doubtful if item.reader == NAME]
    if drawn and media_type in (PDF, *MEDIA_TYPES) and is_available():
        from pipelines.reread.scan import recognise_cells

        found += recognise_cells(path, media_type, pages, drawn)
    return found


__all__ = ["Reread", "reread"]
