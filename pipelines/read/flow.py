"""Blocks in document order to pages, for formats without geometry.

Every line and grid gets a synthetic box whose ``top`` grows by 1 for each text line and each table row; its
width is 1 and its units mean nothing else. Cells carry a reference and no box. Pages have no size (0 × 0).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipelines.values.marks import PICTURE
from pipelines.values.pages import Box, Grid, Line, Loss, Page

_ABOVE_TABLE: Final = re.compile(r"表\s*(?:[(（].*[)）])?\s*$|单位\s*[:：]")
_MOST_ABOVE: Final = 4


@dataclass(slots=True)
class Flow:
    """Collects one page's blocks; each takes its place below those before it."""

    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    bottom: float = 0.0
    losses: list[str] = field(default_factory=list)
    _above: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has been added."""
        return not self.lines and not self.grids

    def add_line(self, text: str) -> None:
        """Add a line of text; a blank one adds nothing. A picture right below a table's title is a loss."""
        if PICTURE in text:
            title = next((line for line in reversed(self._above) if _ABOVE_TABLE.search(line)), "")
            if title:
                self.losses.append(f"a picture stands where a table should, below “{title}”; it was not read")
        self._above = [*self._above[1 - _MOST_ABOVE :], text]
        if text := text.replace(PICTURE, "").strip():
            self.lines.append(Line(text, self._place(1)))

    def add_grid(self, grid: Grid) -> None:
        """Add a grid below what is there."""
        self._above.clear()
        self.grids.append(replace(grid, box=self._place(grid.n_rows)))

    def page(self, number: int, reader: str, label: str = "") -> Page:
        """Return the page."""
        return Page(number, 0.0, 0.0, tuple(self.lines), tuple(self.grids), reader, label)

    def _place(self, height: int) -> Box:
        top, self.bottom = self.bottom, self.bottom + height
        return Box(0.0, top, 1.0, self.bottom)


def unseen(amounts: int, page: int) -> Loss:
    """Return what tells of amounts in hidden rows, columns or cells of a page's tables."""
    return Loss(f"hidden rows or columns hold {amounts} figures, which were not read", page, is_unseen=True)


def chosen(pages: Sequence[Page], numbers: Sequence[int] | None) -> tuple[Page, ...]:
    """Return the pages with these numbers, all of them for None."""
    return tuple(page for page in pages if numbers is None or page.number in numbers)
