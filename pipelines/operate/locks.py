"""Locks between processes: one writer of the lake, one of the warehouse, whichever program it belongs to.

Dagster's pools order the steps of one instance; these hold also against the command line, another instance,
and after a crash, because the kernel drops a dead process's lock. Where Dagster's runs are kept in PostgreSQL, the
same locks are taken there too, for machines whose file systems do not lock for each other; a session that ends drops
its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Final

from pipelines.disk import write_atomically
from pipelines.settings import Settings

LAKE: Final = "lake"
WAREHOUSE: Final = "warehouse"
SERVER: Final = "server"
_POLL_SECONDS: Final = 0.5


class LockedError(Exception):
    """Something another process holds; the message names the process."""


@contextmanager
def exclusive(
    settings: Settings, what: str, *, wait_seconds: float = 6 * 3600, is_kept: bool = True
) -> Iterator[None]:
    """Hold one of the data folder's locks for the time of the block, alone.

    ``is_kept`` tells whether the lock's file stays; one that does not is for what has a name of its own. Raises
    LockedError when another process still holds it after ``wait_seconds``.
    """
    path = _path(settings, what)
    until = time.monotonic() + wait_seconds
    while True:
        with path.open("a+", encoding="utf-8", errors="replace") as file:
            _take(file, what, until, fcntl.LOCK_EX)
            if not is_kept and not _is_there(file, path):
                continue  # its holder has removed it: the next one is another file
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            try:
                with _in_postgres(settings, what, until, is_shared=False):
                    yield
            finally:
                if not is_kept:
                    path.unlink(missing_ok=True)
            return


@contextmanager
def claim(settings: Settings, what: str, who: str, *, wait_seconds: float = 6 * 3600) -> Iterator[bool]:
    """Hold a lock that has a name of its own on somebody's behalf; give whether it is held.

    One that the same ``who`` holds is waited for, as in :func:`exclusive`; one that others hold is left to them.
    """
    note = _path(settings, what).with_suffix(".claim")
    with ExitStack() as held:
        try:
            held.enter_context(exclusive(settings, what, wait_seconds=0, is_kept=False))
        except LockedError:
            if _claimed_by(note) not in (who, None):
                yield False
                return
            held.enter_context(exclusive(settings, what, wait_seconds=wait_seconds, is_kept=False))
        write_atomically(note, who.encode())
        held.callback(note.unlink, missing_ok=True)
        yield True


def _claimed_by(note: Path) -> str | None:
    """Return who holds a claim; None where its holder has just begun, or just ended."""
    for _ in range(10):
        try:
            return note.read_text("utf-8", errors="replace")
        except FileNotFoundError:
            time.sleep(_POLL_SECONDS / 5)
    return None


@contextmanager
def shared(settings: Settings, what: str, *, wait_seconds: float = 6 * 3600) -> Iterator[None]:
    """Hold one of the data folder's locks for the time of the block, together with others that share it."""
    with _path(settings, what).open("a+", encoding="utf-8", errors="replace") as file:
        until = time.monotonic() + wait_seconds
        _take(file, what, until, fcntl.LOCK_SH)
        with _in_postgres(settings, what, until, is_shared=True):
            yield


@contextmanager
def _in_postgres(settings: Settings, what: str, until: float, *, is_shared: bool) -> Iterator[None]:
    """Hold an advisory lock of the database that keeps Dagster's runs; nothing where none is named."""
    if not settings.postgres_url:
        yield
        return
    scheme, _, rest = settings.postgres_url.partition("://")
    connection = import_module("psycopg2").connect(f"{scheme.partition('+')[0]}://{rest}")
    try:
        connection.autocommit = True
        key = int.from_bytes(hashlib.sha256(f"juesuan {what}".encode()).digest()[:8], "big", signed=True)
        function = "pg_try_advisory_lock_shared" if is_shared else "pg_try_advisory_lock"
        with connection.cursor() as cursor:
            while True:
                cursor.execute(f"select {function}(%s)", (key,))
                if cursor.fetchone()[0]:
                    break
                if time.monotonic() >= until:
                    raise LockedError(f"the {what} is held by a juesuan on another machine")
                time.sleep(_POLL_SECONDS)
        yield
    finally:
        connection.close()


def _path(settings: Settings, what: str) -> Path:
    folder = settings.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{what}.lock"


def _is_there(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _take(file: IO[str], what: str, until: float, how: int) -> None:
    while True:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= until:
                file.seek(0)
                holder = file.read().strip() or "unknown"
                raise LockedError(f"the {what} is held by another juesuan (process {holder})") from None
            time.sleep(_POLL_SECONDS)
        else:
            return
