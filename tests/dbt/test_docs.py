"""The docs site, and a project that is run without its settings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.dbt.project import Build, run_dbt


def test_docs_site_is_one_file_that_shows_lineage_and_words(build: Build, tmp_path: Path) -> None:
    assert build.exit_code == 0, build.output
    shutil.copytree(build.warehouse_file.parent / "lake", tmp_path / "lake")
    shutil.copy(build.warehouse_file, tmp_path / "juesuan.duckdb")
    docs = run_dbt(tmp_path, "docs", "generate", "--static")
    assert docs.exit_code == 0, docs.output
    page = (docs.target_dir / "static_index.html").read_text(encoding="utf-8")
    assert "model.juesuan.mart_county_comparison" in page
    assert "exposure.juesuan.county_comparison" in page
    assert json.dumps("一般公共预算").strip('"') in page


@pytest.mark.parametrize("variable", ["JUESUAN_LAKE_DIR", "JUESUAN_WAREHOUSE_FILE"])
def test_a_missing_setting_is_named(tmp_path: Path, variable: str) -> None:
    refused = run_dbt(tmp_path, "parse", unset=variable)
    assert refused.exit_code != 0
    assert f"Env var required but not provided: '{variable}'" in refused.output
