"""Extract: one document's bytes to the rows of the lake, room by room.

A document that cannot be used ends as a ``documents`` row with a status and a reason; nothing is raised.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from pipelines.accounts import divisions
from pipelines.crawl.archive import SourceRecord
from pipelines.model import DocumentError, FormTable, Indicator, LineItem, Note, Reading
from pipelines.prove.evaluate import Check, evaluate
from pipelines.prove.status import Place, Proof, prove
from pipelines.publish.schema import RELATIONS
from pipelines.read import read
from pipelines.read.archive import archive_kind, members
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.identity import Evidence, Identity, SourceHints, identify
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import LOSSES

Row = dict[str, object]
Rows = dict[str, list[Row]]

_ROOMS: Final = ("model.py", "extract.py", "read", "recognise", "prove", "forms", "accounts")
_LIBRARIES: Final = (
    "pypdfium2",
    "pdfplumber",
    "pdfminer.six",
    "lxml",
    "selectolax",
    "xlrd",
    "rapidocr",
    "onnxruntime",
)


@cache
def code_version() -> str:
    """Return a hash of all that decides a document's rows: our rooms, definitions, lists and libraries."""
    digest = hashlib.sha256()
    for name in _ROOMS:
        for file in sorted(_walk(files("pipelines") / name), key=lambda entry: entry[0]):
            digest.update(file[0].encode() + b"\0" + file[1].read_bytes() + b"\0")
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):  # the readers of scans are an extra
            digest.update(f"{library}=={version(library)}".encode())
    return digest.hexdigest()[:12]


def _walk(entry: Traversable, path: str = "") -> list[tuple[str, Traversable]]:
    if entry.is_file():
        return [(path + entry.name, entry)] if entry.name.endswith((".py", ".yml", ".csv")) else []
    return [found for child in entry.iterdir() for found in _walk(child, f"{path}{entry.name}/")]


def extract(
    source: SourceRecord, path: Path, *, reader: str = "pdfium", extra_divisions: Path | None = None
) -> Rows:
    """Return the lake rows of one document, by relation. Never raises for a bad document."""
    try:
        if archive_kind(path) is not None:
            return _container(source, reader, path)
        reading = read(path, reader=reader)
    except DocumentError as error:
        return _refused(source, reader, error)
    tables = read_tables(reading.pages, evaluate)
    hints = SourceHints(source.file_name, source.division_code, source.page_title or "", source.page_date)
    identity = identify(reading.pages, tables.tables, tables.context_of, hints, _divisions(extra_divisions))
    items = [item for table in tables.tables for item in table.items]
    elided = tables.elided_tables
    checks = evaluate(items, elided)
    proofs = prove(items, checks)
    status, reason = _status(reading, tables.tables, tables.notes)
    document = _document(source, reader) | {
        "media_type": reading.media_type,
        "pages": len(reading.pages),
        "status": status,
        "failure_reason": reason,
        "notes": list(reading.notes),
        **_identity_columns(identity),
    }
    key = source.document_id
    return {
        "documents": [document],
        "document_evidence": [_evidence(key, evidence) for evidence in identity.evidence],
        "tables": [_table(key, table) for table in tables.tables],
        "line_items": [_line_item(source.sha256, key, item, proofs[item.place]) for item in items],
        "indicators": [_indicator(key, row) for table in tables.tables for row in table.indicators],
        "reading_notes": [_note(key, number, note) for number, note in enumerate(tables.notes)],
        "identity_checks": [_check(key, check) for check in checks],
        "claims": [],
    }


@cache
def _divisions(extra: Path | None) -> DivisionIndex:
    return DivisionIndex(divisions(extra))


def _status(reading: Reading, tables: Sequence[FormTable], notes: Sequence[Note]) -> tuple[str, str | None]:
    """Judge a document that could be read: which status it ends with, and why."""
    pages = len(reading.pages)
    silent = [page.number for page in reading.pages if not page.lines and not page.grids]
    if len(silent) == pages:
        return "no_figures", f"no text was found on any of its {pages} pages"
    forms = [table for table in tables if table.form_code]
    figures = sum(len(table.items) for table in forms)
    if not forms:
        found = f"{len(tables)} tables, none titled as a known form" if tables else "no tables"
        return "no_figures", f"not recognised as a budget or final accounts report: {found} on {pages} pages"
    losses = Counter(note.kind for note in notes if note.kind in LOSSES)
    if losses:
        told = ", ".join(f"{count} × {kind}" for kind, count in sorted(losses.items()))
        return "partial", f"some printed figures were left out: {told} (see reading notes)"
    if not figures:
        return "no_figures", f"all {len(forms)} forms are empty: a blank template or a nil report"
    return "extracted", None


def _document(source: SourceRecord, reader: str) -> Row:
    empty: Row = dict.fromkeys(RELATIONS["documents"])
    return empty | {
        "document_id": source.document_id,
        "sha256": source.sha256,
        "site": source.site,
        "file_name": source.file_name,
        "source_url": source.source_url,
        "page_url": source.page_url,
        "container_sha256": source.container_sha256,
        "member_name": source.member_name,
        "fetched_at": source.fetched_at,
        "size_bytes": source.size_bytes,
        "reader": reader,
        "code_version": code_version(),
        "title": source.page_title or source.file_name,
        "uncertain_fields": [],
        "notes": [],
    }


def _container(source: SourceRecord, reader: str, path: Path) -> Rows:
    """Return the row of an archive: how many members it holds, and what became of those left out."""
    found = list(members(path))
    taken = sum(member.path is not None for member in found)
    notes = [
        f"{member.name}: {member.problem or member.note}" for member in found if member.problem or member.note
    ]
    rows: Rows = {relation: [] for relation in RELATIONS}
    rows["documents"] = [
        _document(source, reader)
        | {
            "media_type": archive_kind(path),
            "status": "no_figures",
            "failure_reason": f"an archive of {taken} documents, each with a row of its own",
            "notes": notes,
        }
    ]
    return rows


def _refused(source: SourceRecord, reader: str, error: DocumentError) -> Rows:
    reason = error.reason if error.page is None else f"page {error.page}: {error.reason}"
    rows: Rows = {relation: [] for relation in RELATIONS}
    rows["documents"] = [_document(source, reader) | {"status": error.status, "failure_reason": reason}]
    return rows


def _identity_columns(identity: Identity) -> Row:
    return {
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


def _hash(*parts: object, length: int = 20) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:length]


def _table_id(document_id: str, table_no: int) -> str:
    return f"{document_id}-t{table_no}"


def line_item_id(sha256: str, place: Place) -> str:
    """Return a figure's id: a hash of the bytes and the printed place, never of what was understood."""
    return _hash(sha256, *place)


def _evidence(document_id: str, evidence: Evidence) -> Row:
    return {
        "document_id": document_id,
        "field": evidence.field,
        "value": evidence.value,
        "source": evidence.source,
        "page": evidence.page,
        "text": evidence.text,
        "is_chosen": evidence.is_chosen,
    }


def _table(document_id: str, table: FormTable) -> Row:
    return {
        "table_id": _table_id(document_id, table.table_no),
        "document_id": document_id,
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


def _line_item(sha256: str, document_id: str, item: LineItem, proof: Proof) -> Row:
    box = item.box
    return {
        "line_item_id": line_item_id(sha256, item.place),
        "document_id": document_id,
        "table_id": _table_id(document_id, item.table_no),
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
        "proof_status": proof.status,
        "proof_identities": [_check_id(document_id, check) for check in proof.checks],
    }


def _indicator(document_id: str, row: Indicator) -> Row:
    return {
        "indicator_id": _hash(document_id, "indicator", row.page, row.table_no, row.row_no),
        "document_id": document_id,
        "table_id": _table_id(document_id, row.table_no),
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


def _note(document_id: str, number: int, note: Note) -> Row:
    return {
        "note_id": _hash(
            document_id, number, note.kind, note.page, note.table_no, note.row_no, note.column_no
        ),
        "document_id": document_id,
        "kind": note.kind,
        "page": note.page,
        "table_no": note.table_no,
        "row_no": note.row_no,
        "column_no": note.column_no,
        "text": note.text,
        "detail": note.detail,
    }


def _check_id(document_id: str, check: Check) -> str:
    return _hash(document_id, check.identity_id, check.scope, *(item.place for item in check.members))


def _check(document_id: str, check: Check) -> Row:
    left = " + ".join(item.text_printed for item in check.left_items)
    right = " ".join(f"{'-' if sign < 0 else '+'} {item.text_printed}" for sign, item in check.right_items)
    return {
        "check_id": _check_id(document_id, check),
        "document_id": document_id,
        "identity_id": check.identity_id,
        "scope": check.scope,
        "is_hard": check.is_hard,
        "statement": check.statement,
        "left_yuan": check.left,
        "right_yuan": check.right,
        "difference_yuan": check.left - check.right,
        "tolerance_yuan": check.tolerance,
        "status": check.status,
        "left_text": left.replace("\n", ""),
        "left_page": check.left_items[0].page,
        "right_text": right.replace("\n", "").removeprefix("+ "),
        "right_page": check.right_items[0][1].page,
        "unit": check.left_items[0].unit,
    }
