"""Tar archives, plain or compressed, and single compressed files, with the standard library."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Final, cast

from pipelines.containers.names import from_bytes
from pipelines.containers.values import CHUNK, ArchiveLimits, LimitError, StoredMember
from pipelines.formats.registry import BZIP2, GZIP, TAR, XZ
from pipelines.values.errors import DocumentError

_HEADER_BYTES: Final = 1024**2  # the longest name or attribute block that is read at once
_DAMAGE: Final = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


class _Bounded(io.RawIOBase):
    """A stream that never hands out more at once than a header needs, nor passes a total."""

    def __init__(self, stream: IO[bytes], limits: ArchiveLimits) -> None:
        self._stream = stream
        self._most = limits.total_bytes + limits.members * 4096

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0 or size > _HEADER_BYTES:
            raise LimitError("the tar archive has a header of more than 1 MiB")
        self._check(self._stream.tell() + size)
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if whence == 0:
            self._check(offset)
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def _check(self, position: int) -> None:
        if position > self._most:
            raise LimitError(f"the archive unpacks to more than {self._most / 1024**2:.0f} MiB")


def entries(path: Path, kind: str, limits: ArchiveLimits) -> Iterator[StoredMember]:
    """Yield a tar's members in stored order, or the one file of a compressed file that is no tar.

    Raises DocumentError for a damaged or truncated archive and LimitError beyond the limits.
    """
    with _told_plainly(), _open(path, kind) as stream:
        archive = _tar(stream, limits)
        if archive is None:
            if kind == TAR:
                raise tarfile.ReadError("no tar header")
            stream.seek(0)
            yield StoredMember(_inner_name(path, kind), None, partial(_pour, stream))
            return
        with archive:
            for info in archive:
                if not info.isdir():
                    yield _entry(archive, info)


def _tar(stream: IO[bytes], limits: ArchiveLimits) -> tarfile.TarFile | None:
    bounded = cast("IO[bytes]", _Bounded(stream, limits))
    try:
        return tarfile.open(fileobj=bounded, mode="r:", errors="surrogateescape")
    except tarfile.ReadError:
        return None


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what the standard library raises for damaged bytes into a DocumentError."""
    try:
        yield
    except DocumentError:
        raise
    except _DAMAGE as error:
        raise DocumentError(f"the archive is damaged or cut off: {error}") from error


def _open(path: Path, kind: str) -> IO[bytes]:
    if kind == GZIP:
        return cast("IO[bytes]", gzip.open(path))
    if kind == BZIP2:
        return cast("IO[bytes]", bz2.open(path))
    if kind == XZ:
        return cast("IO[bytes]", lzma.open(path))
    return path.open("rb")


def _entry(archive: tarfile.TarFile, info: tarfile.TarInfo) -> StoredMember:
    name, note = from_bytes(info.name.encode("utf-8", "surrogateescape"))
    problem = ""
    if info.issym() or info.islnk():
        problem = "a link; links are not followed"
    elif not info.isreg():
        problem = "a device or other special file"
    elif info.issparse():
        problem = "a sparse file"
    return StoredMember(name, info.size, partial(_chunks, archive, info), problem, note)


def _chunks(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    with _told_plainly():
        file = archive.extractfile(info)
        left = info.size
        while left:
            chunk = file.read(min(CHUNK, left)) if file else b""
            if not chunk:
                raise tarfile.ReadError("unexpected end of data")
            left -= len(chunk)
            yield chunk


def _pour(stream: IO[bytes]) -> Iterator[bytes]:
    with _told_plainly():
        while chunk := stream.read(CHUNK):
            yield chunk


def _inner_name(path: Path, kind: str) -> str:
    """Return the name of a compressed file without its compression: what gzip stored, else the file's
    own.
    """
    if kind == GZIP and (stored := _gzip_name(path)):
        return from_bytes(stored)[0]
    return path.stem


def _gzip_name(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(1024)
    flags, at = head[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    end = head.find(b"\0", at)
    return head[at:end] if flags & 8 and end > at else b""
