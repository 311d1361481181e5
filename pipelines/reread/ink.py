"""A third look at the figures of a PDF that contradict others: whether their cells show the ink of what was read.

The page is drawn and the separate pieces of ink of a cell are counted: one for each digit, point and comma. A figure
that nobody sees has none, a sign that is drawn is one more, a line through a figure joins its pieces. Where the pieces
of a page's other figures do not match either, its letters touch, and only what is not seen at all is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipelines.read.pdf.document import Drawing
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Box

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

    from pipelines.values.items import LineItem, Place
    from pipelines.values.pages import Page

_DPI: Final = 288
_LONG_SIDE: Final = 4800
_FIGURE: Final = re.compile(r"-?[\d,]+(?:\.\d+)?")
_RUN: Final = re.compile(rb"\x01+")
_INSET: Final = 1.5
"""Points along the edges of a cell in which its rules are drawn."""
_MARGIN: Final = 2.0
"""Points around cells that are drawn with them."""
_CONTRAST: Final = 60
"""Levels of grey, of 255, by which ink differs from its ground."""
_LEAST: Final = 4
"""Pieces of fewer pixels are dirt."""
_ACROSS: Final = 0.6
"""A piece along an edge that is longer than this share of the cell is a rule."""
_MOST_OTHERS: Final = 20
_FEWEST_OTHERS: Final = 3
_ALIKE: Final = 0.8
"""Of the other figures of a page so many show the ink of what was read, where the ink tells anything."""

Piece = tuple[int, int, int, int, int]
"""x0, top, x1, bottom and number of pixels of connected ink."""


def unlike_print(
    path: Path, suspects: Sequence[LineItem], items: Sequence[LineItem], pages: Sequence[Page]
) -> dict[Place, str]:
    """Return the suspected figures whose cells show other ink than they were read from, each with what is seen.

    ``items`` are all figures of the document. A page that cannot be drawn tells nothing.
    """
    widths = {page.number: page.width for page in pages}
    grids = [grid for page in pages for grid in page.grids if grid.is_ruled]
    ruled = frozenset(cell.box for grid in grids for cell in grid.cells if cell.box)
    wanted: dict[int, list[LineItem]] = defaultdict(list)
    for item in suspects:
        if item.box is not None and _FIGURE.fullmatch(item.text_printed.strip()):
            wanted[item.page].append(item)
    found: dict[Place, str] = {}
    with closing(Drawing(path)) as drawing:
        for number, suspected in sorted(wanted.items()):
            places = {item.place for item in suspected}
            others = [item for item in items if item.page == number and item.place not in places]
            sheet = _Sheet(drawing, number, widths[number], ruled)
            try:
                counts = sheet.counts(suspected)
            except DocumentError:
                continue
            unlike = [
                (item, seen, read)
                for item, (seen, read) in zip(suspected, counts, strict=True)
                if seen != read
            ]
            exact, any_ink = _telling(sheet, others) if unlike else (True, True)
            for item, seen, read in unlike if any_ink else ():
                if not seen or exact:
                    what = f"{seen} pieces of ink are seen" if seen else "nothing is seen"
                    found[item.place] = f"{what} where {read} characters were read"
    return found


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page to be drawn: its number, its width in points, and the boxes of ruled cells."""

    drawing: Drawing
    number: int
    width: float
    ruled: frozenset[Box]

    def counts(self, items: Sequence[LineItem]) -> list[tuple[int, int]]:
        """Return for each figure the pieces of ink that its cell shows and those that its text has.

        Raises DocumentError where the page cannot be drawn.
        """
        boxes = [item.box for item in items if item.box is not None]
        if not boxes:
            return []
        x0, top, x1, bottom = zip(*boxes, strict=True)
        around = (min(x0) - _MARGIN, min(top) - _MARGIN, max(x1) + _MARGIN, max(bottom) + _MARGIN)
        image, (left, above), width = self.drawing.draw_part(self.number, _DPI, around, long_side=_LONG_SIDE)
        scale = width / max(1.0, self.width)
        seen = []
        for box in boxes:
            inset = _INSET if box in self.ruled else -_INSET / 2
            edges = (box.x0 + inset, box.top + inset, box.x1 - inset, box.bottom - inset)
            place = [round(edge * scale) for edge in edges]
            corners = (place[0] - left, place[1] - above, place[2] - left, place[3] - above)
            seen.append(_pieces_in(image.crop(corners)))
        return list(zip(seen, (len(item.text_printed.strip()) for item in items), strict=True))


def _telling(sheet: _Sheet, others: Sequence[LineItem]) -> tuple[bool, bool]:
    """Tell whether the other figures of a page show the ink of what was read, and whether they show any."""
    plain = [item for item in others if item.box is not None and _FIGURE.fullmatch(item.text_printed.strip())]
    counts = sheet.counts(plain[:: max(1, len(plain) // _MOST_OTHERS)])
    least = max(float(_FEWEST_OTHERS), _ALIKE * len(counts))
    return sum(seen == read for seen, read in counts) >= least, sum(seen > 0 for seen, _ in counts) >= least


def _pieces_in(crop: Image.Image) -> int:
    """Count the pieces of ink in a cell, its rules left out."""
    ground = max(range(256), key=crop.histogram().__getitem__)
    ink = crop.point([int(abs(level - ground) > _CONTRAST) for level in range(256)])
    width, height = ink.size
    return sum(not _is_rule(piece, width, height) for piece in _pieces(ink.tobytes(), width))


def _is_rule(piece: Piece, width: int, height: int) -> bool:
    x0, top, x1, bottom, pixels = piece
    if pixels < _LEAST:
        return True
    is_at_edge = x0 <= 0 or top <= 0 or x1 >= width or bottom >= height
    return is_at_edge and (x1 - x0 > _ACROSS * width or bottom - top > _ACROSS * height)


def _pieces(ink: bytes, width: int) -> list[Piece]:
    """Return the connected pieces of an image of 0 and 1, corners included."""
    whole: list[Piece] = []
    open_pieces: list[tuple[int, int, int]] = []  # runs of the row above: start, end, number of the piece
    owner: list[int] = []
    for row in range(len(ink) // width if width else 0):
        line = ink[row * width : (row + 1) * width]
        runs: list[tuple[int, int, int]] = []
        for match in _RUN.finditer(line):
            start, end = match.span()
            above = [one[2] for one in open_pieces if one[0] <= end and start <= one[1]]
            roots = sorted({_root(owner, number) for number in above})
            piece: Piece = (start, row, end, row + 1, end - start)
            if not roots:
                roots = [len(whole)]
                owner.append(len(whole))
                whole.append(piece)
            elif len(roots) == 1:
                x0, top, x1, _, pixels = whole[roots[0]]
                whole[roots[0]] = (min(x0, start), top, max(x1, end), row + 1, pixels + end - start)
            else:
                whole[roots[0]] = _joined([*(whole[number] for number in roots), piece])
                for number in roots[1:]:
                    owner[number] = roots[0]
            runs.append((start, end, roots[0]))
        open_pieces = runs
    return [piece for number, piece in enumerate(whole) if owner[number] == number]


def _root(owner: Sequence[int], number: int) -> int:
    while owner[number] != number:
        number = owner[number]
    return number


def _joined(pieces: Sequence[Piece]) -> Piece:
    x0, top, x1, bottom, pixels = zip(*pieces, strict=True)
    return min(x0), min(top), max(x1), max(bottom), sum(pixels)
