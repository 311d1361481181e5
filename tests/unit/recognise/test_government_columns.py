"""Columns of governments' own tables say apart what they print: no two of one table may pass for the same figure."""

from __future__ import annotations

import pytest

from pipelines.recognise.governments.reader import AreaReader
from tests.unit.pages import Rows, grid, page


def _columns(title: str, rows: Rows, *, year: int | None = None) -> list[tuple[str, str, str, str | None]]:
    """Return measure, scope, section and unit of the figures of the first row that prints all, in their order."""
    found = AreaReader([page(1, [title, "单位：万元"], grid(rows))], year)
    assert not found.notes
    items = found.tables[0].items
    return [(i.measure, i.scope, i.section, i.unit) for i in items if i.row_no == items[0].row_no]


def _measures(title: str, *headers: str | None, above: tuple[str | None, ...] = ()) -> list[str]:
    figures: list[str | None] = [str(number) for number in range(11, 11 + len(headers))]
    rows: list[list[str | None]] = [["项目", *above]] if above else []
    rows += [["^" if above else "项目", *headers], ["税收收入", *figures], ["合计", *figures]]
    return [measure for measure, _, _, _ in _columns(title, rows)]


@pytest.mark.parametrize(
    "header", ["预算数为执行数的%", "预算数为执行数%", "2024年预算数为预计执行数的%", "预算数为决算数的％"]
)
def test_a_budget_as_a_share_of_what_was_done_is_a_ratio_to_the_year_before(header: str) -> None:
    title = "2024年全县一般公共预算收入预算表"
    told = _measures(title, "2023年执行数", "2024年预算数", header)
    assert told == ["prior_executed", "budget", "rate_to_prior"]


def test_a_percentage_that_is_compared_with_nothing_known_is_no_amount() -> None:
    rows: Rows = [["项目", "决算数", "决算数折快报%"], ["税收收入", "50", "99.0"], ["合计", "50", "99.0"]]
    found = AreaReader([page(1, ["2023年全县一般公共预算收入决算表", "单位：万元"], grid(rows))], None)
    assert [i.text_printed for i in found.tables[0].items] == ["50", "50"]
    assert [(n.kind, n.text) for n in found.notes] == [("unmatched_header", "99.0")] * 2


@pytest.mark.parametrize("above", ["本年预算数比上年执行数", "预算数比2023年执行数"])
def test_what_a_budget_is_compared_with_does_not_make_it_last_years(above: str) -> None:
    rows: Rows = [
        ["项目", "上年执行数", "本年预算数", above, None],
        ["^", "^", "^", "增减额", "增减率%"],
        ["税收收入", "50", "55", "5", "10.0"],
        ["合计", "50", "55", "5", "10.0"],
    ]
    told = _columns("2024年全县一般公共预算收入预算表", rows)
    assert [measure for measure, _, _, _ in told] == ["prior_executed", "budget", "delta", "rate"]


def test_figures_of_two_years_before_are_older_than_those_of_one() -> None:
    told = _measures("2024年全县一般公共预算收入预算表", "2022年执行数", "2023年执行数", "2024年预算数")
    assert told == ["prior_prior_executed", "prior_executed", "budget"]


def test_governments_below_are_not_the_whole() -> None:
    rows: Rows = [
        ["项目", "全市", None, "市本级", None, "县（市、区）", None],
        ["^", "2023年执行数", "2024年预算数", "2023年执行数", "2024年预算数", "2023年执行数", "2024年预算数"],
        ["税收收入", "9", "12", "4", "5", "5", "7"],
        ["合计", "9", "12", "4", "5", "5", "7"],
    ]
    told = _columns("2024年某市一般公共预算收入预算表", rows)
    assert [scope for _, scope, _, _ in told] == ["全市"] * 2 + ["市本级"] * 2 + ["县(市、区)"] * 2


def test_what_an_expenditure_is_paid_from_names_no_stage() -> None:
    rows: Rows = [
        ["功能科目", "支出合计", "本级财力安排", "提前下达转移支付", "上年结转"],
        ["教育支出", "60", "40", "15", "5"],
        ["合计", "60", "40", "15", "5"],
    ]
    told = _columns("2024年全县一般公共预算支出资金来源表", rows)
    assert [section for _, _, section, _ in told] == ["", "本级财力安排", "提前下达转移支付", "上年结转"]


def test_a_part_beside_the_budget_is_not_the_budget() -> None:
    rows: Rows = [["项目", "预算数", "其中：上级专款"], ["教育支出", "60", "40"], ["合计", "60", "40"]]
    told = _columns("2024年全县一般公共预算支出预算表", rows)
    assert [(measure, section) for measure, _, section, _ in told] == [
        ("budget", ""),
        ("budget", "上级专款"),
    ]


def test_what_is_left_of_a_budget_is_neither_budgeted_nor_done() -> None:
    rows: Rows = [
        ["预算科目", "年初预算数", "变动项目", None, None, "调整预算数", "决算数", "预算结余", None],
        ["^", "^", "小计", "预算调整", "动支预备费", "^", "^", "小计", "其中：结转下年使用数"],
        ["教育支出", "50", "7", "5", "2", "57", "53", "4", "3"],
        ["支出合计", "50", "7", "5", "2", "57", "53", "4", "3"],
    ]
    told = _columns("2023年全县一般公共预算支出预算变动及结余、结转情况表", rows)
    assert [(measure, section) for measure, _, section, _ in told] == [
        ("initial_budget", ""),
        ("delta", "变动项目"),
        ("delta", "预算调整"),
        ("delta", "动支预备费"),
        ("adjusted_budget", ""),
        ("final", ""),
        ("budget", "预算结余"),
        ("budget", "结转下年使用数"),
    ]


def test_funds_of_two_insurances_bear_one_name() -> None:
    rows: Rows = [
        ["项目", "合计", "养老保险", None, "医疗保险", None],
        ["^", "^", "企业职工", "城乡居民", "职工", "城乡居民"],
        ["一、本年收入", "100", "50", "20", "20", "10"],
        ["二、本年支出", "80", "40", "15", "15", "10"],
    ]
    told = _columns("2024年全县社会保险基金收支预算总表", rows)
    sections = ["合计", "企业职工", "养老保险/城乡居民", "职工", "医疗保险/城乡居民"]
    assert [section for _, _, section, _ in told] == sections


def test_figures_of_a_month_are_not_those_of_the_year() -> None:
    told = _columns(
        "2023年1-12月全县一般公共预算收入完成情况表",
        [
            ["项目", "年初预算", "本月完成", "累计完成"],
            ["税收收入", "99", "9", "90"],
            ["合计", "99", "9", "90"],
        ],
    )
    assert [section for _, _, section, _ in told] == ["", "本月完成", "累计完成"]


def test_percent_signs_say_what_a_header_leaves_open() -> None:
    rows: Rows = [
        ["项目", "调整预算数", "执行数", "完成调整预算"],
        ["税收收入", "50", "49", "98.0%"],
        ["合计", "50", "49", "98.0%"],
    ]
    told = _columns("2023年全县一般公共预算收入执行情况表", rows)
    assert told[-1] == ("rate_of_adjusted", "全县", "", "%")


def test_three_public_expenses_of_a_unit_are_not_those_of_all() -> None:
    rows: Rows = [
        ["单位名称", "合计", "因公出国（境）费", "公务用车购置及运行费", "公务接待费"],
        ["合计", "95", "5", "70", "20"],
        ["县公安局", "60", "5", "45", "10"],
        ["县教育局", "35", "0", "25", "10"],
    ]
    found = AreaReader([page(1, ["2024年全县“三公”经费预算表", "单位：万元"], grid(rows))], None)
    totals = [(i.section, i.text_printed) for i in found.tables[0].items if i.item_name == "合计"]
    assert totals == [("", "95"), ("县公安局", "60"), ("县教育局", "35")]


def test_codes_in_two_columns_make_one() -> None:
    rows: Rows = [
        ["科目编码", None, "科目名称", "预算数"],
        ["类", "款", "^", "^"],
        ["501", "", "机关工资福利支出", "50"],
        ["501", "01", "工资奖金津补贴", "50"],
        ["", "", "合计", "50"],
    ]
    title = "2024年全县一般公共预算基本支出经济分类预算表"
    found = AreaReader([page(1, [title, "单位：万元"], grid(rows))], None)
    assert [i.item_code for i in found.tables[0].items] == ["501", "50101", ""]
    assert found.notes == []


def test_a_total_may_stand_in_the_column_of_numbers() -> None:
    rows: Rows = [
        ["序号", "科目", "金额"],
        ["1", "教育支出", "9"],
        ["2", "农林水支出", "1"],
        ["合计", "", "10"],
    ]
    found = AreaReader([page(1, ["2024年全县一般公共预算支出预算表", "单位：万元"], grid(rows))], None)
    assert [i.item_name for i in found.tables[0].items] == ["教育支出", "农林水支出", "合计"]
    assert found.notes == []


def test_a_limit_of_the_balance_is_no_balance_and_bonds_are_part_of_what_was_issued() -> None:
    rows: Rows = [
        ["项目", "小计", "一般债务", "专项债务"],
        ["2023年地方政府债务余额限额", "300", "100", "200"],
        ["2023年地方政府债券发行额", "40", "10", "30"],
        ["　　新增债券", "30", "6", "24"],
        ["　　再融资债券", "10", "4", "6"],
        ["2023年末地方政府债务余额", "280", "95", "185"],
    ]
    found = AreaReader(
        [page(1, ["2023年度全县地方政府债务限额和余额决算表", "单位：万元"], grid(rows))], None
    )
    told = [(i.item_name, i.measure) for i in found.tables[0].items if i.column_no == 3]
    assert told == [
        ("2023年地方政府债务余额限额", "limit_general"),
        ("2023年地方政府债券发行额", "issued_general"),
        ("新增债券", "issued_general"),
        ("再融资债券", "issued_general"),
        ("2023年末地方政府债务余额", "balance_general"),
    ]


def test_new_and_refinancing_bonds_beside_all_that_was_issued() -> None:
    rows: Rows = [
        ["项目", "2023年发行额", "其中：新增", "再融资", "2023年还本"],
        ["一般债务", "10", "6", "4", "5"],
        ["专项债务", "30", "24", "6", "5"],
    ]
    told = _columns("2023年全县政府债务发行及还本付息情况表", rows)
    assert [(measure, section) for measure, _, section, _ in told] == [
        ("issued", ""),
        ("issued", "新增"),
        ("issued", "再融资"),
        ("repaid", ""),
    ]


def test_places_below_are_rows_of_a_table_by_region_whatever_its_money() -> None:
    rows: Rows = [
        ["地区", "本年收入", None, "收入总计"],
        ["^", "小计", "其中：税收收入", "^"],
        ["城关镇", "20", "10", "25"],
        ["河东乡", "11", "9", "12"],
        ["合计", "31", "19", "37"],
    ]
    found = AreaReader(
        [page(1, ["2023年度全县一般公共预算收支及平衡情况表", "单位：万元"], grid(rows))], None
    )
    assert found.tables[0].form_code == "G29"
    assert [i.section for i in found.tables[0].items[:3]] == ["本年收入", "税收收入", "收入总计"]


def test_years_in_rows_are_those_of_the_items_above_the_columns() -> None:
    rows: Rows = [
        ["年度", "合计", "因公出国（境）费", "公务用车购置及运行费", "公务接待费"],
        ["2023年预算数", "100", "5", "70", "25"],
        ["2024年预算数", "95", "5", "70", "20"],
        ["增减额", "-5", "0", "0", "-5"],
    ]
    found = AreaReader([page(1, ["2024年全县“三公”经费预算表", "单位：万元"], grid(rows))], None)
    totals = [(i.measure, i.text_printed) for i in found.tables[0].items if i.item_name == "合计"]
    assert totals == [("prior_budget", "100"), ("budget", "95"), ("delta", "-5")]


@pytest.mark.parametrize("title", ["2024年全县社会保险基金预算表", "2024年全县社会保险基金收支结余情况表"])
def test_funds_in_rows_are_the_sections_that_they_are_in_columns(title: str) -> None:
    rows: Rows = [
        ["险种", "本年收入", "本年支出", "年末滚存结余"],
        ["城乡居民基本养老保险基金", "32", "22", "110"],
        ["机关事业单位基本养老保险基金", "21", "21", "5"],
        ["合计", "53", "43", "115"],
    ]
    found = AreaReader([page(1, [title, "单位：万元"], grid(rows))], None)
    items = found.tables[0].items
    assert found.tables[0].form_code == "G21"
    assert [(i.section, i.item_name) for i in items[:2]] == [
        ("城乡居民基本养老保险基金", "本年收入"),
        ("城乡居民基本养老保险基金", "本年支出"),
    ]
    assert {i.section for i in items[-3:]} == {"合计"}


def test_what_bonds_are_used_for_is_listed_by_project_and_kind_of_bond() -> None:
    rows: Rows = [
        ["项目名称", "支出科目", "债券性质", "总投资", "债券规模"],
        ["县医院迁建", "2100201", "专项债券", "90", "10"],
        ["农村道路", "2140104", "一般债券", "30", "5"],
        ["合计", "", "", "120", "15"],
    ]
    found = AreaReader([page(1, ["2023年全县新增地方政府债券使用情况表", "单位：万元"], grid(rows))], None)
    items = found.tables[0].items
    assert found.notes == []
    assert [
        (i.section, i.item_code, i.item_name, i.text_printed) for i in items if i.measure == "issued"
    ] == [
        ("专项债券", "2100201", "县医院迁建", "10"),
        ("一般债券", "2140104", "农村道路", "5"),
        ("", "", "合计", "15"),
    ]
    assert {i.section for i in items if i.measure != "issued"} == {"总投资"}


def test_a_project_without_an_amount_below_the_header_is_no_part_of_it() -> None:
    rows: Rows = [
        ["项目名称", "债券种类", "安排债券资金"],
        ["一、河东中学迁建项目", "专项债券", ""],
        ["二、农村供水项目", "一般债券", "11"],
        ["合计", "", "11"],
    ]
    found = AreaReader([page(1, ["2026年全县政府债券资金使用安排表", "单位：万元"], grid(rows))], None)
    assert [(i.measure, i.section, i.item_name) for i in found.tables[0].items] == [
        ("issued", "一般债券", "农村供水项目"),
        ("issued", "", "合计"),
    ]


def test_a_column_of_accounts_prints_no_amounts() -> None:
    rows: Rows = [["项目名称", "支出科目", "债券资金"], ["农村道路", "2140104", "5"], ["合计", "", "5"]]
    found = AreaReader([page(1, ["2023年全县一般债券资金使用情况表", "单位：万元"], grid(rows))], None)
    assert [(i.item_code, i.text_printed) for i in found.tables[0].items] == [("2140104", "5"), ("", "5")]


@pytest.mark.parametrize(
    ("headers", "measures"),
    [
        (
            ("2023年预算", "2023年预算（调整）数", "2024年预算数"),
            ["prior_budget", "prior_adjusted_budget", "budget"],
        ),
        (("2022年实绩", "2023年年初计划", "2023年实绩"), ["prior_executed", "initial_budget", "executed"]),
        (("2023年收入完成数", "2024年收入预算数", "增收额"), ["prior_executed", "budget", "delta"]),
    ],
)
def test_words_of_stages_of_further_provinces(headers: tuple[str, ...], measures: list[str]) -> None:
    year = headers[-1][:4] if headers[-1].startswith("20") else "2024"
    assert _measures(f"{year}年全县一般公共预算收入表", *headers) == measures


def test_what_was_adjusted_is_not_the_adjusted_budget() -> None:
    rows: Rows = [
        ["项目", "年初预算数", "预算调整数", "调整后预算数", "完成数", "增长额"],
        ["税收收入", "50", "5", "55", "54", "3"],
        ["合计", "50", "5", "55", "54", "3"],
    ]
    told = _columns("2023年全县一般公共预算收入执行情况表", rows)
    assert [(measure, section) for measure, _, section, _ in told] == [
        ("initial_budget", ""),
        ("delta", "预算调整数"),
        ("adjusted_budget", ""),
        ("executed", ""),
        ("delta", ""),
    ]


def test_a_header_names_scope_and_stage_in_one_cell() -> None:
    rows: Rows = [
        ["项目", "2024年全市预算数", "2024年市级预算数", "全年预算"],
        ["税收收入", "9", "5", "1"],
        ["合计", "9", "5", "1"],
    ]
    told = _columns("2024年一般公共预算收入表", rows)
    assert [(measure, scope) for measure, scope, _, _ in told] == [
        ("budget", "全市"),
        ("budget", "市级"),
        ("budget", ""),
    ]


def test_two_columns_of_one_header_are_left_to_the_reader() -> None:
    rows: Rows = [
        ["项目", "执行数", "预算数", "预算数"],
        ["税收收入", "8", "9", "5"],
        ["合计", "8", "9", "5"],
    ]
    found = AreaReader([page(1, ["2024年全县一般公共预算收入表", "单位：万元"], grid(rows))], None)
    assert [i.text_printed for i in found.tables[0].items] == ["8", "8"]
    assert [n.text for n in found.notes] == ["9", "5", "9", "5"]


def test_each_row_may_print_only_its_own_part_of_the_code() -> None:
    rows: Rows = [
        ["科目编码", None, None, "科目名称", "预算数"],
        ["类", "款", "项", "^", "^"],
        ["201", "", "", "一般公共服务支出", "50"],
        ["", "01", "", "人大事务", "50"],
        ["", "", "01", "行政运行", "50"],
        ["205", "", "", "教育支出", "7"],
        ["", "", "", "合计", "57"],
    ]
    found = AreaReader(
        [page(1, ["2024年全县一般公共预算支出表（功能分类）", "单位：万元"], grid(rows))], None
    )
    assert [i.item_code for i in found.tables[0].items] == ["201", "20101", "2010101", "205", ""]


def test_what_was_left_of_the_year_before_is_revenue() -> None:
    rows: Rows = [
        ["项目", "预算数"],
        ["本年收入合计", "9"],
        ["上年结余", "3"],
        ["收入总计", "12"],
        ["本年支出合计", "8"],
        ["年末滚存结余", "4"],
        ["支出总计", "12"],
    ]
    title = "2024年全县城乡居民基本养老保险基金收支预算表"
    found = AreaReader([page(1, [title, "单位：万元"], grid(rows))], None)
    sides = [i.section for i in found.tables[0].items]
    assert sides == ["revenue"] * 3 + ["expenditure"] * 3


def test_the_total_beside_its_parts_is_of_its_side() -> None:
    rows: Rows = [
        ["收入", None, "支出", None, None],
        ["项目", "预算数", "项目", "合计", "资本性支出"],
        ["利润收入", "5", "资本金注入", "4", "3"],
        ["收入合计", "5", "支出合计", "4", "3"],
    ]
    told = _columns("2024年全县国有资本经营预算收支表", rows)
    assert [section for _, _, section, _ in told] == ["revenue", "expenditure", "资本性支出"]


def test_a_numbered_row_without_figures_is_none_of_the_header() -> None:
    rows: Rows = [
        ["序号", "科目", "2025年", "", "2026年预算数"],
        ["", "", "年初预算数", "预计执行数", ""],
        ["1", "一、利润收入", "", "", ""],
        ["2", "二、股利、股息收入", "5", "6", "7"],
        ["3", "收入总计", "5", "6", "7"],
        ["4", "三、解决历史遗留问题及改革成本支出", "5", "6", "7"],
        ["5", "支出总计", "5", "6", "7"],
    ]
    found = AreaReader([page(1, ["2026年全县国有资本经营预算收支平衡表", "单位：万元"], grid(rows))], None)
    assert [(i.section, i.item_name) for i in found.tables[0].items][::3] == [
        ("revenue", "股利、股息收入"),
        ("revenue", "收入总计"),
        ("expenditure", "解决历史遗留问题及改革成本支出"),
        ("expenditure", "支出总计"),
    ]


def test_a_row_without_figures_at_the_head_of_a_further_page_is_no_header() -> None:
    first: Rows = [["科目", "年初预算数", "决算数"], ["一般公共服务支出", "5", "6"], ["国防支出", "1", "1"]]
    second: Rows = [["教育支出", "", ""], ["科学技术支出", "7", "8"], ["支出合计", "13", "15"]]
    title = ["2024年全县一般公共预算支出决算表", "单位：万元"]
    found = AreaReader([page(1, title, grid(first)), page(2, [], grid(second))], None)
    assert len(found.tables) == 1
    assert [i.item_name for i in found.tables[0].items][-4:] == ["科学技术支出"] * 2 + ["支出合计"] * 2
