"""The published states of a DuckLake as files: each with a catalogue of its own, which names what that state holds.

::

    warehouse/juesuan.ducklake                    the published state, by a hard link
    warehouse/snapshots/<id>/juesuan.ducklake     the catalogue of one publication; the rows stay where they are
    warehouse/snapshots/<id>/manifest.json        what it holds, by which code

Readers open these and not the catalogue that publishers write: one state whole, without a connection to a database,
whatever is published or goes down meanwhile. Several machines each have a mirror of their own; whatever is missing
is copied from the catalogue, some hundred small rows for each publication.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from pipelines.disk import seal, unseal, write_atomically
from pipelines.publish import snapshots
from pipelines.publish.ducklake.catalogue import Catalogue, Publication, publications
from pipelines.publish.ducklake.extensions import named, quoted
from pipelines.publish.opening import WarehouseError
from pipelines.settings import Settings

FRESH_SECONDS: Final = 15.0
"""For so long a reader does not ask a catalogue in PostgreSQL again whether something new is published."""
_asked: dict[Path, float] = {}
_OF_ONE_STATE: Final = ("snapshot", "snapshot_changes")
_OF_A_FILE: Final = ("file_column_stats", "file_partition_value", "file_variant_stats")


def refresh(settings: Settings) -> None:
    """Bring what a reader sees up to date, where the catalogue is in PostgreSQL; publishers do so where it is a file.

    A catalogue that cannot be reached leaves what is there. Raises WarehouseError where nothing is.
    """
    catalogue = Catalogue.of(settings)
    published = settings.published_file
    now = time.monotonic()
    if published.exists() and (
        not catalogue.is_postgres or now - _asked.get(published, -FRESH_SECONDS) < FRESH_SECONDS
    ):
        return
    _asked[published] = now
    try:
        mirror(settings)
    except (WarehouseError, OSError):
        if not published.exists():
            raise


def mirror(settings: Settings, connection: duckdb.DuckDBPyConnection | None = None) -> list[Publication]:
    """Give each kept publication its folder, take away those of others, and put the last one in place.

    ``connection`` is one of the catalogue's sessions that has nothing of it open. A publication whose rows lie in other
    files than before, because these were merged, is written again. Returns the publications, oldest first, each build
    once; [] where there is no catalogue yet. Raises WarehouseError where it cannot be read.
    """
    catalogue = Catalogue.of(settings)
    if not catalogue.is_postgres and not Path(catalogue.address).exists():
        return []
    if connection is None:
        with catalogue.session(settings.build_file.parent) as own:
            return mirror(settings, own)
    with catalogue.tables(connection) as schema:
        return _write_all(settings, connection, schema)


def _write_all(settings: Settings, connection: duckdb.DuckDBPyConnection, schema: str) -> list[Publication]:
    folder, published = settings.snapshots_dir, settings.published_file
    with _alone(settings):
        found = publications(connection, schema)
        if not found:
            return []
        last = {each.snapshot_id: each for each in found}
        stamps = _stamps(connection, schema, [each.version for each in last.values()])
        there = {each.snapshot_id: each for each in snapshots.kept(folder)}
        for each in last.values():
            stamp = stamps.get(each.version, "")
            if not _is_current(folder / each.snapshot_id, each.version, stamp):
                _write(connection, schema, each, stamp, folder, published.name)
        for known in there.values():
            if known.version is not None and known.snapshot_id not in last:
                shutil.rmtree(known.file.parent)
        snapshots.link(folder / found[-1].snapshot_id / published.name, published)
    return sorted(last.values(), key=lambda each: each.version)


def _is_current(folder: Path, version: int, stamp: str) -> bool:
    try:
        told = unseal((folder / snapshots.MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return bool(told.get("version") == version and told.get("files") == stamp)


def _stamps(connection: duckdb.DuckDBPyConnection, schema: str, versions: Sequence[int]) -> dict[int, str]:
    """Return for each snapshot what tells the files of its rows from any others."""
    one = (
        "select version, count({0}) as files, sum({0}) as total from unnest($1) as t (version)"
        f" left join {schema}.ducklake_{{1}} on begin_snapshot <= version"
        " and (end_snapshot is null or end_snapshot > version) group by version"
    )
    rows = connection.execute(
        "select version, concat_ws(' ', d.files, d.total, e.files, e.total)"
        f" from ({one.format('data_file_id', 'data_file')}) as d"
        f" join ({one.format('delete_file_id', 'delete_file')}) as e using (version)",
        [list(versions)],
    ).fetchall()
    return {int(version): str(stamp) for version, stamp in rows}


def _write(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    publication: Publication,
    stamp: str,
    folder: Path,
    name: str,
) -> None:
    """Write a publication's folder aside and give it its name."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".state-") as aside:
        part = Path(aside) / publication.snapshot_id
        part.mkdir()
        _freeze(connection, schema, publication.version, part / name)
        told = dict(publication.manifest) | {"version": publication.version, "files": stamp}
        write_atomically(part / snapshots.MANIFEST, seal(told))
        target = folder / publication.snapshot_id
        if target.exists():
            target.replace(Path(aside) / "before")
        part.replace(target)


def _freeze(connection: duckdb.DuckDBPyConnection, schema: str, version: int, file: Path) -> None:
    """Copy what a catalogue says of one of its snapshots into a catalogue that holds nothing else."""
    database, _, inside = schema.partition(".")
    names = connection.execute(
        "select table_name, list(column_name) from duckdb_columns() where database_name = ? and schema_name = ?"
        " and starts_with(table_name, 'ducklake_') group by 1",
        [database, inside],
    ).fetchall()
    columns: dict[str, Sequence[str]] = {str(name): found for name, found in names}
    files = (
        f"select data_file_id from {schema}.ducklake_data_file where begin_snapshot <= {version}"
        f" and (end_snapshot is null or end_snapshot > {version})"
    )
    connection.execute(f"attach {quoted(str(file))} as state")
    connection.execute("begin transaction")  # all tables of the catalogue as they are at one moment
    for name, has in columns.items():
        given, where = "*", ""
        if "end_snapshot" in has:
            given = "* replace (cast(null as bigint) as end_snapshot)"
            where = (
                f"where begin_snapshot <= {version} and (end_snapshot is null or end_snapshot > {version})"
            )
        elif name.removeprefix("ducklake_") in _OF_ONE_STATE:
            where = f"where snapshot_id = {version}"
        elif name.removeprefix("ducklake_") in _OF_A_FILE:
            where = f"where data_file_id in ({files})"
        elif name == "ducklake_files_scheduled_for_deletion":
            where = "where false"
        connection.execute(
            f"create table state.{named(name)} as select {given} from {schema}.{named(name)} {where}"
        )
    connection.execute("commit")
    connection.execute("detach state")


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Let one process at a time write the mirror."""
    folder = settings.data_dir / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "mirror.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
