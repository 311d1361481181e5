"""What kind of report a document is, told before its tables are read: titles that say neither are of that kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pipelines.recognise.concepts import concept
from pipelines.recognise.title_parts import take_apart
from pipelines.values.pages import Cell, Page
from pipelines.values.text import squeeze

_YEAR: Final = re.compile(r"(20\d\d)年")
_BOTH: Final = "算"
"""What 决算 and 预算 share, however far their characters are set apart."""
_COVER_LINES: Final = 12
_LONGEST: Final = 60
_WIDE: Final = 3
_OF_A_COVER: Final = 3
"""A cover that names the report says as much as so many titles."""


def document_kind(pages: Sequence[Page]) -> str | None:
    """Return final_account or budget where the cover and the titles tell, None where they are split or silent."""
    said: Counter[str] = Counter()
    for number, printed in enumerate(_lines(pages)):
        text = squeeze(printed) if _BOTH in printed else ""
        if len(text) > _LONGEST or not ("决算" in text or "预算" in text):
            continue
        may_be_title, may_be_cover = text.endswith(("表", ")")), number < _COVER_LINES
        parts = take_apart(text) if may_be_title or may_be_cover else None
        if parts is None or not parts.kind:
            continue
        if parts.says_something and may_be_title:
            said[parts.kind] += 1
        elif may_be_cover and not parts.says_something:
            said[parts.kind] += _OF_A_COVER
    ranked = said.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return ranked[0][0]


def document_year(pages: Sequence[Page]) -> int | None:
    """Return the fiscal year that the cover and the titles name most often, None where two are named as often."""
    said: Counter[int] = Counter()
    for number, printed in enumerate(_lines(pages, _may_be_title)):
        text = squeeze(printed) if _BOTH in printed else ""
        if len(text) > _LONGEST or not ("决算" in text or "预算" in text):
            continue
        for year in _YEAR.findall(text):
            said[int(year)] += _OF_A_COVER if number < _COVER_LINES else 1
    ranked = said.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _lines(pages: Sequence[Page], is_wanted: Callable[[Cell], bool] = lambda _: True) -> Iterable[str]:
    """Yield the lines outside tables, and the first rows of tables, which may hold a title; labels of sheets too.

    Of the cells of first rows those that ``is_wanted`` tells.
    """
    for page in pages:
        if page.label:
            yield page.label
        yield from [line.text for line in page.lines]
        yield from [cell.text for cell in _first_rows(page) if is_wanted(cell)]


def _first_rows(page: Page) -> Iterable[Cell]:
    return (cell for grid in page.grids for cell in grid.cells if cell.row <= 1)


def _may_be_title(cell: Cell) -> bool:
    """Tell whether a cell may hold a title; the header of columns (2023年预算数) names the year of those columns."""
    return "表" in cell.text or (cell.column_span > _WIDE and not concept(cell.text).endswith("amount"))
