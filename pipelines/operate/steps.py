"""The steps of a command's work, as lines of ``logs/<run>.jsonl`` like those that a run of the graph leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

_SUFFIX: Final = "-command.jsonl"
_READ: Final = ("job", "step", "event", "message")
_ENDS: Final = {"RUN_SUCCESS": "success", "RUN_FAILURE": "failure"}


@dataclass(frozen=True, slots=True)
class Steps:
    """One piece of a command's work: writes what it does, step by step. Without a file nothing is written."""

    job: str
    log_file: Path | None = None

    @contextmanager
    def run(self) -> Iterator[None]:
        """Note the beginning and the end of the whole."""
        with self._noted("RUN", None):
            yield

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note the beginning and the end of a step."""
        with self._noted("STEP", name):
            yield

    @contextmanager
    def _noted(self, kind: str, name: str | None) -> Iterator[None]:
        self._note(f"{kind}_START", name, "")
        try:
            yield
        except BaseException as error:
            self._note(f"{kind}_FAILURE", name, str(error) or type(error).__name__)
            raise
        self._note(f"{kind}_SUCCESS", name, "")

    def _note(self, event: str, name: str | None, message: str) -> None:
        if self.log_file is None:
            return
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "level": "ERROR" if event.endswith("FAILURE") else "INFO",
            "run_id": self.log_file.stem,
            "job": self.job,
            "step": name,
            "event": event,
            "message": message or event,
        }
        file = self.log_file.with_name(f"{self.log_file.stem}{_SUFFIX}")
        with suppress(OSError), file.open("a", encoding="utf-8") as opened:  # never stops the work
            opened.write(json.dumps(line, ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class Done:
    """What commands did: each piece of work with how it ended and why, each step with its seconds."""

    runs: tuple[tuple[str, str, str], ...]
    steps: tuple[tuple[str, float], ...]


def done_since(logs_dir: Path, since: datetime) -> Done:
    """Return what commands began since then; work that has no end is told as such."""
    runs: list[tuple[str, str, str]] = []
    steps: list[tuple[str, float]] = []
    for file in sorted(logs_dir.glob(f"*{_SUFFIX}")):
        begun: dict[str, datetime] = {}
        job = ""
        for line in _lines(file):
            at = line["time"]
            if at < since:
                break
            event, step = line["event"], line["step"]
            if event == "RUN_START":
                job = line["job"]
            elif event in _ENDS and job:
                why = " ".join(line["message"].split()) if event == "RUN_FAILURE" else ""
                runs.append((line["job"], _ENDS[event], why))
                job = ""
            elif event == "STEP_START":
                begun[step] = at
            elif step in begun:
                steps.append((f"{line['job']}: {step}", (at - begun.pop(step)).total_seconds()))
        if job:
            runs.append((job, "started", "it has not ended yet"))
    return Done(tuple(runs), tuple(steps))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a log; a damaged one is left out."""
    with suppress(OSError), file.open(encoding="utf-8", errors="replace") as opened:
        for line in opened:
            with suppress(ValueError, KeyError, TypeError):
                told = json.loads(line)
                at = datetime.fromisoformat(told["time"])
                yield {**{name: told[name] for name in _READ}, "time": at.replace(tzinfo=at.tzinfo or UTC)}


__all__ = ["Done", "Steps", "done_since"]
