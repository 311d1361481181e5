"""What counts as a ruling: each test draws one way that reports rule, hide or fake their tables."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from reportlab.lib.colors import Color

from tests.unit.read.pdfs import COLUMN, LEFT, ROW, TOP, Drawing, Sheet, layout, read_page, texts, typeset

TWO_BY_TWO = [["项目", "决算数"], ["合计", "1,234.50"]]
RIGHT, MIDDLE, BOTTOM = LEFT + 2 * COLUMN, LEFT + COLUMN, TOP + 2 * ROW


def _rules(sheet: Sheet) -> None:
    sheet.rules(2, 2)
    sheet.fill_cells(TWO_BY_TWO)


def _dashed(sheet: Sheet) -> None:
    sheet.canvas.setDash(4, 2)
    _rules(sheet)


def _dashes_drawn_one_by_one(sheet: Sheet) -> None:
    for r in range(3):
        for x in range(0, int(2 * COLUMN), 6):
            sheet.line(LEFT + x, TOP + r * ROW, LEFT + x + 4, TOP + r * ROW)
    for c in range(3):
        for y in range(0, int(2 * ROW), 6):
            sheet.line(LEFT + c * COLUMN, TOP + y, LEFT + c * COLUMN, TOP + y + 4)
    sheet.fill_cells(TWO_BY_TWO)


def _hairlines(sheet: Sheet) -> None:
    sheet.canvas.setLineWidth(0)
    _rules(sheet)


def _thin_rectangles(sheet: Sheet) -> None:
    for r in range(3):
        sheet.rect(LEFT, TOP + r * ROW, RIGHT, TOP + r * ROW + 0.48)
    for c in range(3):
        sheet.rect(LEFT + c * COLUMN, TOP, LEFT + c * COLUMN + 0.48, BOTTOM)
    sheet.fill_cells(TWO_BY_TWO)


def _box_per_cell(sheet: Sheet) -> None:
    for r in range(2):
        for c in range(2):
            x, y = LEFT + c * COLUMN, TOP + r * ROW
            sheet.rect(x, y, x + COLUMN, y + ROW, fill=0, stroke=1)
    sheet.fill_cells(TWO_BY_TWO)


def _one_path(sheet: Sheet) -> None:
    path = sheet.canvas.beginPath()
    for k in range(3):
        path.moveTo(LEFT, 300 - TOP - k * ROW)
        path.lineTo(RIGHT, 300 - TOP - k * ROW)
        path.moveTo(LEFT + k * COLUMN, 300 - TOP)
        path.lineTo(LEFT + k * COLUMN, 300 - BOTTOM)
    sheet.canvas.drawPath(path)
    sheet.fill_cells(TWO_BY_TWO)


def _nested_forms(sheet: Sheet) -> None:
    canvas = sheet.canvas
    canvas.beginForm("inner", 0, 0, 1000, 1000)
    Sheet(canvas).rules(2, 2, x=0, y=300 - 2 * ROW)
    canvas.endForm()
    canvas.beginForm("outer", 0, 0, 1000, 1000)
    canvas.transform(0.5, 0, 0, 0.5, 10, 20)
    canvas.doForm("inner")
    canvas.endForm()
    canvas.saveState()
    canvas.transform(2, 0, 0, 2, LEFT - 20, 300 - BOTTOM - 40)
    canvas.doForm("outer")
    canvas.restoreState()
    sheet.fill_cells(TWO_BY_TWO)


def _scaled(sheet: Sheet) -> None:
    sheet.canvas.saveState()
    sheet.canvas.transform(2, 0, 0, 0.5, 0, 150)
    for r in range(3):
        y = 300 - 2 * (TOP + r * ROW)
        sheet.canvas.line(LEFT / 2, y, RIGHT / 2, y)
    for c in range(3):
        x = (LEFT + c * COLUMN) / 2
        sheet.canvas.line(x, 300 - 2 * TOP, x, 300 - 2 * BOTTOM)
    sheet.canvas.restoreState()
    sheet.fill_cells(TWO_BY_TWO)


def _phantom_white_area(sheet: Sheet) -> None:
    sheet.canvas.setFillColorRGB(1, 1, 1)
    sheet.rect(LEFT + 20, TOP - 40, RIGHT + 30, TOP - 4)
    sheet.rect(LEFT + 30, TOP + 4, RIGHT - 30, BOTTOM - 4)
    sheet.canvas.setFillColorRGB(0, 0, 0)
    _rules(sheet)


def _hidden_white_rule(sheet: Sheet) -> None:
    _rules(sheet)
    sheet.canvas.setStrokeColorRGB(1, 1, 1)
    sheet.line(LEFT, TOP + 30, RIGHT, TOP + 30)
    sheet.canvas.setFillColorRGB(1, 1, 1)
    sheet.rect(LEFT + 40, TOP, LEFT + 40.5, BOTTOM)


def _thick_stroke_at_the_clip(sheet: Sheet) -> None:
    sheet.canvas.saveState()
    sheet.clip(LEFT + 0.8, TOP + 0.8, RIGHT - 0.8, BOTTOM - 0.8)
    sheet.canvas.setLineWidth(2)
    sheet.rules(2, 2)
    sheet.canvas.restoreState()
    sheet.fill_cells(TWO_BY_TWO)


def _transparent_rule(sheet: Sheet) -> None:
    _rules(sheet)
    sheet.canvas.setStrokeColor(Color(0, 0, 0, alpha=0))
    sheet.line(LEFT, TOP + 36, RIGHT, TOP + 36)


def _rule_outside_clip(sheet: Sheet) -> None:
    _rules(sheet)
    sheet.canvas.saveState()
    sheet.clip(0, 200, 400, 300)
    sheet.line(LEFT, TOP + 36, RIGHT, TOP + 36)
    sheet.canvas.restoreState()


def _diagonal(sheet: Sheet) -> None:
    _rules(sheet)
    sheet.line(LEFT, TOP, MIDDLE, TOP + ROW)


@pytest.mark.parametrize(
    "draw",
    [
        _rules,
        _dashed,
        _dashes_drawn_one_by_one,
        _hairlines,
        _thin_rectangles,
        _box_per_cell,
        _one_path,
        _nested_forms,
        _scaled,
        _phantom_white_area,
        _hidden_white_rule,
        _thick_stroke_at_the_clip,
        _transparent_rule,
        _rule_outside_clip,
        _diagonal,
    ],
)
def test_table_has_its_visible_cells(tmp_path: Path, draw: Drawing) -> None:
    page = read_page(typeset(tmp_path / "a.pdf", draw))
    (grid,) = page.grids
    assert texts(grid) == TWO_BY_TWO
    assert grid.box == pytest.approx((LEFT, TOP, RIGHT, BOTTOM), abs=0.9)
    assert page.lines == ()


def test_rule_clipped_shorter_leaves_the_cell_below_it_whole(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        for r in range(4):
            if r != 2:
                sheet.line(LEFT, TOP + r * ROW, RIGHT, TOP + r * ROW)
        for c in range(3):
            sheet.line(LEFT + c * COLUMN, TOP, LEFT + c * COLUMN, TOP + 3 * ROW)
        sheet.canvas.saveState()
        sheet.clip(MIDDLE, 0, 400, 300)
        sheet.line(LEFT, TOP + 2 * ROW, RIGHT, TOP + 2 * ROW)
        sheet.canvas.restoreState()
        sheet.fill_cells([["科目", "金额"], ["教育", "1.00"], ["", "2.00"]])

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert layout(grid) == [
        (0, 0, 1, 1, "科目"),
        (0, 1, 1, 1, "金额"),
        (1, 0, 2, 1, "教育"),
        (1, 1, 1, 1, "1.00"),
        (2, 1, 1, 1, "2.00"),
    ]


def test_area_clipped_to_a_strip_rules_like_the_strip(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        for c in range(3):
            sheet.line(LEFT + c * COLUMN, TOP, LEFT + c * COLUMN, BOTTOM)
        for r in range(3):
            sheet.canvas.saveState()
            sheet.clip(LEFT, TOP + r * ROW, RIGHT, TOP + r * ROW + 0.5)
            sheet.rect(0, 0, 400, 300)
            sheet.canvas.restoreState()
        sheet.fill_cells(TWO_BY_TWO)

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == TWO_BY_TWO


def test_white_rules_on_colour_are_rules(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.setFillColorRGB(0.2, 0.3, 0.6)
        sheet.rect(LEFT, TOP, RIGHT, BOTTOM)
        sheet.canvas.setStrokeColorRGB(1, 1, 1)
        sheet.rules(2, 2)
        sheet.canvas.setFillColorRGB(1, 1, 1)
        sheet.fill_cells(TWO_BY_TWO)

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == TWO_BY_TWO


def test_white_rule_on_a_coloured_head_parts_its_cells(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.setFillColorRGB(0.2, 0.3, 0.6)
        sheet.rect(LEFT, TOP, RIGHT, TOP + ROW)
        sheet.canvas.setFillColorRGB(0, 0, 0)
        for r in range(3):
            sheet.line(LEFT, TOP + r * ROW, RIGHT, TOP + r * ROW)
        for x in (LEFT, RIGHT):
            sheet.line(x, TOP, x, BOTTOM)
        sheet.line(MIDDLE, TOP + ROW, MIDDLE, BOTTOM)
        sheet.canvas.setStrokeColorRGB(1, 1, 1)
        sheet.line(MIDDLE, TOP, MIDDLE, TOP + ROW)
        sheet.line(LEFT, TOP + ROW + 12, RIGHT, TOP + ROW + 12)
        sheet.fill_cells(TWO_BY_TWO)

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == TWO_BY_TWO


def test_table_ruled_in_white_alone_is_still_a_table(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.setStrokeColorRGB(1, 1, 1)
        _rules(sheet)

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == TWO_BY_TWO


def test_box_around_text_is_no_grid_and_keeps_its_text(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.rect(LEFT, TOP, RIGHT, BOTTOM, fill=0, stroke=1)
        sheet.cell_text(0, 0, "目录")

    page = read_page(typeset(tmp_path / "a.pdf", draw))
    assert page.grids == ()
    assert [line.text for line in page.lines] == ["目录"]


@pytest.mark.parametrize("reader", ["pdfium", "pdfminer"])
def test_title_and_unit_over_a_white_area_stay_outside_the_table(tmp_path: Path, reader: str) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.setFillColorRGB(1, 1, 1)
        sheet.rect(LEFT, TOP - 48, RIGHT, TOP)
        sheet.rect(MIDDLE, TOP - 48, RIGHT, TOP)
        sheet.canvas.setFillColorRGB(0, 0, 0)
        sheet.text(LEFT + 40, TOP - 30, "收入决算表")
        sheet.text(LEFT, TOP - 8, "编制单位：某局")
        sheet.text(LEFT + 110, TOP - 8, "单位：万元")
        _rules(sheet)

    page = read_page(typeset(tmp_path / "a.pdf", draw), reader=reader)
    assert [line.text for line in page.lines] == ["收入决算表", "编制单位：某局 单位：万元"]
    assert texts(page.grids[0]) == TWO_BY_TWO


def test_rule_outside_a_form_box_is_not_seen(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.beginForm("small", 0, 0, 2 * COLUMN, ROW)
        sheet.canvas.line(0, ROW / 2, 4 * COLUMN, ROW / 2)
        sheet.canvas.line(0, 2 * ROW, 2 * COLUMN, 2 * ROW)
        sheet.canvas.endForm()
        _rules(sheet)
        sheet.canvas.saveState()
        sheet.canvas.translate(LEFT - COLUMN, 300 - BOTTOM - 2 * ROW)
        sheet.canvas.doForm("small")
        sheet.canvas.restoreState()

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == TWO_BY_TWO


def test_two_tables_one_inside_a_cell_of_the_other(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.rules(2, 2)
        sheet.fill_cells([["外", "甲"], ["", "乙"]])
        for x in (50, 75, 100):
            sheet.line(x, TOP + ROW + 4, x, TOP + ROW + 20)
        for y in (TOP + ROW + 4, TOP + ROW + 20):
            sheet.line(50, y, 100, y)
        sheet.text(55, TOP + ROW + 16, "内")

    outer, inner = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(outer) == [["外", "甲"], ["", "乙"]]
    assert texts(inner) == [["内", ""]]


def test_the_star_of_a_seal_is_no_rule(tmp_path: Path) -> None:
    """Rules across that meet between the cells tell where columns begin; one side of a star runs across too."""

    def draw(sheet: Sheet) -> None:
        for r in range(4):
            for c in range(3):
                sheet.line(LEFT + c * COLUMN, TOP + r * ROW, LEFT + (c + 1) * COLUMN, TOP + r * ROW)
        sheet.fill_cells(rows)
        sheet.canvas.setFillColorRGB(1, 0, 0)
        star = sheet.canvas.beginPath()
        star.moveTo(LEFT + 1.5 * COLUMN, 300 - TOP - ROW)
        for k in range(1, 5):
            angle = math.pi * (0.5 + 0.8 * k)
            star.lineTo(
                LEFT + 1.5 * COLUMN + 30 * math.cos(angle), 300 - TOP - ROW - 30 + 30 * math.sin(angle)
            )
        star.close()
        sheet.canvas.drawPath(star, stroke=0, fill=1)

    rows = [["项目", "预算数", "决算数"], ["教育支出", "", "3.00"], ["合计", "", "3.00"]]
    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == rows
