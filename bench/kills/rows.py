"""What is compared: every row of the lake and of the published marts, as texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from pipelines.lake.schema import RELATIONS

LAKE: Final = "lake."
MARTS: Final = "marts."
_WHEN: Final = "fetched_at"  # when a document was registered: another moment in every trial

Rows = Mapping[str, Sequence[str]]
"""Sorted rows by relation."""


def rows(data: Path, parts: Sequence[str] = (LAKE, MARTS)) -> Rows:
    """Return the rows of a data folder, none of a warehouse that is not there.

    Raises duckdb.Error or pl.exceptions.PolarsError for a damaged file.
    """
    return {
        **(_lake_rows(data / "lake") if LAKE in parts else {}),
        **(_mart_rows(data / "warehouse" / "juesuan.duckdb") if MARTS in parts else {}),
    }


def other(found: Rows, expected: Rows) -> str:
    """Tell in which relations rows differ; nothing where none do."""
    if found.keys() != expected.keys():
        return f"other relations: {sorted(found.keys() ^ expected.keys())}"
    different = [name for name in expected if found[name] != expected[name]]
    return f"other rows in {', '.join(different)}" if different else ""


def _lake_rows(lake: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(path for relation in RELATIONS for path in (lake / relation).glob("*.parquet")):
        frame = pl.read_parquet(path)
        kept = frame.drop([name for name in frame.columns if name == _WHEN])
        listed = found.setdefault(f"{LAKE}{path.parent.name}", [])
        listed += (str(row) for row in kept.iter_rows())
    return {name: sorted(listed) for name, listed in found.items()}


def _mart_rows(warehouse: Path) -> dict[str, list[str]]:
    if not warehouse.exists():
        return {}
    found = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        marts = connection.execute(
            "select table_name from duckdb_columns() where schema_name = 'marts' group by 1"
        ).fetchall()
        for (mart,) in marts:
            columns = f"* exclude ({_WHEN})" if mart in _dated(connection) else "*"
            listed = connection.execute(
                f'select m::varchar from (select {columns} from marts."{mart}") as m order by 1'
            ).fetchall()
            found[f"{MARTS}{mart}"] = [str(row) for (row,) in listed]
    return found


def _dated(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the marts that tell when documents were registered."""
    listed = connection.execute(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = ?", [_WHEN]
    ).fetchall()
    return {str(name) for (name,) in listed}


__all__ = ["LAKE", "MARTS", "Rows", "other", "rows"]
