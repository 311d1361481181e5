"""Labels that a dash leads, in tables without rules: the dash is no column of its own."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.read import read
from samples.fonts.subset import FONT_FILE

ROWS = (
    ("205", "— ", "教育支出", ("33.00", "30.00", "3.00")),
    ("20502", "— ", "普通教育", ("33.00", "30.00", "3.00")),
    ("2050202", "— ", "小学教育", ("33.00", "30.00", "3.00")),
)


def _typeset(path: Path, *, dash_at: float, gap: float) -> list[list[str]]:
    pdfmetrics.registerFont(TTFont("Aligned", str(FONT_FILE)))
    canvas = Canvas(str(path), pagesize=(560, 300), invariant=1)
    canvas.setFont("Aligned", 9)
    for text, x in (("科目编码", 70), ("科目名称", 170), ("合计", 290), ("基本支出", 380), ("项目支出", 470)):
        canvas.drawCentredString(x, 240, text)
    for number, (code, _, name, figures) in enumerate(ROWS):
        y = 222.0 - 16 * number
        canvas.drawString(50, y, code)
        canvas.drawString(dash_at, y, "—")
        canvas.drawString(dash_at + 9 + gap, y, name)
        for right, figure in zip((310, 400, 490), figures, strict=True):
            canvas.drawRightString(right, y, figure)
    canvas.save()
    (page,) = read(path).pages
    (grid,) = page.grids
    return [[cell.text for cell in grid.row(row)] for row in range(grid.n_rows)]


def test_a_dash_half_a_letter_before_each_label_belongs_to_it(tmp_path: Path) -> None:
    rows = _typeset(tmp_path / "led.pdf", dash_at=120, gap=4.5)
    assert rows[1] == ["205", "— 教育支出", "33.00", "30.00", "3.00"]
    assert {len(row) for row in rows} == {5}


def test_a_dash_that_stands_apart_from_the_labels_is_a_column(tmp_path: Path) -> None:
    rows = _typeset(tmp_path / "apart.pdf", dash_at=95, gap=50)
    assert {len(row) for row in rows} == {6}
    assert rows[1][1:3] == ["—", "教育支出"]
