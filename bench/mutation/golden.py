"""Golden documents: read once, so that their figures can be changed and their identities evaluated again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.accounts import divisions
from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.read import read
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.identity import identify
from pipelines.recognise.narrative import read_narrative
from pipelines.recognise.ragged import read_tables
from pipelines.values.claims import Claim
from pipelines.values.identity import SourceHints
from pipelines.values.items import LineItem
from pipelines.values.proof import Check

Evaluate = Callable[[Sequence[LineItem]], list[Check]]


@dataclass(frozen=True, slots=True)
class Golden:
    """A document that was read rightly: its figures, and how the identities are evaluated on others."""

    name: str
    items: tuple[LineItem, ...]
    claims: tuple[Claim, ...]
    evaluate: Evaluate


def read_golden(path: Path) -> Golden:
    """Read a document, its forms and its narrative.

    Raises DocumentError for a document that cannot be read.
    """
    pages = read(path).pages
    tables = read_tables(pages, evaluate)
    hints = SourceHints(path.name, None, "", None)
    identity = identify(pages, tables.tables, tables.context_of, hints, DivisionIndex(divisions(None)))
    items = tuple(item for table in tables.tables for item in table.items)
    claims = read_narrative(tables.pages, items, identity.report_kind, identity.fiscal_year).claims
    elided, division = tables.elided_tables, identity.division_code or ""

    def evaluate_again(others: Sequence[LineItem]) -> list[Check]:
        return evaluate_document(others, claims, elided, division)

    return Golden(path.stem, items, claims, evaluate_again)
