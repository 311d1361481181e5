"""Damaged lake files: found before a site is read, set aside, and written again from the raw archive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final
from zlib import crc32

import polars as pl

from pipelines.disk import write_atomically
from pipelines.lake.schema import RELATIONS

_DOCUMENTS: Final = "documents"
_PIECE: Final = 1 << 20


def set_aside_damaged(lake_dir: Path, site: str) -> list[str]:
    """Move a site's unreadable files to ``<lake>/_damaged`` and return one sentence per file.

    The site's ``documents`` file goes with any of them: without it every document of the site counts as not
    read, so the next reading writes all rows again.
    """
    told = []
    for relation, words in damaged(lake_dir, site).items():
        path = lake_dir / relation / f"{site}.parquet"
        told.append(f"{path} cannot be read ({words}); it was set aside and is written again")
        _move(lake_dir, relation, path)
    documents = lake_dir / _DOCUMENTS / f"{site}.parquet"
    if told and documents.exists():
        _move(lake_dir, _DOCUMENTS, documents)
    return told


def damaged(lake_dir: Path, site: str) -> dict[str, str]:
    """Return the relations whose file of a site cannot be read, each with the reason.

    A file is decoded whole, as a footer alone proves little, unless its bytes still have the checksum that they had
    when it was decoded before.
    """
    found = {}
    ledger = lake_dir / "_sound" / f"{site}.json"
    known, sound = _checksums(ledger), dict[str, int]()
    for relation in RELATIONS:
        path = lake_dir / relation / f"{site}.parquet"
        if not path.exists():
            continue
        checksum = _checksum(path)
        if checksum is not None and known.get(relation) == checksum:
            sound[relation] = checksum
        elif words := _damage(path):
            found[relation] = words
        elif checksum is not None:
            sound[relation] = checksum
    if sound != known:
        write_atomically(ledger, json.dumps(sound).encode())
    return found


def _checksum(path: Path) -> int | None:
    """Return the checksum of a file's bytes; None where they cannot be read."""
    found = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                found = crc32(piece, found)
    except OSError:
        return None
    return found


def _checksums(ledger: Path) -> dict[str, int]:
    """Return the checksums of a site's files that were decoded; none where they are not kept or damaged themselves."""
    try:
        kept = json.loads(ledger.read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _damage(path: Path) -> str:
    try:
        # Summing hashes decodes every column without keeping the file's rows.
        pl.scan_parquet(path).select(pl.all().is_null().sum()).collect(engine="streaming")
    except (pl.exceptions.PolarsError, OSError) as error:
        return " ".join(str(error).split())[:200]
    except pl.exceptions.PanicException as error:  # a decoder that met what it never expected
        return " ".join(str(error).split())[:200]
    return ""


def _move(lake_dir: Path, relation: str, path: Path) -> None:
    target = lake_dir / "_damaged" / f"{relation}-{path.name}"
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
