"""The campaign: one clean run to compare with, and trials, each a run that is killed and one that goes to its end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import duckdb
import polars as pl

from samples import typeset

KEYS: Final = ("qingxi-jiaoyu-final-2024", "qingxi-jiaoyu-budget-2024")
STAGES: Final = ("reading", "building")
_SITE: Final = "990101_qingxi"
_ROOT: Final = Path(__file__).parents[2]
_LATEST: Final = 1.1  # of the time that the stage took undisturbed
_WHEN: Final = "fetched_at"  # when a document was registered: another moment in every trial

Rows = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One kill: the stage, its number, after how many seconds what was killed, and what was wrong afterwards."""

    stage: str
    number: int
    seconds: float
    killed: str
    wrong: str


@dataclass(slots=True)
class Campaign:
    """A clean run, and the folders that trials are made in."""

    folder: Path
    expected: dict[str, Rows] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)

    def prepare(self, last: str = STAGES[-1]) -> None:
        """Typeset the documents, then read and build them undisturbed, up to the ``last`` stage that is wanted."""
        typeset(self.folder / "samples", only=KEYS)
        reference = self._clean / "reference"
        reference.mkdir(parents=True)
        shutil.copyfile(self.folder / "samples" / "divisions.csv", reference / "divisions.csv")
        for stage in STAGES[: STAGES.index(last) + 1]:
            begun = time.monotonic()
            done = self._start(self._clean, stage)
            if done.wait() != 0:
                raise RuntimeError(f"{stage} fails undisturbed: {_told(done)}")
            self.took[stage] = time.monotonic() - begun
            self.expected[stage] = _ROWS[stage](self._clean)

    def trials(self, stage: str, count: int, first: int = 0) -> Iterator[Trial]:
        """Kill a stage so many times, each time from the beginning."""
        for number in range(first, first + count):
            yield self._trial(stage, number, Random(f"{stage} {number}"))

    @property
    def _clean(self) -> Path:
        return self.folder / "clean"

    def _trial(self, stage: str, number: int, random: Random) -> Trial:
        work = self.folder / f"{stage}-{number}"
        self._begin(work, stage, random)
        seconds = random.uniform(0, _LATEST * self.took[stage])
        begun = time.monotonic()
        running = self._start(work, stage)
        with suppress(subprocess.TimeoutExpired):
            running.wait(seconds)  # one that is done before tells that the stage takes less time now
            self.took[stage] = min(self.took[stage], time.monotonic() - begun)
        killed = _kill(running, is_whole_group=random.random() < 0.5)
        again = self._start(work, stage)
        wrong = f"the next run fails: {_told(again)}" if again.wait() != 0 else self._compared(work, stage)
        if not wrong:
            shutil.rmtree(work)
        return Trial(stage, number, seconds, killed, wrong)

    def _begin(self, work: Path, stage: str, random: Random) -> None:
        """Make the data folder of a trial: nothing done, or the stages before; of building sometimes an earlier one."""
        kept = ["reference"]
        if stage == "building":
            kept += ["raw", "lake", *(["warehouse"] if random.random() < 0.5 else [])]
        elif random.random() < 0.5:
            kept.append("raw")
        for name in kept:
            shutil.copytree(self._clean / name, work / name, symlinks=True)

    def _start(self, data: Path, stage: str) -> subprocess.Popen[str]:
        program = "from pipelines.cli import main; main()"
        documents = [str(self.folder / "samples"), "--site", _SITE]
        arguments = ["ingest", *documents] if stage == "reading" else ["build"]
        return subprocess.Popen(
            [sys.executable, "-c", program, "--data-dir", str(data), *arguments],
            env={**os.environ, "PYTHONPATH": str(_ROOT), "JUESUAN_WORKERS": "2", "JUESUAN_FULL_BUILD": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            start_new_session=True,
        )

    def _compared(self, data: Path, stage: str) -> str:
        found, expected = _ROWS[stage](data), self.expected[stage]
        if found.keys() != expected.keys():
            return f"other relations: {sorted(found.keys() ^ expected.keys())}"
        other = [name for name in expected if list(found[name]) != list(expected[name])]
        return f"other rows in {', '.join(other)}" if other else ""


def _kill(running: subprocess.Popen[str], *, is_whole_group: bool) -> str:
    """Kill a process, or all that it started; tell what was killed."""
    if running.poll() is not None:
        return "nothing: it was done"
    if is_whole_group:
        os.killpg(running.pid, signal.SIGKILL)
    else:
        os.kill(running.pid, signal.SIGKILL)
    running.wait()
    return "the process and its children" if is_whole_group else "the process"


def _told(done: subprocess.Popen[str]) -> str:
    text = done.communicate()[1] or ""
    return " ".join(text.split())[-500:]


def _lake_rows(data: Path) -> dict[str, list[str]]:
    """Return the lake's rows by relation, without the moments of registering."""
    found = {}
    for path in sorted((data / "lake").glob("[a-z]*/*.parquet")):
        frame = pl.read_parquet(path)
        kept = frame.drop([name for name in frame.columns if name == _WHEN])
        found[path.parent.name] = sorted(str(row) for row in kept.iter_rows())
    return found


def _mart_rows(data: Path) -> dict[str, list[str]]:
    """Return every mart's rows as sorted texts."""
    found = {}
    with duckdb.connect(str(data / "warehouse" / "juesuan.duckdb"), read_only=True) as connection:
        marts = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        for (mart,) in marts:
            rows = connection.execute(f'select m::varchar from marts."{mart}" as m order by 1').fetchall()
            found[str(mart)] = [str(row) for (row,) in rows]
    return found


_ROWS: Final[Mapping[str, Callable[[Path], Rows]]] = {"reading": _lake_rows, "building": _mart_rows}
