"""Locks between processes: one writer of the lake, one of the warehouse, whichever program it belongs to.

Dagster's pools order the steps of one instance; these hold also against the command line, another instance,
and after a crash, because the kernel drops a dead process's lock.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from pipelines.settings import Settings

LAKE: Final = "lake"
WAREHOUSE: Final = "warehouse"
SERVER: Final = "server"
_POLL_SECONDS: Final = 0.5


class LockedError(Exception):
    """Something another process holds; the message names the process."""


@contextmanager
def exclusive(settings: Settings, what: str, *, wait_seconds: float = 6 * 3600) -> Iterator[None]:
    """Hold one of the data folder's locks for the time of the block.

    Raises LockedError when another process still holds it after ``wait_seconds``.
    """
    folder = settings.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{what}.lock").open("a+", encoding="utf-8") as file:
        _take(file, what, wait_seconds)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _take(file: IO[str], what: str, wait_seconds: float) -> None:
    until = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= until:
                file.seek(0)
                holder = file.read().strip() or "unknown"
                raise LockedError(f"the {what} is held by another juesuan (process {holder})") from None
            time.sleep(_POLL_SECONDS)
        else:
            return
