"""Questions of people: one query on the published warehouse, which reaches nothing but it.

A question may be typed by anybody who can reach the page that takes it. It sees the warehouse read-only, no file and
no address of this machine, no extension that is not loaded yet, changes no setting, and ends after a time. That of a
page has a process of its own, which bounds it for certain (:mod:`pipelines.publish.answering`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.publish.ducklake.extensions import quoted
from pipelines.publish.opening import data_of, is_lake
from pipelines.publish.warehouse import connect
from pipelines.settings import Settings

SECONDS: Final = 600.0
"""How long a question may take where nothing else is said."""
_AGAIN: Final = 0.2  # an answer is read in several steps, and one that begins later is not interrupted yet
_LOCKED: Final = (
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set max_temp_directory_size = '20GB'",
    "set enable_external_access = false",
    "set lock_configuration = true",
)
_ANSWERING: Final = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


class QuestionError(Exception):
    """A question that is not answered; the message says why."""


@contextmanager
def asking(
    settings: Settings,
    sql: str,
    *,
    seconds: float = SECONDS,
    rows: int | None = None,
    answer_file: Path | None = None,
    file: Path | None = None,
    memory: str | None = None,
) -> Iterator[duckdb.DuckDBPyRelation]:
    """Ask the published warehouse one question; the answer is read within the block.

    ``rows`` is how many rows the answer has at most. ``answer_file`` is the one file that it may be written to,
    ``file`` another name of the warehouse, ``memory`` what DuckDB may use, as it writes sizes.

    Raises QuestionError for more than one statement, for one that does not ask (COPY, ATTACH, INSTALL, SET …), for
    what DuckDB refuses, and for one that takes more than ``seconds``; WarehouseError where nothing is published.
    """
    question = _question(sql)
    with (
        open_locked(settings, answer_file, file=file, memory=memory) as connection,
        at_most(connection, seconds),
    ):
        try:
            relation = connection.sql(question)
            if relation is None:
                raise QuestionError("that statement has no answer: ask with select")
            yield relation if rows is None else relation.limit(rows)
        except duckdb.InterruptException as error:
            raise QuestionError(f"the question took more than {seconds:g} seconds and was ended") from error
        except duckdb.Error as error:
            raise QuestionError(str(error)) from error


def open_locked(
    settings: Settings,
    answer_file: Path | None = None,
    *,
    file: Path | None = None,
    memory: str | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only, for queries that may reach nothing else but one file.

    ``file`` is another name of it. Raises WarehouseError as :func:`pipelines.publish.warehouse.connect` does.
    """
    connection = connect(settings, file)
    file = file or settings.published_file
    if connection.sql("select current_setting('lock_configuration')").fetchall() == [(True,)]:
        return connection  # opened in this process before: its settings are those of the file
    if answer_file is not None:
        path = str(answer_file.absolute()).replace("'", "''")
        connection.execute(f"set allowed_paths = ['{path}']")
    if is_lake(file):
        connection.execute(f"set allowed_directories = [{quoted(data_of(file))}]")
    if memory is not None:
        connection.execute(f"set memory_limit = {quoted(memory)}")
    for setting in _LOCKED:
        connection.execute(setting)
    return connection


def _question(sql: str) -> str:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QuestionError(str(error)) from error
    types = [statement.type for statement in statements]
    if types == [duckdb.StatementType.CREATE, *_ANSWERING[:1]] and not any(s.query for s in statements):
        return sql.strip().rstrip(";")  # a pivot, which DuckDB takes apart into its columns and the answer
    if len(statements) != 1:
        raise QuestionError(f"one question at a time: this is {len(statements)} statements")
    if types[0] not in _ANSWERING:
        kind = types[0].name.replace("_", " ")
        raise QuestionError(f"the warehouse is read-only: it is asked with select, not with {kind}")
    return statements[0].query.strip().rstrip(";")


def ask(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Run a query and return its rows by column name; parameters it does not name are left out."""
    used = {name: value for name, value in (parameters or {}).items() if f"${name}" in sql}
    cursor = connection.execute(sql, used)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def at_most(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """End whatever the connection does once the time is over, and what it begins after that."""
    done = threading.Event()

    def watch() -> None:
        left = seconds
        while not done.wait(left):
            connection.interrupt()
            left = _AGAIN

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
