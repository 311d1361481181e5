"""Read the cells of one table and settle what is doubtful in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipelines.read.pdf.layout import Lattice
from pipelines.read.scan import figures, ink
from pipelines.read.scan.engine import Engine, Read
from pipelines.read.scan.figures import ColumnHabit
from pipelines.read.scan.greyseals import DOUBTFUL
from pipelines.read.scan.ink import CellInk, Component
from pipelines.read.scan.seals import Grey, Mask

DASH: Final = "—"
_BARS: Final = frozenset("一-—–―−－_ー")
_NUMERALS: Final = frozenset("二三四五六七八九十")


@dataclass(slots=True)
class CellText:
    """What was read in one cell, line by line: boxes and pictures of the lines, and their readings."""

    boxes: list[Component]
    pictures: list[Grey]
    readings: list[Read]
    seal: int = 0
    """1: the ink of a seal was lifted off its text; ``DOUBTFUL``: a seal covers it."""

    @property
    def is_stacked(self) -> bool:
        """Tell whether the cell has several lines, one below the other."""
        ordered = sorted(self.boxes, key=lambda box: box[1])
        return len(ordered) > 1 and all(below[1] >= above[3] - 2 for above, below in pairwise(ordered))

    @property
    def text(self) -> str:
        """Return the lines apart by line feeds, texts that stand far apart on one line by a blank."""
        parts = ""
        for i, read in enumerate(self.readings):
            beside = i > 0 and self.boxes[i][1] < self.boxes[i - 1][3] - 2
            parts += (" " if beside else "\n") + read.text if parts and read.text else read.text
        return parts

    @property
    def confidence(self) -> float | None:
        """Return the confidence of the least certain line; None for a blank cell."""
        return min((read.confidence for read in self.readings), default=None)


class ScanTableReader:
    """Reads the cells of one table; what stays doubtful is added to ``notes`` with its place."""

    def __init__(
        self, engine: Engine, height: float, where: str, notes: list[str], seals: Mask | None = None
    ) -> None:
        self._seals = seals
        self._engine = engine
        self._height = height
        self._where = where
        self._notes = notes

    def read(self, lattice: Lattice, cells: Sequence[CellInk]) -> list[CellText]:
        """Return the text of each cell of a lattice."""
        boxes = [ink.find_lines(cell, self._height, self._engine.detect_in) for cell in cells]
        pictures = [
            [ink.crop(cell.grey, line, self._height) for line in lines]
            for cell, lines in zip(cells, boxes, strict=True)
        ]
        readings = iter(self._engine.recognise([picture for own in pictures for picture in own]))
        texts = [
            CellText(lines, own, [next(readings) for _ in own], self._seal_over(lines, x0, top))
            for (x0, top, _, _), lines, own in zip(lattice.boxes, boxes, pictures, strict=True)
        ]
        columns = _columns(lattice, texts)
        figured = _rows_with_figures(lattice, texts)
        habits = {column: figures.habit_of(found) for column, found in columns.items()}
        for (row, column, _, column_span), cell_text in zip(lattice.spans, texts, strict=True):
            if self._is_dash(cell_text, columns.get(column, []), figured=row in figured):
                cell_text.readings = [Read(DASH, figures.SURE_TEXT)] * len(cell_text.readings)
                continue
            habit = habits.get(column) if column_span == 1 else None
            doubts = list(self._settle(cell_text, habit or ColumnHabit()))
            if cell_text.seal == DOUBTFUL and cell_text.readings:
                cell_text.readings = [figures.doubtful(read) for read in cell_text.readings]
                doubts = doubts or [(cell_text.text, "a seal covers it")]
            for text, doubt in doubts:
                self._notes.append(
                    f"{self._where}, row {row + 1}, column {column + 1}: {text!r} is doubtful: {doubt}"
                )
        return texts

    def _seal_over(self, lines: Sequence[Component], x0: float, top: float) -> int:
        """Return the mark of the seal over a cell's text, 0 for none; the lines are in pixels of the cell."""
        if self._seals is None:
            return 0
        left, high = max(0, round(x0) + 1), max(0, round(top) + 1)
        marks = [
            int(self._seals[high + a : high + b, left + c : left + d].max(initial=0)) for c, a, d, b in lines
        ]
        return max(marks, default=0)

    def _settle(self, cell: CellText, habit: ColumnHabit) -> Iterator[tuple[str, str]]:
        """Read doubtful lines again; yield each text that stays doubtful and why."""
        if cell.is_stacked and figures.is_figure_like("".join(read.text for read in cell.readings)):
            yield from self._settle_wrapped(cell)
            return
        if len(cell.readings) > 1:
            habit = ColumnHabit()
            if all(figures.is_figure_like(read.text) for read in cell.readings):
                cell.readings = [figures.doubtful(read) for read in cell.readings]
                yield cell.text, "several figures in one cell, a ruling may be missing"
                return
        for i, first in enumerate(cell.readings):
            is_sure = figures.is_sure(first, habit) and not figures.leads_a_text(first.text)
            if is_sure and not (cell.seal and figures.is_figure_like(first.text)):
                continue
            readings = [first, *figures.read_again(self._engine, cell.pictures[i], first.text)]
            as_figure = any(figures.is_figure_like(read.text) for read in readings)
            cell.readings[i], doubt = figures.settle(readings, habit, as_figure=as_figure)
            if not doubt and figures.leads_a_text(cell.readings[i].text):
                doubt = "a figure before a text in one cell, a column may be missing"
                cell.readings[i] = figures.doubtful(cell.readings[i])
            if doubt:
                yield cell.readings[i].text, doubt

    def _settle_wrapped(self, cell: CellText) -> Iterator[tuple[str, str]]:
        """Read a figure that a narrow cell wraps as one line: a digit alone may look like a letter."""
        lines = [read.text for read in cell.readings]
        confidence = min(read.confidence for read in cell.readings)
        picture = figures.side_by_side(cell.pictures, ink.side_room(self._height))
        readings = [Read("".join(lines), confidence), *self._engine.recognise([picture], padded=True)]
        if readings[0].text != readings[1].text or confidence < figures.SURE:
            readings += figures.read_again(self._engine, picture, readings[1].text)
        # A reading that lost or gained a character against the lines is no vote; a line may have given none.
        least, most = len(readings[0].text), len(readings[0].text) + lines.count("")
        votes = [read for read in readings if least <= len("".join(read.text.split())) <= most]
        if "" in lines:
            votes = [read for read in votes if len(read.text) > least] or votes
        chosen, doubt = figures.settle(votes, ColumnHabit(), as_figure=True)
        if len(votes) == 1:
            chosen, doubt = figures.doubtful(chosen), "the readings differ"
        cell.readings = [Read(figures.break_as(chosen.text, lines), chosen.confidence)]
        if doubt:
            yield cell.readings[0].text, doubt

    def _is_dash(self, cell: CellText, column: Sequence[str], *, figured: bool) -> bool:
        """Tell whether a cell holds only flat strokes: hyphens, or longer ones in a column that counts no rows.

        Figures then stand in the column or in the row (``figured``), or another cell of it holds only a stroke too.
        """
        are_bars = [
            read.text in _BARS or (read.confidence < figures.SURE_TEXT and ink.is_bar(box, self._height))
            for read, box in zip(cell.readings, cell.boxes, strict=True)
        ]
        if not are_bars or not all(are_bars):
            return False
        if all(ink.is_hyphen(box, self._height) for box in cell.boxes):
            return True
        if len(_NUMERALS.intersection(column)) > 1:
            return False
        return (
            figured or any(map(figures.is_figure_like, column)) or sum(text in _BARS for text in column) > 1
        )


def _rows_with_figures(lattice: Lattice, texts: Sequence[CellText]) -> set[int]:
    """Return the rows that print an amount."""
    return {
        row
        for (row, _, _, _), cell in zip(lattice.spans, texts, strict=True)
        if len(cell.readings) == 1 and figures.is_amount(cell.readings[0].text)
    }


def _columns(lattice: Lattice, texts: Sequence[CellText]) -> dict[int, list[str]]:
    """Return the one-line texts of each column."""
    columns: dict[int, list[str]] = {}
    for (_, column, _, _), cell in zip(lattice.spans, texts, strict=True):
        if len(cell.readings) == 1:
            columns.setdefault(column, []).append(cell.readings[0].text)
    return columns
