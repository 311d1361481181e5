"""The reading room: bytes in, pages of text lines and grids out. What a page means is decided elsewhere.

Each format has its own module with one function ``(path, reader, pages) -> Reading``, entered in ``ROOMS``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipelines.formats import detect, office_kinds
from pipelines.read.html import read_html, read_mhtml
from pipelines.read.office import read_doc, refuse_compound, refuse_protected
from pipelines.read.pdf import read_pdf
from pipelines.read.scan import MEDIA_TYPES, read_scan
from pipelines.read.spreadsheet import read_xls, read_xlsx
from pipelines.read.text import read_text
from pipelines.read.word import read_docx
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Reading

Room = Callable[[Path, str, Sequence[int] | None], Reading]

ROOMS: dict[str, Room] = {
    detect.PDF: read_pdf,
    detect.HTML: read_html,
    detect.MHTML: read_mhtml,
    office_kinds.DOCX: read_docx,
    office_kinds.XLSX: read_xlsx,
    office_kinds.XLS: read_xls,
    office_kinds.DOC: read_doc,
    office_kinds.RTF: read_doc,
    office_kinds.PROTECTED: refuse_protected,
    office_kinds.UNKNOWN_COMPOUND: refuse_compound,
    **dict.fromkeys(MEDIA_TYPES, read_scan),
    detect.TEXT: read_text,
}


def read(path: Path, *, reader: str = "pdfium", pages: Sequence[int] | None = None) -> Reading:
    """Read a document into pages.

    ``pages`` chooses page numbers from 1; ``reader`` is ``pdfium`` or, for a second opinion, ``pdfminer``.
    Raises DocumentError with status ``failed`` for an empty, damaged, protected or mistaken file, and with
    status ``unsupported`` for a format that has no reader.
    """
    if path.stat().st_size == 0:
        raise DocumentError("the file is empty (0 bytes)")
    media_type = detect.detect_media_type(path)
    room = ROOMS.get(media_type)
    if room is None:
        name = detect.FORMAT_NAMES[media_type]
        raise DocumentError(f"the format is not supported: {name}", status="unsupported")
    return room(path, reader, pages)


__all__ = ["read"]
