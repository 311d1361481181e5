"""Walk: one document through the rooms, from its file to what it states, proves and contradicts.

The one path there is: what is stored of a document and what ``juesuan inspect`` shows come from the same walk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from pipelines.accounts import divisions
from pipelines.accounts.changes import division_changes, divisions_over_time
from pipelines.documents.account import account
from pipelines.documents.accuse import accuse
from pipelines.documents.examine import Examination, examine
from pipelines.prove.evaluate import evaluate
from pipelines.read import read
from pipelines.recognise import government
from pipelines.recognise.alone import titles_alone
from pipelines.recognise.bodies import may_be_several
from pipelines.recognise.compilations import Section, cut_at_headings, sections
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.figures import NO_FIGURE
from pipelines.recognise.governments.reader import read_governments
from pipelines.recognise.identity import identify
from pipelines.recognise.open_table import Kept
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.values.account import PageAccount
from pipelines.values.amounts import is_blank
from pipelines.values.identity import Evidence, ReportIdentity, SourceHints
from pipelines.values.items import UNACCOUNTED, UNREAD_CONTENT, UNSEEN, FormTable, Note
from pipelines.values.pages import Grid, Loss, Page, Reading
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
    return _examined(path, reading, *_recognised(reading, hints, extra_divisions), extra_divisions)


_OF_BODIES: Final = frozenset(("organisation_name", "organisation_kind"))
_OF_YEARS: Final = frozenset(("fiscal_year", "report_kind"))
"""What the name of a file with several reports does not tell of one of them."""


@dataclass(frozen=True, slots=True)
class Part:
    """A report within a compilation: where it begins among the file's pages, its name, its walk."""

    place: int
    name: str
    walk: Walk


def walk_parts(
    path: Path, hints: SourceHints, *, reader: str, extra_divisions: Path | None = None
) -> tuple[Walk, tuple[Part, ...]]:
    """Take a document through the rooms, and each report of a compilation by itself.

    Returns the walk of the file and no parts, or that of the pages which are no body's report, and the parts.
    Arguments and errors are those of :func:`walk`.
    """
    reading = read(path, reader=reader)
    tables, identity = _recognised(reading, hints, extra_divisions)
    leaves = reading.pages
    found: tuple[Section, ...] = ()
    if identity.organisation_kind != government.KIND and may_be_several(tables.tables):
        leaves = cut_at_headings(reading.pages)
        found = _sections(leaves, reading.pages, tables, identity)
    if not found:
        return _examined(path, reading, tables, identity, extra_divisions), ()
    of_parts = replace(hints, of_many=_OF_YEARS if found[0].is_of_year else _OF_BODIES)
    parts = []
    for section in found:
        own = _some_of(replace(reading, notes=()), [leaves[place] for place in section.places])
        tables, identity = _recognised(own, of_parts, extra_divisions)
        walked = _examined(path, own, tables, _of_year(identity, section), extra_divisions)
        parts.append(Part(section.places[0], _name(own.pages, section.name), walked))
    taken = {place for section in found for place in section.places}
    rest = _some_of(reading, [page for place, page in enumerate(leaves) if place not in taken])
    tables, identity = _recognised(rest, of_parts, extra_divisions)
    identity = replace(identity, organisation_name=None, organisation_kind=None)
    return _examined(path, rest, tables, identity, extra_divisions), tuple(parts)


def _of_year(identity: ReportIdentity, section: Section) -> ReportIdentity:
    """Return who reported, with the year of its section where its own pages print none."""
    year = section.name.removesuffix("年")
    if identity.fiscal_year is not None or not section.is_of_year or not year.isdecimal():
        return identity
    said = Evidence("fiscal_year", year, "cover", None, section.name, is_chosen=True)
    return replace(identity, fiscal_year=int(year), evidence=(*identity.evidence, said))


def _sections(
    leaves: Sequence[Page], pages: Sequence[Page], tables: TableReader, identity: ReportIdentity
) -> tuple[Section, ...]:
    """Return the reports among the leaves of a document's pages.

    Those of one number are told apart by numbers of their own; where none is cut, the tables of ``pages`` are theirs.
    """
    if leaves == pages and len({page.number for page in leaves}) == len(leaves):
        return sections(leaves, tables.tables, tables.context_of, identity)
    counted = [replace(page, number=number) for number, page in enumerate(leaves, 1)]
    tables = read_tables(counted, evaluate)
    return sections(counted, tables.tables, tables.context_of, identity)


def _some_of(reading: Reading, pages: Sequence[Page]) -> Reading:
    """Return some pages of a document with what was lost on them; what was lost anywhere may be theirs."""
    numbers = {page.number for page in pages}
    losses = (loss for loss in reading.losses if loss.page is None or loss.page in numbers)
    return replace(reading, pages=tuple(pages), losses=tuple(losses))


def _name(pages: Sequence[Page], report: str) -> str:
    """Return a part's name within its file: 第3-12页 县教育局, 第13-20页 2023年."""
    first, last = pages[0].number, pages[-1].number
    return f"第{first}-{last}页 {report}" if last > first else f"第{first}页 {report}"


def _recognised(
    reading: Reading, hints: SourceHints, extra_divisions: Path | None
) -> tuple[TableReader, ReportIdentity]:
    """Return a document's tables and who reported."""
    tables = read_tables(reading.pages, evaluate)
    _take_losses(reading.losses, tables)
    tables.notes.extend(titles_alone(reading.pages, tables.tables, tables.kind))
    divisions_known = _divisions(extra_divisions)
    return tables, identify(reading.pages, tables.tables, tables.context_of, hints, divisions_known)


def _examined(
    path: Path,
    reading: Reading,
    tables: TableReader,
    identity: ReportIdentity,
    extra_divisions: Path | None,
) -> Walk:
    """Return the walk of what was recognised: completed for a government, tied, proven and accounted for."""
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
    """Note what the reader could not read, or nobody sees; a form that stands there is not known to be empty."""
    tables.notes.extend(
        Note(UNSEEN if loss.is_unseen else UNREAD_CONTENT, "", loss.text, loss.page) for loss in losses
    )
    for index, table in enumerate(tables.tables):
        reasons = [
            one.text
            for one in losses
            if (not one.is_unseen if one.page is None else table.page_first <= one.page <= table.page_last)
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
