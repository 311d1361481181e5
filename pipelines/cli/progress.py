"""How far a command has come: a bar where a person looks on, lines of a log elsewhere; and what is kept if it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import IO, Final

from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from pipelines.cli.terminal import Terminal
from pipelines.documents.progress import Progress
from pipelines.messages import language, translated

_LINE_SECONDS: Final = 10.0  # at most so often a line of a log is written
_KEPT: Final = {
    "Registering": "stopped: {done} of {total} files are registered and kept; the same command goes on from there",
    "Crawling": "stopped: {done} of {total} sites were crawled to their end; what came is kept, the next crawl goes on",
    "Reading": "stopped: {done} of {total} documents are read and kept; the next run reads the others",
    "Building": "stopped while building: the warehouse that was published before stays in place",
}
_stages: list[Stage] = []


class Stage:
    """A stage of the work and how far it is; the last one tells what an interruption leaves."""

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total, self.done = name, total, 0
        _stages[:] = [self]


def what_is_kept() -> str:
    """Return what a person who interrupts a command is told: what was done so far and stays."""
    if not _stages:
        return "stopped; nothing was changed"
    stage = _stages[-1]
    told = _KEPT.get(stage.name, "stopped; what was read so far is kept")
    return told.format(done=stage.done, total=stage.total)


class BarProgress(Progress):
    """Shows one bar per stage on the terminal, whatever happens to this process's own output meanwhile."""

    def __init__(self) -> None:
        self._file: IO[str] = os.fdopen(os.dup(2), "w", encoding="utf-8")
        self._bar = Bar(
            TextColumn("{task.description:<12}"),
            BarColumn(bar_width=40),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[detail]}", style="dim"),
            console=Terminal(file=self._file),
        )
        self._task: TaskID | None = None
        self._stage: Stage | None = None

    def __enter__(self) -> BarProgress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
        self._file.close()

    def begin(self, stage: str, total: int) -> None:
        """Start a bar of ``total`` steps."""
        self._stage = Stage(stage, total)
        self._task = self._bar.add_task(translated(stage, language()), total=total, detail="")

    def step(self, detail: str = "") -> None:
        """Move the bar on and show what was done."""
        if self._task is not None and self._stage is not None:
            self._stage.done += 1
            self._bar.update(self._task, advance=1, detail=detail[:40])

    def end(self) -> None:
        """Finish the bar."""
        if self._task is not None:
            total = self._bar.tasks[self._task].total
            self._bar.update(self._task, completed=total, detail="")
            self._task = None


class LineProgress(Progress):
    """Writes a line when a stage begins and ends, and from time to time between, for a log."""

    def __init__(self, file: IO[str] | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = os.fdopen(os.dup(2), "w", encoding="utf-8") if file is None else file
        self._clock = clock
        self._stage: Stage | None = None
        self._begun = self._told = 0.0

    def __enter__(self) -> LineProgress:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def begin(self, stage: str, total: int) -> None:
        """Say how much there is to do."""
        self._stage = Stage(stage, total)
        self._begun = self._told = self._clock()
        self._say(f"{stage}: {0} of {total}")

    def step(self, detail: str = "") -> None:
        """Count one step; say so where the last line is some seconds old."""
        if self._stage is None:
            return
        self._stage.done += 1
        if self._clock() - self._told >= _LINE_SECONDS:
            self._told = self._clock()
            self._say(f"{self._stage.name}: {self._stage.done} of {self._stage.total}")

    def end(self) -> None:
        """Say that the stage is over, and how long it took."""
        if self._stage is not None:
            seconds = self._clock() - self._begun
            self._say(f"{self._stage.name}: done, {self._stage.total} in {seconds:.0f} s")
            self._stage = None

    def _say(self, text: str) -> None:
        self._file.write(f"{translated(text, language())}\n")
        self._file.flush()


def heard() -> BarProgress | LineProgress:
    """Return what shows the progress of this process's work: a bar on a terminal, lines where stderr goes elsewhere."""
    return BarProgress() if sys.stderr.isatty() else LineProgress()
