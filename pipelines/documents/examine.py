"""Examine: what a document that was read states, proves and contradicts. Knows no storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.prove.codes import mislabelled
from pipelines.prove.decimals import odd_decimals, odd_grain, odd_units
from pipelines.prove.diagnose import diagnose
from pipelines.prove.evaluate import evaluate_document
from pipelines.prove.flood import suspect_tables
from pipelines.prove.presence import presence_notes
from pipelines.prove.repeated import printed_again
from pipelines.prove.scale import refuse_units
from pipelines.prove.status import prove
from pipelines.recognise import government
from pipelines.recognise.bodies import tables_of_others
from pipelines.recognise.contents import read_contents
from pipelines.recognise.defects import text_defects
from pipelines.recognise.governments.told import read_told
from pipelines.recognise.narrative import Passage, read_narrative
from pipelines.recognise.tables import TableReader
from pipelines.recognise.years import years_of_forms
from pipelines.recognise.zeros import read_zeros
from pipelines.reread import reread
from pipelines.values.claims import Claim, Figure, TextDefect
from pipelines.values.findings import DisclosureError, ReadingDoubt, Suggestion
from pipelines.values.identity import ReportIdentity
from pipelines.values.items import FormTable, LineItem, Note, Place
from pipelines.values.pages import Loss, Reading
from pipelines.values.proof import Check, Proof
from pipelines.values.stated import Contents, Zeros

WITHHELD = "withheld_table"
"""Kind of the note on a table that contradicts nearly everything, so that its figures were left out."""

OTHER_BODY = "table_of_another_body"
"""Kind of the note on a form of another body than the document's own, so that its figures were left out."""

OTHER_YEAR = "table_of_another_year"
"""Kind of the note on a form of another year than the document's, so that its figures were left out."""

ODD_DECIMALS = "odd_decimals"
"""Kind of the note on a figure that has other decimals than its table: digits were lost, or are another figure's."""

ODD_GRAIN = "odd_grain"
"""Kind of the note on a figure in 元 that is rounded less than all others of its document: a digit of it is wrong."""

ODD_UNIT = "odd_unit"
"""Kind of the note on a figure that prints another unit than its column has."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What the identities made of a document. ``suggestions`` are keyed by the index of their check.

    ``passages`` are its running text. ``odd`` and ``unsure`` name the figures whose reading is doubtful. ``errors`` and
    ``doubts`` are told when all its figures are accounted for (:mod:`pipelines.documents.accuse`).
    """

    tables: tuple[FormTable, ...]
    items: tuple[LineItem, ...]
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    proofs: Mapping[Place, Proof]
    suggestions: Mapping[int, Suggestion]
    defects: tuple[TextDefect, ...]
    notes: tuple[Note, ...]
    passages: tuple[Passage, ...] = ()
    contents: Contents = field(default_factory=Contents)
    zeros: Zeros = field(default_factory=Zeros)
    odd: Mapping[Place, str] = field(default_factory=dict)
    unsure: Mapping[Place, str] = field(default_factory=dict)
    errors: tuple[DisclosureError, ...] = ()
    doubts: tuple[ReadingDoubt, ...] = ()


def examine(path: Path, reading: Reading, found: TableReader, identity: ReportIdentity) -> Examination:
    """Tie a document's figures, read the doubtful ones again, and say what its print contradicts.

    ``found`` are the tables of ``reading``; ``path`` is opened again only for a second reading.
    """
    mine, others = _without_others(found, identity)
    printed, refused = refuse_units(mine)
    # A government's prose speaks of its area's money in the words that departments use of their own.
    if identity.organisation_kind == government.KIND:
        narrative = read_told(found.pages, identity.report_kind, identity.fiscal_year)
    else:
        narrative = read_narrative(found.pages, _items(printed), identity.report_kind, identity.fiscal_year)
    claims, elided = narrative.claims, found.elided_tables
    division = identity.division_code or ""

    def evaluate(items: Sequence[LineItem]) -> list[Check]:
        return evaluate_document(items, claims, elided, division)

    first = evaluate(_items(printed))
    tables, withheld = _withhold(printed, first)
    items = _items(tables)
    first = evaluate(items) if withheld else first
    second = reread(path, reading.media_type, reading.pages, items, first, evaluate)
    checks = second.checks
    suggestions = diagnose(checks, second.items, claims)
    decimals = odd_decimals(second.items)
    units = odd_units(second.items)
    odd = {**decimals, **units}
    figures: list[Figure] = [*second.items, *claims]
    damaged = _damaged(figures, reading.losses)
    doubted = mislabelled(second.items, damaged, found.notes)
    defects = text_defects(
        narrative.sentences, narrative.comparisons, identity.fiscal_year, identity.report_kind
    )
    return Examination(
        tables=tuple(tables),
        items=second.items,
        claims=claims,
        checks=checks,
        proofs=prove(figures, checks, odd, second.unsure.keys(), damaged, doubted),
        suggestions=suggestions,
        defects=tuple(defects),
        notes=(
            *narrative.notes,
            *others,
            *refused,
            *withheld,
            *printed_again(tables),
            *second.notes,
            *presence_notes(checks),
            *_odd_notes(second.items, decimals, ODD_DECIMALS),
            *_odd_notes(second.items, odd_grain(second.items), ODD_GRAIN),
            *_odd_notes(second.items, units, ODD_UNIT),
        ),
        passages=narrative.passages,
        contents=read_contents(reading.pages, tables),
        zeros=read_zeros(narrative.sentences, identity.fiscal_year),
        odd=odd,
        unsure=second.unsure,
    )


def _damaged(figures: Sequence[Figure], losses: Sequence[Loss]) -> set[Place]:
    """Return the figures of the pages whose bytes are damaged."""
    pages = {loss.page for loss in losses if loss.is_damage}
    return {figure.place for figure in figures if None in pages or figure.page in pages} if pages else set()


def _odd_notes(items: Sequence[LineItem], odd: Mapping[Place, str], kind: str) -> list[Note]:
    return [
        Note(
            kind,
            item.text_printed,
            odd[item.place],
            item.page,
            item.table_no,
            item.row_no,
            item.column_no,
        )
        for item in items
        if item.place in odd
    ]


def _items(tables: Sequence[FormTable]) -> list[LineItem]:
    return [item for table in tables for item in table.items]


def _without_others(found: TableReader, identity: ReportIdentity) -> tuple[list[FormTable], list[Note]]:
    """Take the figures out of forms of another body or another year; each leaves a note that names it."""
    if identity.organisation_kind == government.KIND:
        return list(found.tables), []
    body, year = identity.organisation_name, str(identity.fiscal_year or "")
    names = tables_of_others(found.pages, found.tables, found.context_of, body) if body else {}
    reasons = {
        number: f"it is printed under the name of {name}, the document is that of {body}"
        for number, name in names.items()
    }
    mine, notes = _leave_out(found.tables, reasons, OTHER_BODY)
    years = years_of_forms(found.pages, mine) if year else {}
    reasons = {
        number: f"it is printed for {other}, the document is that of {year}"
        for number, other in years.items()
        if other not in ("", year)
    }
    mine, more = _leave_out(mine, reasons, OTHER_YEAR)
    return mine, [*notes, *more]


def _withhold(tables: Sequence[FormTable], checks: Sequence[Check]) -> tuple[list[FormTable], list[Note]]:
    """Take the figures out of tables that contradict nearly everything; each leaves a note with the reason."""
    return _leave_out(tables, suspect_tables(_items(tables), checks), WITHHELD)


def _leave_out(
    tables: Sequence[FormTable], reasons: Mapping[int, str], kind: str
) -> tuple[list[FormTable], list[Note]]:
    """Take the figures out of the tables that have a reason by number; each leaves a note of a kind."""
    kept: list[FormTable] = []
    notes: list[Note] = []
    for table in tables:
        reason = reasons.get(table.table_no)
        if reason is None or not table.items:
            kept.append(table)
            continue
        kept.append(replace(table, status="unreadable", reason=reason, items=()))
        detail = f"{len(table.items)} figures of {table.form_code} were left out: {reason}"
        notes.append(Note(kind, table.title_printed, detail, table.page_first, table.table_no))
    return kept, notes
