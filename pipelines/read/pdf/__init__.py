"""The reading room for PDFs: PDFium reads fast, pdfminer is the second opinion, pages can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipelines.formats.registry import PDF
from pipelines.formats.tools import SCAN
from pipelines.read import scan
from pipelines.read.pdf import pdfium, pdfminer
from pipelines.read.pdf.soundness import damaged_streams, require_complete
from pipelines.read.scan import REMEDY
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Loss, Page, Reading

PageReader = Callable[[Path, Sequence[int] | None, list[str], list[Loss]], Iterator[Page]]

READERS: dict[str, PageReader] = {pdfium.NAME: pdfium.read_pages, pdfminer.NAME: pdfminer.read_pages}


def read_pdf(
    path: Path, reader: str = pdfium.NAME, pages: Sequence[int] | None = None, *, is_second: bool = False
) -> Reading:
    """Read a PDF's pages; for a second reading its bytes, which the first looked through, are taken as whole.

    Raises DocumentError for a damaged or protected file, with status ``unsupported`` for one of images where
    the extra that reads them is missing, and ValueError for an unknown reader.
    """
    if reader not in READERS:
        raise ValueError(f"unknown PDF reader {reader!r}; choose one of {', '.join(READERS)}")
    notes: list[str] = []
    losses: list[Loss] = []
    if not is_second:
        require_complete(path)
        losses += [Loss(text, is_damage=True) for text in damaged_streams(path)]
    found = tuple(READERS[reader](path, pages, notes, losses))
    if not any(page.lines or page.grids for page in found) and any(REMEDY in note for note in notes):
        raise DocumentError(f"its pages are images; {REMEDY}", status="unsupported", tool=SCAN.name)
    has_images = any(page.reader == scan.NAME for page in found) or any(REMEDY in note for note in notes)
    return Reading(PDF, found, tuple(notes), frozenset({SCAN.name} if has_images else ()), tuple(losses))
