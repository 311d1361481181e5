"""Titles, headers, codes and shapes that no form's file lists: read by their parts and concepts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.recognise.code_cells import join_code, split_code
from pipelines.recognise.concepts import header_word
from pipelines.recognise.kind import document_year
from pipelines.recognise.tables import TableReader
from pipelines.recognise.titles import match_title
from tests.unit.pages import Rows, grid, page


@pytest.mark.parametrize(
    ("title", "kind", "code"),
    [
        ("青禾县项目服务中心2024年预算单位收入预算总表", None, "B02"),
        ("收支总体情况表", "budget", "B01"),
        ("收支总体情况表", "final_account", "F01"),
        ("一般公共预算基本支出情况表（按部门预算经济分类科目）", "budget", "B08"),
        ("2015年度公共财政预算财政拨款支出决算表", None, "F05"),
        ("政府性基金预算收支决算表（单位：元）（公开07表）", None, "F07"),
        ("部门综合预算收支总表", None, "B01"),
        ("一般公共预算财政拨款三公经费支出决算表（续表）", None, "F09"),
        ("“三公”经费预算执行情况表", "final_account", "F09"),
        (
            f"{'青山州' * 12}青禾县教育局2023年度一般公共预算财政拨款三公经费支出决算表（单位：万元）",
            None,
            "F09",
        ),
    ],
)
def test_a_title_is_composed(title: str, kind: str | None, code: str) -> None:
    found = match_title(title, kind)
    assert found is not None
    assert found.form_code == code


@pytest.mark.parametrize(
    "line",
    [
        "详见附件一般公共预算支出表",
        "项目服务中心",
        "2024年青禾县一般公共预算收入决算表",
        "政府性基金预算基本支出表",
        "按照要求填列收入支出决算总表",
        "青禾县财政局2024年统筹资金收支预算表",
        "2024年“三公”及相关经费支出预算表",
    ],
)
def test_what_names_no_form_or_two_is_none(line: str) -> None:
    found = match_title(line, "budget")
    assert found is None or found.form_code is None


@pytest.mark.parametrize(
    ("text", "concept", "year", "is_earlier", "aside"),
    [
        ("2024年预算数（元）", "budget_amount", 2024, False, ""),
        ("上年决算数", "final_amount", None, True, ""),
        ("本年支出合计", "total", None, False, ""),
        ("1.基本支出", "basic", None, False, ""),
        ("（二）项目支出", "project", None, False, ""),
        ("上年结转结余", "opening_carryover", None, False, ""),
        ("比上年增减%", "比上年增减%", None, False, "change"),
        ("备 注", "备注", None, False, "remark"),
    ],
)
def test_a_header_is_read_in_concepts(
    text: str, concept: str, year: int | None, is_earlier: bool, aside: str
) -> None:
    word = header_word(text)
    assert (word.concept, word.year, word.is_earlier, word.aside) == (concept, year, is_earlier, aside)


def test_codes_and_names_in_one_cell_and_codes_that_a_workbook_shortened() -> None:
    assert split_code("201-03-01 行政运行") == ("2010301", "行政运行")
    assert split_code("2010301行政运行") == ("2010301", "行政运行")
    assert split_code("2024年预算") == ("", "2024年预算")
    assert split_code("22902年初预留") == ("22902", "年初预留")
    assert split_code("2170207") == ("2170207", "")
    assert join_code(("201", "3", "1")) == "2010301"


def test_a_column_of_last_year_is_kept_apart() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "上年数", "备注"],
        ["", "合计", "3.00", "1.00", "2.00", "9.99", ""],
        ["201", "一般公共服务支出", "3.00", "1.00", "2.00", "9.99", ""],
    ]
    reader = TableReader([page(1, ["一般公共预算支出情况表", "单位：万元"], grid(rows))])
    measures = [item.measure for item in reader.tables[0].items]
    assert measures == ["total", "basic", "project", "prior_total"] * 2
    assert reader.notes == []


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["项目", "预算数", "决算数"],
            ["合计", "5.00", "4.00"],
            ["1.因公出国（境）费", "0.00", "0.00"],
            ["2.公务用车购置及运行维护费", "3.00", "2.50"],
            ["其中：公务用车购置费", "0.00", "0.00"],
            ["公务用车运行维护费", "3.00", "2.50"],
            ["3.公务接待费", "2.00", "1.50"],
        ],
        [
            ["项目", "合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"],
            ["^", "^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^"],
            ["预算数", "5.00", "0.00", "3.00", "0.00", "3.00", "2.00"],
            ["决算数", "4.00", "0.00", "2.50", "0.00", "2.50", "1.50"],
        ],
    ],
    ids=["items below each other", "a row for each measure"],
)
def test_three_public_in_other_shapes(rows: list[list[str | None]]) -> None:
    reader = TableReader([page(1, ["财政拨款“三公”经费支出决算表", "单位：万元"], grid(rows))])
    found = {(i.item_name, i.measure): i.value for i in reader.tables[0].items}
    assert len(found) == 12
    assert found["合计", "budget"] == Decimal("5.00")
    assert found["公务用车购置及运行维护费小计", "final"] == Decimal("2.50")
    assert found["公务接待费", "final"] == Decimal("1.50")
    assert reader.notes == []


def test_codes_under_a_word_for_names_are_codes() -> None:
    rows = [
        ["序号", "项目", None, "合计", "基本支出", "项目支出"],
        ["^", "科目", "科目名", "^", "^", "^"],
        ["合计", None, None, "3.00", "1.00", "2.00"],
        ["1", "205", "教育支出", "3.00", "1.00", "2.00"],
    ]
    reader = TableReader([page(1, ["一般公共预算支出情况表", "单位：万元"], grid(rows))])
    (table,) = reader.tables
    assert {(i.item_code, i.item_name) for i in table.items} == {("", "合计"), ("205", "教育支出")}


def test_two_columns_of_one_measure_in_a_list_are_left_open() -> None:
    rows = [
        ["项目", "预算数", "本年预算数"],
        ["合计", "5.00", "4.00"],
        ["因公出国（境）费", "0.00", "0.00"],
        ["公务接待费", "5.00", "4.00"],
    ]
    reader = TableReader([page(1, ["“三公”经费支出预算表", "单位：万元"], grid(rows))])
    assert not any(table.items for table in reader.tables)
    assert {note.kind for note in reader.notes} == {"unmatched_header"}


def test_a_level_of_codes_without_a_word_keeps_the_list_together() -> None:
    rows = [
        ["科目编码", None, None, None, "科目名称", "合计", "基本支出", "项目支出"],
        ["类", "款", "", "项", "^", "^", "^", "^"],
        ["", "", "合计", "", "", "3.00", "1.00", "2.00"],
        ["205", "02", "", "", "普通教育", "3.00", "1.00", "2.00"],
        ["205", "02", "", "01", "学前教育", "3.00", "1.00", "2.00"],
    ]
    reader = TableReader([page(1, ["一般公共预算支出情况表", "单位：万元"], grid(rows))])
    (table,) = reader.tables
    assert [i.item_code for i in table.items if i.measure == "total"] == ["", "20502", "2050201"]


@pytest.mark.parametrize(
    ("printed", "measures"),
    [
        (("收入总额", "2024年预算数"), []),
        (("2025年预算数", "2024年预算数"), ["total", "prior_total"]),
    ],
    ids=["one of two columns names a year", "both do"],
)
def test_a_column_with_a_year_in_a_document_without_one(
    printed: tuple[str, str], measures: list[str]
) -> None:
    rows = [
        ["科目编码", "科目名称", *printed],
        ["205", "教育支出", "3.00", "9.99"],
    ]
    reader = TableReader([page(1, ["一般公共预算支出情况表", "单位：万元"], grid(rows))])
    assert [item.measure for item in reader.tables[0].items] == measures


def test_the_year_of_a_column_is_not_that_of_the_document() -> None:
    rows = [["科目编码", "科目名称", "合计", "2024年预算数"], ["205", "教育支出", "3.00", "9.99"]]
    assert document_year([page(1, ["一般公共预算支出情况表"], grid(rows))]) is None
    titled = [["2024年一般公共预算支出情况表", None, None, None], *rows]
    assert document_year([page(1, [], grid(titled))]) == 2024


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["青禾县教育局2023年度政府性基金预算财政拨款预算", "支出总体情况表", "单位：万元"], "B06"),
        (["青禾县教育局2023年部门预算", "支出总体情况表", "单位：万元"], "B03"),
        (["青禾县教育局2023年一般公共预算财政拨款支出决", "算总表（单位：万元）"], "F05"),
    ],
)
def test_a_title_that_begins_on_the_line_above(lines: list[str], code: str) -> None:
    rows = [["科目编码", "科目名称", "合计"], ["212", "城乡社区支出", "3.00"]]
    (table,) = TableReader([page(1, lines, grid(rows))]).tables
    assert table.form_code == code


def test_the_whole_of_three_public_may_bear_their_name() -> None:
    rows = [
        ["项目", "预算数", "决算数"],
        ["“三公”经费合计", "5.00", "4.00"],
        ["因公出国（境）费", "0.00", "0.00"],
        ["公务接待费", "5.00", "4.00"],
    ]
    reader = TableReader([page(1, ["财政拨款“三公”经费支出决算表", "单位：万元"], grid(rows))])
    assert {i.item_name for i in reader.tables[0].items} == {"合计", "因公出国（境）费", "公务接待费"}
    assert reader.notes == []


def test_a_unit_in_the_header_of_one_item_leaves_the_word_what_it_is() -> None:
    rows: list[list[str | None]] = [
        ["合计（元）", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费"],
        ["^", "^", "小计（元）", "公务用车购置费", "公务用车运行费", "^"],
        ["9", "1", "5", "2", "3", "3"],
    ]
    reader = TableReader([page(1, ["“三公”经费支出预算表"], grid(rows))])
    assert [(i.item_name, i.text_printed, i.unit) for i in reader.tables[0].items[:3:2]] == [
        ("合计", "9", "元"),
        ("公务用车购置及运行费小计", "5", "元"),
    ]


ITEMS: list[str | None] = ["合计", "因公出国（境）费", "公务用车购置及运行费", None, None, "公务接待费"]
PARTS: list[str | None] = ["^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"]


def _totals(title: list[str], rows: list[list[str | None]]) -> list[tuple[str, str | None]]:
    (table,) = TableReader([page(1, title, grid(rows))]).tables
    return [(item.measure, item.text_printed) for item in table.items if item.item_name == "合计"]


@pytest.mark.parametrize(
    ("bands", "measures"),
    [
        (["2023年预算数", "2023年执行数", "2024年预算数"], ["prior_budget", "prior_final", "budget"]),
        (["上年决算数", "上年预算数", "本年预算数"], ["prior_final", "prior_budget", "budget"]),
        (["预算数", "执行数", "2023年预算数"], ["budget", None, "prior_budget"]),
        (["调整前", "调整后", "2023年预算数"], [None, None, "prior_budget"]),
    ],
)
def test_items_of_several_years_beside_each_other_are_of_their_own_year(
    bands: list[str], measures: list[str | None]
) -> None:
    """The form of three public expenses prints last year's budget and outcome beside this year's budget."""
    title = ["青禾县教育局2024年部门预算", "一般公共预算“三公”经费支出表", "单位：万元"]
    rows: list[list[str | None]] = [[], [], [], []]
    for number, band in enumerate(bands):
        rows[0] += [band, None, None, None, None, None]
        rows[1] += ITEMS
        rows[2] += PARTS
        rows[3] += [str(5 + number), "0", "3", "0", "3", "2"]
    expected = [(m, str(5 + number)) for number, m in enumerate(measures) if m is not None]
    assert _totals(title, rows) == expected


def test_a_row_of_an_earlier_year_is_kept_apart() -> None:
    title = ["青禾县教育局2024年度部门决算", "“三公”经费支出决算表", "单位：万元"]
    rows = [["项目", *ITEMS], ["^", *PARTS]]
    for number, label in enumerate(("2023年决算数", "2024年预算数", "2024年决算数")):
        rows.append([label, str(5 + number), "0", "3", "0", "3", "2"])
    assert _totals(title, rows) == [("prior_final", "5"), ("budget", "6"), ("final", "7")]


def test_rows_of_final_accounts_may_be_called_by_their_years_alone() -> None:
    title = ["青禾县教育局2024年度部门决算", "“三公”经费支出决算表", "单位：万元"]
    rows: list[list[str | None]] = [
        ["年度", "合计", "因公出国（境）费", "公车购置及运行维护费", None, None, "公务接待费"],
        ["^", "^", "^", "小计", "车辆购置", "车辆运行", "^"],
    ]
    rows += [["2023年", "5", "0", "3", "1", "2", "2"], ["2024年度", "6", "0", "3", "0", "3", "3"]]
    rows += [["2024年比2023年增减%", "20", "", "0", "-100", "50", "50"]]
    assert _totals(title, rows) == [("prior_final", "5"), ("final", "6")]
    (table,) = TableReader([page(1, title, grid(rows))]).tables
    assert len(table.items) == 12


def test_rows_of_a_form_with_one_measure_may_be_years() -> None:
    title = ["青禾县教育局2024年部门预算", "一般公共预算“三公”经费支出表", "单位：万元"]
    rows = [["年度", *ITEMS], ["^", *PARTS]]
    rows += [["2023年预算数", "5", "0", "3", "0", "3", "2"], ["2024年预算数", "6", "0", "3", "0", "3", "3"]]
    assert _totals(title, rows) == [("prior_budget", "5"), ("budget", "6")]


def test_a_word_for_none_is_nobodys_name() -> None:
    rows: Rows = [
        ["科目", "科目名称", "合计", "基本支出", "项目支出"],
        ["合计", "无", "9.00", "5.00", "4.00"],
        ["205：教育支出", "无", "9.00", "5.00", "4.00"],
    ]
    found = TableReader([page(1, ["2024年支出预算总表", "单位：万元"], grid(rows))])
    assert [(i.item_code, i.item_name) for i in found.tables[0].items][::3] == [
        ("", "合计"),
        ("205", "教育支出"),
    ]


def test_a_total_whose_figures_print_their_unit_is_no_header() -> None:
    rows: Rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "备注"],
        ["", "合计", "9.00万元", "9.00万元", "4人"],
        ["205", "教育支出", "9.00万元", "9.00万元", ""],
    ]
    found = TableReader([page(1, ["2024年支出预算总表", "单位：万元"], grid(rows))])
    assert [(i.item_name, i.measure) for i in found.tables[0].items][:2] == [
        ("合计", "total"),
        ("合计", "basic"),
    ]
    assert not found.notes


def test_a_figure_before_the_ordinal_of_a_label_is_not_read_as_a_name() -> None:
    rows: Rows = [
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一、一般公共预算拨款收入", "9.00", "0一、教育支出", "9.00"],
        ["收入总计", "9.00", "支出总计", "9.00"],
    ]
    found = TableReader([page(1, ["2024年收支预算总表", "单位：万元"], grid(rows))])
    assert "0一、教育支出" not in {item.item_name for item in found.tables[0].items}
    assert [note.kind for note in found.notes] == ["ambiguous_row"]


def test_a_budget_of_expenditure_by_source_is_read_like_revenue() -> None:
    rows: Rows = [
        [
            "科目编码",
            "科目名称",
            "合计",
            "上年结转",
            "一般公共预算拨款收入",
            "政府性基金预算拨款收入",
            "事业收入",
        ],
        ["205", "教育支出", "9.00", "1.00", "5.00", "2.00", "1.00"],
    ]
    found = TableReader([page(1, ["2024年支出预算总表", "单位：万元"], grid(rows))])
    measures = ["total", "opening_carryover", "general_public_budget", "government_fund_budget"]
    assert [i.measure for i in found.tables[0].items] == [*measures, "institutional_revenue"]


def test_a_table_without_title_under_the_headings_of_the_page_before_may_be_its_rest() -> None:
    rows: Rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["205", "教育支出", "9.00", "5.00", "4.00"],
    ]
    other = [[row[0], "", *row[1:]] for row in rows]
    found = TableReader([page(1, ["2024年支出预算总表", "单位：万元"], grid(rows)), page(2, [], grid(other))])
    assert [(n.kind, n.table_no) for n in found.notes] == [("torn_table", 1), ("torn_table", 2)]


@pytest.mark.parametrize(
    ("statement", "says_so"),
    [
        ("本单位2024年没有政府性基金预算拨款安排的支出。", True),
        ("无政府性基金预算支出", True),
        ("注：本部门无此项支出，此表为空表", True),
        ("无线电管理支出", False),
    ],
)
def test_a_sentence_in_place_of_figures_says_that_there_are_none(statement: str, says_so: bool) -> None:
    rows: Rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        [statement, None, None, None, None],
    ]
    found = TableReader([page(1, ["2024年政府性基金预算支出表", "单位：万元"], grid(rows))])
    (table,) = found.tables
    assert table.status == "empty_form"
    assert (table.reason == statement) is says_so
