"""``juesuan serve``: Dagster's web server and daemon, and the explorer, as one program with one end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Final

from pipelines.operate.home import prepare_home, storage_environment
from pipelines.operate.locks import SERVER, exclusive
from pipelines.settings import Settings, environment_of

_END_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.2
_MODULE: Final = ("-m", "pipelines.definitions")


class ServeError(Exception):
    """The server could not go on; the message says which part ended."""


def serve(settings: Settings, *, host: str, port: int, explorer_port: int = 0) -> None:
    """Run web server, daemon and explorer until SIGTERM or SIGINT, then end them and the runs they started.

    Without a port of its own there is no explorer. Runs that a crash of the machine left open are closed first, so
    that they hold no slot; those with retries left are started again. Raises ServeError when one of them ends by
    itself, LockedError when another server works on the same data folder.
    """
    home = prepare_home(settings)
    environment = _environment(settings, home)
    with exclusive(settings, SERVER, wait_seconds=0):
        os.environ.update(environment)
        close_open_runs()
        programs = {
            "web server": (_beside("dagster-webserver"), "--host", host, "--port", str(port), *_MODULE),
            "daemon": (_beside("dagster-daemon"), "run", *_MODULE),
        }
        if explorer_port:
            address = ("--host", host, "--port", str(explorer_port))
            programs["explorer"] = (sys.executable, "-m", "pipelines.explore", *address)
        running: dict[str, subprocess.Popen[bytes]] = {}
        ended = _Ended()
        try:
            for name, command in programs.items():
                running[name] = subprocess.Popen(command, env=environment, cwd=home, start_new_session=True)
            while not ended.signal and all(child.poll() is None for child in running.values()):
                time.sleep(_POLL_SECONDS)
            dead = [f"{n} (exit code {c.returncode})" for n, c in running.items() if c.poll() is not None]
        finally:
            _end(list(running.values()))
        if dead and not ended.signal:
            raise ServeError(f"the {' and the '.join(dead)} ended by itself; see its messages above")


def close_open_runs() -> int:
    """Mark the runs that no living process works on as failed; return how many there were.

    Call it only while no server is up: the caller holds the server's lock.
    """
    import dagster as dg

    statuses = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.CANCELING]
    with dg.DagsterInstance.get() as instance:
        left_open = [
            run
            for run in instance.get_runs(dg.RunsFilter(statuses=statuses))
            if "juesuan/command" not in run.tags
        ]
        for run in left_open:
            instance.report_run_failed(run, "the machine or the server ended before the run was done")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return len(left_open)


class _Ended:
    """Remembers the signal that asks this process to end."""

    def __init__(self) -> None:
        self.signal = 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, number: int, _: FrameType | None) -> None:
        self.signal = number


def _environment(settings: Settings, home: Path) -> Mapping[str, str]:
    return {
        **os.environ,
        "DAGSTER_HOME": str(home),
        **environment_of(settings),
        **storage_environment(settings),
    }


def _beside(program: str) -> str:
    return str(Path(sys.executable).parent / program)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask the children to end, wait, then kill what is left of their sessions."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
    until = time.monotonic() + _END_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, until - time.monotonic()))
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
