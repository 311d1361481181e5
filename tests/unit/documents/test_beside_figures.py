"""What stands in a form's columns and is none of its figures: who signed it, codes that a workbook shows as numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.documents.test_statuses import ROWS, ended, extracted, kinds, report, table

SIGNED = (
    ("单位负责人：张三", "", "财务负责人：李四", "", "制表人：王五"),
    ("电话：0372-1234567", "", "", "", "2024年3月5日"),
)


def test_who_signed_a_table_is_no_figure_that_was_lost(tmp_path: Path) -> None:
    """Spreadsheets have it in the table's own columns."""
    rows = extracted(tmp_path, report(table(*ROWS, *SIGNED), told=()))
    assert (ended(rows), kinds(rows)) == (("extracted", None), [])
    lost = extracted(
        tmp_path, report(table(*ROWS, ("", "", "其中：12.50", "", "")), told=()), name="lost.html"
    )
    assert kinds(lost) == ["unparsed_figure"]


@pytest.mark.parametrize("code", ["2013201.0", "2,013,201", "2013201.00", "2013201"])
def test_a_code_that_a_workbook_shows_as_a_number_is_no_figure(tmp_path: Path, code: str) -> None:
    rows = extracted(tmp_path, report(table(ROWS[0], (code, "行政运行", *ROWS[0][2:])), told=()))
    assert (ended(rows), kinds(rows)) == (("extracted", None), [])
    assert {item["item_code"] for item in rows["line_items"]} == {"", "2013201"}
