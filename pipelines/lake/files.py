"""The Parquet lake: one file per relation and site, written whole or not at all. Column types: ``schema.py``.

The same rows give the same bytes: rows stand in the order of their documents' ids and, within one document,
in the order it was read; nothing from the clock is stored. A document's row in ``documents`` is written
last, so a document whose row is there has all its other rows.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

import polars as pl

from pipelines.archive.raw import SourceRecord
from pipelines.disk import write_atomically
from pipelines.lake.schema import REFERENCES, RELATIONS

Row = Mapping[str, object]
Frames = Mapping[str, pl.DataFrame]

_EMPTY: Final = "_schema"
_WRITTEN_LAST: Final = "documents"


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What the lake holds of one document. ``code_version`` is None where reading it was interrupted."""

    document_id: str
    code_version: str | None
    status: str
    media_type: str | None
    reader: str | None
    fiscal_year: int | None = None

    def is_current(self, code_version: str, reader: str) -> bool:
        """Tell whether reading the document again would give the same rows."""
        if self.code_version != code_version:
            return False
        return self.media_type != "application/pdf" or self.reader in (None, "", reader)


def encode(frame: pl.DataFrame) -> bytes:
    """Return a frame as Parquet: zstd, statistics on, the same bytes for the same rows."""
    buffer = io.BytesIO()
    frame.write_parquet(
        buffer, compression="zstd", compression_level=3, statistics=True, row_group_size=100_000
    )
    return buffer.getvalue()


def frame(relation: str, rows: Iterable[Row]) -> pl.DataFrame:
    """Return rows as a frame of the relation's types.

    A column that a row lacks is null; a column that the schema lacks raises ValueError.
    """
    schema = RELATIONS[relation] if relation in RELATIONS else REFERENCES[relation]
    listed = list(rows)
    for row in listed:
        if not row.keys() <= schema.keys():
            raise ValueError(f"{relation} has no column {sorted(row.keys() - schema.keys())}")
    columns = {name: [row.get(name) for row in listed] for name in schema}
    return pl.DataFrame(columns, schema=schema, strict=True)


def frames(rows: Mapping[str, Iterable[Row]]) -> dict[str, pl.DataFrame]:
    """Return one document's rows as typed frames, by relation. Raises ValueError for an unknown relation."""
    if not rows.keys() <= RELATIONS.keys():
        raise ValueError(f"the lake has no relation {sorted(rows.keys() - RELATIONS.keys())}")
    return {relation: frame(relation, listed) for relation, listed in rows.items()}


def prepare(lake_dir: Path) -> None:
    """Lay the typed empty files beside the data, so that dbt's sources exist before the first document."""
    for relation in RELATIONS:
        target = lake_dir / relation / f"{_EMPTY}.parquet"
        data = encode(frame(relation, ()))
        if not target.exists() or target.read_bytes() != data:
            write_atomically(target, data)


def sites(lake_dir: Path) -> list[str]:
    """Return the sites that have documents in the lake, sorted."""
    return sorted(p.stem for p in (lake_dir / _WRITTEN_LAST).glob("*.parquet") if p.stem != _EMPTY)


def known_documents(lake_dir: Path, site: str) -> dict[str, KnownDocument]:
    """Return what the lake holds of a site, by document id."""
    path = lake_dir / _WRITTEN_LAST / f"{site}.parquet"
    if not path.exists():
        return {}
    columns = ["document_id", "code_version", "status", "media_type", "reader", "fiscal_year"]
    return {row[0]: KnownDocument(*row) for row in pl.read_parquet(path, columns=columns).iter_rows()}


def interrupted_row(record: SourceRecord, reason: str, code_version: str | None) -> dict[str, object]:
    """Return the ``documents`` row of a document whose reading did not end.

    ``code_version`` None makes the next run try again.
    """
    return {
        "document_id": record.document_id,
        "sha256": record.sha256,
        "site": record.site,
        "file_name": record.file_name,
        "source_url": record.source_url,
        "page_url": record.page_url,
        "fetched_at": record.fetched_at,
        "size_bytes": record.size_bytes,
        "code_version": code_version,
        "status": "failed",
        "failure_reason": reason,
        "division_code": record.division_code,
        "uncertain_fields": [],
        "notes": [],
    }


class SiteWriter:
    """Collect one site's newly read documents and merge them into its files, every so many documents.

    Use as a context: what was added is flushed at the end, also when the batch stops with an error. The
    distance between two flushes grows with the site, so that a large one is not rewritten all the time.
    """

    def __init__(self, lake_dir: Path, site: str, *, flush_documents: int = 200) -> None:
        self._lake_dir = lake_dir
        self._site = site
        self._distance = max(flush_documents, len(known_documents(lake_dir, site)) // 10)
        self._documents: set[str] = set()
        self._added: dict[str, list[pl.DataFrame]] = {relation: [] for relation in RELATIONS}

    def __enter__(self) -> SiteWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.flush()

    def add(self, document_id: str, frames: Frames) -> None:
        """Take one document's rows; they replace whatever the lake holds of that document."""
        self._documents.add(document_id)
        for relation, added in frames.items():
            self._added[relation].append(added)
        if len(self._documents) >= self._distance:
            self.flush()

    def flush(self) -> None:
        """Write what was added; after a crash before this, these documents are simply read again."""
        if not self._documents:
            return
        replaced = sorted(self._documents)
        for relation in sorted(RELATIONS, key=lambda name: name == _WRITTEN_LAST):
            empty = frame(relation, ())
            parts = [empty, *self._added[relation]]
            path = self._lake_dir / relation / f"{self._site}.parquet"
            if path.exists():
                kept = pl.read_parquet(path).filter(~pl.col("document_id").is_in(replaced))
                parts.append(pl.concat([empty, kept], how="diagonal").select(empty.columns))
            merged = pl.concat(parts).sort("document_id", maintain_order=True)
            write_atomically(path, encode(merged.rechunk()))
        self._documents.clear()
        self._added = {relation: [] for relation in RELATIONS}


def write_reference(lake_dir: Path, relation: str, rows: Iterable[Row]) -> int:
    """Write a reference relation's one file; return its number of rows."""
    whole = frame(relation, rows)
    write_atomically(lake_dir / relation / f"{relation}.parquet", encode(whole))
    return whole.height
