"""A publication into the DuckLake: one commit of what differs, or none at all.

Everything that differs is found before the transaction begins, and the transaction begins only on the state it was
found in. What kills the program before the commit leaves Parquet files that no snapshot knows; the catalogue changes
in one transaction of its database, or not.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import duckdb

from pipelines.publish import opening
from pipelines.publish.ducklake import changes
from pipelines.publish.ducklake.catalogue import ALIAS, AUTHOR
from pipelines.publish.ducklake.extensions import named, quoted
from pipelines.publish.snapshots import Snapshot, SnapshotError

_TRIES: Final = 5
_WAIT_SECONDS: Final = 0.5
_CONFLICT: Final = ("conflict", "maximum retry count", "ducklake_snapshot_pkey")


class _MovedError(Exception):
    """Another commit came between the comparison and the transaction."""


def publish(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, *, is_rollback: bool = False
) -> int | None:
    """Publish a build, or an older publication again, as one commit; return its version, None where nothing differs.

    ``connection`` has the DuckLake open for writing. Another publisher's commit that comes in between is compared with
    anew, five times at most. Raises SnapshotError where that one published a later build, duckdb.Error where the
    DuckLake cannot be reached or refuses.
    """
    opening.attach(connection, snapshot.file, changes.BUILT)
    try:
        return _publish(connection, snapshot, is_rollback=is_rollback)
    finally:
        connection.execute("use memory")
        connection.execute(f"detach {changes.BUILT}")


def _publish(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, *, is_rollback: bool) -> int | None:
    began_with = _published(connection)
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_WAIT_SECONDS * 2**attempt)
            _require_not_overtaken(connection, snapshot, began_with, is_rollback=is_rollback)
        try:
            return _attempt(connection, snapshot, is_rollback=is_rollback)
        except _MovedError:
            continue
        except duckdb.Error as error:
            if not is_conflict(error) or attempt == _TRIES - 1:
                raise
    raise SnapshotError(
        f"snapshot {snapshot.snapshot_id} was not published: others published all the while; try again"
    )


def is_conflict(error: duckdb.Error) -> bool:
    """Tell whether another commit was faster; the work is then to be done anew."""
    return any(word in str(error).lower() for word in _CONFLICT)


def _attempt(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, *, is_rollback: bool) -> int | None:
    found_in = _version(connection)
    found = changes.changes(connection, snapshot.keys)
    restored = _published(connection) if is_rollback else None
    is_same = restored is None or restored["snapshot_id"] == snapshot.snapshot_id
    if not found and is_same and _published(connection) is not None:
        return None
    connection.execute("begin transaction")
    try:
        if _version(connection) != found_in:
            raise _MovedError
        _apply(connection, found, snapshot)
        _require_counts(connection, found)
        told = _manifest(snapshot) | {"changes": found.counted, "created": found.created}
        words = quoted(_message(found, snapshot, is_rollback=is_rollback))
        connection.execute(
            f"call {ALIAS}.set_commit_message({quoted(AUTHOR)}, {words},"
            f" extra_info => {quoted(json.dumps(told, ensure_ascii=False))})"
        )
        connection.execute("commit")
    except BaseException:
        _roll_back(connection)
        raise
    return int(connection.execute(f"select id from {ALIAS}.last_committed_snapshot()").fetchall()[0][0])


def _manifest(snapshot: Snapshot) -> dict[str, Any]:
    """Return what a snapshot's manifest says, as JSON values."""
    return {
        "snapshot_id": snapshot.snapshot_id,
        "built_at": snapshot.built_at.isoformat(timespec="milliseconds"),
        "code_version": snapshot.code_version,
        "digest": snapshot.digest,
        "size_bytes": snapshot.size_bytes,
        "rows": dict(snapshot.rows),
        "keys": {name: list(columns) for name, columns in snapshot.keys.items()},
    }


def _apply(connection: duckdb.DuckDBPyConnection, found: changes.Changes, snapshot: Snapshot) -> None:
    connection.execute(f"use {changes.BUILT}")  # names in macros are looked for there
    for schema in (changes.MARTS, changes.PUBLICATION):
        connection.execute(f"create schema if not exists {ALIAS}.{schema}")
    for statement in found.before:
        connection.execute(statement)
    for change in found.rows:
        if change.gone:
            connection.execute(changes.delete(change))
        if change.new:
            columns = changes.columns_of(connection, change.table)
            connection.execute(changes.insert(connection, change, columns))
    for name in found.created:
        source = f"{changes.BUILT}.{changes.MARTS}.{named(name)}"
        connection.execute(f"create table {ALIAS}.{changes.MARTS}.{named(name)} as from {source}")
    for statement in found.after:
        connection.execute(statement)
    _tell(connection, found, snapshot)


def _tell(connection: duckdb.DuckDBPyConnection, found: changes.Changes, snapshot: Snapshot) -> None:
    """Write schema ``publication``: which snapshot this is, and what the columns of views mean."""
    place = f"{ALIAS}.{changes.PUBLICATION}"
    connection.execute(
        f"create table if not exists {place}.snapshot"
        " (snapshot_id varchar, built_at timestamp, code_version varchar)"
    )
    connection.execute(f"delete from {place}.snapshot")
    connection.execute(
        f"insert into {place}.snapshot values (?, ?, ?)",
        [snapshot.snapshot_id, snapshot.built_at.replace(tzinfo=None), snapshot.code_version],
    )
    connection.execute(
        f"create table if not exists {place}.{changes.VIEW_COLUMNS}"
        " (view_name varchar, column_name varchar, comment varchar)"
    )
    if found.meanings is not None:
        connection.execute(f"delete from {place}.{changes.VIEW_COLUMNS}")
        if found.meanings:
            connection.executemany(
                f"insert into {place}.{changes.VIEW_COLUMNS} values (?, ?, ?)", found.meanings
            )


def _require_counts(connection: duckdb.DuckDBPyConnection, found: changes.Changes) -> None:
    """Raise SnapshotError where a table would not have as many rows as the build's."""
    for name in (*found.created, *found.counted):
        lake, built = (
            connection.execute(f"select count(*) from {side}.{changes.MARTS}.{named(name)}").fetchall()[0][0]
            for side in (ALIAS, changes.BUILT)
        )
        if lake != built:
            raise SnapshotError(f"nothing was published: {name} would have {lake} rows, not {built}")


def _message(found: changes.Changes, snapshot: Snapshot, *, is_rollback: bool) -> str:
    gone = sum(each.gone for each in found.rows)
    new = sum(each.new for each in found.rows) + sum(snapshot.rows.get(name, 0) for name in found.created)
    done = "Roll back to" if is_rollback else "Publish"
    return f"{done} snapshot {snapshot.snapshot_id}: {new} rows new, {gone} gone"


def _published(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Any] | None:
    rows = connection.execute(
        f"select commit_extra_info from {ALIAS}.snapshots() where author = ? and commit_extra_info is not null"
        " order by snapshot_id desc limit 1",
        [AUTHOR],
    ).fetchall()
    found: Mapping[str, Any] | None = json.loads(rows[0][0]) if rows else None
    return found


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute(f"select id from {ALIAS}.current_snapshot()").fetchall()[0][0])


def _require_not_overtaken(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    began_with: Mapping[str, Any] | None,
    *,
    is_rollback: bool,
) -> None:
    now = _published(connection)
    if now is None or now == began_with:
        return
    if is_rollback or datetime.fromisoformat(now["built_at"]) > snapshot.built_at:
        raise SnapshotError(
            f"snapshot {snapshot.snapshot_id} was not published: "
            f"another juesuan published {now['snapshot_id']} meanwhile"
        )


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("rollback")
    except duckdb.Error:
        return  # the failed commit has ended the transaction


__all__ = ["is_conflict", "publish"]
