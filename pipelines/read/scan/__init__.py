"""The reading room for images: scanned pages through RapidOCR, as files or as pages of a PDF.

RapidOCR, ONNX Runtime and OpenCV are the optional extra ``scan``; nothing here imports them before a page is
to be read, and without them reading ends with what to install.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipelines.formats.detect import detect_media_type
from pipelines.formats.registry import FORMATS
from pipelines.formats.tools import SCAN
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Page, Reading

if TYPE_CHECKING:
    from PIL import Image

    from pipelines.read.scan.image import ImageLimits

NAME: Final = "rapidocr"
DPI: Final = 200
"""The resolution at which pages of a PDF are drawn to be read."""
MEDIA_TYPES: Final = frozenset(f.media_type for f in FORMATS if f.family == "image" and f.reader)
REMEDY: Final = f"reading images needs an optional extra: {SCAN.remedy}"


def is_available() -> bool:
    """Tell whether the extra is installed."""
    return SCAN.is_present


def require_extra() -> None:
    """Raise DocumentError with status ``unsupported`` where the extra is not installed."""
    if not is_available():
        raise DocumentError(REMEDY, status="unsupported", tool=SCAN.name)


def under_name(pages: Sequence[Page], reader: str) -> tuple[Page, ...]:
    """Return pages as read by another reader, but for those whose image was read."""
    return tuple(page if page.reader == NAME else replace(page, reader=reader) for page in pages)


def read_scan(
    path: Path, reader: str = NAME, pages: Sequence[int] | None = None, *, limits: ImageLimits | None = None
) -> Reading:
    """Read an image file; the frames of a TIFF are pages.

    ``reader`` is not looked at: there is one reader for images. ``limits`` bound a frame's pixels and the
    number of frames. Raises DocumentError for a damaged image, for one beyond the limits, and with status
    ``unsupported`` where the extra is missing.
    """
    require_extra()
    from pipelines.read.scan.engine import load_engine
    from pipelines.read.scan.image import ImageLimits, load_frames
    from pipelines.read.scan.page import read_sheet

    notes: list[str] = []
    engine = load_engine()
    frames = load_frames(path, pages, limits or ImageLimits())
    found = tuple(page for number, sheet in frames for page in read_sheet(number, sheet, engine, notes))
    return Reading(detect_media_type(path), found, tuple(notes), frozenset({SCAN.name}))


def read_drawn_page(
    number: int, image: Image.Image, width: float, height: float, notes: list[str]
) -> tuple[Page, ...]:
    """Return the pages that a picture of a page shows: one, or two side by side, of the same number.

    ``width`` and ``height`` are in points, as displayed; a picture in colour is read without its seals. Doubtful
    cells and lines are added to ``notes``. Needs the extra: call ``is_available`` first.
    """
    import numpy as np

    from pipelines.read.scan.engine import load_engine
    from pipelines.read.scan.image import to_sheet
    from pipelines.read.scan.page import read_sheet

    pixels = np.asarray(image if image.mode in ("L", "RGB") else image.convert("RGB"), dtype=np.uint8)
    return read_sheet(number, to_sheet(pixels, width, height), load_engine(), notes)


def read_picture(number: int, image: Image.Image, notes: list[str]) -> tuple[Page, ...]:
    """Return the pages that a picture inside a document shows, in points of a page as wide as A4 is high.

    Raises DocumentError for a picture beyond the limits. Needs the extra: call ``is_available`` first.
    """
    from pipelines.read.scan.engine import load_engine
    from pipelines.read.scan.image import ImageLimits, sheet_of
    from pipelines.read.scan.page import read_sheet

    return read_sheet(number, sheet_of(image, number, ImageLimits()), load_engine(), notes)
