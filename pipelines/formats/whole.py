"""Is a file whole? What its end must hold, and how much its directory announces, without unpacking anything."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path
from typing import Final

from pipelines.formats.registry import BY_MEDIA_TYPE

# What readers of PDF accept: the end mark, or some of it, among trailing bytes.
_PDF_TAIL: Final = 64 * 1024
_PDF_END: Final = b"%%EOF"
_XML_TAIL: Final = 1024
_XML_END: Final = re.compile(rb"</(?:\w+:)?(?:Workbook|wordDocument|document)\s*>\s*\Z")
_END: Final = b"PK\x05\x06"
_END64_LOCATOR: Final = b"PK\x06\x07"
_END64: Final = b"PK\x06\x06"
_LONGEST_END: Final = 22 + 65535
DIRECTORY_BYTES_A_MEMBER: Final = 8192


def missing_end(content: Path | bytes, media_type: str) -> str:
    """Return what a file of a format lacks at its end, '' for a whole one and for a format without a mark.

    >>> missing_end(b"%PDF-1.4 ...", "application/pdf")
    'the PDF has no end mark: it is cut off'
    """
    entry = BY_MEDIA_TYPE.get(media_type)
    if entry is None or not entry.end:
        return ""
    if entry.end == "pdf":
        is_there = _PDF_END in _tail(content, _PDF_TAIL)
        return "" if is_there else "the PDF has no end mark: it is cut off"
    if entry.end == "xml":
        is_there = _XML_END.search(_tail(content, _XML_TAIL).replace(b"\0", b"")) is not None
        return "" if is_there else "the file does not close its root element: it is cut off"
    is_there = zipfile.is_zipfile(io.BytesIO(content) if isinstance(content, bytes) else content)
    return "" if is_there else "the file has no table of contents at its end: it is cut off"


def oversized_directory(path: Path, most_members: int, bytes_a_member: int = DIRECTORY_BYTES_A_MEMBER) -> str:
    """Return why a zip's directory should not be loaded, '' where its end record announces no more than given.

    ``bytes_a_member`` is what a member's entry may take on average. Only the end of the file is read.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _LONGEST_END - 20))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + 22:
            return ""
        count, directory = struct.unpack_from("<HI", tail, at + 10)
        if at >= 20 and tail[at - 20 : at - 16] == _END64_LOCATOR:
            (offset,) = struct.unpack_from("<Q", tail, at - 12)
            if offset < size:
                file.seek(offset)
                record = file.read(56)
                if len(record) == 56 and record.startswith(_END64):
                    wide_count, wide_directory = struct.unpack_from("<QQ", record, 32)
                    count, directory = max(count, wide_count), wide_directory
    if count > most_members and (count != 0xFFFF or directory > most_members * 46):
        return f"the archive holds more than {most_members:,} members"
    if directory > most_members * bytes_a_member and directory <= size:
        return f"the archive's directory is larger than {most_members:,} members need"
    return ""


def _tail(content: Path | bytes, size: int) -> bytes:
    if isinstance(content, bytes):
        return content[-size:]
    with content.open("rb") as file:
        file.seek(max(0, content.stat().st_size - size))
        return file.read()
