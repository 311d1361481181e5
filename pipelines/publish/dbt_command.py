"""dbt's command line, given a project that is parsed already: ``juesuan-dbt``.

dbt lets a program hand it the manifest of an earlier parse (``dbtRunner(manifest=…)``); its own command always looks
at every file again, and parses all of them for another place of the lake. What else costs a small build more than its
rows is left out: macros that no build calls, logs, a manifest that says what was handed in. Without
``JUESUAN_PARSED_PROJECT`` this is dbt as it comes.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pipelines.publish.dbt_lean import Templates, leave_out_checks, leave_out_debug_events

LAKE_VARIABLE: Final = "JUESUAN_LAKE_DIR"
PARSED_VARIABLE: Final = "JUESUAN_PARSED_PROJECT"
TOLD_VARIABLE: Final = "JUESUAN_DBT_EVENTS"
"""Set where a program reads what dbt tells: each event is one line of JSON, and dbt keeps no log of its own."""
PARSED_FILE: Final = "partial_parse.msgpack"
NO_LAKE: Final = "/lake-of-no-data-folder"
"""Stands for the lake's folder in a parsed project."""
_RESULTS: Final = "run_results.json"
_CALLED: Final = frozenset(
    {
        "list_schemas",
        "create_schema",
        "check_schema_exists",
        "list_relations_without_caching",
        "get_columns_in_relation",
        "list_function_relations_without_caching",
        "rename_relation",
        "drop_relation",
        "materialization_test_default",
        "materialization_unit_default",
        "get_fixture_sql",
        "get_expected_sql",
    }
)
"""Macros of dbt's that no macro or model of a build names: its adapter and its runners call them."""


def main() -> None:
    """Run dbt on the process's arguments and end with its exit code: 1 for what failed, 2 for what could not run."""
    # A build holds all it reads to its end: looking through it for garbage again and again takes a tenth of its time.
    gc.set_threshold(100_000, 50, 50)
    from mashumaro.config import BaseConfig

    # Of some hundreds of classes that dbt can read and write, a run uses dozens.
    BaseConfig.lazy_compilation = True
    from dbt.artifacts.schemas.run import RunExecutionResult
    from dbt.cli.main import dbtRunner

    file = os.environ.get(PARSED_VARIABLE)
    manifest = parsed_manifest(Path(file), os.environ[LAKE_VARIABLE]) if file else None
    arguments = sys.argv[1:]
    callbacks: list[Any] = []
    is_told = bool(os.environ.get(TOLD_VARIABLE))
    templates = None
    if manifest is not None and file and "build" in arguments:
        manifest.macros = needed_macros(manifest)
        leave_out_checks()
        templates = Templates(Path(file))
        templates.install()
    if is_told:
        # dbt renders each of its events for each of its logs, shown or not: a quarter of a small build's time. The
        # manifest that it would write at the end is the one it was given.
        arguments = ["--log-level", "none", "--log-level-file", "none", "--no-write-json", *arguments]
        callbacks.append(_tell)
        leave_out_debug_events()
    gc.freeze()
    done = dbtRunner(manifest=manifest, callbacks=callbacks).invoke(arguments)
    if is_told and isinstance(done.result, RunExecutionResult):
        done.result.write(str(_target() / _RESULTS))
    if templates is not None:
        templates.keep()
    if done.exception is not None:
        print(done.exception, file=sys.stderr)
    sys.exit(0 if done.success else 1 if done.exception is None else 2)


def _target() -> Path:
    """Return the folder that the last run of dbt wrote into."""
    from dbt import flags

    asked: Any = flags
    return Path(asked.get_flags().TARGET_PATH)


def needed_macros(manifest: Any) -> dict[str, Any]:
    """Return the macros that a build of the project can call: without the four fifths that dbt brings for other work.

    dbt lays all macros before each model and test anew, twice. Kept are the project's and the adapter's own, those
    that dbt's Python calls, and all that any of these names; calling another ends the build with an error.
    """
    macros: Mapping[str, Any] = manifest.macros
    kept = {name for name, each in macros.items() if each.package_name not in ("dbt", "dbt_duckdb")}
    kept |= {name for name, each in macros.items() if each.name in _CALLED}
    kept |= {name for node in _nodes(manifest) for name in node.depends_on.macros}
    wanted = list(kept)
    while wanted:
        more = set(macros[wanted.pop()].depends_on.macros) - kept
        kept |= more
        wanted += more
    return {name: each for name, each in macros.items() if name in kept or each.package_name == "dbt_duckdb"}


def _nodes(manifest: Any) -> Iterable[Any]:
    return [*manifest.nodes.values(), *manifest.unit_tests.values()]


def _tell(event: Any) -> None:
    """Print one of dbt's events as a line of JSON: its name, its words, and how many models and tests there are."""
    if event.info.level != "debug":
        told = {"name": event.info.name, "words": event.info.msg, "total": getattr(event.data, "total", 0)}
        # of two threads that print at once, one's end of line came after the other's words
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def parsed_manifest(file: Path, lake: str) -> Any:
    """Return a parsed project as dbt itself reads it when no file has changed; ``lake`` is its lake's folder."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    decoder: Any = extended_mashumuro_decoder

    def decoded(content: bytes) -> Any:
        parsed = decoder(content)
        return parsed | {part: _placed(parsed[part], lake) for part in ("sources", "env_vars")}

    manifest: Any = Manifest.from_msgpack(file.read_bytes(), decoder=decoded)
    manifest.build_parent_and_child_maps()
    manifest.build_flat_graph()
    return manifest


def _placed(value: Any, lake: str) -> Any:
    """Return a parsed value with the lake's folder put into its texts."""
    if isinstance(value, dict):
        return {key: _placed(each, lake) for key, each in value.items()}
    if isinstance(value, list):
        return [_placed(each, lake) for each in value]
    return value.replace(NO_LAKE, lake) if isinstance(value, str) else value
