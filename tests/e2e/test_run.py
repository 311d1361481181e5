"""``juesuan run`` from PDF to mart: every printed figure arrives, bad inputs are told, nothing is done twice."""

from __future__ import annotations

from collections import Counter

import duckdb
import pytest

from pipelines.archive.raw import Archive
from pipelines.publish import warehouse
from tests.conftest import SITE, Built
from tests.e2e.bad_inputs import EXPECTED


@pytest.fixture
def marts(built: Built) -> duckdb.DuckDBPyConnection:
    return warehouse.connect(built.settings)


def test_every_printed_figure_is_a_line_item(built: Built, marts: duckdb.DuckDBPyConnection) -> None:
    found = Counter(
        marts.execute("""
            select d.file_name, l.form_code, coalesce(l.item_code, ''), l.measure, l.text_printed, l.page
            from fct_line_item as l join dim_document as d using (document_id)
        """).fetchall()
    )
    expected = Counter(
        (sample.path.name, cell.form, cell.code, cell.measure, cell.text, cell.page)
        for sample in built.samples
        for cell in sample.cells
    )
    assert found == expected


def test_bad_inputs_are_rows_with_a_status_and_a_reason(
    built: Built, marts: duckdb.DuckDBPyConnection
) -> None:
    rows = marts.execute("select file_name, status, failure_reason from dim_document").fetchall()
    found = {name: (status, reason) for name, status, reason in rows}
    assert set(found) == set(EXPECTED) | {sample.path.name for sample in built.samples}
    for name, (status, words) in EXPECTED.items():
        assert found[name][0] == status, found[name]
        assert words.lower() in (found[name][1] or "").lower(), found[name]
        assert found[name][1], f"{name} has no reason"
    assert all(found[sample.path.name][0] == "extracted" for sample in built.samples)


def test_nothing_is_lost_from_the_raw_archive(built: Built) -> None:
    archive = Archive(built.settings.raw_dir)
    kept = {record.file_name: archive.path(record).read_bytes() for record in archive.documents(SITE)}
    given = {p.name: p.read_bytes() for p in built.reports.iterdir() if not p.name.startswith(".")}
    assert kept == given


def test_who_and_when_are_understood(built: Built, marts: duckdb.DuckDBPyConnection) -> None:
    for sample in built.samples:
        row = marts.execute(
            "select division_code, organisation_name, fiscal_year, report_kind from dim_document where file_name = ?",
            [sample.path.name],
        ).fetchone()
        assert row == (sample.division_code, sample.organisation_name, sample.fiscal_year, sample.report_kind)


def test_the_planted_contradiction_is_found(built: Built, marts: duckdb.DuckDBPyConnection) -> None:
    found = {
        row[0]
        for row in marts.execute(
            "select d.file_name from fct_disclosure_error join dim_document as d using (document_id)"
        ).fetchall()
    }
    assert found
    assert found == {sample.path.name for sample in built.samples if sample.planted}


def test_counties_can_be_compared(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute("select fiscal_year, final_yuan from mart_county_total order by all").fetchall()
    assert [year for year, _ in rows] == [2023, 2024]
    assert all(final is not None and final > 0 for _, final in rows)


def test_the_run_ends_with_what_a_user_wants_to_see(built: Built) -> None:
    figures = sum(len(sample.cells) for sample in built.samples)
    assert f"{figures:,}" in built.output
    for words in ("proven so far", "Rounding differences", "Contradictions", "Counties", "zero_bytes.pdf"):
        assert words in built.output
    assert str(built.settings.warehouse_file) in built.output
    assert built.output.split("Try next")[1].count("--data-dir") == 4


def test_ingesting_twice_adds_nothing_and_reads_nothing(built: Built) -> None:
    def state() -> dict[str, bytes]:
        folders = (built.settings.lake_dir, built.settings.raw_dir)
        return {
            str(path): path.read_bytes()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file() and path.parent.name != "_sound"
        }

    before = state()
    done = built.juesuan("ingest", str(built.reports), "--site", SITE)
    assert done.returncode == 0, done.stderr
    assert "new documents: 0" in done.stdout
    assert "Read now: 0" in done.stdout
    assert state() == before


def test_a_bad_row_of_the_county_figures_is_named_and_the_others_are_built(
    built: Built, marts: duckdb.DuckDBPyConnection
) -> None:
    """Line and reason on the terminal; the row above it is in the warehouse that is published."""
    told = "line 3: population must be a whole number of persons above zero, not '25万'"
    assert told in built.warnings
    peers = (
        "select division_code, fiscal_year, population from mart_county_peers where population is not null"
    )
    assert marts.execute(peers).fetchall() == [("990101", 2024, 1000)]
    assert "line 3: population" in " ".join(built.juesuan("doctor").stdout.split())
