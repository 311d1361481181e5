"""Service programs for tests, each on loopback, a free port and a folder of its own; gone when the block ends."""

from __future__ import annotations

import logging
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import ROOT

PATIENCE = 240.0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError(f"{what} did not come about in {seconds:g} seconds")
        time.sleep(0.05)


@dataclass(slots=True)
class Redis:
    """A Redis that keeps every write on disk, so that one that was killed goes on where it was."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
        }
        flat = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.process = subprocess.Popen(["redis-server", *flat], stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self.port), "Redis", 20)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def redis() -> Iterator[Redis]:
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed: apt-get install redis-server")
    with tempfile.TemporaryDirectory(prefix="redis") as folder:
        one = Redis(Path(folder))
        one.start()
        try:
            yield one
        finally:
            one.kill()


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL as a user who is not root; yields its address."""
    pytest.importorskip("dagster_postgres", reason="dagster-postgres is not installed: make test-scale does")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    if initdb is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    programs = Path(initdb).resolve().parent
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        place = Path(folder)
        place.chmod(0o755)
        data = place / "data"
        data.mkdir()
        os.chown(data, user, -1)

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments]
            subprocess.run(command, check=True, user=user, cwd=data, stdout=subprocess.DEVNULL)

        run("initdb", "-D", str(data), "-U", "juesuan", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        run("pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start")
        try:
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "juesuan", "juesuan")
            yield f"postgresql://juesuan@127.0.0.1:{port}/juesuan"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


@dataclass(slots=True)
class Bucket:
    """An S3 server with a bucket, which counts what it is asked and can be told to refuse."""

    port: int
    name: str
    asked: list[str] = field(default_factory=list)
    refuses_until: float = 0.0

    @property
    def url(self) -> str:
        return f"s3://{self.name}/juesuan/raw"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }


@contextmanager
def s3() -> Iterator[Bucket]:
    server = pytest.importorskip("moto.server", reason="moto is not installed: make test-scale installs it")
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = server.DomainDispatcherApplication(server.create_backend_app)
    one = Bucket(free_port(), f"bucket-{uuid.uuid4().hex[:8]}")  # what moto holds outlives its server

    def serve(environ: dict[str, str], start_response: Callable[..., object]) -> object:
        one.asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if time.monotonic() < one.refuses_until:
            start_response("503 Slow Down", [("Content-Type", "application/xml")])
            return [b"<Error><Code>SlowDown</Code></Error>"]
        return moto(environ, start_response)

    http = make_server("127.0.0.1", one.port, serve, threaded=True)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{one.port}/{one.name}", method="PUT")
        with urllib.request.urlopen(request, timeout=20):
            one.asked.clear()
        yield one
    finally:
        http.shutdown()
        thread.join()


@dataclass(slots=True)
class Commands:
    """The command line on one data folder, with an environment; and workers of it."""

    data_dir: Path
    environment: Mapping[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        program = "from pipelines.cli import main; main()"
        command = [sys.executable, "-c", program, "--data-dir", str(self.data_dir), *arguments]
        variables = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
        variables |= {"PYTHONPATH": str(ROOT), "COLUMNS": "200", **self.environment}
        log = (self.data_dir.parent / f"{arguments[0]}-{len(self.started)}.log").open("wb")
        with log:
            process = subprocess.Popen(command, env=variables, stdout=log, stderr=log, cwd=self.data_dir)
        self.started.append(process)
        return process

    def run(self, *arguments: str, seconds: float = PATIENCE) -> None:
        process = self.start(*arguments)
        assert process.wait(seconds) == 0, self.log_of(process)

    def log_of(self, process: subprocess.Popen[bytes]) -> str:
        number = self.started.index(process)
        (path,) = self.data_dir.parent.glob(f"*-{number}.log")
        return path.read_text(encoding="utf-8", errors="replace")[-6000:]

    def end(self) -> None:
        for process in self.started:
            for pid in (*children(process.pid), process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()


def children(parent: int) -> list[int]:
    """Return the processes that a process has started, theirs included."""
    found: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            above = int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            found.setdefault(above, []).append(int(stat.parent.name))
    pending, below = [parent], []
    while pending:
        more = found.get(pending.pop(), [])
        below += more
        pending += more
    return below


def reading(parent: int) -> list[int]:
    """Return the reading processes below a process."""
    found = []
    for pid in children(parent):
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found
