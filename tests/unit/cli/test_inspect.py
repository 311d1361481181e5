"""``juesuan inspect``: one document through every room, nothing registered."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pipelines.cli.errors import CommandError
from pipelines.cli.inspect import inspect
from samples import typeset


@pytest.fixture(scope="module")
def misprinted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample report with the planted misprint."""
    (document,) = typeset(tmp_path_factory.mktemp("samples"), only=["qingxi-jiaoyu-final-2024"])
    return document.path


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal wide enough to keep each table row on one line."""
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.usefixtures("wide")
def test_it_shows_pages_identity_forms_and_the_planted_contradiction(
    misprinted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inspect(misprinted, "pdfium", None)
    told = capsys.readouterr().out
    for words in (
        "application/pdf, 22 pages",
        "清溪县教育局",
        "一般公共预算财政拨款支出决算表",
        "F05[2050202]",
    ):
        assert words in told
    assert "What became of the numbers of each page" in told
    assert "Not understood" not in told
    assert "2 violated" in told


@pytest.mark.slow
def test_it_draws_every_page_that_holds_a_table(misprinted: Path, tmp_path: Path) -> None:
    inspect(misprinted, "pdfium", tmp_path / "pages")
    drawn = sorted((tmp_path / "pages").glob("*.png"))
    assert len(drawn) >= 9
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in drawn)


@pytest.mark.usefixtures("wide")
def test_it_lists_the_members_of_an_archive(
    misprinted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "bundle.zip"
    with zipfile.ZipFile(bundle, "w") as file:
        file.write(misprinted, "附件1.pdf")
    inspect(bundle, "pdfium", None)
    assert "附件1.pdf" in capsys.readouterr().out


def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    with pytest.raises(CommandError, match=r"empty\.pdf: the file is empty"):
        inspect(empty, "pdfium", None)
    with pytest.raises(CommandError, match="no such file"):
        inspect(tmp_path / "absent.pdf", "pdfium", None)
