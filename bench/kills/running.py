"""One run of juesuan: a process that can be waited for, killed in parts, and asked what it told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_PROGRAM: Final = "from pipelines.cli import main; main()"
_LOOKS: Final = 0.01  # seconds between two looks at the log
_ENDS: Final = 900.0  # seconds that a run may take to its own end


@dataclass(frozen=True, slots=True)
class Run:
    """A command at work in a data folder; ``told`` is the file of what it prints."""

    data: Path
    process: subprocess.Popen[bytes]
    told: Path
    begun: float

    @classmethod
    def start(cls, data: Path, arguments: list[str], sites: Path, told: Path | None = None) -> Run:
        """Start a command in a process group of its own, without settings of this machine.

        What it prints goes to ``told`` (default: a file beside the data folder).
        """
        ours = {"JUESUAN_WORKERS": "2", "JUESUAN_SITES_DIR": str(sites), "JUESUAN_LANG": "en"}
        own = {name: value for name, value in os.environ.items() if not name.startswith("JUESUAN_")}
        told = told or data.with_name(f"{data.name}.told")
        begun = time.time()
        with told.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", _PROGRAM, "--data-dir", str(data), *arguments],
                env={**own, "PYTHONPATH": str(_ROOT), **ours},
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=data.parent,
                start_new_session=True,
            )
        return cls(data, process, told, begun)

    def wait(self, seconds: float = _ENDS) -> bool:
        """Wait for the end; tell whether it came in time."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.poll() is not None

    def wait_for_step(self, step: str) -> None:
        """Wait until the log tells that a step has begun, or for the end; not at all for no step."""
        while step and self.process.poll() is None and not self._has_begun(step):
            time.sleep(_LOOKS)

    def fault(self, *codes: int) -> str:
        """Wait for the end; return what is wrong with it: a traceback, or another exit code than these."""
        if not self.wait():
            os.killpg(self.process.pid, signal.SIGKILL)
            return f"no end after {_ENDS:.0f} seconds"
        words = self.told.read_text(encoding="utf-8", errors="replace")
        if self.process.returncode in codes and "Traceback" not in words:
            return ""
        return f"exit code {self.process.returncode}: {' '.join(words.split())[-500:]}"

    def kill(self, what: str, random: Random) -> str:
        """Kill the ``process``, its ``group``, or a random ``child``; return what was killed.

        Where there is no child it is the process; nothing where the run was done before.
        """
        if self.process.poll() is not None:
            return ""
        if what == "child" and (children := self._children()):
            with suppress(ProcessLookupError):
                os.kill(random.choice(children), signal.SIGKILL)
            return "a child"
        if what == "group":
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()
        return "the process and its children" if what == "group" else "the process"

    def _has_begun(self, step: str) -> bool:
        return any(
            f'"{step}"' in line and "STEP_START" in line
            for log in (self.data / "logs").glob("*.jsonl")
            if log.stat().st_mtime >= self.begun
            for line in log.read_text(encoding="utf-8").splitlines()
        )

    def _children(self) -> list[int]:
        found: list[int] = []
        for listed in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, listed.read_text(encoding="ascii").split())
        return sorted(found)


def seconds_since(data: Path, step: str) -> float:
    """Return from the last log of a data folder how long its run took from the beginning of a step on; 0 without it."""
    logs = sorted((data / "logs").glob("*.jsonl"), key=lambda log: log.stat().st_mtime)
    lines = [json.loads(line) for line in logs[-1].read_text(encoding="utf-8").splitlines()]
    begun = [line["time"] for line in lines if line["step"] == step and line["event"] == "STEP_START"]
    if not begun:
        return 0.0
    return (datetime.fromisoformat(lines[-1]["time"]) - datetime.fromisoformat(begun[0])).total_seconds()


__all__ = ["Run", "seconds_since"]
