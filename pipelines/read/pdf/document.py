"""Open a PDF to read it, and once more to draw those of its pages that are recognised as images."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from pipelines.read.pdf.fonts import drawn_by_pdfium, use_own_faces
from pipelines.read.pdf.geometry import Rect
from pipelines.values.errors import DocumentError


def open_document(path: Path) -> pypdfium2.PdfDocument:
    """Open a PDF; raise DocumentError when it needs a password or cannot be opened.

    Fonts that it does not embed become faces of our own, for this and every later document of the process.
    """
    use_own_faces()
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        # PDFium asks for a password where a PDF has no pages, too.
        if error.err_code == raw.FPDF_ERR_PASSWORD and b"/Encrypt" in path.read_bytes():
            raise DocumentError("the PDF is protected and needs a password to open") from error
        raise DocumentError(f"the PDF is damaged and cannot be opened ({error})") from error


class Drawing:
    """A PDF as a source of page images, the same on every machine; opened when the first is wanted.

    Text whose font is not embedded is drawn in PDFium's built-in faces: figures and Latin letters alone.
    Raises DocumentError where the PDF cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document: pypdfium2.PdfDocument | None = None
        self.lacking: dict[int, tuple[str, ...]] = {}
        """By page number the fonts not embedded of which the image shows no more than that."""

    def draw(self, number: int, *resolutions: int, long_side: int, colour: bool = False) -> list[Image.Image]:
        """Return a page (numbers from 1) at each resolution in dpi, ``long_side`` pixels long at most.

        In grey, or in ``colour`` as RGB.
        """
        with self._opened(number) as page:
            longest = long_side / max(*page.get_size(), 1.0)
            drawn = [page.render(scale=min(dpi / 72, longest), grayscale=not colour) for dpi in resolutions]
            return [one.to_pil().convert("RGB") if colour else one.to_pil() for one in drawn]

    def draw_part(
        self, number: int, dpi: int, box: Rect, *, long_side: int
    ) -> tuple[Image.Image, tuple[int, int], int]:
        """Return the part of a page around a box as :meth:`draw` draws it in grey, and where it is on the whole image.

        That is the pixels left of it and above it, and the width of the whole image in pixels.
        """
        with self._opened(number) as page:
            width, height = page.get_size()
            scale = min(dpi / 72, long_side / max(width, height, 1.0))
            whole = math.ceil(width * scale), math.ceil(height * scale)
            left, top = (
                max(0, min(math.floor(at * scale), n - 1)) for at, n in zip(box, whole, strict=False)
            )
            right, bottom = (
                max(least + 1, min(math.ceil(at * scale), n))
                for at, n, least in zip(box[2:], whole, (left, top), strict=True)
            )
            cut = (left, whole[1] - bottom, whole[0] - right, top)
            # PDFium is told points, and rounds them up to pixels.
            drawn = page.render(
                scale=scale, grayscale=True, crop=tuple(max(0.0, n - 0.5) / scale for n in cut)
            )
            return drawn.to_pil(), (left, top), whole[0]

    @contextmanager
    def _opened(self, number: int) -> Iterator[pypdfium2.PdfPage]:
        """Open a page to draw it, and note the fonts that it lacks."""
        if self._document is None:
            self._document = open_document(self._path)
        with drawn_by_pdfium() as lacking:
            page = self._document[number - 1]
            try:
                yield page
            finally:
                page.close()
            self.lacking[number] = tuple(lacking)

    def close(self) -> None:
        """Close the PDF, if it was opened."""
        if self._document is not None:
            self._document.close()
            self._document = None
