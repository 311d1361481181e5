"""Tables without vertical rules in a PDF: columns by alignment, headings over several columns, wrapped labels."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.read import read
from samples.fonts.subset import FONT_FILE

EDGES = (50, 110, 230, 310, 390, 470)
ROWS = (
    ("201", ("一般公共服务支出",), "250.00", "150.00", "100.00"),
    ("20103", ("政府办公厅（室）及", "相关机构事务"), "250.00", "150.00", "100.00"),
    ("2010301", ("行政运行",), "150.00", "150.00", ""),
    ("2010302", ("一般行政管理事务",), "100.00", "", "100.00"),
)


def typeset(path: Path, rules: str) -> Path:
    """Set a form whose cells no vertical rule parts; ``rules`` is none, three or rows."""
    pdfmetrics.registerFont(TTFont("Aligned", str(FONT_FILE)))
    canvas = Canvas(str(path), pagesize=(520, 400), invariant=1)
    canvas.setFont("Aligned", 9)
    canvas.drawCentredString(260, 360, "一般公共预算财政拨款支出决算表")
    canvas.drawRightString(470, 345, "单位：万元")
    for text, left, right, y in (
        ("项目", 50, 230, 325),
        ("本年支出", 230, 470, 325),
        ("科目编码", 50, 110, 308),
        ("科目名称", 110, 230, 308),
        ("小计", 230, 310, 308),
        ("基本支出", 310, 390, 308),
        ("项目支出", 390, 470, 308),
        ("合计", 50, 230, 291),
    ):
        canvas.drawCentredString((left + right) / 2, y, text)
    for right, text in zip(EDGES[3:], ("250.00", "150.00", "100.00"), strict=True):
        canvas.drawRightString(right - 3, 291, text)
    y, lines = 291.0, [337.0, 320.0, 303.0, 286.0]
    for code, name, *figures in ROWS:
        y -= 17 if len(name) == 1 else 22
        canvas.drawString(53, y, code)
        for number, part in enumerate(name):
            canvas.drawString(113, y + 5.5 * (len(name) - 1) - 11 * number, part)
        for right, text in zip(EDGES[3:], figures, strict=True):
            canvas.drawRightString(right - 3, y, text)
        y -= 0 if len(name) == 1 else 5
        lines.append(y - 5)
    chosen = {"none": [], "three": [lines[0], lines[2], lines[-1]], "rows": lines}[rules]
    for height in chosen:
        canvas.line(50, height, 470, height)
    canvas.save()
    return path


@pytest.mark.parametrize("rules", ["none", "three", "rows"])
def test_columns_stand_where_texts_are_aligned(tmp_path: Path, rules: str) -> None:
    (page,) = read(typeset(tmp_path / "form.pdf", rules)).pages
    (grid,) = page.grids
    assert not grid.is_ruled
    texts = [[cell.text for cell in grid.row(row)] for row in range(grid.n_rows)]
    assert texts[0] == ["项目", "本年支出"]
    assert [cell.column_span for cell in grid.row(0)] == [2, 3]
    assert texts[1] == ["科目编码", "科目名称", "小计", "基本支出", "项目支出"]
    assert [text for text in texts[2] if text] == ["合计", "250.00", "150.00", "100.00"]
    assert texts[4] == ["20103", "政府办公厅（室）及\n相关机构事务", "250.00", "150.00", "100.00"]
    assert texts[5] == ["2010301", "行政运行", "150.00", "150.00", ""]
    assert [line.text for line in page.lines] == ["一般公共预算财政拨款支出决算表", "单位：万元"]
