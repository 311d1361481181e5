"""Printed figures: what says how much, and what only numbers, dates or names something."""

import pytest

from pipelines.values.printed import cell_figures, column_figures, count_numbers, is_marked, row_figures


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1,238.58", 1),
        ("1,238.\n58", 1),
        ("0", 1),
        ("12.50%", 1),
        ("12.5万元", 1),
        ("12 35", 2),
        ("100.00\n200.00\n300.00", 3),
        ("", 0),
        ("—", 0),
        ("2024年", 0),
        ("2010301行政运行", 0),
        ("≥95%", 0),
        ("3次", 0),
        ("12 月", 0),
    ],
)
def test_a_cell_holds_a_figure_where_nothing_but_figures_stands_in_it(text: str, count: int) -> None:
    assert cell_figures(text) == count


@pytest.mark.parametrize("text", ["1,238", "0.00", "-3.5", "12.5%", "1200.00元"])
def test_decimals_and_separators_mark_a_figure(text: str) -> None:
    assert is_marked(text)


@pytest.mark.parametrize("text", ["2024", "2010301", "12", "12%", "1.2.3", "1,23"])
def test_whole_numbers_are_not_marked(text: str) -> None:
    assert not is_marked(text)


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["120.50", "0", "12"], 3),
        (["356789", "98765", "9"], 3),
        (["3567", "1,200"], 2),
        (["2010301", "20103", "201"], 0),
        (["2023", "2024"], 0),
        (["1", "2", "3"], 0),
        (["13812345678", "5912345", "87654321"], 0),
        (["410503", "410505"], 0),
    ],
)
def test_a_column_prints_amounts_where_one_can_be_nothing_else(texts: list[str], count: int) -> None:
    assert column_figures(texts) == count


@pytest.mark.parametrize(
    ("texts", "header", "count"),
    [
        (["46916000", "1500000"], "本年收入合计", 2),
        (["58100", "20500", "-"], "公务接待费", 2),
        (["13812345678", "5912345"], "联系电话", 0),
        (["410503", "410505"], "行政区划代码", 0),
        (["2010301", "20103"], "", 0),
    ],
)
def test_a_header_tells_amounts_in_whole_yuan(texts: list[str], header: str, count: int) -> None:
    assert column_figures(texts, header) == count


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("2010301 行政运行 120.50 100.00 20.50", ("120.50", "100.00", "20.50")),
        ("合计 1,200", ("1,200",)),
        ("合计 12 7 5", ("12", "7", "5")),
        ("120.50 100.00", ("120.50", "100.00")),
        ("横琴粤澳深度合作区 713,700", ("713,700",)),
    ],
)
def test_a_line_of_words_and_bare_figures_prints_a_row(line: str, figures: tuple[str, ...]) -> None:
    assert row_figures(line) == figures


@pytest.mark.parametrize(
    "line",
    [
        "本年支出合计120.50万元，增长3.00%。",
        "一、收入情况 12",
        "第三部分 决算报表 15",
        "1.2 部门概况",
        "4.2024 年第一季度奖励",
        "栏次 1 2 3 4",
        "1 2 3 4 5",
        "联系电话：0372 1234567",
        "电话 0372 1234567",
        "— 12 —",
        "",
    ],
)
def test_sentences_contents_ordinals_and_numbers_of_columns_print_no_row(line: str) -> None:
    assert row_figures(line) == ()


def test_every_number_is_counted_whatever_it_says() -> None:
    assert count_numbers("2024年12月 1,234.50 支出3.5%") == 4
    assert count_numbers("无") == 0
