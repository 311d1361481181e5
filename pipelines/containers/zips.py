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
from pipelines.values.errors import DocumentError

_END: Final = b"PK\x05\x06"
_END64_LOCATOR: Final = b"PK\x06\x07"
_END64: Final = b"PK\x06\x06"
_LONGEST_END: Final = 22 + 65535
_DIRECTORY_BYTES_A_MEMBER: Final = 8192
_LOCAL_HEADER: Final = 30
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


def entries(path: Path, limits: ArchiveLimits) -> Iterator[StoredMember]:
    """Yield a zip's members in stored order.

    Raises DocumentError for a broken directory, for entries that overlap, where everything is encrypted,
    and beyond the limits.
    """
    require_small_directory(path, limits)
    try:
        archive = zipfile.ZipFile(path)
    except (*_DAMAGE, NotImplementedError, struct.error) as error:
        raise DocumentError(f"the zip archive's directory is broken: {error}") from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        _require_sound(files, limits)
        for info in files:
            yield _entry(archive, info)


def require_small_directory(path: Path, limits: ArchiveLimits) -> None:
    """Refuse a zip whose end record announces too many members, before the directory is loaded."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        start = max(0, size - _LONGEST_END - 20)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + 22:
            return
        count, directory = struct.unpack_from("<HI", tail, at + 10)
        if at >= 20 and tail[at - 20 : at - 16] == _END64_LOCATOR:
            (offset,) = struct.unpack_from("<Q", tail, at - 12)
            if offset < size:
                file.seek(offset)
                record = file.read(56)
                if len(record) == 56 and record.startswith(_END64):
                    wide_count, wide_directory = struct.unpack_from("<QQ", record, 32)
                    count, directory = max(count, wide_count), wide_directory
    if count > limits.members and (count != 0xFFFF or directory > limits.members * 46):
        raise LimitError(f"the archive holds more than {limits.members:,} members")
    if directory > limits.members * _DIRECTORY_BYTES_A_MEMBER and directory <= size:
        raise LimitError(f"the archive's directory is larger than {limits.members:,} members need")


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
