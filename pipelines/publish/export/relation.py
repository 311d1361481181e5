"""What a relation of the warehouse says about itself: columns, types, meanings, key, row count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb


class ExportError(Exception):
    """A relation that cannot be exported as asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class RelationColumn:
    """One column: DuckDB's type, the meaning that stands as its comment, its unit where it has one."""

    name: str
    data_type: str
    meaning: str

    @property
    def unit(self) -> str | None:
        """Return 元 for money, 1 for a fraction, None elsewhere: units live in the names' endings."""
        if self.name.endswith("_yuan"):
            return "元"
        return "1" if self.name.rsplit("_", 1)[-1] in ("rate", "share") else None


@dataclass(frozen=True, slots=True)
class Relation:
    """One mart. ``key`` names the columns that tell its rows apart; empty where none are known."""

    name: str
    meaning: str
    columns: tuple[RelationColumn, ...]
    key: tuple[str, ...]
    rows: int

    @property
    def select(self) -> str:
        """Return the query that gives all rows in an order that does not change between runs."""
        columns = ", ".join(f'"{column.name}"' for column in self.columns)
        order = ", ".join(f'"{name}"' for name in self.key) or "all"
        return f'select {columns} from marts."{self.name}" order by {order}'


_NAMES: Final = {
    "organisation_id": ("dim_organisation", "organisation_name"),
    "division_code": ("dim_division", "division_name"),
    "document_id": ("dim_document", "file_name"),
}
"""The mart and its column that name what an id stands for."""


def with_names(
    connection: duckdb.DuckDBPyConnection, relation: Relation
) -> tuple[tuple[RelationColumn, ...], str]:
    """Return a mart's columns with the name of each body, county and file behind its id, and the query for them.

    A name that the mart has itself, or that the warehouse does not hold, is not added.
    """
    own = {column.name for column in relation.columns}
    columns: list[RelationColumn] = []
    asked, joins = [], []
    for column in relation.columns:
        columns.append(column)
        asked.append(f't."{column.name}"')
        mart, name = _NAMES.get(column.name, ("", ""))
        if not mart or name in own or mart == relation.name:
            continue
        meaning = connection.execute(
            "select comment from duckdb_columns() where schema_name = 'marts' and table_name = ? and column_name = ?",
            [mart, name],
        ).fetchone()
        if meaning is not None:
            columns.append(RelationColumn(name, "VARCHAR", " ".join((meaning[0] or "").split())))
            asked.append(f'"{mart}"."{name}"')
            joins.append(f'left join marts."{mart}" on "{mart}"."{column.name}" = t."{column.name}"')
    order = ", ".join(f't."{name}"' for name in relation.key) or "all"
    sql = f'select {", ".join(asked)} from marts."{relation.name}" as t {" ".join(joins)} order by {order}'
    return tuple(columns), sql


def describe(
    connection: duckdb.DuckDBPyConnection, name: str, keys: Mapping[str, tuple[str, ...]]
) -> Relation:
    """Describe a mart of the open warehouse. Raises ExportError with the marts there are for another name."""
    listed = connection.execute(
        "select table_name, comment from duckdb_tables() where schema_name = 'marts'"
        " union all select view_name, comment from duckdb_views() where schema_name = 'marts'"
    ).fetchall()
    comments = {str(mart): str(comment or "") for mart, comment in listed}
    if name not in comments:
        raise ExportError(f"there is no relation {name}; there are {', '.join(sorted(comments))}")
    columns = connection.execute(
        "select column_name, data_type, comment from duckdb_columns()"
        " where schema_name = 'marts' and table_name = ? order by column_index",
        [name],
    ).fetchall()
    told = _meanings_of_view(connection, name)
    counted = connection.execute(f'select count(*) from marts."{name}"').fetchone()
    return Relation(
        name=name,
        meaning=" ".join(comments[name].split()),
        columns=tuple(
            RelationColumn(str(c), str(t), " ".join((m or told.get(c, "")).split())) for c, t, m in columns
        ),
        key=keys.get(name, ()),
        rows=int(counted[0]) if counted else 0,
    )


def _meanings_of_view(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """Return the meanings of a view's columns in a DuckLake, which has no comments of them."""
    try:
        rows = connection.execute(
            "select column_name, comment from publication.view_column where view_name = ?", [name]
        ).fetchall()
    except duckdb.CatalogException:
        return {}
    return {str(column): str(comment) for column, comment in rows}


def keys_of(manifest: Path) -> dict[str, tuple[str, ...]]:
    """Return the columns that dbt tests to be unique, per model; empty where there is no manifest."""
    if not manifest.exists():
        return {}
    nodes: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    found: dict[str, tuple[str, ...]] = {}
    for node in nodes.values():
        test = node.get("test_metadata") or {}
        model = str(node.get("attached_node") or "").rpartition(".")[2]
        keys = (test.get("kwargs") or {}).get("unique")
        if test.get("name") == "rows_hold" and keys:
            found[model] = tuple(keys[0])
    return found
