"""Damaged lake files: found before a site is read, set aside, and written again from the raw archive."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from pipelines.lake.checksums import is_sound
from pipelines.lake.schema import RELATIONS

_DOCUMENTS: Final = "documents"


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
    """Return the relations whose file of a site is not what was written, each with the reason.

    A file that carries no checksum (of an older version) is decoded whole, as a footer alone proves little.
    """
    found = {}
    for relation in RELATIONS:
        path = lake_dir / relation / f"{site}.parquet"
        if path.exists() and (words := damage(path)):
            found[relation] = words
    return found


def damage(path: Path) -> str:
    """Return what is wrong with a lake file; nothing for one that is whole."""
    try:
        sound = is_sound(path)
    except OSError as error:
        return error.strerror or str(error)
    if sound is None:
        return _damage(path)
    return "" if sound else "its bytes have changed since it was written"


def all_damaged(lake_dir: Path) -> dict[Path, str]:
    """Return the files of all sites that are not what was written, each with the reason."""
    files = (path for relation in RELATIONS for path in sorted((lake_dir / relation).glob("*.parquet")))
    return {path: words for path in files if (words := damage(path))}


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
