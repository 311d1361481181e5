"""Tables of a department that list its units: their numbers are no accounts, their rows no items of their own."""

from __future__ import annotations

from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from tests.unit.pages import Rows, grid, page

THREE_PUBLIC: Rows = [
    ["单位编码", "单位名称（科目）", "当年财政拨款预算安排", None, None, None, None, None],
    ["^", "^", "合计", "因公出国（境）费用", "公务用车购置及运行费", None, None, "公务接待费"],
    [*"^^^^", "小计", "公务用车购置费", "公务用车运行费", "^"],
]


def read(title: str, rows: Rows) -> TableReader:
    return read_tables([page(1, ["2024年部门预算", title, "单位：万元"], grid(rows))], evaluate)


def test_the_number_of_a_unit_is_no_part_of_an_accounts_code() -> None:
    rows = [
        ["科目编码", None, None, "单位代码", "单位名称（科目）", "合计", "基本支出", "项目支出"],
        ["类", "款", "项", *"^^^^^"],
        ["", "", "", "", "合计", "100.00", "60.00", "40.00"],
        ["", "", "", "105", "青禾县教育局", "100.00", "60.00", "40.00"],
        ["205", "01", "01", "105", "行政运行", "60.00", "60.00", ""],
        ["205", "02", "02", "105", "小学教育", "40.00", "", "40.00"],
    ]
    (table,) = read("部门支出总表", rows).tables
    totals = [(i.item_code, i.item_name, i.text_printed) for i in table.items if i.measure == "total"]
    assert totals == [
        ("", "合计", "100.00"),
        ("", "青禾县教育局", "100.00"),
        ("2050101", "行政运行", "60.00"),
        ("2050202", "小学教育", "40.00"),
    ]
    assert not [check for check in evaluate_document(table.items, ()) if check.status == "violated"]


def test_money_carried_over_from_last_year_is_no_figure_of_last_year() -> None:
    rows = [
        ["科目编码", "科目名称", "总计", "一般公共预算拨款", "上年结转安排", None],
        [*"^^^^", "合计", "一般公共预算拨款"],
        ["301", "工资福利支出", "95.00", "90.00", "5.00", "5.00"],
    ]
    reader = read("财政拨款支出预算表（部门经济分类科目）", rows)
    assert {(i.measure, i.text_printed) for i in reader.tables[0].items} == {
        ("total", "95.00"),
        ("general_public_budget", "90.00"),
    }
    assert {note.text for note in reader.notes} == {"上年结转安排/合计", "上年结转安排/一般公共预算拨款"}


def test_of_a_row_for_each_unit_and_their_total_the_total_is_taken() -> None:
    rows = [
        *THREE_PUBLIC,
        ["105001", "青禾县教育局", "7.00", "", "5.00", "", "5.00", "2.00"],
        ["105002", "青禾县第一中学", "3.00", "", "2.00", "", "2.00", "1.00"],
        ["", "合计", "10.00", "", "7.00", "", "7.00", "3.00"],
    ]
    reader = read("一般公共预算“三公”经费支出预算表", rows)
    (table,) = reader.tables
    assert {(i.item_name, i.text_printed) for i in table.items} == {
        ("合计", "10.00"),
        ("公务用车购置及运行费小计", "7.00"),
        ("公务用车运行费", "7.00"),
        ("公务接待费", "3.00"),
    }
    assert [(note.kind, note.text) for note in reader.notes] == [
        ("ambiguous_row", "青禾县教育局"),
        ("ambiguous_row", "青禾县第一中学"),
    ]


def test_units_whose_own_units_follow_are_no_part_of_the_total_however_many_there_are() -> None:
    units = [[f"1{n:03}", f"第{n}学校", "2.00", "", "2.00", "", "2.00", ""] for n in range(300)]
    own = [
        [f"1{n:03}0{i}", f"第{n}学校{i}部", "1.00", "", "1.00", "", "1.00", ""]
        for n in range(300)
        for i in (1, 2)
    ]
    total = ["", "合计", "600.00", "", "600.00", "", "600.00", ""]
    title = "一般公共预算“三公”经费支出预算表"
    (table,) = read(title, [*THREE_PUBLIC, *units, *own, total]).tables
    assert {item.text_printed for item in table.items} == {"600.00"}
    (table,) = read(title, [*THREE_PUBLIC, *units, *own, *([total] * 30)]).tables
    assert (table.items, table.status) == ((), "unreadable")


def test_nothing_is_taken_where_rows_do_not_add_up_to_their_total() -> None:
    rows = [
        *THREE_PUBLIC,
        ["105001", "青禾县教育局", "7.00", "", "5.00", "", "5.00", "2.00"],
        ["", "合计", "10.00", "", "7.00", "", "7.00", "3.00"],
    ]
    reader = read("一般公共预算“三公”经费支出预算表", rows)
    assert not reader.tables[0].items
    assert [note.text for note in reader.notes] == ["2 rows"]


def test_a_table_that_lists_units_before_their_items_keeps_its_total() -> None:
    rows = [
        ["单位", "功能科目", "合计", "基本支出", "项目支出"],
        ["青禾县教育局", "", "100.00", "60.00", "40.00"],
        ["", "2050101 行政运行", "60.00", "60.00", ""],
        ["", "2050202 小学教育", "40.00", "", "40.00"],
        ["合计", "", "100.00", "60.00", "40.00"],
    ]
    reader = read("一般公共预算支出表", rows)
    found = [
        (i.item_code, i.item_name, i.text_printed) for i in reader.tables[0].items if i.measure == "total"
    ]
    assert found == [
        ("", "青禾县教育局", "100.00"),
        ("2050101", "行政运行", "60.00"),
        ("2050202", "小学教育", "40.00"),
        ("", "合计", "100.00"),
    ]
    assert not reader.notes


def test_the_unit_of_a_quantity_is_no_name_of_what_is_bought() -> None:
    rows = [
        ["单位名称", "采购品目", "数量", "计量单位", "合计", "一般公共预算"],
        ["青禾县教育局", "台式计算机", "5", "台", "3.00", "3.00"],
        ["合计", None, "", "", "3.00", "3.00"],
    ]
    reader = read("政府采购预算表", rows)
    assert {(i.item_name, i.measure, i.text_printed) for i in reader.tables[0].items} == {
        ("台式计算机", "count", "5"),
        ("台式计算机", "total", "3.00"),
        ("台式计算机", "general_public_budget", "3.00"),
        ("合计", "total", "3.00"),
        ("合计", "general_public_budget", "3.00"),
    }
