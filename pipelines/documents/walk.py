"""Walk: one document through the rooms, from its file to what it states, proves and contradicts.

The one path there is: what is stored of a document and what ``juesuan inspect`` shows come from the same walk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipelines.accounts import divisions
from pipelines.accounts.changes import division_changes, divisions_over_time
from pipelines.documents.account import account
from pipelines.documents.accuse import accuse
from pipelines.documents.examine import Examination, examine
from pipelines.prove.evaluate import evaluate
from pipelines.read import read
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.identity import identify
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.values.account import PageAccount
from pipelines.values.identity import ReportIdentity, SourceHints
from pipelines.values.items import UNREAD_CONTENT, Note
from pipelines.values.pages import Loss, Reading


@dataclass(frozen=True, slots=True)
class Walk:
    """What the rooms made of a document: read, recognised, proven.

    ``notes`` name what was not understood, ``accounts`` what became of the figures of each page.
    """

    reading: Reading
    identity: ReportIdentity
    examination: Examination
    notes: tuple[Note, ...]
    accounts: tuple[PageAccount, ...]


def walk(path: Path, hints: SourceHints, *, reader: str, extra_divisions: Path | None = None) -> Walk:
    """Take a document through the rooms.

    ``hints`` are what its source says of it, ``extra_divisions`` the user's own list. Raises DocumentError for a
    document that cannot be read.
    """
    reading = read(path, reader=reader)
    tables = read_tables(reading.pages, evaluate)
    _take_losses(reading.losses, tables)
    identity = identify(reading.pages, tables.tables, tables.context_of, hints, _divisions(extra_divisions))
    examination = examine(path, reading, tables, identity)
    accounts, left = account(tables, examination)
    notes = (*tables.notes, *examination.notes, *left)
    return Walk(reading, identity, accuse(examination, notes), notes, accounts)


def _take_losses(losses: Sequence[Loss], tables: TableReader) -> None:
    """Note what the reader could not read; a form that stands there is not known to be empty."""
    tables.notes.extend(Note(UNREAD_CONTENT, "", loss.text, loss.page) for loss in losses)
    for index, table in enumerate(tables.tables):
        reasons = [
            one.text for one in losses if one.page is None or table.page_first <= one.page <= table.page_last
        ]
        if table.status == "empty_form" and reasons:
            tables.tables[index] = replace(table, status="unreadable", reason=reasons[0])


@cache
def _divisions(extra: Path | None) -> DivisionIndex:
    listed = divisions(extra)
    return DivisionIndex(listed, divisions_over_time(listed, division_changes()))
