"""The same bytes give the same rows, whichever fonts the system has."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.formats.tools import find_libreoffice
from pipelines.lake.schema import RELATIONS
from pipelines.operate.doctor import NOTE, OK
from tests.conftest import ROOT
from tests.e2e.unembedded import chinese_font, write_reports
from tests.namespaces import run_with_fonts

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fonts")]

SITE = "unembedded"
READERS = ("pdfium", "pdfminer")
_EXAMINE = """
from pipelines.operate.doctor import examine
from pipelines.settings import load
print(*(finding.state for finding in examine(load()) if finding.subject == "fonts"))
"""
_READ = """
import sys
from pathlib import Path
from pipelines.read import read
from pipelines.values.errors import DocumentError
try:
    print(read(Path(sys.argv[1])))
except DocumentError as error:
    print(error.reason)
"""


class Machines:
    """One with a Chinese font and one without any, both of which read the same reports."""

    def __init__(self, folder: Path) -> None:
        self.reports = folder / "reports"
        self.fonts = {"chinese": chinese_font(folder / "system"), "none": None}
        self.data = folder / "data"
        self.printed = write_reports(self.reports)

    def run(self, fonts: str, program: str, *arguments: str) -> str:
        """Run a Python program on one of them and return what it prints."""
        command = [sys.executable, "-c", program, *arguments]
        done = run_with_fonts(self.fonts[fonts], command, {"PYTHONPATH": str(ROOT), "JUESUAN_WORKERS": "1"})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def read(self, reader: str, fonts: str) -> None:
        """Read the reports into a data folder of this reader and machine."""
        arguments = ("ingest", str(self.reports), "--site", SITE, "--reader", reader)
        data = str(self.data / f"{reader}-{fonts}")
        self.run(fonts, "from pipelines.cli import main; main()", "--data-dir", data, *arguments)

    def rows(self, reader: str, fonts: str, relation: str) -> pl.DataFrame:
        """Return the rows of a relation but for the time of registration."""
        file = self.data / f"{reader}-{fonts}" / "lake" / relation / f"{SITE}.parquet"
        frame = pl.read_parquet(file)
        return frame.drop("fetched_at", strict=False).sort(frame.columns[:2])


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Machines:
    """Let both machines read the reports, with each reader."""
    found = Machines(tmp_path_factory.mktemp("fonts"))
    for fonts in found.fonts:
        for reader in READERS:
            found.read(reader, fonts)
    return found


def test_the_doctor_tells_which_of_the_machines_draws_chinese(machines: Machines) -> None:
    told = {fonts: machines.run(fonts, _EXAMINE).strip() for fonts in machines.fonts}
    assert told == {"chinese": OK, "none": NOTE}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("relation", list(RELATIONS))
def test_every_row_is_the_same_with_and_without_a_chinese_font(
    machines: Machines, reader: str, relation: str
) -> None:
    assert machines.rows(reader, "chinese", relation).equals(machines.rows(reader, "none", relation))


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_what_libreoffice_converts_does_not_depend_on_fonts(machines: Machines, tmp_path: Path) -> None:
    path = tmp_path / "report.rtf"
    path.write_text(
        "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}\\f0 \\u21512?\\u35745? 1,234.50\\par}", "ascii"
    )
    own = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "合计 1,234.50" in own.stdout
    assert machines.run("chinese", _READ, str(path)) == own.stdout
    assert "fonts-opensymbol" in machines.run("none", _READ, str(path))


def test_every_figure_is_read_as_printed(machines: Machines) -> None:
    documents = machines.rows("pdfium", "none", "documents").filter(pl.col("pages") > 1)
    assert documents["file_name"].sort().to_list() == ["no-widths.pdf", "report.pdf"]
    assert documents["status"].unique().to_list() == ["extracted"]
    items = machines.rows("pdfium", "none", "line_items")
    printed = sorted((c.form, c.page, c.code, c.measure, str(c.value)) for c in machines.printed.cells)
    assert len(printed) > 200
    for key in documents["document_id"]:
        found = items.filter(document_id=key).select(
            "form_code", "page", "item_code", "measure", "text_printed"
        )
        assert (
            sorted((*row[:4], str(Decimal(row[4].replace(",", "")))) for row in found.iter_rows()) == printed
        )
