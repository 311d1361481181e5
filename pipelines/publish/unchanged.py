"""Tell that a build would publish what is published: nothing that a warehouse is made of has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from pipelines.disk import write_atomically
from pipelines.lake.schema import RELATIONS
from pipelines.publish.dbt import project_stamp
from pipelines.settings import Settings

_MARK: Final = "built.json"


def state(settings: Settings, code_version: str) -> str:
    """Return a hash of what a warehouse is made of: the lake's files and the user's lists by size and time, the dbt
    project, and the code, which has lists of its own.
    """
    digest = hashlib.sha256(f"{project_stamp(settings)} {code_version}".encode())
    for path in _files(settings):
        with suppress(OSError):
            seen = path.stat()
            digest.update(f"\0{path}\0{seen.st_size}\0{seen.st_mtime_ns}".encode())
    return digest.hexdigest()


def _files(settings: Settings) -> Iterator[Path]:
    for relation in RELATIONS:
        yield from sorted((settings.lake_dir / relation).glob("*.parquet"))
    yield from (settings.extra_divisions_file, settings.county_figures_file)
    yield from sorted(settings.extra_forms_dir.glob("*")) if settings.extra_forms_dir else ()


def mark(settings: Settings, built_from: str) -> None:
    """Remember what the published warehouse was built from, as :func:`state` told it before the build began."""
    told = {"state": built_from, "published": _published(settings)}
    write_atomically(settings.warehouse_file.with_name(_MARK), json.dumps(told).encode())


def is_built(settings: Settings, now: str) -> bool:
    """Tell whether the published warehouse is that of the last :func:`mark`, and was built from this state."""
    try:
        told = json.loads(settings.warehouse_file.with_name(_MARK).read_bytes())
    except (OSError, ValueError):
        return False
    published = _published(settings)
    return bool(published) and told == {"state": now, "published": published}


def _published(settings: Settings) -> str:
    """Return size and time of the published warehouse; '' where there is none."""
    try:
        seen = [file.stat() for file in dict.fromkeys((settings.warehouse_file, settings.published_file))]
    except OSError:
        return ""
    return " ".join(f"{each.st_size} {each.st_mtime_ns}" for each in seen)


__all__ = ["is_built", "mark", "state"]
