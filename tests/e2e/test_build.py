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

import duckdb
import pytest

from pipelines.lake import files as lake
from pipelines.lake.frames import frames
from pipelines.settings import Settings
from tests.conftest import ROOT, Built, Juesuan


@pytest.fixture
def copied(built: Built, tmp_path: Path) -> Juesuan:
    """A copy of the built data folder, for tests that change it."""
    data_dir = tmp_path / "data"
    shutil.copytree(built.settings.data_dir, data_dir)
    return Juesuan(replace(built.settings, data_dir=data_dir))


def _add(settings: Settings, **row: object) -> None:
    """Put a document into a site of its own in the lake."""
    rows = frames({"documents": [{"document_id": "0000000000000000", **row}]})
    with lake.SiteWriter(settings.lake_dir, "broken") as writer:
        writer.add("0000000000000000", rows)


def test_a_failed_test_is_named_and_the_published_warehouse_stays(copied: Juesuan) -> None:
    """No file stands behind the document: withholding its rows helps nothing."""
    settings = copied.settings
    before = settings.warehouse_file.read_bytes()
    _add(settings, status="extracted")
    done = copied("build")
    assert done.returncode == 1
    assert "not_null sha256" in done.stderr
    assert "not published" in done.stderr
    assert "Traceback" not in done.stderr
    assert settings.warehouse_file.read_bytes() == before


@pytest.mark.slow
def test_a_document_that_breaks_a_test_is_withheld_and_told_of(copied: Juesuan) -> None:
    """First its rows are taken out, then, as its identity is what breaks the test, that too."""
    settings = copied.settings
    _add(settings, status="extracted", sha256="0" * 64, organisation_kind="office", file_name="odd.pdf")
    done = copied("build")
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        told = connection.execute(
            "select status, failure_reason, organisation_kind from marts.dim_document where file_name = 'odd.pdf'"
        ).fetchall()
    assert [(row[0], row[2]) for row in told] == [("failed", None)]
    assert "accepted_values organisation_kind (1 row)" in told[0][1]
    assert "accepted_values organisation_kind" in copied("morning").stdout


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
