"""Tables of the ministry's own set for a government's final accounts: changes of a budget, levels, debt line by line."""

from __future__ import annotations

import pytest

from pipelines.recognise.governments.reader import AreaReader
from tests.unit.pages import Rows, grid, page


def read(title: str, rows: Rows) -> AreaReader:
    return AreaReader([page(1, [title, "单位：万元"], grid(rows))], 2023)


def told(found: AreaReader) -> list[tuple[str, ...]]:
    return [(i.section, i.item_name, i.measure, i.scope or "", i.text_printed) for i in found.tables[0].items]


def test_columns_between_a_budget_and_the_adjusted_one_are_changes() -> None:
    rows: Rows = [
        ["预算科目", "预算数", "变动项目", None, "调整预算数"],
        ["^", "^", "上级补助", "其他", "^"],
        ["非税收入", "12000", "300", "200", "12500"],
    ]
    assert told(read("一般公共预算收入预算变动情况表", rows)) == [
        ("", "非税收入", "budget", "", "12000"),
        ("上级补助", "非税收入", "delta", "", "300"),
        ("其他", "非税收入", "delta", "", "200"),
        ("", "非税收入", "adjusted_budget", "", "12500"),
    ]


def test_columns_of_levels_have_these_as_scopes() -> None:
    rows: Rows = [
        ["预算科目", "决算数", None, None, None],
        ["^", "合计", "地级", "县级", "乡级"],
        ["教育支出", "39120", "0", "38000", "1120"],
    ]
    assert [scope for *_, scope, _ in told(read("一般公共预算收支决算分级表", rows))] == [
        "",
        "地级",
        "县级",
        "乡级",
    ]


def test_rows_say_what_of_a_debt_the_columns_print_by_part() -> None:
    rows: Rows = [
        ["项目", "合计", "一般债务", "专项债务"],
        ["一、2022年末地方政府债务余额", "88000", "41000", "47000"],
        ["二、2023年地方政府债务限额", "103000", "50000", "53000"],
        ["三、2023年地方政府债务还本支出", "5300", "2300", "3000"],
        ["四、2023年末地方政府债务余额", "97700", "44700", "53000"],
    ]
    found = read("地方政府债务限额和余额决算表", rows)
    measures = [measure for _, _, measure, _, _ in told(found)]
    assert measures == [
        f"{kind}{part}"
        for kind in ("prior_balance", "limit", "repaid", "balance")
        for part in ("", "_general", "_special")
    ]
    assert {section for section, *_ in told(found)} == {""}


def test_a_column_of_amounts_is_no_column_of_codes_because_its_header_holds_a_word_of_labels() -> None:
    """300, 200 and 500 look like codes of accounts."""
    rows: Rows = [
        ["乡镇", "合计", "税收返还", "专项转移支付"],
        ["城关镇", "400", "100", "300"],
        ["李家乡", "200", "0", "200"],
        ["合计", "600", "100", "500"],
    ]
    found = read("一般公共预算税收返还和转移支付决算表（分乡镇）", rows)
    assert [(name, text) for section, name, _, _, text in told(found) if section == "专项转移支付"] == [
        ("城关镇", "300"),
        ("李家乡", "200"),
        ("合计", "500"),
    ]


def test_rates_that_are_fractions_are_no_percentages() -> None:
    rows: Rows = [
        ["项目", "2022年决算数", "2023年预算数", "2023年决算数", "决算数占预算数", "增长"],
        ["税收收入", "36764", "37500", "37230", "0.9928", "0.0127"],
        ["非税收入", "14605", "15200", "16433", "1.0811", "0.1252"],
    ]
    found = read("全县一般公共预算收入决算表", rows).tables[0].items
    assert [(i.measure, i.text_printed, i.unit) for i in found[3:5]] == [
        ("rate_of_budget", "0.9928", ""),
        ("rate", "0.0127", ""),
    ]
    rows[1][4:], rows[2][4:] = ["99.3", "1.3"], ["108.1", "12.5"]
    found = read("全县一般公共预算收入决算表", rows).tables[0].items
    assert {i.unit for i in found[3:5]} == {"%"}


def test_a_wide_table_in_bands_has_the_header_of_each_band() -> None:
    rows: Rows = [
        ["项目", "城乡居民基本养老保险基金", "机关事业单位基本养老保险基金"],
        ["本年收入", "9000", "13000"],
        ["本年支出", "8000", "12500"],
        ["项目", "职工基本医疗保险基金", "合计"],
        ["本年收入", "6000", "28000"],
        ["本年支出", "5500", "26000"],
    ]
    found = read("2023年社会保险基金收支决算表", rows)
    assert [
        (i.section, i.item_name, i.text_printed)
        for table in found.tables
        for i in table.items
        if i.item_name == "本年收入"
    ] == [
        ("城乡居民基本养老保险基金", "本年收入", "9000"),
        ("机关事业单位基本养老保险基金", "本年收入", "13000"),
        ("职工基本医疗保险基金", "本年收入", "6000"),
        ("合计", "本年收入", "28000"),
    ]


def test_rows_that_no_rule_parts_are_noted_and_no_header() -> None:
    rows: Rows = [
        ["科目编码", "项目名称", "年初预算数", "决算数"],
        ["20101\n01\n205", "行政运行\n教育支出", "300\n7000", "310\n7100"],
    ]
    found = read("2023年县级一般公共预算支出决算功能分类明细表", rows)
    assert found.tables[0].items == ()
    assert [note.text for note in found.notes] == ["300\n7000", "310\n7100"]


def test_a_column_of_serial_numbers_whose_header_names_the_unit_is_no_list_of_its_own() -> None:
    rows: Rows = [
        ["序号（单位：万元）", "科目", "2022年执行数", "预算数"],
        ["1", "污水处理费收入", "35467", "38249"],
        ["2", "收入总计", "35467", "38249"],
        ["3", "城乡社区支出", "35467", "38249"],
        ["4", "支出总计", "35467", "38249"],
    ]
    found = read("区级2023年政府性基金预算收支预算平衡表", rows)
    assert [(i.section, i.item_name) for i in found.tables[0].items if i.measure == "budget"] == [
        ("revenue", "污水处理费收入"),
        ("revenue", "收入总计"),
        ("expenditure", "城乡社区支出"),
        ("expenditure", "支出总计"),
    ]


@pytest.mark.parametrize("total", [["合计", None], ["合计", ""], ["", "合计"]])
def test_a_total_may_stand_in_the_column_of_codes(total: list[str | None]) -> None:
    rows: Rows = [
        ["经济科目编码", "经济科目名称", "预算数"],
        ["501", "机关工资福利支出", "50"],
        [*total, "50"],
    ]
    title = "2024年某县一般公共预算基本支出经济分类预算表"
    found = AreaReader([page(1, [title, "单位：万元"], grid(rows))], 2024)
    assert [(i.item_code, i.item_name, i.text_printed) for i in found.tables[0].items] == [
        ("501", "机关工资福利支出", "50"),
        ("", "合计", "50"),
    ]
    assert not found.notes
