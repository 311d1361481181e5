"""Compound files (D0CF11E0, [MS-CFB]): the names and bytes of the streams in their root folder.

Only the directory is read; a stream inside a storage (an embedded workbook) is not one of the document's own.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Final

from xlrd.compdoc import CompDoc, CompDocError

from pipelines.values.errors import DocumentError

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM: Final = 2
_DAMAGE: Final = (
    CompDocError, struct.error, ValueError, LookupError, TypeError, AssertionError, RecursionError, OSError,
)  # fmt: skip
_FIB_FLAGS: Final = 0x0A
_FIB_ENCRYPTED: Final = 0x0100


def root_streams(path: Path) -> set[str] | None:
    """Return the names of the streams in the root folder, None for a directory that cannot be read."""
    found = _open(path)
    if found is None:
        return None
    root = found.dirlist[0]
    return {found.dirlist[number].name for number in root.children if found.dirlist[number].etype == _STREAM}


def is_encrypted(path: Path) -> bool:
    """Tell whether an office file needs a password: a wrapped package, or a flagged Word 97 file.

    Raises DocumentError where a stream of the root folder is cut off.
    """
    names = root_streams(path)
    found = _open(path)
    if found is None or names is None:
        raise DocumentError("the file is damaged: its directory of streams cannot be read")
    if "EncryptedPackage" in names:
        return True
    flags = 0
    for name in sorted(names):
        try:
            data, offset, _ = found.locate_named_stream(name)
        except _DAMAGE as error:
            raise DocumentError(f"the file is damaged: its stream {name} is cut off") from error
        if name == "WordDocument" and data:
            flags = int.from_bytes(data[offset + _FIB_FLAGS : offset + _FIB_FLAGS + 2], "little")
    return bool(flags & _FIB_ENCRYPTED)


def _open(path: Path) -> CompDoc | None:
    try:
        return CompDoc(path.read_bytes(), logfile=io.StringIO())
    except _DAMAGE:
        return None
