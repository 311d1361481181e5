"""Member names: from stored bytes to text, made harmless, and kept apart."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import PurePosixPath
from typing import Final

_UNICODE_PATH: Final = 0x7075  # extra field "Info-ZIP Unicode Path", written by WinRAR and 7-Zip
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_LONGEST: Final = 500
_LITTER: Final = frozenset((".ds_store", "thumbs.db", "desktop.ini"))
_LITTER_BEGINS: Final = ("~$", "._")


def from_bytes(raw: bytes) -> tuple[str, str]:
    """Decode a stored name: strict UTF-8, then GB 18030; return (name, note).

    >>> from_bytes("决算.xls".encode("gbk"))
    ('决算.xls', '')
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace"), "its name is in no known encoding"


def unicode_path(extra: bytes, raw: bytes) -> str | None:
    """Return the UTF-8 name that a zip entry's extra field carries for exactly this stored name."""
    while len(extra) >= 4:
        tag, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if tag == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            (crc,) = struct.unpack_from("<I", body, 1)
            if crc == zlib.crc32(raw):
                try:
                    return body[5:].decode("utf-8")
                except UnicodeDecodeError:
                    return None
    return None


def harmless(name: str) -> tuple[str, str]:
    """Return a name fit to be shown and a note where it pointed out of the archive.

    Backslashes become slashes and control characters spaces; parts that climb or start elsewhere are kept
    for the eye.
    """
    shown = "".join(c if c.isprintable() else " " for c in name.replace("\\", "/"))[:_LONGEST].strip()
    parts = shown.split("/")
    is_outside = shown.startswith("/") or ".." in parts or bool(_DRIVE.match(shown))
    return shown or "(no name)", "its name points out of the archive" if is_outside else ""


def file_name(shown: str) -> str:
    """Return the last part of a shown name, never empty and never a step up."""
    name = PurePosixPath(shown).name
    return name if name not in ("", ".", "..") else "(no name)"


def is_litter(name: str) -> bool:
    """Tell whether a file of this name is nobody's document: what systems and Office leave beside documents.

    >>> is_litter("Thumbs.db"), is_litter("~$决算.docx"), is_litter("决算.docx")
    (True, True, False)
    """
    return name.lower() in _LITTER or name.startswith(_LITTER_BEGINS)


def temporary_suffix(shown: str) -> str:
    """Return the suffix a temporary file may bear: letters and digits only, else none."""
    suffix = PurePosixPath(file_name(shown)).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def numbered(name: str, seen: dict[str, int]) -> str:
    """Keep names apart: the second ``a.xls`` becomes ``a (2).xls``; ``seen`` counts them."""
    count = seen[name] = seen.get(name, 0) + 1
    if count == 1:
        return name
    suffix = PurePosixPath(name).suffix
    return numbered(f"{name.removesuffix(suffix)} ({count}){suffix}", seen)
