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


def typeset(path: Path, rules: str, total: str = "合计") -> Path:
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
        (total, 50, 230, 291),
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


def put(path: Path, words: tuple[tuple[str, float, float, str], ...]) -> list[list[str]]:
    """Set words (text, x, distance from the top, l, c or r) without any rule and return the cells of the one table."""
    pdfmetrics.registerFont(TTFont("Aligned", str(FONT_FILE)))
    canvas = Canvas(str(path), pagesize=(560, 400), invariant=1)
    canvas.setFont("Aligned", 9)
    ways = {"l": canvas.drawString, "c": canvas.drawCentredString, "r": canvas.drawRightString}
    for text, x, top, stands in words:
        ways[stands](x, 400 - top, text)
    canvas.save()
    (page,) = read(path).pages
    (grid,) = page.grids
    return [[cell.text for cell in grid.row(row)] for row in range(grid.n_rows)]


def test_a_heading_in_the_gap_between_two_names_both(tmp_path: Path) -> None:
    rows = (
        ("一、事业收入", "5.00", "一、教育支出", "8.00"),
        ("二、经营收入", "4.50", "二、国防支出", "1.00"),
        ("三、其他收入", "0.50", "三、外交支出", "1.00"),
    )
    words = [("收入", 171, 60, "c"), ("支出", 424, 60, "c")]
    words += [
        ("项目", 131, 80, "c"),
        ("决算数", 257, 80, "c"),
        ("项目", 384, 80, "c"),
        ("决算数", 510, 80, "c"),
    ]
    for number, row in enumerate(rows):
        top = 100.0 + 20 * number
        words += [
            (row[0], 48, top, "l"),
            (row[1], 295, top, "r"),
            (row[2], 300, top, "l"),
            (row[3], 547, top, "r"),
        ]
    cells = put(tmp_path / "gap.pdf", tuple(words))
    assert cells[0] == ["收入", "支出"]
    assert cells[1:] == [["项目", "决算数", "项目", "决算数"], *map(list, rows)]


def test_decimals_that_a_cell_wraps_stay_with_their_figure(tmp_path: Path) -> None:
    words = [("项目", 100, 60, "c"), ("合计", 215, 60, "c"), ("基本支出", 275, 60, "c")]
    for number, (name, total, basic) in enumerate(
        (("教育支出", "143.48", "43.33"), ("国防支出", "34.84", "43.33"), ("外交支出", "457.31", "43.33"))
    ):
        top = 80.0 + 30 * number
        words += [(name, 48, top, "l"), (total, 232, top, "r"), (basic, 290, top, "r")]
    words += [
        ("其他支出", 48, 170, "l"),
        ("1,852.8", 232, 170, "r"),
        ("43.33", 290, 170, "r"),
        ("0", 232, 181, "r"),
    ]
    cells = put(tmp_path / "decimals.pdf", tuple(words))
    assert cells[-1] == ["其他支出", "1,852.8\n0", "43.33"]


def test_a_title_whose_letters_stand_apart_is_no_table(tmp_path: Path) -> None:
    title = [(letter, 60 + 24 * number, 40, "c") for number, letter in enumerate("2024年收支总表")]
    words = [("项目", 90, 80, "c"), ("金额", 300, 80, "c")]
    for number, name in enumerate(("教育支出", "其他支出", "支出总计")):
        words += [(name, 52, 100 + 20 * number, "l"), ("20.00", 325, 100 + 20 * number, "r")]
    cells = put(tmp_path / "spaced.pdf", (*title, *words))
    assert cells[0] == ["项目", "金额"]
    assert len(cells) == 4
    (page,) = read(tmp_path / "spaced.pdf").pages
    assert [line.text for line in page.lines] == ["2 0 2 4 年 收 支 总 表"]


def test_a_total_between_code_and_name_makes_no_column(tmp_path: Path) -> None:
    words = [("科目编码", 75, 60, "c"), ("科目名称", 170, 60, "c"), ("合计", 300, 60, "c")]
    words += [("合计", 118, 80, "c"), ("20.00", 325, 80, "r")]
    for number, (code, name) in enumerate(
        (("205", "教育支出"), ("20502", "普通教育"), ("2050203", "初中教育"))
    ):
        top = 100.0 + 20 * number
        words += [(code, 52, top, "l"), (name, 142, top, "l"), ("20.00", 325, top, "r")]
    cells = put(tmp_path / "total.pdf", tuple(words))
    assert cells[0] == ["科目编码", "科目名称", "合计"]
    assert cells[2:] == [
        [code, name, "20.00"]
        for code, name in (("205", "教育支出"), ("20502", "普通教育"), ("2050203", "初中教育"))
    ]


def test_the_second_line_of_an_indented_label_may_begin_further_left(tmp_path: Path) -> None:
    words = [("科目编码", 75, 60, "c"), ("科目名称", 160, 60, "c"), ("合计", 300, 60, "c")]
    words += [("205", 52, 80, "l"), ("教育支出", 142, 80, "l"), ("20.00", 325, 80, "r")]
    words += [
        ("20502", 52, 105, "l"),
        ("普通教", 162, 105, "l"),
        ("20.00", 325, 105, "r"),
        ("育", 142, 116, "l"),
    ]
    words += [("2050203", 52, 140, "l"), ("初中教育", 162, 140, "l"), ("20.00", 325, 140, "r")]
    cells = put(tmp_path / "indented.pdf", tuple(words))
    assert cells[2] == ["20502", "普通教\n育", "20.00"]


@pytest.mark.parametrize("is_ruled", [True, False])
def test_one_row_under_headings_of_two_levels_keeps_the_upper_one(tmp_path: Path, is_ruled: bool) -> None:
    pdfmetrics.registerFont(TTFont("Aligned", str(FONT_FILE)))
    path = tmp_path / "one-row.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setFont("Aligned", 9)
    canvas.drawCentredString(297, 790, "一般公共预算“三公”经费支出表")
    canvas.drawString(45, 770, "部门：青禾县财政局 单位：万元")
    canvas.drawCentredString(340, 750, "公务用车购置及运行维护费")
    heads = ("合计", "因公出国（境）费", "小计", "购置费", "运行费", "公务接待费")
    for number, text in enumerate(heads):
        middle = 87 + 84.2 * number
        canvas.drawCentredString(middle, 728 if 2 <= number <= 4 else 737, text)
        canvas.drawRightString(middle + 42, 706, f"{number}.50")
    for height in (760, 718, 700) if is_ruled else ():
        canvas.line(45, height, 550, height)
    canvas.save()
    ((grid,),) = [page.grids for page in read(path).pages]
    upper = next(cell for cell in grid.cells if cell.text == "公务用车购置及运行维护费")
    assert (upper.row, upper.column, upper.column_span) == (0, 2, 3)


def test_the_last_rows_of_a_list_under_its_unit_and_headings_are_a_table(tmp_path: Path) -> None:
    pdfmetrics.registerFont(TTFont("Aligned", str(FONT_FILE)))
    path = tmp_path / "rest.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setFont("Aligned", 9)
    canvas.drawCentredString(297, 790, "收入支出决算总表（续表）")
    canvas.drawString(45, 770, "部门：青禾县财政局 单位：万元")
    for height, label, figure in (
        (750, "项目", "决算数"),
        (735, "本年支出合计", "47.50"),
        (720, "总计", "47.50"),
    ):
        canvas.drawString(45, height, label)
        canvas.drawRightString(550, height, figure)
    canvas.save()
    ((grid,),) = [page.grids for page in read(path).pages]
    assert [[cell.text for cell in grid.row(row)] for row in range(3)] == [
        ["项目", "决算数"],
        ["本年支出合计", "47.50"],
        ["总计", "47.50"],
    ]


def test_a_total_that_is_set_apart_is_one_label(tmp_path: Path) -> None:
    ((grid,),) = [page.grids for page in read(typeset(tmp_path / "spread.pdf", "none", "合　　计")).pages]
    assert "".join(next(cell.text for cell in grid.row(2) if cell.text).split()) == "合计"
    assert not any(cell.text in ("合", "计") for cell in grid.cells)


def test_headings_of_their_own_beside_a_group_of_blank_columns_stay_apart(tmp_path: Path) -> None:
    """合计 and 因公出国 stand in the middle of the header's height, a line above 小计 and 购置费 beside them."""
    halves = (
        (12, "预算数", ["14.25", "", "5.53", "", "5.53", "8.72"]),
        (284, "决算数", ["10.59", "", "2.09", "", "2.09", "8.50"]),
    )
    words: list[tuple[str, float, float, str]] = []
    for left, half, figures in halves:
        words += [(half, left + 132, 60, "c"), ("公务用车", left + 132, 75, "c")]
        for place, text in ((0, "合计"), (1, "因公出国"), (5, "公务接待费")):
            words.append((text, left + 22 + 44 * place, 84, "c"))
        for place, text in enumerate(("小计", "购置费", "运行费"), 2):
            words.append((text, left + 22 + 44 * place, 97, "c"))
        for place, text in enumerate(figures):
            words += [(text, left + 42 + 44 * place, 115, "r")] if text else []
    rows = put(tmp_path / "form.pdf", tuple(words))
    assert rows[-1] == [*halves[0][2], *halves[1][2]]
    assert rows[-2][2:5] == rows[-2][8:11] == ["小计", "购置费", "运行费"]


def test_the_rest_of_a_label_in_the_middle_of_a_page_stands_below_the_repeated_headings(
    tmp_path: Path,
) -> None:
    words: list[tuple[str, float, float, str]] = []
    for left, side in ((30, "收入"), (291, "支出")):
        words += [(side, left + 110, 50, "c"), ("项目", left + 30, 65, "c")]
        words += [("行次", left + 115, 65, "c"), ("预算数", left + 160, 65, "c")]
    words.append(("出", 293, 82, "l"))
    for place, label in enumerate(("商业服务业等支出", "金融支出", "其他支出")):
        top = 100 + 16 * place
        words += [(str(10 + place), 145, top, "c"), (label, 293, top, "l"), (str(38 + place), 406, top, "c")]
        words.append((f"{place + 1}.00", 455, top, "r"))
    rows = put(tmp_path / "form.pdf", tuple(words))
    assert [text for text in rows[0] if text] == ["收入", "支出"]
    assert [text for text in rows[2] if text] == ["出"]
    assert [text for text in rows[3] if text] == ["10", "商业服务业等支出", "38", "1.00"]


def test_figures_that_are_wrapped_above_their_labels_keep_their_columns(tmp_path: Path) -> None:
    """An indented label begins on its second line, beside the digits that a narrow cell wraps."""
    words = [("项目", 70, 60, "c"), ("收入合计", 130, 60, "c"), ("财政拨款收入", 195, 60, "c")]
    rows = (("2010301", "行政运行"), ("2080501", "行政单位"), ("2080502", "事业单位"))
    for number, (code, name) in enumerate(rows):
        top = 80.0 + 50 * number
        words += [(text, right, top, "r") for text, right in (("6,982,50", 155), ("6,982,50", 220))]
        words += [("0", 155, top + 11, "r"), ("0", 220, top + 11, "r")]
        words += [(code, 52, top + 11, "l"), (name, 52, top + 22, "l")]
    # Of the last row the page holds the first line of the figures and the code.
    words += [("8,752,80", 155, 230, "r"), ("8,752,80", 220, 230, "r"), ("2120103", 52, 241, "l")]
    cells = put(tmp_path / "wrapped.pdf", tuple(words))
    assert cells[1:] == [
        *([f"{code}\n{name}", "6,982,50\n0", "6,982,50\n0"] for code, name in rows),
        ["2120103", "8,752,80", "8,752,80"],
    ]


def test_the_last_decimal_below_half_of_the_figures_belongs_to_them(tmp_path: Path) -> None:
    words: list[tuple[str, float, float, str]] = [
        ("科目", 70, 60, "c"),
        ("合计", 140, 60, "c"),
        ("拨款", 200, 60, "c"),
    ]
    for number, figure in enumerate(("3,415.5", "97.50", "1,279.3", "169.10", "1,012.7", "502.81")):
        top = 80.0 + 29 * number
        words += [(f"20{number}", 52, top, "l"), (figure, 155, top, "r"), (figure, 220, top, "r")]
        if figure[-2] == ".":
            words += [("4", 155, top + 11, "r"), ("4", 220, top + 11, "r")]
    cells = put(tmp_path / "decimals.pdf", tuple(words))
    assert [row[1] for row in cells[1:]] == [
        "3,415.5\n4",
        "97.50",
        "1,279.3\n4",
        "169.10",
        "1,012.7\n4",
        "502.81",
    ]


def test_a_group_over_figures_leaves_them_the_lower_heading_beside_them(tmp_path: Path) -> None:
    words = [("项目", 40, 121, "c"), ("上年预算数", 177, 121, "c"), ("预算数", 290, 121, "c")]
    words += [("与上年预算数相比", 435, 113, "c"), ("金额", 390, 129, "c"), ("%", 484, 129, "c")]
    for number, (label, figures) in enumerate(
        (
            ("合计", ("325,495", "314,251", "-11,244", "-3.45")),
            ("接待费", ("75,566", "73,692", "-1,874", "-2.48")),
        )
    ):
        top = 150.0 + 15 * number
        words.append((label, 25, top, "l"))
        words += [(text, right, top, "r") for text, right in zip(figures, (237, 337, 436, 527), strict=True)]
    cells = put(tmp_path / "group.pdf", tuple(words))
    assert [text for text in cells[2] if text] == ["金额", "%"]
    assert cells[2][3:] == ["金额", "%"]
    assert cells[3] == ["合计", "325,495", "314,251", "-11,244", "-3.45"]


def test_a_total_beside_wrapped_figures_makes_no_column(tmp_path: Path) -> None:
    words: list[tuple[str, float, float, str]] = []
    for number, code in enumerate(("02", "01")):
        top = 60.0 + 20 * number
        words += [("221", 52, top, "l"), (code, 92, top, "l"), ("住房支出", 172, top, "l")]
        words += [("118,000", 265, top, "r"), ("118,000", 325, top, "r")]
    words += [("合计", 140, 100, "c"), ("43,392,60", 265, 100, "r"), ("43,392,60", 325, 100, "r")]
    words += [("0", 265, 111, "r"), ("0", 325, 111, "r")]
    cells = put(tmp_path / "total.pdf", tuple(words))
    assert cells[:2] == [["221", code, "住房支出", "118,000", "118,000"] for code in ("02", "01")]
    assert [text for text in cells[2] if text] == ["合计", "43,392,60\n0", "43,392,60\n0"]


def test_the_last_row_of_a_list_below_labels_without_figures_is_a_table(tmp_path: Path) -> None:
    total = [("收入总计", 50, 92, "l"), ("4,072.00", 200, 92, "r"), ("支出总计", 220, 92, "l")]
    total.append(("4,072.00", 360, 92, "r"))
    labels = [("二十二、其他支出", 220, 50, "l"), ("二十三、债务付息支出", 220, 71, "l")]
    cells = put(tmp_path / "labels.pdf", (*labels, *total))
    assert [[text for text in row if text] for row in cells] == [
        ["二十二、其他支出"],
        ["二十三、债务付息支出"],
        ["收入总计", "4,072.00", "支出总计", "4,072.00"],
    ]
    with pytest.raises(ValueError, match="expected 1, got 0"):
        put(tmp_path / "text.pdf", (("这一年的预算", 220, 50, "l"), *total))


def test_rows_that_all_stand_far_apart_are_one_table_with_their_headings(tmp_path: Path) -> None:
    words = [("科目编码", 75, 60, "c"), ("科目名称", 200, 60, "c"), ("合计", 330, 60, "c")]
    rows = (("205", "教育支出", "33.00"), ("20502", "普通教育", "33.00"), ("2050202", "小学教育", "21.00"),
            ("2050203", "初中教育", "12.00"))  # fmt: skip
    for number, (code, name, figure) in enumerate(rows):
        top = 120.0 + 54 * number
        words += [(code, 50, top, "l"), (name, 160, top, "l"), (figure, 350, top, "r")]
    found = put(tmp_path / "far.pdf", tuple(words))
    assert found == [["科目编码", "科目名称", "合计"], *map(list, rows)]


def test_many_rows_without_figures_leave_their_headings_above_them(tmp_path: Path) -> None:
    names = ("九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九")
    words: list[tuple[str, float, float, str]] = [("收入", 150, 40, "c"), ("支出", 400, 40, "c")]
    for text, x in (("项目", 90), ("决算数", 220), ("项目", 340), ("决算数", 500)):
        words.append((text, x, 58, "c"))
    for number, name in enumerate(names):
        words.append((f"{name}、教育支出", 290, 80.0 + 17 * number, "l"))
    words += [("55.00", 547, 80.0 + 17 * (len(names) - 1), "r")]
    bottom = 80.0 + 17 * len(names)
    words += [("收入总计", 48, bottom, "l"), ("55.00", 270, bottom, "r")]
    words += [("支出总计", 290, bottom, "l"), ("55.00", 547, bottom, "r")]
    found = put(tmp_path / "rest.pdf", tuple(words))
    assert [text for text in found[0] if text] == ["收入", "支出"]
    assert found[1] == ["项目", "决算数", "项目", "决算数"]
    assert [row[2] for row in found[2:-1]] == [f"{name}、教育支出" for name in names]
    assert found[-1] == ["收入总计", "55.00", "支出总计", "55.00"]
