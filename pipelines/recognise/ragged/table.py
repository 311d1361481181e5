"""Ragged tables: a region's header and rows as columns, labels and, for every row, the options of its figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from pipelines.forms import FormDefinition
from pipelines.recognise.ragged.decide import Option
from pipelines.recognise.ragged.header import Header, is_header_like, is_number_row, read_header
from pipelines.recognise.ragged.region import Region
from pipelines.recognise.ragged.rows import RowEntry, SideReader, coded_entries, lane_entries, matrix_entries
from pipelines.recognise.ragged.tokens import (
    Kind,
    Token,
    TokenReading,
    decimals,
    has_one_scale,
    is_figure,
    printed_scale,
    prints_decimals,
    readings,
    tokens_of,
)
from pipelines.values.pages import Cell
from pipelines.values.text import item_name, ordinal

_MOST_OPTIONS: Final = 3000
_COLUMN_NUMBERS: Final = "栏次"
_SHORTEST_CODE: Final = 3
_TOTALS: Final = frozenset(
    ["合计", "总计", "本年收入合计", "本年支出合计", "收入合计", "支出合计", "收入总计", "支出总计"]
)
_NAMES: Final = ("科目编码", "科目名称")


@dataclass(slots=True)
class RaggedTable:
    """One ragged table: its columns, its rows and how each row's figures may stand in the columns.

    ``options[i]`` belongs to ``entries[i]``: one option where the print decides, none where nothing fits.
    """

    number: int
    form: FormDefinition
    page: int
    line: int
    header: Header
    entries: list[RowEntry]
    options: list[list[Option]]
    printed_header: list[str]
    printed_rows: list[tuple[int, str]]
    problem: str

    @property
    def _sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(measure.section for measure in self.header.measures))

    @property
    def _lead(self) -> int:
        """Return how many columns stand before a side's figures."""
        if self.form.layout == "matrix":
            return 0
        return 2 if len(self.form.own_sections) == 1 or self.header.has_line_numbers else 1

    def _start(self, section: str) -> int:
        """Return a side's first column."""
        start = 0
        for name in self._sections:
            if name == section:
                break
            start += self._lead + sum(measure.section == name for measure in self.header.measures)
        return start

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.header.measures) + self._lead * len(self._sections)

    @property
    def header_height(self) -> int:
        """Return the number of header rows."""
        return 1 + max((cell.row for cell in self.header_cells), default=-1)

    @property
    def header_cells(self) -> list[Cell]:
        """Return the header's cells: sides over names over measures; in a matrix form measures over items."""
        place = f"line {self.line} column 1"
        if self.form.layout == "matrix":
            return self._matrix_cells(place)
        cells: list[Cell] = []
        is_sided = len(self.form.own_sections) > 1
        for section in self._sections:
            start = self._start(section)
            own = [measure for measure in self.header.measures if measure.section == section]
            names = list(_NAMES) if not is_sided else ["项目", "行次"][: self._lead]
            words = [*names, *(measure.word for measure in own)]
            if is_sided:
                top = next(s.header[0] for s in self.form.own_sections if s.name == section)
                cells.append(Cell(0, start, top, column_span=len(words), reference=place))
            for offset, word in enumerate(words):
                cells.append(Cell(int(is_sided), start + offset, word, reference=place))
        return cells

    def _matrix_cells(self, place: str) -> list[Cell]:
        cells: list[Cell] = []
        paths = {item.name: item.header[0].split("/") for item in self.form.items}
        depth = max(len(path) for path in paths.values())
        has_measures = bool(self.form.item_measures)
        for column, measure in enumerate(self.header.measures):
            if has_measures:
                cells.append(Cell(0, column, measure.word, reference=place))
            for level, part in enumerate(paths[measure.item]):
                cells.append(Cell(level + has_measures, column, part, reference=place))
            cells.extend(
                Cell(level + has_measures, column, "") for level in range(len(paths[measure.item]), depth)
            )
        return cells

    def columns_of(self, index: int) -> list[int]:
        """Return the figure columns of a row's side."""
        section = self.entries[index].section
        start = self._start(section) + self._lead
        return list(range(start, start + sum(m.section == section for m in self.header.measures)))

    def label_cells(self, index: int, row: int) -> list[Cell]:
        """Return the cells of a row's code, label and line number."""
        entry = self.entries[index]
        if self.form.layout == "matrix":
            return []
        place = f"line {entry.line} column 1"
        start = self._start(entry.section)
        if len(self.form.own_sections) == 1 and not entry.code:
            return [Cell(row, start, entry.label, column_span=self._lead, reference=place)]
        if len(self.form.own_sections) == 1:
            texts = [entry.code, entry.label]
        else:
            texts = [entry.label, entry.line_number][: self._lead]
        return [Cell(row, start + offset, text, reference=place) for offset, text in enumerate(texts) if text]

    def why_open(self, index: int) -> str:
        """Say why a row's figures were left out."""
        entry = self.entries[index]
        printed = sum(token.kind is Kind.NUMBER for token in entry.pieces)
        columns = len(self.columns_of(index))
        return (
            f"line {entry.line}: {printed} printed for the {columns} columns of {self.form.code}; "
            "which figure stands where is told neither by the print nor by an identity"
        )


def read_region(region: Region, number: int) -> RaggedTable | None:
    """Read a region's lines as the form's table; None where its header names no column of the form."""
    form = region.form
    lines = [(page, int(line.box.top) if line.box else 0, line.text) for page, line in region.body]
    rows = [tokens_of(text, page, place) for page, place, text in lines]
    kept = [(row, line) for row, line in zip(rows, lines, strict=True) if row]
    rows, lines = _whole_number_row([row for row, _ in kept], [line for _, line in kept])
    start = _data_start(rows, form)
    header = read_header(rows[:start], form)
    if not header.measures and (not header.problem or not _is_table_like(rows[start:])):
        return None
    page, place, _ = lines[0]
    entries = _entries(rows[start:], header, form) if not header.problem else []
    table = RaggedTable(
        number,
        form,
        page,
        place,
        header,
        entries,
        [],
        [text.strip() for _, _, text in lines[:start]],
        [(line, text.strip()) for _, line, text in lines[start:]],
        header.problem,
    )
    table.options = _options(table)
    return table


def _whole_number_row(
    rows: list[list[Token]], lines: list[tuple[int, int, str]]
) -> tuple[list[list[Token]], list[tuple[int, int, str]]]:
    """Join the row of column numbers (栏次) with its continuation on the next line."""
    for index, row in enumerate(rows[:-1]):
        if not is_number_row(row):
            continue
        after = index + 1
        joined = list(row)
        while after < len(rows) and is_number_row([*joined, *rows[after]]):
            joined += rows[after]
            after += 1
        if after > index + 1:
            return [*rows[:index], joined, *rows[after:]], [*lines[: index + 1], *lines[after:]]
    return rows, lines


def _is_table_like(rows: Sequence[Sequence[Token]]) -> bool:
    figures = sum(token.kind is Kind.NUMBER and "." in token.text for row in rows for token in row)
    return len(rows) >= 2 and figures >= 4


def _data_start(rows: Sequence[Sequence[Token]], form: FormDefinition) -> int:
    """Return the first data row: below the column numbers, else the first row with a code, ordinal or figure."""
    for index, row in enumerate(rows):
        if is_number_row(row) or row[0].text.startswith(_COLUMN_NUMBERS):
            return index + 1
        has_number = any(token.kind is Kind.NUMBER for token in row)
        if has_number and not (is_header_like(row, form) and not any(is_figure(t.text) for t in row)):
            return index
        if form.layout != "matrix" and (ordinal(row[0].text) or _opens_total(rows, index)):
            return index
    return len(rows)


def _opens_total(rows: Sequence[Sequence[Token]], index: int) -> bool:
    """Tell whether a total stands alone on its line and figures follow on the next one."""
    row = rows[index]
    after = rows[index + 1] if index + 1 < len(rows) else ()
    is_alone = len(row) == 1 and item_name(row[0].text) in _TOTALS
    return is_alone and bool(after) and all(token.kind is not Kind.WORD for token in after)


def _entries(rows: Sequence[Sequence[Token]], header: Header, form: FormDefinition) -> list[RowEntry]:
    if form.layout == "matrix":
        return matrix_entries(rows, len(header.measures))
    if len(form.own_sections) > 1:
        return SideReader(rows, header.has_line_numbers).entries
    if form.account_kind == "economic":
        return lane_entries(rows, form)
    return coded_entries(rows, form)


def _options(table: RaggedTable) -> list[list[Option]]:
    """Return for every row the ways its figures may stand in its columns."""
    runs = [entry.pieces for entry in table.entries]
    scale = printed_scale(runs)
    if prints_decimals(runs):
        _doubt_whole_figures(table, shortest=1 if has_one_scale(runs) else _SHORTEST_CODE)
    if scale:
        _doubt_glued_figures(table, scale)
    for entry in table.entries:
        if re.search(r"\d", item_name(entry.label)):
            entry.problem = entry.problem or "a figure or a code is glued into the name"
    breaks = any(
        sum(t.kind is Kind.NUMBER for t in entry.pieces) > len(table.columns_of(index))
        or any(t.kind is Kind.NUMBER and not is_figure(t.text) for t in entry.pieces)
        for index, entry in enumerate(table.entries)
    )
    return [_row_options(table, index, scale, has_breaks=breaks) for index in range(len(table.entries))]


def _doubt_whole_figures(table: RaggedTable, *, shortest: int) -> None:
    """Doubt a whole number among decimals: a piece of a broken code, or a line number, can pass for a figure.

    ``shortest`` is the number of digits from which on; a list without line numbers beside it holds only codes.
    Digits behind a point's piece (``408.0 1``) are a figure's end.
    """
    if table.form.layout == "matrix":
        return
    is_alone = len(table.form.own_sections) == 1 and table.form.account_kind != "economic"
    least = _SHORTEST_CODE if is_alone else shortest
    for entry in table.entries:
        for before, piece in zip([None, *entry.pieces], entry.pieces, strict=False):
            is_doubtful = piece.is_integer and piece.text != "0" and len(piece.text) >= least
            is_end = before is not None and "." in before.text and len(piece.text) <= 2
            if is_doubtful and not is_end:
                entry.problem = entry.problem or "a whole number stands among figures with decimals"


def _doubt_glued_figures(table: RaggedTable, scale: int) -> None:
    """Doubt a figure with more decimals than the table prints: something is glued to it."""
    for entry in table.entries:
        if any(piece.kind is Kind.NUMBER and decimals(piece.text) > scale for piece in entry.pieces):
            entry.problem = entry.problem or "a figure has more decimals than the others"


def _row_options(table: RaggedTable, index: int, scale: int | None, *, has_breaks: bool) -> list[Option]:
    entry = table.entries[index]
    columns = table.columns_of(index)
    if entry.problem or not columns:
        return []
    if not entry.pieces:
        return [Option(())]
    found = [reading for reading in readings(entry.pieces, scale) if len(reading.texts) <= len(columns)]
    whole = [reading for reading in found if len(reading.texts) == len(entry.pieces)]
    if whole and not has_breaks:
        found = whole
    exact = [reading for reading in found if len(reading.texts) == len(columns)]
    if len(exact) == 1 and len(found) == 1:
        return [_place(exact[0], columns)]
    options: list[Option] = []
    for reading in found:
        for chosen in combinations(columns, len(reading.texts)):
            options.append(_place(reading, chosen))
            if len(options) > _MOST_OPTIONS:
                return []
    return _distinct(options)


def _place(reading: TokenReading, columns: Sequence[int]) -> Option:
    placed = zip(columns, reading.texts, reading.starts, strict=True)
    return Option(tuple((column, text, start.reference) for column, text, start in placed if text != "-"))


def _distinct(options: Sequence[Option]) -> list[Option]:
    return list(dict.fromkeys(options))
