"""``ingest``, ``build`` and ``run``: the graph's assets, with a progress bar."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.accounts.county_figures import refused
from pipelines.archive.raw import ArchiveError
from pipelines.cli.progress import heard
from pipelines.cli.terminal import Terminal
from pipelines.documents.progress import Progress
from pipelines.documents.version import remembered_version
from pipelines.publish.unchanged import is_built, mark, state
from pipelines.publish.warehouse import FULL_BUILD
from pipelines.settings import Settings
from pipelines.values.text import readable

if TYPE_CHECKING:
    from pipelines.operate.work import Work

LOCAL_SITE = "local"


def ingest(settings: Settings, paths: Sequence[Path], site: str | None, reader: str) -> None:
    """Register and read ``paths``; say what happened."""
    if not _is_read(settings, paths, site or LOCAL_SITE, reader):
        _work(settings, "ingest", paths, site or LOCAL_SITE, reader, is_building=False)
    Terminal(highlight=False).print("Next: [bold]juesuan build[/] makes the warehouse.")


def _is_read(settings: Settings, paths: Sequence[Path], site: str, reader: str) -> bool:
    """Tell whether nothing of some files is left to read, and report that; never where others may have written."""
    found = _settled(settings, paths, site, reader) if not settings.lake_url else None
    if found is None:
        return False
    files, documents = found
    registered = {"files": files, "members": 0, "new_documents": 0, "known_documents": files}
    totals: dict[str, object] = {"statuses": {}, "read": 0, "unchanged": documents, "interrupted": 0}
    report_reading([], registered, totals)
    return True


def _settled(settings: Settings, paths: Sequence[Path], site: str, reader: str) -> tuple[int, int] | None:
    """Return the counts of an ingestion that has nothing to do; None where the graph is to run, or to refuse."""
    from pipelines.documents.settled import settled

    try:
        with (settings.data_dir / ".lock").open("a+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return settled(settings, paths, site, reader)
    except (OSError, ArchiveError):
        return None


def build(settings: Settings, *, is_full: bool = False) -> None:
    """Build and publish the warehouse; say where it lies. ``is_full`` builds what did not change too."""
    if is_full:
        os.environ[FULL_BUILD] = "1"
    if _is_built(settings, _state(settings)):
        Terminal(highlight=False).print(
            "Nothing has changed since the last build; build --full makes all anew."
        )
    else:
        _work(settings, "build", [], None, "", is_building=True, is_reading=False)
    Terminal(highlight=False).print(f"Published {settings.published_file}", soft_wrap=True)


def _state(settings: Settings) -> str:
    return state(settings, remembered_version(settings.cache_dir))


def _is_built(settings: Settings, now: str) -> bool:
    """Tell whether a build from the state that holds ``now`` would publish what is published."""
    return not settings.lake_url and is_built(settings, now) and os.environ.get(FULL_BUILD) != "1"


def run(settings: Settings, paths: Sequence[Path], site: str | None, reader: str) -> None:
    """Do all of it, then show what came out."""
    from pipelines.cli.summary import summary

    is_published = bool(paths) and _is_built(settings, _state(settings))
    if not (is_published and _is_read(settings, paths, site or LOCAL_SITE, reader)):
        _work(settings, "run", paths, site or (LOCAL_SITE if paths else None), reader, is_building=True)
    summary(settings, with_next_steps=True)


def _work(
    settings: Settings,
    command: str,
    paths: Sequence[Path],
    site: str | None,
    reader: str,
    *,
    is_building: bool,
    is_reading: bool = True,
) -> None:
    for path in paths:
        if not path.exists():
            raise ArchiveError(f"no such file or folder: {readable(os.fspath(path))}")
    outcome = None
    try:
        with heard() as progress, at_work(settings, progress, command) as work:
            if is_reading:
                outcome = work.ingest(paths, site, reader)
            now = _state(settings) if is_building else ""
            if is_building and not (is_reading and _is_built(settings, now)):
                work.build()
                mark(settings, now)
    finally:  # what was read is told even where the build fails
        if outcome is not None:
            report_reading(outcome.problems, outcome.registered, outcome.totals)
    if is_building:
        _tell_refused(settings)


def _tell_refused(settings: Settings) -> None:
    """Name the rows of the user's county figures that a build leaves out."""
    for why in refused(settings.county_figures_file):
        Terminal(stderr=True, highlight=False).print(
            f"left out: {why}", style="yellow", markup=False, soft_wrap=True
        )


def at_work(settings: Settings, progress: Progress, command: str) -> Work:
    """Return what does a command's work: this process, or the graph with the executor that the settings name."""
    if settings.executor == "in_process":
        from pipelines.operate.work import Here

        return Here(settings, progress, command)
    from pipelines.defs.run import Runner

    return Runner(settings, progress, command)


def report_reading(problems: list[str], registered: dict[str, int], totals: dict[str, object]) -> None:
    """Print what registering and reading did."""
    console = Terminal(highlight=False)
    if "files" in registered:
        new, known = registered["new_documents"], registered["known_documents"]
        if registered["files"]:
            inside = f" · members of archives: {members}" if (members := registered["members"]) else ""
            console.print(
                f"Files: {registered['files']}{inside} · new documents: {new} · known already: {known}"
            )
        else:
            console.print("No files were found there.", style="yellow")
    if not totals:
        console.print("The raw archive is empty: [bold]juesuan ingest PATH...[/] fills it.")
        return
    statuses = totals["statuses"]
    assert isinstance(statuses, dict)
    ended = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    told = f" ({ended})" if ended else ""
    console.print(f"Read now: {totals['read']}{told} · unchanged, not read again: {totals['unchanged']}")
    if totals["interrupted"]:
        count = totals["interrupted"]
        console.print(f"[yellow]{count} documents ended their reading process; the next run tries again[/]")
    for problem in problems:
        console.print(problem, style="yellow", markup=False, soft_wrap=True)
