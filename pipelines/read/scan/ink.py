"""Cut the lines of text out of a cell's picture, without its rulings and without specks of dirt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipelines.read.pdf.tables import CellBox
from pipelines.read.scan.engine import TextBox
from pipelines.read.scan.rulings import SAME
from pipelines.read.scan.seals import Grey, Mask

INK: Final = 195
"""Ink of a cell is at least so dark on whitened paper: faint strokes fall apart below."""
TYPICAL: Final = 28.0
"""The height of 10 point text at 200 dpi, in pixels, where a page shows none."""
MARK: Final = 0.28
"""Components this share of a line high or wide are marks; smaller ones are dots near them, or dirt."""
WORDS_APART: Final = 4.0
"""A gap of so many line heights separates two texts of one line."""

MOST_COMPONENTS: Final = 3000
"""A cell with more pieces of ink holds a picture or noise; only what the detector finds is read there."""

Component = tuple[int, int, int, int]
"""x0, top, x1, bottom of connected ink, in pixels of its cell."""


@dataclass(frozen=True, slots=True)
class CellInk:
    """A cell's picture without rulings, and the components of ink on it."""

    grey: Grey
    components: tuple[Component, ...]


def cut_cell(grey: Grey, rulings: Mask, box: CellBox) -> CellInk:
    """Return the inside of a cell; the ink of rulings along its edges is painted white."""
    x0, top, x1, bottom = (round(value) for value in box)
    x0, top = max(0, x0 + 1), max(0, top + 1)
    inside = grey[top:bottom, x0:x1].copy()
    height, width = inside.shape
    if height < 3 or width < 3:
        return CellInk(inside, ())
    lines = cv2.dilate(rulings[top:bottom, x0:x1], np.ones((3, 3), np.uint8)).astype(bool)
    reach = SAME + 2
    lines[reach : max(reach, height - reach), reach : max(reach, width - reach)] = False
    inside[lines] = 255
    inside[:2], inside[-2:], inside[:, :2], inside[:, -2:] = 255, 255, 255, 255
    marks = cv2.morphologyEx((inside < INK).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    return CellInk(
        inside, tuple((x, y, x + w, y + h) for x, y, w, h, area in stats[1:].tolist() if area >= 3)
    )


def line_height(cells: Sequence[CellInk]) -> float:
    """Return how high a line of text is on a page, in pixels, from the tallest quarter of its marks."""
    heights = [
        bottom - top
        for cell in cells
        for x0, top, x1, bottom in cell.components
        if 10 <= bottom - top <= 70 and x1 - x0 <= 70
    ]
    return float(np.percentile(heights, 90)) if len(heights) >= 5 else TYPICAL


def find_lines(cell: CellInk, height: float, detect: Callable[[Grey], Sequence[TextBox]]) -> list[Component]:
    """Return the boxes of a cell's text lines from top to bottom, texts far apart on a line separately.

    ``detect`` is the text detector; it is asked where ink runs together, and its boxes decide there.
    """
    crowded = len(cell.components) > MOST_COMPONENTS
    marks = [] if crowded else _without_dirt(cell.components, height)
    if not marks and not crowded:
        return []
    bands = _merge_bands(_bands(marks), height)
    runs_together = any(bottom - top > 1.9 * height for top, bottom in bands)
    detected = detect(cell.grey) if crowded or runs_together else []
    if crowded or len(detected) > len(bands):
        return sorted(
            ((max(0, int(b.x0)), max(0, int(b.top)), int(b.x1), int(b.bottom)) for b in detected),
            key=lambda b: (b[1], b[0]),
        )
    lines: list[Component] = []
    for top, bottom in bands:
        inside = sorted(m for m in marks if top <= (m[1] + m[3]) / 2 <= bottom)
        lines += _split_texts(inside, height)
    return lines


def _without_dirt(components: Sequence[Component], height: float) -> list[Component]:
    """Return the marks and the dots beside them."""
    least = MARK * height
    marks = [c for c in components if c[2] - c[0] >= least or c[3] - c[1] >= least]
    dots = [c for c in components if c[2] - c[0] < least and c[3] - c[1] < least]
    near = 0.6 * height
    return marks + [
        dot
        for dot in dots
        if any(
            m[0] - near <= dot[2]
            and dot[0] <= m[2] + near
            and m[1] - near / 3 <= dot[1]
            and dot[3] <= m[3] + near / 2
            for m in marks
        )
    ]


def _bands(marks: Sequence[Component]) -> list[tuple[int, int]]:
    """Return the ranges of rows that hold ink."""
    bands: list[tuple[int, int]] = []
    for _, top, _, bottom in sorted(marks, key=lambda m: m[1]):
        if bands and top <= bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], bottom))
        else:
            bands.append((top, bottom))
    return bands


def _merge_bands(bands: list[tuple[int, int]], height: float) -> list[tuple[int, int]]:
    """Join bands that are parts of one line: the strokes of 二, a dot under a figure."""
    merged: list[tuple[int, int]] = []
    for top, bottom in bands:
        if merged:
            above_top, above_bottom = merged[-1]
            is_part = min(bottom - top, above_bottom - above_top) < 0.6 * height
            if is_part and bottom - above_top <= 1.25 * height:
                merged[-1] = (above_top, bottom)
                continue
        merged.append((top, bottom))
    return merged


def _split_texts(marks: Sequence[Component], height: float) -> list[Component]:
    """Return the box around the marks of a line, one for each text where texts stand far apart."""
    texts: list[Component] = []
    for x0, top, x1, bottom in marks:
        if texts and x0 - texts[-1][2] <= WORDS_APART * height:
            a, b, c, d = texts[-1]
            texts[-1] = (a, min(b, top), max(c, x1), max(d, bottom))
        else:
            texts.append((x0, top, x1, bottom))
    return texts


def side_room(height: float) -> int:
    """Return the white at each end of a line's picture, in pixels."""
    return round(0.25 * height)


def is_bar(box: Component, height: float) -> bool:
    """Tell whether a line of text is one flat stroke: a dash, a hyphen, or the character 一."""
    high, wide = box[3] - box[1], box[2] - box[0]
    return high <= 0.28 * height and max(0.2 * height, 1.7 * high) <= wide <= 3 * height


def is_hyphen(box: Component, height: float) -> bool:
    """Tell whether a line of text is a stroke too short for the character 一, which is as wide as any other."""
    return is_bar(box, height) and box[2] - box[0] <= 0.6 * height


def crop(grey: Grey, box: Component, height: float) -> Grey:
    """Return a line's picture with white room around, at least as high as a line of the page."""
    x0, top, x1, bottom = box
    image_height, image_width = grey.shape
    above = below = round(0.2 * height)
    missing = round(1.15 * height) - (bottom - top + above + below)
    if missing > 0:
        above, below = above + missing // 2, below + missing - missing // 2
    side = side_room(height)
    left, high = max(0, x0 - side), max(0, top - above)
    right, low = min(image_width, x1 + side), min(image_height, bottom + below)
    return np.asarray(
        cv2.copyMakeBorder(
            grey[high:low, left:right],
            max(0, above - top),
            max(0, bottom + below - image_height),
            max(0, side - x0),
            max(0, x1 + side - image_width),
            cv2.BORDER_CONSTANT,
            value=(255,),
        ),
        dtype=np.uint8,
    )
