"""Rows: the values of one document as rows of the lake. Ids hash raw facts, never what was understood."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from pipelines.values.account import PageAccount
from pipelines.values.claims import Claim, TextDefect
from pipelines.values.findings import DisclosureError, ReadingDoubt, Suggestion
from pipelines.values.identity import Evidence, ReportIdentity
from pipelines.values.items import FormTable, Indicator, LineItem, Note, Place
from pipelines.values.pages import Reading
from pipelines.values.proof import Check, Proof
from pipelines.values.source import DOCUMENT_ID_LENGTH, SourceRecord

Row = dict[str, object]
Rows = dict[str, list[Row]]


def line_item_id(sha256: str, place: Place) -> str:
    """Return a figure's id: a hash of the bytes and the printed place, never of what was understood."""
    return _hash(sha256, *place)


def _hash(*parts: object, length: int = 20) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:length]


class _OfPlaces(dict[Place, str]):
    """What is made of each place, once."""

    def __init__(self, make: Callable[[Place], str]) -> None:
        self._make = make

    def __missing__(self, place: Place) -> str:
        found = self[place] = self._make(place)
        return found


@dataclass(frozen=True, slots=True)
class RowMaker:
    """Makes the rows of one document; many rows name one figure or one check, whose id is hashed once.

    ``part`` names the report of one body within a compilation, ``place`` where it begins among the file's pages: it is
    a document of its own, and a member of the file.
    """

    source: SourceRecord
    part: str = ""
    place: int = 0
    _figure_ids: _OfPlaces = field(init=False, repr=False, compare=False)
    _check_ids: dict[int, tuple[Check, str]] = field(default_factory=dict, repr=False, compare=False)
    _places: _OfPlaces = field(default_factory=lambda: _OfPlaces(str), repr=False, compare=False)

    def __post_init__(self) -> None:
        file = self.document_id if self.part else self.source.sha256
        object.__setattr__(self, "_figure_ids", _OfPlaces(lambda place: line_item_id(file, place)))

    @property
    def document_id(self) -> str:
        """Return the document's id."""
        if not self.part:
            return self.source.document_id
        return _hash(self.source.sha256, "part", self.place, length=DOCUMENT_ID_LENGTH)

    def document_row(
        self,
        status: str,
        reason: str | None,
        *,
        reader: str | None = None,
        reading: Reading | None = None,
        identity: ReportIdentity | None = None,
        **found: object,
    ) -> Row:
        """Return the lake row of the document itself, whatever became of it.

        ``reading`` and ``identity`` are None where it did not come so far: title and division are then what its
        source says. ``found`` sets further columns.
        """
        source = self.source
        row: Row = {
            "document_id": self.document_id,
            "sha256": source.sha256,
            "site": source.site,
            "file_name": source.file_name,
            "source_url": source.source_url,
            "page_url": source.page_url,
            "container_sha256": source.sha256 if self.part else source.container_sha256,
            "member_name": self.part or source.member_name,
            "fetched_at": source.fetched_at,
            "size_bytes": source.size_bytes,
            "reader": reader,
            "status": status,
            "failure_reason": reason,
            "title": source.page_title or source.file_name,
            "division_code": source.division_code,
            "uncertain_fields": [],
            "notes": [],
            "tools": [],
        }
        if reading is not None:
            row |= {
                "media_type": reading.media_type,
                "pages": len({page.number for page in reading.pages}),
                "notes": list(reading.notes),
            }
        if identity is not None:
            row |= {
                "title": identity.title,
                "report_kind": identity.report_kind,
                "organisation_kind": identity.organisation_kind,
                "organisation_name": identity.organisation_name,
                "division_code": identity.division_code,
                "fiscal_year": identity.fiscal_year,
                "publish_date": identity.publish_date,
                "unit": identity.unit,
                "uncertain_fields": list(identity.uncertain_fields),
            }
        return row | found

    def figure_id(self, place: Place) -> str:
        """Return the id of the line item or claim that stands at a place."""
        return self._figure_ids[place]

    def _table_id(self, table_no: int) -> str:
        return f"{self.document_id}-t{table_no}"

    def evidence_row(self, evidence: Evidence) -> Row:
        """Return the lake row of one finding about the document."""
        return {
            "document_id": self.document_id,
            "field": evidence.field,
            "value": evidence.value,
            "source": evidence.source,
            "page": evidence.page,
            "text": evidence.text,
            "is_chosen": evidence.is_chosen,
        }

    def table_row(self, table: FormTable) -> Row:
        """Return the lake row of one table."""
        return {
            "table_id": self._table_id(table.table_no),
            "document_id": self.document_id,
            "table_no": table.table_no,
            "page_first": table.page_first,
            "page_last": table.page_last,
            "title_printed": table.title_printed,
            "form_code": table.form_code,
            "status": table.status,
            "reason": table.reason,
            "unit": table.unit,
            "is_unit_inferred": table.is_unit_inferred,
            "unit_evidence": table.unit_evidence,
            "header_printed": table.header_printed,
            "row_count": table.row_count,
            "column_count": table.column_count,
        }

    def line_item_row(self, item: LineItem, proof: Proof) -> Row:
        """Return the lake row of one printed figure."""
        box = item.box
        return {
            "line_item_id": self.figure_id(item.place),
            "document_id": self.document_id,
            "table_id": self._table_id(item.table_no),
            "form_code": item.form_code,
            "section": item.section,
            "item_code": item.item_code,
            "item_name": item.item_name,
            "item_label_printed": item.label_printed,
            "parent_item_name": item.parent_name or None,
            "account_kind": item.account_kind,
            "measure": item.measure,
            "header_printed": item.header_printed,
            "text_printed": item.text_printed,
            "value_printed": item.value,
            "unit": item.unit,
            "is_unit_inferred": item.is_unit_inferred,
            "amount_yuan": item.amount_yuan,
            "page": item.page,
            "x0": box.x0 if box else None,
            "top": box.top if box else None,
            "x1": box.x1 if box else None,
            "bottom": box.bottom if box else None,
            "table_no": item.table_no,
            "row_no": item.row_no,
            "column_no": item.column_no,
            "cell_reference": item.cell_reference or None,
            "reader": item.reader,
            "confidence": item.confidence,
            "decided_by": item.decided_by or None,
            "first_text": item.first_text or None,
            "settled_by": item.settled_by or None,
            "scope": item.scope or None,
            "figure_year": item.figure_year,
            "proof_status": proof.status,
            "proof_identities": [self._check_id(check) for check in proof.checks],
        }

    def indicator_row(self, row: Indicator) -> Row:
        """Return the lake row of one indicator row."""
        return {
            "indicator_id": _hash(self.document_id, "indicator", row.page, row.table_no, row.row_no),
            "document_id": self.document_id,
            "table_id": self._table_id(row.table_no),
            "form_code": row.form_code,
            "project_name": row.project_name or None,
            "level_1": row.level_1,
            "level_2": row.level_2,
            "level_3": row.level_3,
            "target": row.target,
            "actual": row.actual,
            "weight": row.weight,
            "score": row.score,
            "deviation": row.deviation,
            "reason": row.reason,
            "page": row.page,
            "table_no": row.table_no,
            "row_no": row.row_no,
        }

    def note_row(self, number: int, note: Note) -> Row:
        """Return the lake row of one reading note."""
        return {
            "note_id": _hash(
                self.document_id, number, note.kind, note.page, note.table_no, note.row_no, note.column_no
            ),
            "document_id": self.document_id,
            "kind": note.kind,
            "page": note.page,
            "table_no": note.table_no,
            "row_no": note.row_no,
            "column_no": note.column_no,
            "text": note.text,
            "detail": note.detail,
        }

    def _check_id(self, check: Check) -> str:
        # The check is kept with its id, so that no other takes its address.
        known = self._check_ids.get(id(check))
        if known is None:
            told = self._places
            places = [told[item.place] for item in check.members]
            known = check, _hash(self.document_id, check.identity_id, check.scope, *places)
            self._check_ids[id(check)] = known
        return known[1]

    def check_row(self, check: Check, suggestion: Suggestion | None = None) -> Row:
        """Return the lake row of one identity check."""
        left = " + ".join([item.text_printed for item in check.left_items]).replace("\n", "")
        right = " ".join(
            [f"{'-' if sign < 0 else '+'} {item.text_printed}" for sign, item in check.right_items]
        )
        right = right.replace("\n", "").removeprefix("+ ")
        is_money = check.quantity == "money"
        ids = self._figure_ids
        gap = check.left - check.right
        return {
            "check_id": self._check_id(check),
            "document_id": self.document_id,
            "identity_id": check.identity_id,
            "scope": check.scope,
            "is_hard": check.is_hard,
            "statement": check.statement,
            "quantity": check.quantity,
            "left_value": check.left,
            "right_value": check.right,
            "left_yuan": check.left if is_money else None,
            "right_yuan": check.right if is_money else None,
            "difference_yuan": gap if is_money else None,
            "tolerance_yuan": check.tolerance if is_money else None,
            "difference": gap,
            "tolerance": check.tolerance,
            "status": check.status,
            "proves": check.proves,
            "left_text": left,
            "left_page": check.left_items[0].page if check.left_items else None,
            "right_text": check.computed or right,
            "right_page": check.right_items[0][1].page if check.right_items else None,
            "unit": check.members[0].unit,
            "left_ids": [ids[item.place] for item in check.left_items],
            "right_ids": [ids[item.place] for _, item in check.right_items],
            "suggestion_kind": suggestion.kind if suggestion else None,
            "suggestion": suggestion.text if suggestion else None,
            "suggested_id": self.figure_id(suggestion.place) if suggestion and suggestion.place else None,
            "suggested_value": suggestion.value if suggestion else None,
        }

    def claim_row(self, claim: Claim, proof: Proof) -> Row:
        """Return the lake row of one figure that the narrative states."""
        return {
            "claim_id": self.figure_id(claim.place),
            "document_id": self.document_id,
            "kind": claim.kind,
            "subject": claim.subject,
            "item_code": claim.item_code or None,
            "measure": claim.measure,
            "text_printed": claim.text_printed,
            "value": claim.value,
            "unit": claim.unit,
            "amount_yuan": claim.amount_yuan,
            "page": claim.page,
            "sentence_no": claim.sentence_no,
            "claim_no": claim.claim_no,
            "heading": claim.heading or None,
            "sentence": claim.sentence,
            "proof_status": proof.status,
            "proof_identities": [self._check_id(check) for check in proof.checks],
        }

    def error_row(self, number: int, error: DisclosureError) -> Row:
        """Return the lake row of one contradiction in print; ``number`` tells like ones apart."""
        suggestion = error.suggestion
        return {
            "error_id": _hash(self.document_id, "error", number, error.identity_id, error.scope),
            "document_id": self.document_id,
            "kind": error.kind,
            "identity_id": error.identity_id,
            "scope": error.scope,
            "what": error.what,
            "left_text": error.left_text,
            "left_page": error.left_page,
            "left_id": self.figure_id(error.left_place) if error.left_place else None,
            "right_text": error.right_text,
            "right_page": error.right_page,
            "right_id": self.figure_id(error.right_place) if error.right_place else None,
            "difference": error.difference,
            "unit": error.unit,
            "suggestion_kind": suggestion.kind if suggestion else None,
            "suggestion": suggestion.text if suggestion else None,
        }

    def doubt_row(self, number: int, doubt: ReadingDoubt) -> Row:
        """Return the lake row of one contradiction that may be but a misreading; ``number`` tells like ones apart."""
        row = self.error_row(number, doubt.error)
        error = doubt.error
        own = {"error_id", "suggestion_kind", "suggestion"}
        return {name: value for name, value in row.items() if name not in own} | {
            "doubt_id": _hash(self.document_id, "doubt", number, error.identity_id, error.scope),
            "reason": doubt.reason.kind,
            "why": doubt.reason.told,
            "doubtful_ids": [self.figure_id(place) for place in doubt.reason.places],
        }

    def defect_row(self, number: int, defect: TextDefect) -> Row:
        """Return the lake row of one slip of the text; ``number`` tells like ones apart."""
        return {
            "defect_id": _hash(self.document_id, "defect", number, defect.kind, defect.page),
            "document_id": self.document_id,
            "kind": defect.kind,
            "what": defect.what,
            "text": defect.text,
            "page": defect.page,
            "sentence": defect.sentence,
        }

    def account_row(self, account: PageAccount) -> Row:
        """Return the lake row of what became of one page's figures."""
        return {
            "document_id": self.document_id,
            "page": account.page,
            "is_form_page": account.is_form,
            "figures_printed": account.figures_printed,
            "in_cells": account.in_cells,
            "in_claims": account.in_claims,
            "as_furniture": account.as_furniture,
            "noted": account.noted,
            "in_prose": account.in_prose,
            "unaccounted": account.unaccounted,
        }
