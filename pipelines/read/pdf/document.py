"""Open a PDF to read it, and once more to draw those of its pages that are recognised as images."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from pipelines.read.pdf.fonts import drawn_by_pdfium, use_own_faces
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
        if self._document is None:
            self._document = open_document(self._path)
        with drawn_by_pdfium() as lacking:
            page = self._document[number - 1]
            try:
                longest = long_side / max(*page.get_size(), 1.0)
                drawn = [
                    page.render(scale=min(dpi / 72, longest), grayscale=not colour) for dpi in resolutions
                ]
                images = [one.to_pil().convert("RGB") if colour else one.to_pil() for one in drawn]
            finally:
                page.close()
            self.lacking[number] = tuple(lacking)
        return images

    def close(self) -> None:
        """Close the PDF, if it was opened."""
        if self._document is not None:
            self._document.close()
            self._document = None
