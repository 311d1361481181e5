"""Rows on their way into the lake: write-once parts of batches, and the commit that makes them the lake's state.

::

    lake/_parts/<batch>/<digest>.zip   some documents' rows, one Parquet file per relation, and an index of them
    lake/_commits/<commit>.json        a commit under way: the parts that it merges, and what it takes of each

A part is there as a whole or not at all, is named by its content and never changed: two workers that read the same
batch disturb nobody, and what a worker wrote before it died is not lost. A commit writes down what it does before it
does it; one that was killed is done again from that by the next (:func:`recover`), with the same result. A part that
comes too late holds documents that the lake has already; it is dropped.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from time import time
from typing import Any, Final

import polars as pl

from pipelines.disk import write_atomically
from pipelines.lake.files import SiteWriter, with_parts
from pipelines.lake.frames import Frames, encode

PARTS: Final = "_parts"
COMMITS: Final = "_commits"
_INDEX: Final = "index.json"
AGAIN: Final = "again-"
"""Begins the name of a batch that reads current documents again: only its own run knows that they are wanted."""
_DIGITS: Final = 32  # of a part's hash, its name
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_KEPT_SECONDS: Final = 7 * 86400  # parts of another version: the run that made them may still be at work


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a part says of one document, without its rows.

    ``seconds`` is what reading it took, ``is_interrupted`` that its reading was cut short, ``proven`` of ``figures``
    its line items.
    """

    document_id: str
    site: str
    status: str
    is_interrupted: bool
    seconds: float
    pages: int
    figures: int
    proven: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part as its index tells: the version and reader that made it, and its documents."""

    path: Path
    version: str
    reader: str
    documents: tuple[ReadDocument, ...]


Plan = dict[str, dict[str, list[str]]]
"""What a commit takes: by site, of each part by its path below the lake, the ids of documents."""

Wanted = Callable[[Part, ReadDocument], bool]
"""Tells whether a document of a part is still to be taken into the lake."""


def write_part(
    lake_dir: Path, batch: str, version: str, reader: str, documents: Sequence[tuple[ReadDocument, Frames]]
) -> Path:
    """Write some documents' rows as one part of a batch, once; return its path."""
    ordered = sorted(documents, key=lambda one: one[0].document_id)
    index = {"version": version, "reader": reader, "documents": [asdict(read) for read, _ in ordered]}
    gathered: dict[str, list[pl.DataFrame]] = defaultdict(list)
    for _, frames in ordered:
        for relation, rows in frames.items():
            if rows.height:
                gathered[relation].append(rows)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        file.writestr(zipfile.ZipInfo(_INDEX, _EPOCH), json.dumps(index, ensure_ascii=False))
        for relation, frames_of in sorted(gathered.items()):
            file.writestr(
                zipfile.ZipInfo(f"{relation}.parquet", _EPOCH), encode(pl.concat(frames_of).rechunk())
            )
    data = buffer.getvalue()
    path = lake_dir / PARTS / batch / f"{_digest(data)}.zip"
    if not (path.exists() and path.read_bytes() == data):
        write_atomically(path, data, mode=0o444)
    return path


def parts_of(lake_dir: Path, batches: Iterable[str]) -> list[Part]:
    """Return the parts of some batches that wait for a commit; a damaged one counts as not written."""
    return [
        part
        for batch in batches
        for path in sorted((lake_dir / PARTS / batch).glob("*.zip"))
        if (part := _part(path)) is not None
    ]


def waiting(lake_dir: Path) -> list[str]:
    """Return the batches of which parts wait for a commit, sorted."""
    return sorted(path.name for path in (lake_dir / PARTS).glob("*") if path.is_dir())


def commit(lake_dir: Path, name: str, batches: Sequence[str], wanted: Wanted) -> list[ReadDocument]:
    """Merge the batches' parts into the lake and drop them; return the documents that were taken.

    The caller is the lake's one writer. Of a document in several parts one copy is taken: one whose reading came to
    its end before one that was cut short. ``name`` names the commit while it lasts.
    """
    parts = parts_of(lake_dir, batches)
    chosen: dict[str, tuple[Part, ReadDocument]] = {}
    for part in parts:
        for read in part.documents:
            before = chosen.get(read.document_id)
            if wanted(part, read) and (before is None or (before[1].is_interrupted > read.is_interrupted)):
                chosen[read.document_id] = (part, read)
    plan: Plan = {}
    for document, (part, read) in sorted(chosen.items()):
        where = part.path.relative_to(lake_dir).as_posix()
        plan.setdefault(read.site, {}).setdefault(where, []).append(document)
    if plan:
        note = lake_dir / COMMITS / f"{name}.json"
        _note(note, plan)
        _merge(lake_dir, plan)
        note.unlink()
    for part in parts:
        _drop(part.path)
    return [read for _, read in chosen.values()]


def recover(lake_dir: Path, version: str, reader: str, wanted: Wanted) -> list[ReadDocument]:
    """Finish what was cut off: commits under way, and parts that nobody came to commit; return what was taken.

    Parts of other versions and readers, and of batches that read current documents again, are left to those who make
    them, for a week.
    """
    for note in sorted((lake_dir / COMMITS).glob("*.json")):
        # What a damaged note told is done from the parts: they are there until their commit has come to its end.
        if (plan := _noted(note)) is not None:
            _merge(lake_dir, plan)
        note.unlink()
    left: list[str] = []
    for batch in waiting(lake_dir):
        found = parts_of(lake_dir, [batch])
        is_any = bool(found) and not batch.startswith(AGAIN)
        if is_any and all((part.version, part.reader) == (version, reader) for part in found):
            left.append(batch)
        else:
            for path in (lake_dir / PARTS / batch).glob("*.zip"):
                if path.stat().st_mtime < time() - _KEPT_SECONDS:
                    _drop(path)
            with suppress(OSError):
                (lake_dir / PARTS / batch).rmdir()
    return commit(lake_dir, "recovered", left, wanted) if left else []


def _merge(lake_dir: Path, plan: Plan) -> None:
    """Merge documents of parts into their sites' files: the same again where it was done before.

    A part that is gone was dropped after its commit had come to its end; the documents of a damaged one are read again.
    """
    load = lru_cache(maxsize=2)(_frames)
    for site, by_part in plan.items():
        with SiteWriter(lake_dir, site, flush_documents=1 << 60) as writer:
            for where, documents in by_part.items():
                path = lake_dir / where
                if not _is_whole(path):
                    continue
                found = load(path)
                wanted = with_parts(documents, found["documents"])
                for relation, rows in found.items():
                    writer.add_rows(relation, rows.filter(pl.col("document_id").is_in(wanted)))
                writer.replace(documents)


def _frames(path: Path) -> dict[str, pl.DataFrame]:
    with zipfile.ZipFile(path) as file:
        return {
            name.removesuffix(".parquet"): pl.read_parquet(file.read(name))
            for name in file.namelist()
            if name != _INDEX
        }


def _note(note: Path, plan: Plan) -> None:
    """Write down what a commit does, under the hash of it."""
    told = json.dumps(plan).encode()
    write_atomically(note, _digest(told).encode() + b"\n" + told)


def _noted(note: Path) -> Plan | None:
    """Return what a commit was to do; None where its note is damaged."""
    digest, _, told = note.read_bytes().partition(b"\n")
    if digest != _digest(told).encode():
        return None
    plan: Plan = json.loads(told)
    return plan


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def _is_whole(path: Path) -> bool:
    """Tell whether a part is there with the bytes that it was named by."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:_DIGITS] == path.stem
    except OSError:
        return False


def _part(path: Path) -> Part | None:
    if not _is_whole(path):
        return None
    try:
        with zipfile.ZipFile(path) as file:
            index: dict[str, Any] = json.loads(file.read(_INDEX))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        return None
    documents = tuple(ReadDocument(**one) for one in index["documents"])
    return Part(path, index["version"], index["reader"], documents)


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()
