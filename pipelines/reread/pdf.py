"""A second text for the cells of a PDF, from the reader that did not read it first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.read.pdf import pdfium, pdfminer, read_pdf
from pipelines.reread.settle import Second
from pipelines.values.items import LineItem
from pipelines.values.pages import Box, Cell, Page

OTHER: Final = {pdfium.NAME: pdfminer.NAME, pdfminer.NAME: pdfium.NAME}
"""The independent reader beside each one."""
_SAME: Final = 0.6
"""Boxes that share this much of their common area are one cell; both readers find rulings within 1.5 pt."""


def read_cells(path: Path, items: Sequence[LineItem]) -> list[Second]:
    """Return the second reader's text of each cell that it finds in the same place, only their pages read.

    Raises DocumentError where the second reader cannot open the document or a page.
    """
    wanted: dict[str, dict[int, list[LineItem]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.box is not None:
            wanted[OTHER[item.reader]][item.page].append(item)
    found = []
    for reader, by_page in wanted.items():
        for page in read_pdf(path, reader, sorted(by_page)).pages:
            for item in by_page[page.number]:
                cell = _cell_at(page, item.box)
                if cell is not None:
                    found.append(Second(item, cell.text, reader, cell.confidence))
    return found


def _cell_at(page: Page, box: Box | None) -> Cell | None:
    """Return the cell of a page that covers the same area as a box."""
    if box is None:
        return None
    cells = [(cell, _overlap(cell.box, box)) for grid in page.grids for cell in grid.cells if cell.box]
    best = max(cells, key=lambda found: found[1], default=None)
    return best[0] if best is not None and best[1] >= _SAME else None


def _overlap(one: Box, other: Box) -> float:
    """Return the shared part of the area that two boxes cover together."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(one) + _area(other) - shared)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)
