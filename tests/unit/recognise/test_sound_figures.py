"""Figures that are one figure, in their own unit, of a row that is an item; everything else is noted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.recognise.tables import TableReader
from pipelines.values.pages import Grid
from tests.unit.pages import grid, page
from tests.unit.recognise.sample_form import BODY_F05, HEAD_F05, TITLE_F05, figures, kinds


def _set_by_hand(printed: Grid) -> Grid:
    """Return a grid as web pages and office files give it: without boxes, so that no width broke its lines."""
    cells = tuple(
        replace(cell, box=None, reference=f"table 1 row {cell.row + 1} column {cell.column + 1}")
        for cell in printed.cells
    )
    return replace(printed, cells=cells)


@pytest.mark.parametrize("text", ["1.52\n7", "12\n35.50", "20.0\n0", "7 12.30", "120\n5"])
def test_two_figures_that_somebody_set_below_each_other_are_not_joined(text: str) -> None:
    rows = [*HEAD_F05, *BODY_F05, ["208", "社会保障和就业支出", text, "1.00", "2.00"]]
    reader = TableReader([page(1, TITLE_F05, _set_by_hand(grid(rows)))])
    assert [i.measure for i in reader.tables[0].items if i.item_code == "208"] == ["basic", "project"]
    assert kinds(reader) == ["unparsed_figure"]


@pytest.mark.parametrize(("text", "value"), [("1,234.\n56", "1234.56"), ("156,\n789.10", "156789.10")])
def test_a_piece_that_cannot_stand_alone_is_part_of_a_figure(text: str, value: str) -> None:
    rows = [*HEAD_F05, *BODY_F05, ["208", "社会保障和就业支出", text, "1.00", "2.00"]]
    reader = TableReader([page(1, TITLE_F05, _set_by_hand(grid(rows)))])
    assert next(str(i.value) for i in reader.tables[0].items if i.item_code == "208") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("81.1\n7", "81.17"),
        ("1234.\n56", "1234.56"),
        ("2.11\n12", None),
        ("12\n35.50", None),
        ("1.52\n7", None),
    ],
)
def test_a_narrow_column_breaks_a_figure_to_the_decimals_of_its_table(text: str, value: str | None) -> None:
    rows = [*HEAD_F05, *BODY_F05, ["208", "社会保障和就业支出", text, "1.00", "2.00"]]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    found = [str(i.value) for i in reader.tables[0].items if i.item_code == "208" and i.measure == "total"]
    assert found == ([value] if value else [])
    assert ("unparsed_figure" in kinds(reader)) is (value is None)


def test_a_figure_with_more_decimals_than_its_table_is_none() -> None:
    """The code of a row that was lost stands behind it."""
    rows = [*HEAD_F05, *BODY_F05, ["208", "社会保障和就业支出", "1.00", "1.00", "0.00221"]]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    assert [i.measure for i in reader.tables[0].items if i.item_code == "208"] == ["total", "basic"]
    assert kinds(reader) == ["unparsed_figure"]


def test_a_number_of_a_workbook_has_the_decimals_that_it_has() -> None:
    rows = [*HEAD_F05, *BODY_F05, ["208", "社会保障和就业支出", "1.00", "1.00", "0.125"]]
    cells = tuple(replace(cell, box=None, reference="Sheet1!C7") for cell in grid(rows).cells)
    reader = TableReader([page(1, TITLE_F05, replace(grid(rows), cells=cells))])
    assert "0.125" in [i.text_printed for i in reader.tables[0].items]


def test_more_money_than_there_is_is_no_figure() -> None:
    rows = [*HEAD_F05, *BODY_F05, ["208", "社会保障和就业支出", "99999999999999.00", "1.00", "2.00"]]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    assert [i.measure for i in reader.tables[0].items if i.item_code == "208"] == ["basic", "project"]
    assert kinds(reader) == ["unparsed_figure"]


def test_codes_that_a_workbook_shows_as_numbers_are_codes() -> None:
    rows = [
        *HEAD_F05,
        ["2,050,101", "行政运行", "30.00", "20.00", "10.00"],
        ["20,501.00", "教育", "1.00", "1.00", "0.00"],
    ]
    (table,) = TableReader([page(1, TITLE_F05, grid(rows))]).tables
    assert {(i.item_code, i.item_name) for i in table.items} == {("2050101", "行政运行"), ("20501", "教育")}


@pytest.mark.parametrize("label", ["本页小计", "本页合计", "承前页", "过次页", "本页 小 计"])
def test_what_a_page_adds_up_to_is_no_item(label: str) -> None:
    rows = [*HEAD_F05, *BODY_F05, [label, None, "30.00", "20.00", "10.00"]]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    assert figures(reader.tables[0].items) == figures(
        TableReader([page(1, TITLE_F05, grid([*HEAD_F05, *BODY_F05]))]).tables[0].items
    )
    assert kinds(reader) == []


def test_a_column_without_a_header_that_prints_figures_names_nothing() -> None:
    rows = [
        ["科目编码", "科目名称", "", "基本支出", "项目支出"],
        ["205", "教育支出", "30.00", "20.00", "10.00"],
        ["20502", "普通教育", "30.00", "20.00", "10.00"],
    ]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    assert {i.item_name for i in reader.tables[0].items} == {"教育支出", "普通教育"}
    assert kinds(reader) == ["unmatched_header"]


def test_a_column_has_the_unit_that_its_own_header_prints() -> None:
    """Whose figures are as coarse as the table's: 881400.00 元 is 88.14 万元 again."""
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出（元）"],
        ["205", "教育支出", "88.14", "0.00", "881400.00"],
        ["20502", "普通教育", "88.14", "0.00", "881400.00"],
        ["20503", "职业教育", "0.00", "0.00", "881437.50"],
    ]
    (table,) = TableReader([page(1, TITLE_F05, grid(rows))]).tables
    project = [(i.unit, str(i.amount_yuan), str(i.step)) for i in table.items if i.measure == "project"]
    assert project == [
        ("元", "881400.00", "100.00"),
        ("元", "881400.00", "100.00"),
        ("元", "881437.50", "0.01"),
    ]
    assert {str(i.amount_yuan) for i in table.items if i.measure == "total"} == {"881400.00", "0.00"}


def test_the_rows_of_a_form_that_a_page_holds_twice_keep_apart() -> None:
    one = grid([*HEAD_F05, *BODY_F05])
    again = grid([*HEAD_F05, *BODY_F05[:2]], top=400.0)
    reader = TableReader([page(1, TITLE_F05, one, again)])
    places = [i.place for table in reader.tables for i in table.items]
    assert len(places) == len(set(places)) == 15


def test_a_mark_before_or_behind_a_name_is_none_of_it() -> None:
    rows = [*HEAD_F05, ["205", "教育支出①", "30.00", "20.00", "10.00②"]]
    (table,) = TableReader([page(1, TITLE_F05, grid(rows))]).tables
    assert {(i.item_name, str(i.value)) for i in table.items} == {
        ("教育支出", "30.00"),
        ("教育支出", "20.00"),
        ("教育支出", "10.00"),
    }


def test_a_row_labelled_with_marks_alone_has_no_label() -> None:
    rows = [*HEAD_F05, *BODY_F05, ["", "（", "5", "6", "7"]]
    reader = TableReader([page(1, TITLE_F05, grid(rows))])
    assert {i.item_name for i in reader.tables[0].items} == {"合计", "教育支出", "普通教育"}
    assert set(kinds(reader)) == {"figure_without_label"}


def test_formulas_without_a_value_leave_the_header_as_it_is_and_the_rest_is_read() -> None:
    total = ["合计", None, "=SUM(C5:C6)", "=SUM(D5:D6)", "=SUM(E5:E6)"]
    reader = TableReader([page(1, TITLE_F05, grid([*HEAD_F05, total, *BODY_F05[1:]]))])
    assert [i.measure for i in reader.tables[0].items if i.item_code == "205"] == [
        "total",
        "basic",
        "project",
    ]
    assert kinds(reader) == ["unparsed_figure"] * 3


def test_bracketed_numbers_of_columns_are_no_words_of_their_headers() -> None:
    head = [["项目", "预算数", "决算数"], ["栏次", "(2)", "(3)"]]
    rows = [
        ["合计", "28.15", "20.29"],
        ["因公出国（境）费", "0.00", "0.00"],
        ["公务接待费", "28.15", "20.29"],
    ]
    title = ["财政拨款“三公”经费支出决算表", "单位：万元"]
    reader = TableReader([page(1, title, grid([*head, *rows]))])
    read = {(i.item_name, i.measure): i.text_printed for i in reader.tables[0].items}
    assert (read["公务接待费", "budget"], read["公务接待费", "final"]) == ("28.15", "20.29")
    assert kinds(reader) == []
