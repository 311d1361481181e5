"""The unit of a table that only a note below it states."""

from __future__ import annotations

import pytest

from pipelines.recognise.tables import TableReader
from pipelines.values.amounts import find_unit_in_note
from tests.unit.pages import Rows, grid, page

ROWS: Rows = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["合计", None, "12.00", "9.00", "3.00"],
    ["205", "教育支出", "12.00", "9.00", "3.00"],
]
TITLE = "青禾县教育局2024年一般公共预算支出表"


@pytest.mark.parametrize(
    ("note", "unit"),
    [
        ("注：本表金额单位为万元。", "万元"),
        ("说明：以上数据单位均为元", "元"),
        ("备注：本表以“万元”为单位，保留两位小数。", "万元"),
        ("注：1.本表按功能科目填列；2.金额单位：千元", "千元"),
        ("注：金额转换为万元时因四舍五入可能存在尾差。", None),
        ("备注：编制单位元谋县教育局", None),
    ],
)
def test_a_note_states_the_unit_of_the_table_above_it(note: str, unit: str | None) -> None:
    assert find_unit_in_note(note) == unit
    found = TableReader([page(1, [TITLE], grid(ROWS), after=[note])])
    assert [table.unit for table in found.tables] == [unit]
    assert ([n.kind for n in found.notes] == ["unit_missing"]) is (unit is None)


def test_a_note_below_the_last_page_of_a_table_states_it_and_one_below_the_next_table_does_not() -> None:
    note = "注：本表金额单位为万元。"
    rest: Rows = [["206", "科学技术支出", "1.00", "1.00", ""]]
    found = TableReader([page(1, [TITLE], grid(ROWS)), page(2, [], grid(rest), after=[note])])
    assert [table.unit for table in found.tables] == ["万元"]
    other = "青禾县教育局2024年支出预算总表"
    found = TableReader([page(1, [TITLE], grid(ROWS)), page(2, [other], grid(ROWS), after=[note])])
    assert [table.unit for table in found.tables] == [None, "万元"]
