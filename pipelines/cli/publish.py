"""``publish`` and ``diff``: which snapshot analysts see, and how two of them differ."""

from __future__ import annotations

import json

from rich.table import Table

from pipelines.cli.errors import CommandError
from pipelines.cli.terminal import Terminal
from pipelines.messages import language
from pipelines.operate.locks import WAREHOUSE, exclusive
from pipelines.publish import publication, snapshots
from pipelines.publish.difference import compare
from pipelines.publish.ducklake import lake
from pipelines.publish.snapshots import Snapshot
from pipelines.publish.telling import as_markdown, as_plain
from pipelines.settings import Settings


def publish(settings: Settings, snapshot_id: str | None, *, is_rollback: bool) -> None:
    """Put the newest snapshot in place, or an older one again; say which."""
    with exclusive(settings, WAREHOUSE, wait_seconds=5):
        if is_rollback:
            chosen = publication.roll_back(settings, snapshot_id)
        else:
            chosen = publication.find(settings, snapshot_id) if snapshot_id else publication.newest(settings)
            publication.publish(settings, chosen)
    console = Terminal(highlight=False)
    console.print(
        f"Published snapshot {chosen.snapshot_id} as {settings.published_file}", soft_wrap=True, markup=False
    )
    if is_rollback:
        console.print("It stays until the next build that passes its checks.")


def show(settings: Settings) -> None:
    """Print the kept snapshots, newest first."""
    current = snapshots.published_id(settings.published_file)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("", "snapshot", "built (UTC)"):
        table.add_column(name, no_wrap=True)
    for name in ("documents", "figures", "MiB"):
        table.add_column(name, justify="right")
    for one in reversed(publication.known(settings)):
        table.add_row(
            "published" if one.snapshot_id == current else "",
            one.snapshot_id,
            f"{one.built_at:%Y-%m-%d %H:%M}",
            f"{one.rows.get('dim_document', 0):,}",
            f"{one.rows.get('fct_line_item', 0):,}",
            f"{one.size_bytes / 1024**2:.1f}",
        )
    Terminal(highlight=False).print(table)


def compact(settings: Settings) -> None:
    """Write a DuckLake's tables into few files and say so. Raises CommandError for a warehouse that is a file."""
    if not settings.is_ducklake:
        raise CommandError("the warehouse is a file: there is nothing to compact")
    with exclusive(settings, WAREHOUSE, wait_seconds=5):
        done = lake.compact(settings)
    Terminal(highlight=False).print(
        f"Tables written into few files: {len(done.compacted)} · files removed: {done.removed}"
    )


def diff(settings: Settings, old_id: str | None, new_id: str | None, form: str) -> None:
    """Print what changed between two snapshots; by default the published one and the one before it."""
    new = _chosen(settings, new_id)
    if old_id is not None:
        old: Snapshot | None = publication.find(settings, old_id)
    else:
        old = publication.before(settings, new)
    if old is None:
        raise CommandError("there is only one snapshot: nothing to compare")
    found = compare(old, new)
    if form == "json":
        print(json.dumps(as_plain(found), ensure_ascii=False, indent=1))
    else:
        print(as_markdown(found, language()), end="")


def _chosen(settings: Settings, snapshot_id: str | None) -> Snapshot:
    if snapshot_id is not None:
        return publication.find(settings, snapshot_id)
    current = publication.published(settings)
    return current if current is not None else publication.newest(settings)
