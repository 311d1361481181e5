"""Headers of governments' own tables: how high they are, what stands over each column, what heads labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from pipelines.lexicon import words
from pipelines.recognise.governments.measures import YEAR, comparison
from pipelines.recognise.governments.regions import is_region_header
from pipelines.values.amounts import is_blank, looks_like_figure
from pipelines.values.codes import ACCOUNT_CODE
from pipelines.values.pages import Cell, Grid
from pipelines.values.text import squeeze

FORMULA: Final = re.compile(r"[A-Za-z0-9＝=+\-—－*×/÷%.()（）,，、]{1,24}")
_NUMBERING: Final = re.compile(r"公式|栏次|行次|序号|关系")


def header_height(grid: Grid) -> int:
    """Count the leading rows that name or number columns; 0 where the grid starts with figures.

    Below a row that names every column alone, one that leaves a column blank prints no figure there, and one that
    begins with its own number is none of the header.
    """
    was_header = is_whole = False
    of_labels: set[int] = set()
    for row in range(grid.n_rows):
        cells = grid.row(row)
        texts = [squeeze(cell.text) for cell in cells]
        if is_numbering_row(grid, row) or any(cell.row < row for cell in cells):
            continue
        filled = [cell for cell, text in zip(cells, texts, strict=True) if text]
        if any(looks_like_figure(text) and not _is_year(text) for text in texts[1:]) or any(
            map(lists_figures, cells[1:])
        ):
            return row
        if was_header and len(filled) == 1 and not _is_heading(texts) and not is_label_header(texts[:1]):
            return row
        if was_header and (_is_coded_or_dashed(texts) or _names_rows(filled, of_labels)):
            return row
        if is_whole and texts[0] and len(filled) < len(cells):
            return row
        if was_header and texts[0].isdecimal() and not _is_year(texts[0]):
            return row
        if row == 0 and _is_label_alone(grid, filled):
            return row
        is_whole = len(filled) == grid.n_columns and not any(map(_is_merged, cells))
        of_labels.update(cell.column for cell in filled if is_label_header((squeeze(cell.text),)))
        was_header = was_header or len(filled) > 1
    return grid.n_rows


def _is_coded_or_dashed(texts: Sequence[str]) -> bool:
    """Tell whether a row without figures begins with an account's code, or prints dashes in place of figures."""
    return ACCOUNT_CODE.fullmatch(texts[0]) is not None or any(is_blank(text) and text for text in texts[1:])


def _names_rows(filled: Sequence[Cell], of_labels: set[int]) -> bool:
    """Tell whether all that a row prints stands below headings of labels, and is none itself."""
    own = [cell for cell in filled if not _is_merged(cell)]
    return len(own) == len(filled) > 1 and all(
        cell.column in of_labels and not is_label_header((squeeze(cell.text),)) for cell in own
    )


def _is_label_alone(grid: Grid, filled: Sequence[Cell]) -> bool:
    """Tell whether a first row prints but a label, and the next one figures: a row at the head of a further page."""
    if len(filled) != 1 or filled[0].column or _is_merged(filled[0]) or grid.n_rows < 2:
        return False
    return any(looks_like_figure(squeeze(cell.text)) for cell in grid.row(1)[1:])


def _is_merged(cell: Cell) -> bool:
    return cell.row_span > 1 or cell.column_span > 1


def lists_figures(cell: Cell) -> bool:
    """Tell whether a cell holds the figures of several rows, one below the other: no rule parts these."""
    lines = cell.text.split("\n")
    return sum(looks_like_figure(line) and not _is_year(squeeze(line)) for line in lines) > 1


def _is_year(text: str) -> bool:
    return re.fullmatch(r"20\d\d", text) is not None


def _is_heading(texts: Sequence[str]) -> bool:
    """Tell whether the one text of a row stands over columns, not beside them."""
    return not texts[0]


def _is_numbering(texts: Sequence[str]) -> bool:
    """Tell whether texts are the columns' numbers or formulas (1 | 2 | 3=2/1*100, A=B+C)."""
    own = [text for text in texts if text]
    if not own or not all(FORMULA.fullmatch(text) for text in own):
        return False
    numbers = [int(text) for text in own if text.isdecimal()]
    if any(a >= b for a, b in pairwise(numbers)) or (numbers and numbers[-1] > len(texts) + 1):
        return False
    return len(own) > len(numbers) or (
        len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1))
    )


def is_numbering_row(grid: Grid, row: int) -> bool:
    """Tell whether a row of a grid prints the columns' numbers or formulas; a row with a label of its own does not."""
    cells = grid.row(row)
    first = grid.at(row, 0)
    if (first is None or first.row < row or not squeeze(first.text)) and len(cells) > 1:
        # Behind a column of ordinals.
        own = (cell for cell in cells if cell.row == row and _NUMBERING.search(cell.text))
        first = next(own, first)
    label = squeeze(first.text) if first is not None and first.row == row else ""
    if label and not (_NUMBERING.search(label) or FORMULA.fullmatch(label)):
        return False
    rest = [cell for cell in cells if cell is not first] if label == "" or _NUMBERING.search(label) else cells
    return _is_numbering([squeeze(cell.text) for cell in rest if cell.row == row])


def years_in(header: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the years that columns of amounts are of."""
    return [
        int(match[1])
        for path in header
        if not comparison(path)
        for part in path
        if (match := YEAR.search(part))
    ]


def paths_of(grid: Grid, rows: int) -> list[tuple[str, ...]]:
    """Return the texts over each column, a merged cell once; below 其中 and parts of debt what stands left of it."""
    paths: list[tuple[str, ...]] = []
    naming = [row for row in range(rows) if not is_numbering_row(grid, row)]
    for column in range(grid.n_columns):
        path: list[str] = []
        seen: list[int] = []
        for row in naming:
            cell = grid.at(row, column)
            if cell is None or id(cell) in seen:
                continue
            seen.append(id(cell))
            text = squeeze(cell.text)
            if text and not re.fullmatch(r"其中[:：]?", text):
                path.append(text)
        paths.append(tuple(path))
    return paths


def is_label_header(path: Sequence[str]) -> bool:
    """Tell whether the header of a column of words is that of labels (项目, 科目名称, 地区)."""
    return bool(path) and (label_words().search(path[-1]) is not None or is_region_header(path[-1]))


@cache
def label_words() -> re.Pattern[str]:
    """Return what the header of labels ends with: 项目支出 and 专项转移支付 are of figures, 项 alone of labels."""
    listed = words("governments")["label"][""]
    alone = "|".join(re.escape(word) for word in listed if len(word) == 1)
    ends = "|".join(re.escape(word) for word in listed if len(word) > 1)
    return re.compile(rf"^(?:{alone})$|(?:{ends})(?:[(（][^()（）]*[)）]|[/、]?[一-龥]{{0,4}}(?:{ends}))?$")
