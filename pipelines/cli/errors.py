"""Which errors are told in one sentence. Anything else is a fault of the program and keeps its traceback."""

from __future__ import annotations


class CommandError(Exception):
    """A command that could not do its work; the message says why and what to do."""


def expected(error: Exception) -> bool:
    """Tell whether an error's message is meant for the person at the terminal."""
    from pipelines.archive.raw import ArchiveError
    from pipelines.crawl.job import CrawlError
    from pipelines.forms import FormDefinitionError
    from pipelines.operate.locks import LockedError
    from pipelines.operate.notify import NotifyError
    from pipelines.operate.serve import ServeError
    from pipelines.publish.asking import QuestionError
    from pipelines.publish.dbt import DbtError
    from pipelines.publish.export import ExportError
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
