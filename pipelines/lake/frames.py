"""Rows as typed frames, and frames as the bytes of a lake file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from pipelines.lake.checksums import PLACE, sealed
from pipelines.lake.schema import REFERENCES, RELATIONS

Frames = Mapping[str, pl.DataFrame]
Row = Mapping[str, object]
_MANY: Final = 1_000
"""Rows from which it is quicker to put lists together than to make each."""
_NO_WORDS: Final = pl.Series([[]], dtype=pl.List(pl.String))


def encode(frame: pl.DataFrame) -> bytes:
    """Return a frame as Parquet: zstd, statistics on, sealed with a checksum, the same bytes for the same rows."""
    buffer = io.BytesIO()
    frame.write_parquet(
        buffer,
        compression="zstd",
        compression_level=3,
        statistics=True,
        row_group_size=100_000,
        metadata=PLACE,
    )
    return sealed(buffer.getvalue())


def frame(relation: str, rows: Iterable[Row]) -> pl.DataFrame:
    """Return rows as a frame of the relation's types.

    A column that a row lacks is null; a column that the schema lacks raises ValueError.
    """
    schema = RELATIONS[relation] if relation in RELATIONS else REFERENCES[relation]
    listed = list(rows)
    for row in listed:
        if not row.keys() <= schema.keys():
            raise ValueError(f"{relation} has no column {sorted(row.keys() - schema.keys())}")
    columns = {name: _column([row.get(name) for row in listed], kind) for name, kind in schema.items()}
    return pl.DataFrame(columns, schema=schema, strict=True)


def _column(values: list[Any], kind: pl.DataType | type[pl.DataType]) -> list[Any] | pl.Series:
    """Return the values of a column; many lists of words as the series that they are.

    Polars makes a series of each list, which takes ten times as long as all words in one, put together by their row.
    """
    if kind != pl.List(pl.String) or len(values) < _MANY or None in values:
        return values
    words = pl.DataFrame(
        {
            "row": [row for row, listed in enumerate(values) for _ in listed],
            "words": [word for listed in values for word in listed],
        },
        schema={"row": pl.UInt32, "words": pl.String},
        strict=True,
    )
    found = words.group_by("row", maintain_order=True).agg("words")
    rows = pl.DataFrame({"row": pl.arange(len(values), dtype=pl.UInt32, eager=True)})
    return rows.join(found, on="row", how="left", maintain_order="left")["words"].fill_null(_NO_WORDS)


def frames(rows: Mapping[str, Iterable[Row]]) -> dict[str, pl.DataFrame]:
    """Return one document's rows as typed frames, by relation. Raises ValueError for an unknown relation."""
    if not rows.keys() <= RELATIONS.keys():
        raise ValueError(f"the lake has no relation {sorted(rows.keys() - RELATIONS.keys())}")
    return {relation: frame(relation, listed) for relation, listed in rows.items()}
