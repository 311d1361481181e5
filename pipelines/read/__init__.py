"""The reading room: bytes in, pages of text lines and grids out. What a page means is decided elsewhere.

Each format has its own module with one function ``(path, reader, pages) -> Reading``, bound here to the media types
for which the registry of formats (``pipelines.formats.registry``) names a reader. The bindings are imports, so that a
document's version counts the readers' code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pipelines.formats import registry
from pipelines.formats.detect import detect_media_type
from pipelines.read.garbage import seldom_collected
from pipelines.read.html import read_html, read_mhtml
from pipelines.read.ofd import read_ofd
from pipelines.read.office import CONVERTED, read_office, refuse_compound, refuse_protected
from pipelines.read.opendocument import read_ods, read_odt
from pipelines.read.packed import (
    READ_BYTES_A_CELL,
    READ_BYTES_A_CELL_OF_TEXT,
    as_far_as_read,
    characters_of,
    require_characters,
)
from pipelines.read.pdf import read_pdf
from pipelines.read.scan import MEDIA_TYPES, read_scan
from pipelines.read.spreadsheet import read_xls, read_xlsx
from pipelines.read.text import read_text
from pipelines.read.word import read_docx
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Reading

Room = Callable[[Path, str, Sequence[int] | None], Reading]


def bound(rooms: Mapping[str, Room]) -> Mapping[str, Room]:
    """Return rooms by media type. Raises ValueError unless they are those of the formats that name a reader."""
    named = {entry.media_type for entry in registry.FORMATS if entry.reader}
    if wrong := sorted(named ^ rooms.keys()):
        raise ValueError(f"the registry of formats and the reading room disagree on {', '.join(wrong)}")
    return MappingProxyType(dict(rooms))


ROOMS: Final = bound(
    {
        registry.PDF: read_pdf,
        registry.HTML: read_html,
        registry.MHTML: read_mhtml,
        registry.DOCX: read_docx,
        registry.XLSX: read_xlsx,
        registry.XLS: read_xls,
        registry.ODT: read_odt,
        registry.ODS: read_ods,
        registry.OFD: read_ofd,
        registry.TEXT: read_text,
        **dict.fromkeys(CONVERTED, read_office),
        **dict.fromkeys(MEDIA_TYPES, read_scan),
    }
)
"""The reader of each format that has one."""
_NEVER_PACKED: Final = frozenset((registry.TEXT, registry.HTML, registry.MHTML))
_VOLUME: Final = re.compile(r"\.(?:\d{3}|[zr]\d{2})")
"""Suffixes of the parts of an archive in several volumes (a.7z.002, a.z01, a.r00)."""
_REFUSALS: Final[Mapping[str, Room]] = {
    registry.PROTECTED: refuse_protected,
    registry.UNKNOWN_COMPOUND: refuse_compound,
}
"""Formats of which more can be said than that they are not read."""


@seldom_collected()
def read(path: Path, *, reader: str = "pdfium", pages: Sequence[int] | None = None) -> Reading:
    """Read a document into pages.

    ``pages`` chooses page numbers from 1; ``reader`` is ``pdfium`` or, for a second opinion, ``pdfminer``.
    Raises DocumentError with status ``failed`` for an empty, damaged, protected or mistaken file, and with
    status ``unsupported`` for a format that has no reader.
    """
    if path.stat().st_size == 0:
        raise DocumentError("the file is empty (0 bytes)")
    media_type = detect_media_type(path)
    room = ROOMS.get(media_type) or _REFUSALS.get(media_type)
    if room is None:
        if media_type == registry.UNKNOWN and _VOLUME.fullmatch(path.suffix.lower()):
            raise DocumentError("a part of an archive in several volumes: join them", status="unsupported")
        found = registry.format_of(media_type)
        advice = found.unsupported or "its members are documents of their own"
        raise DocumentError(f"the format is not supported: {found.name}; {advice}", status="unsupported")
    reading = room(path, reader, pages)
    size = path.stat().st_size
    if media_type in _NEVER_PACKED:
        return as_far_as_read(reading, size, READ_BYTES_A_CELL_OF_TEXT)
    require_characters(characters_of(reading.pages), size)
    return as_far_as_read(reading, size, READ_BYTES_A_CELL)


__all__ = ["ROOMS", "bound", "read"]
