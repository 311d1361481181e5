"""Rar and 7z archives through libarchive (the system library, bound by ``libarchive-c``), where it is
installed.
"""

from __future__ import annotations

import locale
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import c_int, c_void_p
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pipelines.containers.names import from_bytes
from pipelines.containers.values import StoredMember
from pipelines.formats.registry import RAR, SEVEN_ZIP
from pipelines.formats.tools import LIBARCHIVE
from pipelines.values.errors import DocumentError

_NAMES: Final = {RAR: "RAR", SEVEN_ZIP: "7-Zip"}
_RAR5: Final = b"Rar!\x1a\x07\x01\x00"
_UTF8_LOCALES: Final = ("C.UTF-8", "en_US.UTF-8", "UTF-8")
_PASSWORD_WORDS: Final = ("encrypt", "passphrase", "password")


def entries(path: Path, kind: str) -> Iterator[StoredMember]:
    """Yield the members of a rar or 7z archive in stored order.

    Raises DocumentError for a damaged or encrypted archive, with status ``unsupported`` without libarchive.
    """
    libarchive = _library(kind)
    try:
        with (
            _unicode_names(),
            path.open("rb") as file,
            libarchive.fd_reader(file.fileno(), _format(path, kind)) as archive,
        ):
            for entry in archive:
                if _is_encrypted(entry, libarchive):
                    raise DocumentError("the archive is protected by a password")
                if not entry.isdir:
                    yield _entry(entry, libarchive, kind)
    except libarchive.exception.ArchiveError as error:
        raise _failure(error.msg, kind) from error


@contextmanager
def _unicode_names() -> Iterator[None]:
    """Hold a UTF-8 locale: libarchive loses the UTF-16 names of 7z in any other."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in _UTF8_LOCALES:
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            break
    try:
        yield
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def _library(kind: str) -> ModuleType:
    try:
        library = import_module("libarchive")
        import_module("libarchive.exception")
    except (ImportError, OSError, TypeError, AttributeError) as error:
        raise DocumentError(
            f"{_NAMES[kind]} archives need libarchive: install the system package libarchive13 (Debian,"
            " Ubuntu) or libarchive (Fedora, Homebrew) and the Python package libarchive-c",
            status="unsupported",
            tool=LIBARCHIVE.name,
        ) from error
    return library


def _format(path: Path, kind: str) -> str:
    if kind == SEVEN_ZIP:
        return "7zip"
    with path.open("rb") as file:
        return "rar5" if file.read(len(_RAR5)) == _RAR5 else "rar"


def _entry(entry: Any, libarchive: ModuleType, kind: str) -> StoredMember:
    stored = entry.pathname
    name, note = from_bytes(stored) if isinstance(stored, bytes) else (stored or "", "")
    mode = stat.S_IFMT(entry.mode)
    problem = ""
    if entry.issym or entry.islnk:
        problem = "a link; links are not followed"
    elif mode and not stat.S_ISREG(mode):
        problem = "a device or other special file"
    return StoredMember(name, entry.size, partial(_chunks, entry, libarchive, kind), problem, note)


def _is_encrypted(entry: Any, libarchive: ModuleType) -> bool:
    """Ask the library itself: it hands out an encrypted RAR 4 member's stored bytes as if they were plain."""
    asked = libarchive.ffi.libarchive.archive_entry_is_encrypted
    asked.argtypes, asked.restype = [c_void_p], c_int
    return bool(asked(entry._entry_p))


def _chunks(entry: Any, libarchive: ModuleType, kind: str) -> Iterator[bytes]:
    try:
        yield from entry.get_blocks()
    except libarchive.exception.ArchiveError as error:
        raise _failure(error.msg, kind) from error


def _failure(reason: str | None, kind: str) -> DocumentError:
    if reason and any(word in reason.lower() for word in _PASSWORD_WORDS):
        return DocumentError("the archive is protected by a password")
    told = f": {reason}" if reason else ""
    return DocumentError(f"the {_NAMES[kind]} archive is damaged or cut off{told}")
