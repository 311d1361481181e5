"""The backup holds everything that cannot be made again, whole, whatever is at work and whatever was cut off before."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from pipelines.archive.raw import Archive
from pipelines.settings import Settings
from tests.conftest import ROOT


def back_up(settings: Settings, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "deploy" / "backup.sh"), str(settings.data_dir), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def filled(settings: Settings) -> Archive:
    """Fill a data folder with one of everything."""
    archive = Archive.of(settings)
    for number in range(3):
        archive.register(
            b"%PDF " * 100 + bytes([number]), site="x", file_name="a.pdf", source_url=f"http://x.cn/{number}"
        )
    for name, text in {
        "reference/forms/own.yml": "code: X01",
        "crawl/x.report.json": "{}",
        "dagster/dagster.yaml": "# my own",
        "inbox/x/waiting.pdf": "waits",
        "reports/2025-09-01.md": "quiet",
        "lake/documents/x.parquet": "made again",
        "warehouse/juesuan.duckdb": "made again",
        "logs/a.jsonl": "made again",
    }.items():
        path = settings.data_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return archive


def held(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_all_state_is_copied_and_nothing_that_is_made_from_it(settings: Settings, tmp_path: Path) -> None:
    filled(settings)
    assert back_up(settings, tmp_path / "backup").returncode == 0
    made_again = ("lake", "warehouse", "logs")
    wanted = {name: data for name, data in held(settings.data_dir).items() if not name.startswith(made_again)}
    assert held(tmp_path / "backup") == wanted


def test_a_database_is_copied_whole_while_it_is_written_to(settings: Settings, tmp_path: Path) -> None:
    filled(settings)
    file = settings.data_dir / "crawl" / "x.sqlite"
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("pragma journal_mode = wal")
        writer.execute("create table t (a)")
        writer.executemany("insert into t values (?)", [(n,) for n in range(1000)])
        writer.commit()
        writer.execute("insert into t values (-1)")  # not committed
        assert back_up(settings, tmp_path / "backup").returncode == 0
    with closing(sqlite3.connect(tmp_path / "backup" / "crawl" / "x.sqlite")) as copied:
        assert copied.execute("select count(*), min(a) from t").fetchone() == (1000, 0)


def test_a_copy_that_was_cut_off_is_made_again_and_a_journal_grows(
    settings: Settings, tmp_path: Path
) -> None:
    archive = filled(settings)
    back_up(settings, tmp_path / "backup")
    copied = Archive(tmp_path / "backup" / "raw")
    cut = copied.path(copied.records("x")[0])
    cut.write_bytes(cut.read_bytes()[:50])  # newer than what it was copied from
    journal = tmp_path / "backup" / "raw" / "records" / "x.jsonl"
    archive.register(b"%PDF new", site="x", file_name="b.pdf", source_url="http://x.cn/new")
    later = journal.stat().st_mtime + 10_000  # as where the clock was set back since
    subprocess.run(["touch", "-d", f"@{later:.0f}", str(journal)], check=True)
    back_up(settings, tmp_path / "backup")
    assert held(copied.folder) == held(settings.raw_dir)
    assert {json.loads(line)["source_url"] for line in journal.read_text().splitlines()} >= {
        "http://x.cn/new"
    }


def test_a_folder_that_is_no_data_folder_is_told(tmp_path: Path) -> None:
    command = [str(ROOT / "deploy" / "backup.sh"), str(tmp_path / "nothing"), str(tmp_path / "backup")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "is no data folder" in done.stderr) == (1, True)
    assert not (tmp_path / "backup").exists()
