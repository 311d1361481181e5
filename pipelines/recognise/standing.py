"""Standing: what is read of a document's tables while those that words leave open are read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from pipelines.recognise.open_table import Kept
from pipelines.recognise.tables import TableReader
from pipelines.recognise.ties import Prove, Tie
from pipelines.recognise.trials import Attempt, Trial
from pipelines.values.items import Candidate, FormTable, LineItem, Note

_MOST_CELLS: Final = 500_000
"""Slots that are read in all readings of a document's tables: it takes some ten seconds.

A made-up book in which columns without words left 5,438 readings open had a third of them.
"""
_CELLS_OF_TRIAL: Final = 20
"""What a reading takes beside its cells."""
_OF_ROWS: Final = frozenset(
    (
        "unmatched_header",
        "ambiguous_column",
        "ambiguous_row",
        "unparsed_figure",
        "figure_without_label",
        "unknown_code",
        "elided_rows",
        "unit_missing",
    )
)
"""Kinds of notes that the reading of a table's rows leaves."""
_CELLS_OF_ALL_FORMS: Final = 500
"""What it takes to look which forms a table may be: a document may have a thousand such tables."""
_MOST_OF_LEFT: Final = 0.7
"""The share of what is left that one table may take, so that those behind it are tried too."""
_TOO_MANY: Final = "the words leave open more readings of this table, or of others before it, than are tried"
NOT_TRIED: Final = "not_tried"
"""Kind of the note on a table that was not read in every way that its words leave open."""

_Columns = tuple[tuple[str, str], ...]


class Standing:
    """A document's tables and notes, changed one table at a time.

    ``version`` counts the changes of what a verdict depends on: forms, and how many figures are read of them.
    """

    def __init__(self, reader: TableReader, prove: Prove) -> None:
        self.reader = reader
        self.version = 0
        self._codes = Counter(table.form_code for table in reader.tables)
        self._elided = set(reader.elided_tables)
        self._dropped: dict[int, int] = {}
        self._untried: set[int] = set()
        self._taken: dict[tuple[object, str], dict[_Columns, Candidate]] = {}
        self._beside = prove.beside()
        for table in reader.tables:
            self._beside.put(table.table_no, table.items)
        cells = sum(_cells(kept) for kept in reader.kept)
        self._left = max(_MOST_CELLS, cells)

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of the forms that the document prints."""
        return frozenset(code for code, times in self._codes.items() if code is not None and times)

    def ties(self, number: int, items: Sequence[LineItem]) -> Sequence[Tie]:
        """Return what ties a table, read as ``items``, to itself and to all that is read of the others."""
        return self._beside.ties(number, items, is_elided=number in self._elided)

    def put(self, kept: Kept, table: FormTable, notes: Sequence[Note] | None = None) -> None:
        """Take another reading of a table; ``notes``, where given, are those of its rows now."""
        number = kept.table_no
        before = self.reader.tables[number - 1]
        self.reader.tables[number - 1] = table
        if (before.form_code, len(before.items)) != (table.form_code, len(table.items)):
            self.version += 1
        self._codes.subtract((before.form_code,))
        self._codes.update((table.form_code,))
        if before.items is not table.items:
            self._beside.put(number, table.items)
        if notes is not None:
            self._dropped[number] = len(self.reader.notes)
            self._elided.discard(number)
            self.note(*notes)
        for one in table.candidates:
            if one.is_taken:
                self._taken.setdefault((_header(kept), one.form_code), {}).setdefault(one.columns, one)

    def note(self, *notes: Note) -> None:
        """Add notes."""
        self.reader.notes.extend(notes)
        self._elided.update(n.table_no for n in notes if n.kind == "elided_rows" and n.table_no)

    def taken(self, kept: Kept, code: str) -> Iterable[Candidate]:
        """Return the readings that were decided for a form under the header of a table, the first first."""
        return self._taken.get((_header(kept), code), {}).values()

    def affordable(self, kept: Kept, trials: Iterator[Attempt], *, of_any_form: bool) -> Sequence[Trial]:
        """Return the readings to try; none, and a note, where they are more than a document's tables may have.

        ``of_any_form``: to find them all forms are looked through.
        """
        looked = _CELLS_OF_ALL_FORMS if of_any_form else 0
        if looked > self._left:
            return self._not_tried(kept)
        self._left -= looked
        cost = _cells(kept) + _CELLS_OF_TRIAL
        most = int(_MOST_OF_LEFT * self._left) // cost
        found = list(islice(trials, most + 1))
        if len(found) <= most:
            self._left -= cost * len(found)
            return [trial for attempt in found if (trial := attempt()) is not None]
        return self._not_tried(kept)

    def _not_tried(self, kept: Kept) -> Sequence[Trial]:
        table = self.reader.tables[kept.table_no - 1]
        note = Note(NOT_TRIED, table.title_printed, _TOO_MANY, table.page_first, table.table_no)
        if kept.table_no not in self._untried:
            self._untried.add(kept.table_no)
            self.note(note)
        return ()

    def close(self) -> None:
        """Take away the notes that the first readings of tables left that were read again."""
        self.reader.notes[:] = [
            note
            for at, note in enumerate(self.reader.notes)
            if note.kind not in _OF_ROWS or at >= self._dropped.get(note.table_no or 0, 0)
        ]


def _cells(kept: Kept) -> int:
    return sum(grid.n_rows * grid.n_columns for grid, _, _ in kept.parts)


def _header(kept: Kept) -> tuple[tuple[str, ...], ...]:
    return tuple(kept.header)


__all__ = ["NOT_TRIED", "Standing"]
