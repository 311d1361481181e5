"""The warehouse's rules for the rows of one document: what breaks one is withheld before it can stop a publication.

They are those of dbt's tests (``rows_hold`` of the marts), as far as the rows of a single document can break them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rows of a relation keep: a column of unique values, columns never null, and values that are known."""

    unique: str = ""
    not_null: tuple[str, ...] = ()
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


WITHHELD: Final = (
    "its rows break rules of the warehouse and were withheld: "  # begins the reason of such a document
)
_PROOFS: Final = ("proven", "unproven", "disputed")
_KINDS: Final = ("final_account", "budget")
RULES: Final[Mapping[str, Rules]] = {
    "documents": Rules(
        "document_id",
        ("document_id", "sha256", "status"),
        {
            "status": ("extracted", "partial", "no_figures", "failed", "unsupported"),
            "report_kind": _KINDS,
            "organisation_kind": ("department", "unit", "government"),
        },
    ),
    "document_evidence": Rules("", ("document_id", "field")),
    "tables": Rules(
        "table_id",
        ("table_id", "document_id", "status"),
        {"status": ("recognised", "empty_form", "unreadable", "unrecognised")},
    ),
    "line_items": Rules(
        "line_item_id",
        ("line_item_id", "document_id", "form_code", "measure", "text_printed", "proof_status"),
        {"account_kind": ("functional", "economic", "government_economic"), "proof_status": _PROOFS},
    ),
    "claims": Rules(
        "claim_id", ("claim_id", "document_id", "kind", "proof_status"), {"proof_status": _PROOFS}
    ),
    "indicators": Rules("indicator_id", ("indicator_id", "document_id")),
    "identity_checks": Rules(
        "check_id",
        ("check_id", "document_id", "identity_id", "is_hard", "quantity", "status"),
        {"quantity": ("money", "percent", "count"), "status": ("holds", "rounding", "violated")},
    ),
    "disclosure_errors": Rules(
        "error_id",
        ("error_id", "document_id", "kind", "what"),
        {
            "kind": (
                "contradiction",
                "rate_on_zero",
                "missing_form",
                "empty_form_with_figures",
                "form_without_figures",
            )
        },
    ),
    "reading_doubts": Rules(
        "doubt_id",
        ("doubt_id", "document_id", "kind", "what", "reason", "why"),
        {
            "reason": (
                "unread",
                "unaccounted",
                "decimals",
                "second_reader",
                "another_figure",
                "two_sentences",
                "other_format",
            )
        },
    ),
    "reading_notes": Rules("note_id", ("note_id", "document_id", "kind")),
    "page_accounts": Rules(
        "",
        (
            "document_id",
            "page",
            "is_form_page",
            "figures_printed",
            "in_cells",
            "in_claims",
            "as_furniture",
            "noted",
            "in_prose",
            "unaccounted",
        ),
    ),
    "text_defects": Rules("defect_id", ("defect_id", "document_id", "kind", "what")),
}


def broken_rules(frames: Mapping[str, pl.DataFrame]) -> list[str]:
    """Return each rule that the rows of a document break, with the number of rows: ``line_items: unique …``."""
    return [
        f"{relation}: {told}"
        for relation, rows in frames.items()
        if relation in RULES and rows.height
        for told in _broken(rows, RULES[relation])
    ]


def _broken(rows: pl.DataFrame, rules: Rules) -> Iterator[str]:
    if rules.unique and (again := rows.height - rows[rules.unique].n_unique()):
        yield f"unique {rules.unique} ({again})"
    for column in rules.not_null:
        if missing := rows[column].null_count():
            yield f"not_null {column} ({missing})"
    for column, known in rules.accepted.items():
        found = rows[column].drop_nulls()
        if other := found.filter(~found.is_in([*known, ""])).len():
            yield f"accepted_values {column} ({other})"
