"""Run the real dbt project on a lake in a folder of the test, in a process of its own.

The processes are forked from one that has imported dbt and read the parsed project once.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines import settings as settings_module
from pipelines.publish import dbt_command
from pipelines.publish.dbt import parsed_project

PROJECT_DIR = Path(__file__).resolve().parents[2] / "dbt_project"


@dataclass(frozen=True, slots=True)
class Build:
    """What a dbt command left: its exit code, its output, the warehouse and the target folder."""

    exit_code: int
    output: str
    warehouse_file: Path
    target_dir: Path


def run_dbt(folder: Path, *arguments: str, unset: str | None = None, lake_dir: Path | None = None) -> Build:
    """Run dbt with ``folder/lake`` (or another lake) as lake and ``folder/juesuan.duckdb`` as warehouse.

    ``unset`` names an environment variable that is kept from dbt, which then parses the project itself.
    """
    warehouse_file = folder / "juesuan.duckdb"
    environment = {
        "JUESUAN_LAKE_DIR": str(lake_dir or folder / "lake"),
        "JUESUAN_WAREHOUSE_FILE": str(warehouse_file),
        "JUESUAN_DUCKDB_MEMORY": "4GB",
    }
    if unset is None:
        environment[dbt_command.PARSED_VARIABLE] = parsed_file()
    else:
        del environment[unset]
    exit_code, output = forked([*arguments, *place(folder)], environment, folder)
    return Build(exit_code, output, warehouse_file, folder / "target")


def place(folder: Path) -> list[str]:
    """Return dbt's arguments for the project, and for a folder that it writes into."""
    return [
        *(
            "--project-dir",
            str(PROJECT_DIR),
            "--profiles-dir",
            str(PROJECT_DIR),
            "--target-path",
            str(folder / "target"),
        ),
        *("--log-path", str(folder / "logs"), "--log-level-file", "none", "--no-use-colors"),
    ]


@cache
def parsed_file() -> str:
    """Return the parsed project, which is parsed once for all runs of the same code."""
    settings = settings_module.load(Path.cwd() / "data")
    return str(parsed_project(settings) / dbt_command.PARSED_FILE)


def forked(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> tuple[int, str]:
    """Run dbt in a process forked for it, in ``folder``; return its exit code and what it printed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.dbt.warm"])
    output = folder / "output.txt"
    process = context.Process(target=_run, args=(list(arguments), dict(environment), folder, output))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode, output.read_text(encoding="utf-8")


def _run(arguments: list[str], environment: dict[str, str], folder: Path, output: Path) -> None:
    with output.open("wb") as file:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(file.fileno(), stream.fileno())
    os.chdir(folder)
    for name in [name for name in os.environ if name.startswith("JUESUAN_")]:
        del os.environ[name]
    os.environ.update(environment)
    sys.argv[1:] = arguments
    dbt_command.main()
