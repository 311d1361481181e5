"""Walk: one document through the rooms, from its file to what it states, proves and contradicts.

The one path there is: what is stored of a document and what ``juesuan inspect`` shows come from the same walk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from pipelines.recognise import government
from pipelines.recognise.alone import titles_alone
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.figures import NO_FIGURE
from pipelines.recognise.governments.reader import read_governments
from pipelines.recognise.identity import identify
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import Kept, TableReader
from pipelines.values.account import PageAccount
from pipelines.values.amounts import is_blank
from pipelines.values.identity import Evidence, ReportIdentity, SourceHints
from pipelines.values.items import UNACCOUNTED, UNREAD_CONTENT, FormTable, Note
from pipelines.values.pages import Grid, Loss, Reading
from pipelines.values.stated import Zeros


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
    tables.notes.extend(titles_alone(reading.pages, tables.tables, tables.kind))
    identity = identify(reading.pages, tables.tables, tables.context_of, hints, _divisions(extra_divisions))
    if identity.organisation_kind == government.KIND:
        read_governments(tables, identity.fiscal_year, government.town_of(identity.organisation_name))
        identity = government.completed(identity, tables.tables, _divisions(extra_divisions))
        _take_losses(reading.losses, tables)
    examination = examine(path, reading, tables, identity)
    identity = replace(identity, evidence=(*identity.evidence, *_stated_nil(examination.zeros)))
    accounts, left = account(tables, examination)
    notes = (*tables.notes, *examination.notes, *left)
    examination = replace(examination, tables=tuple(_seen_empty(examination.tables, tables.kept, left)))
    return Walk(reading, identity, accuse(examination, notes), notes, accounts)


def _stated_nil(zeros: Zeros) -> Iterator[Evidence]:
    """Yield what the text says there is none of, whole or spent: a report that says so need not print its form."""
    for nil in zeros.nils:
        if nil.of != "revenue":
            yield Evidence("stated_nil", nil.topic, "narrative", nil.page, nil.text)


def _take_losses(losses: Sequence[Loss], tables: TableReader) -> None:
    """Note what the reader could not read; a form that stands there is not known to be empty."""
    tables.notes.extend(Note(UNREAD_CONTENT, "", loss.text, loss.page) for loss in losses)
    for index, table in enumerate(tables.tables):
        reasons = [
            one.text for one in losses if one.page is None or table.page_first <= one.page <= table.page_last
        ]
        if table.status == "empty_form" and reasons:
            tables.tables[index] = replace(table, status="unreadable", reason=reasons[0])


def _seen_empty(
    tables: Sequence[FormTable], kept: Sequence[Kept], left: Sequence[Note]
) -> Iterator[FormTable]:
    """Yield the tables; a form is empty only where its cells were seen empty, or a sentence says that it is.

    Figures on its page that became nothing may be its own, and a header alone shows no cells.
    """
    blank = {one.table_no for one in kept if any(_has_blank_row(grid) for grid, _, _ in one.parts)}
    for table in tables:
        stray = [
            note
            for note in left
            if note.kind == UNACCOUNTED
            and (note.table_no or table.table_no) == table.table_no
            and note.page is not None
            and table.page_first <= note.page <= table.page_last
        ]
        if table.status == "empty_form" and stray:
            yield replace(table, status="unreadable", reason=f"{stray[0].detail}: {stray[0].text}")
        elif table.status == "empty_form" and table.reason == NO_FIGURE and table.table_no not in blank:
            yield replace(table, status="unreadable", reason="no empty cell was found below its header")
        else:
            yield table


def _has_blank_row(grid: Grid) -> bool:
    """Tell whether a row below the first one has as many blank cells as filled ones, or more."""
    rows = (grid.row(row) for row in range(1, grid.n_rows))
    return any(2 * sum(is_blank(cell.text) for cell in row) >= len(row) for row in rows if row)


@cache
def _divisions(extra: Path | None) -> DivisionIndex:
    listed = divisions(extra)
    return DivisionIndex(listed, divisions_over_time(listed, division_changes()))
