"""Broken files end as a row with a status and a sentence; the campaign sees what does not."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bench.hostile.campaign import jobs, judged, mutant, read
from bench.hostile.seeds import names, seed
from pipelines.documents.extract import extract, typed_rows
from pipelines.formats.tools import find_libreoffice
from pipelines.values.source import SourceRecord

FORMATS = sorted(name for name in names() if not name.endswith((".png", ".doc", ".rtf")))


def record(name: str) -> SourceRecord:
    return SourceRecord(
        "ab" * 32, "s", name, "u", None, None, None, datetime(2026, 1, 1, tzinfo=UTC), 1, None, name
    )


def rows_of(name: str, folder: Path) -> dict[str, pl.DataFrame]:
    path = folder / name
    path.write_bytes(seed(name))
    return typed_rows(extract, "0", "pdfium", None, None, record(name), path)


@pytest.mark.parametrize(
    "name", [n for n in FORMATS if not n.endswith((".zip", ".tar", ".tgz", ".bz2", ".xz", ".rar", ".7z"))]
)
def test_every_seed_is_a_report_that_is_read(name: str, tmp_path: Path) -> None:
    rows = rows_of(name, tmp_path)
    assert rows["documents"]["status"].item() in ("extracted", "partial")
    assert Decimal("130.5") in {Decimal(value) for value in rows["line_items"]["value_printed"]}


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in names() if n.endswith((".rtf", ".doc"))])
def test_seeds_that_libreoffice_makes_or_reads_are_reports_too(name: str, tmp_path: Path) -> None:
    if find_libreoffice() is None:
        pytest.skip("LibreOffice is not installed")
    rows = rows_of(name, tmp_path)
    assert rows["documents"]["status"].item() in ("extracted", "partial")
    assert Decimal("130.5") in {Decimal(value) for value in rows["line_items"]["value_printed"]}


@pytest.mark.parametrize("name", FORMATS)
def test_broken_files_are_read_or_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    for number in range(3):
        kind, what = read(name, number, str(tmp_path))
        assert kind in ("read", "refused"), (name, number, what)


def test_a_mutant_is_the_same_whenever_it_is_made() -> None:
    assert mutant(("report.docx", 151)) == mutant(("report.docx", 151))
    assert len({mutant(("report.html", number)) for number in range(30)}) > 25
    assert {name for name, _ in jobs(200)} == set(names())


@pytest.mark.parametrize(
    "reason", ["IndexError: string index out of range", "it stopped (in is_dir, line 560)", ""]
)
def test_a_refusal_without_a_sentence_is_a_fault(reason: str, tmp_path: Path) -> None:
    rows = rows_of("report.html", tmp_path)
    rows["documents"] = rows["documents"].with_columns(status=pl.lit("failed"), failure_reason=pl.lit(reason))
    assert judged(record("report.html"), rows)[0] == "fault"


def test_a_lost_row_and_a_row_of_another_document_are_faults(tmp_path: Path) -> None:
    rows = rows_of("report.html", tmp_path)
    assert judged(record("report.html"), rows) == ("read", rows["documents"]["status"].item())
    others = rows["line_items"].with_columns(document_id=pl.lit("cd" * 8))
    assert judged(record("report.html"), {**rows, "line_items": others})[0] == "fault"
    assert judged(record("report.html"), {**rows, "documents": rows["documents"].clear()})[0] == "fault"
