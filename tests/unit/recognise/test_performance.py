"""Performance forms: money, scores and indicators, several projects, breaks inside merged cells."""

from decimal import Decimal

from pipelines.recognise.tables import TableReader
from tests.unit.pages import grid, page

TITLE = ["项目支出绩效自评情况表", "（2024年度）"]
INDICATOR_HEAD = [
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差度",
    "偏差原因分析及改进\n措施",
]
MONEY = [
    ["项目资\n金（万\n元）", "", None, "年初预算数", "全年预算数\n（A）", "全年执\n行数\n（B）", "分值", "执行率\n（B/A×100%）", "得分"],
    ["^", "年度资金总额：", None, "10.00", "12.00", "9.00", "10", "75.0%", "7.5"],
    ["^", "其中：财政拨款", None, "10.00", "12.00", "9.00", "—", "75.0%", "—"],
    ["^", "单位资金", None, "", "", "", "—", "", "—"],
]  # fmt: skip
MANAGEMENT = [
    ["资金管\n理情况", "", None, "情况说明", None, None, "分值\n（20）", "得分", "存在问题"],
    ["^", "安排科学性", None, "合理", None, None, "5", "5", ""],
]


def project(name: str, *indicators: list[str | None]) -> list[list[str | None]]:
    head: list[list[str | None]] = [["项目名称", None, name, None, None, None, None, None, None]]
    title: list[str | None] = ["绩效指标", None, None, None, None, None, None, None, None]
    return [*head, *MONEY, *MANAGEMENT, title, [*INDICATOR_HEAD], *indicators]


QUANTITY: list[str | None] = [
    "产出指\n标",
    "数量指标",
    "采购设备数量",
    "≥10台",
    "9台",
    "15",
    "13.5",
    "-10.00",
    "资金紧张",
]
QUALITY: list[str | None] = ["^", "质量指标", "验收合格率", "≥95%", "100%", "15", "15", "0.00", ""]
SCORE: list[str | None] = ["总分", None, None, None, None, "100", "92.5", "", ""]


def test_money_and_scores_carry_the_project_and_their_own_units() -> None:
    (table,) = TableReader([page(3, TITLE, grid(project("样例平台\n建设", QUANTITY, QUALITY, SCORE)))]).tables
    assert (table.form_code, table.status) == ("F11", "recognised")
    assert {i.section for i in table.items} == {"样例平台建设"}
    assert [(i.item_name, i.measure, str(i.value), i.unit) for i in table.items] == [
        ("年度资金总额", "initial_budget", "10.00", "万元"),
        ("年度资金总额", "annual_budget", "12.00", "万元"),
        ("年度资金总额", "executed", "9.00", "万元"),
        ("年度资金总额", "weight", "10", "分"),
        ("年度资金总额", "execution_rate", "75.0", "%"),
        ("年度资金总额", "score", "7.5", "分"),
        ("财政拨款", "initial_budget", "10.00", "万元"),
        ("财政拨款", "annual_budget", "12.00", "万元"),
        ("财政拨款", "executed", "9.00", "万元"),
        ("财政拨款", "execution_rate", "75.0", "%"),
        ("总分", "weight", "100", "分"),
        ("总分", "score", "92.5", "分"),
    ]
    assert {i.amount_yuan for i in table.items if i.unit != "万元"} == {None}


def test_every_indicator_is_a_row_under_its_levels() -> None:
    (table,) = TableReader([page(3, TITLE, grid(project("样例平台", QUANTITY, QUALITY, SCORE)))]).tables
    assert [
        (i.level_1, i.level_2, i.level_3, i.target, i.actual, i.weight, i.score) for i in table.indicators
    ] == [
        ("产出指标", "数量指标", "采购设备数量", "≥10台", "9台", Decimal(15), Decimal("13.5")),
        ("产出指标", "质量指标", "验收合格率", "≥95%", "100%", Decimal(15), Decimal(15)),
    ]
    assert (table.indicators[0].deviation, table.indicators[0].reason) == ("-10.00", "资金紧张")


def test_a_form_may_break_inside_a_merged_cell() -> None:
    rest: list[str | None] = ["", "", "按期完成率", "≥95%", "100%", "10", "10", "0.00", ""]
    pages = [
        page(3, TITLE, grid(project("样例平台", QUANTITY))),
        page(4, [], grid([rest, SCORE], top=40.0)),
    ]
    (table,) = TableReader(pages).tables
    last = table.indicators[-1]
    assert (last.page, last.level_1, last.level_2, last.level_3) == (4, "产出指标", "数量指标", "按期完成率")
    assert [i.page for i in table.items if i.item_name == "总分"] == [4, 4]


def test_each_project_is_a_table_of_its_own() -> None:
    pages = [
        page(n, TITLE, grid(project(name, QUANTITY, SCORE))) for n, name in ((3, "甲项目"), (4, "乙项目"))
    ]
    tables = TableReader(pages).tables
    assert [{i.project_name for i in t.indicators} for t in tables] == [{"甲项目"}, {"乙项目"}]


def test_the_department_form_uses_its_own_rows_and_names_no_project() -> None:
    rows = [
        ["部门（单位）名称", None, "样例县教育局", None, None, None, None, None, None],
        ["部门整体\n支出情况\n（万元）", "", None, "年初预算\n数", "全年预算\n数", "全年执\n行数", "分值", "执行率", "得分"],
        ["^", "部门预算总额", None, "785.37", "1074.41", "510.27", "10", "47.49%", "5.28"],
        ["^", "资金来源：（1）政府预算资金", None, "785.37", "1067.49", "504.6", "-", "47.27%", "-"],
        [*INDICATOR_HEAD],
        ["产出指标", "重点工作", "文件印发", "完成", "90%", "5", "5", "0.00", ""],
        SCORE,
    ]  # fmt: skip
    (table,) = TableReader([page(1, ["部门整体支出绩效自评情况表", "公开10表"], grid(rows))]).tables
    assert table.form_code == "F10"
    assert {i.section for i in table.items} == {""}
    assert [i.item_name for i in table.items if i.measure == "executed"] == ["部门预算总额", "政府预算资金"]


def test_a_weight_printed_beside_the_first_level_is_not_the_indicators_own() -> None:
    head = ["一级指\n标", "分值", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差度", "备注"]
    row: list[str | None] = ["投入管理指标", "30", "决算真实性", "真实", "真实", "2", "1.5", "0.00", ""]
    (table,) = TableReader([page(1, TITLE, grid([*MONEY, head, row]))]).tables
    assert [(i.weight, i.score) for i in table.indicators] == [(Decimal(2), Decimal("1.5"))]


def targets(title: str, rows: list[list[str | None]]) -> TableReader:
    above = ["青禾县教育局2024年部门预算", title, "单位：万元"]
    return TableReader([page(1, above, grid(rows))])


def test_money_of_targets_stands_beside_its_labels() -> None:
    rows: list[list[str | None]] = [
        ["项目名称", "营养改善计划", None, None],
        ["项目资金（万元）", "年度资金总额", None, "60.00"],
        ["^", "其中：财政拨款", None, "55.00"],
        ["^", "其他资金", None, "5.00"],
        ["总体目标", "改善学生营养", None, None],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "补助学生人数", "1200人"],
    ]
    (table,) = targets("部门预算项目绩效目标申报表", rows).tables
    assert table.form_code == "B11"
    assert [(item.item_name, item.measure, item.value) for item in table.items] == [
        ("年度资金总额", "budget", Decimal("60.00")),
        ("财政拨款", "budget", Decimal("55.00")),
        ("单位资金", "budget", Decimal("5.00")),
    ]
    assert [(one.level_1, one.target) for one in table.indicators] == [("产出指标", "1200人")]


def test_projects_in_rows_have_their_indicators_in_columns() -> None:
    rows: list[list[str | None]] = [
        ["单位编码", "单位（专项）名称", "资金总额", "产出指标", None, "效益指标", "满意度指标"],
        ["^", "^", "^", "数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"],
        ["合计", None, "100.00", "", "", "", ""],
        ["101001", "营养改善计划", "60.00", "补助1200人", "合格率100%", "改善营养", "≥95%"],
        ["101001", "校舍维修", "40.00", "维修3所", "", "改善条件", "≥95%"],
    ]
    (table,) = targets("项目支出绩效目标表", rows).tables
    assert table.form_code == "B11"
    assert [(item.section, item.text_printed) for item in table.items] == [
        ("", "100.00"),
        ("营养改善计划", "60.00"),
        ("校舍维修", "40.00"),
    ]
    assert [(one.project_name, one.level_1, one.level_2, one.target) for one in table.indicators][:2] == [
        ("营养改善计划", "产出指标", "数量指标", "补助1200人"),
        ("营养改善计划", "产出指标", "质量指标", "合格率100%"),
    ]
    assert len(table.indicators) == 7


def test_targets_may_be_called_performance() -> None:
    rows: list[list[str | None]] = [
        ["单位名称", "项目名称", "绩效目标", "一级指标", "二级指标", "三级指标", "绩效指标值", "权重"],
        ["青禾县教育局", "营养改善计划", "改善营养", "产出指标", "数量指标", "补助人数", "1200", "20"],
    ]
    (table,) = targets("表十三 项目支出绩效表", rows).tables
    assert table.form_code == "B11"
    assert [one.level_3 for one in table.indicators] == ["补助人数"]
