"""A unit that is printed over another table only: taken where the forms agree on their size, refused where they do not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.unit.documents.test_statuses import ROWS, ended, extracted, kinds, report, table

OTHER = "支出决算表"
OTHER_HEADER = ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出")


def _times(factor: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (code, name, *(f"{Decimal(text) * Decimal(factor):.4f}" for text in texts))
        for code, name, *texts in ROWS
    )


@pytest.mark.parametrize("factor", ["10000", "0.0001"])
def test_a_unit_of_another_table_that_changes_a_forms_size_is_refused(tmp_path: Path, factor: str) -> None:
    rows = extracted(
        tmp_path,
        report(table(*ROWS, title=OTHER, header=OTHER_HEADER), table(*_times(factor), unit=""), told=()),
    )
    items = [item for item in rows["line_items"] if item["form_code"] == "F05"]
    assert len(items) == 9
    assert {(item["unit"], item["amount_yuan"]) for item in items} == {(None, None)}
    assert {item["amount_yuan"] is None for item in rows["line_items"] if item["form_code"] == "F03"} == {
        False
    }
    (note,) = [note for note in rows["reading_notes"] if note["kind"] == "unit_refused"]
    assert "10000 times" in str(note["detail"])
    assert ended(rows) == ("partial", "no unit is printed for 9 figures: their amounts are not known")
    assert rows["disclosure_errors"] == []


def test_a_unit_of_another_table_is_taken_where_the_sizes_agree(tmp_path: Path) -> None:
    rows = extracted(
        tmp_path,
        report(table(*ROWS, title=OTHER, header=OTHER_HEADER), table(*_times("0.5"), unit=""), told=()),
    )
    assert "unit_refused" not in kinds(rows)
    assert all(item["amount_yuan"] is not None for item in rows["line_items"])


def test_forms_of_a_part_of_the_money_may_be_small(tmp_path: Path) -> None:
    small = ((("", "合计", "0.02", "0.02", "0.00")),)
    rows = extracted(
        tmp_path,
        report(table(*ROWS), table(*small, title="国有资本经营预算财政拨款支出决算表", unit=""), told=()),
    )
    assert "unit_refused" not in kinds(rows)
