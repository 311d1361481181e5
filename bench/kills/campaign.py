"""The campaign: undisturbed runs, and trials, each a run that is killed and one that goes to its end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from bench.kills.portal import Portal
from bench.kills.rows import LAKE, MARTS, Rows, other, rows
from bench.kills.running import Run, seconds_since
from bench.kills.stages import BY_NAME, REPORT, SITE, Stage
from samples import typeset

KEYS: Final = ("qingxi-jiaoyu-budget-2024", "qingxi-jiaoyu-final-2024")
"""The report that was read and published before a trial, where one begins so, and the one that comes in it."""
_IN_A_ROW: Final = 3  # kills of a trial, at most
_LATEST: Final = 1.1  # of the time that the stage took undisturbed


@dataclass(frozen=True, slots=True)
class Trial:
    """One to three kills, each of the run after the last: what was killed when, and what was wrong afterwards.

    No kill where the run was done before.
    """

    stage: str
    number: int
    kills: tuple[str, ...]
    wrong: str


@dataclass(slots=True)
class Campaign:
    """Undisturbed runs, and the folders that trials are made in. Use as a context: a portal serves nights.

    ``took`` is by stage how many seconds what is killed took undisturbed: the whole command, or from the step on that
    the stage aims at.
    """

    folder: Path
    took: dict[str, float] = field(default_factory=dict)
    _expected: dict[str, Rows] = field(default_factory=dict)
    _portal: Portal = field(default_factory=Portal)

    def __enter__(self) -> Campaign:
        return self

    def __exit__(self, *_: object) -> None:
        self._portal.close()

    def prepare(self, *stages: str) -> None:
        """Typeset the reports, publish the one that was there before, and run what the stages need undisturbed."""
        for report in typeset(self.folder / "samples", only=KEYS):
            (self.folder / report.key).mkdir()
            shutil.move(report.path, self.folder / report.key)
        reference = self.folder / "before" / "reference"
        reference.mkdir(parents=True)
        shutil.copyfile(self.folder / "samples" / "divisions.csv", reference / "divisions.csv")
        self._portal.publish(self.folder / KEYS[1], self.folder / "sites")
        self._undisturbed("before", ["run", str(self.folder / KEYS[0]), "--site", SITE])
        self._expected["before"] = rows(self.folder / "before")
        for stage in (BY_NAME[name] for name in stages):
            if not (self.folder / stage.clean).exists():
                self._copy(stage.clean, "before")
                self.took[stage.clean] = self._undisturbed(stage.clean, self._arguments(stage.whole))
                self._expected[stage.clean] = rows(self.folder / stage.clean)
            if stage.is_reading_only:
                self._copy("measured", "before")
                self.took[stage.name] = self._undisturbed("measured", self._arguments(stage.arguments))
            else:
                since = seconds_since(self.folder / stage.clean, stage.aims_at)
                self.took[stage.name] = since or self.took[stage.clean]

    def trials(self, stage: str, count: int, first: int = 0) -> Iterator[Trial]:
        """Make so many trials of a stage, each from the beginning."""
        for number in range(first, first + count):
            yield self._trial(BY_NAME[stage], number, Random(f"{stage} {number}"))

    def _trial(self, stage: Stage, number: int, random: Random) -> Trial:
        name = f"{stage.name}-{number}"
        work = self.folder / name
        self._copy(name, "before")
        if stage.is_read:
            self._take(stage.clean, name, "raw", "lake")
        if random.random() < 0.5:  # all that can be made again is gone
            for lost in ("warehouse", "dbt", *(() if stage.is_read else ("lake",))):
                shutil.rmtree(work / lost, ignore_errors=True)
        begins_with = rows(work, (MARTS,))
        kills: list[str] = []
        wrong = ""
        for _ in range(random.randint(1, _IN_A_ROW)):
            # A document whose reader was ended twice is not read again before the limits or the code change.
            is_child_spared = any(kill.startswith("a child") for kill in kills)
            what = random.choice(("group", "process", "group" if is_child_spared else "child"))
            killed, wrong = self._killed(work, stage, what, random)
            if not wrong:
                wrong = self._half_published(work, stage, begins_with)
            kills += [killed] if killed else []
            if wrong or not killed:
                break
        if not wrong:
            again = self._start(name, self._arguments(stage.arguments)).fault(0)
            wrong = f"the next run fails: {again}" if again else self._compared(work, stage)
        if not wrong:
            shutil.rmtree(work)
        return Trial(stage.name, number, tuple(kills), wrong)

    def _killed(self, work: Path, stage: Stage, what: str, random: Random) -> tuple[str, str]:
        """Run a stage and kill it; return what was killed when, and what was wrong with an end of its own."""
        seconds = random.uniform(0, _LATEST * self.took[stage.name])
        running = self._start(work.name, self._arguments(stage.arguments))
        running.wait_for_step(stage.aims_at)
        begun = time.monotonic()
        if running.wait(seconds):  # the stage takes less time now
            self.took[stage.name] = min(self.took[stage.name], time.monotonic() - begun)
        killed = running.kill(what, random)
        wrong = running.fault(0, 1) if killed == "a child" else ""
        return (f"{killed} after {seconds:.1f} s" if killed else ""), wrong

    def _copy(self, name: str, state: str) -> None:
        """Make a data folder like another one; what may be removed at any time stays behind."""
        left = shutil.ignore_patterns("logs", "locks", "told")
        shutil.copytree(self.folder / state, self.folder / name, symlinks=True, ignore=left)

    def _take(self, source: str, name: str, *parts: str) -> None:
        for part in parts:
            shutil.rmtree(self.folder / name / part, ignore_errors=True)
            shutil.copytree(self.folder / source / part, self.folder / name / part, symlinks=True)

    def _arguments(self, arguments: tuple[str, ...]) -> list[str]:
        report = str(next((self.folder / KEYS[1]).glob("*.pdf")))
        return [report if argument == REPORT else argument for argument in arguments]

    def _undisturbed(self, name: str, arguments: list[str]) -> float:
        """Run a command to its end; return its seconds."""
        begun = time.monotonic()
        if wrong := self._start(name, arguments).fault(0):
            raise RuntimeError(f"juesuan {' '.join(arguments)} fails undisturbed: {wrong}")
        return time.monotonic() - begun

    def _start(self, name: str, arguments: list[str]) -> Run:
        return Run.start(self.folder / name, arguments, self.folder / "sites")

    def _half_published(self, data: Path, stage: Stage, begins_with: Rows) -> str:
        """Tell what is wrong with what a reader finds after a kill: it is what was published before, or what is now.

        A run that lost a reading process publishes all but its document.
        """
        found = rows(data, (MARTS,))
        now = {name: listed for name, listed in self._expected[stage.clean].items() if name in found}
        if found in (begins_with, now) or (found.keys() == now.keys() and _is_short(found)):
            return ""
        return "half a warehouse is published"

    def _compared(self, data: Path, stage: Stage) -> str:
        parts = (LAKE,) if stage.is_reading_only else (LAKE, MARTS)
        expected = self._expected[stage.clean]
        return other(rows(data, parts), {name: expected[name] for name in expected if name.startswith(parts)})


def _is_short(found: Rows) -> bool:
    """Tell whether a published warehouse tells itself of a document whose reading was interrupted."""
    return any("'status': failed" in row for row in found.get(f"{MARTS}dim_document", ()))


__all__ = ["KEYS", "Campaign", "Trial"]
