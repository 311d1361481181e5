"""Small print: a page is read alike whatever the size of its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.read.pdfs import (
    COLUMN,
    EMBEDDED,
    FONT,
    HEIGHT,
    LEFT,
    ROW,
    TOP,
    WIDTH,
    Sheet,
    read_page,
    texts,
    typeset,
)

ROWS = [
    ["项目", "预算数", "项目", "预算数"],
    ["财政拨款", "35154900", "社会保障支出", "8411300"],
    ["事业收入", "0", "卫生健康支出", "26546500"],
    ["收入总计", "35154900", "支出总计", "35154900"],
]


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.3])
@pytest.mark.parametrize("is_ruled", [True, False])
def test_a_table_is_read_alike_whatever_the_size_of_its_text(
    tmp_path: Path, scale: float, *, is_ruled: bool
) -> None:
    """Figures are set to the right, and the labels beside them to the left: little parts the two."""

    def draw(sheet: Sheet) -> None:
        sheet.canvas.translate(0, HEIGHT * (1 - scale))
        sheet.canvas.scale(scale, scale)
        if is_ruled:
            sheet.rules(4, 4)
        sheet.canvas.setFont(FONT, 10)
        for r, row in enumerate(ROWS):
            y = HEIGHT - TOP - r * ROW - 16
            for c, text in enumerate(row):
                if c % 2:
                    sheet.canvas.drawRightString(LEFT + (c + 1) * COLUMN - 2.4, y, text)
                else:
                    sheet.canvas.drawString(LEFT + c * COLUMN + 2.4, y, text)

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == ROWS
    if is_ruled:
        edges = (LEFT, TOP, LEFT + 4 * COLUMN, TOP + 4 * ROW)
        assert grid.box == pytest.approx([edge * scale for edge in edges], abs=0.9)


@pytest.mark.parametrize("scale", [0.1, 0.02])
def test_a_page_of_few_points_is_a_sheet_in_other_units(tmp_path: Path, scale: float) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.setPageSize((WIDTH * scale, HEIGHT * scale))
        sheet.canvas.scale(scale, scale)
        sheet.rules(4, 4)
        sheet.fill_cells(ROWS)

    page = read_page(typeset(tmp_path / "a.pdf", draw, font=EMBEDDED))
    (grid,) = page.grids
    assert texts(grid) == ROWS
    edges = (LEFT, TOP, LEFT + 4 * COLUMN, TOP + 4 * ROW)
    assert grid.shown == pytest.approx([edge * scale for edge in edges], abs=0.9 * scale)
