"""Rows that vanish without a reason are found; rows of superseded documents are no loss."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.lake.rules import WITHHELD
from pipelines.publish.losses import proof_coverage, unexplained
from pipelines.publish.snapshots import Snapshot, keep

# document id: (body, status, exclusion, figures, how many of them proven)
Documents = dict[str, tuple[str, str, str | None, int, int]]
GOOD: Documents = {"d1": ("edu", "extracted", None, 10, 8), "d2": ("health", "extracted", None, 5, 5)}


def snapshot(
    folder: Path,
    night: int,
    documents: Documents,
    *,
    totals: int = 3,
    code: str = "a",
    failure: str | None = None,
) -> Snapshot:
    built = folder / "juesuan.duckdb"
    with duckdb.connect(str(built)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_document (document_id varchar, file_name varchar, organisation_id varchar,"
            " fiscal_year integer, report_kind varchar, status varchar, exclusion_reason varchar, is_in_force boolean,"
            " failure_reason varchar)"
        )
        connection.execute(
            "create table marts.fct_line_item (document_id varchar, value_printed decimal(24,6), proof_status varchar)"
        )
        for key, (body, status, why, figures, proven) in documents.items():
            connection.execute(
                "insert into marts.dim_document values (?, ?, ?, 2024, 'final_account', ?, ?, ?, ?)",
                [key, f"{key}.pdf", body or None, status, why, why is None, failure],
            )
            for number in range(figures):
                proof = "proven" if number < proven else "unproven"
                connection.execute("insert into marts.fct_line_item values (?, 1, ?)", [key, proof])
        connection.execute(f"create table marts.mart_county_total as select unnest(range({totals})) as n")
    now = datetime(2025, 9, 1, tzinfo=UTC) + timedelta(days=night)
    return keep(built, folder / "snapshots", code_version=code, keys={}, now=now)


@pytest.fixture
def old(tmp_path: Path) -> Snapshot:
    return snapshot(tmp_path, 0, GOOD)


def lost(old: Snapshot, new: Snapshot) -> dict[str, int]:
    return {loss.mart: loss.rows for loss in unexplained(old, new)}


def test_the_same_documents_lose_nothing(old: Snapshot, tmp_path: Path) -> None:
    assert lost(old, snapshot(tmp_path, 1, GOOD)) == {}


def test_figures_and_documents_that_vanish_are_losses(old: Snapshot, tmp_path: Path) -> None:
    fewer = snapshot(tmp_path, 1, {"d1": ("edu", "extracted", None, 7, 7)})
    assert lost(old, fewer) == {"dim_document": 1, "fct_line_item": 8}
    assert "d2.pdf" in next(loss.example for loss in unexplained(old, fewer) if loss.mart == "dim_document")


def test_a_document_that_can_no_longer_be_read_is_a_loss(old: Snapshot, tmp_path: Path) -> None:
    unreadable = GOOD | {"d2": ("", "failed", "unreadable", 0, 0)}
    assert lost(old, snapshot(tmp_path, 1, unreadable)) == {"fct_line_item": 5}


def test_a_document_that_was_withheld_is_a_reason(old: Snapshot, tmp_path: Path) -> None:
    withheld: Documents = {
        "d1": ("edu", "failed", "unreadable", 0, 0),
        "d2": ("health", "failed", "unreadable", 0, 0),
    }
    assert lost(old, snapshot(tmp_path, 1, withheld, failure=f"{WITHHELD}a_test (1 row)")) == {}


def test_a_superseded_document_is_a_reason(old: Snapshot, tmp_path: Path) -> None:
    again: Documents = GOOD | {
        "d2": ("health", "extracted", "superseded", 0, 0),
        "d3": ("health", "extracted", None, 6, 6),
    }
    assert lost(old, snapshot(tmp_path, 1, again, totals=2)) == {}


def test_a_sum_may_shrink_only_when_documents_or_code_changed(old: Snapshot, tmp_path: Path) -> None:
    assert lost(old, snapshot(tmp_path, 1, GOOD, totals=2)) == {"mart_county_total": 1}
    assert lost(old, snapshot(tmp_path, 2, GOOD, totals=2, code="b")) == {}


def test_proof_coverage_compares_the_documents_that_both_hold(old: Snapshot, tmp_path: Path) -> None:
    more = snapshot(tmp_path, 1, GOOD | {"d3": ("road", "extracted", None, 100, 0)})
    share = proof_coverage(old, more)
    assert share.before == share.now == pytest.approx(13 / 15)
    worse = snapshot(tmp_path, 2, GOOD | {"d1": ("edu", "extracted", None, 10, 3)})
    assert proof_coverage(old, worse).now == pytest.approx(8 / 15)
