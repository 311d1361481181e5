"""A disk that is full at any stage of a command: a sentence, nothing published half, and the next run does the rest."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.kills.rows import LAKE, MARTS, rows
from bench.kills.running import Run
from bench.kills.stages import SITE
from samples import typeset
from tests.conftest import ROOT
from tests.namespaces import opener_or_skip

pytestmark = [pytest.mark.slow, pytest.mark.nights]
BEFORE, NEW = "qingxi-jiaoyu-budget-2024", "qingxi-jiaoyu-final-2024"
KIB = {
    "ingest": (0, 12, 40, 100, 200, 300, 400),
    "build": (0, 2_000, 8_000, 18_000, 21_500),
}
"""Room beside what stands there: registering, parts, the lake's files; dbt's, the warehouse, its marks, the snapshot."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one report published (``before``), another one read (``read``) and built too (``clean``)."""
    made = tmp_path_factory.mktemp("full")
    for report in typeset(made / "samples", only=(BEFORE, NEW)):
        (made / report.key).mkdir()
        shutil.move(report.path, made / report.key)
    (made / "before" / "reference").mkdir(parents=True)
    shutil.copyfile(made / "samples" / "divisions.csv", made / "before" / "reference" / "divisions.csv")
    for name, after, arguments in (
        ("before", None, ["run", str(made / BEFORE), "--site", SITE]),
        ("read", "before", ["ingest", str(made / NEW), "--site", SITE]),
        ("clean", "read", ["build"]),
    ):
        if after is not None:
            shutil.copytree(made / after, made / name, symlinks=True)
        assert Run.start(made / name, arguments, made / "sites").fault(0) == ""
    return made


@pytest.mark.parametrize("command", list(KIB))
def test_a_full_disk_ends_in_a_sentence_and_the_next_run_does_the_rest(folder: Path, command: str) -> None:
    start, end = ("before", "read") if command == "ingest" else ("read", "clean")
    arguments = ["ingest", str(folder / NEW), "--site", SITE] if command == "ingest" else ["build"]
    given = {
        "start": str(folder / start),
        "arguments": arguments,
        "sites": str(folder / "sites"),
        "kib": KIB[command],
    }
    done = subprocess.run(
        [*opener_or_skip(), sys.executable, "-m", "tests.defs.full_disk", json.dumps(given)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    parts = (LAKE,) if command == "ingest" else (LAKE, MARTS)
    published, expected = rows(folder / start, (MARTS,)), rows(folder / end, parts)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(KIB[command])
    assert [each["kib"] for each in found if each["fault"]] == [], found
    assert any(each["code"] == 1 for each in found)
    for each in found:
        if each["code"] == 1:
            assert each["published"] == published, each["kib"]
            assert "No space left" in each["words"] or "disk is full" in each["words"], each["words"]
        assert each["again"] == "", each["kib"]
        assert {name: each["rows"][name] for name in expected} == dict(expected), each["kib"]
