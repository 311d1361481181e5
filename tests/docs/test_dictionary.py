"""The data dictionary says what the dbt project says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.publish.dictionary import from_project
from pipelines.settings import load

pytestmark = pytest.mark.slow


def test_the_data_dictionary_is_current(tmp_path: Path) -> None:
    written = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
    current = from_project(load(tmp_path))
    assert written.read_text(encoding="utf-8") == current, "run: python -m pipelines.publish.dictionary"
