"""What a page break cuts in two is read in one piece."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.recognise.figures import TableState
from pipelines.recognise.tables import TableReader
from pipelines.values.pages import Box, Cell, Grid, Line
from tests.unit.pages import grid, page

TITLE = ["青禾县教育局2024年部门决算", "财政拨款收入支出决算总表", "单位：元"]
HEAD: list[str | None] = ["项目", "决算数", "项目", "合计", "一般公共预算财政拨款"]


def test_the_rest_of_a_label_completes_the_name_of_the_row_before() -> None:
    first = grid([["收入", None, "支出", None, None], HEAD, ["", "", "一、灾害防治及应", "0", "0"]])
    second = grid(
        [
            ["收入", None, "支出", None, None],
            HEAD,
            ["", "", "急管理支出", "", ""],
            ["", "", "二、其他支出", "5", "5"],
        ]
    )
    (table,) = TableReader([page(1, TITLE, first), page(2, [], second)]).tables
    names = [item.item_name for item in table.items if item.measure == "total"]
    assert names == ["灾害防治及应急管理支出", "其他支出"]


def test_the_rest_of_a_carry_over_completes_it_on_both_sides() -> None:
    last: list[str | None] = ["年初结转和", "0", "年末结转和", "0", "0"]
    first = grid([["收入", None, "支出", None, None], HEAD, ["", "", "一、教育支出", "5", "5"], last])
    rest: list[str | None] = ["结余", "", "结余", "", ""]
    second = grid([["收入", None, "支出", None, None], HEAD, rest, ["总计", "5", "总计", "5", "5"]])
    (table,) = TableReader([page(1, TITLE, first), page(2, [], second)]).tables
    names = [item.item_name for item in table.items if item.measure in ("final", "total")]
    assert names == ["教育支出", "年初结转和结余", "年末结转和结余", "总计", "总计"]


def test_the_rest_of_a_label_may_stand_above_the_rows_that_no_rule_encloses() -> None:
    first = grid([["收入", None, "支出", None, None], HEAD, ["", "", "一、灾害防治及应", "0", "0"]])
    rest = grid([["", "", "二、其他支出", "5", "5"], ["", "", "三、教育支出", "6", "6"]], top=60.0)

    def names(*texts: str, x0: float = 215.0) -> list[str]:
        lines = [Line(text, Box(x0, 20 + 12 * i, x0 + 50, 30 + 12 * i)) for i, text in enumerate(texts)]
        second = replace(page(2, [], rest), lines=tuple(lines))
        (table,) = TableReader([page(1, TITLE, first), second]).tables
        return [item.item_name for item in table.items if item.measure == "total"]

    assert names("急管理支出") == ["灾害防治及应急管理支出", "其他支出", "教育支出"]
    assert names("急管理", "支出") == ["灾害防治及应急管理支出", "其他支出", "教育支出"]
    assert names("急管理支出", x0=60)[0] == "灾害防治及应"
    assert names("公开04表")[0] == "灾害防治及应"


def test_a_row_of_its_own_is_no_rest_of_a_label() -> None:
    first = grid([["收入", None, "支出", None, None], HEAD, ["", "", "一、教育支出", "3", "3"]])
    second = grid(
        [
            ["收入", None, "支出", None, None],
            HEAD,
            ["", "", "二、国防支出", "", ""],
            ["", "", "三、其他支出", "5", "5"],
        ]
    )
    (table,) = TableReader([page(1, TITLE, first), page(2, [], second)]).tables
    assert [item.item_name for item in table.items if item.measure == "total"] == ["教育支出", "其他支出"]


def test_the_last_digits_of_a_figure_are_fetched_from_the_next_page() -> None:
    first = grid(
        [["收入", None, "支出", None, None], HEAD, ["", "", "一、社会保障和就业支", "6,310,30", "6,310,30"]]
    )
    second = grid([["", "", "出", "0", "0"], ["", "", "二、其他支出", "5", "5"]])
    reader = TableReader([page(1, TITLE, first), page(2, [], second)])
    (table,) = reader.tables
    totals = {item.item_name: item.value for item in table.items if item.measure == "total"}
    assert totals == {"社会保障和就业支出": Decimal(6310300), "其他支出": Decimal(5)}
    assert not [note for note in reader.notes if note.kind == "unparsed_figure"]


def test_of_a_table_cut_by_every_page_break_each_page_is_read_twice_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut: list[str | None] = ["", "", "一、社会保障和就业支", "6,310,30", "6,310,30"]
    rest: list[str | None] = ["", "", "出", "0", "0"]
    pages = [page(1, TITLE, grid([["收入", None, "支出", None, None], HEAD, cut]))]
    pages += [page(n, [], grid([rest, ["", "", "二、其他支出", str(n), str(n)], cut])) for n in range(2, 40)]
    pages.append(page(40, [], grid([rest, ["", "", "二、其他支出", "40", "40"]])))
    begun: list[int] = []
    begin = TableState.begin
    monkeypatch.setattr(TableState, "begin", lambda *given: (begun.append(given[2]), begin(*given)))
    reader = TableReader(pages)
    (table,) = reader.tables
    totals = [item.value for item in table.items if item.measure == "total"]
    assert totals == [value for n in range(2, 41) for value in (Decimal(6310300), Decimal(n))]
    assert not [note for note in reader.notes if note.kind == "unparsed_figure"]
    assert max(Counter(begun).values()) == 2


def test_figures_above_a_page_break_and_their_label_below_it_are_one_row() -> None:
    title = ["青禾县教育局2024年部门决算", "一般公共预算财政拨款支出决算表", "单位：元"]
    head: list[str | None] = ["科目", "合计", "基本支出", "项目支出"]
    first = grid(
        [head, ["205教育支出", "7", "4", "3"], ["20502普通教育", "7", "7", "-"], ["", "7", "7", "-"]]
    )
    for label, names in (("2050202 小学教育", ["小学教育"]), ("其中：小学", [])):
        second = grid([head, [label, "", "", ""], ["208社会保障和就业支出", "5", "5", "0"]])
        reader = TableReader([page(1, title, first), page(2, [], second)])
        (table,) = reader.tables
        found = [item.item_name for item in table.items if item.measure == "total"]
        assert found == ["教育支出", "普通教育", *names, "社会保障和就业支出"]
        assert bool([note for note in reader.notes if note.kind == "figure_without_label"]) == (not names)


def test_the_number_of_a_row_beside_figures_above_a_page_break_is_none_of_them() -> None:
    title = ["青禾县教育局2024年部门决算", "一般公共预算财政拨款支出决算表", "单位：元"]
    head: list[str | None] = ["序号", "科目", "合计", "基本支出", "项目支出"]
    first = grid([head, ["1", "205教育支出", "7", "4", "3"], ["2", "", "7", "4", "3"]])
    second = grid([["", "20502普通教育", "", "", ""], ["3", "208社会保障和就业支出", "5", "5", "0"]])
    reader = TableReader([page(1, title, first), page(2, [], second)])
    (table,) = reader.tables
    totals = {item.item_name: item.text_printed for item in table.items if item.measure == "total"}
    assert totals == {"教育支出": "7", "普通教育": "7", "社会保障和就业支出": "5"}
    assert not [note for note in reader.notes if note.kind == "figure_without_label"]


def test_a_figure_joined_to_a_label_is_no_part_of_a_name() -> None:
    title = ["青禾县教育局2024年部门决算", "一般公共预算财政拨款支出决算表", "单位：元"]
    head: list[str | None] = ["科目", "合计", "基本支出", "项目支出"]
    for label in ("6,982,50\n2013250 0\n事业运行", "91,900\n2101102\n事业单位医疗", "机关服务 0"):
        body = grid([head, ["205教育支出", "7", "4", "3"], [label, "9", "5", "4"]])
        reader = TableReader([page(1, title, body)])
        (table,) = reader.tables
        assert {item.item_name for item in table.items} == {"教育支出"}
        assert [note.kind for note in reader.notes if note.row_no == 3] == ["ambiguous_row"]


def test_a_header_whose_end_is_hidden_is_the_same_header() -> None:
    head: list[str | None] = [
        "科目编码",
        "科目名称",
        "本年支出合计",
        "基本支出",
        "项目支出",
        "对附属单位补助支出",
    ]
    first = grid([head, ["205", "教育支出", "5", "5", "", ""]])
    second = grid([[*head[:-1], "对附属单位补助支"], ["206", "科学技术支出", "2", "2", "", ""]])
    pages = [page(1, [TITLE[0], "支出决算表", TITLE[2]], first), page(2, [], second)]
    (table,) = TableReader(pages).tables
    assert {item.item_code for item in table.items} == {"205", "206"}


def test_one_heading_of_many_may_show_two_letters_where_a_page_break_cuts_it() -> None:
    title = ["青禾县教育局2024年部门决算", "收入决算表", "单位：元"]
    sources: list[str | None] = [
        "本年收入合计",
        "财政拨款收入",
        "上级补助收入",
        "事业收入",
        "经营收入",
        "其他收入",
    ]
    numbers: list[str | None] = ["1", "2", "3", "4", "5", "6"]
    figures: list[str | None] = ["7", "7", "0", "0", "0", "0"]
    first = grid(
        [
            ["科目编码", "科目（类/款/项）", *sources],
            ["栏次", None, *numbers],
            ["205", "教育支出", *figures],
        ]
    )
    second = grid(
        [
            ["科目编码", "科目（", *sources],
            ["栏次 类/款/", None, *numbers],
            ["206", "科学技术支出", *figures],
        ]
    )
    (table,) = TableReader([page(1, title, first), page(2, [], second)]).tables
    assert {item.item_code for item in table.items} == {"205", "206"}
    assert len(table.items) == 12


def test_the_last_line_of_a_header_alone_may_be_printed_again() -> None:
    title = ["青禾县教育局2024年部门预算", "财政拨款收支预算总表", "单位：万元"]
    leaves: list[str | None] = ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算"]
    first = grid(
        [
            ["收入", None, "支出", None, None, None],
            leaves,
            ["一、一般公共预算", "9.00", "一、教育支出", "5.00", "5.00", "0.00"],
        ]
    )
    second = grid(
        [
            leaves,
            ["", "", "二、住房保障支出", "4.00", "4.00", "0.00"],
            ["收入总计", "9.00", "支出总计", "9.00", "9.00", "0.00"],
        ]
    )
    (table,) = TableReader([page(1, title, first), page(2, [], second)]).tables
    assert (table.form_code, len(table.items)) == ("B04", 11)
    above = TableReader([page(1, title, first), page(2, ["政府采购预算表"], second)]).tables
    assert len(above) == 2


def test_figures_of_a_column_that_the_first_page_leaves_blank_stand_under_its_heading() -> None:
    """Without rules a page shows only the columns that it fills: 项目支出 has figures from the second page on."""

    def laid_out(rows: list[list[tuple[str, float, float]]], columns: int, top: float) -> Grid:
        cells = []
        for row, texts in enumerate(rows):
            for column, (text, x0, x1) in enumerate(texts):
                box = Box(x0, top + 20 * row, x1, top + 20 * row + 10)
                cells.append(Cell(row, column, text, 1, 1, box))
        return Grid(len(rows), columns, tuple(cells), Box(50, top, 500, top + 20 * len(rows)), is_ruled=False)

    heading = [
        ("科目编码", 52, 92),
        ("科目名称", 120, 160),
        ("合计", 220, 240),
        ("基本支出", 300, 340),
        ("项目支出", 400, 440),
    ]
    first = laid_out(
        [
            heading,
            [("205", 52, 67), ("教育支出", 120, 160), ("5.00", 240, 260), ("5.00", 330, 350), ("", 380, 460)],
        ],
        5,
        100,
    )
    second = laid_out(
        [
            [("206", 52, 67), ("科学支出", 120, 160), ("7.00", 240, 260), ("7.00", 430, 450)],
            [("207", 52, 67), ("文化支出", 120, 160), ("8.00", 240, 260), ("8.00", 430, 450)],
        ],
        4,
        60,
    )
    title = ["青禾县教育局2024年部门决算", "支出决算表", "单位：元"]
    (table,) = TableReader([page(1, title, first), page(2, [], second)]).tables
    found = {(item.item_code, item.measure): item.value for item in table.items}
    assert found["206", "project"] == Decimal(7) and found["207", "project"] == Decimal(8)
    assert len(found) == 6


def test_a_header_that_a_page_break_cuts_is_read_in_one_piece() -> None:
    title = ["青禾县教育局2024年部门决算", "财政拨款“三公”经费支出决算表", "单位：万元"]
    widths = [80.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0]
    whole = [80.0, 60.0, 60.0, 180.0, 60.0]
    top = grid([["项目", "合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"]], widths=whole)
    rest: list[list[str | None]] = [
        ["", "", "", "小计", "公务用车购置费", "公务用车运行维护费", ""],
        ["预算数", "10.00", "0.00", "7.00", "0.00", "7.00", "3.00"],
        ["决算数", "8.00", "0.00", "6.00", "0.00", "6.00", "2.00"],
    ]
    reader = TableReader([page(7, title, top), page(8, [], grid(rest, top=40.0, widths=widths))])
    (table,) = reader.tables
    assert (table.form_code, table.page_first, table.page_last) == ("F09", 7, 8)
    finals = {item.item_name: item.text_printed for item in table.items if item.measure == "final"}
    assert finals == {
        "合计": "8.00",
        "因公出国（境）费": "0.00",
        "公务用车购置及运行维护费小计": "6.00",
        "公务用车购置费": "0.00",
        "公务用车运行维护费": "6.00",
        "公务接待费": "2.00",
    }
    assert not reader.notes
    words = "以上各项支出均已按照规定公开，具体情况见各单位说明。"
    apart = TableReader([page(7, title, top), page(8, [words], grid(rest, top=40.0, widths=widths))])
    assert [table.form_code for table in apart.tables] == ["F09", None]


def test_a_table_of_other_columns_is_no_rest_of_a_header_above_it() -> None:
    title = ["青禾县教育局2024年部门决算", "财政拨款“三公”经费支出决算表", "单位：万元"]
    top = grid([["项目", "合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"]])
    other = grid([["名称", "数量"], ["车辆", "3"]], top=40.0, widths=[100, 100])
    first, second = TableReader([page(7, title, top), page(8, [], other)]).tables
    assert (first.form_code, first.status, second.form_code) == ("F09", "unreadable", None)


def test_tables_of_one_title_with_totals_of_their_own_are_two() -> None:
    def part(code: str, name: str, text: str, total: str) -> Grid:
        head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
        return grid([head, ["合计", None, total, total, ""], [code, name, text, text, ""]])

    def tables(total: str) -> list[int]:
        title = ["2024年一般公共预算支出表", "单位：万元"]
        first, second = part("205", "教育支出", "30", "35"), part("206", "科学技术支出", "5", total)
        return [
            len(table.items) for table in TableReader([page(1, title, first), page(2, title, second)]).tables
        ]

    assert tables("5") == [4, 4]
    assert tables("35") == [8]


def test_the_same_title_above_rows_without_a_header_goes_on_with_the_table() -> None:
    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    title = ["2024年一般公共预算支出表", "单位：万元"]
    first = grid([head, ["205", "教育支出", "30", "30", ""]])
    rest = grid([["206", "科学技术支出", "5", "5", ""], ["合计", None, "35", "35", ""]])
    found = TableReader([page(1, title, first), page(2, title, rest)])
    assert [len(table.items) for table in found.tables] == [6]
    other = grid(
        [["2", "06", "01", "科学技术支出", "5", "5", "", ""], ["合计", None, None, None, "35", "35", "", ""]]
    )
    notes = TableReader([page(1, title, first), page(2, title, other)]).notes
    assert ("torn_table", 1) in [(note.kind, note.table_no) for note in notes]
