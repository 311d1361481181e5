"""Snapshots: every published warehouse whole, with its manifest; one of them carries the published name.

::

    warehouse/juesuan.duckdb                   what analysts open: one of the snapshots, by a hard link
    warehouse/snapshots/<id>/juesuan.duckdb    a built and tested warehouse
    warehouse/snapshots/<id>/manifest.json     what it holds, by which code, with the file's hash

Putting another snapshot in place is one rename: a reader sees the old one or the new one, never a part, and
one that has the old file open keeps it. Each file tells its own id in ``publication.snapshot``.

Where the warehouse is a DuckLake, a folder holds ``juesuan.duckdb`` until the build is published, and then
``juesuan.ducklake``, the catalogue of that state (:mod:`pipelines.publish.ducklake.mirror`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb
from blake3 import blake3

from pipelines.disk import seal, unseal, write_atomically
from pipelines.publish import opening

MANIFEST: Final = "manifest.json"
_ID: Final = re.compile(r"\d{8}T\d{9}Z")
_ID_FORMAT: Final = "%Y%m%dT%H%M%S%fZ"
_KINDS: Final = (opening.LAKE_SUFFIX, ".duckdb")
_PUBLICATION: Final = """
    create schema if not exists publication;
    create or replace table publication.snapshot as
    select ? as snapshot_id, cast(? as timestamp) as built_at, ? as code_version;
    comment on table publication.snapshot is
        'One row: which snapshot this file is, when it was built (UTC) and by which version of the code.';
"""


_HASH: Final = "blake3"  # of a gigabyte a sixth of a second, a third of what SHA-256 takes in hardware
_BUFFER: Final = 1024**2
_hashed: Final[dict[tuple[str, int, int, int, int], str]] = {}
"""Hashes by algorithm, device, inode, size and time of the last write."""


class SnapshotError(Exception):
    """A snapshot that is not there or cannot be put in place; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One kept warehouse. ``rows`` counts each mart's rows, ``keys`` names the columns that tell them apart.

    ``digest`` is the hash of the file's bytes after the name of the algorithm: ``blake3:…``, of older versions
    ``sha256:…``. ``version`` is the snapshot of the DuckLake that holds it; None for a file.
    """

    snapshot_id: str
    file: Path
    built_at: datetime
    code_version: str
    rows: Mapping[str, int]
    keys: Mapping[str, tuple[str, ...]]
    digest: str
    size_bytes: int
    version: int | None = None


def keep(
    built: Path, folder: Path, *, code_version: str, keys: Mapping[str, tuple[str, ...]], now: datetime
) -> Snapshot:
    """Move a built and tested warehouse among the snapshots and write its manifest; nothing is published yet.

    ``folder`` is the snapshots' folder, on the same file system as ``built``; ``keys`` of what is no mart are
    left out. Raises SnapshotError for a warehouse without marts. The manifest is written last: a folder without
    one is no snapshot.
    """
    stamp = now.astimezone(UTC)
    snapshot_id = _next_id(folder, stamp)
    with duckdb.connect(str(built)) as connection:
        for statement in _PUBLICATION.strip().rstrip(";").split(";"):
            values = [snapshot_id, stamp.replace(tzinfo=None), code_version] if "?" in statement else None
            connection.execute(statement, values) if values else connection.execute(statement)
        rows = _row_counts(connection)
        connection.execute("checkpoint")
    if not rows:
        raise SnapshotError(f"{built} has no marts: the build did not finish")
    target = folder / snapshot_id / built.name
    if target.exists():
        raise SnapshotError(f"there is a snapshot {snapshot_id} already")
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = digest_of(built)
    with built.open("rb") as file:
        os.fsync(file.fileno())
    size = built.stat().st_size
    built.replace(target)
    manifest = {
        "snapshot_id": snapshot_id,
        "built_at": stamp.isoformat(timespec="milliseconds"),
        "code_version": code_version,
        "digest": digest,
        "size_bytes": size,
        "rows": rows,
        "keys": {name: list(columns) for name, columns in keys.items() if name in rows},
    }
    write_atomically(target.parent / MANIFEST, seal(manifest))
    kept_now = _read(target.parent)
    assert kept_now is not None
    return kept_now


def _next_id(folder: Path, now: datetime) -> str:
    """Return the id of a snapshot made now: its time, or just after the last one's where a clock was set back.

    The order of ids is the order in which snapshots were made: the last one is what gates judge.
    """
    last = max((path.name for path in folder.glob("*") if _ID.fullmatch(path.name)), default="")
    if last >= _id_at(now):
        now = datetime.strptime(last, _ID_FORMAT).replace(tzinfo=UTC) + timedelta(milliseconds=1)
    return _id_at(now)


def _id_at(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S%f}"[:-3] + "Z"


def put_in_place(snapshot: Snapshot, published: Path) -> None:
    """Give a snapshot the published name in one rename. Raises SnapshotError where its bytes have changed."""
    require_sound(snapshot)
    link(snapshot.file, published)


def require_sound(snapshot: Snapshot) -> None:
    """Raise SnapshotError where the bytes of a built warehouse are not those that its manifest tells."""
    if told := damage(snapshot):
        raise SnapshotError(told)


def damage(snapshot: Snapshot) -> str:
    """Tell that the bytes of a warehouse are not those that its manifest tells; nothing where they are.

    The catalogue of a DuckLake's state has no hash of its own.
    """
    if snapshot.file.suffix == opening.LAKE_SUFFIX or is_whole(snapshot.file, snapshot.digest):
        return ""
    return f"snapshot {snapshot.snapshot_id} is damaged: its hash is not its manifest's"


def digest_of(file: Path, algorithm: str = _HASH) -> str:
    """Return the hash of a file's bytes in hexadecimal digits, after the algorithm's name and a colon.

    A file that this process has hashed, and nobody has written since, is not read again: a publication asks for the
    same one several times.
    """
    with file.open("rb", buffering=0) as opened:
        seen = os.fstat(opened.fileno())
        written = (algorithm, seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns)
        if written not in _hashed:
            digest = blake3() if algorithm == _HASH else hashlib.new(algorithm)
            buffer = memoryview(bytearray(_BUFFER))
            while count := opened.readinto(buffer):
                digest.update(buffer[:count])
            _hashed[written] = f"{algorithm}:{digest.hexdigest()}"
    return _hashed[written]


def is_whole(file: Path, digest: str) -> bool:
    """Tell whether a file's bytes have the hash that they were written with."""
    return digest_of(file, digest.partition(":")[0]) == digest


def link(file: Path, name: Path) -> None:
    """Give a file another name in one rename, whatever had that name."""
    if name.exists() and name.samefile(file):
        return
    aside = name.with_name(f".{name.name}.next")
    aside.unlink(missing_ok=True)
    try:
        os.link(file, aside)
    except OSError:  # a file system without hard links
        shutil.copyfile(file, aside)
    aside.replace(name)


def kept(folder: Path) -> list[Snapshot]:
    """Return the whole snapshots, oldest first; a folder without a manifest, or with a damaged one, is none."""
    found = (_read(path.parent) for path in sorted(folder.glob(f"*/{MANIFEST}")))
    return [snapshot for snapshot in found if snapshot is not None]


def find(folder: Path, snapshot_id: str) -> Snapshot:
    """Return the snapshot whose id begins so. Raises SnapshotError where none or several do."""
    known = kept(folder)
    matching = [snapshot for snapshot in known if snapshot.snapshot_id.startswith(snapshot_id)]
    if len(matching) != 1:
        there = ", ".join(snapshot.snapshot_id for snapshot in known) or "none"
        raise SnapshotError(f"{len(matching)} snapshots begin with {snapshot_id}; there are {there}")
    return matching[0]


def published_id(published: Path) -> str | None:
    """Return the id of the published snapshot; None where nothing is published or it tells none."""
    if not published.exists():
        return None
    with opening.connect(published) as connection:
        try:
            row = connection.execute("select snapshot_id from publication.snapshot").fetchone()
        except duckdb.CatalogException:
            return None
    return str(row[0]) if row else None


def prune(folder: Path, keep_last: int, *, published: str | None) -> list[str]:
    """Remove all but the last ``keep_last`` snapshots and what crashes left; the published one always stays.

    Returns the ids removed.
    """
    known = kept(folder)
    removed = []
    for snapshot in known[: max(0, len(known) - keep_last)]:
        if snapshot.snapshot_id != published:
            shutil.rmtree(snapshot.file.parent)
            removed.append(snapshot.snapshot_id)
    whole = {snapshot.file.parent for snapshot in known}
    for path in folder.glob("*"):
        if path.is_dir() and path not in whole:
            shutil.rmtree(path)
    return removed


def _file(folder: Path) -> Path | None:
    """Return the warehouse of a snapshot's folder."""
    return next((file for kind in _KINDS for file in folder.glob(f"*{kind}")), None)


def _read(folder: Path) -> Snapshot | None:
    """Return the snapshot of a folder; None where its warehouse is gone or its manifest is not what was written."""
    file = _file(folder)
    try:
        raw = unseal((folder / MANIFEST).read_bytes())
    except ValueError:
        return None
    if file is None:
        return None
    return Snapshot(
        snapshot_id=raw["snapshot_id"],
        file=file,
        built_at=datetime.fromisoformat(raw["built_at"]),
        code_version=raw["code_version"],
        rows=raw["rows"],
        keys={name: tuple(columns) for name, columns in raw["keys"].items()},
        digest=raw.get("digest") or f"sha256:{raw['sha256']}",
        size_bytes=raw["size_bytes"],
        version=raw.get("version"),
    )


def _row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name"
    ).fetchall()
    counts = {}
    for (name,) in names:
        row = connection.execute(f'select count(*) from marts."{name}"').fetchone()
        counts[str(name)] = int(row[0]) if row else 0
    return counts
