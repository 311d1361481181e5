"""Read pages through pdfminer and pdfplumber: the slow second opinion, with pdfplumber's own table finder."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pdfminer.layout import LTContainer, LTCurve, LTLine, LTPage, LTRect
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve_all
from pdfplumber.container import Container
from pdfplumber.table import TableFinder

from pipelines.read.pdf.chars import UPRIGHT, PageText, direction
from pipelines.read.pdf.geometry import IDENTITY, Frame, Rect
from pipelines.read.pdf.glyphs import clean_text
from pipelines.read.pdf.layout import lay_out_tables
from pipelines.read.pdf.mapped import Fonts
from pipelines.read.pdf.operators import ObjectParser, drawn
from pipelines.read.pdf.rulings import THICK
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Loss, Page

NAME = "pdfminer"

_WHITE = ((1,), (1, 1, 1), (0, 0, 0, 0))

logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pages(
    path: Path, pages: Sequence[int] | None, notes: list[str], losses: list[Loss]
) -> Iterator[Page]:
    """Yield the chosen pages (numbers from 1; None: all); append oddities to ``notes``.

    ``losses`` are not looked for.
    """
    with path.open("rb") as stream:
        found, fonts = _open(stream, max((1, *pages)) if pages is not None else None), Fonts()
        for number in pages if pages is not None else range(1, len(found) + 1):
            if not 1 <= number <= len(found):
                raise DocumentError(f"page {number} is not among the {len(found)} pages", page=number)
            try:
                page = _read_page(found[number - 1], number, fonts, notes)
            except Exception as error:
                reason = f"page {number} is damaged and pdfminer cannot read it"
                raise DocumentError(reason, page=number) from error
            yield page


def _open(stream: BufferedReader, last: int | None) -> list[PDFPage]:
    """Return the pages of a PDF, up to the ``last`` one that is wanted (None: all).

    Raises DocumentError when it needs a password or cannot be opened.
    """
    try:
        return list(islice(PDFPage.create_pages(PDFDocument(ObjectParser(stream))), last))
    except PDFPasswordIncorrect as error:
        raise DocumentError("the PDF is protected and needs a password to open") from error
    except Exception as error:  # on damaged files pdfminer raises errors of any kind
        raise DocumentError("the PDF is damaged and pdfminer cannot open it") from error


def _read_page(page: PDFPage, number: int, fonts: Fonts, notes: list[str]) -> Page:
    """Return one page, moved to the crop box as displayed."""
    names = ("MediaBox", "CropBox" if "CropBox" in page.attrs else "MediaBox")
    media, crop = (_turned(resolve_all(page.attrs[name]), page.rotate) for name in names)
    height = media[3] - media[1]
    (left, top, right, bottom), media = _downwards(crop, height), _downwards(media, height)
    frame = Frame(right - left, bottom - top, IDENTITY)
    text = PageText()
    layout, found = drawn(page, number, fonts)
    # pdfminer counts from the corner of the media box, upwards.
    across, down = media[0] - left, media[3] - top
    cleaned = {printed: clean_text(printed) for printed in {letter.text for letter in found}}
    # pdfminer has applied the rotation, with y upwards.
    ways = {along: direction((along[0], -along[1])) for along in {letter.along for letter in found}}
    for i, letter in enumerate(found):
        x0, x1 = letter.x0 + across, letter.x1 + across
        y0, y1 = down - letter.y1, down - letter.y0
        plain = cleaned[letter.text]
        if not plain or not (0 <= x0 + x1 <= 2 * frame.width and 0 <= y0 + y1 <= 2 * frame.height):
            continue
        way = ways[letter.along]
        chars = text.upright if way == UPRIGHT else text.turned.setdefault(way, [])
        chars.append((plain, x0, y0, x1, y1, i))
    if not text.upright and not text.turned:
        notes.append(f"page {number} has no text")
    ruled: Any = _Drawn(layout, media)
    tables = [
        [(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in table.cells]
        for table in TableFinder(ruled).tables
    ]
    return lay_out_tables(number, frame, text, tables, NAME)


def _turned(box: Rect, rotation: int) -> Rect:
    """Return a box of user space, any two of whose corners are given, as the page is turned."""
    (x0, x1), (y0, y1) = sorted(box[::2]), sorted(box[1::2])
    return (y0, x0, y1, x1) if rotation in (90, 270) else (x0, y0, x1, y1)


def _downwards(box: Rect, height: float) -> Rect:
    """Return a box with y counted downwards from the top of a page whose lower edge is at 0."""
    return box[0], height - box[3], box[2], height - box[1]


_KINDS: Final[dict[type, str]] = {LTRect: "rect", LTLine: "line", LTCurve: "curve"}


class _Drawn(Container):
    """What a page draws besides its letters, white areas left out, as pdfplumber's table finder takes it.

    ``media`` is the page's box, y downwards.
    """

    def __init__(self, layout: LTPage, media: Rect) -> None:
        self._media = media
        self._found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in _KINDS.values()}
        self._take(layout)

    @property
    def objects(self) -> dict[str, list[dict[str, Any]]]:
        """Return rectangles, lines and curves by kind."""
        return self._found

    def _take(self, container: LTContainer[Any]) -> None:
        for one in container:
            if isinstance(one, LTContainer):
                self._take(one)
            elif (kind := _KINDS.get(type(one))) is not None:
                found = self._described(one, kind)
                if not is_white_area(found):
                    self._found[kind].append(found)

    def _described(self, one: LTCurve, kind: str) -> dict[str, Any]:
        left, top, _, bottom = self._media
        height = bottom - top
        upper = (height - one.y1) + top
        return {
            "object_type": kind,
            "x0": one.x0 + left,
            "x1": one.x1 + left,
            "y0": one.y0,
            "y1": one.y1,
            "top": upper,
            "doctop": upper,
            "bottom": (height - one.y0) + top,
            "width": one.width,
            "height": one.height,
            "pts": [(left + x, top + height - y) for x, y in one.pts] if kind == "curve" else [],
            "fill": one.fill,
            "stroke": one.stroke,
            "non_stroking_color": one.non_stroking_color,
        }


def is_white_area(found: dict[str, Any]) -> bool:
    """Return whether a pdfplumber object is a white area without outline, whose sides are no rules."""
    if found["object_type"] != "rect" or not found["fill"] or found["stroke"]:
        return False
    colour = found["non_stroking_color"]
    channels = tuple(colour) if isinstance(colour, list | tuple) else (colour,)
    return channels in _WHITE and min(found["width"], found["height"]) >= THICK
