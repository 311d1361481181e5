"""Texts that other tools extracted from reports: columns by tabs, pipes or blanks, some of them lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.prove.evaluate import evaluate
from pipelines.read.text import read_text
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.values.errors import DocumentError
from pipelines.values.items import LineItem

F05_HEAD = "一般公共预算财政拨款支出决算表\n公开05表\n部门：样例县教育局\t2024年度\t金额单位：万元\n"


def tables(tmp_path: Path, text: str) -> TableReader:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    return read_tables(read_text(path, "", None).pages, evaluate)


def figures(reader: TableReader) -> list[tuple[str, str, str, str]]:
    items: list[LineItem] = [item for table in reader.tables for item in table.items]
    return [(i.item_code, i.item_name, i.measure, str(i.value)) for i in items]


EXPECTED = [
    ("", "合计", "total", "30.00"),
    ("", "合计", "basic", "20.00"),
    ("", "合计", "project", "10.00"),
    ("205", "教育支出", "total", "30.00"),
    ("205", "教育支出", "basic", "20.00"),
    ("205", "教育支出", "project", "10.00"),
]


def test_tabs_make_columns(tmp_path: Path) -> None:
    text = F05_HEAD + (
        "项目\t\t本年支出\t\t\n科目代码\t科目名称\t小计\t基本支出\t项目支出\n栏次\t\t1\t2\t3\n"
        "合计\t\t30.00\t20.00\t10.00\n205\t教育支出\t30.00\t20.00\t10.00\n"
    )
    reader = tables(tmp_path, text)
    assert figures(reader) == EXPECTED
    assert reader.notes == []
    assert all(item.cell_reference for table in reader.tables for item in table.items)


def test_pipes_make_columns(tmp_path: Path) -> None:
    text = (
        "一般公共预算财政拨款支出决算表\n\n单位：万元\n\n"
        "| 科目代码 | 科目名称 | 小计 | 基本支出 | 项目支出 |\n|---|---|---|---|---|\n"
        "| 合计 | | 30.00 | 20.00 | 10.00 |\n| 205 | 教育支出 | 30.00 | 20.00 | 10.00 |\n"
    )
    assert figures(tables(tmp_path, text)) == EXPECTED


def test_full_rows_parted_by_blanks_are_exact(tmp_path: Path) -> None:
    text = (
        "一般公共预算财政拨款支出决算表\n公开 05 表\n部门：样例县教育局 单位：万元\n"
        "项 目 本年支出\n功能分类\n科目编码\n科目名称 小计 基本支出 项目支出\n栏 次 1 2 3\n"
        "合 计 30.00 20.00 10.00\n205 教育支出 30.00 20.00 10.00\n"
    )
    assert figures(tables(tmp_path, text)) == EXPECTED


def test_codes_and_figures_broken_by_blanks_are_joined(tmp_path: Path) -> None:
    text = (
        "一般公共预算财政拨款基本支出决算明细表\n单位：万元\n"
        "科目代码\t科目名称\t决算数\t科目代码\t科目名称\t决算数\n"
        "301\t工资福利支出\t408.0 1\t302\t商品和服务支出\t35.3 2\n"
        "3010 1\t基本工资\t408.0 1\t3020 1\t办公费\t35.3 2\n"
    )
    assert figures(tables(tmp_path, text)) == [
        ("301", "工资福利支出", "final", "408.01"),
        ("302", "商品和服务支出", "final", "35.32"),
        ("30101", "基本工资", "final", "408.01"),
        ("30201", "办公费", "final", "35.32"),
    ]


def test_a_lost_blank_is_decided_by_an_identity_and_says_so_or_is_left_out(tmp_path: Path) -> None:
    """The class is 30 = 20 basic + 10 project; its item prints two figures, which only the sums can place."""
    text = (
        "一般公共预算财政拨款支出决算表\n部门：样例县教育局 单位：万元\n"
        "科目编码 科目名称 小计 基本支出 项目支出\n栏次 1 2 3\n"
        "合计 30.00 20.00 10.00\n205 教育支出 30.00 20.00 10.00\n"
        "20501 教育管理事务 20.00 20.00\n20502 普通教育 10.00 10.00\n"
    )
    reader = tables(tmp_path, text)
    placed = {(code, measure): value for code, _, measure, value in figures(reader)}
    right = {("20501", "basic"): "20.00", ("20502", "project"): "10.00"}
    wrong = {("20501", "project"), ("20502", "basic")}
    assert not wrong & placed.keys()
    for place, value in right.items():
        assert placed.get(place, value) == value
    decided = [
        i
        for t in reader.tables
        for i in t.items
        if i.item_code in ("20501", "20502") and i.measure != "total"
    ]
    assert all(item.decided_by for item in decided)
    assert decided or "ambiguous_column" in {note.kind for note in reader.notes}


def test_what_nothing_decides_is_noted_with_its_line_and_never_guessed(tmp_path: Path) -> None:
    text = (
        "一般公共预算财政拨款支出决算表\n单位：万元\n科目编码 科目名称 小计 基本支出 项目支出\n栏次 1 2 3\n"
        "20501 教育管理事务 20.00 20.00\n"
    )
    reader = tables(tmp_path, text)
    assert {measure for _, _, measure, _ in figures(reader)} <= {"total"}
    assert any(n.kind == "ambiguous_column" and "20501" in n.text for n in reader.notes)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_breaking_a_row_anywhere_never_yields_a_figure_that_was_not_printed(
    tmp_path: Path, data: st.DataObject
) -> None:
    """Blanks lost or added in the body: each figure that comes out is right, the others are notes."""
    rows = ["合计 33.00 22.00 11.00", "205 教育支出 33.00 22.00 11.00", "20502 普通教育 33.00 22.00 11.00"]
    victim = data.draw(st.integers(0, 2))
    cut = data.draw(st.integers(1, len(rows[victim]) - 1))
    with_blank = data.draw(st.sampled_from([" ", "\n"]))
    rows[victim] = rows[victim][:cut] + with_blank + rows[victim][cut:]
    text = (
        "一般公共预算财政拨款支出决算表\n单位：万元\n科目编码 科目名称 小计 基本支出 项目支出\n栏次 1 2 3\n"
        + "\n".join(rows)
        + "\n"
    )
    right = {"total": "33.00", "basic": "22.00", "project": "11.00"}
    for _, _, measure, value in figures(tables(tmp_path, text)):
        assert value == right[measure]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("收入决算表\n单位：万元\n".encode(encoding))
    assert [line.text for line in read_text(path, "", None).pages[0].lines] == ["收入决算表", "单位：万元"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"\x00\x01\x02" * 100)
    with pytest.raises(DocumentError):
        read_text(path, "", None)
