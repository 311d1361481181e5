"""Titles of governments' own tables say form, year and scope; prose and other titles are none."""

from __future__ import annotations

import pytest

from pipelines.recognise.governments.titles import best_title, read_title, scope_of


@pytest.mark.parametrize(
    ("title", "form", "year", "scope"),
    [
        ("1-1 2026年某州一般公共预算收入情况表", "G01", 2026, "全州"),
        ("全市2025年一般公共预算支出执行情况表", "G02", 2025, "全市"),
        ("表一 ２０２５年全市一般公共预算收支平衡表", "G03", 2025, "全市"),
        ("2025年市本级一般公共预算支出表（按功能分类）", "G04", 2025, "市本级"),
        ("某市级（县级、区级）2026年一般公共预算基本支出表（按经济分类）", "G05", 2026, "市级"),
        ("2025年省对某市税收返还及转移支付情况表", "G06", 2025, "全市"),
        ("2026年某州分地区税收返还和转移支付预算表", "G07", 2026, "分地区"),
        ("2026年市对下转移支付分项目预算表", "G08", 2026, "市对下"),
        ("2026年州本级“三公”经费预算财政拨款情况统计表", "G09", 2026, "州本级"),
        ("二○二五年全省政府性基金收入决算表", "G10", 2025, "全省"),
        ("2025年某市南部山区政府性基金支出预算草案", "G11", 2025, "南部山区"),
        ("2025年全市政府性基金预算收支情况表", "G12", 2025, "全市"),
        ("市本级政府性基金预算2026年对县（市、区）转移支付支出预算（草案）", "G13", 2026, "市本级"),
        ("2022年一般公共预算税收返还和转移支付决算表（分乡镇）", "G07", 2022, "分地区"),
        ("2022年国有资本经营预算转移性支付决算分乡镇表", "G17", 2022, "分地区"),
        ("2022年政府性基金预算转移支付收入决算表", "G10", 2022, ""),
        ("2022年末本级及所属地区政府债券发行、还本付息决算数", "G26", 2022, "本级"),
        ("2025年自治区本级国有资本经营预算收入执行情况表", "G14", 2025, "自治区本级"),
        ("2025年县级国有资本经营预算支出表", "G15", 2025, "县级"),
        ("2024年某深度合作区国有资本经营预算收支决算总表", "G16", 2024, "合作区"),
        ("2026年国有资本经营预算转移支付表（分地区）", "G17", 2026, "分地区"),
        ("2026年全市社会保险基金预算收入表", "G18", 2026, "全市"),
        ("2026年全市社会保险基金预算支出表", "G19", 2026, "全市"),
        ("2025年某市社会保险基金预算结余执行情况表", "G20", 2025, "全市"),
        ("2025年全市社会保险基金预算执行情况总表", "G21", 2025, "全市"),
        ("2026年全市失业保险基金收支预算表", "G22", 2026, "全市"),
        ("2025年政府债务限额及余额情况表", "G23", 2025, ""),
        ("某州本级2025年地方政府一般债务余额情况表", "G24", 2025, "州本级"),
        ("2024年市级政府专项债务限额余额情况表", "G25", 2024, "市级"),
        ("2024-2025年地方政府债券还本付息表", "G26", 2024, ""),
        ("2025年全市新增地方政府专项债券项目安排表", "G27", 2025, "全市"),
        ("2026年分地区新增地方政府债务限额提前下达情况表", "G28", 2026, "分地区"),
        ("2025年各县（市、区）一般公共预算收支执行情况表", "G29", 2025, "分地区"),
    ],
)
def test_a_title_tells_form_year_and_scope(title: str, form: str, year: int, scope: str) -> None:
    found = read_title(title)
    assert found is not None
    assert (found.form_code, found.year, found.scope) == (form, year, scope)


@pytest.mark.parametrize(
    "text",
    [
        "关于2024年一般公共预算收入情况的说明",
        "一般公共预算收入92.51亿元，增长6.5%。",
        "2025年部门整体支出情况表",
        "2026年财政预算公开目录",
    ],
)
def test_what_is_no_title_of_a_governments_table_is_none(text: str) -> None:
    assert read_title(text) is None


def test_the_last_letter_of_a_title_may_stand_on_a_line_of_its_own() -> None:
    title = best_title(
        ["附表1-4", "2023年区本级一般公共预算基本支出政府预算经济分类执行", "表", "单位：亿元"]
    )
    assert title is not None
    assert (title.form_code, title.scope, title.stage) == ("G05", "区本级", "executed")


def test_an_area_before_what_it_receives_is_all_of_it() -> None:
    found = read_title("2024年安平县上级补助收入预算情况表")
    assert found is not None
    assert (found.form_code, found.scope) == ("G06", "全县")


def test_new_limits_are_no_new_bonds() -> None:
    limits = read_title("2026年提前下达新增地方政府债务限额分配情况表")
    bonds = read_title("2024年全市新增政府债券分地区明细表")
    assert limits is not None and bonds is not None
    assert (limits.bonds, bonds.bonds) == ("", "新增")


@pytest.mark.parametrize(
    "money", ["工伤保险基金预算表", "城乡居民基本医疗保险基金收支预算表", "重点项目支出预算表"]
)
def test_the_name_of_an_area_ends_before_whatever_its_money_is_called(money: str) -> None:
    assert (scope_of(f"2026年和川市{money}"), scope_of(f"2026年城市{money}")) == ("全市", "")


def test_one_receiver_below_is_a_scope_and_one_from_above_the_whole() -> None:
    below = read_title("2026年市对利通区税收返还和转移支付预算表")
    above = read_title("2025年省对泰安市税收返还及转移支付情况表")
    assert below is not None and above is not None
    assert (below.scope, above.scope) == ("利通区", "全市")


@pytest.mark.parametrize(
    ("title", "code", "year", "scope"),
    [
        ("附表1 2023年全区一般公共预算收入决算表", "G01", 2023, "全区"),
        ("附件2 2023年全县一般公共预算收入决算表", "G01", 2023, "全县"),
        ("公开表1：2024年全县一般公共预算收入表", "G01", 2024, "全县"),
        ("2024年全县一般公共预算支出表之一", "G02", 2024, "全县"),
        ("2024年辖区一般公共预算收入预算表", "G01", 2024, "辖区"),
        ("2023年上级税收返还和转移支付情况表", "G06", 2023, ""),
        ("2023年一般公共预算转移性收入决算明细表", "G06", 2023, ""),
        ("2024年全县政府预算支出经济分类情况表", "G05", 2024, "全县"),
        ("2024年社会保险基金预算收支结余情况表", "G21", 2024, ""),
        ("2024年城乡居民基本养老保险基金预算表", "G22", 2024, ""),
        ("2024年城乡居民基本医疗保险基金收入预算表", "G18", 2024, ""),
        ("2023年地方政府债务相关情况表", "G26", 2023, ""),
        ("2024年全县财政收支平衡表", "G03", 2024, "全县"),
    ],
)
def test_titles_of_further_provinces(title: str, code: str, year: int, scope: str) -> None:
    read = read_title(title)
    assert read is not None
    assert (read.form_code, read.year, read.scope) == (code, year, scope)
