"""Command line of the explorer's benchmark."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.explore.walk import Click, percentile, samples, walk
from bench.warehouse.generate import Size, generate
from bench.warehouse.measure import build
from pipelines.publish import warehouse
from pipelines.settings import Settings, environment_of, load

MEDIAN_SECONDS: Final = 0.3
P95_SECONDS: Final = 1.0
START_SECONDS: Final = 3.0
_HOST: Final = "127.0.0.1"


def main() -> int:
    """Let people click on a made-up warehouse, which is built where it is missing; tell each kind of page's times."""
    parser = argparse.ArgumentParser(prog="python -m bench.explore", description=__doc__)
    parser.add_argument("folder", type=Path, help="data folder, as python -m bench.warehouse makes it")
    parser.add_argument(
        "--items", type=int, default=10_000_000, help="figures of a warehouse that is missing"
    )
    parser.add_argument("--documents", type=int, default=16_000, help="its documents, 160 a site")
    parser.add_argument("--people", type=int, default=20, help="people who click at the same time")
    parser.add_argument("--clicks", type=int, default=40, help="pages that each asks for")
    parser.add_argument(
        "--pause", type=float, default=2.0, help="seconds that a person looks at a page, about"
    )
    options = parser.parse_args()
    settings = load(options.folder)
    if not settings.warehouse_file.exists():
        generate(settings.lake_dir, Size(options.items, options.documents))
        build(settings, "full build", is_full=True)
    with warehouse.connect(settings) as connection:
        ids = samples(connection)
    with _explorer(settings) as (port, seconds):
        walk(
            _HOST, port, ids, people=2, clicks=options.clicks
        )  # what is read for the first time is not measured
        alone = walk(_HOST, port, ids, people=1, clicks=options.clicks * 2)
        together = walk(_HOST, port, ids, people=options.people, clicks=options.clicks, pause=options.pause)
    _show(alone, together, options.people, seconds)
    return 0 if _is_good(together) else 1


@contextmanager
def _explorer(settings: Settings) -> Iterator[tuple[int, float]]:
    """Start the explorer as a process of its own; give its port and the seconds until its first answer."""
    with socket.socket() as one:
        one.bind((_HOST, 0))
        port = int(one.getsockname()[1])
    command = [sys.executable, "-m", "pipelines.explore", "--host", _HOST, "--port", str(port)]
    start = time.perf_counter()
    running = subprocess.Popen(command, env={**os.environ, **environment_of(settings)})
    try:
        while not _answers(port):
            if running.poll() is not None:
                raise SystemExit("the explorer ended")
            time.sleep(0.02)
        yield port, time.perf_counter() - start
    finally:
        running.terminate()
        running.wait()


def _answers(port: int) -> bool:
    connection = HTTPConnection(_HOST, port, timeout=60)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _is_good(clicks: Sequence[Click]) -> bool:
    seconds = [click.seconds for click in clicks]
    is_fast = percentile(seconds, 0.5) < MEDIAN_SECONDS and percentile(seconds, 0.95) < P95_SECONDS
    return is_fast and all(click.status == 200 for click in clicks)


def _show(alone: Sequence[Click], together: Sequence[Click], people: int, start: float) -> None:
    """Print the milliseconds of each kind of page, and how often it took as long as for one person alone."""
    table = Table("page", "clicks", "median ms", "p95 ms", "longest ms", f"{people} people / 1", "not 200")
    kinds = sorted({click.kind for click in together})
    for kind in (*kinds, ""):
        own = [click for click in together if kind in ("", click.kind)]
        one = [click.seconds for click in alone if kind in ("", click.kind)]
        seconds = [click.seconds for click in own]
        ratio = f"{percentile(seconds, 0.5) / percentile(one, 0.5):.1f}" if one else "-"
        told = (percentile(seconds, 0.5), percentile(seconds, 0.95), max(seconds))
        failed = sum(click.status != 200 for click in own)
        table.add_row(
            kind or "all", str(len(own)), *(f"{1000 * t:.0f}" for t in told), ratio, str(failed or "")
        )
    console = Console()
    console.print(table)
    console.print(f"first answer after {start:.1f} s (asked for: {START_SECONDS:g})")
    console.print(f"asked for: median < {1000 * MEDIAN_SECONDS:.0f} ms, p95 < {1000 * P95_SECONDS:.0f} ms")


if __name__ == "__main__":
    raise SystemExit(main())
