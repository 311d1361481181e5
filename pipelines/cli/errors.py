"""Which errors are told in one sentence. Anything else is a fault of the program and keeps its traceback."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from pipelines.values.text import readable

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_MACHINE: Final = frozenset(
    {
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO),
        *(
            errno.ENOTDIR,
            errno.EISDIR,
            errno.EEXIST,
            errno.ENAMETOOLONG,
            errno.ELOOP,
            errno.EMFILE,
            errno.ENFILE,
        ),
    }
)
"""What the machine says of a folder or disk that a person chose; a file that is not there may be our own fault."""


TOLD: Final = frozenset(
    {
        "pipelines.archive.raw.ArchiveError",
        "pipelines.crawl.job.CrawlError",
        "pipelines.forms.FormDefinitionError",
        "pipelines.lake.bucket.LakeBucketError",
        "pipelines.operate.command.RunError",
        "pipelines.operate.locks.LockedError",
        "pipelines.operate.notify.NotifyError",
        "pipelines.operate.serve.ServeError",
        "pipelines.publish.asking.QuestionError",
        "pipelines.publish.dbt.DbtError",
        "pipelines.publish.export.relation.ExportError",
        "pipelines.publish.snapshots.SnapshotError",
        "pipelines.sites.load.SiteError",
        "pipelines.values.errors.DocumentError",
        "pipelines.workers.WorkersError",
    }
)
"""The errors whose message says what to do, each by the module that defines it."""


class CommandError(Exception):
    """A command that could not do its work; the message says why and what to do."""


def sentence(error: Exception) -> str | None:
    """Return what a person at the terminal is told of an error; None for a fault of the program."""
    if _expected(error):
        return str(error)
    if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
        return "the disk is full: free some space and run it again; what was there before has stayed"
    if isinstance(error, OSError) and error.errno in _MACHINE:
        where = readable(os.fspath(error.filename)) if isinstance(error.filename, (str, Path)) else "a file"
        return f"{where} cannot be used: {error.strerror}"
    return None


def _expected(error: Exception) -> bool:
    """Tell whether an error is told, by its name: importing the modules of all of them takes seconds."""
    return any(f"{kind.__module__}.{kind.__qualname__}" in TOLD for kind in type(error).__mro__)
