"""The marts as JSON, a page of rows at a time, and what describes that to programs (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipelines.explore.store import MissingError, Store

MOST_ROWS: Final = 1000
_RESERVED: Final = frozenset(("limit", "after"))
_COLUMNS: Final = """
    select table_name, column_name, data_type, ordinal_position from information_schema.columns
    where table_schema = 'marts' order by table_name, ordinal_position
"""
_JSON_TYPES: Final = (
    (("BOOLEAN",), {"type": "boolean"}),
    (("INTEGER", "BIGINT", "SMALLINT", "HUGEINT", "UBIGINT"), {"type": "integer"}),
    (("DOUBLE", "FLOAT"), {"type": "number"}),
    (("DECIMAL",), {"type": "string", "description": "a decimal number with all its digits"}),
)


class AskedError(Exception):
    """A request for rows that cannot be answered; the message says why."""


def relations(store: Store) -> dict[str, dict[str, str]]:
    """Return the columns of every mart and their types."""
    found: dict[str, dict[str, str]] = {}
    for row in store.rows(_COLUMNS):
        found.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"]
    return found


def page(store: Store, relation: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return rows of a mart: those whose columns have the values asked for, after a number of rows.

    ``next`` is the number to ask for next, null at the end. Raises MissingError for no such mart, AskedError for a
    column that it has not or a limit that is none.
    """
    columns = relations(store).get(relation)
    if columns is None:
        raise MissingError
    limit, after = _number(asked, "limit", 100, MOST_ROWS), _number(asked, "after", 0, 1 << 40)
    wanted = {name: value for name, value in asked.items() if name not in _RESERVED}
    if unknown := sorted(set(wanted) - set(columns)):
        raise AskedError(f"{relation} has no column {unknown[0]}")
    values = {f"value{i}": value for i, value in enumerate(wanted.values())}
    where = (
        " and ".join(f'"{name}"::varchar = ${key}' for name, key in zip(wanted, values, strict=True))
        or "true"
    )
    sql = f'select * from marts."{relation}" where {where} order by all limit {limit + 1} offset {after}'
    rows = store.rows(sql, **values)
    return {
        "snapshot": store.snapshot,
        "rows": rows[:limit],
        "next": after + limit if len(rows) > limit else None,
    }


def _number(asked: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = asked.get(name, str(default))
    if not text.isdecimal() or int(text) > most:
        raise AskedError(f"{name} is a whole number of at most {most}")
    return int(text)


def described(store: Store, version: str) -> dict[str, Any]:
    """Return the OpenAPI description of all marts."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "juesuan",
            "version": version,
            "description": "The published warehouse, read-only.",
        },
        "paths": {
            f"/api/{name}": {"get": _operation(name, columns)} for name, columns in relations(store).items()
        },
    }


def _operation(name: str, columns: Mapping[str, str]) -> dict[str, Any]:
    properties = {column: _json_type(kind) for column, kind in columns.items()}
    paging = [
        {
            "name": "limit",
            "in": "query",
            "schema": {"type": "integer", "minimum": 0, "maximum": MOST_ROWS, "default": 100},
        },
        {"name": "after", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
    ]
    filters = [{"name": column, "in": "query", "schema": {"type": "string"}} for column in columns]
    answer = {
        "type": "object",
        "required": ["snapshot", "rows", "next"],
        "properties": {
            "snapshot": {"type": "string"},
            "rows": {"type": "array", "items": {"type": "object", "properties": properties}},
            "next": {"type": ["integer", "null"]},
        },
    }
    return {
        "operationId": name,
        "parameters": [*paging, *filters],
        "responses": {
            "200": {"description": "rows", "content": {"application/json": {"schema": answer}}},
            "400": {"description": "a column or a number that is none"},
        },
    }


def _json_type(kind: str) -> dict[str, Any]:
    if kind.endswith("[]"):
        return {"type": ["array", "null"], "items": {"type": "string"}}
    for starts, told in _JSON_TYPES:
        if kind.startswith(starts):
            return {**told, "type": [told["type"], "null"]}
    return {"type": ["string", "null"]}
