"""Governments' own tables say year, stage, scope and section in titles and columns, each its own way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipelines.recognise.governments.reader import AreaReader
from pipelines.recognise.governments.stages import with_stage
from pipelines.values.items import LineItem
from pipelines.values.pages import Page
from tests.unit.pages import Rows, grid, page


def read(*pages: Page, year: int | None = None) -> AreaReader:
    return AreaReader(pages, year)


def titled(title: str, rows: Rows, *, number: int = 1, unit: str = "单位：万元") -> Page:
    return page(number, [title, unit], grid(rows))


def told(items: Sequence[LineItem]) -> list[tuple[object, ...]]:
    return [(i.section, i.item_name, i.measure, i.scope, i.figure_year, i.text_printed) for i in items]


def test_execution_and_budget_of_two_years_in_one_table() -> None:
    rows: Rows = [
        ["项目", "2025年", None, None, "2026年预算", None, None],
        ["^", "年初预算数", "执行数", "完成年初预算%", "建议数", "比2025年执行数增减", None],
        ["^", "^", "^", "^", "^", "金额", "%"],
        ["^", "1", "2", "3=2/1*100", "4", "5=4-2", "6=5/2*100"],
        ["一、税收收入", "40", "50", "125.0", "60", "10", "20.0"],
        ["烟叶税", "", "", "", "", "", ""],
    ]
    found = read(titled("全市一般公共预算收入2025年预算执行情况和2026年预算（草案）", rows))
    assert told(found.tables[0].items) == [
        ("", "税收收入", "prior_initial_budget", "全市", 2026, "40"),
        ("", "税收收入", "prior_executed", "全市", 2026, "50"),
        ("", "税收收入", "prior_rate_of_initial", "全市", 2026, "125.0"),
        ("", "税收收入", "budget", "全市", 2026, "60"),
        ("", "税收收入", "delta", "全市", 2026, "10"),
        ("", "税收收入", "rate", "全市", 2026, "20.0"),
    ]
    assert [i.unit for i in found.tables[0].items] == ["万元", "万元", "%", "万元", "万元", "%"]
    assert found.notes == []


def test_sides_beside_each_other_have_columns_of_their_own() -> None:
    rows: Rows = [
        ["一般公共预算收入", None, None, "一般公共预算支出", None, None],
        ["项目", "预算数", "完成数", "项目", "变动预算数", "执行数"],
        ["税收收入", "40", "50", "国防支出", "7", "6"],
        ["收入总计", "40", "50", "支出总计", "7", "6"],
    ]
    found = read(titled("2025年全市一般公共预算收支情况表", rows))
    assert [(i.section, i.item_name, i.measure) for i in found.tables[0].items[:4]] == [
        ("revenue", "税收收入", "budget"),
        ("revenue", "税收收入", "executed"),
        ("expenditure", "国防支出", "adjusted_budget"),
        ("expenditure", "国防支出", "executed"),
    ]


def test_sides_below_each_other_are_told_by_their_rows() -> None:
    rows: Rows = [
        ["项目", "决算数"],
        ["税收收入", "50"],
        ["收入总计", "50"],
        ["国防支出", "40"],
        ["结转下年", "10"],
        ["支出总计", "50"],
    ]
    found = read(titled("2024年全县一般公共预算收支决算总表", rows))
    assert [i.section for i in found.tables[0].items] == ["revenue"] * 2 + ["expenditure"] * 3


def test_debts_by_region_say_part_and_year_in_their_columns() -> None:
    rows: Rows = [
        ["地区", "2025年债务限额", None, None, "2024年债务余额", None, None],
        ["^", "", "一般债务", "专项债务", "合计", "一般债务", "专项债务"],
        ["公式", "A=B+C", "B", "C", "D=E+F", "E", "F"],
        ["某州", "9", "4", "5", "7", "3", "4"],
        ["某州本级", "3", "1", "2", "2", "1", "1"],
        ["甲县", "6", "3", "3", "5", "2", "3"],
    ]
    found = read(titled("5-1 某州2025年地方政府债务限额及余额预算情况表", rows, unit="单位：亿元"))
    assert told(found.tables[0].items[:6]) == [
        ("", "某州", "limit", "分地区", 2025, "9"),
        ("", "某州", "limit_general", "分地区", 2025, "4"),
        ("", "某州", "limit_special", "分地区", 2025, "5"),
        ("", "某州", "prior_balance", "分地区", 2025, "7"),
        ("", "某州", "prior_balance_general", "分地区", 2025, "3"),
        ("", "某州", "prior_balance_special", "分地区", 2025, "4"),
    ]


def test_a_title_of_limits_over_numbered_lines_is_the_form_of_lines() -> None:
    lines: Rows = [
        ["项目", "预算数", "决算数"],
        ["一、2023年末地方政府一般债务余额", "", "7"],
        ["二、2024年地方政府一般债务余额限额", "9", ""],
    ]
    regions: Rows = [
        ["地区", "2024年限额", "2024年余额"],
        ["某市", "9", "8"],
        ["某市本级", "4", "3"],
        ["甲县", "5", "5"],
    ]
    found = read(
        titled("2024年市级政府一般债务限额余额情况表", lines),
        titled("2024年全市政府一般债务分地区限额余额表", regions, number=2),
    )
    assert [table.form_code for table in found.tables] == ["G24", "G23"]
    assert [i.measure for i in found.tables[0].items] == ["final", "budget"]
    assert [i.measure for i in found.tables[1].items[:2]] == ["limit_general", "balance_general"]


def test_bonds_by_region_are_told_apart_by_their_titles() -> None:
    rows: Rows = [["地区", "合计", "一般债券", "专项债券"], ["某市", "9", "4", "5"], ["市级", "4", "2", "2"]]
    found = read(
        titled("2024年全市新增政府债券分地区明细表", rows),
        titled("2024年全市再融资政府债券分地区明细表", rows, number=2),
    )
    assert [(t.form_code, t.items[1].section, t.items[1].measure) for t in found.tables] == [
        ("G26", "新增", "issued_general"),
        ("G26", "再融资", "issued_general"),
    ]


def test_lines_of_debt_service_stand_under_each_other_and_columns_are_scopes() -> None:
    rows: Rows = [
        ["项目", "全市", "市本级"],
        ["一、2024年还本预计执行数", "9", "5"],
        ["（一）一般债券", "4", "2"],
        ["其中：再融资", "3", "1"],
        ["财政预算安排", "1", "1"],
        ["（二）专项债券", "5", "3"],
        ["合计", "9", "5"],
    ]
    found = read(titled("2024年地方政府债券还本付息表", rows))
    assert [(s, n, scope) for s, n, _, scope, *_ in told(found.tables[0].items)][::2] == [
        ("", "2024年还本预计执行数", "全市"),
        ("2024年还本预计执行数", "一般债券", "全市"),
        ("2024年还本预计执行数/一般债券", "再融资", "全市"),
        ("2024年还本预计执行数/一般债券", "财政预算安排", "全市"),
        ("2024年还本预计执行数", "专项债券", "全市"),
        ("", "合计", "全市"),
    ]


def test_rows_that_repeat_under_each_fund_have_it_as_their_section() -> None:
    rows: Rows = [
        ["项目", "2026年预算数"],
        ["一、企业职工基本养老保险基金收入", "9"],
        ["其中：保险费收入", "8"],
        ["利息收入", "1"],
        ["二、失业保险基金收入", "3"],
        ["其中：1.保险费收入", "2"],
        ["2.利息收入", "1"],
        ["社会保险基金收入合计", "12"],
    ]
    found = read(titled("2026年全市社会保险基金预算收入表", rows))
    assert [(i.section, i.item_name) for i in found.tables[0].items] == [
        ("", "企业职工基本养老保险基金收入"),
        ("企业职工基本养老保险基金收入", "保险费收入"),
        ("企业职工基本养老保险基金收入", "利息收入"),
        ("", "失业保险基金收入"),
        ("失业保险基金收入", "保险费收入"),
        ("失业保险基金收入", "利息收入"),
        ("", "社会保险基金收入合计"),
    ]


def test_regions_and_funds_in_columns_are_sections() -> None:
    transfers: Rows = [
        ["项目", "合计", "甲区", "乙县"],
        ["一、农林水支出", "9", "4", "5"],
        ["其他支出", "1", "", "1"],
    ]
    funds: Rows = [["项目", "合计", "失业保险基金", "工伤保险基金"], ["一、收入", "9", "4", "5"]]
    found = read(
        titled("市本级政府性基金预算2026年对县区转移支付支出预算（草案）", transfers),
        titled("2025年全市社会保险基金预算执行情况总表", funds, number=2),
    )
    assert told(found.tables[0].items[:3]) == [
        ("", "农林水支出", "budget", "分地区", 2026, "9"),
        ("甲区", "农林水支出", "budget", "分地区", 2026, "4"),
        ("乙县", "农林水支出", "budget", "分地区", 2026, "5"),
    ]
    assert [i.section for i in found.tables[1].items] == ["合计", "失业保险基金", "工伤保险基金"]


def test_a_table_goes_on_under_its_repeated_header_and_in_a_band_of_further_columns() -> None:
    first: Rows = [["项目", "合计", "甲县"], ["返还性支出", "9", "4"], ["专项转移支付", "3", "1"]]
    band: Rows = [["项目", "乙县", "丙县"], ["返还性支出", "2", "3"], ["专项转移支付", "1", "1"]]
    title = "2026年市对下税收返还和转移支付表（按项目分地区）"
    found = read(
        titled(title, first),
        titled(title, [first[0], ["其他支出", "5", "2"]], number=2),
        page(3, ["单位：万元"], grid(band)),
    )
    assert [(t.form_code, t.page_first, t.page_last) for t in found.tables] == [("G08", 1, 2), ("G08", 3, 3)]
    assert [i.section for i in found.tables[1].items[:2]] == ["乙县", "丙县"]


def test_a_figure_that_its_cell_wraps_is_one_and_two_figures_are_none() -> None:
    rows: Rows = [
        ["项目", "执行数"],
        ["农林水支出", "29013\n7"],
        ["教育支出", "4382\n.57"],
        ["国防支出", "-18\n.5"],
        ["其他支出", "3013397"],
        ["交通运输支出", "12\n34"],
    ]
    found = read(titled("2025年全市一般公共预算支出执行情况表", rows))
    assert [str(i.value) for i in found.tables[0].items] == ["290137", "4382.57", "-18.5", "3013397"]
    assert [(n.kind, n.text) for n in found.notes] == [("unparsed_figure", "12\n34")]


def test_ratios_to_last_year_are_no_growth() -> None:
    rows: Rows = [
        ["项目", "2024年预算数", "2024年决算数", "决算数为预算数的%", "决算数为上年决算数的%"],
        ["总收入", "4", "5", "125.0", "113.4"],
    ]
    found = read(titled("2024年某市一般公共预算收入决算表", rows))
    assert [i.measure for i in found.tables[0].items] == [
        "budget",
        "final",
        "rate_of_budget",
        "rate_to_prior",
    ]


def test_a_title_on_two_lines_is_one() -> None:
    rows: Rows = [["项目", "全市", "市级"], ["一、2024年末地方政府债务余额", "9", "4"]]
    lines = ["表52", "2025年全市与市级地方政府债务限额余额", "及还本付息情况表", "单位：亿元"]
    found = read(page(1, lines, grid(rows)))
    assert found.tables[0].form_code == "G26"


def test_a_stage_that_no_word_says_is_that_of_the_other_tables_of_the_year() -> None:
    amounts: Rows = [["项目", "金额"], ["合计", "9"], ["一、返还性收入", "9"]]
    stages: Rows = [["项目", "2025年执行数"], ["税收收入", "5"]]
    mixed: Rows = [["项目", "全市"], ["一、2025年还本执行数", "9"], ["二、2026年还本预算数", "8"]]
    found = read(
        titled("2025年全市一般公共预算收入执行情况表", stages),
        titled("2025年省对某市税收返还及转移支付情况表", amounts, number=2),
        titled("2025-2026年地方政府债券还本付息表", mixed, number=3),
    )
    tables = list(with_stage(found.tables))
    assert [t.items[0].measure for t in tables] == ["executed", "executed", "amount"]


def test_a_column_that_is_not_understood_and_a_row_without_a_name_are_noted() -> None:
    rows: Rows = [["地区", "笔数", "余额"], ["某市", "3", "9"], ["某市本级", "2", "4"], ["", "1", "5"]]
    found = read(titled("2025年政府债务限额和余额情况表", rows))
    assert [(n.kind, n.text) for n in found.notes if n.row_no == 4] == [
        ("unmatched_header", "1"),
        ("figure_without_label", "5"),
    ]


def test_signs_of_percent_in_brackets_say_what_a_column_is() -> None:
    rows: Rows = [
        [
            "项目",
            "2025年（调整）预算数",
            "2025年执行数",
            "完成预算（%）",
            "比上年增减（%）",
            "年初预算安排数",
        ],
        ["税收收入", "10", "9", "90.0", "3.5", "8"],
    ]
    found = read(titled("2025年某市市级一般公共预算收入执行情况表", rows))
    assert [i.measure for i in found.tables[0].items] == [
        "budget",
        "executed",
        "rate_of_budget",
        "rate",
        "initial_budget",
    ]


@pytest.mark.parametrize(("printed", "measure"), [("12.5", "rate"), ("125", "delta")])
def test_changes_without_a_word_for_their_unit_are_told_by_their_decimals(printed: str, measure: str) -> None:
    rows: Rows = [["项目", "上年决算数", "决算数", "比上年增减"], ["税收收入", "1000", "1125", printed]]
    found = read(titled("2024年全县一般公共预算收入决算表", rows))
    assert [i.measure for i in found.tables[0].items] == ["prior_final", "final", measure]


def test_a_column_of_formulas_is_no_figure_and_its_rows_are_no_numbering() -> None:
    rows: Rows = [
        ["项目", "公式", "本地区", "本级", "下级"],
        ["一：2025年地方政府债务限额", "A=B+C", "90", "50", "40"],
        ["其中：一般债务限额", "B", "1", "2", "3"],
    ]
    found = read(titled("2025年地方政府债务限额提前下达情况表", rows, unit="单位：亿元"))
    assert [(i.item_name, i.scope, i.text_printed) for i in found.tables[0].items] == [
        ("2025年地方政府债务限额", "本地区", "90"),
        ("2025年地方政府债务限额", "本级", "50"),
        ("2025年地方政府债务限额", "下级", "40"),
        ("一般债务限额", "本地区", "1"),
        ("一般债务限额", "本级", "2"),
        ("一般债务限额", "下级", "3"),
    ]


def test_items_in_the_header_are_the_names_of_the_figures() -> None:
    rows: Rows = [
        ["单位", "合计", "因公出国（境）费用", "公务接待费", "公务用车购置及运行费", None, None],
        ["^", "^", "^", "^", "小计", "公务用车购置费", "公务用车运行费"],
        ["市本级", "9", "1", "2", "6", "2", "4"],
    ]
    found = read(titled("2026年市本级“三公”经费预算表", rows))
    assert [i.item_name for i in found.tables[0].items] == [
        "合计",
        "因公出国(境)费用",
        "公务接待费",
        "公务用车购置及运行费",
        "公务用车购置费",
        "公务用车运行费",
    ]


def test_columns_that_no_stage_tells_apart_have_their_own_header_as_section() -> None:
    rows: Rows = [["科目", "合计", "一般公共预算", "上级转移支付"], ["教育支出", "9", "5", "4"]]
    found = read(titled("2026年市本级一般公共预算支出资金来源表", rows))
    assert [(i.section, i.measure) for i in found.tables[0].items] == [
        ("", "amount"),
        ("一般公共预算", "amount"),
        ("上级转移支付", "amount"),
    ]


def test_classes_with_items_below_them_are_another_form() -> None:
    rows: Rows = [
        ["科目编码", "科目名称", "决算数"],
        ["205", "教育支出", "9"],
        ["20502", "普通教育", "9"],
        ["2050202", "小学教育", "9"],
    ]
    found = read(titled("2024年县级一般公共预算支出决算表", rows))
    assert [(i.form_code, i.item_code) for i in found.tables[0].items] == [
        ("G04", "205"),
        ("G04", "20502"),
        ("G04", "2050202"),
    ]


def test_two_scopes_below_one_stage_and_years_as_numbers() -> None:
    scopes: Rows = [
        ["项目", "预计数", None],
        ["^", "全市", "市级"],
        ["土地出让收入", "8", "5"],
    ]
    years: Rows = [["项目", "2023", "2024"], ["^", "决算数", "决算数"], ["税收收入", "8", "10"]]
    found = read(
        titled("2025年政府性基金收入执行情况表", scopes),
        titled("2024年全省一般公共预算收入决算表", years, number=2),
    )
    assert [(i.measure, i.scope) for i in found.tables[0].items] == [
        ("executed", "全市"),
        ("executed", "市级"),
    ]
    assert [i.measure for i in found.tables[1].items] == ["prior_final", "final"]


def test_what_a_bond_pays_for_is_named_by_the_project() -> None:
    rows: Rows = [
        ["序号", "项目名称", "债券类型", "债券利率", "发行金额", "已使用金额"],
        ["1", "甲路", "专项债券", "2.5", "900", "800"],
    ]
    found = read(titled("2024年某市新增地方政府债券资金使用情况表", rows))
    assert [(i.item_name, i.measure, i.text_printed) for i in found.tables[0].items] == [
        ("甲路", "issued", "900"),
        ("甲路", "executed", "800"),
    ]


def test_regions_are_the_sections_of_items_wherever_the_table_prints_them() -> None:
    rows: Rows = [
        ["地区", "合计", "返还性支出", "专项转移支付"],
        ["合计", "9", "4", "5"],
        ["甲县", "5", "2", "3"],
        ["乙区", "4", "2", "2"],
    ]
    found = read(titled("2026年市对县区税收返还和转移支付表（按项目分地区）", rows))
    assert [(i.form_code, i.section, i.item_name) for i in found.tables[0].items[:5]] == [
        ("G08", "", "合计"),
        ("G08", "", "返还性支出"),
        ("G08", "", "专项转移支付"),
        ("G08", "甲县", "合计"),
        ("G08", "甲县", "返还性支出"),
    ]


def test_the_parts_of_a_total_stand_under_it_and_funds_are_no_parts_of_them() -> None:
    rows = [
        ["项目", "预算数"],
        ["合计", "30.00"],
        ["其中：保险费收入", "18.00"],
        ["利息收入", "12.00"],
        ["一、职工基本医疗保险基金收入", "20.00"],
        ["其中：保险费收入", "12.00"],
        ["利息收入", "8.00"],
        ["城乡居民基本养老保险收入", "10.00"],
        ["其中：保险费收入", "6.00"],
    ]
    found = read(titled("2026年某市级社会保险基金预算收入表", rows))
    assert [(section, name) for section, name, *_ in told(found.tables[0].items)] == [
        ("", "合计"),
        ("合计", "保险费收入"),
        ("合计", "利息收入"),
        ("", "职工基本医疗保险基金收入"),
        ("职工基本医疗保险基金收入", "保险费收入"),
        ("职工基本医疗保险基金收入", "利息收入"),
        ("", "城乡居民基本养老保险收入"),
        ("城乡居民基本养老保险收入", "保险费收入"),
    ]


@pytest.mark.parametrize(("layout", "scope"), [("", "分地区"), ("（按项目分地区列示）", "市级")])
def test_regions_are_layout_where_the_title_says_so(layout: str, scope: str) -> None:
    rows = [["项目", "合计", "东城区", "西城区"], ["一、返还性支出", "16.50", "10.00", "6.50"]]
    found = read(titled(f"2026年某市级一般公共预算税收返还和转移支付表{layout}", rows))
    assert {item.scope for item in found.tables[0].items} == {scope}


def test_what_is_and_what_is_expected_are_two_stages() -> None:
    rows = [
        ["项目", "金额"],
        ["一、2024年末地方政府一般债务余额实际数", "21.00"],
        ["二、2025年末地方政府一般债务限额", "30.00"],
        ["三、2025年末地方政府一般债务余额预计执行数", "25.00"],
    ]
    tables = list(with_stage(read(titled("2025年某市地方政府一般债务余额情况表", rows)).tables))
    assert {item.measure for item in tables[0].items} == {"amount"}


def measures(found: AreaReader, table: int = 0) -> list[str]:
    return list(dict.fromkeys(item.measure for item in found.tables[table].items))


def test_an_open_rate_is_of_the_budget_that_its_rows_follow_from() -> None:
    header = ["项目", "年初预算数", "调整预算数", "执行数", "完成预算%"]
    adjusted = [header, ["税收收入", "100", "80", "40", "50.0"], ["契税", "10", "20", "5", "25.0"]]
    initial = [header, ["税收收入", "100", "80", "40", "40.0"], ["契税", "10", "20", "5", "50.0"]]
    neither = [header, ["税收收入", "100", "80", "40", "7.0"], ["契税", "10", "20", "5", "9.0"]]
    title = "2025年全市一般公共预算收入执行情况表"
    assert measures(read(titled(title, adjusted)))[-1] == "rate_of_adjusted"
    assert measures(read(titled(title, initial)))[-1] == "rate_of_initial"
    assert measures(read(titled(title, neither)))[-1] == "rate_of_budget"


def test_what_is_compared_with_stands_over_the_comparison() -> None:
    rows: Rows = [
        ["项目", "2025年", None, "2026年预算数", "与上年执行数相比", None],
        ["^", "年初预算数", "执行数", "^", "增减额", "增减%"],
        ["税收收入", "40", "50", "60", "10", "20.0"],
    ]
    found = read(titled("2026年全市一般公共预算收入安排表", rows))
    assert measures(found) == ["prior_initial_budget", "prior_executed", "budget", "delta", "rate"]


def test_names_of_items_make_a_list_of_items_without_codes() -> None:
    rows: Rows = [
        ["科目", "预算数"],
        ["教育支出", "9"],
        ["教育管理事务", "4"],
        ["行政运行", "4"],
        ["普通教育", "5"],
        ["小学教育", "5"],
    ]
    found = read(titled("2026年市级一般公共预算支出安排表", rows))
    assert {item.form_code for item in found.tables[0].items} == {"G04"}


def test_parts_of_debt_stand_under_the_line_that_names_a_year() -> None:
    rows: Rows = [
        ["项目", "全市", "市级"],
        ["2024年末地方政府债务余额", "9", "5"],
        ["一般债务", "4", "2"],
        ["专项债务", "5", "3"],
        ["2025年地方政府债务发行额", "3", "1"],
        ["一般债务", "1", "1"],
    ]
    found = read(titled("2025年政府债务发行及还本付息执行情况表", rows))
    assert [(i.section, i.item_name) for i in found.tables[0].items[2::2]] == [
        ("2024年末地方政府债务余额", "一般债务"),
        ("2024年末地方政府债务余额", "专项债务"),
        ("", "2025年地方政府债务发行额"),
        ("2025年地方政府债务发行额", "一般债务"),
    ]


def test_a_header_ends_before_a_row_of_dashes_a_code_or_labels_beside_each_other() -> None:
    dashed: Rows = [["科目", "预算数", "执行数"], ["国防支出", "-", "-"], ["教育支出", "3", "2"]]
    coded: Rows = [["编码", "科目名称", "执行数"], ["203", "国防支出", ""], ["205", "教育支出", "2"]]
    beside: Rows = [
        ["项目", "执行数", "项目", "执行数"],
        ["税收收入", "", "国防支出", ""],
        ["契税", "3", "教育支出", "2"],
    ]
    spend, both = "2025年全市一般公共预算支出执行情况表", "2025年全市一般公共预算收支执行情况表"
    found = read(titled(spend, dashed), titled(spend, coded, number=2), titled(both, beside, number=3))
    assert [table.header_printed for table in found.tables] == [
        "科目 | 预算数 | 执行数",
        "编码 | 科目名称 | 执行数",
        "项目 | 执行数 | 项目 | 执行数",
    ]


def test_a_heading_that_reads_like_a_title_stays_a_heading() -> None:
    rows: Rows = [
        ["地区", "提前下达新增债务限额", None, None],
        ["^", "合计", "一般债务", "专项债务"],
        ["某市", "9", "4", "5"],
        ["甲县", "6", "3", "3"],
    ]
    ruled = read(titled("2026年提前下达地方政府债务新增限额情况表", rows))
    open_rows: Rows = [
        ["", "提前下达新增债务限额", None, None],
        ["地区", "", "", ""],
        ["", *rows[1][1:]],
        *rows[2:],
    ]
    unruled = read(titled("2026年提前下达地方政府债务新增限额情况表", open_rows))
    for found in (ruled, unruled):
        assert measures(found) == ["new_limit", "new_limit_general", "new_limit_special"]
        assert {item.section for item in found.tables[0].items} == {""}


def test_a_page_number_over_a_row_is_no_part_of_its_figures() -> None:
    rows: Rows = [
        ["地区", "2025年政府债券还本额", None],
        ["^", "小计", "一般债券"],
        ["某市", "30000", "30000"],
        ["龙城区", "22860\n第 6", "22860\n6 页"],
    ]
    found = read(titled("全市2025年地方政府债券发行及还本付息情况表", rows))
    assert [item.value for item in found.tables[0].items] == [30000, 30000, 22860, 22860]
    assert found.notes == []


def test_regions_beside_debt_stand_under_no_other() -> None:
    rows: Rows = [
        ["地区", "债券发行额", None],
        ["^", "小计", "一般债券"],
        ["一、甲县", "3", "3"],
        ["高新区", "2", "2"],
        ["二、乙县", "1", "1"],
    ]
    found = read(titled("2025年全市地方政府债券发行及还本付息情况表", rows))
    assert {(item.section, item.scope) for item in found.tables[0].items} == {("", "分地区")}


def test_the_stage_of_a_year_is_that_of_most_tables() -> None:
    def plain(title: str, *names: str) -> Page:
        return titled(title, [["项目", *names], ["税收收入", *("3" for _ in names)]])

    finals = [plain(f"2024年全市{money}收入决算表", "决算数") for money in ("一般公共预算", "政府性基金预算")]
    executed = plain("2024年全市国有资本经营预算收入执行情况表", "执行数")
    open_table = plain("2024年全市上级补助收入情况表", "金额")
    tables = list(with_stage(read(executed, *finals, open_table).tables))
    assert {item.measure for item in tables[-1].items} == {"final"}


def test_a_fund_whose_name_says_arranged_states_no_stage() -> None:
    rows: Rows = [
        ["项目", "合计", "甲县", "乙县"],
        ["国有土地使用权出让收入安排的支出", "3", "2", "1"],
        ["彩票公益金安排的支出", "3", "2", "1"],
    ]
    other = titled("2024年全市一般公共预算收入决算表", [["项目", "决算数"], ["税收收入", "3"]])
    found = read(other, titled("2024年市级政府性基金转移支付情况表（按项目分地区列示）", rows, number=2))
    tables = list(with_stage(found.tables))
    assert {item.measure for item in tables[1].items} == {"final"}


def test_a_rate_between_last_year_and_this_one_is_last_years() -> None:
    rows: Rows = [
        ["项目", "2025年预算数", "2025年执行数", "为预算%", "2026年预算数", "比上年增长%"],
        ["税收收入", "5", "6", "120.0", "9", "50.0"],
    ]
    found = read(titled("2025年全市一般公共预算收入执行情况和2026年预算草案表", rows))
    assert measures(found) == [
        "prior_budget", "prior_executed", "prior_rate_of_budget", "budget", "rate",
    ]  # fmt: skip


def test_money_left_over_from_last_year_is_a_source_of_this_one() -> None:
    rows: Rows = [
        ["科目编码", "科目名称", "合计", "经费拨款", "上年结转"],
        ["201", "一般公共服务支出", "9", "5", "4"],
    ]
    found = read(titled("2026年市级一般公共预算支出资金来源预算表", rows))
    assert [(i.section, i.measure) for i in found.tables[0].items] == [
        ("", "budget"),
        ("经费拨款", "budget"),
        ("上年结转", "budget"),
    ]


def test_a_unit_that_a_title_breaks_in_two_is_one() -> None:
    lines = ["2026年某县本级一般公共预算转移支付决算表（按项目分地区列示）（单位：", "元）"]
    rows: Rows = [["项目", "合计", "甲镇", "乙镇"], ["合计", "3", "2", "1"]]
    found = read(page(1, lines, grid(rows)))
    assert [(i.form_code, i.unit, i.measure) for i in found.tables[0].items] == [("G08", "元", "final")] * 3
