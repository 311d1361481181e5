"""What a page of text draws or shows as a picture where text could stand: single figures, or whole forms."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipelines.read import scan
from pipelines.read.pdf.chars import PageText
from pipelines.read.pdf.document import Drawing
from pipelines.read.pdf.geometry import Frame, Rect
from pipelines.read.pdf.rulings import PageRulings
from pipelines.values.amounts import looks_like_figure
from pipelines.values.marks import PICTURE
from pipelines.values.pages import Box, Cell, Grid, Loss, Page

_LEAST_SHARE: Final = 0.05
"""A picture of less of the page's area is a seal, a logo or a sign."""
_LEAST_WIDTH: Final = 0.25
_MOST_CHARS: Final = 6
"""More characters over a picture make it a background."""
_MARGIN: Final = 3.0
_GLYPH: Final = (2.5, 24.0)
"""Heights in points between which an outline may be a character."""


def with_drawn_figures(page: Page, rulings: PageRulings) -> Page:
    """Return a page whose cells tell of outlines and pictures that stand in them in place of, or beside, a figure."""
    boxes = [box for box in rulings.outlines if _GLYPH[0] <= box[3] - box[1] <= _GLYPH[1]]
    boxes += [box for _, box in rulings.pictures]
    if not boxes or not page.grids:
        return page
    centres = sorted(((box[1] + box[3]) / 2, (box[0] + box[2]) / 2, box) for box in boxes)
    return replace(page, grids=tuple(_marked(grid, centres) for grid in page.grids))


def _marked(grid: Grid, centres: Sequence[tuple[float, float, Rect]]) -> Grid:
    if grid.box is None or not grid.is_ruled:
        return grid
    start = bisect_left(centres, (grid.box.top, 0.0, (0.0, 0.0, 0.0, 0.0)))
    end = bisect_right(centres, (grid.box.bottom, 0.0, (0.0, 0.0, 0.0, 0.0)))
    if start == end:
        return grid
    inside = centres[start:end]
    cells = tuple(_with_mark(cell, inside) for cell in grid.cells)
    return replace(grid, cells=cells)


def _with_mark(cell: Cell, centres: Sequence[tuple[float, float, Rect]]) -> Cell:
    box = cell.box
    if box is None or (cell.text and not looks_like_figure(cell.text)):
        return cell
    is_drawn = any(
        box.x0 <= x <= box.x1
        and box.top <= y <= box.bottom
        and drawn[2] - drawn[0] <= box.x1 - box.x0 + _MARGIN
        and drawn[3] - drawn[1] <= box.bottom - box.top + _MARGIN
        for y, x, drawn in centres
    )
    return replace(cell, text=f"{PICTURE}{cell.text}") if is_drawn else cell


def with_pictures(
    page: Page, frame: Frame, text: PageText, rulings: PageRulings, drawing: Drawing, notes: list[str]
) -> tuple[Page, list[Loss]]:
    """Return a page of text with the tables of the pictures on it, which the scan reader reads.

    Where that is not installed, a picture is a loss.
    """
    boxes = [box for box in large_pictures(rulings, frame) if _characters_in(box, text) <= _MOST_CHARS]
    if not boxes:
        return page, []
    number = page.number
    if not scan.is_available():
        return page, [Loss(f"page {number} holds a picture that may be a table; {scan.REMEDY}", number)]
    told: list[str] = []
    (image,) = drawing.draw(number, scan.DPI, long_side=_LONG_SIDE, colour=True)
    seen = scan.read_drawn_page(number, image, frame.width, frame.height, told)
    grids = [grid for leaf in seen for grid in leaf.grids if _stands_in(grid.shown or grid.box, boxes)]
    if not any(looks_like_figure(cell.text) for grid in grids for cell in grid.cells):
        notes.append(f"page {number} holds a picture in which no table was found")
        return page, []
    lines = [line for leaf in seen for line in leaf.lines if _stands_in(line.box, boxes)]
    notes.append(f"page {number} holds a picture with a table, which was read as an image")
    notes.extend(told)
    merged = sorted(
        (*page.lines, *lines), key=lambda line: (line.box.top, line.box.x0) if line.box else (0.0, 0.0)
    )
    return replace(page, lines=tuple(merged), grids=(*page.grids, *grids)), []


_LONG_SIDE: Final = 4800


def large_pictures(rulings: PageRulings, frame: Frame) -> list[Rect]:
    """Return the boxes of a page's pictures that may be tables."""
    return [box for _, box in rulings.pictures if _is_large(box, frame)]


def _is_large(box: Rect, frame: Frame) -> bool:
    width, height = max(0.0, box[2] - box[0]), max(0.0, box[3] - box[1])
    return width * height >= _LEAST_SHARE * frame.width * frame.height and width >= _LEAST_WIDTH * frame.width


def _characters_in(box: Rect, text: PageText) -> int:
    return sum(
        box[0] <= (ch[1] + ch[3]) / 2 <= box[2] and box[1] <= (ch[2] + ch[4]) / 2 <= box[3]
        for chars in (text.upright, *text.turned.values())
        for ch in chars
    )


def _stands_in(box: Box | None, pictures: Sequence[Rect]) -> bool:
    if box is None:
        return False
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return any(one[0] <= x <= one[2] and one[1] <= y <= one[3] for one in pictures)
