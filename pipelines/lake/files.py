"""The Parquet lake: one file per relation and site, written whole or not at all. Column types: ``schema.py``.

The same rows give the same bytes: rows stand in the order of their documents' ids and, within one document,
in the order it was read; nothing from the clock is stored. A document's row in ``documents`` is written
last, so a document whose row is there has all its other rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Final, cast

import polars as pl

from pipelines.disk import write_atomically
from pipelines.formats.registry import PDF
from pipelines.formats.tools import are_unchanged
from pipelines.lake.frames import Frames, Row, encode, frame
from pipelines.lake.schema import RELATIONS
from pipelines.values.source import DOCUMENT_ID_LENGTH

EMPTY: Final = "_schema"
_WRITTEN_LAST: Final = "documents"


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What the lake holds of one document.

    ``code_version`` is None where reading it was stopped once; where that came twice for the same reason, the limits
    of time and memory stand behind the version.
    """

    document_id: str
    code_version: str | None
    status: str
    media_type: str | None
    reader: str | None
    fiscal_year: int | None = None
    failure_reason: str | None = None
    pages: int | None = None
    tools: tuple[str, ...] = ()  # the tools it used or lacked, as name=state

    def is_current(self, code_version: str, reader: str) -> bool:
        """Tell whether reading the document again would give the same rows."""
        if self.code_version != code_version or not are_unchanged(self.tools):
            return False
        return self.media_type != PDF or self.reader in (None, "", reader)


def prepare(lake_dir: Path) -> None:
    """Lay the typed empty files beside the data, so that dbt's sources exist before the first document."""
    for relation in RELATIONS:
        target = lake_dir / relation / f"{EMPTY}.parquet"
        data = encode(frame(relation, ()))
        if not target.exists() or target.read_bytes() != data:
            write_atomically(target, data)


def sites(lake_dir: Path) -> list[str]:
    """Return the sites that have documents in the lake, sorted."""
    return sorted(p.stem for p in (lake_dir / _WRITTEN_LAST).glob("*.parquet") if p.stem != EMPTY)


def known_documents(lake_dir: Path, site: str) -> dict[str, KnownDocument]:
    """Return what the lake holds of a site, by document id."""
    path = lake_dir / _WRITTEN_LAST / f"{site}.parquet"
    if not path.exists():
        return {}
    wanted = (field.name for field in fields(KnownDocument))
    present = set(pl.read_parquet_schema(path))
    rows = pl.read_parquet(path, columns=[name for name in wanted if name in present])
    return {row["document_id"]: KnownDocument(**_told(row)) for row in rows.iter_rows(named=True)}


def _told(row: Row) -> dict[str, Any]:
    return {**row, "tools": tuple(cast(Sequence[str], row.get("tools")) or ())}


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
        for relation, added in frames.items():
            self.add_rows(relation, added)
        self.replace((document_id,))

    def add_rows(self, relation: str, rows: pl.DataFrame) -> None:
        """Take rows of documents that :meth:`replace` will name."""
        self._added[relation].append(rows)

    def replace(self, document_ids: Iterable[str]) -> None:
        """Let the rows that were added replace whatever the lake holds of these documents."""
        self._documents.update(document_ids)
        if len(self._documents) >= self._distance:
            self.flush()

    def flush(self) -> None:
        """Write what was added; after a crash before this, these documents are simply read again."""
        if not self._documents:
            return
        replaced = sorted(self._documents)
        documents = self._lake_dir / _WRITTEN_LAST / f"{self._site}.parquet"
        if documents.exists():
            columns = ["document_id", "sha256"]
            replaced = with_parts(replaced, pl.read_parquet(documents, columns=columns))
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


def with_parts(document_ids: Sequence[str], documents: pl.DataFrame) -> list[str]:
    """Return the ids of some documents and of the reports within them that are documents of their own, sorted.

    ``documents`` has ``document_id`` and ``sha256``: the parts of a file have its bytes.
    """
    of_files = pl.col("sha256").str.slice(0, DOCUMENT_ID_LENGTH).is_in(document_ids)
    return sorted({*document_ids, *documents.filter(of_files)["document_id"]})


def write_reference(lake_dir: Path, relation: str, rows: Iterable[Row]) -> int:
    """Write a reference relation's one file; return its number of rows."""
    whole = frame(relation, rows)
    write_atomically(lake_dir / relation / f"{relation}.parquet", encode(whole))
    return whole.height
