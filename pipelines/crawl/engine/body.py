"""A body on its way in: unpacked and measured as it comes, in memory while small, else in a file aside."""

from __future__ import annotations

import os
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from pipelines.crawl.engine.errors import RefusedError

IN_MEMORY: Final = 2 * 1024**2  # bytes; larger bodies go to a file
HEAD: Final = 64 * 1024  # bytes of a body in a file that stay in memory, for looking at
_STEP: Final = 256 * 1024
_MAGIC: Final = 2  # bytes that tell how a member is packed
_MIB: Final = 1024**2


@dataclass(frozen=True, slots=True)
class Body:
    """A whole body: ``head`` is all of it unless ``file`` holds it. The file belongs to who takes the body."""

    head: bytes
    size: int
    file: Path | None = None


class _Identity:
    is_whole = True

    def feed(self, data: bytes, _limit: int) -> bytes:
        return data


class _Inflate:
    """gzip (members after members) and deflate, with or without zlib's header."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None  # None at the start of a member
        self._start = b""
        self._members = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether all that came was whole members; what follows the last one is padding."""
        return self._stream is None and self._members > 0

    def feed(self, data: bytes, limit: int) -> bytes:
        """Unpack at most a little over ``limit`` bytes of what comes; the rest is dropped by refusal."""
        out = bytearray()
        is_full = False  # the last piece filled its step, so the stream may hold more
        while (data or is_full) and len(out) <= limit:
            if self._stream is None:
                self._start, data = self._start + data, b""
                if len(self._start) < _MAGIC:
                    break
                if self._members and not self._start.startswith(b"\x1f\x8b"):
                    break
                self._stream = zlib.decompressobj(wbits=_window(self._start))
                data, self._start = self._start, b""
            piece = self._stream.decompress(data, _STEP)
            out += piece
            is_full = len(piece) == _STEP and not self._stream.eof
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            if self._stream.eof:
                self._stream = None
                self._members += 1
        return bytes(out)


def _window(start: bytes) -> int:
    """Return zlib's word for how packed bytes begin: as gzip, with zlib's header, or bare."""
    if start.startswith(b"\x1f\x8b"):
        return 31
    has_header = start[0] & 15 == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return 15 if has_header else -15


class Intake:
    """Takes one body's chunks. Close it always; what was not taken as a whole leaves no file behind."""

    def __init__(self, encoding: str, limit: int, folder: Path) -> None:
        """Begin a body in a Content-Encoding; ``limit`` bytes are allowed, files are made in ``folder``."""
        names = [
            name for name in encoding.lower().replace("x-gzip", "gzip").replace(" ", "").split(",") if name
        ]
        names = [name for name in names if name != "identity"]
        if names and names not in (["gzip"], ["deflate"]):
            raise RefusedError("unreadable", f"sent in the encoding {encoding!r}, which was not asked for")
        self._unpack: _Identity | _Inflate = _Inflate() if names else _Identity()
        self._limit = limit
        self._folder = folder
        self._memory = bytearray()
        self._file: IO[bytes] | None = None
        self._path: Path | None = None
        self._size = 0
        self._is_empty = True

    def feed(self, chunk: bytes) -> None:
        """Take one chunk. Raises RefusedError when the body grows beyond its limit or cannot be unpacked."""
        try:
            data = self._unpack.feed(chunk, self._limit - self._size)
        except zlib.error as error:
            raise RefusedError("incomplete", f"the packed body is damaged: {error}") from error
        self._is_empty = self._is_empty and not chunk
        self._size += len(data)
        if self._size > self._limit:
            raise RefusedError("too_large", f"more than {self._limit / _MIB:g} MiB")
        if self._file is None:
            self._memory += data
            if len(self._memory) > IN_MEMORY:
                self._to_file()
        else:
            self._file.write(data)

    def finish(self) -> Body:
        """Return the whole body. Raises RefusedError where a packed one ended too early."""
        if not self._is_empty and not self._unpack.is_whole:
            raise RefusedError("incomplete", "the packed body ended too early")
        if self._file is None:
            return Body(bytes(self._memory), self._size)
        self._file.close()
        path, self._path = self._path, None
        return Body(bytes(self._memory), self._size, path)

    def close(self) -> None:
        """Drop what was not finished."""
        if self._file is not None:
            self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _to_file(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix="body-")
        self._path = Path(name)
        self._file = os.fdopen(handle, "wb")
        self._file.write(self._memory)
        del self._memory[HEAD:]
