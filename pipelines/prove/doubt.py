"""Doubt: violated identities that may be so because of what was not read, and that accuse nobody.

A sum of which one part was left out does not come out, whatever the document prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pipelines.values.items import UNREAD, UNREAD_CONTENT, LineItem, Note
from pipelines.values.proof import Check

DOUBT: Final = "reading_doubt"
"""Kind of the note on an identity that is violated while a reading of its figures is doubtful."""


def reading_doubts(checks: Sequence[Check], notes: Iterable[Note]) -> dict[int, Note]:
    """Return by its index each check that accuses though a figure that it may tie was not read, and why."""
    unread = [note for note in notes if note.kind in UNREAD]
    if not unread:
        return {}
    found: dict[int, Note] = {}
    for index, check in enumerate(checks):
        if not check.accuses:
            continue
        reason = next((note for note in unread if _concerns(note, check)), None)
        if reason is not None:
            first = check.members[0]
            table = first.table_no if isinstance(first, LineItem) else None
            seen = f"{reason.kind} {reason.text!r}" if reason.text else reason.detail
            detail = f"{check.statement} does not hold, but not all of its figures may have been read: {seen}"
            found[index] = Note(DOUBT, f"{check.identity_id} {check.scope}", detail, first.page, table)
    return found


def _concerns(note: Note, check: Check) -> bool:
    """Tell whether what was not read may be a figure of an identity: in a row or column of those that it ties."""
    if note.kind == UNREAD_CONTENT:
        return note.page is None or any(figure.page == note.page for figure in check.members)
    inside = [item for item in check.members if isinstance(item, LineItem) and item.table_no == note.table_no]
    if not inside:
        return False
    rows, columns = {item.row_no for item in inside}, {item.column_no for item in inside}
    if note.row_no is None and note.column_no is None:
        return True
    if note.row_no is None:
        return note.column_no in columns or len(columns) > 1
    if note.column_no is None:
        return note.row_no in rows or len(rows) > 1
    return note.row_no in rows or note.column_no in columns
