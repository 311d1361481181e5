"""Tables on page images that no upright rulings divide: columns by what stands below each other, cells read apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="needs the extra that reads images")

from pipelines.read import read
from pipelines.read.scan.aligned import is_cut
from pipelines.read.scan.engine import Read, TextBox
from pipelines.read.scan.ink import is_bar, is_hyphen
from pipelines.read.scan.lines import as_printed, cut_at_blanks
from pipelines.values.pages import Grid
from tests.unit.read_scan.scans import Sheet, save, scanned

HEADINGS = (
    ("科目编码", 30.0),
    ("科目名称", 100.0),
    ("本年支出合计", 200.0),
    ("基本支出", 290.0),
    ("经营支出", 360.0),
)
RIGHT = (255.0, 325.0, 395.0)
"""Where the figures of a row end."""
BODY = (
    ("", "合计", "1,510.27", "504.60", "0"),
    ("2080505", "机关事业单位基本养老\n保险缴费支出", "93.78", "93.78", "0"),
    ("2101101", "行政单位医疗", "13.84", "3.14", "0"),
    ("2130299", "其他林业和草原支出", "340.90", "289.20", "0"),
    ("2210201", "住房公积金", "1,061.75", "118.48", "0"),
)
TOP, ROW = 96.0, 26.0


def page(rules: Sequence[float], body: Sequence[Sequence[str]] = BODY) -> Sheet:
    """Print a form whose only rulings are level ones at these heights."""
    sheet = Sheet()
    sheet.text(150, 16, "支出决算表", size=16)
    sheet.text(340, 46, "单位：万元", size=9)
    for text, x in HEADINGS:
        sheet.text(x, 72, text, size=9)
    for number, (code, name, *figures) in enumerate(body):
        y = TOP + number * ROW
        sheet.text(30, y, code, size=9)
        sheet.text(100, y - (6 if "\n" in name else 0), name, size=9)
        for figure, right in zip(figures, RIGHT, strict=True):
            sheet.text(right - 4.9 * len(figure), y, figure, size=9)
    for y in rules:
        sheet.line(25, y, 400, y)
    return sheet


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text.replace("\n", "") for cell in grid.row(row)] for row in range(grid.n_rows)]


def printed(body: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[text.replace("\n", "") for text in row] for row in body]


LAST = TOP + ROW * len(BODY) - 8
RULED = {
    "three lines": [66.0, 88.0, LAST],
    "a line below each row": [66.0, *(88.0 + ROW * n for n in range(len(BODY) + 1))],
    "no lines": [],
}


@pytest.mark.slow
@pytest.mark.parametrize("rules", RULED.values(), ids=RULED)
def test_rows_and_columns_are_told_without_upright_rulings(tmp_path: Path, rules: list[float]) -> None:
    image = scanned(page(rules).image, skew=0.3, quality=70)
    (found,) = read(save(image, tmp_path / "page.jpg")).pages
    (grid,) = found.grids
    assert not grid.is_ruled
    assert texts(grid)[0] == [text for text, _ in HEADINGS]
    assert texts(grid)[1:] == printed(BODY)
    assert [line.text.replace("：", ":") for line in found.lines] == ["支出决算表", "单位:万元"]
    figures = [cell for cell in grid.cells if cell.row and cell.column > 1]
    assert min(cell.confidence or 0 for cell in figures) > 0.6
    cell = grid.at(3, 2)
    assert cell is not None and cell.box is not None
    assert cell.box.x1 == pytest.approx(RIGHT[0], abs=3) and cell.box.top == pytest.approx(
        TOP + 2 * ROW, abs=4
    )


def test_a_hyphen_is_a_flat_stroke_and_narrower_than_any_numeral() -> None:
    hyphen, dash, numeral, point = (10, 20, 18, 22), (10, 20, 34, 23), (10, 20, 32, 23), (10, 20, 14, 23)
    assert [is_bar(box, 24.0) for box in (hyphen, dash, numeral, point)] == [True, True, True, False]
    assert [is_hyphen(box, 24.0) for box in (hyphen, dash, numeral, point)] == [True, False, False, False]


@pytest.mark.slow
def test_a_word_in_brackets_is_part_of_its_heading(tmp_path: Path) -> None:
    sheet = page([66.0, 88.0, LAST])
    sheet.erase(95, 70, 150, 84)
    sheet.text(92, 72, "单位名称", size=9)
    sheet.text(131, 72, "（科目）", size=9)
    (found,) = read(save(sheet.image, tmp_path / "page.png")).pages
    (grid,) = found.grids
    assert [text.replace("(", "（").replace(")", "）") for text in texts(grid)[0]] == [
        "科目编码",
        "单位名称（科目）",
        *(text for text, _ in HEADINGS[2:]),
    ]


def test_the_size_of_one_character_is_that_of_its_line() -> None:
    sheet = Sheet()
    sheet.text(30, 20, "事业单位经营收入", size=9)
    sheet.text(30, 40, "入", size=9)
    paper = np.asarray(sheet.image)
    whole, alone = (TextBox(70.0, y, 320.0, y + 34) for y in (52.0, 108.0))
    of_line, of_one = (
        box.bottom - box.top
        for box in as_printed(paper, [whole, alone], [Read(t, 1.0) for t in ("事业单位经营收入", "入")])
    )
    assert of_one == pytest.approx(of_line, rel=0.05)


def test_a_blank_estimated_a_character_late_parts_the_figure_all_the_same() -> None:
    sheet = Sheet()
    sheet.text(30, 20, "2,943,000", size=9)
    for x, text in ((74, "二"), (84, "、"), (91, "外交支出")):
        sheet.text(x, 21, text, size=8)
    box = TextBox(80.0, 50.0, 460.0, 86.0)
    _, found = cut_at_blanks(np.asarray(sheet.image), [box], [Read("2,943,000二、外交支出", 0.98)])
    assert [read.text for read in found] == ["2,943,000", "二、外交支出"]


@pytest.mark.slow
def test_a_figure_is_parted_from_the_label_that_begins_a_hair_behind_it(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(150, 16, "收入支出决算总表", size=16)
    sheet.text(340, 46, "单位：万元", size=9)
    headings = (("收入项目", 40.0), ("决算数", 160.0), ("支出项目", 220.0), ("决算数", 350.0))
    for text, x in headings:
        sheet.text(x, 72, text, size=9)
    rows = [
        ("一、财政拨款收入", "4465.33", "一、一般公共服务支出", "1563.00"),
        ("二、事业收入", "0", "二、外交支出", "0"),
        ("三、经营收入", "0", "三、教育支出", "2902.33"),
        ("年初结转和结余", "24.81", "年末结转和结余", "24.81"),
        ("总计", "4490.14", "总计", "4490.14"),
    ]
    for number, (left, first, right, second) in enumerate(rows):
        y = TOP + 20 * number
        sheet.text(30, y, left, size=9)
        sheet.text(198 - 4.9 * len(first), y, first, size=9)
        sheet.text(203, y, right, size=9)
        sheet.text(390 - 4.9 * len(second), y, second, size=9)
    for y in (66.0, 88.0, TOP + 20 * len(rows) - 4):
        sheet.line(25, y, 400, y)
    (found,) = read(save(sheet.image, tmp_path / "page.png")).pages
    (grid,) = found.grids
    assert texts(grid)[1:] == [list(row) for row in rows]


@pytest.mark.slow
def test_a_name_behind_its_code_is_no_column_of_its_own(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(150, 16, "支出决算表", size=16)
    sheet.text(340, 46, "单位：元", size=9)
    for text, x in (("科目", 80.0), ("支出合计", 215.0), ("基本支出", 300.0)):
        sheet.text(x, 72, text, size=9)
    rows = [
        ("201 一般公共服务支出", "3611700", "0"),
        ("2010907 口岸管理", "3611700", "0"),
        ("合计", "3611700", "0"),
    ]
    for number, (label, *figures) in enumerate(rows):
        sheet.text(30 + 18 * ("20109" in label), TOP + ROW * number, label, size=9)
        for figure, right in zip(figures, RIGHT, strict=False):
            sheet.text(right - 4.9 * len(figure), TOP + ROW * number, figure, size=9)
    (found,) = read(save(sheet.image, tmp_path / "page.png")).pages
    (grid,) = found.grids
    assert [[text.replace(" ", "") for text in row] for row in texts(grid)[1:]] == [
        [label.replace(" ", ""), *figures] for label, *figures in rows
    ]


@pytest.mark.slow
def test_running_text_with_figures_makes_no_table(tmp_path: Path) -> None:
    sheet = Sheet()
    lines = [
        "2024年度收入总计1510.27万元，与上年相比增加",
        "93.78万元，增长6.6%，主要是人员经费增加。其中：",
        "基本支出504.60万元，占33.4%；项目支出1005.67万元，",
        "占66.6%。年末结转和结余0万元，与上年持平。",
    ]
    for number, line in enumerate(lines):
        sheet.text(40, 60 + 20 * number, line)
    (found,) = read(save(sheet.image, tmp_path / "page.png")).pages
    assert not found.grids
    assert [line.text.replace(",", "，").replace(" ", "") for line in found.lines] == lines


def test_print_that_runs_over_the_edge_of_a_cell_is_told() -> None:
    cell = (20.0, 10.0, 60.0, 30.0)
    paper = np.full((60, 100), 250, dtype=np.uint8)
    paper[15:25, 30:50] = 20
    assert not is_cut(paper, cell), "what stands in the middle of a cell"
    over = paper.copy()
    over[15:25, 50:70] = 20
    assert is_cut(over, cell)
    below = paper.copy()
    below[25:36, 40:42] = 20
    assert is_cut(below, cell)
    noise = paper.copy()
    noise[12:28, 60] = 190
    assert not is_cut(noise, cell)
