"""OFD documents (GB/T 33190): their pages drawn as a PDF, which the reading room for PDFs then reads.

What is drawn is what a viewer shows: templates, layers, blocks, composites and annotations with their text, paths,
pictures, colours and clips. So one reader tells for both formats what a person sees.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.formats.registry import OFD
from pipelines.read.ofd.document import Document
from pipelines.read.ooxml import LIMITS, OfficeLimits, open_package
from pipelines.read.pdf import read_pdf
from pipelines.read.scan import under_name
from pipelines.values.pages import Loss, Reading

READER: Final = "ofd"


def read_ofd(
    path: Path, reader: str = "", pages: Sequence[int] | None = None, *, limits: OfficeLimits = LIMITS
) -> Reading:
    """Read an OFD's pages; boxes are in points. ``reader`` is not used.

    Raises DocumentError for a damaged or protected file, for one beyond the limits, and where
    :func:`pipelines.read.pdf.read_pdf` does so for the pages as drawn.
    """
    with tempfile.TemporaryDirectory(prefix="juesuan-") as folder:
        drawn = Path(folder) / "drawn.pdf"
        losses = to_pdf(path, drawn, limits=limits)
        reading = read_pdf(drawn, pages=pages)
    read = under_name(reading.pages, READER)
    return Reading(OFD, read, reading.notes, reading.tools, (*losses, *reading.losses))


def to_pdf(path: Path, drawn: Path, *, limits: OfficeLimits = LIMITS) -> tuple[Loss, ...]:
    """Draw an OFD's pages to a PDF at ``drawn``; return what a viewer shows and could not be drawn."""
    from pipelines.read.ofd.drawing import draw  # what draws takes long to import

    with open_package(path, limits) as package:
        document = Document(package)
        draw(document, drawn, limits, path.stat().st_size)
        return tuple(document.losses)


__all__ = ["READER", "read_ofd", "to_pdf"]
