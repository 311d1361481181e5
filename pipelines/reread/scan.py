"""A second text for the cells of a scanned page: each cell alone, at other scales than the page was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageOps

from pipelines.formats.registry import PDF
from pipelines.read.pdf.document import Drawing
from pipelines.read.scan import NAME, figures
from pipelines.read.scan.engine import Engine, load_engine
from pipelines.read.scan.image import ImageLimits, load_frames
from pipelines.read.scan.seals import Grey
from pipelines.reread.settle import Second
from pipelines.values.items import LineItem
from pipelines.values.pages import Box, Page

SCALES: Final = (300, 400)
"""Resolutions at which cells are read alone; pages are read at 200 dpi."""
LONG_SIDE: Final = 9600
"""The most pixels that a page is drawn with on its long side."""
INSET: Final = 1.5
"""What is cut off around a cell, in points: its rulings."""
INK: Final = 160
_PLAIN: Final = frozenset({"1", "L", "RGB"})
_ROOM: Final = 0.25
"""White paper around a line, as a share of its height."""
_PALE: Final = 0.02
"""A line's rows have at least this share of the inkiest row's ink."""


def recognise_cells(
    path: Path, media_type: str, pages: Sequence[Page], items: Sequence[LineItem]
) -> list[Second]:
    """Return what each cell reads alone, at each scale; cells that show no ink give nothing.

    ``pages`` give the sizes in points in which the items' boxes are. Raises DocumentError for a document that
    cannot be drawn. Needs the extra of the scan reader.
    """
    engine = load_engine()
    sizes = {page.number: (page.width, page.height) for page in pages}
    by_page: dict[int, list[LineItem]] = defaultdict(list)
    for item in items:
        if item.box is not None and item.page in sizes:
            by_page[item.page].append(item)
    found: list[Second] = []
    for number, members in sorted(by_page.items()):
        for dpi, picture in _draw(path, media_type, number):
            width, _ = sizes[number]
            pixels = picture.shape[1] / width
            for item in members:
                if item.box is not None:
                    found += _recognise(engine, _crop(picture, item.box, pixels), item, dpi)
    return found


def _draw(path: Path, media_type: str, number: int) -> Iterator[tuple[int, Grey]]:
    """Yield a page in grey at each scale."""
    if media_type != PDF:
        yield from _enlarge(path, number)
        return
    with closing(Drawing(path)) as drawing:
        images = drawing.draw(number, *SCALES, long_side=LONG_SIDE)
    for dpi, image in zip(SCALES, images, strict=True):
        yield dpi, np.asarray(image.convert("L"), dtype=np.uint8)


def _enlarge(path: Path, number: int) -> Iterator[tuple[int, Grey]]:
    """Yield a frame of an image file at each scale, from its own pixels where they are plain."""
    ((_, sheet),) = load_frames(path, [number], ImageLimits())
    pixels = sheet.grey
    with Image.open(path) as file:
        file.seek(number - 1)
        frame = ImageOps.exif_transpose(file)
        if frame.mode in _PLAIN and "transparency" not in frame.info:
            pixels = np.asarray(frame.convert("L"), dtype=np.uint8)
    for dpi in SCALES:
        size = (round(sheet.width / 72 * dpi), round(sheet.height / 72 * dpi))
        way = cv2.INTER_AREA if size[0] < pixels.shape[1] else cv2.INTER_CUBIC
        yield dpi, np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8)


def _crop(picture: Grey, box: Box, pixels: float) -> Grey:
    """Return a cell without its rulings; ``pixels`` per point."""
    top, bottom = round((box.top + INSET) * pixels), round((box.bottom - INSET) * pixels)
    left, right = round((box.x0 + INSET) * pixels), round((box.x1 - INSET) * pixels)
    return picture[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]


def _recognise(engine: Engine, cell: Grey, item: LineItem, dpi: int) -> Iterator[Second]:
    """Yield the text of a cell, the lines of a wrapped figure side by side."""
    lines = list(_lines(cell))
    if not lines:
        return
    picture = lines[0] if len(lines) == 1 else figures.side_by_side(lines, 0)
    (read,) = engine.recognise([picture], padded=True)
    if read.text:
        yield Second(item, read.text, f"{NAME} at {dpi} dpi", read.confidence)


def _lines(cell: Grey) -> Iterator[Grey]:
    """Yield the inked lines of a cell from top to bottom, each with white room around it."""
    if cell.size == 0 or int(cell.max()) - int(cell.min()) < 60:
        return
    dark = cell < INK
    per_row = dark.sum(axis=1)
    inked = per_row > _PALE * per_row.max()
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked.astype(np.int8), [0]))))
    spans = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    tallest = max((b - a for a, b in spans), default=0)
    for top, bottom in spans:
        if bottom - top < tallest / 2:
            continue
        columns = np.flatnonzero(dark[top:bottom].any(axis=0))
        line = cell[top:bottom, int(columns[0]) : int(columns[-1]) + 1]
        room = max(2, round(_ROOM * (bottom - top)))
        around = cv2.copyMakeBorder(line, room, room, room, room, cv2.BORDER_CONSTANT, value=(255,))
        yield np.asarray(around, dtype=np.uint8)
