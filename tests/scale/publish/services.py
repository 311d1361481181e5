"""PostgreSQL and an S3 server of a test's own: real ones, on free ports of this machine, ended with the test."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError

import pytest

PASSWORD = "nobody-may-see-this"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _postgres_programs() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    for place in reversed(places):
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")


@dataclass
class Postgres:
    """A cluster in a folder of its own, run as its owner: root may not run one."""

    folder: Path
    port: int
    programs: Path

    @property
    def address(self) -> str:
        return f"postgresql://juesuan:{PASSWORD}@127.0.0.1:{self.port}/warehouse"

    def _as_owner(self, *command: str) -> list[str]:
        return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)

    def _run(self, *command: str) -> None:
        subprocess.run(self._as_owner(*command), check=True, capture_output=True, cwd="/", timeout=60)

    def make(self) -> None:
        self.folder.mkdir(mode=0o755)
        word = self.folder / "password"
        word.write_text(PASSWORD)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            shutil.chown(word, "postgres")
        data = str(self.folder / "data")
        self._run(
            *(str(self.programs / "initdb"), "-D", data, "-U", "juesuan", "-A", "scram-sha-256"),
            *("--pwfile", str(word), "-E", "UTF8", "--locale", "C"),
        )
        self.start()
        environment = {**os.environ, "PGPASSWORD": PASSWORD}
        at = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "juesuan"]
        subprocess.run(
            [str(self.programs / "createdb"), *at, "warehouse"], check=True, env=environment, timeout=60
        )

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        control = (str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-t", "60")
        self._run(*control, "-l", str(self.folder / "log"), "-o", options, "start")

    def kill(self) -> None:
        """End the server as a crash does."""
        first = (self.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
        os.kill(int(first), signal.SIGKILL)
        until = time.monotonic() + 20
        while time.monotonic() < until and Path("/proc", first).exists():
            time.sleep(0.05)
        time.sleep(0.5)  # its children notice

    def stop(self) -> None:
        command = (str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        subprocess.run(self._as_owner(*command), check=False, capture_output=True, cwd="/", timeout=60)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run PostgreSQL for the time of the block; skip the test where it is not installed."""
    programs = _postgres_programs()
    # Not below pytest's own folder: whoever owns the cluster has to come through to it.
    with tempfile.TemporaryDirectory(prefix="juesuan-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder) / "cluster", free_port(), programs)
        try:
            server.make()
            yield server
        finally:
            server.stop()


@contextmanager
def s3() -> Iterator[dict[str, str]]:
    """Run an S3 server for the time of the block; yield the variables by which it is reached. It has a bucket ``rows``."""
    if find_spec("moto") is None or find_spec("flask") is None:
        pytest.skip("moto[server] is not installed")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 180
        while True:
            try:
                urllib.request.urlopen(
                    urllib.request.Request(f"{address}/rows", method="PUT"), timeout=5
                ).close()
                break
            except (URLError, ConnectionError):
                assert time.monotonic() < until, "the S3 server did not start"
                time.sleep(0.2)
        yield {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "word",
            "AWS_REGION": "us-east-1",
        }
    finally:
        server.terminate()
        server.wait(20)
