"""Read pages through pdfminer and pdfplumber: the slow second opinion, with pdfplumber's own table finder."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.layout import LTPage
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page as PlumberPage

from pipelines.read.pdf.chars import UPRIGHT, PageText, direction
from pipelines.read.pdf.geometry import IDENTITY, Frame
from pipelines.read.pdf.glyphs import clean_text
from pipelines.read.pdf.layout import lay_out_tables
from pipelines.read.pdf.mapped import Fonts
from pipelines.read.pdf.operators import drawn
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
        found, fonts = _open(stream), Fonts()
        for number in pages if pages is not None else range(1, len(found) + 1):
            if not 1 <= number <= len(found):
                raise DocumentError(f"page {number} is not among the {len(found)} pages", page=number)
            try:
                page = _read_page(found[number - 1], number, fonts, notes)
            except Exception as error:
                reason = f"page {number} is damaged and pdfminer cannot read it"
                raise DocumentError(reason, page=number) from error
            finally:
                found[number - 1].close()
            yield page


def _open(stream: BufferedReader) -> list[Any]:
    """Return the pages of a PDF; raise DocumentError when it needs a password or cannot be opened."""
    try:
        pages: list[Any] = pdfplumber.open(stream).pages
    except Exception as error:  # on damaged files pdfminer raises errors of any kind
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise DocumentError("the PDF is protected and needs a password to open") from error
        raise DocumentError("the PDF is damaged and pdfminer cannot open it") from error
    return pages


def _read_page(page: Any, number: int, fonts: Fonts, notes: list[str]) -> Page:
    """Return one page, moved to the crop box as displayed."""
    left, top, right, bottom = page.cropbox
    frame = Frame(right - left, bottom - top, IDENTITY)
    text = PageText()
    layout, found = drawn(page.page_obj, number, fonts)
    # pdfminer counts from the corner of the media box, upwards.
    across, down = page.mediabox[0] - left, page.height + page.mediabox[1] - top
    for i, character in enumerate(found):
        x0, x1 = character.x0 + across, character.x1 + across
        y0, y1 = down - character.y1, down - character.y0
        cleaned = clean_text(character.get_text())
        if not cleaned or not (0 <= x0 + x1 <= 2 * frame.width and 0 <= y0 + y1 <= 2 * frame.height):
            continue
        matrix = character.matrix
        way = direction((matrix[0], -matrix[1]))  # pdfminer has applied the rotation, with y upwards
        chars = text.upright if way == UPRIGHT else text.turned.setdefault(way, [])
        chars.append((cleaned, x0, y0, x1, y1, i))
    if not text.upright and not text.turned:
        notes.append(f"page {number} has no text")
    ruled = _Drawn(page, layout).filter(lambda found: not is_white_area(found))
    tables = [
        [(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in table.cells]
        for table in ruled.find_tables()
    ]
    return lay_out_tables(number, frame, text, tables, NAME)


class _Drawn(PlumberPage):
    """A page of pdfplumber's with the layout that is given."""

    def __init__(self, page: PlumberPage, layout: LTPage) -> None:
        super().__init__(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
        self._layout = layout


def is_white_area(found: dict[str, Any]) -> bool:
    """Return whether a pdfplumber object is a white area without outline, whose sides are no rules."""
    if found["object_type"] != "rect" or not found["fill"] or found["stroke"]:
        return False
    colour = found["non_stroking_color"]
    channels = tuple(colour) if isinstance(colour, list | tuple) else (colour,)
    return channels in _WHITE and min(found["width"], found["height"]) >= THICK
