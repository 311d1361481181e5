"""What the commands of the terminal do, in this process: the work of the graph's assets without loading the graph.

Dagster is told of it afterwards (:mod:`pipelines.operate.told`). Where the settings name another executor than this
process, the graph does the work (:mod:`pipelines.defs.run`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from pipelines.archive.raw import Archive
from pipelines.documents.choice import ReadingChoice
from pipelines.documents.progress import Progress
from pipelines.operate import ingesting
from pipelines.operate.command import alone, logged
from pipelines.operate.ingesting import IngestOutcome
from pipelines.operate.steps import Steps
from pipelines.settings import Settings


class Work(Protocol):
    """What does a command's work. Use as a context: it holds the data folder for itself meanwhile.

    Each call raises RunError, or an error of our own, with what a person needs to know.
    """

    def __enter__(self) -> Work:
        """Hold the data folder."""
        ...

    def __exit__(self, *_: object) -> None:
        """Let it go."""
        ...

    def ingest(self, paths: Sequence[Path], site: str | None, reader: str) -> IngestOutcome:
        """Register ``paths`` under ``site`` and read what is not current there.

        Without paths, read what is not current of the one site, or of every site in the raw archive.
        """
        ...

    def crawl(self, sites: Sequence[str], reader: str) -> IngestOutcome:
        """Crawl the named sites and read what is not current."""
        ...

    def reread(
        self, sites: Sequence[str], reader: str, years: Sequence[int], *, again: bool
    ) -> IngestOutcome:
        """Read again what is not current of the sites, or with ``again`` everything; only of some years if given."""
        ...

    def build(self) -> None:
        """Write the reference lists, build and test the warehouse with dbt, publish it."""
        ...


class Here:
    """Does the work in this process; what libraries print goes to a log file."""

    def __init__(self, settings: Settings, progress: Progress, command: str) -> None:
        self._settings = settings
        self._progress = progress
        self._command = command
        self._held = ExitStack()
        self._log_file = settings.logs_dir / f"{command}.log"

    def __enter__(self) -> Here:
        """Hold the data folder."""
        self._log_file = self._held.enter_context(alone(self._settings, self._command))
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go."""
        self._held.close()

    def ingest(self, paths: Sequence[Path], site: str | None, reader: str) -> IngestOutcome:
        """Register ``paths`` under ``site`` and read what is not current there; see :class:`Work`."""
        with self._steps("ingest") as steps:
            return ingesting.ingest(self._settings, paths, site, reader, self._progress, steps)

    def crawl(self, sites: Sequence[str], reader: str) -> IngestOutcome:
        """Crawl the named sites and read what is not current."""
        with self._steps("crawl") as steps:
            return ingesting.crawl(self._settings, sites, reader, self._progress, steps)

    def reread(
        self, sites: Sequence[str], reader: str, years: Sequence[int], *, again: bool
    ) -> IngestOutcome:
        """Read again what is not current of the sites, or with ``again`` everything; see :class:`Work`."""
        there = set(Archive.of(self._settings).sites())
        choice = ReadingChoice(tuple(years), again)
        with self._steps("reread") as steps:
            chosen = [site for site in sites if site in there]
            return IngestOutcome(
                totals=ingesting.read(self._settings, chosen, reader, self._progress, steps, choice)
            )

    def build(self) -> None:
        """Write the reference lists, build and test the warehouse with dbt, publish it."""
        from pipelines.operate.building import build

        with self._steps("build") as steps:
            build(self._settings, self._progress, steps)

    @contextmanager
    def _steps(self, job: str) -> Iterator[Steps]:
        """Do a piece of the work: its steps are noted, what libraries print is logged."""
        steps = Steps(job, self._log_file)
        with logged(self._log_file), steps.run():
            yield steps


__all__ = ["Here", "Work"]
