"""Blocks in document order to pages, for formats without geometry.

Every line and grid gets a synthetic box whose ``top`` grows by 1 for each text line and each table row; its
width is 1 and its units mean nothing else. Cells carry a reference and no box. Pages have no size (0 × 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.values.pages import Box, Grid, Line, Page


@dataclass(slots=True)
class Flow:
    """Collects one page's blocks; each takes its place below those before it."""

    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    bottom: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has been added."""
        return not self.lines and not self.grids

    def add_line(self, text: str) -> None:
        """Add a line of text; a blank one adds nothing."""
        if text.strip():
            self.lines.append(Line(text.strip(), self._place(1)))

    def add_grid(self, grid: Grid) -> None:
        """Add a grid below what is there."""
        self.grids.append(replace(grid, box=self._place(grid.n_rows)))

    def page(self, number: int, reader: str, label: str = "") -> Page:
        """Return the page."""
        return Page(number, 0.0, 0.0, tuple(self.lines), tuple(self.grids), reader, label)

    def _place(self, height: int) -> Box:
        top, self.bottom = self.bottom, self.bottom + height
        return Box(0.0, top, 1.0, self.bottom)


def chosen(pages: Sequence[Page], numbers: Sequence[int] | None) -> tuple[Page, ...]:
    """Return the pages with these numbers, all of them for None."""
    return tuple(page for page in pages if numbers is None or page.number in numbers)
