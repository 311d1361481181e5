"""Ruled tables on page images: cells, spans, texts and boxes, through skew, noise and worn rulings."""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

pytest.importorskip("rapidocr", reason="needs the extra that reads images")

from pipelines.read import read
from pipelines.values.pages import Grid, Page
from tests.unit.read_scan.scans import (
    COLUMNS,
    HEIGHT,
    LEFT,
    ROW,
    TABLE,
    TOP,
    WIDTH,
    Rows,
    Sheet,
    expected,
    save,
    scanned,
    table_page,
)


def page_of(path: Path) -> Page:
    reading = read(path)
    assert len(reading.pages) == 1
    return reading.pages[0]


def cells_of(grid: Grid) -> dict[tuple[int, int], tuple[str, int, int]]:
    """Return the cells as ``expected`` does; brackets count in either width."""
    wide = str.maketrans("()", "（）")
    return {(c.row, c.column): (c.text.translate(wide), c.row_span, c.column_span) for c in grid.cells}


def assert_table(page: Page, rows: Rows) -> None:
    assert [(grid.n_rows, grid.n_columns) for grid in page.grids] == [(len(rows), len(rows[0]))]
    assert cells_of(page.grids[0]) == expected(rows)


@pytest.mark.slow
def test_a_clean_table_keeps_cells_spans_and_texts(tmp_path: Path) -> None:
    page = page_of(save(table_page(), tmp_path / "page.png"))
    assert_table(page, TABLE)
    assert page.reader == "rapidocr"
    assert [line.text for line in page.lines] == ["支出决算表", "部门： 单位：万元"]
    assert (round(page.width), round(page.height)) == (WIDTH, HEIGHT)
    figures = [cell for cell in page.grids[0].cells if cell.text[-1:].isdigit()]
    assert len(figures) == 16
    assert all(cell.confidence is not None and cell.confidence > 0.9 for cell in figures)
    assert page.grids[0].at(6, 3) is not None
    assert page.grids[0].at(6, 3).confidence is None, "a blank cell was not read"  # type: ignore[union-attr]


@pytest.mark.slow
@pytest.mark.parametrize("skew", [0.7, -0.5])
def test_a_skewed_noisy_scan_gives_the_same_cells_where_they_stand(tmp_path: Path, skew: float) -> None:
    image = scanned(table_page(), skew=skew, noise=12, quality=40)
    page = page_of(save(image, tmp_path / "page.jpg"))
    assert_table(page, TABLE)
    cell = page.grids[0].at(7, 3)
    assert cell is not None and cell.box is not None
    x = LEFT + sum(COLUMNS[:3]) + COLUMNS[3] / 2 - WIDTH / 2
    y = TOP + 7.5 * ROW - HEIGHT / 2
    angle = math.radians(skew)
    drawn = (
        WIDTH / 2 + x * math.cos(angle) - y * math.sin(angle),
        HEIGHT / 2 + x * math.sin(angle) + y * math.cos(angle),
    )
    assert (cell.box.x0 + cell.box.x1) / 2 == pytest.approx(drawn[0], abs=1.5)
    assert (cell.box.top + cell.box.bottom) / 2 == pytest.approx(drawn[1], abs=1.5)


@pytest.mark.slow
def test_faint_print_on_grey_paper_is_read(tmp_path: Path) -> None:
    image = scanned(table_page(), contrast=0.3, noise=4, quality=60)
    assert_table(page_of(save(image, tmp_path / "page.png")), TABLE)


@pytest.mark.slow
def test_breaks_in_rulings_join_no_cells(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.table(TABLE)
    for r in range(8):  # a worn plate: every level ruling loses a piece, and upright ones in every second row
        for x in (LEFT, LEFT + 60, LEFT + 200, LEFT + 270) if r in (4, 6) else ():
            sheet.erase(x - 1, TOP + r * ROW + 6, x + 1, TOP + r * ROW + 14)
        sheet.erase(LEFT + 100 + 5 * r, TOP + r * ROW - 1, LEFT + 125 + 5 * r, TOP + r * ROW + 1)
    assert_table(page_of(save(sheet.image, tmp_path / "page.png")), TABLE)


@pytest.mark.slow
def test_hairlines_far_paler_than_the_print_are_rulings(tmp_path: Path) -> None:
    sheet = Sheet(ruled=204)
    sheet.table(TABLE)
    assert_table(page_of(save(scanned(sheet.image, noise=3, quality=70), tmp_path / "page.jpg")), TABLE)


@pytest.mark.slow
def test_a_table_without_rulings_at_its_sides_keeps_its_outer_columns(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.table(TABLE)
    bottom = TOP + len(TABLE) * ROW
    for x in (LEFT, LEFT + sum(COLUMNS)):
        sheet.erase(x - 1, TOP - 1, x + 1, bottom + 1)
    assert_table(page_of(save(sheet.image, tmp_path / "page.png")), TABLE)


@pytest.mark.slow
@pytest.mark.parametrize("y", [TOP, TOP + len(TABLE) * ROW], ids=["top", "bottom"])
def test_the_row_that_a_page_break_leaves_open_stays_in_its_table(tmp_path: Path, y: float) -> None:
    sheet = Sheet()
    sheet.table(TABLE)
    for left, right in pairwise(accumulate((LEFT, *COLUMNS))):
        sheet.erase(left + 1, y - 1, right - 1, y + 1)
    assert_table(page_of(save(sheet.image, tmp_path / "page.png")), TABLE)


@pytest.mark.slow
@pytest.mark.parametrize("y", [TOP, TOP + ROW], ids=["top", "bottom"])
def test_one_row_that_a_page_break_parts_from_its_table_is_a_table(tmp_path: Path, y: float) -> None:
    row: Rows = (("2210201", "住房公积金", "1,061.75", "212.26"),)
    sheet = Sheet()
    sheet.table(row)
    sheet.erase(LEFT + 1, y - 1, LEFT + sum(COLUMNS) - 1, y + 1)
    found = page_of(save(sheet.image, tmp_path / "page.png"))
    assert_table(found, row)
    assert found.grids[0].is_ruled


@pytest.mark.slow
def test_pale_rulings_that_run_on_below_the_last_level_one_hold_an_open_row(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.table(TABLE)
    end = TOP + len(TABLE) * ROW
    for left, right in pairwise(accumulate((LEFT, *COLUMNS))):
        sheet.erase(left + 1, end - 1, right - 1, end + 1)
    for x in accumulate((LEFT, *COLUMNS)):
        sheet.pale(x, end - ROW + 2, x, end)
    assert_table(page_of(save(sheet.image, tmp_path / "page.png")), TABLE)


@pytest.mark.slow
def test_wrapped_figures_and_codes_are_read_as_one(tmp_path: Path) -> None:
    rows: Rows = (
        ("编码", "科目名称", "金额", "比上年"),
        ("3010\n1", "基本工资", "408.\n01", "67.9\n0"),
        ("3010\n8", "机关事业单位基本养老保险缴费\n（单位部分）", "40.6\n0", "0.00"),
    )
    sheet = Sheet()
    sheet.table(rows, (40, 170, 40, 40), row=34)
    page = page_of(save(sheet.image, tmp_path / "page.png"))
    assert_table(page, rows)
    assert min(c.confidence or 0 for c in page.grids[0].cells) > 0.6


def test_two_tables_and_the_text_between_them(tmp_path: Path) -> None:
    upper: Rows = (("项目", "科目名称", "1.00"), ("201", "基本支出", "2.50"))
    lower: Rows = (("合计", "3.50"), ("项目支出", "0.75"))
    sheet = Sheet()
    sheet.table(upper, (60, 140, 70), y=40)
    sheet.text(LEFT, 110, "一般公共预算财政拨款支出决算表")
    sheet.table(lower, (100, 70), y=150)
    page = page_of(save(sheet.image, tmp_path / "page.bmp"))
    assert [cells_of(grid) for grid in page.grids] == [expected(upper), expected(lower)]
    assert [line.text for line in page.lines] == ["一般公共预算财政拨款支出决算表"]


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_scanned_turned_is_read_and_its_boxes_lie_on_the_page_as_displayed(
    tmp_path: Path, turn: int
) -> None:
    image = table_page().rotate(-turn, expand=True)  # clockwise
    reading = read(save(image, tmp_path / "page.png"))
    page = reading.pages[0]
    assert_table(page, TABLE)
    assert f"page 1 was scanned turned by {turn} degrees" in reading.notes
    sideways = turn != 180
    assert (round(page.width), round(page.height)) == ((HEIGHT, WIDTH) if sideways else (WIDTH, HEIGHT))
    cell = page.grids[0].at(2, 2)
    assert cell is not None and cell.box is not None and cell.shown is not None
    x, y = LEFT + 235, TOP + 2.5 * ROW
    drawn = {90: (HEIGHT - y, x), 180: (WIDTH - x, HEIGHT - y), 270: (y, WIDTH - x)}[turn]
    assert (cell.shown.x0 + cell.shown.x1) / 2 == pytest.approx(drawn[0], abs=1.5)
    assert (cell.shown.top + cell.shown.bottom) / 2 == pytest.approx(drawn[1], abs=1.5)
    assert ((cell.box.x0 + cell.box.x1) / 2, (cell.box.top + cell.box.bottom) / 2) == pytest.approx(
        (x, y), abs=3
    )


def test_large_title_characters_are_no_tables(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(60, 100, "国库区回目", size=40)
    page = page_of(save(sheet.image, tmp_path / "page.png"))
    assert page.grids == ()
    assert [line.text for line in page.lines] == ["国库区回目"]
