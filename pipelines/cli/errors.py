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
    from pipelines.archive.raw import ArchiveError
    from pipelines.crawl.job import CrawlError
    from pipelines.forms import FormDefinitionError
    from pipelines.lake.bucket import LakeBucketError
    from pipelines.operate.locks import LockedError
    from pipelines.operate.notify import NotifyError
    from pipelines.operate.serve import ServeError
    from pipelines.publish.asking import QuestionError
    from pipelines.publish.dbt import DbtError
    from pipelines.publish.export.relation import ExportError
    from pipelines.publish.snapshots import SnapshotError
    from pipelines.sites.load import SiteError
    from pipelines.values.errors import DocumentError
    from pipelines.workers import WorkersError

    told = (
        ArchiveError,
        CrawlError,
        DocumentError,
        ExportError,
        FormDefinitionError,
        LakeBucketError,
        LockedError,
        NotifyError,
        QuestionError,
        ServeError,
        SiteError,
        SnapshotError,
        DbtError,
        WorkersError,
    )
    if isinstance(error, told):
        return True
    return type(error).__name__ == "RunError"
