"""The account of a page: every number it prints has an end, and one without is told where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipelines.documents.account import FORMLESS, account
from pipelines.documents.examine import WITHHELD, Examination
from pipelines.recognise.narrative import read_narrative
from pipelines.recognise.tables import TableReader
from pipelines.values.account import PageAccount
from pipelines.values.items import UNACCOUNTED, Note
from pipelines.values.pages import Page
from tests.unit.pages import Rows, grid, page

TITLE = ("一般公共预算财政拨款支出决算表", "单位：万元")
HEAD: Rows = [
    ["项目", None, "本年支出", None, None],
    ["科目代码", "科目名称", "小计", "基本支出", "项目支出"],
    ["栏次", None, "1", "2", "3"],
]
TOTAL = ["合计", None, "30.00", "20.00", "10.00"]
ROW = ["205", "教育支出", "30.00", "20.00", "10.00"]
SCORED = ("项目支出绩效自评情况表", "（2024年度）")


def accounts(
    *pages: Page, notes: Sequence[Note] = (), is_withheld: bool = False
) -> tuple[tuple[PageAccount, ...], tuple[Note, ...]]:
    """Read pages, and return their accounts with what these note; ``is_withheld``: no table keeps its figures."""
    found = TableReader(pages)
    tables = found.tables
    if is_withheld:
        tables = [replace(table, items=(), status="unreadable") for table in tables]
    items = tuple(item for table in tables for item in table.items)
    narrative = read_narrative(found.pages, items, "final_account", 2024)
    examined = Examination(
        tables=tuple(tables),
        items=items,
        claims=narrative.claims,
        checks=(),
        proofs={},
        suggestions={},
        defects=(),
        notes=(*narrative.notes, *notes),
        passages=narrative.passages,
    )
    return account(found, examined)


def only(*pages: Page, notes: Sequence[Note] = ()) -> tuple[PageAccount, list[Note]]:
    (one,), told = accounts(*pages, notes=notes)
    return one, list(told)


def ends(one: PageAccount) -> tuple[int, int, int, int]:
    """Return how many figures are cells, furniture, noted and unaccounted."""
    return (one.in_cells, one.as_furniture, one.noted, one.unaccounted)


def test_figures_of_a_form_are_cells_and_codes_and_numbers_of_columns_furniture() -> None:
    one, told = only(page(1, TITLE, grid([*HEAD, TOTAL, ROW])))
    assert (ends(one), one.figures_printed, told) == ((6, 4, 0, 0), 10, [])


def test_the_rest_of_a_table_on_the_same_page_is_counted_by_its_own_rows() -> None:
    first, rest = grid([*HEAD, TOTAL, ROW]), grid([["20502", "普通教育", *ROW[2:]]], top=400.0)
    one, told = only(page(1, TITLE, first, rest))
    assert (ends(one), told) == ((9, 5, 0, 0), [])


def test_changes_and_shares_are_known_asides() -> None:
    rows = [
        ["科目代码", "科目名称", "小计", "比上年增减", "占比%"],
        ["205", "教育支出", "30.00", "-2.00", "100.00"],
    ]
    one, told = only(page(1, TITLE, grid(rows)))
    assert (ends(one), told) == ((1, 3, 0, 0), [])


def test_a_column_and_a_cell_that_a_note_names_are_noted() -> None:
    rows = [
        ["科目代码", "科目名称", "小计", "基本支出", "奖励支出"],
        ["205", "教育支出", "30.00", "20.00 7.00", "10.00"],
        ["206", "科学技术支出", "3.00", "2.00", "1.00"],
    ]
    one, told = only(page(1, TITLE, grid(rows)))
    assert (ends(one), told) == ((3, 2, 4, 0), [])


def test_a_withheld_table_is_noted_as_a_whole() -> None:
    pages = [page(1, TITLE, grid([*HEAD, TOTAL, ROW]))]
    note = Note(WITHHELD, "", "it contradicts nearly everything", 1, 1)
    (one,), told = accounts(*pages, notes=[note], is_withheld=True)
    assert (ends(one), told) == ((0, 4, 6, 0), ())


def test_a_form_of_items_in_which_no_column_is_understood_is_noted_as_a_whole() -> None:
    rows = [["甲", "乙"], ["3.00", "4.00"]]
    one, told = only(page(1, ["“三公”经费支出决算表", "单位：万元"], grid(rows)))
    assert (one.is_form, one.noted, one.unaccounted, told) == (True, 2, 0, [])


def test_a_figure_that_spans_label_and_figures_is_unaccounted_and_named_by_a_note() -> None:
    one, told = only(page(3, TITLE, grid([*HEAD, TOTAL, ["205", "30.00", None, "20.00", "10.00"]])))
    assert one.unaccounted == 1
    (note,) = told
    place = (note.kind, note.page, note.table_no, note.row_no, note.column_no, note.text)
    assert place == (UNACCOUNTED, 3, 1, 5, 2, "30.00")


def test_a_row_beside_the_table_is_unaccounted() -> None:
    form = page(1, TITLE, grid([*HEAD, TOTAL, ROW]), after=["206 科学技术支出 3.00 2.00 1.00", "— 1 —"])
    one, told = only(form)
    assert (one.in_cells, one.unaccounted) == (6, 3)
    assert [(note.kind, note.row_no, note.text) for note in told] == [
        (UNACCOUNTED, None, "3.00 | 2.00 | 1.00")
    ]


def test_a_sentence_whose_unit_begins_the_next_line_prints_no_row() -> None:
    form = page(1, TITLE, grid([*HEAD, TOTAL, ROW]), after=["本年支出 30.00", "万元。"])
    assert only(form)[0].unaccounted == 0


def test_a_table_that_is_no_form_is_noted_once_with_its_figures() -> None:
    rows = [["名称", "面积", "金额"], ["甲", "12", "3,500.00"], ["乙", "9", "1,200.00"]]
    one, told = only(page(2, ["办公用房情况表"], grid(rows)))
    assert (one.is_form, ends(one)) == (False, (0, 2, 2, 0))
    assert [(note.kind, note.page, note.table_no) for note in told] == [(FORMLESS, 2, 1)]


def test_whole_numbers_of_any_length_beside_names_of_accounts_are_figures_without_a_header() -> None:
    rows = [
        ["221", "住房保障支出", "6455000"],
        ["2210201", "住房公积金", "64550000"],
        ["222", "粮油物资储备支出", "0"],
    ]
    one, told = only(page(2, ["说明"], grid(rows)))
    assert (one.noted, [note.kind for note in told]) == (3, [FORMLESS])


def test_contents_and_lists_of_names_are_no_tables_of_figures() -> None:
    rows = [["序号", "单位", "电话", "年份"], ["1", "甲", "5912345", "2023"], ["2", "乙", "5912346", "2024"]]
    one, told = only(page(2, ["名单"], grid(rows)))
    assert (one.noted, one.unaccounted, told) == (0, 0, [])


@pytest.mark.parametrize(("lines", "kinds"), [(2, []), (3, [FORMLESS])])
def test_rows_of_figures_without_any_table_are_told(lines: int, kinds: list[str]) -> None:
    rows = [f"20{number} 教育支出 {number}.00 2.00" for number in range(5, 5 + lines)]
    one, told = only(page(4, rows))
    assert one.unaccounted == 2 * lines
    assert [note.kind for note in told] == kinds


def test_two_rows_under_the_title_of_a_form_are_told_though_no_table_is_found() -> None:
    rest = page(2, ["收入支出决算总表（续表）", "本年支出合计 4763.62", "总计 4763.62"])
    (_, one), told = accounts(page(1, TITLE, grid([*HEAD, TOTAL, ROW])), rest)
    assert one.unaccounted == 2
    assert [(note.kind, note.page) for note in told] == [(UNACCOUNTED, 2)]


def test_a_page_that_repeats_the_one_before_adds_nothing() -> None:
    pages = [page(number, TITLE, grid([*HEAD, TOTAL, ROW])) for number in (1, 2)]
    (first, second), told = accounts(*pages)
    assert (first.in_cells, second.in_cells, second.unaccounted, told) == (6, 0, 0, ())


def test_points_of_a_performance_form_are_asides_over_a_page_break_and_money_is_not() -> None:
    first: Rows = [
        ["项目名称", "校舍维修", None, None, None, None],
        ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"],
        ["年度资金总额", "70.00", "70.00", "60.00", "10", "9"],
        ["其他来源", "5.00", "5.00", "4.00", "3", "2"],
        ["管理情况", "说明", None, None, "分值", "得分"],
        ["科学性", "合理", None, None, "5", "5"],
    ]
    rest: Rows = [["规范性", "合理", None, None, "5", "4"]]
    (one, other), told = accounts(page(1, SCORED, grid(first)), page(2, (), grid(rest)))
    assert (one.unaccounted, other.unaccounted) == (3, 0)
    assert [(note.row_no, note.text) for note in told] == [(4, "5.00 | 5.00 | 4.00")]


def test_amounts_of_sentences_are_claims_asides_or_noted() -> None:
    told_line = (
        "2024年度一般公共预算财政拨款支出年初预算为400.00万元，支出决算为310.00万元，完成年初预算的77.50%。"
    )
    lines = ["五、一般公共预算财政拨款支出决算情况说明", told_line, "当地另有捐赠8.00万元。"]
    one, told = only(page(1, lines))
    assert (one.in_claims, one.noted, one.unaccounted, told) == (3, 1, 0, [])


def test_a_page_without_numbers_has_no_account() -> None:
    assert accounts(page(1, ["部门概况"])) == ((), ())


def test_rows_of_a_form_that_ends_on_a_page_without_a_table_are_unaccounted() -> None:
    form = page(1, TITLE, grid([*HEAD, TOTAL, ROW]))
    rest = page(2, ["住房保障支出", "支出总计 30.00 28.00"])
    (_, last), told = accounts(form, rest)
    assert (last.is_form, last.unaccounted) == (True, 2)
    assert [(note.kind, note.page) for note in told] == [(UNACCOUNTED, 2)]


def test_a_page_of_sentences_behind_a_form_is_no_part_of_it() -> None:
    form = page(1, TITLE, grid([*HEAD, TOTAL, ROW]))
    text = page(2, ["一、收入总体情况说明如下。", "收入总计 30.00 支出总计 30.00"])
    assert not accounts(form, text)[0][1].is_form
