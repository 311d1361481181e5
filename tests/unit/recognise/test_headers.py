"""Headers: a column is given the one measure its header names most exactly, and none where several fit."""

from __future__ import annotations

import pytest

from pipelines.forms import Column, FormDefinition, Section, form
from pipelines.recognise.header_rows import header_rows
from pipelines.recognise.headers import read_columns, role_of
from pipelines.recognise.heads import Role
from pipelines.recognise.matrix import ROW, read_matrix_columns
from pipelines.recognise.tables import TableReader
from tests.unit.pages import Rows, grid, page

TWICE = FormDefinition(
    code="F99",
    role="expenditure_by_function",
    title="样例表",
    report_kind="final_account",
    aliases=(),
    description="",
    sections=(
        Section(
            columns=(
                Column(measure="initial_budget", header=("预算数", "年初/预算数")),
                Column(measure="adjusted_budget", header=("预算数", "全年/预算数")),
                Column(measure="final", header=("决算数",)),
            )
        ),
    ),
)


def heads(
    *columns: tuple[str, str], definition: FormDefinition = TWICE
) -> list[tuple[Role, str, tuple[str, ...]]]:
    """Return role, measure and rivals of the columns behind the name, each given by its two header texts."""
    rows = [
        ["项目", *(top for top, _ in columns)],
        ["^", *(low for _, low in columns)],
        ["合计", *("1.00" for _ in columns)],
    ]
    found = read_columns(grid(rows), 2, definition)
    assert found[0].role is Role.NAME
    return [(head.role, head.measure, head.ambiguous) for head in found[1:]]


def test_a_header_that_fits_two_measures_is_given_neither() -> None:
    (first, last) = heads(("预算数", "^"), ("决算数", "^"))
    assert first == (Role.UNKNOWN, "", ("initial_budget", "adjusted_budget"))
    assert last == (Role.FIGURE, "final", ())


def test_the_most_exact_header_counts() -> None:
    assert heads(("年初", "预算数"), ("全年", "预算数")) == [
        (Role.FIGURE, "initial_budget", ()),
        (Role.FIGURE, "adjusted_budget", ()),
    ]


def test_a_header_that_fits_nothing_has_no_rivals() -> None:
    assert heads(("附加", "^")) == [(Role.UNKNOWN, "", ())]
    assert heads(("备注", "^")) == [(Role.ASIDE, "", ())]


@pytest.mark.parametrize(
    ("code", "top", "low", "measure"),
    [
        ("F05", "本年支出", "小计", "total"),
        ("F05", "本年支出", "基本支出", "basic"),
        ("F05", "其中：项目支出", "^", "project"),
        ("F03", "本年支出合计", "^", "expenditure_total"),
        ("F03", "本年支出", "^", "expenditure_total"),
        ("F03", "对下级单位补助支出", "^", "subsidy_to_affiliates"),
        ("F02", "财政补助收入", "^", "fiscal_appropriation"),
        ("F07", "期末结转和结余", "^", "closing_carryover"),
        ("F02", "财政拨款收入", "^", "fiscal_appropriation"),
        ("B05", "2024年预算数", "项目支出", "project"),
        ("B02", "2024年预算数", "合计", "total"),
        ("B02", "金额", "合计", "total"),
    ],
)
def test_headers_of_forms_name_their_measures(code: str, top: str, low: str, measure: str) -> None:
    assert heads((top, low), definition=form(code)) == [(Role.FIGURE, measure, ())]


def test_in_a_matrix_the_item_and_the_measure_must_both_be_told() -> None:
    rows = [
        ["预算数", None, "决算数", "预算数"],
        ["合计", "公务接待费", "合计", "决算数"],
        ["1.00", "1.00", "2.00", "3.00"],
    ]
    shape, found = read_matrix_columns(grid(rows), 2, form("F09"), None)
    assert shape == ROW
    assert [(h.role, h.item, h.measure) for h in found] == [
        (Role.FIGURE, "合计", "budget"),
        (Role.FIGURE, "公务接待费", "budget"),
        (Role.FIGURE, "合计", "final"),
        (Role.UNKNOWN, "", ""),
    ]


def test_figures_under_a_header_that_two_forms_of_words_share_are_told_as_left_out() -> None:
    """本年支出 | 本年支出 without sub-headers: both columns are 小计 by name, and the second adds nothing."""
    rows = [
        ["科目编码", "科目名称", "小计", "附加", "项目支出"],
        ["201", "一般公共服务支出", "5.00", "4.00", "1.00"],
    ]
    reader = TableReader([page(1, ["一般公共预算财政拨款支出决算表", "单位：万元"], grid(rows))])
    assert [(i.measure, i.text_printed) for i in reader.tables[0].items] == [
        ("total", "5.00"),
        ("project", "1.00"),
    ]
    (note,) = reader.notes
    assert (note.kind, note.text, note.column_no) == ("unmatched_header", "附加", 4)


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([["科目编码", "科目名称", "小计"], ["合计", None, "5.00"]], 1),
        ([["科目编码", "科目名称", "小计"], ["栏次", None, "1"], ["合计", None, "5.00"]], 2),
        (
            [
                ["科目编码", "科目", "小计", "基本支出", "项目支出"],
                ["栏次类/款/", None, "1", "2", "3"],
                ["合计", None, "5", "", ""],
            ],
            2,
        ),
        ([["科目编码", "科目名称", "小计"], ["1", "2", "3"], ["201", "甲", "5.00"]], 2),
        ([["科目编码", "科目名称", "小计"], ["栏次", None, "(3)"], ["合计", None, "5.00"]], 2),
        ([["科目编码", "科目名称", "小计"], ["（1）", "（2）", "（3）"], ["201", "甲", "5.00"]], 2),
        ([["科目编码", None, "小计"], ["类", "款", "^"], ["201", "01", "5.00"]], 2),
        ([["201", "甲", "5.00"], ["20101", "乙", "5.00"]], 0),
        ([["一、甲", None, "5.00"]], 0),
        ([["", "", ""], ["201", "甲", "5.00"]], 0),
        ([["科目编码", "科目名称", "小计"], ["2010101", "甲", ""]], 1),
        ([["科目编码", "科目名称", "小计"]], 1),
    ],
)
def test_the_header_ends_where_the_figures_begin(rows: list[list[str | None]], count: int) -> None:
    assert header_rows(grid(rows), form("F05")) == count


@pytest.mark.parametrize(
    "header",
    [
        ["收入项目", "预算数", "支出项目", "预算数"],
        ["项目", "预算数", "项目", "预算数"],
        ["收入内容", "预算数", "支出内容", "预算数"],
    ],
)
def test_the_second_list_of_a_form_of_two_sides_is_the_other_side(header: list[str | None]) -> None:
    rows = grid(
        [
            header,
            ["一、一般公共预算", "5.00", "一、教育支出", "5.00"],
            ["收入总计", "5.00", "支出总计", "5.00"],
        ]
    )
    heads = read_columns(rows, 1, form("B01"))
    assert [head.section for head in heads] == ["revenue", "revenue", "expenditure", "expenditure"]
    assert [head.measure for head in heads] == ["", "budget", "", "budget"]


def test_a_header_of_serial_numbers_may_name_the_unit() -> None:
    assert role_of(("序号(单位:万元)",)) is Role.LINE_NUMBER


def test_a_word_for_nothing_below_a_header_belongs_to_the_figures() -> None:
    rows: list[list[str | None]] = [
        ["科目编码", "科目名称", "合计", "财政拨款收入", "事业收入", "其他收入"],
        ["", "合计", "30.00", "30.00", "无", "无"],
        ["205", "教育支出", "30.00", "30.00", "无", "无"],
    ]
    found = TableReader([page(1, ["2024年部门预算", "部门收入总表", "单位：万元"], grid(rows))])
    assert {(i.item_name, i.measure, i.text_printed) for i in found.tables[0].items} == {
        (name, measure, "30.00")
        for name in ("合计", "教育支出")
        for measure in ("total", "fiscal_appropriation")
    }
    assert not found.notes


def test_of_rows_of_header_words_without_end_the_lowest_are_the_header() -> None:
    head: list[str | None] = ["科目编码", "科目名称", "小计", "基本支出", "项目支出"]
    tall = grid([*([head] * 2000), ["205", "教育支出", "3.00", "2.00", "1.00"]])
    reader = TableReader(
        [page(1, ["2023年度部门决算", "一般公共预算财政拨款支出决算表", "单位：万元"], tall)]
    )
    (table,) = reader.tables
    assert [item.measure for item in table.items] == ["total", "basic", "project"]


def test_codes_and_names_without_any_header_are_read() -> None:
    rows: Rows = [
        ["", "", "合计", "基本支出", "项目支出"],
        ["", "合计", "12.00", "9.00", "3.00"],
        ["205", "教育支出", "12.00", "9.00", "3.00"],
    ]
    pages = [page(1, ["2024年部门预算", "一般公共预算支出表", "单位：万元"], grid(rows))]
    (table,) = TableReader(pages).tables
    read = [(i.item_code, i.item_name, i.measure, i.text_printed) for i in table.items]
    assert read[3:] == [
        ("205", "教育支出", m, v) for m, v in (("total", "12.00"), ("basic", "9.00"), ("project", "3.00"))
    ]
