"""Tables as delimited text (CSV): which text is one, and its rows as lines and grids."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from pipelines.read.textgrid import TextRow, is_table, split_at_titles, text_grid
from pipelines.values.pages import Box, Grid, Line

_DELIMITERS: Final = ",;\t|，；"
_UNNAMED: Final = ",;"
"""Marks that divide texts which are not called CSV; tabs and bars are seen in any text."""
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_ABOVE: Final = re.compile(r"单位\s*[:：]|部门\s*[:：]|编制|公开\s*\d+\s*表|填报")
_SENTENCE: Final = re.compile(r"[。；！？]\s*$")
_APART: Final = re.compile(r"\S(?:\t| {2,}|\u3000{2,})\S")
_FIGURE: Final = re.compile(r"[-−]?[\d,，]*\.?\d+%?")
_GROUPED: Final = re.compile(r"(?<![.\d])\d{1,3}(?:,\d{3})+(?!\d)")
_FORMULA: Final = re.compile(r'="(.*)"')
"""A text that spreadsheets are told not to take for a number: ``="2010301"``."""
_QUOTED: Final = re.compile(r'"[^"\n]*"')
_MOST_ABOVE: Final = 4
"""Fields of the line above a table: its number, body, date and unit; a row of headers may name a unit too."""
_FEWEST_ROWS: Final = 3
_REGULAR: Final = 0.6
"""Share of a text's lines that are rows with the same number of delimiters."""
_MOST_FIELD: Final = 1 << 26
"""Characters of a field: no more than a text has bytes."""


def delimiter_of(text: str, *, is_named_csv: bool) -> str:
    """Return what divides the fields of a text, ``''`` where it is no delimited one.

    The mark that most rows have as often as the row before them divides. A text that is not called so is delimited only
    where most of its lines are such rows, with no blank after the marks, and where these do not group digits. Where
    blanks or tabs divide most lines, commas group digits.
    """
    if match := _SEPARATOR_LINE.match(text):
        return match[1]
    text = _QUOTED.sub("", text)  # a mark within quotes divides nothing
    lines = [line for line in text.splitlines() if line.strip()]
    if not is_named_csv and sum(map(bool, map(_APART.search, lines))) >= _REGULAR * len(lines):
        return ""
    # Of two columns only what is called CSV is, where no other mark parts more.
    for fewest in (2, 1) if is_named_csv else (2,):
        regular = {
            mark: _regular(lines, mark, fewest) for mark in (_DELIMITERS if is_named_csv else _UNNAMED)
        }
        for mark in sorted(regular, key=lambda mark: -regular[mark]):
            is_regular = regular[mark] >= max(_FEWEST_ROWS, _REGULAR * len(lines))
            if is_regular and f"{mark} " not in text and not _groups_digits(text, mark):
                return mark
            counts = Counter(line.count(mark) for line in lines if mark in line)
            if (
                is_named_csv
                and counts.total() >= min(_FEWEST_ROWS, len(lines))
                and counts.most_common(1)[0][0] > 1
            ):
                return mark
    return ""


def _regular(lines: Sequence[str], mark: str, fewest: int) -> int:
    """Count the lines in runs of rows that have the same number of marks, ``fewest`` or more; sentences are none."""
    counts = (0 if _SENTENCE.search(line) else line.count(mark) for line in lines)
    runs = ((count, len(list(run))) for count, run in groupby(counts))
    return sum(length for count, length in runs if count >= fewest and length >= _FEWEST_ROWS)


def _groups_digits(text: str, mark: str) -> bool:
    return mark == "," and 2 * sum(found.count(",") for found in _GROUPED.findall(text)) > text.count(",")


def delimited_blocks(text: str, delimiter: str) -> tuple[list[Line], list[Grid], list[str]]:
    """Return a delimited text's lines and grids, boxes counting lines of the file, and what was left out.

    Cells say their field: ``row 12 field 3``. A row with more fields than its table has columns is left out: a
    figure with a separator that nobody quoted would stand in two of them.
    """
    lines: list[Line] = []
    grids: list[Grid] = []
    losses: list[str] = []
    for block in _blocks(list(_rows(text, delimiter))):
        usual = Counter(len(row.cells) for row in block).most_common(1)[0][0]
        kept = [row for row in block if len(row.cells) <= usual]
        losses += [
            f"line {row.line} of the file has {len(row.cells)} fields where its table has {usual}; it was left out"
            for row in block
            if len(row.cells) > usual
        ]
        for part in split_at_titles(kept):
            if is_table(part):
                grids.append(_referenced(text_grid(part)))
            else:
                lines += map(_line, part)
    return lines, grids, losses


def _rows(text: str, delimiter: str) -> Iterator[TextRow]:
    """Yield the file's rows without the empty fields behind the last filled column of the table."""
    csv.field_size_limit(_MOST_FIELD)
    source = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    before = 0
    for fields in source:
        line, before = before + 1, source.line_num
        if line == 1 and _SEPARATOR_LINE.fullmatch(delimiter.join(fields)):
            continue
        texts = (_FORMULA.sub(r"\1", field.strip()) for field in fields)
        yield TextRow(line, tuple((text, line, number) for number, text in enumerate(texts, 1)))


def _blocks(rows: Sequence[TextRow]) -> Iterator[list[TextRow]]:
    """Yield runs of table rows; a row of a single text, of none, or of a table's head is a block of its own."""
    block: list[TextRow] = []
    for row in rows:
        filled = [text for text, _, _ in row.cells if text]
        is_head = (
            len(filled) <= _MOST_ABOVE
            and any(map(_ABOVE.search, filled))
            and not any(map(_FIGURE.fullmatch, filled))
        )
        is_alone = len(filled) < 2 and not any(map(_FIGURE.fullmatch, filled)) and len(row.cells) < 3
        if is_head or is_alone or not filled:
            if block:
                yield block
            block = []
            if filled:
                yield [row]
        else:
            block.append(row)
    if block:
        yield block


def _line(row: TextRow) -> Line:
    text = " ".join(text for text, _, _ in row.cells if text)
    return Line(" ".join(text.split()), Box(0.0, float(row.line), float(len(text)), row.line + 1.0))


def _referenced(grid: Grid) -> Grid:
    """Return a grid whose cells say the field they come from."""
    cells = tuple(
        replace(cell, reference=cell.reference.replace("line", "row").replace("column", "field"))
        for cell in grid.cells
    )
    return replace(grid, cells=cells)
