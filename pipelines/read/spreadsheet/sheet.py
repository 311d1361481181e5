"""A worksheet as read from any workbook format: filled cells, rulings, merged ranges and what is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pipelines.read.ooxml import OfficeLimits
from pipelines.values.errors import DocumentError
from pipelines.values.printed import holds_amount

_MOST_NAMED: Final = 12
STRUCK: Final = "struck-out"


@dataclass(frozen=True, slots=True)
class Value:
    """A filled cell: what it shows, whether it is stored as a number, and why its number format hides it."""

    text: str
    is_number: bool = False
    unseen: str = ""


def number_value(number: Decimal, shown: str, unseen: str = "") -> Value | None:
    """Return a number as its cell shows it; a format that shows nothing (``;;;``) hides it, but for a zero."""
    if shown:
        return Value(shown, is_number=True, unseen=unseen)
    return Value(str(number), is_number=True, unseen="hidden") if number else None


@dataclass(slots=True)
class Sheet:
    """One visible sheet. Rows and columns count from 0; ranges are inclusive.

    ``rows`` holds filled cells only. ``ruled`` holds the rows that have a vertical border in some cell, as
    runs (first, last) in ascending order.
    """

    name: str
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    ruled: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)
    hides_zeros: bool = False
    unseen: Counter[str] = field(default_factory=Counter)
    unseen_amounts: int = 0
    losses: list[str] = field(default_factory=list)

    def rule(self, row: int) -> None:
        """Record that a row is ruled; rows come in ascending order."""
        if self.ruled and row <= self.ruled[-1][1] + 1:
            self.ruled[-1] = (self.ruled[-1][0], max(row, self.ruled[-1][1]))
        else:
            self.ruled.append((row, row))

    def leave_out(self, value: Value, why: str) -> None:
        """Count a cell that nobody sees; a struck-out amount is no part of a sum, any other may be."""
        self.unseen[why] += 1
        self.unseen_amounts += why != STRUCK and holds_amount(value.text)

    def is_column_hidden(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)

    def hidden_amounts(self) -> int:
        """Count the amounts in rows and columns that are hidden, and in cells that nobody sees."""
        if not self.hidden_rows and not self.hidden_columns:
            return self.unseen_amounts
        hidden = self._hidden_filled()
        return self.unseen_amounts + sum(
            holds_amount(value.text)
            for row, cells in self.rows.items()
            for column, value in cells.items()
            if row in self.hidden_rows or column in hidden
        )

    def _hidden_filled(self) -> set[int]:
        """Return the hidden columns that hold something."""
        filled = {column for row in self.rows.values() for column in row}
        return {column for column in filled if self.is_column_hidden(column)}

    def notes(self) -> list[str]:
        """Name the hidden rows and columns that hold something, and the formulas without a stored value."""
        notes: list[str] = []
        rows = sorted(row for row in self.hidden_rows if row in self.rows)
        if rows:
            notes.append(
                f"sheet {self.name}: hidden rows were left out: {ranges([str(r + 1) for r in rows], rows)}"
            )
        columns = sorted(self._hidden_filled())
        if columns:
            letters = ranges([letters_of(c) for c in columns], columns)
            notes.append(f"sheet {self.name}: hidden columns were left out: {letters}")
        if self.without_value:
            named = ", ".join(self.without_value[:_MOST_NAMED])
            more = f" and {len(self.without_value) - _MOST_NAMED} more" * (
                len(self.without_value) > _MOST_NAMED
            )
            notes.append(f"sheet {self.name}: formulas without a stored value: {named}{more}")
        if self.hides_zeros:
            notes.append(
                f"sheet {self.name}: the sheet is set to show zeros as blanks; they were read as blanks"
            )
        notes += [
            f"sheet {self.name}: cells with {why} text were left out: {n}" for why, n in self.unseen.items()
        ]
        return notes


@dataclass(slots=True)
class CellBudget:
    """Counts the filled cells of a workbook against its limit."""

    limits: OfficeLimits
    cells: int = 0

    def take(self, number: int) -> None:
        """Count cells. Raises DocumentError beyond the limit."""
        self.cells += number
        if self.cells > self.limits.cells:
            raise DocumentError(f"the workbook has more than {self.limits.cells:,} filled cells")


def ranges(names: Sequence[str], numbers: Iterable[int]) -> str:
    """Write ascending numbers by their names, runs joined: ``5-9, 12``."""
    runs: list[tuple[int, int, int]] = []
    for index, number in enumerate(numbers):
        if runs and number == runs[-1][2] + 1:
            runs[-1] = (runs[-1][0], index, number)
        else:
            runs.append((index, index, number))
    shown = [names[a] if a == b else f"{names[a]}-{names[b]}" for a, b, _ in runs[:_MOST_NAMED]]
    more = f" and {len(runs) - _MOST_NAMED} more" if len(runs) > _MOST_NAMED else ""
    return ", ".join(shown) + more


def letters_of(column: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
