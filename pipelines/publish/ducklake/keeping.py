"""What a DuckLake keeps: the last publications, few files for each table, and none that nobody needs.

Three settings bound it: ``snapshots`` publications are kept, a table of more than ``ducklake_files`` files is written
into fewer, and a file that no kept publication needs stays for ``ducklake_file_hours``, as somebody may be reading it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb

from pipelines.publish.ducklake.catalogue import ALIAS, Catalogue
from pipelines.publish.ducklake.changes import MARTS, PUBLICATION
from pipelines.publish.ducklake.extensions import quoted
from pipelines.settings import Settings

_DELETED_SHARE: Final = 0.2  # a file of which so much is deleted is written anew


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done: tables written into fewer files, and how many files were removed."""

    compacted: tuple[str, ...]
    removed: int


def expire(connection: duckdb.DuckDBPyConnection, keep_last: int) -> tuple[int, ...]:
    """Expire what is older than the last publications, each build counted once; return the versions expired.

    Only what is older than all that is kept goes: a publisher at work finds every commit since it began.
    """
    rows = connection.execute(
        f"select snapshot_id, commit_extra_info->>'snapshot_id' from {ALIAS}.snapshots() order by snapshot_id desc"
    ).fetchall()
    seen: set[str] = set()
    oldest: int | None = None
    for version, published in rows:
        if published is None or published in seen:
            continue
        if len(seen) == keep_last:
            break
        seen.add(published)
        oldest = version
    expired = tuple(int(version) for version, _ in rows if oldest is not None and version < oldest)
    if expired:
        listed = ", ".join(map(str, expired))
        connection.execute(f"call ducklake_expire_snapshots({quoted(ALIAS)}, versions => [{listed}])")
    return expired


def keep(
    connection: duckdb.DuckDBPyConnection, settings: Settings, *, is_compacting_all: bool = False
) -> Kept:
    """Bring a DuckLake's files within its bounds; ``is_compacting_all`` compacts tables of few files too.

    Nothing that a reader sees changes, but the states of merged files have to be written again.
    """
    most = 1 if is_compacting_all else settings.ducklake_files
    compacted = tuple(table for table, files in _files(connection).items() if files > most)
    for table in compacted:
        _compact(connection, table)
    return Kept(compacted, _remove(connection, Catalogue.of(settings).data, settings.ducklake_file_hours))


def _files(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many files each mart has."""
    rows = connection.execute(
        "select table_name, file_count + delete_file_count"
        f" from ducklake_table_info({quoted(ALIAS)}) semi join"
        " (select table_name from duckdb_tables() where database_name = ? and schema_name = ?) using (table_name)"
        " order by 1",
        [ALIAS, MARTS],
    ).fetchall()
    return {str(name): int(count) for name, count in rows}


def _compact(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    where = f"{quoted(ALIAS)}, {quoted(table)}, schema => {quoted(MARTS)}"
    connection.execute(f"call ducklake_rewrite_data_files({where}, delete_threshold => {_DELETED_SHARE})")
    connection.execute(f"call ducklake_merge_adjacent_files({where})")


def _remove(connection: duckdb.DuckDBPyConnection, data: str, hours: int) -> int:
    """Remove files below ``data`` that no kept snapshot needs, and those that a killed publisher left."""
    which = f"{quoted(ALIAS)}, older_than => now() - interval {hours} hours"
    removed = connection.execute(f"call ducklake_cleanup_old_files({which})").fetchall()
    # Whatever lies in the folder of the rows and is none of them would be removed as well.
    orphans = connection.execute(f"call ducklake_delete_orphaned_files({which}, dry_run => true)").fetchall()
    own = tuple(f"{data}{schema}/" for schema in (MARTS, PUBLICATION))
    if orphans and all(str(path).startswith(own) for (path,) in orphans):
        removed += connection.execute(f"call ducklake_delete_orphaned_files({which})").fetchall()
    return len(removed)


__all__ = ["Kept", "expire", "keep"]
