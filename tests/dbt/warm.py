"""Imported by the process that the tests' dbt is forked from: dbt, its adapter, and the project read and listed once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import dbt.adapters.duckdb
from dbt.cli.main import dbtRunner

from pipelines.publish.dbt_command import parsed_manifest
from tests.dbt.project import parsed_file, place

loaded = dbt.adapters.duckdb
with tempfile.TemporaryDirectory() as folder:
    os.environ["JUESUAN_LAKE_DIR"] = os.environ["JUESUAN_WAREHOUSE_FILE"] = f"{folder}/juesuan.duckdb"
    listed = dbtRunner(manifest=parsed_manifest(Path(parsed_file()), folder)).invoke(
        ["list", "--quiet", "--resource-type", "exposure", *place(Path(folder))]
    )
    assert listed.success, listed.exception
