"""What a publication has to change: how tables, rows, views, macros and comments of a build differ from the DuckLake.

A build is attached as ``juesuan``, the name that is in its views, the DuckLake as ``lake``. A row is told by its
model's key and a hash of all its columns; where a model has no key, rows are compared as a multiset, column by column.
The differing rows are kept as row ids of both sides in temporary tables: what is published is read from the build, and
never from the DuckLake in the transaction that changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import duckdb

from pipelines.publish.ducklake.catalogue import ALIAS
from pipelines.publish.ducklake.extensions import named, quoted

BUILT: Final = "juesuan"
MARTS: Final = "marts"
PUBLICATION: Final = "publication"
VIEW_COLUMNS: Final = "view_column"
"""Table of schema publication: the meanings of views' columns, which a DuckLake keeps no comments of."""

Columns: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowChange:
    """The rows of one table that go and come; ``ids`` names the temporary table of their row ids."""

    table: str
    gone: int
    new: int
    ids: str


@dataclass(slots=True)
class Changes:
    """Statements in the order they are to run, and the rows that differ. Nothing of it means equal warehouses."""

    before: list[str] = field(default_factory=list)  # what is dropped, and columns that go or come
    rows: list[RowChange] = field(default_factory=list)
    created: list[str] = field(default_factory=list)  # tables made whole
    after: list[str] = field(default_factory=list)  # views, macros, comments
    meanings: list[tuple[str, str, str]] | None = None  # of views' columns, where any of them is another

    def __bool__(self) -> bool:
        return bool(self.before or self.rows or self.created or self.after) or self.meanings is not None

    @property
    def counted(self) -> dict[str, tuple[int, int]]:
        """Return how many rows of each table go and come; tables made whole are not among them."""
        return {each.table: (each.gone, each.new) for each in self.rows}


def changes(connection: duckdb.DuckDBPyConnection, keys: Mapping[str, Sequence[str]]) -> Changes:
    """Compare the attached build with the attached DuckLake; ``keys`` names what tells each mart's rows apart."""
    found = Changes()
    wanted, there = _tables(connection, BUILT), _tables(connection, ALIAS)
    views, old_views = _views(connection, BUILT), _views(connection, ALIAS)
    inner = _inner(views)
    wanted |= {name: _columns(connection, BUILT, name) for name in inner}
    views = {name: sql for name, sql in views.items() if name not in inner}
    found.before += [f"drop view {_lake(name)}" for name in old_views if name not in views]
    found.before += [f"drop table {_lake(name)}" for name in there if name not in wanted]
    kept = {name: columns for name, columns in there.items() if name in wanted}
    for name, columns in wanted.items():
        old = kept.get(name)
        altered = _altered(name, old, columns) if old is not None else None
        if old is None or altered is None:
            found.before += [f"drop table {_lake(name)}"] if old is not None else []
            found.created.append(name)
            kept.pop(name, None)
            continue
        found.before += altered
        if change := _rows(connection, name, columns, old, keys.get(name, ()), is_table=name not in inner):
            found.rows.append(change)
    for name, sql in views.items():
        if _body(sql) != _body(old_views.get(name, "")):
            found.after.append(f"create or replace view {_lake(name)} as {_body(sql)}")
            kept.pop(name, None)
        elif name in old_views:
            kept[name] = {}
    found.after += _macros(connection)
    found.after += _comments(connection, views, kept)
    found.meanings = _meanings(connection, views)
    return found


def insert(connection: duckdb.DuckDBPyConnection, change: RowChange, columns: Sequence[str]) -> str:
    """Return the statement that writes the rows of a table that came."""
    listed = ", ".join(map(named, columns))
    source = f"{BUILT}.{MARTS}.{named(change.table)}"
    known = "where built_id is not null"
    rows = f"select {listed} from {source} where rowid in (select built_id from {change.ids} {known})"
    if change.table in _views(connection, BUILT):
        rows = f"select {listed} from {change.ids} {known}"
    return f"insert into {_lake(change.table)} ({listed}) {rows}"


def delete(change: RowChange) -> str:
    """Return the statement that removes the rows of a table that went."""
    ids = f"select lake_id from {change.ids} where lake_id is not null"
    return f"delete from {_lake(change.table)} where rowid in ({ids})"


def columns_of(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Return the columns of a table of the build."""
    return list(_columns(connection, BUILT, name))


def _lake(name: str) -> str:
    return f"{ALIAS}.{MARTS}.{named(name)}"


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, Columns]:
    names = connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = ? order by 1",
        [database, MARTS],
    ).fetchall()
    return {str(name): _columns(connection, database, str(name)) for (name,) in names}


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> Columns:
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = ? and schema_name = ?"
        " and table_name = ? order by column_index",
        [database, MARTS, table],
    ).fetchall()
    return {str(name): str(kind) for name, kind in rows}


def _views(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, str]:
    rows = connection.execute(
        "select view_name, sql from duckdb_views() where database_name = ? and schema_name = ? and not internal"
        " order by 1",
        [database, MARTS],
    ).fetchall()
    return {str(name): str(sql) for name, sql in rows}


def _inner(views: Mapping[str, str]) -> set[str]:
    """Return the views that rest on more than the marts: what they stand on is not published, so their rows are."""
    return {
        name
        for name, sql in views.items()
        if any(f"{BUILT}.{schema}." in sql for schema in ("staging", "intermediate", "build_state"))
    }


def _body(sql: str) -> str:
    """Return the query of a view without the statement that makes it."""
    return sql.partition(" AS ")[2].strip().rstrip(";")


def _altered(name: str, old: Columns, new: Columns) -> list[str] | None:
    """Return the statements that give a table its columns; None where it has to be made anew."""
    if dict(old) == dict(new) and list(old) == list(new):
        return []
    gone = [column for column in old if column not in new]
    come = [column for column in new if column not in old]
    stays = [column for column in old if column in new]
    if not stays or any(old[column] != new[column] for column in stays) or [*stays, *come] != list(new):
        return None
    return [
        *(f"alter table {_lake(name)} drop column {named(column)}" for column in gone),
        *(f"alter table {_lake(name)} add column {named(column)} {new[column]}" for column in come),
    ]


def _rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Columns,
    old: Columns,
    key: Sequence[str],
    *,
    is_table: bool,
) -> RowChange | None:
    ids = f"differing_{name}"
    own = [named(column) for column in columns]
    theirs = [named(c) if c in old else f"cast(null as {kind})" for c, kind in columns.items()]
    source, target = f"{BUILT}.{MARTS}.{named(name)}", _lake(name)
    row_id = "rowid" if is_table else "row_number() over ()"
    keyed = [column for column in key if column in columns and column in old]
    if is_table and key and len(keyed) == len(key):
        listed = [named(column) for column in keyed]
        lake = (
            f"select rowid as lake_id, {', '.join(listed)}, hash({', '.join(theirs)}) as digest from {target}"
        )
        built = f"select {row_id} as built_id, {', '.join(listed)}, hash({', '.join(own)}) as digest from {source}"
        same = [*(f"l.{column} is not distinct from b.{column}" for column in listed), "l.digest = b.digest"]
        carried = ""
    else:
        over = "row_number() over (partition by {}) as copy"
        given = [f"{value} as {column}" for value, column in zip(theirs, own, strict=True)]
        lake = f"select rowid as lake_id, {', '.join(given)}, {over.format(', '.join(theirs))} from {target}"
        built = f"select {row_id} as built_id, {', '.join(own)}, {over.format(', '.join(own))} from {source}"
        same = [*(f"l.{column} is not distinct from b.{column}" for column in own), "l.copy = b.copy"]
        carried = "" if is_table else "".join(f", b.{column}" for column in own)
    connection.execute(
        f"create or replace temp table {named(ids)} as select lake_id, built_id{carried}"
        f" from ({lake}) as l full join ({built}) as b on {' and '.join(same)}"
        " where lake_id is null or built_id is null"
    )
    gone, new = connection.execute(f"select count(lake_id), count(built_id) from {named(ids)}").fetchall()[0]
    return RowChange(name, int(gone), int(new), named(ids)) if gone or new else None


def _macros(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    wanted, there = (_macros_of(connection, database) for database in (BUILT, ALIAS))
    for name, (kind, head, body) in wanted.items():
        if there.get(name) != (kind, head, body):
            table = "table " if kind == "table_macro" else ""
            yield f"create or replace macro {_lake(name)}({head}) as {table}{body}"
    for name, (kind, _, _) in there.items():
        if name not in wanted:
            yield f"drop macro {'table ' if kind == 'table_macro' else ''}{_lake(name)}"


def _macros_of(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, tuple[str, str, str]]:
    rows = connection.execute(
        "select function_name, function_type, parameters, macro_definition from duckdb_functions()"
        " where database_name = ? and schema_name = ? and macro_definition is not null order by 1",
        [database, MARTS],
    ).fetchall()
    return {str(name): (str(kind), ", ".join(head), str(body)) for name, kind, head, body in rows}


def _comments(
    connection: duckdb.DuckDBPyConnection, views: Mapping[str, str], kept: Mapping[str, Columns]
) -> Iterator[str]:
    """Yield the statements for what is said of tables, columns and views otherwise than in the DuckLake.

    What is made in this publication is not ``kept``, so that nothing is said of it yet.
    """
    wanted, there = (_said(connection, database) for database in (BUILT, ALIAS))
    for (table, column), comment in wanted.items():
        if table in views and column:
            continue
        if table in kept and there.get((table, column)) == comment:
            continue
        if not comment and (table not in kept or not there.get((table, column))):
            continue
        what = f"column {_lake(table)}.{named(column)}" if column else f"table {_lake(table)}"
        if table in views:
            what = f"view {_lake(table)}"
        yield f"comment on {what} is {quoted(comment) if comment else 'null'}"


def _said(connection: duckdb.DuckDBPyConnection, database: str) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        "select table_name, '', comment from duckdb_tables() where database_name = $1 and schema_name = $2"
        " union all select view_name, '', comment from duckdb_views() where database_name = $1 and schema_name = $2"
        " union all select table_name, column_name, comment from duckdb_columns()"
        " where database_name = $1 and schema_name = $2 order by all",
        [database, MARTS],
    ).fetchall()
    return {(str(table), str(column)): str(comment or "") for table, column, comment in rows}


def _meanings(
    connection: duckdb.DuckDBPyConnection, views: Mapping[str, str]
) -> list[tuple[str, str, str]] | None:
    """Return what the columns of the build's views mean; None where the DuckLake says the same."""
    told = f"{ALIAS}.{PUBLICATION}.{VIEW_COLUMNS}"
    rows = connection.execute(
        "select table_name, column_name, comment from duckdb_columns() where database_name = ? and schema_name = ?"
        " and comment is not null and list_contains(?, table_name) order by all",
        [BUILT, MARTS, list(views)],
    ).fetchall()
    try:
        there = connection.execute(
            f"select view_name, column_name, comment from {told} order by all"
        ).fetchall()
    except duckdb.CatalogException:
        there = None
    if not rows and connection.execute(
        "select count(*) from duckdb_tables() where database_name = ? and schema_name = ? and table_name = ?",
        [BUILT, PUBLICATION, VIEW_COLUMNS],
    ).fetchall() != [(0,)]:
        # The build is an older publication, whose views have their meanings in this table too.
        rows = connection.execute(f"from {BUILT}.{PUBLICATION}.{VIEW_COLUMNS} order by all").fetchall()
    return rows if rows != there else None
