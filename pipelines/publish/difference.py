"""The difference between two snapshots: per mart the rows that came, went and changed, and the documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import duckdb

from pipelines.publish import opening
from pipelines.publish.snapshots import Snapshot

_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class MartDifference:
    """What became of one mart's rows. ``examples`` are keys of rows that changed, with old and new values."""

    mart: str
    added: int
    removed: int
    changed: int
    changed_columns: tuple[str, ...] = ()
    examples: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer snapshot holds that an older one does not, and the reverse.

    ``only_old`` and ``only_new`` are marts that one of them lacks. Documents are (document_id, file_name).
    """

    old: str
    new: str
    marts: tuple[MartDifference, ...]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()
    new_documents: tuple[tuple[str, str], ...] = ()
    vanished_documents: tuple[tuple[str, str], ...] = ()
    restated_figures: tuple[dict[str, Any], ...] = field(default=())


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """Compare two snapshots mart by mart, by the keys that both manifests name.

    A mart without a key is compared as a multiset of whole rows. Only columns that both have are compared.
    """
    with duckdb.connect() as connection:
        opening.attach(connection, old.file, "old")
        opening.attach(connection, new.file, "new")
        common = sorted(set(old.rows) & set(new.rows))
        marts = [_mart(connection, name, old.keys.get(name, ()), new.keys.get(name, ())) for name in common]
        has_documents = "dim_document" in common
        return Difference(
            old=old.snapshot_id,
            new=new.snapshot_id,
            marts=tuple(marts),
            only_old=tuple(sorted(set(old.rows) - set(new.rows))),
            only_new=tuple(sorted(set(new.rows) - set(old.rows))),
            new_documents=_documents(connection, "new", "old") if has_documents else (),
            vanished_documents=_documents(connection, "old", "new") if has_documents else (),
            restated_figures=_restated(connection) if "fct_line_item" in common else (),
        )


def _columns(connection: duckdb.DuckDBPyConnection, database: str, mart: str) -> list[str]:
    found = connection.execute(
        "select column_name from duckdb_columns() where database_name = ? and schema_name = 'marts'"
        " and table_name = ? order by column_index",
        [database, mart],
    ).fetchall()
    return [str(name) for (name,) in found]


def _mart(
    connection: duckdb.DuckDBPyConnection, mart: str, old_key: Sequence[str], new_key: Sequence[str]
) -> MartDifference:
    in_new = set(_columns(connection, "new", mart))
    shared = [name for name in _columns(connection, "old", mart) if name in in_new]
    key = [name for name in new_key if name in shared] if tuple(old_key) == tuple(new_key) else []
    if not key:
        listed = ", ".join(map(_quoted, shared))
        sides = [f"select {listed} from {side}.marts.{_quoted(mart)}" for side in ("old", "new")]
        added = _count(connection, f"select count(*) from ({sides[1]} except all {sides[0]})")
        removed = _count(connection, f"select count(*) from ({sides[0]} except all {sides[1]})")
        return MartDifference(mart, added, removed, 0)
    joined = " and ".join(f"o.{_quoted(name)} is not distinct from n.{_quoted(name)}" for name in key)
    old_table, new_table = f"old.marts.{_quoted(mart)}", f"new.marts.{_quoted(mart)}"
    added = _count(
        connection, f"select count(*) from {new_table} as n anti join {old_table} as o on {joined}"
    )
    removed = _count(
        connection, f"select count(*) from {old_table} as o anti join {new_table} as n on {joined}"
    )
    values = [name for name in shared if name not in key]
    differs = [f"o.{_quoted(name)} is distinct from n.{_quoted(name)}" for name in values]
    if not differs:
        return MartDifference(mart, added, removed, 0)
    both = f"from {old_table} as o join {new_table} as n on {joined} where {' or '.join(differs)}"
    counts = connection.execute(
        f"select count(*), {', '.join(f'count(*) filter (where {test})' for test in differs)} {both}"
    ).fetchone() or (0,)
    changed = tuple(name for name, count in zip(values, counts[1:], strict=True) if count)
    shown = [f"n.{_quoted(name)}" for name in key]
    for name in changed:
        shown += [f"o.{_quoted(name)} as {_quoted(name + ' before')}", f"n.{_quoted(name)}"]
    order = ", ".join(str(position + 1) for position in range(len(key)))
    examples = (
        _dicts(connection, f"select {', '.join(shown)} {both} order by {order} limit {_EXAMPLES}")
        if changed
        else ()
    )
    return MartDifference(mart, added, removed, int(counts[0]), changed, examples)


def _documents(connection: duckdb.DuckDBPyConnection, here: str, there: str) -> tuple[tuple[str, str], ...]:
    rows = connection.execute(
        f"select document_id, file_name from {here}.marts.dim_document as h"
        f" anti join {there}.marts.dim_document as t using (document_id) order by file_name, document_id"
    ).fetchall()
    return tuple((str(key), str(name)) for key, name in rows)


def _restated(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, Any], ...]:
    """Return figures of one printed place that are now understood otherwise: our reading changed, not print."""
    return _dicts(
        connection,
        "select n.line_item_id, n.document_id, n.form_code, n.item_name, n.measure,"
        " o.text_printed as text_before, n.text_printed, o.amount_yuan as amount_yuan_before, n.amount_yuan"
        " from old.marts.fct_line_item as o join new.marts.fct_line_item as n using (line_item_id)"
        " where o.amount_yuan is distinct from n.amount_yuan or o.text_printed <> n.text_printed"
        " order by n.document_id, n.form_code, n.line_item_id",
    )


def _dicts(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[dict[str, Any], ...]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
