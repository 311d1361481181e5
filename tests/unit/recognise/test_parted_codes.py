"""Codes that a narrow column wraps in a table without rules between its rows are read whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.prove.evaluate import evaluate
from pipelines.recognise.ragged import read_tables
from pipelines.values.items import LineItem
from pipelines.values.pages import Box, Line
from tests.unit.pages import grid, page

HEAD = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
TITLE = ["石泉县教育局2024年部门预算", "部门支出预算总表", "单位：万元"]
FIGURES = ["45.51", "40.00", "5.51"]


def _read(*rows: list[str], below: str = "") -> tuple[tuple[LineItem, ...], list[str]]:
    printed = replace(grid([*HEAD, *rows]), is_ruled=False)
    own = page(1, TITLE, printed)
    if below and printed.box:
        bottom = printed.box.bottom
        own = replace(own, lines=(*own.lines, Line(below, Box(52, bottom + 2, 57, bottom + 11))))
    reader = read_tables([own], evaluate)
    return reader.tables[0].items, [note.kind for note in reader.notes]


def _labels(items: Sequence[LineItem]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((item.item_code, item.item_name) for item in items))


def test_pieces_of_codes_above_and_below_are_put_into_the_row_of_the_figures() -> None:
    items, notes = _read(
        ["205", "教育支出", *FIGURES],
        ["205", "教育管理事务", *FIGURES],
        ["01", "", "", "", ""],
        ["2050", "", "", "", ""],
        ["", "行政运行", *FIGURES],
        ["101", "", "", "", ""],
    )
    assert _labels(items) == [("205", "教育支出"), ("20501", "教育管理事务"), ("2050101", "行政运行")]
    assert notes == []


def test_pieces_of_a_name_beside_those_of_its_code_are_joined_with_them() -> None:
    items, notes = _read(
        ["20", "", "", "", ""],
        ["131", "党委办公厅（室）及相关机构事务", *FIGURES],
        ["20", "其他党委办公厅（室）", "", "", ""],
        ["13", "", *FIGURES],
        ["199", "及相关机构事务支出", "", "", ""],
    )
    assert _labels(items) == [
        ("20131", "党委办公厅（室）及相关机构事务"),
        ("2013199", "其他党委办公厅（室）及相关机构事务支出"),
    ]
    assert notes == []


def test_a_number_below_the_last_row_is_the_rest_of_its_code_only_where_the_name_agrees() -> None:
    rows = [["205", "教育支出", *FIGURES], ["20501", "教育管理事务", *FIGURES], ["01", "", "", "", ""]]
    rows = [rows[0], ["205", "教育管理事务", *FIGURES], rows[2], ["2050", "", "", "", ""]]
    assert _labels(_read(*rows, ["", "普通教育", *FIGURES], below="2")[0])[-1] == ("20502", "普通教育")
    assert _labels(_read(*rows, ["205", "普通教育", *FIGURES], below="12")[0])[-1] == ("205", "普通教育")


def test_rows_without_figures_keep_their_own_codes() -> None:
    items, _ = _read(
        ["205", "教育支出", *FIGURES],
        ["20501", "教育管理事务", "", "", ""],
        ["20502", "普通教育", *FIGURES],
        ["20503", "职业教育", "", "", ""],
        ["2050302", "中等职业教育", *FIGURES],
    )
    assert _labels(items) == [("205", "教育支出"), ("20502", "普通教育"), ("2050302", "中等职业教育")]


def test_one_piece_on_a_page_is_joined_where_the_name_agrees() -> None:
    piece = ["02", "", "", "", ""]
    total = ["", "合计", *FIGURES]
    assert _labels(_read(["205", "普通教育", *FIGURES], piece, total)[0]) == [
        ("20502", "普通教育"),
        ("", "合计"),
    ]
    assert ("205", "教育支出") in _labels(_read(["205", "教育支出", *FIGURES], piece, total)[0])
    assert _labels(_read(["205", "普通教育", *FIGURES], below="02")[0]) == [("20502", "普通教育")]
