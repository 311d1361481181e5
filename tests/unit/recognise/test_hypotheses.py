"""What words leave open is tried, and taken where the accounting identities confirm one reading alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate
from pipelines.recognise import standing
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.values.items import FormTable
from tests.unit.pages import grid, page

BUDGET = "青禾县教育局2024年部门预算"
CODES = (("205", "教育支出"), ("20502", "普通教育"), ("2050203", "初中教育"), ("20599", "其他教育支出"))
PARTS = (
    ("300.00", "200.00", "100.00"),
    ("260.00", "200.00", "60.00"),
    ("260.00", "200.00", "60.00"),
    ("40.00", "", "40.00"),
)


def expenditure(total: str, code: str = "科目编码", name: str = "科目名称") -> list[list[str | None]]:
    head: list[str | None] = [code, name, total, "基本支出", "项目支出"]
    rows: list[list[str | None]] = [[*label, *parts] for label, parts in zip(CODES, PARTS, strict=True)]
    return [head, *rows, ["", "合计", "300.00", "200.00", "100.00"]]


def overall(amount: str) -> list[list[str | None]]:
    return [
        ["收入", None, "支出", None],
        ["项目", amount, "项目", amount],
        ["一、一般公共预算", "300.00", "一、教育支出", "300.00"],
        ["收入总计", "300.00", "支出总计", "300.00"],
    ]


def read(*tables: tuple[str, list[list[str | None]]]) -> TableReader:
    pages = [page(1, [BUDGET])]
    for number, (title, rows) in enumerate(tables, 2):
        pages.append(page(number, [title, "单位：万元"], grid(rows)))
    return read_tables(pages, evaluate)


def table_of(reader: TableReader, code: str) -> FormTable:
    (found,) = [table for table in reader.tables if table.form_code == code]
    return found


def test_a_total_under_an_unknown_word_is_told_by_its_parts() -> None:
    table = table_of(read(("部门支出预算总表", expenditure("全年盘子"))), "B03")
    totals = {item.item_name: item for item in table.items if item.measure == "total"}
    assert totals["合计"].value == Decimal(300)
    assert totals["合计"].decided_by.split()[0] == "W23"
    assert all(not item.decided_by for item in table.items if item.measure == "basic")


def test_what_the_parts_contradict_is_not_taken_and_stays_noted() -> None:
    rows = expenditure("全年盘子")
    for row in rows[1:]:
        row[2] = "999.00"
    reader = read(("部门支出预算总表", rows))
    assert {item.measure for item in table_of(reader, "B03").items} == {"basic", "project"}
    assert [note.text for note in reader.notes if note.kind == "unmatched_header"] == ["全年盘子"]
    candidates = {c.told: c for c in table_of(reader, "B03").candidates}
    assert "W23" in candidates["全年盘子 as total"].contradicted


def test_a_column_that_nothing_ties_is_left_out() -> None:
    rows = expenditure("合计")
    for row, text in zip(rows, ("编制人数", "7", "6", "6", "1", "7"), strict=True):
        row.append(text)
    reader = read(("部门支出预算总表", rows))
    assert {item.measure for item in table_of(reader, "B03").items} == {"total", "basic", "project"}
    assert [note.text for note in reader.notes if note.kind == "unmatched_header"] == ["编制人数"]


def test_the_only_figures_of_both_sides_are_the_amounts_of_the_form() -> None:
    table = table_of(read(("部门收支预算总表", overall("盘子"))), "B01")
    assert {(item.section, item.item_name, item.measure) for item in table.items} >= {
        ("revenue", "收入总计", "budget"),
        ("expenditure", "支出总计", "budget"),
    }
    assert all("W22" in item.decided_by for item in table.items)


def test_a_column_of_last_year_is_never_taken_for_this_year() -> None:
    rows = overall("盘子")
    rows[1][1] = rows[1][3] = "上年预算数"
    reader = read(("部门收支预算总表", rows))
    assert {item.measure for table in reader.tables for item in table.items} <= {"prior_budget"}


def test_a_table_without_a_known_title_is_told_by_another_form() -> None:
    reader = read(("部门收支预算总表", overall("预算数")), ("支出盘子表", expenditure("合计")))
    table = table_of(reader, "B03")
    assert {item.measure for item in table.items} == {"total", "basic", "project"}
    assert all(item.decided_by.startswith("X15") for item in table.items)
    assert any(note.kind == "decided_by_proof" for note in reader.notes)


def test_a_table_that_fits_two_forms_equally_stays_unrecognised() -> None:
    appropriation: list[list[str | None]] = [
        ["收入", None, "支出", None, None, None, None],
        ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
        ["一、一般公共预算", "300.00", "一、教育支出", "300.00", "300.00", "", ""],
        ["收入总计", "300.00", "支出总计", "300.00", "300.00", "", ""],
    ]
    reader = read(
        ("支出盘子表", expenditure("合计")),
        ("部门收支预算总表", overall("预算数")),
        ("财政拨款收支预算总表", appropriation),
    )
    (unknown,) = [table for table in reader.tables if table.form_code is None]
    assert unknown.items == ()
    assert {candidate.form_code for candidate in unknown.candidates if candidate.confirmed} == {"B03", "B05"}


def test_economic_codes_under_a_functional_title_are_not_read_as_functions() -> None:
    rows: list[list[str | None]] = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["301", "工资福利支出", "200.00", "200.00", ""],
        ["30101", "基本工资", "200.00", "200.00", ""],
        ["302", "商品和服务支出", "100.00", "", "100.00"],
        ["30201", "办公费", "100.00", "", "100.00"],
    ]
    reader = read(("政府性基金预算支出表", rows))
    (table,) = reader.tables
    assert (table.form_code, table.items) == (None, ())
    assert "economic classification" in table.reason


@pytest.mark.parametrize(
    ("first", "code", "kind"), [("3", "B19", "economic"), ("5", "B22", "government_economic")]
)
def test_codes_tell_the_classification_that_a_title_leaves_out(first: str, code: str, kind: str) -> None:
    rows: list[list[str | None]] = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        [f"{first}01", "工资福利支出", "200.00", "200.00", ""],
        [f"{first}0101", "基本工资", "200.00", "200.00", ""],
        [f"{first}02", "商品和服务支出", "100.00", "", "100.00"],
        [f"{first}0201", "办公费", "100.00", "", "100.00"],
    ]
    (table,) = read(("一般公共预算支出表", rows)).tables
    assert (table.form_code, table.status, len(table.items)) == (code, "recognised", 8)
    assert {item.account_kind for item in table.items} == {kind}


def test_a_column_of_zeros_is_the_one_measure_that_is_left() -> None:
    rows: list[list[str | None]] = [
        ["科目编码", "科目名称", "甲乙丙", "基本支出", "项目支出"],
        ["", "合计", "0.00", "0.00", "0.00"],
    ]
    (table,) = read(("政府性基金预算支出表", rows)).tables
    total = next(item for item in table.items if item.measure == "total")
    assert (total.value, total.decided_by) == (0, "W23")


def test_unknown_words_over_codes_and_names_do_not_hide_them() -> None:
    table = table_of(read(("部门支出预算总表", expenditure("合计", "编号", "事项"))), "B03")
    assert {(item.item_code, item.item_name) for item in table.items if item.item_code} == set(CODES)


def test_a_list_called_detailed_that_lays_no_items_across_is_the_plain_form() -> None:
    table = table_of(read(("一般公共预算支出功能分类明细表", expenditure("合计"))), "B05")
    assert {item.measure for item in table.items} == {"total", "basic", "project"}
    assert {item.section for item in table.items} == {""}


def test_the_rest_of_a_form_under_its_header_again_is_read_as_its_beginning_was() -> None:
    rows = expenditure("全年盘子")
    lone: list[list[str | None]] = [rows[0], ["206", "科学技术支出", "0.00", "", ""]]
    reader = read(("部门支出预算总表", rows), ("部门支出预算总表（续表）", lone))
    found = [item for table in reader.tables for item in table.items if item.item_code == "206"]
    assert [(item.measure, item.value) for item in found] == [("total", 0)]
    assert found[0].decided_by.startswith("W23")


THREE: list[list[str | None]] = [
    ["项目", "合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"],
    ["^", "^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^"],
    ["预算数", "5.00", "0.00", "3.00", "0.00", "3.00", "2.00"],
    ["决算数", "4.00", "0.00", "2.50", "0.00", "2.50", "1.50"],
]


def test_named_items_whose_sum_holds_tell_their_form_without_a_title() -> None:
    reader = read_tables(
        [page(1, ["青禾县教育局2023年部门决算"]), page(2, ["行政性开支表", "单位：万元"], grid(THREE))],
        evaluate,
    )
    (table,) = reader.tables
    assert (table.form_code, len(table.items)) == ("F09", 12)
    assert {item.decided_by.split()[0] for item in table.items} == {"W18"}


def test_named_items_whose_sum_does_not_hold_tell_nothing() -> None:
    rows = [*THREE[:2], ["预算数", "9.00", *THREE[2][2:]], ["决算数", "8.00", *THREE[3][2:]]]
    reader = read_tables(
        [page(1, ["青禾县教育局2023年部门决算"]), page(2, ["行政性开支表", "单位：万元"], grid(rows))],
        evaluate,
    )
    assert [(table.form_code, table.items) for table in reader.tables] == [(None, ())]


REVENUE = (
    ("", "合计", "304.81", "300.00", "0.00", "0.00", "0.00", "0.00", "4.81"),
    ("205", "教育支出", "304.81", "300.00", "0.00", "0.00", "0.00", "0.00", "4.81"),
    ("20502", "普通教育", "264.81", "260.00", "0.00", "0.00", "0.00", "0.00", "4.81"),
    ("2050203", "初中教育", "264.81", "260.00", "0.00", "0.00", "0.00", "0.00", "4.81"),
    ("20599", "其他教育支出", "40.00", "40.00", "0.00", "0.00", "0.00", "0.00", "0.00"),
)


def test_a_sum_does_not_say_which_of_its_parts_a_column_without_a_word_is() -> None:
    """Two headings run into one, so that those behind stand one column too far to the left."""
    words = [
        "本年收入合计",
        "财政拨款收入",
        "上级补助收入",
        "事业收入经营收入",
        "附属单位上缴收入",
        "其他收入",
        "",
    ]
    rows: list[list[str | None]] = [["科目编码", "科目名称", *words], *map(list, REVENUE)]
    pages = [page(1, ["青禾县教育局2024年度部门决算"]), page(2, ["收入决算表", "单位：万元"], grid(rows))]
    reader = read_tables(pages, evaluate)
    table = table_of(reader, "F02")
    assert not {"institutional_revenue", "operating_revenue"} & {item.measure for item in table.items}
    assert [note.text for note in reader.notes if note.kind == "unmatched_header"] == ["事业收入经营收入", ""]


def test_a_table_too_large_to_be_read_in_every_way_that_words_leave_open_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = [("部门支出预算总表", expenditure("全年盘子")), ("支出盘子表", expenditure("合计"))]
    assert table_of(read(*tables), "B03").items[0].decided_by
    monkeypatch.setattr(standing, "_MOST_CELLS", 60)
    monkeypatch.setattr(standing, "_CELLS_OF_ALL_FORMS", 1)
    reader = read(*tables)
    assert not any(item.decided_by for table in reader.tables for item in table.items)
    told = [note for note in reader.notes if note.kind == standing.NOT_TRIED]
    assert [note.table_no for note in told] == [1, 2]
    assert "more readings of this table" in told[0].detail
    assert [note.text for note in reader.notes if note.kind == "unmatched_header"] == ["全年盘子"]


def test_hundreds_of_tables_that_words_leave_open_are_each_told_as_a_single_one_is() -> None:
    many = [("部门支出预算总表", expenditure("全年盘子"))] * 200
    decided = [table.items for table in read(*many).tables]
    (alone,) = (table.items for table in read(many[0]).tables)
    assert {len(items) for items in decided} == {len(alone)}
    assert all(items[0].decided_by == alone[0].decided_by for items in decided)


def test_of_thousands_of_tables_without_a_form_those_that_are_not_looked_at_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = [("青禾一览表", expenditure("合计"))] * 5
    assert not [note for note in read(*tables).notes if note.kind == standing.NOT_TRIED]
    monkeypatch.setattr(standing, "_MOST_CELLS", 300)
    reader = read(*tables)
    told = [note.table_no for note in reader.notes if note.kind == standing.NOT_TRIED]
    assert told == [table.table_no for table in reader.tables]
