"""A build whose tests fail is not published, says which test, and leaves the published warehouse as it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.lake import files as lake
from pipelines.lake.frames import frames
from tests.conftest import ROOT, Built, Juesuan


@pytest.fixture
def copied(built: Built, tmp_path: Path) -> Juesuan:
    """A copy of the built data folder, for tests that change it."""
    data_dir = tmp_path / "data"
    shutil.copytree(built.settings.data_dir, data_dir)
    return Juesuan(replace(built.settings, data_dir=data_dir))


def test_a_failed_test_is_named_and_the_published_warehouse_stays(copied: Juesuan) -> None:
    settings = copied.settings
    before = settings.warehouse_file.read_bytes()
    rows = frames({"documents": [{"document_id": "0000000000000000", "status": "lost"}]})
    with lake.SiteWriter(settings.lake_dir, "broken") as writer:
        writer.add("0000000000000000", rows)
    done = copied("build")
    assert done.returncode == 1
    assert "accepted_values" in done.stderr
    assert "not published" in done.stderr
    assert "Traceback" not in done.stderr
    assert settings.warehouse_file.read_bytes() == before


def test_a_killed_build_stands_in_nobodys_way(copied: Juesuan) -> None:
    settings = copied.settings
    before = settings.warehouse_file.stat().st_mtime_ns
    program = "from pipelines.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "--data-dir", str(settings.data_dir), "build"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        while not settings.build_file.exists() and running.poll() is None:
            time.sleep(0.05)
        blocked = copied("build")
        os.killpg(running.pid, signal.SIGKILL)
    assert (blocked.returncode, "at work" in blocked.stderr) == (1, True)
    assert settings.warehouse_file.stat().st_mtime_ns == before
    again = copied("build")
    assert again.returncode == 0, again.stderr
    assert settings.warehouse_file.stat().st_mtime_ns > before
