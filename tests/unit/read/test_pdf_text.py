"""What the words of a page are: each test prints one way that reports distort their text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.read import read
from pipelines.read.pdf.chars import DOWN, INVERTED, UP, Char
from pipelines.read.pdf.glyphs import clean_characters, clean_text
from pipelines.read.pdf.text import block_text, join_line, split_lines, turn
from tests.unit.read.pdfs import COLUMN, LEFT, ROW, TOP, Sheet, layout, raw_pdf, read_page, texts, typeset


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("执⾏决算", "执行决算"),
        ("⻓期⻋辆⻅⻚", "长期车辆见页"),
        ("\uf9d1", "六"),
        ("（类）１２３％：“三公”", "（类）１２３％：“三公”"),
        ("\ud842\udfb7", "𠮷"),
        ("\ud842甲", "\ufffd甲"),
        ("30\x0231", "30-31"),
        ("30\ufffe31", "30-31"),
        ("ﬁ\u200b\ufeff1", "fi1"),
    ],
)
def test_characters_are_cleaned_one_by_one(printed: str, clean: str) -> None:
    assert clean_text(printed) == clean
    assert len(clean_characters(printed)) == len(printed)


def test_overprinted_bold_counts_once(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        for shift in (0.0, 0.3):
            sheet.text(LEFT + shift, 40, "收入决算表 1,100.00")

    (line,) = read_page(typeset(tmp_path / "a.pdf", draw)).lines
    assert line.text == "收入决算表 1,100.00"


def test_second_pass_of_a_whole_table_counts_once(tmp_path: Path) -> None:
    figures = [
        ["科目", "小计", "基本", "项目"],
        *([f"20{i}", "22.11", "11.11", "11.00"] for i in range(1, 6)),
    ]

    def draw(sheet: Sheet) -> None:
        sheet.rules(6, 4)
        for shift in (0.0, 0.25, 0.5):
            for r, row in enumerate(figures):
                for c, text in enumerate(row):
                    sheet.text(LEFT + c * COLUMN + 5 + shift, TOP + r * ROW + 16, text)

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == figures


@pytest.mark.parametrize(("kerning", "text"), [(-280, "1,234.50"), (-320, "1,2 34.50"), (0, "1,234.50")])
def test_gap_of_more_than_three_points_parts_words(tmp_path: Path, kerning: int, text: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(b"BT /F1 10 Tf 40 200 Td [(1,2) %d (34.50)] TJ ET" % kerning))
    for reader in ("pdfium", "pdfminer"):
        assert read_page(path, reader=reader).lines[0].text == text


def test_words_that_stand_apart_are_joined_by_one_space(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(40, 40, "编制部门：某局")
        sheet.text(300, 41, "单位：万元")
        sheet.text(40, 60, "年　初   数")

    lines = read_page(typeset(tmp_path / "a.pdf", draw)).lines
    assert [line.text for line in lines] == ["编制部门：某局 单位：万元", "年 初 数"]
    box = lines[0].box
    assert box is not None
    assert (box.x0, box.x1) == pytest.approx((40.0, 350.0), abs=0.5)
    assert box.top < 41 - 5 < box.bottom


def test_letters_set_wide_apart_stay_one_cell(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.rules(2, 2)
        for i, letter in enumerate("出国费"):
            sheet.text(LEFT + 5 + 20 * i, TOP + 16, letter)
        sheet.cell_text(0, 1, "0.00")

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == [["出 国 费", "0.00"], ["", ""]]


def test_text_objects_split_inside_a_number_are_joined(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(40, 40, "1")
        sheet.text(45, 40, ",")
        sheet.text(47.5, 40, "234.50")

    assert read_page(typeset(tmp_path / "a.pdf", draw)).lines[0].text.replace(" ", "") == "1,234.50"


def test_lines_in_a_cell_keep_their_breaks(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.rules(1, 2)
        sheet.text(LEFT + 5, TOP + 11, "公务用车购置及")
        sheet.text(LEFT + 5, TOP + 22, "运行维护费")
        sheet.cell_text(0, 1, "3.50")

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == [["公务用车购置及\n运行维护费", "3.50"]]


@pytest.mark.parametrize(("turn_by", "x", "y"), [(90.0, 20.0, 55.0), (-90.0, 10.0, 5.0), (180.0, 50.0, 20.0)])
def test_turned_text_in_a_cell_reads_in_its_own_direction(
    tmp_path: Path, turn_by: float, x: float, y: float
) -> None:
    def draw(sheet: Sheet) -> None:
        for column in range(3):
            sheet.line(LEFT + column * COLUMN, TOP, LEFT + column * COLUMN, TOP + 60)
        for top in (TOP, TOP + 60):
            sheet.line(LEFT, top, LEFT + 2 * COLUMN, top)
        dx, dy = {90.0: (12, 0), -90.0: (-12, 0), 180.0: (0, -12)}[turn_by]
        sheet.text(LEFT + x + 24, TOP + y, "基本支出", turn=turn_by)
        sheet.text(LEFT + x + 24 + dx, TOP + y + dy, "12.50", turn=turn_by)
        sheet.cell_text(0, 1, "横排")

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == [["基本支出\n12.50", "横排"]]


def test_turned_text_outside_tables_is_a_line_with_its_displayed_box(tmp_path: Path) -> None:
    (line,) = read_page(typeset(tmp_path / "a.pdf", lambda s: s.text(100, 200, "附件说明", turn=90))).lines
    assert line.text == "附件说明"
    assert line.box is not None
    assert (line.box.top, line.box.bottom) == pytest.approx((160, 200), abs=0.5)
    assert line.box.x0 < 100 < line.box.x1 + 3


def test_slanting_watermark_stays_out_of_the_cells(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.rules(2, 2)
        sheet.fill_cells([["项目", "金额"], ["合计", "1.00"]])
        sheet.text(LEFT + 10, TOP + 45, "内部资料", size=20, turn=30)

    page = read_page(typeset(tmp_path / "a.pdf", draw))
    assert texts(page.grids[0]) == [["项目", "金额"], ["合计", "1.00"]]
    assert "内" in "".join(line.text for line in page.lines)


@pytest.mark.parametrize("order", [1, -1])
def test_stacked_columns_read_downwards_from_the_right(tmp_path: Path, order: int) -> None:
    def draw(sheet: Sheet) -> None:
        for column in range(3):
            sheet.line(LEFT + column * COLUMN, TOP, LEFT + column * COLUMN, TOP + 60)
        for top in (TOP, TOP + 60):
            sheet.line(LEFT, top, LEFT + 2 * COLUMN, top)
        for x, letters in ((40, "事业单位"), (15, "经营收入"))[::order]:
            for i, letter in enumerate(letters):
                sheet.text(LEFT + x, TOP + 14 + 12 * i, letter)
        sheet.cell_text(0, 1, "0.00")

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert texts(grid) == [["事业单位\n经营收入", "0.00"]]


_VERTICAL_FONT = (
    (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-V"
        b" /DescendantFonts [7 0 R] >>"
    ),
    (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 8 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
    ),
    (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 752 /Descent -271 /CapHeight 737"
        b" /StemV 58 /ItalicAngle 0 /FontBBox [-25 -254 1000 880] >>"
    ),
)


def test_font_for_vertical_writing(tmp_path: Path) -> None:
    content = b"40 170 160 70 re S 120 170 m 120 240 l S BT /F1 10 Tf 130 215 Td (9.90) Tj ET BT /V 10 Tf "
    for x, column in ((90, "事业单位"), (70, "经营收入")):
        content += b"1 0 0 1 %d 232 Tm <%s> Tj " % (x, column.encode("utf-16-be").hex().encode())
    fonts = b"/Resources << /Font << /F1 5 0 R /V 6 0 R >> >>"
    path = tmp_path / "a.pdf"
    path.write_bytes(raw_pdf(content + b"ET", page=fonts, extra=_VERTICAL_FONT))
    for reader in ("pdfium", "pdfminer"):
        (grid,) = read_page(path, reader=reader).grids
        assert texts(grid) == [["事业单位\n经营收入", "9.90"]]


def test_characters_off_the_visible_page_are_left_out_and_counted(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(40, 40, "页内")
        sheet.text(40, -100, "页外文字")

    reading = read(typeset(tmp_path / "a.pdf", draw))
    assert [line.text for line in reading.pages[0].lines] == ["页内"]
    assert reading.notes == ("page 1 has 4 characters outside the visible page",)


def test_pages_without_text_are_noted(tmp_path: Path) -> None:
    path = typeset(tmp_path / "a.pdf", lambda s: s.text(40, 40, "正文"), lambda s: s.rules(2, 2))
    reading = read(path)
    assert reading.notes == ("page 2 has no text",)
    assert [len(page.lines) for page in reading.pages] == [1, 0]
    assert texts(reading.pages[1].grids[0]) == [["", ""], ["", ""]]


def test_empty_cells_and_spans_are_told_apart(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        for y in (0, 2, 3):
            sheet.line(LEFT, TOP + y * ROW, LEFT + 3 * COLUMN, TOP + y * ROW)
        sheet.line(LEFT + COLUMN, TOP + ROW, LEFT + 3 * COLUMN, TOP + ROW)
        for x in (0, 1, 3):
            sheet.line(LEFT + x * COLUMN, TOP, LEFT + x * COLUMN, TOP + 3 * ROW)
        sheet.line(LEFT + 2 * COLUMN, TOP + ROW, LEFT + 2 * COLUMN, TOP + 3 * ROW)
        sheet.text(LEFT + 5, TOP + ROW + 4, "科目")
        sheet.text(LEFT + COLUMN + 60, TOP + 16, "本年收入")
        sheet.cell_text(1, 1, "合计")
        sheet.cell_text(2, 0, "教育")
        sheet.cell_text(2, 2, "5.00")

    (grid,) = read_page(typeset(tmp_path / "a.pdf", draw)).grids
    assert (grid.n_rows, grid.n_columns) == (3, 3)
    assert layout(grid) == [
        (0, 0, 2, 1, "科目"),
        (0, 1, 1, 2, "本年收入"),
        (1, 1, 1, 1, "合计"),
        (1, 2, 1, 1, ""),
        (2, 0, 1, 1, "教育"),
        (2, 1, 1, 1, ""),
        (2, 2, 1, 1, "5.00"),
    ]


def _char(text: str, x: float, y: float, obj: int = 1) -> Char:
    return text, x, y, x + 10, y + 10, obj


def test_ligature_halves_at_one_place_are_both_kept() -> None:
    assert join_line([_char("f", 0, 0, 7), _char("f", 0, 0, 7), _char("e", 10, 0, 7)]) == "ffe"
    assert join_line([_char("f", 0, 0, 7), _char("f", 0, 0, 8), _char("e", 10, 0, 7)]) == "fe"


def test_lines_are_split_where_tops_leap() -> None:
    chars = [_char("乙", 0, 20), _char("甲", 0, 0), _char("丁", 12, 22), _char("丙", 12, 2)]
    assert [[ch[0] for ch in line] for line in split_lines(chars)] == [["甲", "丙"], ["乙", "丁"]]


@pytest.mark.parametrize("way", [DOWN, UP, INVERTED])
def test_turning_back_restores_the_box(way: int) -> None:
    ch = _char("甲", 3, 40)
    assert turn(turn(ch, way), -way) == ch


def test_upside_down_text_reads_from_its_own_left() -> None:
    chars = [(INVERTED, _char("乙", 0, 0)), (INVERTED, _char("甲", 10, 0))]
    assert block_text([], chars) == "甲乙"


def test_figures_set_lower_than_the_words_beside_them_share_their_line(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 48, "2024", size=24)
        sheet.text(LEFT + 45, 40, "年度部门决算", size=24)  # the figures advance 44.4
        sheet.text(LEFT, 70, "二〇二五年九月", size=24)

    assert [line.text for line in read_page(typeset(tmp_path / "a.pdf", draw)).lines] == [
        "2024年度部门决算",
        "二〇二五年九月",
    ]


def test_lines_one_above_the_other_stay_apart_however_close(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(LEFT, 40, "一般公共预算", size=12)
        sheet.text(LEFT + 20, 44.5, "财政拨款", size=12)

    assert len(read_page(typeset(tmp_path / "a.pdf", draw)).lines) == 2


def test_clips_within_clips_are_told_apart(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        for height in (0, 150):
            sheet.canvas.saveState()
            sheet.clip(0, height, 400, height + 150)
            for side in (0, 200):
                sheet.canvas.saveState()
                sheet.clip(side, 0, side + 200, 300)
                for x, y in ((50, 100), (50, 250), (250, 100), (250, 250)):
                    sheet.text(x, y, f"{height}/{side}/{x}/{y}")
                sheet.canvas.restoreState()
            sheet.canvas.restoreState()

    page = read_page(typeset(tmp_path / "a.pdf", draw))
    shown = " ".join(line.text for line in page.lines).split()
    assert shown == ["0/0/50/100", "0/200/250/100", "150/0/50/250", "150/200/250/250"]


def _drawn_digits(shape: bytes, text: bytes) -> bytes:
    """Return a PDF whose font draws ``?`` as a shape and gives no text for it, beside the digits of Helvetica."""
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 1000 1000] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 63"
        b" /LastChar 63 /Widths [600] /CharProcs << /g63 7 0 R >> /Encoding << /Differences [63 /g63] >>"
        b" /Resources << >> /ToUnicode 8 0 R >>"
    )
    glyph = b"600 0 " + shape
    to_text = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <FF>"
        b" endcodespacerange 1 beginbfchar <3F> <0000> endbfchar endcmap end end"
    )
    streams = (b"<< /Length %d >>\nstream\n" % len(data) + data + b"\nendstream" for data in (glyph, to_text))
    page = b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >>"
    return raw_pdf(text, page=page, extra=(font, *streams))


@pytest.mark.parametrize(
    ("shape", "sign"),
    [
        (b"50 0 550 700 d1 50 0 500 700 re f", "\ufffc"),
        (b"50 300 550 380 d1 50 300 500 80 re f", "-"),
        (b"0 0 0 0 d1", ""),
    ],
    ids=["a digit", "a minus", "a blank"],
)
def test_what_has_no_text_beside_a_digit_is_never_left_out_of_its_figure(
    tmp_path: Path, shape: bytes, sign: str
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(_drawn_digits(shape, b"BT /F2 10 Tf 40 200 Td (?) Tj /F1 10 Tf 6 0 Td (8987.35) Tj ET"))
    assert read_page(path).lines[0].text == f"{sign}8987.35"


def test_lines_over_three_tables_beside_each_other_are_parted_above_each_gap(tmp_path: Path) -> None:
    """Narrow gaps: the blank between a title's two ends is wider than that between two tables' lines."""
    edges = ((10.0, 120.0), (145.0, 255.0), (280.0, 390.0))

    def draw(sheet: Sheet) -> None:
        for number, (left, right) in enumerate(edges):
            sheet.text(left + 30, 30, f"甲表{number}", size=8)
            sheet.text(left, 50, f"部门{number}", size=8)
            sheet.text(right - 24, 50, "单位元", size=8)
            for y in (60, 80, 100):
                sheet.line(left, y, right, y)
            for x in (left, (left + right) / 2, right):
                sheet.line(x, 60, x, 100)

    lines = [line.text for line in read_page(typeset(tmp_path / "three.pdf", draw)).lines]
    assert lines == ["甲表0", "甲表1", "甲表2", "部门0 单位元", "部门1 单位元", "部门2 单位元"]
