"""The warehouse's rules on one document: what breaks one is withheld and named, and dbt asks for no other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from pipelines.documents.extract import typed_rows
from pipelines.lake.frames import frame
from pipelines.lake.rules import RULES, broken_rules
from pipelines.lake.schema import RELATIONS
from pipelines.values.source import SourceRecord

ROOT = Path(__file__).resolve().parents[3]
MARTS = {
    "documents": "dim_document",
    "document_evidence": "dim_document_evidence",
    "tables": "fct_table",
    "line_items": "fct_line_item",
    "claims": "fct_claim",
    "indicators": "fct_indicator",
    "identity_checks": "fct_identity_check",
    "disclosure_errors": "fct_disclosure_error",
    "page_accounts": "fct_page_account",
    "reading_notes": "fct_reading_note",
    "reading_doubts": "fct_reading_doubt",
    "text_defects": "fct_text_defect",
}


def asked(mart: str) -> dict[str, Any]:
    path = ROOT / "dbt_project" / "models" / "marts" / f"{mart}.yml"
    (model,) = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    (test,) = [test["rows_hold"]["arguments"] for test in model["data_tests"] if "rows_hold" in test]
    return dict(test)


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_rules_are_those_that_dbt_asks_for(relation: str) -> None:
    rules, columns, told = RULES[relation], RELATIONS[relation], asked(MARTS[relation])
    unique = [names[0] for names in told.get("unique", []) if len(names) == 1 and names[0] in columns]
    assert unique[:1] == ([rules.unique] if rules.unique else [])
    assert {name for name in told.get("not_null", []) if name in columns} == set(rules.not_null)
    accepted = {
        name: tuple(known) for name, known in told.get("accepted_values", {}).items() if name in columns
    }
    assert accepted == {name: tuple(known) for name, known in rules.accepted.items()}


def notes(*ids: str | None, kind: str | None = "unit_missing") -> dict[str, pl.DataFrame]:
    rows = [{"note_id": one, "document_id": "d", "kind": kind} for one in ids]
    return {"reading_notes": frame("reading_notes", rows)}


def test_each_rule_is_told_with_its_column_and_how_often_it_is_broken() -> None:
    assert broken_rules(notes("a", "b")) == []
    assert broken_rules(notes("a", "a", "a", "b")) == ["reading_notes: unique note_id (2)"]
    assert broken_rules(notes("a", "b", kind=None)) == ["reading_notes: not_null kind (2)"]
    odd = frame("tables", [{"table_id": "t", "document_id": "d", "status": "guessed"}])
    assert broken_rules({"tables": odd}) == ["tables: accepted_values status (1)"]


SOURCE = SourceRecord(
    sha256="ab" * 32,
    site="local",
    file_name="a.pdf",
    source_url="file:a.pdf",
    page_url=None,
    page_title=None,
    page_date=None,
    fetched_at=datetime(2025, 9, 1, tzinfo=UTC),
    size_bytes=1,
    division_code=None,
    archived_as="a.pdf",
)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"note_id": "n", "document_id": "d", "kind": "k"}] * 2, "reading_notes: unique note_id"),
        ([{"note_id": "n", "document_id": "d", "kind": "k", "page": "one"}], "withheld"),
    ],
)
def test_a_document_that_breaks_a_rule_is_withheld_and_says_so(
    rows: list[dict[str, object]], told: str
) -> None:
    def extract(source: SourceRecord, path: Path, **_: object) -> dict[str, list[dict[str, object]]]:
        return {
            "documents": [
                {"document_id": source.document_id, "sha256": source.sha256, "status": "extracted"}
            ],
            "reading_notes": rows,
        }

    found = typed_rows(extract, "v", "pdfium", None, None, SOURCE, Path("a.pdf"))
    document = found["documents"].row(0, named=True)
    assert (document["status"], document["file_name"], document["code_version"]) == ("failed", "a.pdf", "v")
    assert told in document["failure_reason"]
    assert found["reading_notes"].height == 0
