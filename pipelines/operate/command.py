"""One command's work in a data folder: alone in it, and with what libraries print in a log file."""

from __future__ import annotations

import fcntl
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines.settings import Settings


class RunError(Exception):
    """Work that did not succeed; the message is what a person needs, the log file holds the rest."""


@contextmanager
def alone(settings: Settings, command: str) -> Iterator[Path]:
    """Hold the data folder for one command; give the file that its log is to be written to.

    Raises RunError where the folder cannot be used, or another command holds it.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        settings.logs_dir.mkdir(parents=True, exist_ok=True)
        lock = (settings.data_dir / ".lock").open("a+", encoding="utf-8", errors="replace")
    except OSError as error:
        raise RunError(
            f"{settings.data_dir} cannot be used as the data folder: {error.strerror}; "
            "name another one with --data-dir"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise RunError(
                f"another juesuan is at work in {settings.data_dir} (process {holder}); "
                "wait until it is done, or name another folder with --data-dir"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield settings.logs_dir / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{command}.log"


@contextmanager
def quietly(log_file: Path) -> Iterator[None]:
    """Send everything this process and its children print to a log file for the time of the block."""
    sys.stdout.flush()
    sys.stderr.flush()
    saved = (os.dup(1), os.dup(2))
    handle = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    level = logging.getLogger("dagster").level
    try:
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(saved[0], 1)
        os.dup2(saved[1], 2)
        for descriptor in (*saved, handle):
            os.close(descriptor)
        logging.getLogger("dagster").setLevel(level)


@contextmanager
def logged(log_file: Path) -> Iterator[None]:
    """Do the block's work :func:`quietly`; what a library raises in it becomes one sentence that names the log.

    Errors of our own and of the machine have their sentences already.
    """
    with quietly(log_file):
        try:
            yield
        except Exception as error:
            traceback.print_exc()
            if isinstance(error, RunError):
                raise RunError(f"{error}\nLog: {log_file}") from error
            if isinstance(error, OSError) or type(error).__module__.partition(".")[0] == "pipelines":
                raise
            raise RunError(f"{type(error).__name__}: {error}\nLog: {log_file}") from error


__all__ = ["RunError", "alone", "logged", "quietly"]
