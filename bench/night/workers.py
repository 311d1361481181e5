"""Two of Celery's workers against one, on the same batches and in one run: what a second worker is worth.

Redis is started for it. Wants a quiet machine with two processors or more; every worker reads one document at a time.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import dagster as dg
from rich.console import Console
from rich.table import Table

from pipelines import settings as settings_module
from pipelines.defs.run import open_instance
from samples import typeset

_SITE: Final = "990101_qingxi"
_PROGRAM: Final = "from pipelines.cli import main; main()"
_ROOT: Final = Path(__file__).parents[2]


def compare(folder: Path, documents: int, batches: int) -> None:
    """Read so many documents in so many batches with one worker, then with two, and print the ratio."""
    if find_spec("celery") is None:
        raise RuntimeError("Celery is not installed: uv sync --extra scale")
    files = _files(folder, documents)
    took: dict[int, float] = {}
    with _redis(folder) as broker:
        for workers in (1, 2):
            took[workers] = _measure(folder / f"{workers}", files, workers, batches, broker)
    table = Table("workers", "seconds from plan to commit", "times one")
    for workers, seconds in took.items():
        table.add_row(str(workers), f"{seconds:.1f}", f"{took[1] / seconds:.2f}")
    Console().print(table)
    Console().print(f"{documents} documents in {batches} batches of {took[1] / batches:.0f} s")


def _files(folder: Path, documents: int) -> Path:
    """Typeset the samples, and copies of them with other bytes behind their end: documents of their own."""
    made = [one.path for one in typeset(folder / "samples")]
    target = folder / "files"
    target.mkdir()
    for number in range(documents):
        source = made[number % len(made)]
        (target / f"{number}-{source.name}").write_bytes(source.read_bytes() + b"\n%% %d" % number)
    return target


def _measure(place: Path, files: Path, workers: int, batches: int, broker: str) -> float:
    data = place / "data"
    data.mkdir(parents=True)
    environment = {"JUESUAN_WORKERS": "1", "PYTHONPATH": str(_ROOT)}
    sizes = [path.stat().st_size for path in files.iterdir()]
    # What an estimate makes of these files, divided evenly: see pipelines/documents/cost.py.
    seconds = sum(0.2 + size / 1024**2 * 6 for size in sizes) / batches
    celery = {
        **environment,
        "JUESUAN_EXECUTOR": "celery",
        "JUESUAN_BROKER_URL": broker,
        "JUESUAN_BATCH_SECONDS": str(max(1, round(seconds + 0.5))),
    }
    started = [_start(data, celery, "worker") for _ in range(workers)]
    try:
        time.sleep(20)  # until all have loaded the graph's packages
        done = _start(data, celery, "ingest", str(files), "--site", _SITE)
        if done.wait() != 0:
            raise RuntimeError(f"reading failed; see {place}")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
    settings = settings_module.load(data, environment={}, folder=place)
    with open_instance(settings) as instance:
        (run,) = instance.get_runs(limit=1)
        told = [(one.dagster_event, one.timestamp) for one in instance.all_logs(run.run_id)]
    begun = next(at for event, at in told if _is(event, "lake.plan", dg.DagsterEventType.STEP_SUCCESS))
    ended = next(at for event, at in told if _is(event, "lake.commit", dg.DagsterEventType.STEP_START))
    return ended - begun


def _is(event: dg.DagsterEvent | None, step: str, kind: dg.DagsterEventType) -> bool:
    return event is not None and event.step_key == step and event.event_type is kind


def _start(data: Path, environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    number = len(list(data.parent.glob("*.log")))
    with (data.parent / f"{number}-{arguments[0]}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "--data-dir", str(data), *arguments],
            env={**os.environ, **environment},
            cwd=data,
            stdout=log,
            stderr=log,
        )


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        raise RuntimeError("Redis is not installed: apt-get install redis-server")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    options = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()
