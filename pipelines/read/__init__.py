"""The reading room: bytes in, pages of text lines and grids out. What a page means is decided elsewhere.

Each format has its own module with one function ``(path, reader, pages) -> Reading``, entered in ``ROOMS``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipelines.model import DocumentError, Reading
from pipelines.read import detect
from pipelines.read.pdf import read_pdf

Room = Callable[[Path, str, Sequence[int] | None], Reading]

ROOMS: dict[str, Room] = {detect.PDF: read_pdf}


def read(path: Path, *, reader: str = "pdfium", pages: Sequence[int] | None = None) -> Reading:
    """Read a document into pages.

    ``pages`` chooses page numbers from 1; ``reader`` is ``pdfium`` or, for a second opinion, ``pdfminer``.
    Raises DocumentError with status ``failed`` for an empty, damaged, protected or mistaken file, and with
    status ``unsupported`` for a format that has no reader.
    """
    if path.stat().st_size == 0:
        raise DocumentError("the file is empty (0 bytes)")
    media_type = detect.detect_media_type(path)
    if media_type == detect.HTML and path.suffix.lower() not in (".htm", ".html", ".shtml", ".xhtml", ""):
        title = detect.web_page_title(path)
        named = f", titled “{title}”" if title else ""
        raise DocumentError(f"the file is a web page saved as {path.suffix.lower()}{named}, not a document")
    room = ROOMS.get(media_type)
    if room is None:
        name = detect.FORMAT_NAMES[media_type]
        raise DocumentError(f"the format is not supported: {name}", status="unsupported")
    return room(path, reader, pages)


__all__ = ["read"]
