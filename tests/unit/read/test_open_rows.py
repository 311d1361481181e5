"""Tables that only their columns are ruled for: what stands at one height is a row."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.read.pdf.chars import Char
from pipelines.read.pdf.layout import Lattice
from pipelines.read.pdf.open_rows import rows_within


def column(x: float, *lines: tuple[str, float]) -> list[Char]:
    """Set lines of text at heights, ten points high."""
    return [
        (ch, x + 10 * i, top, x + 10 * i + 9, top + 10, 0) for text, top in lines for i, ch in enumerate(text)
    ]


def texts(columns: dict[int, Sequence[Char]], *, is_only: bool = False) -> list[dict[int, str]]:
    return [{c: text for c, (text, _) in row.items()} for row in rows_within(columns, is_only=is_only)]


def test_figures_stand_beside_their_labels_where_some_cells_are_blank() -> None:
    labels = column(0, ("一、税收收入", 0), ("增值税", 20), ("契税", 40), ("其他税收", 60))
    found = texts({0: labels, 1: column(100, ("95", 0), ("60", 20), ("35", 60)), 2: column(200, ("1.5", 40))})
    assert found == [
        {0: "一、税收收入", 1: "95"},
        {0: "增值税", 1: "60"},
        {0: "契税", 2: "1.5"},
        {0: "其他税收", 1: "35"},
    ]


def test_a_label_on_two_lines_is_one_beside_a_figure_between_them() -> None:
    labels = column(
        0, ("上解支出", 0), ("还本支出", 20), ("（不含再融资）", 32), ("结转下年", 52), ("总计", 72)
    )
    found = texts({0: labels, 1: column(100, ("36", 0), ("5", 26), ("60", 52), ("101", 72))})
    assert found == [
        {0: "上解支出", 1: "36"},
        {0: "还本支出\n（不含再融资）", 1: "5"},
        {0: "结转下年", 1: "60"},
        {0: "总计", 1: "101"},
    ]


def test_two_lines_may_be_one_wrapped_figure_where_other_rows_are_ruled() -> None:
    cells = {0: column(0, ("合计", 5)), 1: column(100, ("29013", 0), ("7", 12))}
    assert texts(cells) == []


def test_two_rows_are_told_where_the_table_has_no_other() -> None:
    cells = {0: column(0, ("总收入", 0), ("利润收入", 20)), 1: column(100, ("81", 0), ("81", 20))}
    assert texts(cells, is_only=True) == [{0: "总收入", 1: "81"}, {0: "利润收入", 1: "81"}]
    assert texts(cells) == []


def test_one_figure_beside_a_list_of_numbered_labels_is_its_first_rows() -> None:
    labels = column(0, ("合计", 0), ("一、返还性支出", 20), ("二、专项转移支付", 40))
    assert texts({0: labels, 1: column(100, ("0", 0))}, is_only=True) == [
        {0: "合计", 1: "0"},
        {0: "一、返还性支出"},
        {0: "二、专项转移支付"},
    ]


def test_a_figure_without_a_label_leaves_the_cells_as_they_are_ruled() -> None:
    labels = column(0, ("甲项", 0), ("乙项", 20))
    assert texts({0: labels, 1: column(100, ("1", 0), ("2", 20), ("3", 60))}) == []


def test_running_text_is_no_list_of_rows() -> None:
    text = column(0, ("完成道路维修三处；", 0), ("完成绿化五处。", 20), ("其他", 40))
    assert texts({0: text, 1: column(100, ("1", 0), ("2", 20), ("3", 40))}) == []


def test_lists_beside_each_other_have_wrapped_labels_of_their_own() -> None:
    left = column(0, ("其他国有资", 0), ("本经营收入", 12), ("收入合计", 32), ("上年结余", 52))
    right = column(300, ("改革成本支出", 6), ("国有企业", 26), ("资本金注入", 38), ("支出合计", 52))
    found = texts(
        {
            0: left,
            1: column(100, ("5,255", 6), ("1,244", 32), ("1,232", 52)),
            2: right,
            3: column(400, ("8,179", 6), ("3,879", 32), ("9,115", 52)),
        }
    )
    assert found == [
        {0: "其他国有资\n本经营收入", 1: "5,255", 2: "改革成本支出", 3: "8,179"},
        {0: "收入合计", 1: "1,244", 2: "国有企业\n资本金注入", 3: "3,879"},
        {0: "上年结余", 1: "1,232", 2: "支出合计", 3: "9,115"},
    ]


def test_codes_before_the_first_names_begin_no_list() -> None:
    found = texts(
        {
            0: column(0, ("501", 0), ("50101", 20), ("50102", 40)),
            1: column(100, ("机关工资福利支出", 0), ("工资奖金津补贴", 20), ("社会保障缴费", 40)),
            2: column(200, ("207.33", 0), ("14.34", 20), ("86.15", 40)),
        }
    )
    assert [row[2] for row in found] == ["207.33", "14.34", "86.15"]
    assert [row[0] for row in found] == ["501", "50101", "50102"]


def test_a_column_of_figures_may_begin_with_a_dash() -> None:
    table = Lattice([(0, 0, 99, 20), (100, 0, 200, 20), (0, 20, 99, 100), (100, 20, 200, 100)])
    table.take(column(0, ("项目", 5), ("甲项目", 25), ("乙项目", 45), ("丙项目", 65), ("合计", 85)))
    table.take(column(120, ("金额", 5), ("-", 25), ("41.69", 45), ("58.05", 65), ("99.74", 85)))
    grid = table.grid()
    assert [[cell.text for cell in grid.row(row)] for row in range(grid.n_rows)] == [
        ["项目", "金额"],
        ["甲项目", ""],
        ["乙项目", "41.69"],
        ["丙项目", "58.05"],
        ["合计", "99.74"],
    ]
