"""Rows as typed frames, and frames as the bytes of a lake file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.lake.checksums import PLACE, sealed
from pipelines.lake.schema import REFERENCES, RELATIONS

Frames = Mapping[str, pl.DataFrame]
Row = Mapping[str, object]


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
    columns = {name: [row.get(name) for row in listed] for name in schema}
    return pl.DataFrame(columns, schema=schema, strict=True)


def frames(rows: Mapping[str, Iterable[Row]]) -> dict[str, pl.DataFrame]:
    """Return one document's rows as typed frames, by relation. Raises ValueError for an unknown relation."""
    if not rows.keys() <= RELATIONS.keys():
        raise ValueError(f"the lake has no relation {sorted(rows.keys() - RELATIONS.keys())}")
    return {relation: frame(relation, listed) for relation, listed in rows.items()}
