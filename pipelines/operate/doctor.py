"""The doctor: looks an installation over and says, for each thing that is wrong, how to mend it.

Nothing is changed and nothing is fetched. A finding is ``ok``, ``note`` (works, but something is left out) or
``bad`` (the night would fail).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

import duckdb
from packaging.requirements import Requirement

from pipelines.accounts.county_figures import refused
from pipelines.formats.tools import TOOLS, state
from pipelines.lake import files as lake
from pipelines.lake.health import all_damaged
from pipelines.lake.schema import RELATIONS
from pipelines.publish import dbt, warehouse
from pipelines.publish.ducklake.catalogue import Catalogue, publications
from pipelines.publish.ducklake.extensions import extension_file
from pipelines.settings import Settings

OK: Final = "ok"
NOTE: Final = "note"
BAD: Final = "bad"

_LITTLE_DISK: Final = 2 * 1024**3
_OLD: Final = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its state, what was seen, and what to do about it."""

    subject: str
    state: str
    seen: str
    remedy: str = ""


def examine(settings: Settings, *, now: datetime | None = None) -> list[Finding]:
    """Look at Python, packages, folders, lake, warehouse and programs; return one finding for each.

    ``now`` (default: the clock) is what the warehouse's age is measured from. A check that itself fails is a
    ``bad`` finding with the error's words.
    """
    looks: tuple[tuple[str, Callable[[], Iterable[Finding]]], ...] = (
        ("Python", _python),
        ("packages", _packages),
        ("tools", _tools),
        ("fonts", _fonts),
        ("data folder", lambda: _data_folder(settings)),
        ("lake", lambda: _lake(settings)),
        ("county figures", lambda: _county_figures(settings)),
        ("DuckLake", lambda: _ducklake(settings)),
        ("warehouse", lambda: _warehouse(settings, now or datetime.now(UTC))),
    )
    found: list[Finding] = []
    for subject, look in looks:
        try:
            found.extend(look())
        except Exception as error:
            found.append(Finding(subject, BAD, f"{type(error).__name__}: {error}", "see the message"))
    return found


def _python() -> Iterator[Finding]:
    seen = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] < (3, 14):
        yield Finding("Python", OK, seen)
    else:
        yield Finding("Python", BAD, seen, "install Python 3.11 to 3.13 and run make setup PYTHON=…")


def _packages() -> Iterator[Finding]:
    """Compare every required package with the versions that were tested together."""
    wrong = []
    wanted = [Requirement(text) for text in requires("juesuan") or ()]
    plain = [need for need in wanted if need.marker is None or need.marker.evaluate({"extra": ""})]
    for need in plain:
        try:
            present = version(need.name)
        except PackageNotFoundError:
            wrong.append(f"{need.name} is missing")
            continue
        if not need.specifier.contains(present, prereleases=True):
            wrong.append(f"{need.name} is {present}, tested is {need.specifier}")
    if wrong:
        yield Finding("packages", BAD, "; ".join(wrong), "make setup installs the tested set")
    else:
        yield Finding("packages", OK, f"{len(plain)} packages of the tested set")
    yield Finding("dbt", OK, dbt.dbt_executable())


def _tools() -> Iterator[Finding]:
    for tool in TOOLS.values():
        if tool.is_present:
            yield Finding(tool.name, OK, state(tool.name))
        else:
            yield Finding(tool.name, NOTE, tool.loss, tool.remedy)


def _fonts() -> Iterator[Finding]:
    """Draw Chinese text as pages are drawn for people; what is read of them does not depend on fonts."""
    from pipelines.read.pdf.render import draws_chinese

    if draws_chinese():
        yield Finding("fonts", OK, "Chinese text is drawn whose font a PDF does not embed")
        return
    loss = (
        "no Chinese font: page images (juesuan trace, inspect) lack text whose font a PDF does not embed; "
        "what is read is the same"
    )
    yield Finding("fonts", NOTE, loss, "install one (Debian: apt-get install fonts-noto-cjk)")


def _data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK):
        yield Finding(
            "data folder", BAD, f"{existing} cannot be written", "give the user of juesuan the right to"
        )
        return
    with tempfile.NamedTemporaryFile(dir=existing):
        pass
    free = shutil.disk_usage(existing).free
    seen = f"{folder}, {free / 1024**3:.1f} GiB free"
    needed = max(_LITTLE_DISK, 4 * _size(settings.warehouse_file))
    if free < needed:
        remedy = (
            f"free at least {needed / 1024**3:.1f} GiB: a build needs room beside the published warehouse"
        )
        yield Finding("data folder", BAD, seen, remedy)
    else:
        yield Finding("data folder", OK, seen)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _lake(settings: Settings) -> Iterator[Finding]:
    """Compare every lake file with its checksum: a damaged one is named, with the way to write it again."""
    count = sum(1 for relation in RELATIONS for _ in (settings.lake_dir / relation).glob("*.parquet"))
    damaged = all_damaged(settings.lake_dir)
    for path, words in damaged.items():
        remedy = f"run juesuan reread --site {path.stem}: its documents are read again"
        if path.stem == lake.EMPTY:
            remedy = "run juesuan build: it is written again"
        yield Finding("lake", BAD, f"{path} cannot be read: {words}", remedy)
    if not damaged:
        sites = len(lake.sites(settings.lake_dir))
        yield Finding(
            "lake", OK if sites else NOTE, f"{count} files, {sites} sites", "" if sites else "juesuan run"
        )


def _county_figures(settings: Settings) -> Iterator[Finding]:
    for why in refused(settings.county_figures_file):
        yield Finding("county figures", NOTE, f"left out: {why}", "mend the line and run juesuan build")


def _ducklake(settings: Settings) -> Iterator[Finding]:
    """Look whether the extensions are there and the catalogue answers, where the warehouse is a DuckLake."""
    if not settings.is_ducklake:
        return
    catalogue = Catalogue.of(settings)
    missing = [name for name in catalogue.extensions if extension_file(name) is None]
    if missing:
        seen = f"DuckDB {duckdb.__version__} lacks its extensions {', '.join(missing)}"
        yield Finding("DuckLake", BAD, seen, "install the extra juesuan[scale] (uv sync --extra scale)")
        return
    if not catalogue.is_postgres and not Path(catalogue.address).exists():
        yield Finding("DuckLake", NOTE, f"{catalogue.shown} is not made yet", "juesuan run")
        return
    try:
        with catalogue.session(settings.build_file.parent) as session, catalogue.tables(session) as schema:
            kept = publications(session, schema)
    except warehouse.WarehouseError as error:
        yield Finding("DuckLake", BAD, str(error).splitlines()[0], "look whether it runs and lets juesuan in")
        return
    yield Finding("DuckLake", OK, f"{catalogue.shown}, {len(kept)} publications, rows in {catalogue.data}")


def _warehouse(settings: Settings, now: datetime) -> Iterator[Finding]:
    path = settings.published_file
    if not path.exists():
        yield Finding("warehouse", NOTE, "none is published yet", "juesuan run")
        return
    try:
        with warehouse.connect(settings) as connection:
            row = connection.execute("select count(*) from dim_document").fetchone()
    except (duckdb.Error, warehouse.WarehouseError) as error:
        words = str(error.__cause__ or error).splitlines()[0]
        yield Finding("warehouse", BAD, f"{path} cannot be opened: {words}", "juesuan build writes a new one")
        return
    age = now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    seen = f"{row[0] if row else 0:,} documents, published {age.total_seconds() / 3600:.0f} hours ago"
    is_old = age > _OLD
    yield Finding("warehouse", NOTE if is_old else OK, seen, "look at the last night's run" if is_old else "")
