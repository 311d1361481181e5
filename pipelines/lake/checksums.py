"""The checksum that a lake file carries in its own footer: of all its bytes, its own digits as zeros.

Parquet's decoders notice few damaged bits: one in a compressed page often decodes to other values, one in the
statistics lets a reader skip rows.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final
from zlib import crc32

_KEY: Final = "juesuan.crc32"
_ZEROS: Final = "0" * 8
PLACE: Final = {_KEY: _ZEROS}
"""The metadata that a file is written with before it is sealed."""
_BEFORE: Final = (
    _KEY.encode() + b"\x18" + bytes((len(_ZEROS),))
)  # as the footer has a text: its length before it
_TAIL: Final = 1 << 16  # bytes: where the checksum stands is looked for from the end, this far at a time
_PIECE: Final = 1 << 20


def sealed(data: bytes) -> bytes:
    """Return the bytes of a file that was written with :data:`PLACE`, with their checksum in it."""
    at = data.rindex(_BEFORE) + len(_BEFORE)
    return data[:at] + f"{crc32(data):08x}".encode() + data[at + len(_ZEROS) :]


def is_sound(path: Path) -> bool | None:
    """Tell whether a file's bytes are those that it was sealed with; None for one that carries no checksum.

    Raises OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        at = _place(file, size)
        if at is None:
            return None
        file.seek(at)
        told = file.read(len(_ZEROS))
        found = _checksum(file, 0, at, 0)
        found = crc32(_ZEROS.encode(), found)
        found = _checksum(file, at + len(_ZEROS), size, found)
    return told == f"{found:08x}".encode()


def _place(file: io.BufferedReader, size: int) -> int | None:
    """Return where the digits of a file's checksum begin."""
    end = size
    while end > 0:
        start = max(0, end - _TAIL)
        file.seek(start)
        found = file.read(end - start + len(_BEFORE)).rfind(_BEFORE)
        if found >= 0:
            return start + found + len(_BEFORE)
        end = start
    return None


def _checksum(file: io.BufferedReader, start: int, end: int, found: int) -> int:
    file.seek(start)
    while start < end and (piece := file.read(min(_PIECE, end - start))):
        found = crc32(piece, found)
        start += len(piece)
    return found


__all__ = ["PLACE", "is_sound", "sealed"]
