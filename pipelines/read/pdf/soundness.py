"""Tell whether a PDF file is complete and its streams whole, before any reader repairs or skips what is damaged."""

from __future__ import annotations

import base64
import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipelines.values.errors import DocumentError

_REFUSED = "so it must not be taken for a complete document"
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_STREAM: Final = re.compile(rb">>\s*stream(?:\r\n|\n|\r)")
_NUMBER: Final = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+obj\b")
_FILTER: Final = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_LENGTH: Final = re.compile(rb"/Length\s+(\d{1,10})(?!\s+\d+\s+R)\b")
_END: Final = re.compile(rb"\s*endstream")
_NAME: Final = re.compile(rb"/(\w+)")
_FLATE: Final = frozenset((b"FlateDecode", b"Fl"))
_ASCII85: Final = frozenset((b"ASCII85Decode", b"A85"))
_HEX: Final = frozenset((b"ASCIIHexDecode", b"AHx"))
_SPACE: Final = re.compile(rb"\s+")
_LONGEST_DICTIONARY: Final = 4096
_CHUNK: Final = 1 << 20
_PIECE: Final = 1 << 16
"""So much of a stream is unpacked at a time: what is left over is copied each time."""
_MOST_BYTES: Final = 1 << 29
"""So much is unpacked of a file at most."""
_MOST_TOLD: Final = 3
_GIB: Final = 1 << 30
_LARGEST: Final = _GIB


def require_complete(path: Path) -> None:
    """Raise DocumentError for a PDF whose end is missing.

    Readers rebuild such a file from the objects that are left, which looks like a shorter document. A whole
    file has a trailer or a cross-reference stream and ends with ``startxref`` and ``%%EOF``; junk after them
    is harmless unless it holds further objects. Wrong offsets are left to the reader to repair. A larger file than
    there is memory for is refused too.
    """
    if (size := path.stat().st_size) > _LARGEST:
        raise DocumentError(f"the PDF has {size / _GIB:.1f} GiB; at most {_LARGEST / _GIB:.1f} GiB are read")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = data.rfind(b"%%EOF")
        if end < 0 or _OBJECT.search(data, end):
            raise DocumentError(
                f"the PDF is truncated: its end (%%EOF) is missing after {len(data)} bytes, {_REFUSED}"
            )
        has_index = data.rfind(b"trailer", 0, end) >= 0 or data.rfind(b"/XRef", 0, end) >= 0
        if not has_index or data.rfind(b"startxref", 0, end) < 0:
            raise DocumentError(f"the PDF is damaged: it has no cross-reference table, {_REFUSED}")


def damaged_streams(path: Path) -> list[str]:
    """Return a sentence for each compressed stream that does not unpack to its end; readers skip them in silence.

    Checked is what carries a checksum of its own: deflated streams, also such in ASCII armour. Encrypted files are
    left alone.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.rfind(b"/Encrypt") >= 0:
            return []
        found = list(_damaged(data))
    told = [
        f"the PDF is damaged: its stream {number} cannot be unpacked whole" for number in found[:_MOST_TOLD]
    ]
    more = len(found) - len(told)
    return [*told, f"the PDF is damaged: so are {more} further streams"] if more > 0 else told


def _damaged(data: mmap.mmap) -> Iterator[str]:
    """Yield the object numbers of the streams that are damaged."""
    at = unpacked = 0
    while (match := _STREAM.search(data, at)) is not None and unpacked < _MOST_BYTES:
        start = match.end()
        begin = data.rfind(b"obj", max(0, match.start() - _LONGEST_DICTIONARY), match.start())
        head = data[max(0, begin - 20) : match.start() + 2]
        end = _end_of(data, head, start)
        if end < 0:
            return
        at = end
        listed = _FILTER.search(head)
        names = _NAME.findall(listed[1]) if listed else []
        number = _NUMBER.search(head)
        if begin < 0 or number is None or not names:
            continue
        size = _unpacked(data[start:end], names)
        if size is None:
            yield number[1].decode()
        else:
            unpacked += size


def _end_of(data: mmap.mmap, head: bytes, start: int) -> int:
    """Return where a stream's bytes end: where its length says, if the end stands there, else before ``endstream``."""
    if length := _LENGTH.search(head):
        end = start + int(length[1])
        if end < len(data) and _END.match(data, end):
            return end
    return data.find(b"endstream", start)


def _unpacked(packed: bytes, filters: list[bytes]) -> int | None:
    """Return how many bytes a stream unpacks to, 0 where that is not checked, None where it is damaged."""
    for name in filters:
        if name in _ASCII85:
            try:
                body = _SPACE.sub(b"", packed)
                packed = base64.a85decode(body.removeprefix(b"<~").partition(b"~")[0])
            except ValueError:
                return None
        elif name in _HEX:
            digits = _SPACE.sub(b"", packed).partition(b">")[0]
            try:
                packed = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
            except ValueError:
                return None
        else:
            return _inflated(packed) if name in _FLATE else 0
    return 0


def _inflated(packed: bytes) -> int | None:
    if not packed.strip():
        return 0
    inflate = zlib.decompressobj()
    size = 0
    try:
        for at in range(0, len(packed), _PIECE):
            piece = packed[at : at + _PIECE]
            while piece and not inflate.eof and size < _MOST_BYTES:
                size += len(inflate.decompress(piece, _CHUNK))
                piece = inflate.unconsumed_tail
    except zlib.error:
        return None
    return size if inflate.eof or size >= _MOST_BYTES else None
