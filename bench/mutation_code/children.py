"""Children: one forked process per mutant, limited in the time it computes, some at a time."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Final

from bench.mutation_code.mutants import Mutant

FORK: Final = multiprocessing.get_context("fork")
_PATIENCE: Final = 15
"""Seconds that a mutant may compute beyond five times what its tests need without it."""
_STALLED: Final = 60
"""How many times as long as it may compute a mutant may take by the clock, on however busy a machine."""


@dataclass(frozen=True, slots=True)
class Job:
    """One mutant and the tests that can notice it, quickest first; ``seconds`` is what they compute without it."""

    mutant: Mutant
    tests: tuple[str, ...]
    seconds: float

    @property
    def limit(self) -> int:
        """Return for how many seconds the mutant may compute."""
        return _PATIENCE + int(5 * self.seconds)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: ``killed``, ``endless``, ``lived``, or ``unreached`` where no test runs its line.

    ``by`` is the test that failed, or what else happened.
    """

    mutant: Mutant
    status: str
    by: str = ""

    @property
    def is_noticed(self) -> bool:
        """Tell whether a test failed, or would never have ended."""
        return self.status in ("killed", "endless")


Run = Callable[[Job], tuple[str, str]]
"""Runs a job in the process it is called in; returns the status and what told it."""
Heard = Callable[[Verdict], None]


def judge(jobs: Iterable[Job], run: Run, *, workers: int, heard: Heard) -> None:
    """Run every job in a forked child of this process, and tell each verdict."""
    waiting = list(jobs)[::-1]
    running: dict[Connection, tuple[ForkProcess, Job, float]] = {}
    while waiting or running:
        while waiting and len(running) < workers:
            job = waiting.pop()
            if not job.tests:
                heard(Verdict(job.mutant, "unreached"))
                continue
            ours, theirs = FORK.Pipe(duplex=False)
            process = FORK.Process(target=_child, args=(run, job, theirs))
            process.start()
            theirs.close()
            running[ours] = (process, job, time.monotonic() + _STALLED * job.limit)
        for ready in wait(list(running), timeout=0.5):
            assert isinstance(ready, Connection)
            process, job, _ = running.pop(ready)
            heard(_verdict(process, job, ready))
        for connection, (process, job, until) in list(running.items()):
            if time.monotonic() > until:
                process.kill()
                process.join()
                del running[connection]
                heard(Verdict(job.mutant, "endless", "stalled"))


def _verdict(process: ForkProcess, job: Job, connection: Connection) -> Verdict:
    try:
        status, by = connection.recv()
    except EOFError:
        process.join()
        if process.exitcode in (-signal.SIGXCPU, -signal.SIGKILL):
            return Verdict(job.mutant, "endless", "computed without end")
        return Verdict(job.mutant, "killed", f"the process ended with {process.exitcode}")
    process.join()
    return Verdict(job.mutant, status, by)


def _child(run: Run, job: Job, connection: Connection) -> None:
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (job.limit, job.limit + 5))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    connection.send(run(job))
    connection.close()
    os._exit(0)
