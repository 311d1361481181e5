"""Forms too wide for a page: their right columns are read with the rows that stand beside them on another page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipelines.prove.evaluate import evaluate
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.values.items import LineItem
from pipelines.values.pages import Box, Line
from tests.unit.pages import Rows, grid, page

TITLE = ["支出决算表", "单位：万元"]
LABELS = [["项目", None], ["科目编码", "科目名称"]]
ROWS = [
    ["", "合计", "16.00", "9.00", "7.00"],
    ["205", "教育支出", "10.00", "6.00", "4.00"],
    ["20501", "教育管理事务", "10.00", "6.00", "4.00"],
    ["2050101", "行政运行", "10.00", "6.00", "4.00"],
    ["208", "社会保障和就业支出", "6.00", "3.00", "3.00"],
    ["20805", "行政事业单位养老支出", "6.00", "3.00", "3.00"],
]
LEFT = [[*LABELS[0], "本年支出合计", "基本支出"], [*LABELS[1], "^", "^"], *(row[:4] for row in ROWS)]
RIGHT = [["项目支出", "经营支出"], ["^", "^"], *([row[4], "0.00"] for row in ROWS)]
Parts = Sequence[tuple[Sequence[str], Rows]]


def read(parts: Parts) -> TableReader:
    pages = [page(number, lines, grid(rows)) for number, (lines, rows) in enumerate(parts, start=2)]
    return read_tables([page(1, ["青禾县教育局", "2024年度部门决算"]), *pages], evaluate)


def items(reader: TableReader) -> list[LineItem]:
    assert [table.form_code for table in reader.tables if table.items] == ["F03"]
    return [item for table in reader.tables for item in table.items]


def figures(reader: TableReader) -> list[tuple[str, str, str]]:
    return sorted((item.item_code, item.measure, item.text_printed) for item in items(reader))


WHOLE = sorted(
    (row[0], measure, text)
    for row in ROWS
    for measure, text in zip(
        ("expenditure_total", "basic", "project", "operating"), (*row[2:], "0.00"), strict=True
    )
)


@pytest.mark.parametrize(
    "parts",
    [
        [(TITLE, LEFT), ([], RIGHT)],
        [(TITLE, LEFT), ([], [[*labels, *row] for labels, row in zip(
            [*LABELS, *(row[:2] for row in ROWS)], RIGHT, strict=True)])],
        [(TITLE, LEFT), (["支出决算表（续）"], [[*labels, *row] for labels, row in zip(
            [*LABELS, *(row[:2] for row in ROWS)], RIGHT, strict=True)])],
        [(TITLE, [row[:2] for row in LEFT]), ([], [row[2:] for row in LEFT]), ([], RIGHT)],
    ],
    ids=["bare", "labels again", "title and labels again", "labels alone"],
)  # fmt: skip
def test_right_columns_are_read_with_their_rows(parts: Parts) -> None:
    reader = read(parts)
    assert figures(reader) == WHOLE
    assert reader.notes == []


@pytest.mark.parametrize("goes_over_first", [False, True])
def test_pages_go_down_and_over_in_either_order(goes_over_first: bool) -> None:
    first, second = [(TITLE, LEFT[:5]), ([], LEFT[5:])], [([], RIGHT[:5]), ([], RIGHT[5:])]
    order = [first[0], second[0], first[1], second[1]] if goes_over_first else [*first, *second]
    assert figures(read(order)) == WHOLE


def test_figures_are_traced_to_the_page_and_the_place_where_they_are_printed() -> None:
    reader = read([(TITLE, LEFT), ([], RIGHT)])
    alone = grid(RIGHT)
    printed = {(cell.text, cell.row): cell.box for cell in alone.cells if cell.column == 0}
    projects = [item for item in items(reader) if item.measure == "project"]
    assert [(item.page, item.row_begins, item.box) for item in projects] == [
        (3, 2, printed[row[4], number]) for number, row in enumerate(ROWS, start=2)
    ]
    assert {item.page for item in items(reader) if item.measure == "basic"} == {2}
    assert [(part.n_rows, number) for part, _, number in reader.kept[0].parts] == [(8, 2), (8, 3)]


def test_sums_across_the_halves_of_a_row_are_proven() -> None:
    checks = evaluate(items(read([(TITLE, LEFT), ([], RIGHT)])), frozenset())
    across = [check for check in checks if check.identity_id == "W08"]
    assert (len(across), {check.status for check in across}) == (len(ROWS), {"holds"})


def test_the_unit_may_stand_over_the_right_columns() -> None:
    reader = read([(TITLE[:1], LEFT), (["单位：万元"], RIGHT)])
    assert {item.unit for item in items(reader)} == {"万元"}


def test_columns_whose_rows_stand_elsewhere_are_no_half() -> None:
    """Rows of another height, or half as many: nothing is joined, and no figure gets a name that is not its own."""
    for other in (RIGHT[:4], [["项目支出", "经营支出"], *RIGHT[2:]]):
        reader = read([(TITLE, LEFT), ([], other)])
        assert "project" not in {item.measure for table in reader.tables for item in table.items}


def test_another_form_of_the_same_rows_is_no_half() -> None:
    """Two forms by function print the same labels in the same places; the second has a title, known or not."""
    again = [
        [*labels, *row] for labels, row in zip([*LABELS, *(row[:2] for row in ROWS)], RIGHT, strict=True)
    ]
    titled_in_grid = [["某某情况统计表", *[None] * 3], *again]
    shifted = [["支出决算表", *[None] * 3], *LEFT]
    for first, second in (
        ((TITLE, LEFT), (["某某情况统计表"], again)),
        ((["支出决算表（单位：万元）"], LEFT), (["某某情况统计表（单位：万元）"], again)),
        ((["单位：万元"], shifted), ([], titled_in_grid)),
    ):
        reader = read([first, second])
        assert len(reader.tables) == 2
        assert {item.page for table in reader.tables for item in table.items} == {2}


def test_the_two_sides_of_a_form_have_the_same_headers_over_other_labels() -> None:
    revenue = [
        ["项目", "金额"],
        ["一般公共预算财政拨款收入", "16.00"],
        ["本年收入合计", "16.00"],
        ["总计", "16.00"],
    ]
    spent = [["项目", "金额"], ["教育支出", "16.00"], ["本年支出合计", "16.00"], ["总计", "16.00"]]
    reader = read([(["收入支出决算总表", "单位：万元"], revenue), ([], spent)])
    found = [(item.section, item.item_name, item.page) for table in reader.tables for item in table.items]
    assert sorted(found) == [
        ("expenditure", "总计", 3),
        ("expenditure", "教育支出", 3),
        ("expenditure", "本年支出合计", 3),
        ("revenue", "一般公共预算财政拨款收入", 2),
        ("revenue", "总计", 2),
        ("revenue", "本年收入合计", 2),
    ]


def test_a_merged_cell_that_the_page_cuts_has_its_text_between_the_rows() -> None:
    """项目 over code and name, and 合计 in both, have no edge where the first page ends."""
    codes = [["科目编码"], *([row[0]] for row in ROWS[1:]), ["合计"]]
    names = [
        ["科目名称", "本年支出合计", "基本支出", "项目支出"],
        *(row[1:] for row in ROWS[1:]),
        ["", *ROWS[0][2:]],
    ]
    left = grid(codes[:-1])
    total = Line("合计", Box(60.0, 225.0, 80.0, 235.0))
    first = page(2, TITLE, left)
    pages = [
        page(1, ["青禾县教育局", "2024年度部门决算"]),
        replace(first, lines=(*first.lines, total)),
        page(3, [], grid(names)),
    ]
    found = figures(read_tables(pages, evaluate))
    assert found == [one for one in WHOLE if one[1] != "operating"]


def test_a_page_that_goes_on_under_its_header_again_is_no_half() -> None:
    """It prints as many rows in the same places under the same headers, a number of the form over the first ones."""
    head = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    first = [["公开03表", *[None] * 4], head, *ROWS[:4]]
    second = [
        ["支出决算总表", *[None] * 4],
        head,
        ["2080505", "机关事业单位养老保险缴费支出", "6.00", "3.00", "3.00"],
        *ROWS[4:],
        ["", "", "", "", ""],
    ]
    reader = read([(TITLE, first), ([], second)])
    assert {(item.page, item.item_code) for item in items(reader)} == {
        *((2, row[0]) for row in ROWS[:4]),
        (3, "2080505"),
        (3, "208"),
        (3, "20805"),
    }
