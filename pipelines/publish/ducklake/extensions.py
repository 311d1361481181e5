"""DuckDB's extensions from Python packages: loaded from there, never fetched while the program runs.

``duckdb-extension-<name>`` brings the extension that DuckDB's makers built and signed for one version of DuckDB.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import duckdb

DUCKLAKE: Final = "ducklake"
POSTGRES: Final = "postgres_scanner"
HTTP: Final = "httpfs"
OFFLINE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""How a connection is opened that takes extensions from packages only."""


class ExtensionError(Exception):
    """An extension that is not installed for this DuckDB; the message says how to install it."""


def extension_file(name: str) -> Path | None:
    """Return an extension's file for the DuckDB that runs; None where its package is missing or of another version."""
    spec = find_spec(f"duckdb_extension_{name}")
    for place in spec.submodule_search_locations or () if spec is not None else ():
        folder = Path(place) / "extensions" / f"v{duckdb.__version__}"
        if found := next(folder.glob("*.duckdb_extension"), None):
            return found
    return None


def load(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Load extensions into a connection. Raises ExtensionError where one is missing."""
    for name in names:
        file = extension_file(name)
        if file is None:
            package = f"duckdb-extension-{name.replace('_', '-')}"
            raise ExtensionError(
                f"the warehouse is a DuckLake and {package} {duckdb.__version__} is not installed: "
                "install the extra juesuan[scale]"
            )
        connection.execute(f"load {quoted(str(file))}")


def quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'
