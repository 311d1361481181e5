"""Build the warehouse with dbt, test it, publish it: what ``build`` and ``run`` do, without the graph."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pipelines.documents.progress import Progress
from pipelines.documents.version import remembered_version
from pipelines.lake import files as lake
from pipelines.lake.health import all_damaged
from pipelines.operate.command import RunError
from pipelines.operate.locks import WAREHOUSE, exclusive
from pipelines.operate.orphans import end_writer, remember
from pipelines.operate.shared_lake import lake_to_read, lake_to_write
from pipelines.operate.steps import Steps
from pipelines.operate.told import Materialised, tell
from pipelines.publish import publication, reference, warehouse
from pipelines.publish.dbt import DbtError, build_environment, prepare_manifest, stream_dbt
from pipelines.publish.gates import GATES, refusal
from pipelines.publish.snapshots import Snapshot
from pipelines.publish.withhold import ROUNDS, withhold_broken
from pipelines.settings import Settings

Told = TypeVar("Told", bound=Sequence[Any])


class BuildError(RunError):
    """A build that did not pass; nothing was published.

    ``failed`` are dbt's words for each model or test, ``told`` is what it told of the others.
    """

    def __init__(self, message: str, failed: Sequence[str] = (), told: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.failed = list(failed)
        self.told = list(told)


def build(settings: Settings, progress: Progress, steps: Steps) -> Snapshot:
    """Write the reference lists, build and test the warehouse, and publish it.

    Raises BuildError where dbt or a gate refuses it: what was published before stays.
    """
    with steps.step("reference_lists"):
        rows = write_references(settings)
    with exclusive(settings, WAREHOUSE):
        with steps.step("dbt_models"):
            prepare_manifest(settings)
            build_tested(settings, lambda arguments: _dbt(settings, progress, arguments), warn=_warn)
            models = warehouse.built_models(settings)
        with steps.step("warehouse_snapshot"):
            kept = publication.keep_build(settings, code_version=remembered_version(settings.cache_dir))
            verdicts = {gate.__name__: gate(settings) for gate in GATES}
            if failed := {name: found.figures for name, found in verdicts.items() if not found.passed}:
                raise BuildError(refusal(failed))
        with steps.step("published_warehouse"):
            publication.publish(settings, kept)
    tell(settings, _made(settings, rows, models, kept))
    return kept


def write_references(settings: Settings) -> dict[str, int]:
    """Write divisions, accounts and forms to the lake, and empty files of all other relations; return their rows."""
    lake.prepare(settings.lake_dir)
    return reference.write(
        settings.lake_dir,
        settings.extra_divisions_file,
        settings.extra_forms_dir,
        settings.county_figures_file,
    )


def build_tested(
    settings: Settings,
    run: Callable[[list[str]], tuple[Told, Exception | None]],
    *,
    warn: Callable[[str], None],
    is_whole: bool = True,
) -> Told:
    """Build with dbt until its tests pass, each time without the documents whose rows broke one.

    ``run`` runs dbt with some arguments and returns what it told, with its error if it failed. Call it under the
    warehouse's lock. Raises BuildError where tests fail that lead to no document, and where there is nothing to build.
    """
    with lake_to_read(settings):
        is_any = bool(lake.sites(settings.lake_dir))
        damaged = all_damaged(settings.lake_dir)
    if damaged:
        files = "\n  ".join(f"{path}: {words}" for path, words in damaged.items())
        sites = ", ".join(sorted({path.stem for path in damaged}))
        raise BuildError(
            f"nothing was built: files of the lake are damaged; juesuan reread writes them again ({sites})\n  {files}"
        )
    if not is_any:
        raise BuildError(
            "there is nothing to build and nothing was published: no document is in the lake; "
            "juesuan ingest PATH... reads some"
        )
    if end_writer(settings):
        warn("ended the dbt of a run that was killed")
    withheld: dict[str, str] = {}
    for round_ in range(ROUNDS + 1):
        with lake_to_read(settings):  # one state of the lake from the first model to the last test
            is_continued = warehouse.begin_build(
                settings,
                from_published=not is_whole,
                is_full=os.environ.get(warehouse.FULL_BUILD) == "1",
            )
            os.environ.update(build_environment(settings))
            told, error = run(warehouse.build_arguments(is_continued=is_continued))
        if error is None:
            break
        more: dict[str, str] = {}
        if round_ < ROUNDS:
            with lake_to_write(settings):
                more = withhold_broken(settings, withheld)
        if not more:
            failed = warehouse.failures(warehouse.run_results_file(settings)) or [str(error)]
            words = "\n  ".join(failed)
            raise BuildError(
                f"the warehouse was not published; dbt reports\n  {words}", failed, told
            ) from error
        withheld |= more
        for document, reason in more.items():
            warn(f"document {document} is withheld: {reason}")
    warehouse.finish_build(settings, is_whole=is_whole)
    end_writer(settings)
    return told


def figures_of(kept: Snapshot) -> dict[str, Any]:
    """Return what is told of a snapshot: its id, its size, the rows of each mart."""
    return {
        "snapshot": kept.snapshot_id,
        "bytes": kept.size_bytes,
        "rows": dict(kept.rows),
        **{f"rows/{name}": count for name, count in kept.rows.items()},
    }


def _dbt(settings: Settings, progress: Progress, arguments: list[str]) -> tuple[tuple[()], Exception | None]:
    try:
        stream_dbt(
            settings,
            arguments,
            begin=lambda pid: remember(settings, pid),
            total=lambda count: progress.begin("Building", count),
            step=progress.step,
        )
    except DbtError as error:
        return (), error
    finally:
        progress.end()
    return (), None


def _warn(words: str) -> None:
    print(words, file=sys.stderr)


def _made(
    settings: Settings, references: dict[str, int], models: list[tuple[str, str]], kept: Snapshot
) -> list[Materialised]:
    figures = figures_of(kept)
    return [
        *(Materialised(("lake", name), {"rows": rows}) for name, rows in references.items()),
        *(Materialised(key) for key in models),
        Materialised(("warehouse_snapshot",), figures),
        Materialised(("published_warehouse",), {"file": str(settings.published_file), **figures}),
    ]


__all__ = ["BuildError", "build", "build_tested", "figures_of", "write_references"]
