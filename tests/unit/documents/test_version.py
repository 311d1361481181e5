"""What makes documents stale: a change deep in what reads them, and a tool that comes or goes; nothing else."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from pipelines.documents.version import ROOT as READS
from pipelines.documents.version import closure, code_version
from pipelines.formats.tools import LIBARCHIVE
from tests.unit.containers.test_others import PLAIN_7Z
from tests.unit.hidden import ROOT, run_python
from tests.unit.read_scan.scans import TABLE, save, table_page

VERSION = "from pipelines.documents.version import code_version; print(code_version())"
READ = """
import json, sys
from pathlib import Path
from pipelines.documents.batches import read_sites, register
from pipelines.documents.extract import extract
from pipelines.documents.version import code_version
from pipelines.lake.files import known_documents
from pipelines.settings import load

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    settings = load(folder / "data", environment={"JUESUAN_WORKERS": "1"}, folder=folder)
    if not settings.data_dir.exists():
        register(settings, [folder / "reports"], site="s")
    batch = read_sites(settings, ["s"], reader="pdfium", extract=extract, code_version=code_version())["s"]
    known = known_documents(settings.lake_dir, "s").values()
    print(json.dumps([batch.read, sorted(document.status for document in known)]))
"""
PAGE = (
    "<html><meta charset=utf-8><p>2024年度青禾县民政局部门决算</p>"
    f"<p>{'本部门主要承担辖区内的日常行政事务，编制人员若干名。' * 12}</p></html>"
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package in a tree of its own, to be changed."""
    shutil.copytree(
        ROOT / "pipelines", tmp_path / "tree" / "pipelines", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path / "tree"


def version_of(tree: Path, folder: Path) -> str:
    return run_python(VERSION, folder=folder, package=tree)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_reaches_what_reads_recognises_proves_and_makes_rows_and_nothing_else() -> None:
    found = closure(READS)
    rooms = {name.split(".")[1] for name in found.modules if "." in name}
    assert {"read", "recognise", "prove", "reread", "lake", "values", "formats", "forms", "accounts"} <= rooms
    assert rooms.isdisjoint({"crawl", "publish", "defs", "cli", "operate", "sites", "archive", "settings"})
    assert {"pipelines.lake.rows", "pipelines.values.amounts"} <= found.modules.keys()
    assert "pipelines.prove/cross_form.yml" in found.data
    assert any(name.endswith("f05_general_public_budget.yml") for name in found.data)
    assert {"pypdfium2", "pdfplumber", "pdfminer-six", "lxml", "polars"} <= found.libraries.keys()
    assert found.libraries.keys().isdisjoint({"dagster", "duckdb", "scrapy", "rapidocr"})


@pytest.mark.slow
def test_two_processes_agree_on_it(copy: Path, tmp_path: Path) -> None:
    assert version_of(copy, tmp_path / "one") == version_of(ROOT, tmp_path / "two") == code_version()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("lake/rows.py", '"amount_yuan": item.amount_yuan', '"amount_yuan": item.amount_yuan and -item.amount_yuan'),
        ("values/amounts.py", "MOST_DIGITS: Final = 14", "MOST_DIGITS: Final = 13"),
        ("read/scan/ink.py", "Final = ", "Final = 1 + "),
        ("forms/final/f09_three_public.yml", "title:", "sheet_suffix: x\ntitle:"),
        ("accounts/divisions.csv", "北关区", "北关县"),
    ],
)  # fmt: skip
def test_a_change_of_what_decides_rows_is_another_version(
    copy: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    change(copy / "pipelines" / file, old, new)
    assert version_of(copy, tmp_path / "run") != code_version()


def test_words_layout_and_other_rooms_are_not(copy: Path, tmp_path: Path) -> None:
    rows = copy / "pipelines" / "lake" / "rows.py"
    change(rows, '"""Rows: ', '"""Lines: ')
    change(rows, "import hashlib\n", "# How ids are made.\n\nimport hashlib\n")
    change(copy / "pipelines" / "prove" / "cross_form.yml", "\n", "\n# identities\n")
    change(copy / "pipelines" / "crawl" / "limits.py", "from __future__", "DEPTH = 3\nfrom __future__")
    assert version_of(copy, tmp_path / "run") == code_version()


def test_another_version_of_a_library_is(tmp_path: Path) -> None:
    folder = tmp_path / "run" / "lxml-99.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: lxml\nVersion: 99.0\n")
    (folder / "RECORD").write_text("lxml/__init__.py,,\n")
    assert version_of(ROOT, tmp_path / "run") != code_version()


@pytest.mark.slow
def test_after_a_change_of_the_row_maker_documents_are_read_again(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "page.html").write_text(PAGE, encoding="utf-8")

    def read_now() -> int:
        return read(tmp_path, package=copy)[0]

    assert [read_now(), read_now()] == [1, 0]
    change(
        copy / "pipelines" / "lake" / "rows.py",
        '"amount_yuan": item.amount_yuan',
        '"amount_yuan": item.amount_yuan and -item.amount_yuan',
    )
    assert [read_now(), read_now()] == [1, 0]


@pytest.mark.slow
def test_a_scan_is_read_once_the_extra_is_there_and_the_rest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "page.html").write_text(PAGE, encoding="utf-8")
    save(table_page(TABLE), tmp_path / "reports" / "scan.png")
    assert read(tmp_path, without="rapidocr") == (2, ["no_figures", "unsupported"])
    assert read(tmp_path, without="rapidocr") == (0, ["no_figures", "unsupported"])
    count, statuses = read(tmp_path)
    assert count == 1
    assert "unsupported" not in statuses
    assert read(tmp_path)[0] == 0


@pytest.mark.slow
@pytest.mark.skipif(not LIBARCHIVE.is_present, reason="libarchive is not installed")
def test_an_archive_is_opened_once_its_library_is_there(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    with zipfile.ZipFile(tmp_path / "reports" / "bundle.zip", "w") as file:
        file.writestr("inner.7z", PLAIN_7Z)
    assert read(tmp_path, without="libarchive") == (1, ["unsupported"])
    assert read(tmp_path, without="libarchive")[0] == 0
    count, statuses = read(tmp_path)
    assert (count, len(statuses)) == (3, 3)  # the bundle again, and the two texts inside
    assert read(tmp_path)[0] == 0


def read(folder: Path, *, without: str = "", package: Path = ROOT) -> tuple[int, list[str]]:
    """Read what is not current; return how many documents that were, and how all of them ended."""
    hidden = [without] if without else []
    told = run_python(READ, str(folder), folder=folder / "run", without=hidden, package=package)
    count, statuses = json.loads(told)
    return int(count), list(statuses)
