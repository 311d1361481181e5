"""The sample form of the tests of tables, and what they compare."""

from __future__ import annotations

from pipelines.recognise.tables import TableReader
from pipelines.values.items import LineItem

HEAD_F05: list[list[str | None]] = [
    ["项目", None, "本年支出", None, None],
    ["科目代码", "科目名称", "小计", "基本支出", "项目支出"],
    ["栏次", None, "1", "2", "3"],
]
TITLE_F05 = ["一般公共预算财政拨款支出决算表", "公开05表", "部门：样例县教育局 2024年度 单位：万元"]
BODY_F05: list[list[str | None]] = [
    ["合计", None, "30.00", "20.00", "10.00"],
    ["205", "教育支出", "30.00", "20.00", "10.00"],
    ["20502", "普通教育", "30.00", "20.00", "10.00"],
]


def figures(items: tuple[LineItem, ...]) -> list[tuple[str, str, str, str]]:
    """Return code, name, measure and printed text of each figure."""
    return [(i.item_code, i.item_name, i.measure, i.text_printed) for i in items]


def kinds(reader: TableReader) -> list[str]:
    """Return the kinds of the notes, in the order they were made."""
    return [note.kind for note in reader.notes]
