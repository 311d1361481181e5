"""Opening a kept warehouse, whichever it is: a DuckDB file, or the catalogue of one published state of a DuckLake.

A catalogue names Parquet files elsewhere; all of them together are the state, and nothing in it changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from pipelines.publish.dbt import DbtError
from pipelines.publish.ducklake import storage
from pipelines.publish.ducklake.extensions import DUCKLAKE, OFFLINE, load, quoted


class WarehouseError(DbtError):
    """A warehouse that cannot be built, published or opened; the message says what to do."""


LAKE_SUFFIX: Final = ".ducklake"
_ALIAS: Final = "juesuan"


def is_lake(file: Path) -> bool:
    """Tell whether a file is the catalogue of a published state."""
    return file.suffix == LAKE_SUFFIX


def attach(connection: duckdb.DuckDBPyConnection, file: Path, alias: str) -> None:
    """Attach a kept warehouse for reading under a name."""
    if not is_lake(file):
        connection.execute(f"attach {quoted(str(file))} as {alias} (read_only)")
        return
    load(connection, DUCKLAKE)
    storage.prepare(connection, data_of(file))
    connection.execute(f"attach {quoted(f'ducklake:{file}')} as {alias} (read_only)")


def connect(file: Path) -> duckdb.DuckDBPyConnection:
    """Open a kept warehouse for reading; names without a schema are looked for in its marts."""
    if not is_lake(file):
        connection = duckdb.connect(str(file), read_only=True)
        connection.execute("set search_path = 'marts'")
        return connection
    connection = duckdb.connect(config=OFFLINE)
    connection.execute(f"set temp_directory = {quoted(str(file.with_suffix('.spilled')))}")
    attach(connection, file, _ALIAS)
    use(connection, file)
    return connection


def use(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Look for names in the marts of an open warehouse; a cursor does not inherit it."""
    connection.execute(f"use {_ALIAS}.marts" if is_lake(file) else "use marts")


def data_of(file: Path) -> str:
    """Return where the Parquet files of a state are: a folder's path, or an address on S3; it ends with a slash."""
    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute("select value from ducklake_metadata where key = 'data_path'").fetchone()
    return str(found[0]) if found else ""
