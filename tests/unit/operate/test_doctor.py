"""The doctor finds what would break a night, and says how to mend it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.lake import files as lake
from pipelines.operate.doctor import BAD, NOTE, OK, Finding, examine
from pipelines.settings import Settings, load


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(tmp_path / "data", environment={}, folder=tmp_path)


def _one(found: list[Finding], subject: str) -> Finding:
    (finding,) = [finding for finding in found if finding.subject == subject]
    return finding


def _publish(settings: Settings) -> None:
    settings.warehouse_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.dim_document as select 1 as document_id")


def test_a_fresh_installation_lacks_nothing_but_documents(settings: Settings) -> None:
    found = examine(settings)
    assert [finding for finding in found if finding.state == BAD] == []
    assert _one(found, "lake").state == NOTE
    assert _one(found, "warehouse").remedy == "juesuan run"


def test_a_damaged_lake_file_is_named_with_its_site(settings: Settings) -> None:
    lake.prepare(settings.lake_dir)
    damaged = settings.lake_dir / "line_items" / "beiguan.parquet"
    damaged.write_bytes(b"PAR1 and nothing more")
    finding = _one(examine(settings), "lake")
    assert finding.state == BAD
    assert str(damaged) in finding.seen
    assert "--site beiguan" in finding.remedy


def test_a_published_warehouse_is_opened_and_its_age_told(settings: Settings) -> None:
    _publish(settings)
    now = datetime.now(UTC)
    assert _one(examine(settings, now=now), "warehouse").state == OK
    old = (now - timedelta(days=3)).timestamp()
    os.utime(settings.warehouse_file, (old, old))
    finding = _one(examine(settings, now=now), "warehouse")
    assert finding.state == NOTE
    assert "72 hours ago" in finding.seen


def test_a_damaged_warehouse_is_bad(settings: Settings) -> None:
    _publish(settings)
    settings.warehouse_file.write_bytes(b"no database at all" * 100)
    finding = _one(examine(settings), "warehouse")
    assert finding.state == BAD
    assert "juesuan build" in finding.remedy


def test_a_full_disk_is_foreseen(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.operate.doctor._LITTLE_DISK", 2**60)
    finding = _one(examine(settings), "data folder")
    assert finding.state == BAD
    assert finding.remedy.startswith("free at least")
