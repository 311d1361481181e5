"""What ``docs/open-the-warehouse.md`` says of Python works as it is written."""

from __future__ import annotations

import re

import pandas
import polars
import pytest

from tests.conftest import ROOT, Built

PAGE = (ROOT / "docs" / "open-the-warehouse.md").read_text("utf-8")


@pytest.mark.slow
def test_the_python_of_the_page_runs_as_written(built: Built) -> None:
    block, _ = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert "data/warehouse/juesuan.duckdb" in block
    found: dict[str, object] = {}
    exec(block.replace("data/warehouse/juesuan.duckdb", str(built.settings.warehouse_file)), found)
    assert found["rows"]
    assert isinstance(found["frame"], polars.DataFrame) and found["frame"].height
    assert isinstance(found["table"], pandas.DataFrame) and len(found["table"]) == found["frame"].height
