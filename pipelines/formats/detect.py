"""Tell what a file is from its bytes; names and suffixes are not trusted.

Packages are told by their content types, compound files by the streams in their root, text by how it begins.
Office files (docx, xlsx, ods, ofd) are zips and are not archives.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from pipelines.formats.compound import SIGNATURE, root_streams
from pipelines.formats.encoding import decode
from pipelines.formats.registry import (
    BY_MEDIA_TYPE,
    FORMATS,
    HTML,
    MHTML,
    TAR,
    TEXT,
    UNKNOWN,
    UNKNOWN_COMPOUND,
    UNKNOWN_PACKAGE,
    XML,
    ZIP,
)
from pipelines.formats.whole import oversized_directory

_HEAD: Final = 65536
_TAR_HEADER: Final = 512
_TEXT_HEAD: Final = 4096
_PRINTABLE_HEAD: Final = 1024
_INVISIBLE: Final = "\u200b\ufeff"  # blanks of no width that extraction leaves in texts
_WIDE_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")

_CONTENT_TYPES: Final = "[content_types].xml"
_MIMETYPE: Final = "mimetype"
_PACKAGE_MARKS: Final = frozenset((_CONTENT_TYPES, _MIMETYPE, "ofd.xml"))
_MOST_PARTS: Final = 20_000
_PART_ENTRY_BYTES: Final = 1024
_MOST_BYTES: Final = 4 * 1024**2
_DAMAGE: Final = (
    KeyError, OSError, RuntimeError, ValueError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

_CONTAINER_MAGIC: Final = tuple((m, f.media_type) for f in FORMATS if f.unpacker for m in f.magic)
_MAGIC: Final = tuple((m, f.magic_within, f.media_type) for f in FORMATS if not f.unpacker for m in f.magic)
_STREAMS: Final = tuple((stream, f.media_type) for f in FORMATS for stream in f.streams)
_MAIN_PARTS: Final = tuple(
    (re.compile(f.main_part.encode(), re.IGNORECASE), f.media_type) for f in FORMATS if f.main_part
)
_ROOTS: Final = tuple((re.compile(f.root), f.media_type) for f in FORMATS if f.root)
_MEMBERS: Final = tuple((member, f.media_type) for f in FORMATS for member in f.members)
_DECLARED: Final = frozenset(f.media_type for f in FORMATS if f.end == "zip" and not f.unpacker)

_WEB_PAGE: Final = re.compile(
    r"<(!doctype\s+html|html|head|body|script|meta|title|div|table|frameset)\b", re.IGNORECASE
)
_SAVED_PAGE: Final = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*(?:multipart/(?:related|mixed|alternative)|text/html)\b",
    re.IGNORECASE,
)


def detect_media_type(path: Path) -> str:
    """Return a file's media type, one of the registry's; ``application/octet-stream`` when nothing is known."""
    head = _head(path, _HEAD)
    if (packed := _packed_kind(path, head)) is not None:
        return packed
    if head.startswith(SIGNATURE):
        return _compound_kind(path)
    for magic, within, media_type in _MAGIC:
        if magic in head[:within] if within else head.startswith(magic):
            return media_type
    return MHTML if is_saved_page(head) else _text_kind(head)


def archive_kind(path: Path) -> str | None:
    """Return an archive's media type; None for anything else, office files included.

    A zip whose directory is broken counts as an archive: reading it tells what is broken.
    """
    kind = _packed_kind(path, _head(path, _TAR_HEADER))
    return kind if kind is not None and BY_MEDIA_TYPE[kind].unpacker else None


def is_saved_page(head: bytes) -> bool:
    """Tell whether first bytes are those of a saved page (MHTML): headers of a message that is a page or holds one."""
    return _SAVED_PAGE.match(head[:_TEXT_HEAD].lstrip()) is not None


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _packed_kind(path: Path, head: bytes) -> str | None:
    """Return the media type of an archive or a package of parts, None for anything else."""
    for magic, kind in _CONTAINER_MAGIC:
        if head.startswith(magic):
            return _zip_kind(path) if kind == ZIP else kind
    return TAR if _is_tar(head[:_TAR_HEADER]) else None


def _is_tar(head: bytes) -> bool:
    """Check the header's own sum, which formats without a magic word have too."""
    if len(head) < _TAR_HEADER or not head[0]:
        return False
    try:
        said = int(head[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return said == sum(head[:148]) + sum(head[156:]) + 8 * 0x20


def _zip_kind(path: Path) -> str:
    """Tell packages by what they declare, then by their content types, then by their members."""
    try:
        if oversized_directory(path, _MOST_PARTS, _PART_ENTRY_BYTES):
            return ZIP
        with zipfile.ZipFile(path) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            if not _PACKAGE_MARKS & names.keys():
                return ZIP
            declared = _part(archive, names, _MIMETYPE).decode("ascii", "replace").strip()
            listed = _part(archive, names, _CONTENT_TYPES)
    except _DAMAGE:
        return ZIP
    if (media_type := declared.removesuffix("-template")) in _DECLARED:
        return media_type
    by_type = next((kind for pattern, kind in _MAIN_PARTS if pattern.search(listed)), None)
    by_member = (kind for start, kind in _MEMBERS if any(name.startswith(start) for name in names))
    return by_type or next(by_member, UNKNOWN_PACKAGE)


def _part(archive: zipfile.ZipFile, names: dict[str, str], wanted: str) -> bytes:
    """Return a small part's bytes, none for a part that is missing or cannot be unpacked."""
    try:
        with archive.open(names[wanted]) as stream:
            return stream.read(_MOST_BYTES)
    except _DAMAGE:
        return b""


def _compound_kind(path: Path) -> str:
    """Return the media type of a compound file.

    Where its directory is damaged, the name of a stream anywhere in the file decides.
    """
    streams = root_streams(path)
    if streams is not None:
        folded = {name.casefold() for name in streams}
        return next((kind for name, kind in _STREAMS if name.casefold() in folded), UNKNOWN_COMPOUND)
    data = path.read_bytes()
    for name, kind in _STREAMS:
        if ("\0" + name + "\0").encode("utf-16-le")[1:] in data:
            return kind
    return UNKNOWN_COMPOUND


def _text_kind(head: bytes) -> str:
    """Tell web pages, XML and plain text from binary data."""
    text = decode(head).text.lstrip()
    sample = text[:_TEXT_HEAD]
    if sample.startswith("<") and (kind := next((kind for root, kind in _ROOTS if root.search(text)), "")):
        return kind
    if _WEB_PAGE.match(sample) or (sample.startswith("<") and _WEB_PAGE.search(sample)):
        return HTML
    if sample.startswith("<?xml"):
        return XML
    if b"\0" in head and not head.startswith(_WIDE_BOMS):
        return UNKNOWN
    shown = text[:_PRINTABLE_HEAD]
    is_text = bool(shown) and "\ufffd" not in shown
    return (
        TEXT if is_text and all(c.isprintable() or c.isspace() or c in _INVISIBLE for c in shown) else UNKNOWN
    )
