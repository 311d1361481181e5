"""Rows of texts, from whatever marks divide them in a text file, to grids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.values.pages import Box, Cell, Grid

_MOST_COLUMNS: Final = 200
_MOST_ROWS: Final = 20_000
_NUMBER: Final = re.compile(r"[-−]?[\d,，.]*\d[\d,，.\s]*%?")
_CONTENTS_NUMBER: Final = re.compile(r"[-—\s]*\d{0,4}[-—\s]*")
_TITLE_CELL: Final = re.compile(r"表\s*$")


@dataclass(frozen=True, slots=True)
class TextRow:
    """One table row: the file's line it begins on, and each cell's text with its line and column."""

    line: int
    cells: tuple[tuple[str, int, int], ...]


def split_at_titles(rows: Sequence[TextRow]) -> list[list[TextRow]]:
    """Cut a run of rows where a row prints nothing but a title (…表): the next table begins there."""
    parts: list[list[TextRow]] = [[]]
    for row in rows:
        filled = [text for text, _, _ in row.cells if text]
        if len(filled) == 1 and _TITLE_CELL.search(filled[0]) and parts[-1]:
            parts.append([])
        parts[-1].append(row)
    return [part for part in parts if part]


def is_table(rows: Sequence[TextRow]) -> bool:
    """Tell a table from a list with page numbers (目录) and from a single line that holds a tab."""
    if len(rows) < 2 or not all(0 < len(row.cells) <= _MOST_COLUMNS for row in rows):
        return False
    if len(rows) > _MOST_ROWS:
        return False
    width = max(len(row.cells) for row in rows)
    if width < 2:
        return False
    tails = [text for row in rows for text, _, _ in row.cells[1:]]
    is_contents = width == 2 and all(_CONTENTS_NUMBER.fullmatch(text) for text in tails)
    return not is_contents or any("." in text for text in tails)


def text_grid(rows: Sequence[TextRow]) -> Grid:
    """Lay rows out as a grid; in the heading rows a text covers the empty cells to its right.

    A merged heading (``预算数`` over six columns) leaves empty cells behind it, below which headings stand.
    """
    width = max(len(row.cells) for row in rows)
    texts = [[cell[0] for cell in row.cells] + [""] * (width - len(row.cells)) for row in rows]
    heading = next(
        (index for index, row in enumerate(texts) if any(_NUMBER.fullmatch(text) for text in row if text)), 0
    )
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        below = [any(texts[other][c] for other in range(index + 1, heading)) for c in range(width)]
        column = 0
        while column < len(row.cells):
            text, line, start = row.cells[column]
            span = 1
            if text and index < heading:
                while column + span < width and not texts[index][column + span] and below[column + span]:
                    span += 1
            reference = f"line {line} column {start}"
            cells.append(Cell(index, column, text, column_span=span, reference=reference))
            column += span
        cells.extend(Cell(index, c, "") for c in range(column, width))
    last = max(cell[1] for cell in rows[-1].cells)
    box = Box(0.0, float(rows[0].line), float(width), last + 1.0)
    return Grid(len(rows), width, tuple(cells), box)
