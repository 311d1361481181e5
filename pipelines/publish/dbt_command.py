"""dbt's command line, given a project that is parsed already: ``juesuan-dbt``.

dbt lets a program hand it the manifest of an earlier parse (``dbtRunner(manifest=…)``); its own command always looks
at every file again, and parses all of them for another place of the lake. Without ``JUESUAN_PARSED_PROJECT`` this is
dbt as it comes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

LAKE_VARIABLE: Final = "JUESUAN_LAKE_DIR"
PARSED_VARIABLE: Final = "JUESUAN_PARSED_PROJECT"
PARSED_FILE: Final = "partial_parse.msgpack"
NO_LAKE: Final = "/lake-of-no-data-folder"
"""Stands for the lake's folder in a parsed project."""


def main() -> None:
    """Run dbt on the process's arguments and end with its exit code: 1 for what failed, 2 for what could not run."""
    from dbt.cli.main import dbtRunner

    file = os.environ.get(PARSED_VARIABLE)
    manifest = parsed_manifest(Path(file), os.environ[LAKE_VARIABLE]) if file else None
    done = dbtRunner(manifest=manifest).invoke(sys.argv[1:])
    if done.exception is not None:
        print(done.exception, file=sys.stderr)
    sys.exit(0 if done.success else 1 if done.exception is None else 2)


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
