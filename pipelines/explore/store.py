"""The published warehouse as pages ask it: read-only, locked, for so many seconds, always the newest snapshot."""

from __future__ import annotations

import threading
from typing import Any, Final

import duckdb

from pipelines.publish.asking import ask, at_most, open_locked
from pipelines.publish.opening import use
from pipelines.publish.publication import published_file, refresh
from pipelines.settings import Settings

SECONDS: Final = 20.0
"""A page's question that takes longer is ended."""


class MissingError(Exception):
    """A page or a picture that does not exist; the message says why, where there is more to say than that."""


class Store:
    """Asks the published warehouse; a newly published one is opened at the next question.

    Readers of the one before keep it until they are done. Raises WarehouseError where nothing is published.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._file: tuple[int, int] | None = None

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """Return the rows of a query by column name. Raises duckdb.Error; InterruptException after SECONDS."""
        with self._cursor() as cursor, at_most(cursor, SECONDS):
            return ask(cursor, sql, values)

    def one(self, sql: str, **values: Any) -> dict[str, Any]:
        """Return the first row of a query. Raises MissingError where there is none."""
        found = self.rows(sql, **values)
        if not found:
            raise MissingError
        return found[0]

    @property
    def snapshot(self) -> str:
        """Return the id of the published snapshot."""
        return str(self.one("select snapshot_id from publication.snapshot")["snapshot_id"])

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            refresh(self.settings)
            file = self.settings.published_file
            found = file.stat() if file.exists() else None
            state = (found.st_ino, found.st_mtime_ns) if found else None
            if self._connection is None or state != self._file:
                self._connection = open_locked(self.settings, file=published_file(self.settings))
                self._file = state
            cursor = self._connection.cursor()
            use(cursor, file)
            return cursor
