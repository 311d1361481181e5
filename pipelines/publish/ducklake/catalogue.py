"""The catalogue of the DuckLake: where it is, how it is opened, and what was published into it.

Each publication is one snapshot of the DuckLake. What juesuan knows of it (its manifest) stands in the snapshot's
``commit_extra_info`` as JSON, so that a catalogue alone tells what was published, when, and by which code.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import duckdb

from pipelines.publish.ducklake import storage
from pipelines.publish.ducklake.extensions import (
    DUCKLAKE,
    HTTP,
    OFFLINE,
    POSTGRES,
    ExtensionError,
    load,
    quoted,
)
from pipelines.publish.opening import WarehouseError
from pipelines.settings import Settings

ALIAS: Final = "lake"
"""The name of the DuckLake where it is written; where it is read it has the build's, which is in its views."""
AUTHOR: Final = "juesuan"
_SCHEMES: Final = ("postgresql", "postgres")
_MEMORY: Final = "JUESUAN_DUCKDB_MEMORY"


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: the DuckLake snapshot that holds it, and its manifest."""

    version: int
    manifest: Mapping[str, Any]

    @property
    def snapshot_id(self) -> str:
        """Return the id of the published build."""
        return str(self.manifest["snapshot_id"])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Where the catalogue and the rows are. ``address`` is a file, or ``postgresql://user:password@host:port/name``."""

    address: str
    data: str  # ends with a slash

    @classmethod
    def of(cls, settings: Settings) -> Catalogue:
        """Return the catalogue that the settings name."""
        return cls(settings.catalogue_address, settings.rows_address.rstrip("/") + "/")

    @property
    def is_postgres(self) -> bool:
        """Tell whether it is in PostgreSQL."""
        return urlsplit(self.address).scheme in _SCHEMES

    @property
    def extensions(self) -> tuple[str, ...]:
        """Return the names of DuckDB's extensions that it needs."""
        more = ((self.is_postgres, POSTGRES), (storage.is_remote(self.data), HTTP))
        return (DUCKLAKE, *(name for is_needed, name in more if is_needed))

    @property
    def shown(self) -> str:
        """Return its address without a password."""
        if not self.is_postgres:
            return self.address
        url = urlsplit(self.address)
        return f"postgresql://{url.hostname or ''}{f':{url.port}' if url.port else ''}{url.path}"

    @contextmanager
    def session(self, work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a connection that reaches catalogue and rows; what it cannot hold in memory it writes below ``work``.

        Raises WarehouseError for whatever goes wrong with it.
        """
        with _connection(work) as connection, self._told():
            load(connection, *self.extensions)
            storage.prepare(connection, self.data)
            yield connection

    @contextmanager
    def writing(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Open the DuckLake for writing as ``lake`` for the time of the block; it is made where it is not there."""
        if not storage.is_remote(self.data):
            Path(self.data).mkdir(parents=True, exist_ok=True)
        connection.execute("set ducklake_max_retry_count = 20")
        # Rows in the catalogue itself would be read by nothing but DuckDB, and not from a copy of it.
        options = f"data_path {quoted(self.data)}, data_inlining_row_limit 0"
        connection.execute(f"attach {self._place(connection)} as {ALIAS} ({options})")
        try:
            yield
        finally:
            connection.execute("use memory")
            connection.execute(f"detach {ALIAS}")

    @contextmanager
    def tables(self, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
        """Open the catalogue's own tables for reading for the time of the block; yield the schema that holds them."""
        if self.is_postgres:
            where = self._secret(connection)
            options = "type postgres, secret juesuan_catalogue, read_only"
            connection.execute(f"attach {quoted(where)} as catalogue ({options})")
        else:
            connection.execute(f"attach {quoted(self.address)} as catalogue (read_only)")
        try:
            yield f"catalogue.{'public' if self.is_postgres else 'main'}"
        finally:
            connection.execute("detach catalogue")

    def _place(self, connection: duckdb.DuckDBPyConnection) -> str:
        if not self.is_postgres:
            Path(self.address).parent.mkdir(parents=True, exist_ok=True)
            return quoted(f"ducklake:{self.address}")
        connection.execute(
            f"create or replace secret juesuan_lake (type ducklake, metadata_path {quoted(self._secret(connection))},"
            " metadata_parameters map {'TYPE': 'postgres', 'SECRET': 'juesuan_catalogue'})"
        )
        return quoted("ducklake:juesuan_lake")

    def _secret(self, connection: duckdb.DuckDBPyConnection) -> str:
        """Keep user and password where queries cannot see them; return what else there is to the address."""
        url = urlsplit(self.address)
        told = {"type": "postgres"}
        more = {"connect_timeout": "10", **dict(parse_qsl(url.query))}
        for name, value in (
            ("host", more.pop("host", "") or url.hostname),
            ("port", str(url.port) if url.port else more.pop("port", "")),
            ("database", unquote(url.path.lstrip("/"))),
            ("user", unquote(url.username or more.pop("user", ""))),
            ("password", unquote(url.password or more.pop("password", ""))),
        ):
            if value:
                told[name] = quoted(value)
        body = ", ".join(f"{name} {value}" for name, value in told.items())
        connection.execute(f"create or replace secret juesuan_catalogue ({body})")
        return " ".join(f"{name}={value}" for name, value in more.items())

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ExtensionError as error:
            raise WarehouseError(str(error)) from error
        except duckdb.Error as error:
            raise WarehouseError(
                f"the DuckLake at {self.shown} failed: {self._without_password(error)}"
            ) from None

    def _without_password(self, error: Exception) -> str:
        words = str(error)
        password = urlsplit(self.address).password if self.is_postgres else None
        for secret in {password, unquote(password)} if password else ():
            words = words.replace(secret, "…")
        return words


def publications(connection: duckdb.DuckDBPyConnection, schema: str) -> list[Publication]:
    """Return what was published into a catalogue and is still kept, oldest first; [] for one that is not made yet."""
    database, _, name = schema.partition(".")
    there = connection.execute(
        "select count(*) from duckdb_tables() where database_name = ? and schema_name = ?"
        " and table_name = 'ducklake_snapshot_changes'",
        [database, name],
    ).fetchone()
    if not there or not there[0]:
        return []
    rows = connection.execute(
        f"select snapshot_id, commit_extra_info from {schema}.ducklake_snapshot_changes"
        f" semi join {schema}.ducklake_snapshot using (snapshot_id)"
        " where author = ? and commit_extra_info is not null order by snapshot_id",
        [AUTHOR],
    ).fetchall()
    return [Publication(int(version), json.loads(told)) for version, told in rows]


@contextmanager
def _connection(work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    work.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config=OFFLINE) as connection:
        connection.execute(f"set temp_directory = {quoted(str(work / 'spilled'))}")
        connection.execute(f"set memory_limit = {quoted(os.environ.get(_MEMORY, '4GB'))}")
        connection.execute("set preserve_insertion_order = false")
        yield connection
