"""Header rows: where the header of a grid ends and its data begins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipelines.forms import FormDefinition, catalogue, of_catalogue
from pipelines.recognise.classified import classification_named
from pipelines.recognise.concepts import concept, header_word
from pipelines.recognise.headers import COLUMN_NUMBER_WORDS, LEVEL_MARKS, TOTAL_LABELS, role_of
from pipelines.recognise.heads import Role
from pipelines.recognise.unit_rows import is_unit_row
from pipelines.values.amounts import is_blank, looks_like_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import column_number, key, ordinal, squeeze

_HEADER_ROWS: Final = 5
_FEWEST_NUMBERS: Final = 2
_LONGEST_HEADING: Final = 500
_NUMBERED: Final = re.compile(r"(?s)(?P<words>.*[一-龥].*)\n\s*(?P<number>\d{1,2})\s*")
_CALLED: Final = re.compile(r"(?s)(?P<words>.*[一-龥].*)\n\s*[栏行]\s*次\s*")


def is_column_number_row(cells: list[Cell]) -> bool:
    """Tell whether a row only numbers the columns: 栏次, or 1 2 3 … in order."""
    texts = [squeeze(cell.text) for cell in cells]
    if not COLUMN_NUMBER_WORDS.isdisjoint(texts):
        # The last line of a heading that the row cuts stands before its number: 出6.
        return all(
            not text
            or text in COLUMN_NUMBER_WORDS
            or text.isdecimal()
            or column_number(text)
            or re.fullmatch(r"[一-鿿]{1,4}\d{1,2}", text)
            or key(text) in LEVEL_MARKS
            for text in texts
        )
    digits = [text for text in texts if text and text.strip("*×xX")]  # ** stands in the columns of labels
    if digits and digits[0].startswith(tuple(COLUMN_NUMBER_WORDS)):
        del digits[0]  # the rest of a heading that a page break cuts stands beside 栏次
    return len(digits) >= 3 and all(column_number(text) == str(n) for n, text in enumerate(digits, 1))


def _is_level_row(cells: list[Cell]) -> bool:
    """Tell whether a row opens with the code levels 类 款 (项)."""
    texts = [squeeze(cell.text) for cell in cells]
    return texts[:2] == ["类", "款"]


def _starts_data(cells: list[Cell], form: FormDefinition | None, row: int) -> bool:
    texts = [squeeze(cell.text) for cell in cells]
    filled = [text for text in texts if text]
    if not filled or sum(text == PICTURE for text in filled) > len(filled) / 2:
        return True
    if is_column_number_row(cells) or is_unit_row(filled):
        return False
    if form is not None and form.layout == "matrix":
        return any(looks_like_figure(text) for text in filled)
    if _is_level_row(cells):
        return any(looks_like_figure(text) for text in texts[3:])
    if key(filled[0]) in TOTAL_LABELS and texts[0] != "":
        # A grid that opens with 合计 | 基本支出 | 项目支出 is a form of one row without labels (Jiangsu).
        words = [text for text in filled[1:] if _is_header_word(text)]
        return row > 0 or len(words) < len(filled) - 1 or not words
    if any(ACCOUNT_CODE.fullmatch(text) for text in texts[:1]) or ordinal(filled[0]):
        return True
    # Dashes in place of figures: 年初结转和结余 | － opens the rest of a table as well as a header.
    if any(looks_like_figure(text) for text in filled) or any(map(is_blank, filled[1:])):
        return True
    return not any(_is_header_word(text) or role_of((text,)) is not Role.UNKNOWN for text in filled)


@of_catalogue
def _header_words() -> frozenset[str]:
    """Return the keys of every word that some form's header prints, and the concepts they stand for."""
    columns = [column for form in catalogue() for section in form.sections for column in section.columns]
    columns += [column for form in catalogue() for column in form.item_measures]
    words = [word for column in columns for word in column.header]
    words += [word for form in catalogue() for section in form.sections for word in section.header]
    words += [word for form in catalogue() for item in form.items for word in item.header]
    parts = {part for word in words for part in word.split("/")}
    return frozenset(map(key, parts)) | frozenset(map(concept, parts))


def _is_header_word(text: str) -> bool:
    said = header_word(text)
    is_known = key(text) in _header_words() or said.concept in _header_words() or said.is_earlier
    return is_known or bool(classification_named(key(text)))


def header_rows(grid: Grid, form: FormDefinition | None = None) -> int:
    """Count a grid's leading header rows; 0 where it starts with data (a continued table).

    A row of words that nobody knows is one of them where rows of known ones still follow before the first figure.
    """
    rows = _known_header_rows(grid, form, 0)
    if not rows:
        return 0
    ahead = rows
    while ahead < grid.n_rows and _is_wordy(grid.row(ahead)):
        ahead += 1
        further = _known_header_rows(grid, form, ahead)
        if further > ahead:
            rows = ahead = further
    return rows


def _known_header_rows(grid: Grid, form: FormDefinition | None, first: int) -> int:
    """Return the first row from one on that starts the data."""
    return next(
        (row for row in range(first, grid.n_rows) if _starts_data(grid.row(row), form, row)), grid.n_rows
    )


def _is_wordy(cells: list[Cell]) -> bool:
    """Tell whether a row prints words alone: no figure, code, ordinal or label of a total."""
    texts = [text for cell in cells if (text := squeeze(cell.text))]
    return bool(texts) and not any(
        looks_like_figure(text)
        or ordinal(text)
        or key(text) in TOTAL_LABELS
        or not any(map(str.isalpha, text))
        for text in texts
    )


def below_inner_title(grid: Grid) -> Grid | None:
    """Return what stands below a title over all columns in a grid's first row: header rows and figures.

    None where there is no such title: a note or a group of rows over all columns has no header below it.
    """
    first = grid.row(0)
    if len(first) != 1 or first[0].column_span < grid.n_columns or not squeeze(first[0].text):
        return None
    cells = tuple(replace(cell, row=cell.row - 1) for cell in grid.cells if cell.row > 0)
    below = replace(grid, n_rows=grid.n_rows - 1, cells=cells)
    return below if not header_rows(grid) and 0 < header_rows(below) < below.n_rows else None


def without_column_numbers(grid: Grid) -> Grid:
    """Return a grid whose header cells print no numbers of columns on a last line of their own (总计, 1 below it).

    Where rows have no rules and stand close, the row of numbers (栏次) is read as the last lines of the header.
    """
    for row in range(min(_HEADER_ROWS, grid.n_rows)):
        cells = [
            cell
            for cell in grid.cells
            if cell.row == row and "\n" in cell.text and len(cell.text) <= _LONGEST_HEADING
        ]
        numbered = [(cell.column, match) for cell in cells if (match := _NUMBERED.fullmatch(cell.text))]
        numbers = [int(match["number"]) for _, match in sorted(numbered, key=lambda one: one[0])]
        if len(numbers) < _FEWEST_NUMBERS or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            continue
        bare = {column: match["words"] for column, match in numbered}
        bare |= {c.column: m["words"] for c in cells if (m := _CALLED.fullmatch(c.text)) is not None}
        mended = (
            replace(cell, text=bare[cell.column]) if cell.row == row and cell.column in bare else cell
            for cell in grid.cells
        )
        return replace(grid, cells=tuple(mended))
    return grid
