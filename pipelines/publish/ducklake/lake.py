"""Publishing into a DuckLake, rolling it back, and what follows both: the states that readers open, and the bounds.

A build whose commit was made but whose process ended before the rest is published all the same: the next publication
finds the commit in the catalogue and does the rest.
"""

from __future__ import annotations

import shutil

import duckdb

from pipelines.publish import snapshots
from pipelines.publish.ducklake import commit, keeping, mirror
from pipelines.publish.ducklake.catalogue import Catalogue
from pipelines.publish.snapshots import Snapshot, SnapshotError
from pipelines.settings import Settings


def publish(settings: Settings, snapshot: Snapshot) -> list[str]:
    """Publish a build, or an older publication again; return the ids of the snapshots that are no longer kept.

    The build becomes the file that the next one goes on from. Raises SnapshotError where its bytes have changed or
    another publisher was faster, WarehouseError where the DuckLake cannot be written.
    """
    if snapshot.version is not None:
        roll_back(settings, snapshot)
        return []
    snapshots.require_sound(snapshot)
    catalogue = Catalogue.of(settings)
    before = _ids(settings)
    with catalogue.session(settings.build_file.parent) as connection:
        with catalogue.writing(connection):
            commit.publish(connection, snapshot)
            keeping.expire(connection, settings.snapshots)
        snapshots.link(snapshot.file, settings.warehouse_file)
        mirror.mirror(settings, connection)
        _drop_builds(settings, snapshot)
        _keep(settings, catalogue, connection)
    return sorted(before - _ids(settings) - {snapshot.snapshot_id})


def _keep(settings: Settings, catalogue: Catalogue, connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the DuckLake within its bounds; another publisher that is at work meanwhile does it in its turn."""
    try:
        with catalogue.writing(connection):
            done = keeping.keep(connection, settings)
    except duckdb.Error as error:
        if not commit.is_conflict(error):
            raise
        return
    if done.compacted:
        mirror.mirror(settings, connection)


def _ids(settings: Settings) -> set[str]:
    return {each.snapshot_id for each in snapshots.kept(settings.snapshots_dir)}


def _drop_builds(settings: Settings, published: Snapshot) -> None:
    """Remove the builds up to the published one, and what crashes left: each is as large as the warehouse."""
    there = snapshots.kept(settings.snapshots_dir)
    for each in there:
        if each.version is None and each.snapshot_id <= published.snapshot_id:
            shutil.rmtree(each.file.parent)
    snapshots.prune(settings.snapshots_dir, len(there), published=None)


def compact(settings: Settings) -> keeping.Kept:
    """Write every table into few files and remove what nobody needs; nothing that a reader sees changes."""
    catalogue = Catalogue.of(settings)
    with catalogue.session(settings.build_file.parent) as connection:
        with catalogue.writing(connection):
            done = keeping.keep(connection, settings, is_compacting_all=True)
        mirror.mirror(settings, connection)
    return done


def roll_back(settings: Settings, snapshot: Snapshot) -> None:
    """Publish an older publication again: one commit of the rows that differ from it.

    Raises SnapshotError for a build that was never published, and where another publisher was faster.
    """
    if snapshot.version is None:
        raise SnapshotError(f"snapshot {snapshot.snapshot_id} was never published: juesuan publish does it")
    catalogue = Catalogue.of(settings)
    with catalogue.session(settings.build_file.parent) as connection:
        with catalogue.writing(connection):
            commit.publish(connection, snapshot, is_rollback=True)
        mirror.mirror(settings, connection)
