"""Extract: one document's bytes to the rows of the lake.

A document that cannot be used ends as a ``documents`` row with a status and a reason; nothing is raised. Whatever
this module can reach is part of the version of the rows (:mod:`pipelines.documents.version`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

import polars as pl

from pipelines.containers import archive_kind, members, needed_tools
from pipelines.documents.status import judge, judge_file
from pipelines.documents.walk import Walk, walk_parts
from pipelines.formats import tools
from pipelines.forms import use_folder
from pipelines.lake.frames import Row, frames
from pipelines.lake.rows import RowMaker, Rows
from pipelines.lake.rules import WITHHELD, broken_rules
from pipelines.lake.schema import RELATIONS
from pipelines.read.garbage import seldom_collected
from pipelines.values.errors import DocumentError
from pipelines.values.identity import SourceHints
from pipelines.values.source import SourceRecord

_LONGEST_REASON: Final = 200


class Extract(Protocol):
    """Turn one document into the lake's rows by relation; see :func:`extract`."""

    def __call__(
        self, source: SourceRecord, path: Path, *, reader: str, extra_divisions: Path | None
    ) -> Mapping[str, Sequence[Row]]:
        """Return the rows; never raise for a bad document."""
        ...


@seldom_collected()
def extract(
    source: SourceRecord, path: Path, *, reader: str = "pdfium", extra_divisions: Path | None = None
) -> Rows:
    """Return the lake rows of one document, by relation. Never raises for a bad document."""
    rows = RowMaker(source)
    try:
        kind = archive_kind(path)
        if kind is not None:
            return _only_document(_container_row(rows, path, kind))
        hints = hints_of(source)
        walked, parts = walk_parts(path, hints, reader=reader, extra_divisions=extra_divisions)
    except DocumentError as error:
        lacked = tools.states([error.tool] if error.tool else ())
        return _only_document(rows.document_row(error.status, str(error), reader=reader, tools=lacked))
    whole = _rows_of(rows, walked, *judge_file(walked, len(parts)), reader)
    for part in parts:
        of_part = RowMaker(source, part.name, part.place)
        for relation, more in _rows_of(of_part, part.walk, *judge(part.walk), reader).items():
            whole[relation] += more
    return whole


def _rows_of(rows: RowMaker, walked: Walk, status: str, reason: str | None, reader: str) -> Rows:
    """Return the rows of a document that was walked through the rooms and ended so."""
    reading, found = walked.reading, walked.examination
    document = rows.document_row(
        status,
        reason,
        reader=reader,
        reading=reading,
        identity=walked.identity,
        tools=tools.states(reading.tools),
    )
    return {
        "documents": [document],
        "document_evidence": [rows.evidence_row(evidence) for evidence in walked.identity.evidence],
        "tables": [rows.table_row(table) for table in found.tables],
        "line_items": [rows.line_item_row(item, found.proofs[item.place]) for item in found.items],
        "indicators": [rows.indicator_row(row) for table in found.tables for row in table.indicators],
        "reading_notes": [rows.note_row(number, note) for number, note in enumerate(walked.notes)],
        "identity_checks": [
            rows.check_row(check, found.suggestions.get(number)) for number, check in enumerate(found.checks)
        ],
        "claims": [rows.claim_row(claim, found.proofs[claim.place]) for claim in found.claims],
        "disclosure_errors": [rows.error_row(number, error) for number, error in enumerate(found.errors)],
        "reading_doubts": [rows.doubt_row(number, doubt) for number, doubt in enumerate(found.doubts)],
        "text_defects": [rows.defect_row(number, defect) for number, defect in enumerate(found.defects)],
        "page_accounts": [rows.account_row(page) for page in walked.accounts],
    }


def hints_of(source: SourceRecord) -> SourceHints:
    """Return what the source of a document says of it."""
    folders = tuple(PurePosixPath(source.member_name or "").parts[:-1])
    return SourceHints(
        source.file_name,
        source.division_code,
        source.page_title or "",
        source.page_date,
        folders=folders,
    )


@seldom_collected()
def typed_rows(
    extract: Extract,
    code_version: str,
    reader: str,
    extra_divisions: Path | None,
    extra_forms: Path | None,
    source: SourceRecord,
    path: Path,
) -> dict[str, pl.DataFrame]:
    """Extract one document and type its rows; rows that cannot be taken on cost that document only."""
    use_folder(extra_forms)
    rows = extract(source, path, reader=reader, extra_divisions=extra_divisions)
    try:
        found = frames(rows)
        broken = broken_rules(found)
    except (pl.exceptions.PolarsError, TypeError, OverflowError) as error:
        broken = [" ".join(str(error).split())[:_LONGEST_REASON]]
    if broken:
        reason = WITHHELD + "; ".join(broken)
        found = frames(_only_document(RowMaker(source).document_row("failed", reason, reader=reader)))
    found["documents"] = found["documents"].with_columns(code_version=pl.lit(code_version))
    return found


def _container_row(rows: RowMaker, path: Path, kind: str) -> dict[str, object]:
    """Return the row of an archive: how many members it holds, and what became of those left out.

    What is left out may print figures: the archive then ends as ``partial``, without any other member as ``failed``, or
    as ``unsupported`` where this machine lacks what opens it.
    """
    found = list(members(path))
    left = [member for member in found if member.path is None]
    taken = len(found) - len(left)
    odd = [f"{m.name}: {m.problem or m.note}" for m in found if m.problem or m.note]
    reason = f"an archive of {taken} documents, each with a row of its own"
    if left:
        reason += f"; {len(left)} members were left out: {left[0].name}: {left[0].problem}"
    none_read = "unsupported" if all(member.tool for member in left) else "failed"
    return rows.document_row(
        ("partial" if taken else none_read) if left else "no_figures",
        reason,
        media_type=kind,
        notes=odd,
        tools=tools.states(needed_tools(kind, found)),
    )


def _only_document(row: dict[str, object]) -> Rows:
    return {relation: [row] if relation == "documents" else [] for relation in RELATIONS}
