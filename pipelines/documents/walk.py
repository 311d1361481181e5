"""Walk: one document through the rooms, from its file to what it states, proves and contradicts.

The one path there is: what is stored of a document and what ``juesuan inspect`` shows come from the same walk.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.accounts import divisions
from pipelines.documents.account import account
from pipelines.documents.examine import Examination, examine
from pipelines.prove.evaluate import evaluate
from pipelines.read import read
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.identity import identify
from pipelines.recognise.ragged import read_tables
from pipelines.values.account import PageAccount
from pipelines.values.identity import ReportIdentity, SourceHints
from pipelines.values.items import Note
from pipelines.values.pages import Reading


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
    identity = identify(reading.pages, tables.tables, tables.context_of, hints, _divisions(extra_divisions))
    examination = examine(path, reading, tables, identity)
    accounts, left = account(tables, examination)
    return Walk(reading, identity, examination, (*tables.notes, *examination.notes, *left), accounts)


@cache
def _divisions(extra: Path | None) -> DivisionIndex:
    return DivisionIndex(divisions(extra))
