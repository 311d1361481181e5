"""Publication: a build that passed dbt's tests becomes a snapshot, and a snapshot the file analysts open."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipelines.publish import snapshots, warehouse
from pipelines.publish.ducklake import lake, mirror
from pipelines.publish.export.relation import keys_of
from pipelines.publish.snapshots import Snapshot, SnapshotError
from pipelines.publish.warehouse import WarehouseError
from pipelines.settings import Settings


def keep_build(settings: Settings, *, code_version: str, now: datetime | None = None) -> Snapshot:
    """Move the warehouse under construction among the snapshots; nothing is published yet.

    Raises WarehouseError where no build has passed dbt's tests, SnapshotError for one without marts.
    """
    warehouse.require_passed(settings)
    if settings.is_ducklake:
        mirror.mirror(settings)  # what a publisher that was killed did not come to
    keys = keys_of(settings.dbt_target_dir / "manifest.json")
    kept = snapshots.keep(
        settings.build_file,
        settings.snapshots_dir,
        code_version=code_version,
        keys=keys,
        now=now or datetime.now(UTC),
    )
    warehouse.clear_build(settings)
    return kept


def publish(settings: Settings, snapshot: Snapshot) -> list[str]:
    """Put a snapshot in place of the published one and remove the oldest; return the ids removed.

    Into a DuckLake it is one commit of the rows that differ; a build that equals what is published makes none and is
    dropped. Raises SnapshotError and WarehouseError where it cannot be published; what was published stays.
    """
    if settings.is_ducklake:
        return lake.publish(settings, snapshot)
    snapshots.put_in_place(snapshot, settings.warehouse_file)
    return snapshots.prune(settings.snapshots_dir, settings.snapshots, published=snapshot.snapshot_id)


def refresh(settings: Settings) -> None:
    """Let this machine see what others have published into a DuckLake; nothing is to be done for a file.

    Raises WarehouseError where the catalogue cannot be read and nothing is here.
    """
    if settings.is_ducklake:
        mirror.refresh(settings)


def known(settings: Settings) -> list[Snapshot]:
    """Return the snapshots there are, oldest first: what was published, and builds that were not."""
    refresh(settings)
    return snapshots.kept(settings.snapshots_dir)


def newest(settings: Settings) -> Snapshot:
    """Return the snapshot made last. Raises WarehouseError where there is none."""
    known = snapshots.kept(settings.snapshots_dir)
    if not known:
        raise WarehouseError("no warehouse is kept yet: run juesuan build")
    return known[-1]


def published(settings: Settings) -> Snapshot | None:
    """Return the published snapshot; None where nothing is published or its snapshot is not kept.

    Raises SnapshotError where its manifest is damaged.
    """
    there = {one.snapshot_id: one for one in known(settings)}
    name = snapshots.published_id(settings.published_file)
    if name is None or name in there:
        return there[name] if name is not None else None
    if (manifest := settings.snapshots_dir / name / snapshots.MANIFEST).exists():
        raise SnapshotError(
            f"{manifest} is damaged, so that nothing can be compared with the published warehouse; "
            f"remove {manifest.parent} to go on without that"
        )
    return None


def published_file(settings: Settings) -> Path:
    """Return the published warehouse by the name of its kept snapshot, which no later one takes.

    DuckDB knows the files that a process has open by their names: under the published name it gives the one that it
    has, not the one that has taken its place. Without hard links, or where it is not kept, the published name is all.
    """
    refresh(settings)
    published = settings.published_file
    kept = settings.snapshots_dir.glob(f"*/{published.name}") if published.exists() else ()
    return next((file for file in kept if file.samefile(published)), published)


def find(settings: Settings, snapshot_id: str) -> Snapshot:
    """Return the snapshot whose id begins so. Raises SnapshotError where none or several do."""
    known(settings)
    return snapshots.find(settings.snapshots_dir, snapshot_id)


def before(settings: Settings, snapshot: Snapshot) -> Snapshot | None:
    """Return the snapshot made before another, None for the oldest kept."""
    older = [one for one in snapshots.kept(settings.snapshots_dir) if one.snapshot_id < snapshot.snapshot_id]
    return older[-1] if older else None


def roll_back(settings: Settings, snapshot_id: str | None = None) -> Snapshot:
    """Publish an older snapshot again: the named one, else the one before the published one.

    Raises SnapshotError where there is none such.
    """
    if snapshot_id is not None:
        chosen = find(settings, snapshot_id)
    else:
        current = published(settings)
        older = before(settings, current) if current is not None else None
        if older is None:
            raise SnapshotError("there is no snapshot before the published one: juesuan publish --list")
        chosen = older
    if settings.is_ducklake:
        lake.roll_back(settings, chosen)
    else:
        snapshots.put_in_place(chosen, settings.warehouse_file)
    return chosen
