"""Forms that some provinces print beside the common ones: told by title, codes and header, never mixed with another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from pipelines.prove.evaluate import evaluate, evaluate_document
from pipelines.recognise.ragged import read_tables
from pipelines.recognise.tables import TableReader
from pipelines.recognise.titles import match_title
from tests.unit.pages import Rows, grid, page


def _read(title: str, rows: Rows, *, unit: str = "单位：万元", above: str = "2024年部门预算") -> TableReader:
    return read_tables([page(1, [above, title, unit], grid(rows))], evaluate)


def _figures(reader: TableReader) -> dict[tuple[str, str], Decimal]:
    """Return the figures by code (or name) and measure, of a document that prints each once."""
    items = [item for table in reader.tables for item in table.items]
    found = {(item.item_code or item.item_name, item.measure): item.value for item in items}
    assert len(found) == len(items)
    return found


def _forms(reader: TableReader) -> Sequence[str | None]:
    return [table.form_code for table in reader.tables]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        # 广东
        ("部门收支总体情况表", "B01"),
        ("收入总体情况表", "B02"),
        ("支出总体情况表", "B03"),
        ("财政拨款收支总体情况表", "B04"),
        ("一般公共预算支出情况表（按功能分类科目）", "B05"),
        ("一般公共预算基本支出情况表（按支出经济分类科目）", "B08"),
        ("一般公共预算项目支出情况表（按支出经济分类科目）", "B17"),
        ("一般公共预算安排的行政经费及“三公”经费预算表", "B09"),
        ("政府性基金预算支出情况表", "B06"),
        ("部门预算基本支出预算表", "B18"),
        ("部门预算项目支出及其他支出预算表", "B10"),
        # 陕西
        ("部门综合预算收支总表", "B01"),
        ("部门综合预算一般公共预算支出明细表（按支出功能分类科目-不含上级专项资金）", "B05"),
        ("部门综合预算一般公共预算支出明细表（按支出经济分类科目-不含上级专项资金）", "B19"),
        ("部门综合预算一般公共预算基本支出明细表（按支出功能分类科目-不含上级专项资金）", "B20"),
        ("部门综合预算一般公共预算基本支出明细表（按支出经济分类科目-不含上级专项资金）", "B08"),
        ("部门综合预算政府性基金收支表", "B06"),
        ("部门综合预算专项业务经费支出表", "B10"),
        ("部门综合预算政府采购（资产配置、购买服务）预算表", "B12"),
        ("部门综合预算一般公共预算拨款“三公”经费及会议费、培训费支出预算表", "B14"),
        ("部门专项业务经费重点项目绩效目标表", "B11"),
        ("部门整体支出绩效目标表", "B21"),
        ("专项资金总体绩效目标表", "B11"),
        ("重点项目绩效目标表", "B11"),
        ("部门一般公共预算本级财力安排支出情况表", "B05"),
        # 政府预算经济分类
        ("一般公共预算支出表（按政府预算经济分类）", "B22"),
        ("一般公共预算基本支出表（按政府预算经济分类）", "B23"),
        ("支出预算分类汇总表（按政府预算经济分类）", "B27"),
        ("支出预算分类汇总表（按部门预算经济分类）", "B26"),
        # 四川, 云南, 湖南
        ("财政拨款支出预算表（部门经济分类科目）", "B24"),
        ("政府性基金预算“三公”经费支出预算表", "B25"),
        ("部门政府购买服务预算表", "B28"),
        ("新增资产配置表", "B29"),
        ("基本支出预算表（人员类、运转类公用经费项目）", "B18"),
        ("项目支出预算表（其他运转类、特定目标类项目）", "B10"),
        ("项目支出绩效目标表（本级下达）", "B11"),
        ("上级补助项目支出预算表", "B33"),
        ("财政专户管理资金预算支出表", "B30"),
        ("会议费、培训费支出预算表", "B32"),
    ],
)
def test_a_title_of_a_budget_is_told_by_its_parts(title: str, code: str) -> None:
    found = match_title(title, "budget")
    assert found is not None and found.form_code == code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("十、国有资产占用情况表", "F21"),
        ("国有资产占有使用情况表", "F21"),
        ("2015年度公共财政预算财政拨款收入支出决算表", "F22"),
        ("2016年度公共财政预算财政拨款支出决算表", "F05"),
        ("2014年公共财政预算财政拨款“三公”经费支出决算表", "F09"),
        ("会议费、培训费支出决算表", "F23"),
        ("一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表", "F09"),
        ("收入支出决算批复表", "F01"),
    ],
)
def test_a_title_of_final_accounts_is_told_by_its_parts(title: str, code: str) -> None:
    found = match_title(title, "final_account")
    assert found is not None and found.form_code == code


def test_items_of_the_governments_classification_are_of_a_kind_of_their_own() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        ["", "合计", "9.00", "7.00", "2.00"],
        ["501", "机关工资福利支出", "7.00", "7.00", ""],
        ["50101", "工资奖金津补贴", "7.00", "7.00", ""],
        ["502", "机关商品和服务支出", "2.00", "", "2.00"],
        ["50201", "办公经费", "2.00", "", "2.00"],
    ]
    reader = _read("一般公共预算基本支出表（按政府预算经济分类）", rows)
    assert _forms(reader) == ["B23"]
    assert _figures(reader)["50201", "operating_expenses"] == Decimal("2.00")
    assert {item.account_kind for item in reader.tables[0].items if item.item_code} == {"government_economic"}
    assert all(check.status == "holds" for check in evaluate_document(reader.tables[0].items, ()))


def test_codes_of_two_classifications_in_one_row_are_never_joined() -> None:
    rows = [
        [
            "部门经济科目编码",
            "部门经济科目名称",
            "政府经济科目编码",
            "政府经济科目名称",
            "合计",
            "人员经费支出",
            "公用经费支出",
            "专项业务经费支出",
            "备注",
        ],
        ["", "合计", "", "", "9.00", "6.00", "2.00", "1.00", ""],
        ["301", "工资福利支出", "", "", "6.00", "6.00", "", "", ""],
        ["30101", "基本工资", "50101", "工资奖金津补贴", "6.00", "6.00", "", "", ""],
        ["302", "商品和服务支出", "", "", "3.00", "", "2.00", "1.00", ""],
        ["30201", "办公费", "50201", "办公经费", "3.00", "", "2.00", "1.00", ""],
    ]
    reader = _read("部门综合预算一般公共预算支出明细表（按支出经济分类科目-不含上级专项资金）", rows)
    assert _forms(reader) == ["B19"]
    found = _figures(reader)
    assert found["30101", "total"] == Decimal("6.00") and found["30201", "project"] == Decimal("1.00")
    assert {code for code, _ in found} == {"合计", "301", "30101", "302", "30201"}
    assert all(item.item_name != "工资奖金津补贴" for item in reader.tables[0].items)


def test_lists_of_two_classifications_side_by_side_are_added_up_apart() -> None:
    rows = [
        ["政府预算支出经济分类科目", None, None, "部门预算支出经济分类科目", None, None],
        ["科目编码", "科目名称", "合计", "科目编码", "科目名称", "合计"],
        ["", "合计", "9.00", "", "合计", "9.00"],
        ["501", "机关工资福利支出", "7.00", "301", "工资福利支出", "7.00"],
        ["502", "机关商品和服务支出", "2.00", "302", "商品和服务支出", "2.00"],
    ]
    reader = _read("财政拨款支出明细表（按经济科目分类）", rows)
    assert _forms(reader) == ["B24"]
    kinds = {
        item.item_code: (item.section, item.account_kind) for item in reader.tables[0].items if item.item_code
    }
    assert kinds["301"] == ("", "economic")
    assert kinds["502"] == ("政府预算支出经济分类科目", "government_economic")
    checks = evaluate_document(reader.tables[0].items, ())
    assert checks and all(check.status == "holds" for check in checks)


def test_assets_are_counted_whatever_the_unit_of_the_money_before() -> None:
    rows = [
        [
            "车辆数（辆）",
            None,
            None,
            None,
            "单价50万元以上通用设备（台、套）",
            "单价100万元以上专用设备（台、套）",
        ],
        ["合计", "机要通信用车", "应急保障用车", "其他用车", "^", "^"],
        ["5", "1", "1", "3", "2", "0"],
    ]
    reader = _read("国有资产占用情况表", rows, unit="单位：台、辆", above="2024年度部门决算")
    assert _forms(reader) == ["F21"]
    found = {item.item_name: (item.value, item.unit, item.amount_yuan) for item in reader.tables[0].items}
    assert found["车辆合计"] == (5, "辆", None)
    assert found["单价50万元以上通用设备"] == (2, "台", None)
    assert len(found) == 6 and not reader.notes


def test_targets_of_several_projects_stand_in_one_table() -> None:
    rows = [
        [
            "项目名称",
            "项目年度绩效目标",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "指标值",
            "度量单位",
        ],
        ["危房改造", "改造全部危房", "产出指标", "数量指标", "改造户数", "=", "120", "户"],
        ["^", "^", "效益指标", "社会效益", "受益人数", ">=", "400", "人"],
        ["公路养护", "养护县道", "产出指标", "数量指标", "养护里程", "=", "36", "公里"],
    ]
    reader = _read("项目支出绩效目标表（本级下达）", rows)
    assert _forms(reader) == ["B11"]
    told = [(i.project_name, i.level_3, i.target) for i in reader.tables[0].indicators]
    assert told == [
        ("危房改造", "改造户数", "120"),
        ("危房改造", "受益人数", "400"),
        ("公路养护", "养护里程", "36"),
    ]


def test_three_public_beside_meetings_and_training_keep_their_own_total() -> None:
    rows = [
        ["项目", "合计", "“三公”经费", None, None, None, None, None, "会议费", "培训费"],
        [
            "^",
            "^",
            "小计",
            "因公出国（境）费用",
            "公务接待费",
            "公务用车购置及运行维护费",
            None,
            None,
            "^",
            "^",
        ],
        ["^", "^", "^", "^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^", "^"],
        ["上年决算数", "9.00", "5.00", "0.00", "1.00", "4.00", "0.00", "4.00", "3.00", "1.00"],
        ["预算数", "10.00", "6.00", "0.00", "2.00", "4.00", "0.00", "4.00", "3.00", "1.00"],
        ["决算数", "9.50", "5.50", "0.00", "1.50", "4.00", "0.00", "4.00", "3.00", "1.00"],
        ["增减额", "0.50", "0.50", "0.00", "0.50", "0.00", "0.00", "0.00", "0.00", "0.00"],
    ]
    title = "一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表"
    reader = _read(title, rows, above="2024年度部门决算")
    found = _figures(reader)
    assert found["合计", "final"] == Decimal("9.50")
    assert found["“三公”经费小计", "final"] == Decimal("5.50")
    assert found["培训费", "budget"] == Decimal("1.00")
    assert found["合计", "prior_final"] == Decimal("9.00")
    checks = evaluate_document(reader.tables[0].items, ())
    assert not [check for check in checks if check.is_hard and check.status == "violated"]


def test_a_subtotal_of_three_public_is_the_total_where_nothing_stands_beside_it() -> None:
    rows = [
        ["项目", "预算数", "决算数"],
        ["“三公”经费", "6.00", "5.50"],
        ["1.因公出国（境）费", "0.00", "0.00"],
        ["2.公务用车购置及运行维护费", "4.00", "4.00"],
        ["3.公务接待费", "2.00", "1.50"],
    ]
    reader = _read("“三公”经费支出决算表", rows, above="2024年度部门决算")
    assert _figures(reader)["合计", "final"] == Decimal("5.50")


def test_a_general_budget_with_what_is_carried_over_is_its_own_form() -> None:
    rows = [
        ["科目编码", "科目名称", "上年结转和结余", "本年收入", "本年支出", None, None, "年末结转和结余"],
        ["^", "^", "^", "^", "小计", "基本支出", "项目支出", "^"],
        ["", "合计", "1.00", "9.00", "8.00", "6.00", "2.00", "2.00"],
        ["201", "一般公共服务支出", "1.00", "9.00", "8.00", "6.00", "2.00", "2.00"],
    ]
    reader = _read("2015年度公共财政预算财政拨款收入支出决算表", rows, above="2015年度部门决算")
    assert _forms(reader) == ["F22"]
    assert _figures(reader)["201", "closing_carryover"] == Decimal("2.00")
    checks = evaluate_document(reader.tables[0].items, ())
    assert checks and all(check.status == "holds" for check in checks)


def test_the_sum_of_a_group_of_columns_is_the_measure_of_the_group() -> None:
    rows = [
        [
            "支出项目类别（资金使用单位）",
            "总计",
            "财政拨款",
            None,
            None,
            None,
            "财政专户拨款",
            "其他资金",
            "绩效目标",
        ],
        ["^", "^", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算", "^", "^", "^"],
        ["校舍维修", "12.00", "10.00", "9.00", "1.00", "", "1.50", "0.50", "完成"],
    ]
    for title, code in (("部门预算项目支出及其他支出预算表", "B10"), ("部门预算基本支出预算表", "B18")):
        reader = _read(title, rows)
        assert _forms(reader) == [code]
        found = {measure: value for (_, measure), value in _figures(reader).items()}
        assert (found["total"], found["fiscal_appropriation"]) == (Decimal(12), Decimal(10))
        assert (found["special_account"], found["own_funds"]) == (Decimal("1.50"), Decimal("0.50"))
        assert not reader.notes


def test_columns_that_repeat_a_measure_in_a_group_are_left_open() -> None:
    rows = [
        ["科目编码", "科目名称", "基本支出", "项目支出", "一般公共预算拨款", None, None],
        ["^", "^", "^", "^", "小计", "基本支出", "项目支出"],
        ["301", "工资福利支出", "5.00", "2.00", "6.00", "4.00", "2.00"],
    ]
    reader = _read("财政拨款支出预算表（部门经济分类科目）", rows)
    assert _figures(reader) == {
        ("301", "basic"): Decimal(5),
        ("301", "project"): Decimal(2),
        ("301", "general_public_budget"): Decimal(6),
    }
    assert [note.kind for note in reader.notes] == ["unmatched_header", "unmatched_header"]


@pytest.mark.parametrize(
    "title",
    ["部门综合预算支出总表", "部门综合预算一般公共预算支出明细表（按支出功能分类科目-不含上级专项资金）"],
)
def test_basic_expenditure_in_two_parts_contradicts_nothing(title: str) -> None:
    rows = [
        ["功能科目编码", "功能科目名称", "合计", "人员经费支出", "公用经费支出", "专项业务经费支出", "备注"],
        ["", "合计", "30.00", "15.00", "5.00", "10.00", ""],
        ["205", "教育支出", "30.00", "15.00", "5.00", "10.00", ""],
    ]
    reader = _read(title, rows)
    assert len(_figures(reader)) == 8
    checks = evaluate_document(reader.tables[0].items, ())
    assert {check.identity_id for check in checks if check.is_hard and check.status == "holds"} >= {
        "W26",
        "W07",
    }
    assert not [check for check in checks if check.is_hard and check.status == "violated"]


def test_numbers_of_projects_are_no_codes_of_accounts() -> None:
    rows = [
        [
            "单位名称",
            "项目代码",
            "项目名称",
            "功能科目编码",
            "功能科目名称",
            "经济科目编码",
            "经济科目名称",
            "合计",
        ],
        ["青禾县农业局", "5301", "工资", "2130101", "行政运行", "30101", "基本工资", "20.00"],
    ]
    reader = _read("基本支出预算表（人员类、运转类公用经费项目）", rows)
    (item,) = reader.tables[0].items
    assert (item.item_code, item.item_name, item.account_kind) == ("30101", "基本工资", "economic")
    reader = _read("项目支出预算表（其他运转类、特定目标类项目）", rows)
    (item,) = reader.tables[0].items
    assert (item.item_code, item.item_name) == ("2130101", "工资")


def test_expenses_are_known_by_whatever_they_are_called() -> None:
    rows = [
        ["项目", "本年预算数"],
        ["行政经费", "5.00"],
        ["“三公”经费", "3.00"],
        ["其中：（一）因公出国（境）支出", "0.00"],
        ["（二）公务用车购置及运行维护支出", "2.00"],
        ["1.公务用车购置", "0.00"],
        ["2.公务用车运行维护费", "2.00"],
        ["（三）公务接待费支出", "1.00"],
    ]
    reader = _read("一般公共预算安排的行政经费及“三公”经费预算表", rows)
    found = {name: value for (name, _), value in _figures(reader).items()}
    assert found["合计"] == Decimal(3) and found["行政经费"] == Decimal(5)
    assert found["公务用车购置及运行费小计"] == Decimal(2) and found["公务接待费"] == Decimal(1)
    assert not reader.notes
