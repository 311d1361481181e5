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
from pipelines.archive.raw import SourceRecord
from pipelines.containers import archive_kind, members
from pipelines.documents.examine import WITHHELD, Examination, examine
from pipelines.lake.rows import Row, RowMaker, Rows
from pipelines.lake.schema import RELATIONS
from pipelines.prove.evaluate import evaluate
from pipelines.read import read
from pipelines.recognise.divisions import DivisionIndex
from pipelines.recognise.identity import identify
from pipelines.recognise.narrative.statement import LEFT_OUT
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import LOSSES
from pipelines.values.errors import DocumentError
from pipelines.values.identity import ReportIdentity, SourceHints
from pipelines.values.items import Note
from pipelines.values.pages import Reading

_ROOMS: Final = (
    "values",
    "formats",
    "containers",
    "read",
    "recognise",
    "prove",
    "reread",
    "documents",
    "lake",
    "forms",
    "accounts",
)
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
    found = examine(path, reading, tables, identity)
    notes = (*tables.notes, *found.notes)
    status, reason = _status(reading, identity, found, notes)
    document = _document(source, reader) | {
        "media_type": reading.media_type,
        "pages": len(reading.pages),
        "status": status,
        "failure_reason": reason,
        "notes": list(reading.notes),
        **_identity_columns(identity),
    }
    rows = RowMaker(source.document_id, source.sha256)
    return {
        "documents": [document],
        "document_evidence": [rows.evidence_row(evidence) for evidence in identity.evidence],
        "tables": [rows.table_row(table) for table in found.tables],
        "line_items": [rows.line_item_row(item, found.proofs[item.place]) for item in found.items],
        "indicators": [rows.indicator_row(row) for table in found.tables for row in table.indicators],
        "reading_notes": [rows.note_row(number, note) for number, note in enumerate(notes)],
        "identity_checks": [
            rows.check_row(check, found.suggestions.get(number)) for number, check in enumerate(found.checks)
        ],
        "claims": [rows.claim_row(claim, found.proofs[claim.place]) for claim in found.claims],
        "disclosure_errors": [rows.error_row(number, error) for number, error in enumerate(found.errors)],
        "text_defects": [rows.defect_row(number, defect) for number, defect in enumerate(found.defects)],
    }


@cache
def _divisions(extra: Path | None) -> DivisionIndex:
    return DivisionIndex(divisions(extra))


def _status(
    reading: Reading, identity: ReportIdentity, found: Examination, notes: Sequence[Note]
) -> tuple[str, str | None]:
    """Judge a document that could be read: which status it ends with, and why.

    A text whose tables were published elsewhere counts as extracted when its narrative states figures.
    """
    tables = found.tables
    has_claims = bool(found.claims) and identity.report_kind is not None
    pages = len(reading.pages)
    silent = [page.number for page in reading.pages if not page.lines and not page.grids]
    if len(silent) == pages:
        return "no_figures", f"no text was found on any of its {pages} pages"
    forms = [table for table in tables if table.form_code]
    figures = sum(len(table.items) for table in forms)
    if not forms and not has_claims:
        there = f"{len(tables)} tables, none titled as a known form" if tables else "no tables"
        return "no_figures", f"not recognised as a budget or final accounts report: {there} on {pages} pages"
    losses = Counter(note.kind for note in notes if note.kind in (*LOSSES, WITHHELD, LEFT_OUT))
    if losses:
        told = ", ".join(f"{count} × {kind}" for kind, count in sorted(losses.items()))
        return "partial", f"some printed figures were left out: {told} (see reading notes)"
    if forms and not figures and not has_claims:
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


def _identity_columns(identity: ReportIdentity) -> Row:
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
