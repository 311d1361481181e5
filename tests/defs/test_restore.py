"""What a disaster leaves: a backup is restored and gives the same rows; kills at any moment change none."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bench.kills.campaign import Campaign
from pipelines.defs.run import Runner
from pipelines.documents.progress import Progress
from tests.conftest import ROOT
from tests.defs.nights import make
from tests.e2e.test_week import lake_bytes, rows

pytestmark = [pytest.mark.slow, pytest.mark.nights]
KEYS = ("qingxi-jiaoyu-final-2024", "qingxi-jiaoyu-budget-2024")
SITE = "990101_qingxi"


def test_a_restored_backup_gives_the_same_bytes_and_rows(tmp_path: Path) -> None:
    nights = make(tmp_path, only=KEYS)
    settings = nights.settings
    with Runner(settings, Progress(), "ingest") as runner:
        runner.ingest([document.path for document in nights.reports.values()], SITE, "pdfium")
        runner.build()
    backup = tmp_path / "backup"
    subprocess.run([ROOT / "deploy" / "backup.sh", settings.data_dir, backup], check=True)
    restored = replace(settings, data_dir=tmp_path / "restored")
    shutil.copytree(backup, restored.data_dir)
    with Runner(restored, Progress(), "reread") as runner:
        runner.reread([SITE], "pdfium", [], again=False)
        runner.build()
    assert lake_bytes(restored) == lake_bytes(settings)
    found, expected = rows(restored.warehouse_file), rows(settings.warehouse_file)
    assert {name for name in expected if found.get(name) != expected[name]} == set()
    assert sum(len(listed) for listed in expected.values()) > 1000


@pytest.mark.parametrize("stage", ["reading", "building", "publishing", "night"])
def test_kills_at_any_moment_change_no_row(tmp_path: Path, stage: str) -> None:
    with Campaign(tmp_path) as campaign:
        campaign.prepare(stage)
        trials = list(campaign.trials(stage, 2))
    assert [trial for trial in trials if trial.wrong] == []
    assert any(trial.kills for trial in trials)
