"""Read single pages of a PDF as images, where they carry a picture or outlines instead of characters."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Final

from pipelines.read import scan
from pipelines.read.pdf import native
from pipelines.read.pdf.chars import PageText
from pipelines.read.pdf.document import Drawing
from pipelines.read.pdf.geometry import Frame
from pipelines.values.pages import Page

LONG_SIDE: Final = 4800
"""The most pixels that a page is drawn with on its long side."""
OUTLINES: Final = 100
"""So many paths on a page without characters may be text turned into outlines."""
_DEEPEST: Final = 4
_MOST_OBJECTS: Final = 5000
_MOST_DRAWN: Final = 20_000
_STRAIGHT: Final = 0.1
"""How far, in the units of its path, a line across or down may run off."""
_FOLIO: Final = re.compile(r"[\d\s\-—–－/·第页共]{0,16}")


def is_overdrawn(page: int, text: PageText) -> bool:
    """Tell whether a page without characters is drawn of more objects than any text that is turned into outlines."""
    return _has_no_text(text) and native.page_count_objects(page) > _MOST_DRAWN


def shows_image(page: int, frame: Frame, text: PageText) -> bool:
    """Tell whether a page is an image: a picture or outlines in place of characters.

    A page number alone, set on a scanned page, makes it no page of text. ``page`` is PDFium's handle of
    the open page, ``frame`` its displayed frame, ``text`` its characters.
    """
    return _has_no_text(text) and _shows_picture(page, frame, has_folio=bool(text.upright))


def _has_no_text(text: PageText) -> bool:
    return not text.turned and _FOLIO.fullmatch("".join(ch[0] for ch in text.upright[:17])) is not None


def read_image_page(drawing: Drawing, number: int, frame: Frame, notes: list[str]) -> tuple[Page, ...] | None:
    """Return a page read as an image, or the two that it holds side by side; None, with a note, without the extra."""
    if not scan.is_available():
        notes.append(f"page {number} is an image; {scan.REMEDY}")
        return None
    (image,) = drawing.draw(number, scan.DPI, long_side=LONG_SIDE, colour=True)
    if drawing.lacking[number]:
        fonts = ", ".join(drawing.lacking[number])
        notes.append(
            f"page {number} is an image with text in fonts that are not embedded ({fonts}): "
            "of this text, only figures and Latin letters can be read"
        )
    return scan.read_drawn_page(number, image, frame.width, frame.height, notes)


def _shows_picture(page: int, frame: Frame, *, has_folio: bool) -> bool:
    """Tell whether a page carries an image (half the page large beside a page number) or many outlines.

    Lines across and down outline no character: a page of rules alone is an empty form.
    """
    paths = 0
    least = frame.width * frame.height / 2 if has_folio else 0.0
    for kind, item in _objects(page):
        if kind == native.OBJECT_IMAGE and _area(item) >= least:
            return True
        paths += kind == native.OBJECT_PATH and paths < OUTLINES and _is_outline(item)
    return paths >= OUTLINES and not has_folio


def _is_outline(path: int) -> bool:
    """Tell whether a path is bent or oblique anywhere, as those of characters are."""
    at, before = (ctypes.c_float * 2)(), (0.0, 0.0)
    address = ctypes.addressof(at)
    for number in range(native.path_count_segments(path)):
        segment = native.path_segment(path, number)
        kind = native.segment_type(segment)
        if kind == native.SEGMENT_BEZIER:
            return True
        native.segment_point(segment, address, address + 4)
        x, y = at
        if kind == native.SEGMENT_LINE and min(abs(x - before[0]), abs(y - before[1])) > _STRAIGHT:
            return True
        before = x, y
    return False


def _objects(page: int) -> Iterator[tuple[int, int]]:
    """Yield the type and handle of a page's objects, those inside forms too."""
    pending = [(native.page_object(page, i), 0) for i in range(native.page_count_objects(page))]
    seen = 0
    while pending and seen < _MOST_OBJECTS:
        item, depth = pending.pop()
        seen += 1
        kind = native.object_type(item)
        if kind == native.OBJECT_FORM and depth < _DEEPEST:
            pending += [
                (native.form_object(item, i), depth + 1) for i in range(native.form_count_objects(item))
            ]
        yield kind, item


def _area(item: int) -> float:
    """Return the area of an object's bounds in square points, 0 where PDFium knows none."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not native.object_bounds(item, *(ctypes.addressof(side) for side in sides)):
        return 0.0
    left, bottom, right, top = (side.value for side in sides)
    return abs((right - left) * (top - bottom))
