"""Tables as delimited text (CSV): which text is one, and its rows as lines and grids."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pipelines.read.textgrid import TextRow, is_table, split_at_titles, text_grid
from pipelines.values.pages import Box, Grid, Line

_DELIMITERS: Final = ",;\t|"
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_ABOVE: Final = re.compile(r"单位\s*[:：]|部门\s*[:：]|编制|公开\s*\d+\s*表|填报")
_SENTENCE: Final = re.compile(r"[。；！？]\s*$")
_APART: Final = re.compile(r"\S(?:\t| {2,}|\u3000{2,})\S")
_FIGURE: Final = re.compile(r"[-−]?[\d,，]*\.?\d+%?")
_FEWEST_ROWS: Final = 3
_REGULAR: Final = 0.6
"""Share of a file's lines with any delimiter that have the same number of them."""
_MOST_FIELD: Final = 1 << 20


def delimiter_of(text: str, *, is_named_csv: bool) -> str:
    """Return what divides the fields of a text, ``''`` where it is no delimited one.

    A text that is not called so is one only where most of its lines have the same number of commas, with no blank
    after them, and end as no sentence does. Where blanks or tabs divide most lines, commas group digits.
    """
    if match := _SEPARATOR_LINE.match(text):
        return match[1]
    lines = [line for line in text.splitlines() if line.strip()]
    if not is_named_csv and sum(map(bool, map(_APART.search, lines))) >= _REGULAR * len(lines):
        return ""
    for mark in _DELIMITERS if is_named_csv else ",":
        rows = [line for line in lines if mark in line and (is_named_csv or not _SENTENCE.search(line))]
        counts = Counter(line.count(mark) for line in rows)
        if not counts:
            continue
        usual, times = counts.most_common(1)[0]
        is_regular = usual > 1 and times >= max(_FEWEST_ROWS, _REGULAR * counts.total())
        if is_named_csv and counts.total() >= min(_FEWEST_ROWS, len(lines)) and (usual > 1 or is_regular):
            return mark
        if is_regular and times >= _REGULAR * len(lines) and f"{mark} " not in text:
            return mark
    return ""


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
        yield TextRow(line, tuple((field.strip(), line, number) for number, field in enumerate(fields, 1)))


def _blocks(rows: Sequence[TextRow]) -> Iterator[list[TextRow]]:
    """Yield runs of table rows; a row of a single text, of none, or of a table's head is a block of its own."""
    block: list[TextRow] = []
    for row in rows:
        filled = [text for text, _, _ in row.cells if text]
        is_head = any(map(_ABOVE.search, filled)) and not any(map(_FIGURE.fullmatch, filled))
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
