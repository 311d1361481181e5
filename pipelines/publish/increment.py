"""Building on from the published warehouse: whether that is allowed, and the mark that allows it the next time.

A warehouse that a whole, tested build made tells the stamp of the project that made it. A later build under the
same stamp begins with a copy of it and rewrites what changed in the lake (``dbt_project/macros/changes.sql``); under
another stamp, or without one, everything is built anew.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from pipelines.publish.snapshots import is_whole


def stamp_of(file: Path) -> str | None:
    """Return the stamp of the project that built a warehouse; None where it tells none or cannot be opened."""
    if not file.exists():
        return None
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            row = connection.execute("select stamp from build_state.project").fetchone()
    except duckdb.Error:
        return None
    return str(row[0]) if row else None


def continue_from(published: Path, build_file: Path, stamp: str, digest: str | None = None) -> bool:
    """Copy the published warehouse to where the build goes on, if the same project built it; tell whether.

    One whose bytes have not the hash that it was published with is not gone on from.
    """
    if stamp_of(published) != stamp:
        return False
    if digest is not None and not is_whole(published, digest):
        return False
    shutil.copyfile(published, build_file)
    return True


def mark(build_file: Path, stamp: str | None) -> None:
    """Write the stamp into a built and tested warehouse; None removes it, so that the next build is a full one."""
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema if not exists build_state")
        connection.execute("create or replace table build_state.project (stamp varchar)")
        if stamp is not None:
            connection.execute("insert into build_state.project values (?)", [stamp])
