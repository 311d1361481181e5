"""Run the real dbt project on a lake in a folder of the test, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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

    ``unset`` names an environment variable that is kept from dbt.
    """
    warehouse_file = folder / "juesuan.duckdb"
    target_dir = folder / "target"
    command = [
        sys.executable,
        "-c",
        "import sys; from dbt.cli.main import cli; sys.exit(cli())",
        *arguments,
        "--project-dir",
        str(PROJECT_DIR),
        "--profiles-dir",
        str(PROJECT_DIR),
        "--target-path",
        str(target_dir),
        "--log-path",
        str(folder / "logs"),
        "--no-use-colors",
    ]
    environment = {
        **os.environ,
        "JUESUAN_LAKE_DIR": str(lake_dir or folder / "lake"),
        "JUESUAN_WAREHOUSE_FILE": str(warehouse_file),
    }
    if unset is not None:
        del environment[unset]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return Build(finished.returncode, finished.stdout + finished.stderr, warehouse_file, target_dir)
