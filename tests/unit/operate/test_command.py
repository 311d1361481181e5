"""One command at a time in a data folder; what a library raises in it is one sentence that names the log."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.operate.command import RunError, alone, logged
from pipelines.operate.steps import Steps, done_since
from pipelines.settings import Settings


def test_a_second_command_is_told_which_process_is_at_work(settings: Settings) -> None:
    with (
        alone(settings, "ingest"),
        pytest.raises(RunError, match=f"process {os.getpid()}"),
        alone(settings, "b"),
    ):
        pass
    with alone(settings, "build") as log_file:
        assert log_file.parent == settings.logs_dir


def test_a_librarys_error_names_the_log_that_holds_its_traceback(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from pipelines.operate.command import logged\n"
        "with logged(Path('a.log')):\n    print('from a library')\n    raise ZeroDivisionError('by nothing')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr.endswith("RunError: ZeroDivisionError: by nothing\nLog: a.log\n")
    assert done.stdout == ""
    kept = (tmp_path / "a.log").read_text(encoding="utf-8")
    assert "from a library" in kept
    assert "Traceback" in kept


def test_the_steps_of_commands_are_told_to_the_morning(tmp_path: Path) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=1)
    good, bad = Steps("ingest", tmp_path / "1-ingest.log"), Steps("build", tmp_path / "2-build.log")
    with good.run(), good.step("lake.plan"):
        pass
    with pytest.raises(RunError), bad.run(), bad.step("dbt_models"):
        raise RunError("a test\n  failed")
    done = done_since(tmp_path, begun)
    assert done.runs == (("ingest", "success", ""), ("build", "failure", "a test failed"))
    assert [name for name, _ in done.steps] == ["ingest: lake.plan", "build: dbt_models"]
    assert done_since(tmp_path, begun + timedelta(hours=1)).runs == ()


def test_errors_with_a_sentence_of_their_own_keep_their_kind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), logged(tmp_path / "a.log"):
        raise FileNotFoundError("a.pdf")
    with pytest.raises(RunError, match=r"^nothing to build\nLog: "), logged(tmp_path / "a.log"):
        raise RunError("nothing to build")


def test_registering_and_reading_load_neither_dagster_nor_dbt() -> None:
    """Loading them took three quarters of an ingestion's time."""
    code = (
        "import sys; import pipelines.operate.work, pipelines.operate.crawling, pipelines.operate.building;"
        "print({name.partition('.')[0] for name in sys.modules} & {'dagster', 'dagster_dbt', 'dbt'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_damaged_lines_of_a_log_are_left_out(tmp_path: Path) -> None:
    began = datetime.now(UTC)
    steps = Steps("build", tmp_path / "run.log")
    with steps.run(), steps.step("dbt_models"):
        pass
    (file,) = tmp_path.glob("*.jsonl")
    lines = file.read_bytes().splitlines()
    damaged = [b"\xff\xfe", b'{"time": "no time"}', b"[]", lines[1][:30], b'{"time": "2026-01-01T00:00:00"}']
    file.write_bytes(b"\n".join([*damaged, *lines]))
    done = done_since(tmp_path, began - timedelta(minutes=1))
    assert [run[:2] for run in done.runs] == [("build", "success")]
    assert [name for name, _ in done.steps] == ["build: dbt_models"]
