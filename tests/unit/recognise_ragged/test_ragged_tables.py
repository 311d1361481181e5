"""Tables that only blanks lay out: sides, lanes, column decisions, and texts made worse on purpose."""

from __future__ import annotations

import random
import re
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.prove.evaluate import evaluate
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.ragged.tokens import readings, tokens_of
from pipelines.recognise.tables import TableReader
from pipelines.values.items import LineItem
from pipelines.values.pages import Box, Line, Page

Key = tuple[str, str, str, str, Decimal]

F01_HEAD = [
    "收入支出决算总表",
    "单位：万元",
    "收入 支出",
    "项目 行次 决算数 项目 行次 决算数",
    "栏次 1 栏次 2",
]
F02_HEAD = [
    "收入决算表",
    "单位：万元",
    "项目 本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入",
    "科目编码 科目名称",
    "栏次 1 2 3 4 5 6 7",
]
F03_HEAD = [
    "支出决算表",
    "单位：万元",
    "项目 本年支出合计 基本支出 项目支出 上缴上级支出 经营支出 对附属单位补助支出",
    "科目编码 科目名称",
    "栏次 1 2 3 4 5 6",
]
F05_HEAD = [
    "一般公共预算财政拨款支出决算表",
    "单位：万元",
    "项目 本年支出",
    "科目编码 科目名称 小计 基本支出 项目支出",
    "栏次 1 2 3",
]
F06_HEAD = [
    "一般公共预算财政拨款基本支出决算明细表",
    "单位：万元",
    "科目编码 科目名称 决算数 科目编码 科目名称 决算数",
]


def read(lines: list[str]) -> TableReader:
    placed = [Line(text, Box(0, n, len(text), n + 1)) for n, text in enumerate(lines, 1) if text.strip()]
    return read_tables([Page(1, 100, len(lines), tuple(placed), (), "text")], evaluate)


def items(reader: TableReader) -> list[LineItem]:
    return [item for table in reader.tables for item in table.items]


def keys(reader: TableReader) -> Counter[Key]:
    return Counter(
        (i.form_code, i.section, i.item_code or i.item_name, i.measure, i.value) for i in items(reader)
    )


def figure(code: str, section: str, name: str, measure: str, value: str) -> Key:
    return (code, section, name, measure, Decimal(value))


F01_ROWS = [
    "一、一般公共预算财政拨款收入 1 61.35 一、一般公共服务支出 31 40.20",
    "二、政府性基金预算财政拨款收入 2 二、外交支出 32",
    "八、其他收入 3 2.65 八、社会保障和就业支出 33 23.80",
    "4 九、卫生健康支出 34",
    "本年收入合计 5 64.00 本年支出合计 35 64.00",
    "总计 6 64.00 总计 36 64.00",
]
F01_TRUTH = Counter(
    [
        figure("F01", "revenue", "一般公共预算财政拨款收入", "final", "61.35"),
        figure("F01", "revenue", "其他收入", "final", "2.65"),
        figure("F01", "revenue", "本年收入合计", "final", "64.00"),
        figure("F01", "revenue", "总计", "final", "64.00"),
        figure("F01", "expenditure", "一般公共服务支出", "final", "40.20"),
        figure("F01", "expenditure", "社会保障和就业支出", "final", "23.80"),
        figure("F01", "expenditure", "本年支出合计", "final", "64.00"),
        figure("F01", "expenditure", "总计", "final", "64.00"),
    ]
)


def test_line_numbers_are_dropped_and_sides_told_apart() -> None:
    reader = read([*F01_HEAD, *F01_ROWS])
    assert keys(reader) == F01_TRUTH
    assert reader.notes == []


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        (0, ["一、一般公", "共预算财政拨款收入 1 61.35 一、一般公共服务支出 31 40.20"]),
        (2, ["八、其他收入 3 2.65", "八、社会保障和就", "业支出", "33 23.80"]),
        (5, ["总计 6 64.00", "总计 36 64.00"]),
        (4, ["本年 收入合计 5 64.00 本年 支出合计 35 64.00"]),
    ],
)
def test_names_over_several_lines_are_joined(row: int, broken: list[str]) -> None:
    assert keys(read([*F01_HEAD, *F01_ROWS[:row], *broken, *F01_ROWS[row + 1 :]])) == F01_TRUTH


def test_a_line_number_glued_to_its_figure_is_no_figure() -> None:
    """161.35 may be line 1 and 61.35, or 161.35: it is noted, not read."""
    glued = F01_ROWS[0].replace(" 1 61.35", " 161.35")
    reader = read([*F01_HEAD, glued, *F01_ROWS[1:]])
    assert keys(reader) - F01_TRUTH == Counter()
    assert any(note.kind == "ambiguous_column" and "161.35" in note.text for note in reader.notes)


def test_a_figure_without_line_number_is_read_where_it_cannot_hold_one() -> None:
    lost = F01_ROWS[0].replace("收入 1 61.35", "收入 61.35")
    assert keys(read([*F01_HEAD, lost, *F01_ROWS[1:]])) == F01_TRUTH


F06_ROWS = [
    "301 工资福利支出 30.15 302 商品和服务支出 9.85",
    "30101 基本工资 30.15 30201 办公费",
    "30102 津贴补贴 30202 印刷费 9.85",
    "人员经费合计 30.15 公用经费合计 9.85",
]
F06_TRUTH = Counter(
    [
        figure("F06", "", "301", "final", "30.15"),
        figure("F06", "", "302", "final", "9.85"),
        figure("F06", "", "30101", "final", "30.15"),
        figure("F06", "", "30202", "final", "9.85"),
        figure("F06", "", "人员经费合计", "final", "30.15"),
        figure("F06", "", "公用经费合计", "final", "9.85"),
    ]
)


@pytest.mark.parametrize(
    "rows",
    [
        F06_ROWS,
        [F06_ROWS[0], "3010 1 基本工资 30.1 5 3020 1 办公费", *F06_ROWS[2:]],
        [*F06_ROWS[:2], "30102", "津贴", "补贴 30202 印刷费", "9.85", F06_ROWS[3]],
        [*F06_ROWS[:3], "人员经费合计 30.15 公用经费合", "计 9.85"],
        ["301工资福利支出30.15302商品和服务支出 9.85", *F06_ROWS[1:]],
        [*F06_ROWS[:2], "30102 津贴补贴 30202 印刷费 9.8 5人员经费合计 30.15 公用经费合计 9.85"],
    ],
)
def test_lanes_side_by_side(rows: list[str]) -> None:
    assert keys(read([*F06_HEAD, *rows])) == F06_TRUTH


def test_a_piece_of_a_broken_code_is_no_figure() -> None:
    rows = [*F06_ROWS[:2], "3010 津贴补贴 3020 印刷费 9.85", *F06_ROWS[3:]]
    assert keys(read([*F06_HEAD, *rows])) - F06_TRUTH == Counter()


def test_identities_across_forms_decide_and_the_figure_says_which() -> None:
    f02 = ["合计 64.00 61.35 2.65", "20101 人大事务 61.35 61.35", "22999 其他支出 2.65 2.65"]
    f01 = [*F01_ROWS[:2], "四、上级补助收入 3 四、公共安全支出 33", "五、事业收入 4 五、教育支出 34"]
    f01 += ["六、经营收入 5 六、科学技术支出 35", "八、其他收入 6 2.65 八、社会保障和就业支出 36 23.80"]
    f01 += ["本年收入合计 7 64.00 本年支出合计 37 64.00", "总计 8 64.00 总计 38 64.00"]
    found = keys(read([*F01_HEAD, *f01, *F02_HEAD, *f02]))
    for name, measure, value in [
        ("合计", "fiscal_appropriation", "61.35"),
        ("合计", "other_revenue", "2.65"),
        ("20101", "fiscal_appropriation", "61.35"),
        ("22999", "other_revenue", "2.65"),
    ]:
        assert found[figure("F02", "", name, measure, value)] == 1
    decided = {i.decided_by for i in items(read([*F01_HEAD, *f01, *F02_HEAD, *f02])) if i.form_code == "F02"}
    assert all(decided)
    assert any("X01" in names for names in decided)


def test_a_document_that_contradicts_itself_decides_nothing() -> None:
    """F05 splits 30 into 20 and 10; F03 prints its total twice, as if all were one kind: which, nobody knows."""
    f05 = ["合计 30.00 20.00 10.00", "20101 人大事务 20.00 20.00", "20102 政协事务 10.00 10.00"]
    f03 = ["合计 30.00 30.00", "20101 人大事务 20.00 20.00", "20102 政协事务 10.00 10.00"]
    reader = read([*F05_HEAD, *f05, *F03_HEAD, *f03])
    measures = {(i.form_code, i.measure) for i in items(reader)}
    assert ("F03", "expenditure_total") in measures
    assert not {("F03", "basic"), ("F03", "project")} & measures
    assert ("F05", "basic") in measures and ("F05", "project") in measures
    assert sum(note.kind == "ambiguous_column" for note in reader.notes) == 3


def test_a_row_that_was_not_understood_is_not_taken_for_zero() -> None:
    """The class's second item is unreadable: its blank must not push the whole class into the first."""
    rows = ["205 教育支出 30.00 20.00 10.00", "20501 教育管理事务 20.00 20.00", "20502 普通教育10.001 10.00"]
    found = keys(read([*F05_HEAD, *rows]))
    assert found[figure("F05", "", "20501", "project", "20.00")] == 0


def test_a_header_with_an_unknown_column_is_refused_with_its_lines() -> None:
    head = [*F05_HEAD[:3], "科目编码 科目名称 小计 基本支出 项目支出 待核销", "栏次 1 2 3 4"]
    reader = read([*head, "合计 30.00 20.00 10.00 0.00"])
    assert items(reader) == []
    assert [table.status for table in reader.tables] == ["unreadable"]
    assert "unmatched_header" in {note.kind for note in reader.notes}


def test_the_parts_of_vehicles_follow_their_subtotal_in_a_header_of_one_piece() -> None:
    own = "合计因公出国（境）费公务用车购置及运行维护费公务接待费"
    lines = [
        "一般公共预算财政拨款“三公”经费支出决算表",
        "公开09表",
        "单位：万元",
        f"预算数决算数{own}{own}" + 2 * "小计公务用车购置费公务用车运行维护费",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "4.50 0.10 2.00 0.50 1.50 2.40 3.60 0.00 1.90 0.00 1.90 1.70",
    ]
    found = keys(read(lines))
    assert found[figure("F09", "", "公务用车运行维护费", "budget", "1.50")] == 1
    assert found[figure("F09", "", "公务接待费", "final", "1.70")] == 1


def test_three_public_figures_follow_the_header() -> None:
    lines = [
        "一般公共预算财政拨款“三公”经费支出决算表",
        "单位：万元",
        "预算数 决算数",
        "合计 因公出国（境）费 公务用车购置及运行维护费 公务接待费",
        "合计 因公出国（境）费 公务用车购置及运行维护费 公务接待费",
        "小计 公务用车购置费 公务用车运行维护费 小计 公务用车购置费 公务用车运行维护费",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "3.5 0 2.1 0 2.1 1.4 2.6 0 1.9 0 1.9 0.7",
    ]
    found = keys(read(lines))
    assert found[figure("F09", "", "公务接待费", "budget", "1.4")] == 1
    assert found[figure("F09", "", "公务用车运行维护费", "final", "1.9")] == 1
    assert sum(found.values()) == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("408.0 1", {("408.0 1",), ("408.0", "1")}),
        ("10 20", {("10", "20")}),
        ("1,234. 50", {("1,234. 50",)}),
        ("0.00 0.00", {("0.00", "0.00")}),
    ],
)
def test_pieces_are_joined_only_where_one_figure_can_be_meant(
    text: str, expected: set[tuple[str, ...]]
) -> None:
    assert {reading.texts for reading in readings(tokens_of(text, 1, 1), None)} == expected


def test_a_line_of_any_number_of_pieces_is_read() -> None:
    (reading,) = readings(tokens_of("1.00 " * 3000, 1, 1), 2)
    assert reading.texts == ("1.00",) * 3000


def test_pieces_that_may_be_joined_in_many_ways_and_end_as_no_figure_are_none() -> None:
    assert readings(tokens_of("1.5 5 " * 60 + "1,2,3", 1, 1), None) == []


def _worse(rows: list[str], random_: random.Random) -> list[str]:
    """Break and glue cells: digits parted, names wrapped, blanks lost."""
    worse: list[str] = []
    for row in rows:
        text = ""
        for cell in row.split(" "):
            broken = cell
            if random_.random() < 0.15 and re.fullmatch(r"\d+\.\d\d", cell):
                broken = cell[:-1] + " " + cell[-1]
            if random_.random() < 0.2 and re.fullmatch(r"[^\d]{4,}", cell):
                broken = cell[:3] + "\n" + cell[3:]
            if random_.random() < 0.2 and re.fullmatch(r"[23]\d{4,6}", cell):
                broken = cell[:-1] + " " + cell[-1]
            separator = "" if not text or random_.random() < 0.07 else " "
            text += separator + broken
        worse.extend(text.split("\n"))
    return worse


F05_ROWS = [
    "合计 64.00 40.20 23.80",
    "201 一般公共服务支出 40.20 40.20",
    "20101 人大事务 40.20 40.20",
    "2010101 行政运行 40.20 40.20",
    "208 社会保障和就业支出 23.80 23.80",
    "20805 行政事业单位养老支出 23.80 23.80",
]
F05_TRUTH = Counter(
    figure("F05", "", code, measure, value)
    for code, values in {
        "合计": ("64.00", "40.20", "23.80"),
        "201": ("40.20", "40.20", ""),
        "20101": ("40.20", "40.20", ""),
        "2010101": ("40.20", "40.20", ""),
        "208": ("23.80", "", "23.80"),
        "20805": ("23.80", "", "23.80"),
    }.items()
    for measure, value in zip(("total", "basic", "project"), values, strict=True)
    if value
)


def test_lost_blanks_are_decided_by_the_sums_of_the_form() -> None:
    assert keys(read([*F05_HEAD, *F05_ROWS])) == F05_TRUTH


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.integers(0, 100_000))
@example(4789)
@example(13571)
def test_a_text_made_worse_loses_figures_but_never_gives_a_wrong_one(seed: int) -> None:
    random_ = random.Random(seed)
    lines = [*F01_HEAD, *_worse(F01_ROWS, random_), *F05_HEAD, *_worse(F05_ROWS, random_)]
    lines += [*F06_HEAD, *_worse(F06_ROWS, random_)]
    reader = read(lines)
    assert keys(reader) - (F01_TRUTH + F05_TRUTH + F06_TRUTH) == Counter()
