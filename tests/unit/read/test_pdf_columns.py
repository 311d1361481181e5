"""Which heading is whose in a table without rules: each stands in the middle of its column."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.read.pdf.headings import find_columns
from pipelines.read.pdf.segments import Segment, segments_of
from pipelines.recognise.header_rows import without_column_numbers
from tests.unit.pages import grid


def _text(text: str, x0: float, x1: float, top: float) -> Segment:
    return Segment(text, x0, top, x1, top + 8, ())


def _headed(
    rows: Sequence[Sequence[tuple[str, float, float]]], headings: Sequence[Segment]
) -> list[tuple[str, float]]:
    """Return each column's heading and left edge."""
    body = [[_text(*cell, 170 + 14 * at) for cell in row] for at, row in enumerate(rows)]
    return [
        (column.heading.text if column.heading else "", column.x0) for column in find_columns(body, headings)
    ]


def test_a_heading_over_several_columns_gives_way_to_the_lower_one_beside_it() -> None:
    rows = [
        [("节能环保支出", 323, 371), ("36", 481, 489), ("0", 570, 574), ("0", 644, 648)],
        [("城乡社区支出", 323, 371), ("37", 481, 489), ("227.47", 550, 574), ("0.00", 632, 648)],
        [("农林水支出", 323, 371), ("38", 481, 489), ("0.00", 558, 574), ("0.00", 632, 648)],
    ]
    headings = [
        _text("支出", 550, 566, 109),
        _text("项目", 385, 401, 149),
        _text("行次", 477, 493, 149),
        _text("小计", 532, 548, 149),
        _text("一般公共预算", 590, 638, 149),
    ]
    assert _headed(rows, headings) == [("项目", 323), ("行次", 481), ("小计", 550), ("一般公共预算", 632)]


def test_a_merged_heading_at_the_top_of_its_cell_keeps_its_column() -> None:
    rows = [[("8.91", 135, 151), ("5.49", 207, 223), ("3.42", 495, 511)]]
    headings = [
        _text("合计", 113, 129, 111),
        _text("因公出国（境）费", 161, 225, 111),
        _text("公务用车购置及运行维护费", 289, 385, 111),
        _text("公务接待费", 461, 501, 111),
        _text("小计", 257, 273, 130),
        _text("公务用车购置费", 309, 365, 130),
        _text("公务用车运行费", 381, 437, 130),
    ]
    found = dict(_headed(rows, headings))
    assert (found["合计"], found["公务接待费"], found["公务用车运行费"]) == (135, 495, 381)


def test_figures_at_the_other_edge_of_a_wide_column_belong_to_its_heading() -> None:
    headings = [_text("项目", 40, 56, 150), _text("小计", 200, 216, 150), _text("基本支出", 340, 372, 150)]
    right = [
        [("行政运行", 40, 72), ("1,008.00", 302, 336), ("900.00", 452, 476)],
        [("卫生健康支出", 40, 88), ("52.50", 314, 336), ("42.50", 454, 476)],
    ]
    assert _headed(right, headings) == [("项目", 40), ("小计", 302), ("基本支出", 452)]
    headings = [_text("项目", 40, 56, 150), _text("小计", 318, 334, 150), _text("基本支出", 442, 474, 150)]
    left = [
        [("行政运行", 40, 72), ("1,008.00", 200, 234), ("900.00", 340, 364)],
        [("卫生健康支出", 40, 88), ("52.50", 200, 222), ("42.50", 340, 362)],
    ]
    assert _headed(left, headings) == [("项目", 40), ("小计", 200), ("基本支出", 340)]


def test_figures_belong_to_the_heading_on_their_left() -> None:
    rows = [
        [("预算数", 67, 91), ("2.08", 167, 183), ("2.08", 532, 548)],
        [("决算数", 67, 91), ("1.73", 167, 183), ("1.73", 532, 548)],
    ]
    headings = [
        _text("项目", 71, 87, 100),
        _text("合计", 141, 157, 100),
        _text("因公出国（境）费", 190, 254, 100),
        _text("公务接待费", 494, 534, 100),
    ]
    assert _headed(rows, headings)[:3] == [("项目", 67), ("合计", 167), ("因公出国（境）费", 190)]


def test_labels_that_end_left_of_their_centred_total_are_one_column_with_it() -> None:
    rows = [
        [("2210201住房公积金", 47, 132), ("837.39", 342, 372), ("0.00", 440, 460)],
        [("合计", 156, 176), ("5,185.31", 332, 372), ("0.00", 440, 460)],
    ]
    headings = [
        _text("项目", 156, 176, 100),
        _text("支出合计", 311, 351, 100),
        _text("项目支出", 398, 438, 100),
    ]
    assert _headed(rows, headings) == [("项目", 47), ("支出合计", 332), ("项目支出", 440)]
    with_codes = [[("2210201", 47, 82), ("住房公积金", 90, 132), *rows[0][1:]], rows[1]]
    both = [_text("科目编码", 47, 87, 100), _text("科目名称", 146, 186, 100), *headings[1:]]
    assert [place for _, place in _headed(with_codes, both)] == [47, 90, 332, 440]


def test_words_whose_characters_are_set_apart_are_one_and_levels_of_codes_are_not() -> None:
    """Characters of 9 points with blanks of 2 ems between them, as they fill a wide cell."""

    def line(*words: tuple[str, float], step: float = 27) -> list[str]:
        chars = [
            (char, left + step * at, 100.0, left + step * at + 9, 109.0, 0)
            for word, left in words
            for at, char in enumerate(word)
        ]
        return ["".join(segment.text.split()) for segment in segments_of(chars)]

    assert line(("项目", 50), ("决算数", 200), ("项目", 350)) == ["项目", "决算数", "项目"]
    assert line(("收入", 100), ("支出", 300)) == ["收入", "支出"]
    assert line(("类款项", 50), ("合计", 200)) == ["类", "款", "项", "合计"]
    # A blank between each two characters makes any word, and no column.
    words = ("本年收入合计", 100.0), ("科目编码", 200.0), ("其他收入", 300.0)
    assert line(*words, step=13.5) == ["本年收入合计", "科目编码", "其他收入"]
    assert line(("类款项", 50), ("合计", 200), step=13.5) == ["类", "款", "项", "合计"]
    assert line(("甲乙丙", 50), step=27) == ["甲", "乙", "丙"]


def test_groups_of_digits_that_blanks_part_are_one_figure_and_columns_are_not() -> None:
    """Digits of 9 points, half as wide, with half a blank between groups and more between columns."""

    def line(*texts: tuple[str, float]) -> list[str]:
        chars = [
            (char, left + 4.5 * at, 100.0, left + 4.5 * at + 4.5, 109.0, number)
            for number, (text, left) in enumerate(texts)
            for at, char in enumerate(text)
            if char != " "
        ]
        return [segment.text for segment in segments_of(chars)]

    assert line(("1 234 567.89", 50), ("6 475.09", 150)) == ["1 234 567.89", "6 475.09"]
    assert line(("161", 50), ("161", 68)) == ["161", "161"]
    assert line(("208", 50), ("205.00", 80), ("12 34.00", 150)) == ["208", "205.00", "12", "34.00"]


def test_the_total_of_two_rows_between_code_and_name_takes_no_heading() -> None:
    """The total stands below the heading of both, and the names end left of their own heading."""
    rows = [
        [("2210202", 47, 75), ("购房补贴", 106, 138), ("753.19", 316, 340), ("0.00", 399, 415)],
        [("合计", 148, 164), ("4176.37", 312, 340), ("0.00", 399, 415)],
    ]
    headings = [
        _text("项目", 148, 164, 70),
        _text("合计", 296, 312, 86),
        _text("财政拨款收入", 356, 404, 86),
        _text("科目编码", 58, 90, 103),
        _text("科目名称", 169, 201, 103),
    ]
    assert _headed(rows, headings) == [
        ("科目编码", 47),
        ("科目名称", 106),
        ("合计", 312),
        ("财政拨款收入", 399),
    ]


def test_a_figure_at_the_edge_of_its_cell_is_parted_from_the_text_of_the_next() -> None:
    """Each is drawn as a text of its own, a tenth of their height apart; within one text nothing is parted."""

    def texts(*drawn: str, apart: float = 1.4) -> list[str]:
        chars, x = [], 100.0
        for number, text in enumerate(drawn):
            for letter in text:
                width = 4.0 if letter.isascii() else 8.0
                chars.append((letter, x, 50.0, x + width, 58.0, number))
                x += width
            x += apart
        return [segment.text for segment in segments_of(chars)]

    assert texts("2762.36", "302") == ["2762.36", "302"]
    assert texts("4093.34", "一、外交支出") == ["4093.34", "一、外交支出"]
    assert texts("0", "30201") == ["0", "30201"]
    assert texts("2762.36302") == ["2762.36302"]
    assert texts("支出", "4093.34", "万元") == ["支出4093.34万元"]
    assert texts("2762", ".36") == ["2762.36"]
    assert texts("2762.3", "6", apart=0.1) == ["2762.36"]


def test_the_numbers_of_columns_are_no_part_of_their_headers() -> None:
    header = [
        ["科目编码", "科目名称\n栏次", "总计\n1", "基本支出\n2", "项目支出\n3"],
        ["", "合计", "3.00", "2.00", "1.00"],
    ]
    mended = without_column_numbers(grid(header))
    assert [cell.text for cell in mended.row(0)] == ["科目编码", "科目名称", "总计", "基本支出", "项目支出"]
    for other in ([["其他支出\n1", "基本支出", "项目支出"]], [["总计\n1", "基本支出\n3", "项目支出\n7"]]):
        assert without_column_numbers(grid(other)) == grid(other)


def test_codes_set_apart_stand_in_the_column_of_labels_that_are_whole() -> None:
    """208 stands apart from its name, a deeper label farther right is one text: both are labels of one column."""
    figures = [("373.29", 349, 373), ("12.00", 436, 460)]
    rows = [
        [("208", 48, 60), ("社会保障和就业支出", 64, 136), *figures],
        [("2080501行政单位离退休", 64, 148), *figures],
        [("助", 48, 56), ("2130508农业建设专项补", 64, 150), *figures],
        [("210", 48, 60), ("卫生健康支出", 64, 112), *figures],
    ]
    headings = [_text("项目", 150, 166, 140), _text("合计", 323, 339, 140), _text("基本支出", 403, 435, 140)]
    assert _headed(rows, headings) == [("项目", 48), ("合计", 349), ("基本支出", 436)]
    parted = [[cells[0], (f"{cells[1][0].lstrip('0123456789')}", 64, 136), *figures] for cells in rows[::3]]
    assert [x0 for _, x0 in _headed(parted, headings)][:2] == [48, 64]
