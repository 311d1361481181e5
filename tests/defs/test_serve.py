"""``juesuan serve`` with SQLite and with a real PostgreSQL: it answers, runs, and ends when asked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.defs.nights import Nights, make
from tests.scale import services

pytestmark = [pytest.mark.slow, pytest.mark.nights]
PATIENCE = 240
BUILD_IN_GRAPH = """
import sys
from pathlib import Path
from pipelines.defs.run import Runner
from pipelines.documents.progress import Progress
from pipelines.settings import load
with Runner(load(Path(sys.argv[2])), Progress(), "build") as runner:
    runner.build()
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(nights: Nights, port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    program = "from pipelines.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        program,
        "--data-dir",
        str(nights.settings.data_dir),
        "serve",
        "--port",
        str(port),
    ]
    variables = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
    variables |= {"PYTHONPATH": str(ROOT), "JUESUAN_SITES_DIR": str(nights.settings.sites_dir), **environment}
    log = nights.settings.data_dir.parent / "serve.log"
    with log.open("wb") as out:
        running = subprocess.Popen(
            command, env=variables, stdout=out, stderr=out, cwd=nights.settings.data_dir
        )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.wait()


def wait_for(port: int, running: subprocess.Popen[bytes]) -> bytes:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert running.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the server did not answer")


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_ends_cleanly_and_alone(tmp_path: Path, how: signal.Signals) -> None:
    nights = make(tmp_path, only=["qingxi-jiaoyu-final-2023"])
    port = free_port()
    with serving(nights, port) as running:
        assert b"dagster_version" in wait_for(port, running)
        if how is signal.SIGTERM:
            with serving(nights, free_port()) as second:
                assert second.wait(timeout=PATIENCE) == 1
        running.send_signal(how)
        assert running.wait(timeout=PATIENCE) == 0
        assert not answers(port)
    assert (nights.settings.dagster_home / "dagster.yaml").exists()


@pytest.fixture
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own, as a user who is not root, listening on this machine only."""
    with services.postgres() as address:
        yield address


def test_postgresql_keeps_the_runs_when_it_is_named(tmp_path: Path, postgres: str) -> None:
    import psycopg2

    nights = make(tmp_path, only=["qingxi-jiaoyu-final-2023"])
    report = nights.reports["qingxi-jiaoyu-final-2023"].path
    read = "from pipelines.cli import main; main()", "ingest", str(report)
    variables = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
    variables |= {"PYTHONPATH": str(ROOT), "JUESUAN_POSTGRES_URL": postgres}
    for program, *arguments in (read, (BUILD_IN_GRAPH,)):
        command = [sys.executable, "-c", program, "--data-dir", str(nights.settings.data_dir), *arguments]
        done = subprocess.run(
            command, env=variables, capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
    connection = psycopg2.connect(postgres)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pipeline_name, status from runs")
            assert cursor.fetchall() == [("build", "SUCCESS")]
    finally:
        connection.close()
    assert "JUESUAN_POSTGRES_URL" in (nights.settings.dagster_home / "dagster.yaml").read_text(
        encoding="utf-8"
    )
    port = free_port()
    with serving(nights, port, JUESUAN_POSTGRES_URL=postgres) as running:
        wait_for(port, running)
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=PATIENCE) == 0
    assert not list(nights.settings.dagster_home.rglob("*.db"))
