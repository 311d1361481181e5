"""Tables: the shapes in which forms are printed, each read into codes, names, measures and places."""

from decimal import Decimal

import pytest

from pipelines.recognise.tables import TableReader
from tests.unit.pages import grid, page
from tests.unit.recognise.sample_form import BODY_F05, HEAD_F05, TITLE_F05, figures


def test_a_form_is_read_with_codes_names_measures_and_places() -> None:
    reader = TableReader([page(7, TITLE_F05, grid([*HEAD_F05, *BODY_F05]))])
    (table,) = reader.tables
    assert (table.form_code, table.status, table.unit, table.is_unit_inferred) == (
        "F05",
        "recognised",
        "万元",
        False,
    )
    assert figures(table.items)[:4] == [
        ("", "合计", "total", "30.00"),
        ("", "合计", "basic", "20.00"),
        ("", "合计", "project", "10.00"),
        ("205", "教育支出", "total", "30.00"),
    ]
    first = table.items[0]
    assert (first.page, first.row_no, first.column_no, first.amount_yuan) == (7, 4, 3, Decimal("300000.00"))
    assert first.header_printed == "本年支出/小计"
    assert first.box is not None and first.box.top == 160.0
    assert reader.notes == []


def test_split_code_columns_are_joined_and_the_level_row_is_header() -> None:
    rows = [
        ["项目", None, None, None, "合计", "基本支出", "项目支出"],
        ["功能分类科目编码", None, None, "功能分类科目名称", "^", "^", "^"],
        ["类", "款", "项", "^", "^", "^", "^"],
        ["201", "", "", "一般公共服务支出", "9", "9", ""],
        ["201", "03", "", "政府办公厅（室）及相关机构事务", "9", "9", ""],
        ["201", "03", "01", "行政运行", "9", "9", ""],
        ["合计", None, None, None, "9", "9", ""],
    ]
    (table,) = TableReader([page(1, ["支出预算总表", "单位：元"], grid(rows))]).tables
    assert [i.item_code for i in table.items if i.measure == "total"] == ["201", "20103", "2010301", ""]
    assert table.items[-1].item_name == "合计"
    assert all(i.text_printed for i in table.items)


def test_a_code_over_several_columns_is_read_once() -> None:
    rows = [
        ["科目编码", None, None, "科目名称", "合计", "基本支出", "项目支出"],
        ["201", None, None, "一般公共服务支出", "9.00", "9.00", ""],
        ["20103", None, None, "政府办公厅（室）及相关机构事务", "9.00", "9.00", ""],
        ["2010301", None, None, "行政运行", "9.00", "9.00", ""],
    ]
    (table,) = TableReader([page(1, ["支出预算总表", "单位：元"], grid(rows))]).tables
    assert [i.item_code for i in table.items if i.measure == "total"] == ["201", "20103", "2010301"]


def test_a_total_inside_the_header_block_is_data() -> None:
    rows = [
        ["项目", None, None, None, "本年收入\n合计", "财政拨款\n收入"],
        ["支出功能分类科目编码", None, None, "科目名称", "^", "^"],
        ["类", "款", "项", "合计", "2,946.25", "2,940.05"],
        ["201", "", "", "一般公共服务支出", "2,112.86", "2,106.66"],
    ]
    (table,) = TableReader([page(1, ["收入决算表", "单位：万元"], grid(rows))]).tables
    assert figures(table.items)[0] == ("", "合计", "revenue_total", "2,946.25")
    assert figures(table.items)[3] == ("201", "一般公共服务支出", "fiscal_appropriation", "2,106.66")


def test_a_total_row_that_also_prints_the_sub_header() -> None:
    rows = [
        ["项目", None, "年初结转和\n结余", "本年收入", "本年支出", None, None, "年末结转和\n结余"],
        ["功能分类\n科目编码", "科目名称", "^", "^", "^", None, None, "^"],
        ["合计", None, "", "5.00", "合计", "基本支出", "项目支出", ""],
        ["212", "城乡社区支出", "", "5.00", "4.00", "", "4.00", "1.00"],
    ]
    rows[1][4:7] = ["^", "^", "^"]
    reader = TableReader([page(1, ["政府性基金预算财政拨款收入支出决算表", "单位：万元"], grid(rows))])
    (table,) = reader.tables
    assert [(i.item_name, i.measure) for i in table.items] == [
        ("合计", "revenue"),
        ("城乡社区支出", "revenue"),
        ("城乡社区支出", "expenditure_total"),
        ("城乡社区支出", "project"),
        ("城乡社区支出", "closing_carryover"),
    ]
    assert reader.notes == []


def test_two_sided_forms_keep_their_sides_and_the_carry_over_its_parts() -> None:
    rows = [
        ["收入", None, None, "支出", None, None, None],
        ["项目", "行次", "金额", "项目", "行次", "合计", "一般公共预算\n财政拨款"],
        ["栏次", "", "1", "栏次", "", "2", "3"],
        ["一、一般公共预算财政拨款", "1", "8.00", "一、一般公共服务支出", "33", "9.00", "9.00"],
        ["本年收入合计", "27", "8.00", "本年支出合计", "59", "9.00", "9.00"],
        ["年初财政拨款结转和结余", "28", "1.00", "年末财政拨款结转和结余", "60", "0.00", "0.00"],
        ["一、一般公共预算财政拨款", "29", "1.00", "", "61", "", ""],
        ["总计", "32", "9.00", "总计", "64", "9.00", "9.00"],
    ]
    (table,) = TableReader([page(1, ["财政拨款收入支出决算总表", "单位：万元"], grid(rows))]).tables
    revenue = [(i.item_name, i.parent_name, i.text_printed) for i in table.items if i.section == "revenue"]
    assert revenue == [
        ("一般公共预算财政拨款", "", "8.00"),
        ("本年收入合计", "", "8.00"),
        ("年初财政拨款结转和结余", "", "1.00"),
        ("一般公共预算财政拨款", "年初财政拨款结转和结余", "1.00"),
        ("总计", "", "9.00"),
    ]
    spent = [(i.item_name, i.measure) for i in table.items if i.section == "expenditure"]
    assert spent[:2] == [("一般公共服务支出", "total"), ("一般公共服务支出", "general_public_budget")]
    assert "行次" not in {i.header_printed.split("/")[-1] for i in table.items}


def test_blocks_side_by_side_and_totals_that_span_them() -> None:
    rows = [
        ["人员经费", None, None, "公用经费", None, None, None, None, None],
        [
            "科目\n代码",
            "科目名称",
            "决算\n数",
            "科目\n代码",
            "科目名称",
            "决算\n数",
            "科目\n代码",
            "科目名称",
            "决算数",
        ],
        ["301", "工资福利支出", "408.\n01", "302", "商品和服务支出", "35.3\n2", "310", "资本性支出", "0.00"],
        ["3010\n1", "基本工资", "408.\n01", "3020\n1", "办公费", "35.3\n2", "", "", ""],
        ["人员经费合计", None, "408.\n01", "公用经费合计", None, None, None, None, "35.3\n2"],
    ]
    (table,) = TableReader(
        [page(1, ["一般公共预算财政拨款基本支出决算明细表", "单位：万元"], grid(rows))]
    ).tables
    assert [(i.item_code, i.item_name, str(i.value)) for i in table.items] == [
        ("301", "工资福利支出", "408.01"),
        ("302", "商品和服务支出", "35.32"),
        ("310", "资本性支出", "0.00"),
        ("30101", "基本工资", "408.01"),
        ("30201", "办公费", "35.32"),
        ("", "人员经费合计", "408.01"),
        ("", "公用经费合计", "35.32"),
    ]


def test_the_three_public_form_names_items_and_measures_in_its_header() -> None:
    rows = [
        [
            "合计",
            None,
            "因公出国\n（境）费",
            None,
            "公务用车购置及运行费",
            None,
            None,
            None,
            None,
            None,
            "公务接待费",
            None,
        ],
        ["^", None, "^", None, "小计", None, "公务用车购置费", None, "公务用车运行费", None, "^", None],
        ["预算数", "决算数"] * 6,
        ["2.00", "0.95", "", "", "", "", "", "", "", "", "2.00", "0.95"],
    ]
    rows[1] = ["^", "^", "^", "^", "小计", None, "公务用车购置费", None, "公务用车运行费", None, "^", "^"]
    (table,) = TableReader([page(1, ["财政拨款“三公”经费支出决算表", "单位：万元"], grid(rows))]).tables
    assert [(i.item_name, i.measure, i.text_printed) for i in table.items] == [
        ("合计", "budget", "2.00"),
        ("合计", "final", "0.95"),
        ("公务接待费", "budget", "2.00"),
        ("公务接待费", "final", "0.95"),
    ]


def test_title_and_unit_may_stand_inside_the_frame() -> None:
    rows = [
        ["一般公共预算财政拨款支出决算表", None, None, None, None],
        ["部门：样例县教育局", None, None, "单位：万元", None],
        *HEAD_F05,
        *BODY_F05,
    ]
    (table,) = TableReader([page(1, [], grid(rows))]).tables
    assert (table.form_code, table.unit, len(table.items)) == ("F05", "万元", 9)


def test_title_body_and_unit_may_share_one_cell_of_the_frame() -> None:
    head = "一般公共预算财政拨款支出决算表\n部门：样例县教育局 单位：元"
    (table,) = TableReader([page(1, [], grid([[head, None, None, None, None], *HEAD_F05, *BODY_F05]))]).tables
    assert (table.form_code, table.unit, len(table.items)) == ("F05", "元", 9)


def test_the_heading_of_a_part_may_stand_above_the_title_inside_the_frame() -> None:
    rows = [["第二部分 2024年度部门决算表", *[None] * 4], [TITLE_F05[0], *[None] * 4], *HEAD_F05, *BODY_F05]
    (table,) = TableReader([page(1, ["单位：万元"], grid(rows))]).tables
    assert (table.form_code, len(table.items)) == ("F05", 9)


@pytest.mark.parametrize(
    "behind",
    ["  单位：万元", "（公开05表） 单位：万元", " 公开05表 部门：样例县教育局 金额单位：万元", "单位：万元"],
)
def test_number_body_and_unit_may_stand_behind_the_title_on_its_line(behind: str) -> None:
    (table,) = TableReader([page(1, [TITLE_F05[0] + behind], grid([*HEAD_F05, *BODY_F05]))]).tables
    assert (table.form_code, table.unit, len(table.items)) == ("F05", "万元", 9)


def test_a_form_of_one_row_needs_no_label() -> None:
    rows = [
        ["合 计", "基本支出", "项目支出", "单位预留机动经费", "结转下年资金"],
        ["9.00", "5.00", "3.00", "1.00", ""],
    ]
    (table,) = TableReader([page(1, ["支出预算总表", "单位：万元"], grid(rows))]).tables
    assert figures(table.items) == [
        ("", "", "total", "9.00"),
        ("", "", "basic", "5.00"),
        ("", "", "project", "3.00"),
        ("", "", "retained_project", "1.00"),
    ]


def test_sources_as_rows_keep_the_group_they_stand_in() -> None:
    rows = [
        ["项目名称", "", "金额"],
        ["收入总计", None, "9.00"],
        ["一般公共预算资金", "小计", "8.00"],
        ["^", "公共财政拨款(补助)资金", "8.00"],
        ["其他资金", "小计", "1.00"],
        ["^", "其他收入", "1.00"],
    ]
    (table,) = TableReader([page(1, ["收入预算总表", "单位：万元"], grid(rows))]).tables
    assert [(i.section, i.item_name, i.measure) for i in table.items] == [
        ("", "收入总计", "budget"),
        ("一般公共预算资金", "小计", "budget"),
        ("一般公共预算资金", "公共财政拨款(补助)资金", "budget"),
        ("其他资金", "小计", "budget"),
        ("其他资金", "其他收入", "budget"),
    ]


def test_upper_labels_carry_down_over_rows_and_pages() -> None:
    rows = [
        ["采购品目大类", "专项名称", "采购物品名称", "采购组织形式", "总计"],
        ["一、货物", "", "", "", "9.00"],
        ["", "设备购置费", "", "", "9.00"],
        ["", "", "打印设备", "分散采购", "5.00"],
    ]
    more = grid([["", "", "复印机", "集中采购", "4.00"]], top=40.0)
    (table,) = TableReader(
        [page(1, ["政府采购支出预算表", "单位：万元"], grid(rows)), page(2, [], more)]
    ).tables
    assert [(i.section, i.item_name, i.text_printed) for i in table.items] == [
        ("", "货物", "9.00"),
        ("货物", "设备购置费", "9.00"),
        ("货物/设备购置费", "打印设备", "5.00"),
        ("货物/设备购置费", "复印机", "4.00"),
    ]


def test_three_lists_side_by_side_keep_their_side() -> None:
    rows = [
        ["收入", None, "支出", None, None, None],
        ["项目名称", "金额", "功能分类", None, "支出用途", None],
        ["^", "^", "功能科目名称", "金额", "项目名称", "金额"],
        ["一、财政拨款", "9.00", "一、一般公共服务支出", "9.00", "一、基本支出", "5.00"],
        ["1.一般公共预算", "9.00", "二、外交支出", "", "二、项目支出", "4.00"],
        ["收入合计", "9.00", "支出合计", None, None, "9.00"],
    ]
    (table,) = TableReader([page(1, ["收支预算总表", "单位：万元"], grid(rows))]).tables
    assert [(i.section, i.item_name, i.text_printed) for i in table.items] == [
        ("revenue", "财政拨款", "9.00"),
        ("expenditure", "一般公共服务支出", "9.00"),
        ("expenditure", "基本支出", "5.00"),
        ("revenue", "一般公共预算", "9.00"),
        ("expenditure", "项目支出", "4.00"),
        ("revenue", "收入合计", "9.00"),
        ("expenditure", "支出合计", "9.00"),
    ]


def test_functional_items_against_economic_ones() -> None:
    rows = [
        ["项目", None, "合计", "工资福利支出", None, "商品和服务支出"],
        ["科目编码", "科目名称", "^", "小计", "基本工资", "^"],
        ["205", "教育支出", "9.00", "5.00", "5.00", "4.00"],
    ]
    (table,) = TableReader([page(1, ["财政拨款支出决算明细表", "单位：万元"], grid(rows))]).tables
    assert [(i.form_code, i.item_code, i.section, i.measure, i.text_printed) for i in table.items] == [
        ("F12", "205", "", "final", "9.00"),
        ("F12", "205", "工资福利支出/小计", "final", "5.00"),
        ("F12", "205", "工资福利支出/基本工资", "final", "5.00"),
        ("F12", "205", "商品和服务支出", "final", "4.00"),
    ]


def test_projects_by_kind_of_money() -> None:
    rows = [
        ["项目名称", "合计", "一般公共预算", "政府性基金预算", "单位资金"],
        ["校舍维修", "9.00", "8.00", "", "1.00"],
        ["合计", "9.00", "8.00", "", "1.00"],
    ]
    (table,) = TableReader([page(1, ["项目支出预算表", "单位：万元"], grid(rows))]).tables
    assert [(i.item_name, i.measure) for i in table.items if i.page == 1][:3] == [
        ("校舍维修", "total"),
        ("校舍维修", "general_public_budget"),
        ("校舍维修", "own_funds"),
    ]


def test_a_header_may_say_that_it_is_part_of_the_one_above() -> None:
    rows = [
        ["项目", None, "本年支出", None],
        ["科目代码", "科目名称", "合计", "其中：项目支出"],
        ["223", "国有资本经营预算支出", "5.00", "5.00"],
    ]
    reader = TableReader([page(1, ["国有资本经营预算财政拨款支出决算表", "单位：万元"], grid(rows))])
    assert [i.measure for i in reader.tables[0].items] == ["expenditure_total", "project"]
    assert reader.notes == []


def test_measures_of_items_stand_over_the_first_of_their_columns_or_beside_blank_ones() -> None:
    """Workbooks saved as pages lose the merging of their headers, and some have a blank column between any two."""
    items = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"]
    below = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""]
    row = ["27.67", "0.00", "25.06", "0.00", "25.06", "2.61", "11.34", "0.00", "9.38", "0.00", "9.38", "1.96"]
    unmerged = [["预算数", *[""] * 5, "决算数", *[""] * 5], items * 2, below * 2, row]
    spaced = [[cell for text in line for cell in (text, "")] for line in unmerged]
    wide: list[list[str | None]] = [[*line] for line in spaced]
    for first in (0, 12):
        wide[0][first + 1 : first + 11] = [None] * 10
        wide[1][first + 5 : first + 9] = [None] * 4
    for rows in (unmerged, wide):
        title = ["财政拨款“三公”经费支出决算表", "单位：万元"]
        reader = TableReader([page(1, title, grid(rows))])
        (table,) = reader.tables
        assert [i.text_printed for i in table.items] == row
        assert [i.measure for i in table.items] == ["budget"] * 6 + ["final"] * 6
        assert len({i.item_name for i in table.items}) == 6
        assert reader.notes == []
