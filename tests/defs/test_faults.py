"""What nights survive: killed readers, poisonous documents, two runs at once, a full disk, rotten and old lake files."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.defs.graph import build_defs
from pipelines.defs.night import ingest_config
from pipelines.defs.run import Runner, open_instance
from pipelines.documents.progress import Progress
from pipelines.lake.frames import encode
from pipelines.publish import snapshots
from pipelines.settings import Settings
from tests.conftest import ROOT
from tests.defs.nights import Nights, make

pytestmark = [pytest.mark.slow, pytest.mark.nights]
KEYS = ("qingxi-jiaoyu-final-2023", "qingxi-jiaoyu-final-2024")
SITE = "990101_qingxi"


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return make(tmp_path, only=KEYS)


def ingest(settings: Settings, paths: list[Path]) -> dict[str, Any]:
    with Runner(settings, Progress(), "ingest") as runner:
        return runner.ingest(paths, SITE, "pdfium").totals


def statuses(settings: Settings) -> dict[str, str]:
    frame = pl.read_parquet(settings.lake_dir / "documents" / f"{SITE}.parquet")
    return dict(zip(frame["file_name"], frame["status"], strict=True))


def reading_processes() -> list[int]:
    """Return the reading processes that this process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == os.getpid() and b"spawn_main" in command:
            found.append(int(stat.parent.name))
    return found


def test_a_killed_reader_costs_at_most_its_document_and_only_until_the_next_run(nights: Nights) -> None:
    killed: list[int] = []

    def kill() -> None:
        until = time.monotonic() + 120
        while not killed and time.monotonic() < until:
            for pid in reading_processes():
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                break
            time.sleep(0.02)

    thread = threading.Thread(target=kill)
    thread.start()
    paths = [document.path for document in nights.reports.values()]
    first = ingest(nights.settings, paths)
    thread.join()
    assert killed
    assert first["documents"] == 2
    assert first["statuses"].get("extracted", 0) >= 1
    second = ingest(nights.settings, paths)
    assert second["read"] == first["interrupted"]
    assert set(statuses(nights.settings).values()) == {"extracted"}


def endless_pages(count: int) -> bytes:
    """Return a small PDF that prints the same full page ever so many times."""
    lines = b"".join(b"1 0 0 1 30 %d Tm (%s) Tj\n" % (20 + 8 * row, b"1234.56 " * 12) for row in range(100))
    stream = zlib.compress(b"BT /F1 7 Tf\n" + lines + b"ET\n", 9)
    pages = [b"<< /Type /Page /Parent 2 0 R /Contents 3 0 R >>"] * count
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 595 842]"
        b" /Resources << /Font << /F1 4 0 R >> >> >>" % (kids, count),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *pages,
    ]
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return bytes(body) + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def test_poisonous_documents_are_marked_and_the_others_read(nights: Nights, tmp_path: Path) -> None:
    report = nights.reports[KEYS[0]].path
    endless = tmp_path / "endless.pdf"
    endless.write_bytes(endless_pages(20_000))
    settings = replace(nights.settings, document_seconds=20, worker_memory_bytes=1200 * 1024**2)
    totals = ingest(settings, [report, endless])
    found = statuses(settings)
    assert found[report.name] == "extracted"
    assert found["endless.pdf"] == "failed"
    frame = pl.read_parquet(settings.lake_dir / "documents" / f"{SITE}.parquet")
    reason = frame.filter(pl.col("file_name") == "endless.pdf")["failure_reason"][0]
    assert "unpacks to more than" in reason
    assert totals["documents"] == 2


def _run_partition(settings: Settings, results: Any) -> None:
    """Run the ingest job as Dagster's daemon does: in a process of its own, without the command line's lock."""
    definitions = build_defs(resource_overrides={"settings": settings})
    with open_instance(settings) as instance:
        result = definitions.resolve_job_def("ingest").execute_in_process(
            run_config=ingest_config([SITE], crawl=[]),
            instance=instance,
        )
        read = [
            event.step_materialization_data.materialization.metadata["read"].value
            for event in result.get_asset_materialization_events()
            if event.asset_key is not None and event.asset_key.path == ["lake"]
        ]
    results.put((result.success, read))


def test_two_runs_of_one_partition_at_once_read_each_document_once(nights: Nights) -> None:
    from pipelines.documents.batches import register

    register(nights.settings, [document.path for document in nights.reports.values()], site=SITE)
    build_defs(resource_overrides={"settings": nights.settings})
    context = multiprocessing.get_context("spawn")
    results: Any = context.Queue()
    runs = [context.Process(target=_run_partition, args=(nights.settings, results)) for _ in range(2)]
    for run in runs:
        run.start()
    told = [results.get(timeout=400) for _ in runs]
    for run in runs:
        run.join()
    assert [success for success, _ in told] == [True, True]
    assert sorted(read for _, (read,) in told) == [0, 2]
    frame = pl.read_parquet(nights.settings.lake_dir / "line_items" / f"{SITE}.parquet")
    assert frame["line_item_id"].n_unique() == frame.height > 0


def test_a_rotten_lake_file_is_written_again_byte_for_byte(nights: Nights) -> None:
    settings = nights.settings
    ingest(settings, [nights.reports[KEYS[0]].path])
    path = settings.lake_dir / "line_items" / f"{SITE}.parquet"
    before = {file: file.read_bytes() for file in settings.lake_dir.glob(f"*/{SITE}.parquet")}
    path.write_bytes(path.read_bytes()[:-50])
    totals = ingest(settings, [])
    assert totals["read"] == 1 and len(totals["damaged_lake_files"]) == 1
    assert {file: file.read_bytes() for file in before} == before


def _no_large_files() -> None:
    """Let no file grow beyond four MiB: what a process meets on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * 1024**2, 4 * 1024**2))


def test_a_full_disk_an_old_lake_and_rows_that_vanish(nights: Nights) -> None:
    """One installation for three faults of the build, because a build is what takes time here."""
    settings = nights.settings
    ingest(settings, [document.path for document in nights.reports.values()])
    nights.build()
    first = snapshots.published_id(settings.warehouse_file)
    assert first is not None

    program = "from pipelines.cli import main; main()"
    full = subprocess.run(
        [sys.executable, "-c", program, "--data-dir", str(settings.data_dir), "build"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_no_large_files,
    )
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert snapshots.published_id(settings.warehouse_file) == first

    # A lake that an older version wrote lacks columns that the models know; its documents stay as they are.
    for relation, column in (("documents", "member_name"), ("line_items", "settled_by")):
        path = settings.lake_dir / relation / f"{SITE}.parquet"
        path.write_bytes(encode(pl.read_parquet(path).drop(column)))
    nights.build()
    second = snapshots.published_id(settings.warehouse_file)
    assert second is not None and second > first

    # Rows that vanish without a reason are kept as a snapshot, and not published.
    path = settings.lake_dir / "line_items" / f"{SITE}.parquet"
    path.write_bytes(encode(pl.read_parquet(path).head(100)))
    lost = subprocess.run(
        [sys.executable, "-c", program, "--data-dir", str(settings.data_dir), "build"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert lost.returncode == 1
    assert "no mart lost rows without a reason" in lost.stderr
    assert snapshots.published_id(settings.warehouse_file) == second
    assert len(snapshots.kept(settings.snapshots_dir)) == 3
