"""Tables: spans as browsers lay them out, nested tables, and tables that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read.html import HtmlLimits, TableLimits
from pipelines.read.html.tables import HtmlCell, SourceRow, place
from pipelines.values.errors import DocumentError
from pipelines.values.pages import Grid
from tests.unit.read_html.web import FORM, filled, order, read_page, texts


def _grids(folder: Path, body: str) -> tuple[Grid, ...]:
    return read_page(folder, filled(body)).pages[0].grids


def test_spans_cover_slots_and_references_count_from_one(tmp_path: Path) -> None:
    (grid,) = _grids(
        tmp_path,
        "<table><tr><td rowspan=2>项目<td colspan=2>支出</tr><tr><td>基本<td>项目支出</tr>"
        "<tr><td>合计<td>1.00<td>２.00</tr></table>",
    )
    assert texts(grid) == [["项目", "支出", "支出"], ["项目", "基本", "项目支出"], ["合计", "1.00", "２.00"]]
    assert [cell.reference for cell in grid.row(2)] == [f"table 1 row 3 column {n}" for n in (1, 2, 3)]
    assert all(cell.box is None for cell in grid.cells)


@pytest.mark.parametrize("value", ["99999999999999999999", "1000", "0", "-3", "两", ""])
def test_absurd_spans_change_nothing_but_their_own_cell(tmp_path: Path, value: str) -> None:
    (grid,) = _grids(
        tmp_path,
        f"<table><tr><td colspan='{value}'>标题<td>末</tr><tr><td rowspan='{value}'>甲<td>1<td>2</tr>"
        "<tr><td>3<td>4</tr></table>",
    )
    assert grid.n_columns <= 4
    assert grid.n_rows == 3
    assert {"1", "2", "3", "4"} <= {cell.text for cell in grid.cells}


def test_row_span_ends_with_its_row_group_and_the_foot_comes_last(tmp_path: Path) -> None:
    (grid,) = _grids(
        tmp_path,
        "<table><tfoot><tr><td>合计<td>9</tr></tfoot><thead><tr><td rowspan=9>项目<td>金额</tr></thead>"
        "<tbody><tr><td>甲<td>4</tr></tbody></table>",
    )
    assert texts(grid) == [["项目", "金额"], ["甲", "4"], ["合计", "9"]]


def test_columns_that_only_widen_spans_are_dropped(tmp_path: Path) -> None:
    (grid,) = _grids(
        tmp_path,
        "<table><tr><td colspan=5>甲<td colspan=3>乙</tr><tr><td colspan=5>1<td colspan=3>2</tr></table>",
    )
    assert (grid.n_columns, texts(grid)) == (2, [["甲", "乙"], ["1", "2"]])


def test_layout_table_yields_its_data_tables_and_the_text_around_them(tmp_path: Path) -> None:
    inner = "<table><tr><td>甲<td>1</tr><tr><td>乙<td>2</tr></table>"
    reading = read_page(
        tmp_path,
        filled(
            f"<table><tr><td>左栏</td><td><p>收入表</p>{inner}<p>注：完</p></td></tr><tr><td>页尾</td></tr></table>"
        ),
    )
    assert order(reading)[:5] == ["左栏", "收入表", "[甲]", "注：完", "页尾"]


def test_layout_with_a_number_or_two_of_its_own_is_still_layout(tmp_path: Path) -> None:
    inner = "<table><tr><td>项目<td>金额</tr><tr><td>合计<td></tr></table>"
    reading = read_page(tmp_path, filled(f"<table><tr><td>12<td>{inner}</tr><tr><td>34<td>页尾</tr></table>"))
    assert order(reading)[:3] == ["12", "[项目]", "34 页尾"]


def test_data_table_with_a_small_table_in_a_cell_stays_whole(tmp_path: Path) -> None:
    inner = "<table><tr><td>其中<td>说明</tr><tr><td>甲<td>乙</tr></table>"
    (grid,) = _grids(
        tmp_path,
        f"<table><tr><td>一<td>1.00<td>2.00</tr><tr><td>二{inner}<td>3.00<td>4.00</tr></table>",
    )
    assert texts(grid)[1] == ["二\n其中 说明\n甲 乙", "3.00", "4.00"]


def test_title_and_unit_tables_are_lines_above_the_form(tmp_path: Path) -> None:
    reading = read_page(
        tmp_path,
        filled(
            "<table><tr><td>收入决算表<td></tr><tr><td>部门：甲局<td>单位：万元</tr></table>"
            "<table><tr><td>甲<td>1</tr><tr><td>乙<td>2</tr></table>"
        ),
    )
    assert order(reading)[:3] == ["收入决算表", "部门：甲局 单位：万元", "[甲]"]


def test_caption_stands_above_its_table(tmp_path: Path) -> None:
    reading = read_page(
        tmp_path,
        filled("<table><caption>支出决算表</caption><tr><td>甲<td>1</tr><tr><td>乙<td>2</tr></table>"),
    )
    assert order(reading)[:2] == ["支出决算表", "[甲]"]


def test_missing_end_tags_and_breaks_in_cells(tmp_path: Path) -> None:
    (grid,) = _grids(
        tmp_path, "<table><tr><td>3010<br>1<td>408.0\n1<tr><td>&nbsp;<td><p>甲</p><p>乙</p></table>"
    )
    assert texts(grid) == [["3010\n1", "408.0 1"], ["", "甲\n乙"]]


def test_hidden_cells_rows_and_tables_are_left_out(tmp_path: Path) -> None:
    (grid,) = _grids(
        tmp_path,
        "<table style='DISPLAY: none'><tr><td>9<td>9</tr><tr><td>9<td>9</tr></table>"
        "<table><tr><td>甲<td hidden>9<td>1</tr><tr style='display:none'><td>9<td>9</tr>"
        "<tr><td>乙<!-- 9 --><td>2<script>document.write('9')</script></tr></table>",
    )
    assert texts(grid) == [["甲", "1"], ["乙", "2"]]


def test_table_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    limits = HtmlLimits(table=TableLimits(columns=3, slots=100))
    with pytest.raises(DocumentError, match="more than 3 columns"):
        read_page(tmp_path, filled(f"<table>{'<tr><td>1<td>2<td>3<td>4</tr>' * 2}</table>"), limits=limits)
    with pytest.raises(DocumentError, match="more than 100 slots"):
        read_page(tmp_path, filled(f"<table>{'<tr><td>1<td>2</tr>' * 60}</table>"), limits=limits)


def test_furniture_is_read_as_text_and_said_so(tmp_path: Path) -> None:
    week = "".join(f"<td>{day}" for day in "日一二三四五六")
    days = "".join(f"<td>{n}" for n in range(1, 8))
    links = "<tr><td><a href=#>财政厅</a><td><a href=#>审计厅</a></tr>" * 3
    reading = read_page(
        tmp_path,
        filled(
            f"{FORM}<table><tr>{week}</tr><tr>{days}</tr></table><table>{links}</table>"
            "<div class='side footer'><table><tr><td>人数<td>55</tr><tr><td>次数<td>66</tr></table></div>"
        ),
    )
    assert len(reading.pages[0].grids) == 1
    assert "1 2 3 4 5 6 7" in order(reading)
    assert sum("furniture" in note for note in reading.notes) == 2


def test_a_part_named_like_navigation_that_holds_the_report_is_kept(tmp_path: Path) -> None:
    reading = read_page(tmp_path, f"<div class='menu content'>{FORM * 2}</div>")
    assert len(reading.pages[0].grids) == 2


_CELL = st.tuples(st.integers(0, 5), st.integers(1, 5))
_ROWS = st.lists(st.lists(_CELL, max_size=5), min_size=1, max_size=7)


@given(_ROWS)
def test_any_spans_give_a_grid_without_overlap(rows: list[list[tuple[int, int]]]) -> None:
    source = [SourceRow(1, [HtmlCell(height, width) for height, width in row]) for row in rows]
    placed = place(source, TableLimits())
    assert len(placed) == sum(map(len, rows))
    slots = [
        (r, c)
        for _, row, column, height, width in placed
        for r in range(row, row + height)
        for c in range(column, column + width)
    ]
    assert len(slots) == len(set(slots))
    assert all(height >= 1 and width >= 1 for _, _, _, height, width in placed)
    starts = [(row, column) for _, row, column, _, _ in placed]
    assert starts == sorted(starts)
