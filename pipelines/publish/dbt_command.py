"""dbt's command line, given a project that is parsed already: ``juesuan-dbt``.

dbt lets a program hand it the manifest of an earlier parse (``dbtRunner(manifest=…)``); its own command always looks
at every file again, and parses all of them for another place of the lake. Without ``JUESUAN_PARSED_PROJECT`` this is
dbt as it comes.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Final

LAKE_VARIABLE: Final = "JUESUAN_LAKE_DIR"
PARSED_VARIABLE: Final = "JUESUAN_PARSED_PROJECT"
TOLD_VARIABLE: Final = "JUESUAN_DBT_EVENTS"
"""Set where a program reads what dbt tells: each event is one line of JSON, and dbt keeps no log of its own."""
PARSED_FILE: Final = "partial_parse.msgpack"
NO_LAKE: Final = "/lake-of-no-data-folder"
"""Stands for the lake's folder in a parsed project."""


def main() -> None:
    """Run dbt on the process's arguments and end with its exit code: 1 for what failed, 2 for what could not run."""
    from dbt.cli.main import dbtRunner

    file = os.environ.get(PARSED_VARIABLE)
    manifest = parsed_manifest(Path(file), os.environ[LAKE_VARIABLE]) if file else None
    arguments = sys.argv[1:]
    callbacks: list[Any] = []
    if os.environ.get(TOLD_VARIABLE):
        # dbt renders each of its events for each of its logs, shown or not: a quarter of a small build's time.
        arguments = ["--log-level", "none", "--log-level-file", "none", *arguments]
        callbacks.append(_tell)
    done = dbtRunner(manifest=manifest, callbacks=callbacks).invoke(arguments)
    if done.exception is not None:
        print(done.exception, file=sys.stderr)
    sys.exit(0 if done.success else 1 if done.exception is None else 2)


def _tell(event: Any) -> None:
    """Print one of dbt's events as a line of JSON: its name, its words, and how many models and tests there are."""
    if event.info.level != "debug":
        told = {"name": event.info.name, "words": event.info.msg, "total": getattr(event.data, "total", 0)}
        print(json.dumps(told, ensure_ascii=False), flush=True)


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
