"""One build or query, its wall time, processor time and peak memory, children included."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

import duckdb

from pipelines.publish import publication, warehouse
from pipelines.publish.cookbook import FILE, recipes
from pipelines.publish.dbt import prepare_manifest, stream_dbt
from pipelines.publish.ducklake import lake
from pipelines.settings import Settings

_POLL_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Timing:
    """What one step took. ``cpu_seconds`` tells the work where other programs kept the processors busy."""

    step: str
    seconds: float
    cpu_seconds: float
    peak_mib: float


def build(settings: Settings, step: str, *, is_full: bool) -> Timing:
    """Build, test and publish the warehouse as ``juesuan build`` does, without its scheduler; measure dbt and all."""

    def work() -> None:
        _build(settings, is_full=is_full)
        publication.publish(settings, publication.keep_build(settings, code_version="bench"))

    return _measured(step, work)


def build_apart(settings: Settings, step: str, *, is_full: bool) -> Timing:
    """Build and test the warehouse, and publish nothing; measure dbt and all."""
    return _measured(step, lambda: _build(settings, is_full=is_full))


def _build(settings: Settings, *, is_full: bool) -> None:
    prepare_manifest(settings)
    is_continued = warehouse.begin_build(settings, is_full=is_full)
    arguments = warehouse.build_arguments(is_continued=is_continued)
    with redirect_stdout(StringIO()):
        stream_dbt(settings, arguments, begin=lambda _: None, total=lambda _: None, step=lambda: None)
    warehouse.finish_build(settings)


def publish(settings: Settings, step: str) -> Timing:
    """Publish the warehouse that was built apart, or the last kept one where nothing is built; measure it."""

    def work() -> None:
        publication.publish(settings, kept)

    if settings.build_file.exists():
        kept = publication.keep_build(settings, code_version="bench")
    else:
        kept = publication.newest(settings)
    return _measured(step, work)


def compact(settings: Settings, step: str) -> Timing:
    """Write the tables of a DuckLake into few files; measure it."""
    return _measured(step, lambda: lake.compact(settings))


def command(step: str, arguments: Sequence[str]) -> Timing:
    """Run a command to its end and measure it. Raises CalledProcessError where it fails."""
    return _measured(step, lambda: subprocess.run(arguments, check=True, capture_output=True))


def questions(settings: Settings) -> list[Timing]:
    """Ask each question of the cookbook once, on a connection of its own."""
    found = []
    for recipe in recipes(FILE.read_text(encoding="utf-8")):
        with warehouse.connect(settings) as connection:
            found.append(_measured(recipe.title, lambda: _ask(connection, recipe.sql)))  # noqa: B023
    return found


def _ask(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    connection.execute(sql).fetchall()


def _measured(step: str, work: Callable[[], object]) -> Timing:
    peak = _Peak()
    before = _cpu_seconds()
    start = time.perf_counter()
    with peak:
        work()
    return Timing(step, time.perf_counter() - start, _cpu_seconds() - before, peak.mib)


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


class _Peak:
    """Watches the resident memory of this process and its children, from /proc."""

    def __init__(self) -> None:
        self.mib = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.mib = max(self.mib, _resident_mib(os.getpid()))
            if self._done.wait(_POLL_SECONDS):
                return


def _resident_mib(process: int) -> float:
    place = Path("/proc") / str(process)
    try:
        pages = int((place / "statm").read_text().split()[1])
        children = (place / "task" / str(process) / "children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    own = pages * resource.getpagesize() / 2**20
    return own + sum(_resident_mib(int(child)) for child in children)
