"""Which files are archives, by content: office files (docx, xlsx, ods, ofd) are zips and are not."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

ZIP: Final = "application/zip"
RAR: Final = "application/vnd.rar"
SEVEN_ZIP: Final = "application/x-7z-compressed"
TAR: Final = "application/x-tar"
GZIP: Final = "application/gzip"
BZIP2: Final = "application/x-bzip2"
XZ: Final = "application/x-xz"
COMPRESSED: Final = (GZIP, BZIP2, XZ)
_MAGIC: Final = (
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\x1f\x8b\x08", GZIP),
    (b"BZh", BZIP2),
    (b"\xfd7zXZ\x00", XZ),
)
_ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK")
_TAR_HEADER: Final = 512
_OFFICE_MARKS: Final = frozenset(("[content_types].xml", "ofd.xml", "mimetype"))


def archive_kind(path: Path) -> str | None:
    """Return an archive's media type; None for anything else, office files included.

    A zip whose directory is broken counts as an archive: reading it tells what is broken.
    """
    with path.open("rb") as file:
        head = file.read(_TAR_HEADER)
    if head.startswith(_ZIP_MAGIC):
        return None if _is_office(path) else ZIP
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return TAR if _is_tar(head) else None


def is_native(kind: str) -> bool:
    """Tell whether a format is read through libarchive."""
    return kind in (RAR, SEVEN_ZIP)


def _is_office(path: Path) -> bool:
    from pipelines.containers.values import DEFAULT_LIMITS, LimitError
    from pipelines.containers.zips import require_small_directory

    try:
        require_small_directory(path, DEFAULT_LIMITS)
        with zipfile.ZipFile(path) as archive:
            return any(name.lower() in _OFFICE_MARKS for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, LimitError):
        return False


def _is_tar(head: bytes) -> bool:
    """Check the header's own sum, which formats without a magic word have too."""
    if len(head) < _TAR_HEADER or not head[0]:
        return False
    try:
        said = int(head[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return said == sum(head[:148]) + sum(head[156:]) + 8 * 0x20
