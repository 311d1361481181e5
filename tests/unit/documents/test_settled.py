"""What is settled is told without the graph; whatever is new, changed, damaged or stale is not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pipelines.documents.batches import read_sites, register
from pipelines.documents.settled import settled
from pipelines.documents.version import code_version, remembered_version
from pipelines.settings import Settings
from tests.unit.documents.test_batches import act

pytestmark = pytest.mark.slow


@pytest.fixture
def files(settings: Settings) -> Path:
    folder = settings.data_dir.parent / "files"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / name).write_text(name, encoding="utf-8")
    register(settings, [folder], site="s")
    read_sites(settings, ["s"], reader="pdfium", extract=act, code_version=code_version())
    return folder


def ask(settings: Settings, files: Path) -> tuple[int, int] | None:
    return settled(settings, [files], "s", "pdfium")


def test_the_same_files_again_are_settled(settings: Settings, files: Path) -> None:
    assert ask(settings, files) == (2, 2)
    assert settled(settings, [files / "one"], "s", "pdfium") == (1, 2)


@pytest.mark.parametrize("change", ["new file", "other bytes", "archive", "moved", "other site"])
def test_new_files_are_not_settled(settings: Settings, files: Path, change: str) -> None:
    if change == "new file":
        (files / "three").write_text("three", encoding="utf-8")
    elif change == "other bytes":
        (files / "two").write_text("changed", encoding="utf-8")
    elif change == "archive":
        with zipfile.ZipFile(files / "a.zip", "w") as archive:
            archive.writestr("x", "x")
        register(settings, [files], site="s")
    elif change == "moved":
        (files / "one").rename(files / "uno")
    elif change == "other site":
        assert settled(settings, [files], "t", "pdfium") is None
        return
    assert ask(settings, files) is None


def test_what_is_stale_or_damaged_is_not_settled(settings: Settings, files: Path) -> None:
    settings.extra_divisions_file.parent.mkdir(parents=True, exist_ok=True)
    settings.extra_divisions_file.write_text("code,name\n330903,甲县\n", encoding="utf-8")
    assert ask(settings, files) is None
    settings.extra_divisions_file.unlink()
    assert ask(settings, files) == (2, 2)
    (settings.lake_dir / "line_items" / "s.parquet").write_bytes(b"PAR1 no more")
    assert ask(settings, files) is None
    assert (settings.lake_dir / "line_items" / "s.parquet").exists(), "who reads sets it aside and says so"


def test_an_empty_folder_is_not_settled(settings: Settings, files: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert settled(settings, [tmp_path / "empty"], "s", "pdfium") is None


def test_the_version_is_remembered_for_these_very_files(tmp_path: Path) -> None:
    assert remembered_version(tmp_path) == remembered_version(None) == code_version()
    (kept,) = (tmp_path / "versions").iterdir()
    kept.write_text("abcdefabcdef", encoding="ascii")
    assert remembered_version(tmp_path) == "abcdefabcdef"
    kept.write_text("torn", encoding="ascii")
    assert remembered_version(tmp_path) == code_version()
