"""The DuckDB warehouse: built aside by dbt from the lake, tested, then put in place of the published one.

Readers that have the published file open keep it: a new file takes its name, theirs stays whole. One process
builds at a time. Nothing here knows Dagster; the graph runs dbt through :mod:`pipelines.defs`.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.publish import increment, opening, snapshots
from pipelines.publish.dbt import project_stamp, run_dbt
from pipelines.publish.ducklake import mirror
from pipelines.publish.ducklake.extensions import ExtensionError
from pipelines.publish.opening import WarehouseError
from pipelines.settings import Settings

FULL_BUILD: Final = "JUESUAN_FULL_BUILD"  # "1": build everything anew, whatever the published one holds
_HELD: Final = re.compile(r"Conflicting lock is held .*?\(PID (\d+)\)")
_BAD: Final = ("error", "fail", "runtime error")


def _passed_file(settings: Settings) -> Path:
    """Return the mark that the warehouse under construction passed dbt's tests."""
    return settings.build_file.with_name("passed")


def run_results_file(settings: Settings) -> Path:
    """Return where dbt writes what became of each model and test."""
    return settings.dbt_target_dir / "run_results.json"


def clear_build(settings: Settings) -> None:
    """Remove what an earlier build left behind."""
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    leftovers = (settings.build_file, settings.build_file.with_name(f"{settings.build_file.name}.wal"))
    for leftover in (*leftovers, _passed_file(settings), run_results_file(settings)):
        leftover.unlink(missing_ok=True)


def begin_build(settings: Settings, *, from_published: bool = False, is_full: bool = False) -> bool:
    """Clear what an earlier build left behind and lay the ground for the next; tell whether it goes on.

    The warehouse under construction begins as a copy of the published one where the same project built that
    (:mod:`pipelines.publish.increment`), unless ``is_full``; else it begins empty. ``from_published`` copies it
    in any case, for building some models only.
    """
    clear_build(settings)
    if from_published and settings.warehouse_file.exists():
        shutil.copyfile(settings.warehouse_file, settings.build_file)
        return False
    return not is_full and increment.continue_from(
        settings.warehouse_file, settings.build_file, project_stamp(settings), _published_digest(settings)
    )


def _published_digest(settings: Settings) -> str | None:
    """Return the hash that the published file's snapshot was kept with; None where none of them is this file."""
    published = settings.warehouse_file
    kept = (one for one in snapshots.kept(settings.snapshots_dir) if published.exists())
    return next((one.digest for one in kept if one.file.samefile(published)), None)


def build_arguments(*, is_continued: bool) -> list[str]:
    """Return dbt's arguments for a build.

    Unit tests, and the tests of seeds, show that the project is right, not the data: they run where the project is
    tested. A build that goes on finds the staging views and seeds in place; one that does not builds all rows of what
    it builds. Every mart is built, views too: Dagster publishes only after it has seen all of them.
    """
    kinds, left_out = ["unit_test"], ["resource_type:test,path:seeds/*.yml"]
    if is_continued:
        kinds.append("seed")
        left_out.append("path:models/staging,config.materialized:view")
    whole = [] if is_continued else ["--full-refresh"]
    # dagster-dbt passes on one value of --exclude: both selections stand in it
    return ["build", "--exclude-resource-type", *kinds, "--exclude", " ".join(left_out), *whole]


def finish_build(settings: Settings, *, is_whole: bool = True) -> None:
    """Mark the warehouse under construction as built and tested; only then can it be published.

    One of which only some models were built (not ``is_whole``) is not gone on from.
    """
    increment.mark(settings.build_file, project_stamp(settings) if is_whole else None)
    _passed_file(settings).touch()


def bad_results(run_results: Path) -> list[dict[str, Any]]:
    """Return what dbt wrote of each model or test that failed, from its ``run_results.json``; [] without a file."""
    if not run_results.exists():
        return []
    return [result for result in _results(run_results) if result["status"] in _BAD]


def _results(run_results: Path) -> list[dict[str, Any]]:
    """Return dbt's results. Raises WarehouseError where dbt could not write them whole."""
    try:
        results: list[dict[str, Any]] = json.loads(run_results.read_bytes())["results"]
    except ValueError as error:
        told = f"dbt did not write {run_results.name} whole, as where the disk is full: make room and build again"
        raise WarehouseError(told) from error
    return results


def built_models(settings: Settings) -> list[tuple[str, str]]:
    """Return schema and name of the models and seeds that the last run of dbt built, from its ``run_results.json``."""
    file = run_results_file(settings)
    if not file.exists():
        return []
    found = []
    for result in _results(file):
        kind = result["unique_id"].partition(".")[0]
        if kind in ("model", "seed") and result["status"] == "success" and result["relation_name"]:
            _, schema, name = result["relation_name"].replace('"', "").split(".")
            found.append((schema, name))
    return found


def failures(run_results: Path) -> list[str]:
    """Return one sentence per model or test of a dbt run that failed, from its ``run_results.json``."""
    found = []
    for result in bad_results(run_results):
        kind, _, name, *_ = result["unique_id"].split(".")
        message = " ".join((result["message"] or "").split())
        found.append(f"{kind} {name}: {message}")
    return found


def require_passed(settings: Settings) -> None:
    """Raise WarehouseError unless the warehouse under construction is whole and passed its tests."""
    if not (settings.build_file.exists() and _passed_file(settings).exists()):
        raise WarehouseError("nothing to publish: no build has passed its tests; run juesuan build")


def connect(settings: Settings, file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only, with the marts' names usable without their schema.

    ``file`` is another name of it. Raises WarehouseError where there is none, or another process holds it for writing.
    """
    if file is None and settings.is_ducklake:
        mirror.refresh(settings)
    file = file or settings.published_file
    if not file.exists():
        raise WarehouseError(f"no warehouse yet at {file}: run juesuan build")
    try:
        return opening.connect(file)
    except ExtensionError as error:
        raise WarehouseError(str(error)) from error
    except duckdb.Error as error:
        if held := _HELD.search(str(error)):
            reason = f"process {held.group(1)} has it open for writing; ask again when that is done"
        else:
            reason = str(error)
        raise WarehouseError(f"{file} cannot be opened: {reason}") from error


def build_docs(settings: Settings) -> Path:
    """Build the documentation site of the published warehouse; return its one file.

    dbt describes a copy, so that readers of the published file are undisturbed.
    """
    if not settings.warehouse_file.exists():
        raise WarehouseError(f"no warehouse yet at {settings.warehouse_file}: run juesuan build")
    copy = settings.build_file.parent / "docs" / settings.warehouse_file.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(settings.warehouse_file, copy)
    try:
        run_dbt(settings, ["docs", "generate", "--static"], warehouse=copy)
    finally:
        copy.unlink(missing_ok=True)
    return settings.dbt_target_dir / "static_index.html"


__all__ = [
    "FULL_BUILD",
    "WarehouseError",
    "bad_results",
    "begin_build",
    "build_arguments",
    "build_docs",
    "clear_build",
    "connect",
    "failures",
    "finish_build",
    "require_passed",
    "run_results_file",
]
