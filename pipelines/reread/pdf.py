"""A second text for the figures of a PDF, from the reader that did not read it first. Each page is read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pipelines.read.pdf import pdfium, pdfminer, read_pdf
from pipelines.reread.settle import Second
from pipelines.values.claims import Claim
from pipelines.values.items import LineItem, Place
from pipelines.values.pages import Box, Cell, Page
from pipelines.values.text import squeeze

OTHER: Final = {pdfium.NAME: pdfminer.NAME, pdfminer.NAME: pdfium.NAME}
"""The independent reader beside each one."""
_SAME: Final = 0.6
"""Boxes that share this much of their common area are one cell; both readers find rulings within 1.5 pt."""


def read_cells(
    path: Path, items: Sequence[LineItem], readers: Mapping[int, str], claims: Iterable[Claim] = ()
) -> tuple[list[Second], frozenset[Place]]:
    """Return the second reader's text of each cell that it finds in the same place, and the claims that it finds.

    ``readers`` are the first readers by page; only the pages of items and claims are read. A claim is found where its
    page says its figure anywhere. Raises DocumentError where the second reader cannot open the document or a page.
    """
    wanted: dict[str, dict[int, list[LineItem]]] = defaultdict(lambda: defaultdict(list))
    stated: dict[int, list[Claim]] = defaultdict(list)
    for item in items:
        if item.box is not None:
            wanted[OTHER[item.reader]][item.page].append(item)
    for claim in claims:
        if readers.get(claim.page) in OTHER:
            stated[claim.page].append(claim)
            wanted[OTHER[readers[claim.page]]].setdefault(claim.page, [])
    found: list[Second] = []
    said: set[Place] = set()
    for reader, by_page in wanted.items():
        for page in read_pdf(path, reader, sorted(by_page), is_second=True).pages:
            for item in by_page[page.number]:
                cell = _cell_at(page, item.box)
                if cell is not None:
                    found.append(Second(item, cell.text, reader, cell.confidence))
                elif _stands_at(page, item):
                    found.append(Second(item, item.text_printed, reader, item.confidence))
            if page.number in stated:
                text = squeeze("".join(text for text, _ in _texts(page)))
                said |= {c.place for c in stated[page.number] if squeeze(c.text_printed) in text}
    return found, frozenset(said)


def _texts(page: Page) -> Iterator[tuple[str, Box | None]]:
    """Yield the texts of a page's lines and cells, with their boxes."""
    yield from ((line.text, line.box) for line in page.lines)
    yield from ((cell.text, cell.box) for grid in page.grids for cell in grid.cells)


def _stands_at(page: Page, item: LineItem) -> bool:
    """Tell whether a page prints a figure where it was read, in a line or cell of another shape."""
    figure, own = squeeze(item.text_printed), item.box
    return own is not None and any(
        box is not None
        and box.x0 < own.x1
        and own.x0 < box.x1
        and box.top < own.bottom
        and own.top < box.bottom
        and figure in (*text.split(), squeeze(text))
        for text, box in _texts(page)
    )


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
