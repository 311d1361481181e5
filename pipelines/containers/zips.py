"""Zip archives, with the standard library. The directory is checked before anything is unpacked."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from pipelines.containers.names import from_bytes, unicode_path
from pipelines.containers.values import (
    CHUNK,
    ArchiveLimits,
    DamagedMemberError,
    LimitError,
    StoredMember,
    require_ratio,
)
from pipelines.formats.whole import oversized_directory
from pipelines.values.errors import DocumentError

_LOCAL_HEADER: Final = 30
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


def entries(path: Path, limits: ArchiveLimits) -> Iterator[StoredMember]:
    """Yield a zip's members in stored order.

    Raises DocumentError for a broken directory, for entries that overlap, where everything is encrypted,
    and beyond the limits.
    """
    if reason := oversized_directory(path, limits.members):
        raise LimitError(reason)
    try:
        archive = zipfile.ZipFile(path)
    except (*_DAMAGE, NotImplementedError, struct.error) as error:
        raise DocumentError(f"the zip archive's directory is broken: {error}") from error
    with archive:
        # ZipInfo.is_dir raises for a member without a name.
        files = [info for info in archive.infolist() if not info.filename.endswith("/")]
        _require_sound(files, limits)
        for info in files:
            yield _entry(archive, info)


def _require_sound(files: Sequence[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if len(files) > limits.members:
        raise LimitError(f"the archive holds more than {limits.members:,} members")
    if files and all(info.flag_bits & _ENCRYPTED for info in files):
        raise DocumentError("the archive is protected by a password")
    end = 0
    for info in sorted(files, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise LimitError("a zip bomb: its members overlap one another")
        end = info.header_offset + _LOCAL_HEADER + info.compress_size
        require_ratio(info.file_size, info.compress_size, limits)
    taken = sum(info.file_size for info in files if info.file_size <= limits.member_bytes)
    if taken > limits.total_bytes:
        raise LimitError(f"the archive unpacks to more than {limits.total_bytes / 1024**2:.0f} MiB")


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> StoredMember:
    name, note = _name(info)
    mode = info.external_attr >> 16
    problem = ""
    if stat.S_ISLNK(mode):
        problem = "a symbolic link; links are not followed"
    elif stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        problem = "a device or other special file"
    elif info.flag_bits & _ENCRYPTED:
        problem = "protected by a password"
    return StoredMember(name, info.file_size, partial(_chunks, archive, info), problem, note)


def _name(info: zipfile.ZipInfo) -> tuple[str, str]:
    if info.flag_bits & _UTF8:
        return info.orig_filename, ""
    raw = info.orig_filename.encode("cp437", "replace")
    better = unicode_path(info.extra, raw)
    return (better, "") if better else from_bytes(raw)


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except NotImplementedError:
        method = f"compressed by a method that is not supported ({info.compress_type})"
        raise DamagedMemberError(method) from None
    except _DAMAGE as error:
        raise DamagedMemberError(f"damaged: {error}") from error
    except RuntimeError as error:
        raise DamagedMemberError(f"cannot be unpacked: {error}") from error
