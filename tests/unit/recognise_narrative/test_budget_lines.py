"""Budgets: 三公 expenses, operating costs of agencies, procurement, state assets."""

from __future__ import annotations

from tests.unit.recognise_narrative.budget_text import claims_of, read_budget


def test_each_line_of_three_public_takes_its_own_change() -> None:
    paragraphs = (
        "一、“三公”经费预算情况",
        "2024年“三公”经费预算数为9.60万元，比2023年预算增加3万元。其中：",
        "（一）因公出国（境）费0万元，与2023年预算持平。",
        (
            "（二）公务用车购置及运行费8.50万元，比2023年预算增加3.20万元，主要原因是更新车辆，车价18万元。其中：公务用车购置费5万元，"
            "比2023年预算增加5万元；公务用车运行费3.50万元，比2023年预算减少1.80万元。"
        ),
        "（三）公务接待费1.10万元。比2023年预算减少0.20万元，下降15.38%。",
    )
    assert claims_of("three_public", *paragraphs) == [
        ("合计", "budget", "9.60万元"),
        ("合计", "delta", "3万元"),
        ("因公出国（境）费", "budget", "0万元"),
        ("公务用车购置及运行费小计", "budget", "8.50万元"),
        ("公务用车购置及运行费小计", "delta", "3.20万元"),
        ("公务用车购置费", "budget", "5万元"),
        ("公务用车购置费", "delta", "5万元"),
        ("公务用车运行费", "budget", "3.50万元"),
        ("公务用车运行费", "delta", "-1.80万元"),
        ("公务接待费", "budget", "1.10万元"),
        ("公务接待费", "delta", "-0.20万元"),
        ("公务接待费", "rate", "-15.38%"),
    ]


def test_shares_of_three_public_and_the_meetings_told_with_them() -> None:
    paragraphs = (
        "九、“三公”经费、会议费、培训费支出预算情况说明",
        (
            "2024年度安排的“三公”经费预算支出中，公务用车购置及运行维护费支出6万元，占“三公”经费的75%；公务接待费支出2万元，"
            "占“三公”经费的25%。"
        ),
        "1．公务接待费预算支出2万元，与上年预算数一致。",
        "2024年度安排的会议费预算支出4万元，比上年预算增加1万元。",
    )
    assert claims_of("three_public", *paragraphs) == [
        ("公务用车购置及运行费小计", "budget", "6万元"),
        ("公务用车购置及运行费小计", "share", "75%"),
        ("公务接待费", "budget", "2万元"),
        ("公务接待费", "share", "25%"),
        ("会议费", "budget", "4万元"),
        ("会议费", "delta", "1万元"),
    ]


def test_a_change_told_for_the_whole_is_not_that_of_its_last_part() -> None:
    text = (
        "公务用车购置及运行费7万元，其中，公务用车购置费0万元；公务用车运行维护费7万元，主要用于燃料、维修。"
        "预算数比2023年减少1万元，下降12.50%。"
    )
    assert ("公务用车购置及运行费小计", "rate", "-12.50%") in claims_of("three_public", text)


def test_last_years_three_public_is_not_this_years() -> None:
    text = "2023年“三公”经费预算数为8.00万元，2024年“三公”经费预算数为6.00万元，较2023年减少2.00万元。"
    assert claims_of("three_public", text) == [
        ("合计", "budget", "6.00万元"),
        ("合计", "delta", "-2.00万元"),
    ]


def test_domestic_receptions_within_the_line_are_not_the_line() -> None:
    text = "公务接待费3万元，其中：外事接待0万元，国内公务接待2.50万元。"
    assert claims_of("three_public", text) == [("公务接待费", "budget", "3万元")]


def test_operating_costs_past_the_bodies_they_are_for() -> None:
    text = "2024年临河县民政局下属1家机关和2家参公事业单位财政拨款的机关运行经费预算为66.30万元，比2023年预算减少6.63万元，下降9.09%。"
    assert claims_of("agency_operating", text) == [
        ("机关运行经费", "budget", "66.30万元"),
        ("机关运行经费", "delta", "-6.63万元"),
        ("机关运行经费", "rate", "-9.09%"),
    ]


def test_procurement_by_kind_and_what_is_kept_for_small_firms() -> None:
    paragraphs = (
        "三、政府采购预算情况",
        "2024年本部门政府采购预算40万元，其中：政府采购货物预算10万元、政府采购工程预算0万元、政府采购服务预算30万元。",
        "2024年本部门面向中小企业预留政府采购项目预算金额24万元，占政府采购预算的60%，其中，预留给小型和微型企业的政府采购项目预算为12万元。",
        "政府购买服务预算5万元。",
    )
    assert claims_of("procurement", *paragraphs) == [
        ("总额", "amount", "40万元"),
        ("货物", "amount", "10万元"),
        ("工程", "amount", "0万元"),
        ("服务", "amount", "30万元"),
        ("中小企业", "amount", "24万元"),
        ("中小企业", "share", "60%"),
        ("小微企业", "amount", "12万元"),
    ]


def test_vehicles_that_are_there_and_those_to_be_bought() -> None:
    paragraphs = (
        "五、国有资产占有使用情况",
        "截至2023年8月31日，本部门共有车辆5辆，其中：执法执勤用车4辆、其他用车1辆；单价100万元（含）以上设备（不含车辆）2台（套）。",
        "2024年部门预算安排购置车辆1辆，其中：执法执勤用车1辆、其他用车0辆；部门预算安排购置单价100万元（含）以上设备（不含车辆）0台（套）。",
    )
    equipment = "单价100万元（含）以上设备（不含车辆）"
    assert claims_of("assets", *paragraphs) == [
        ("车辆总数", "count", "5辆"),
        ("执法执勤用车", "count", "4辆"),
        ("其他用车", "count", "1辆"),
        (equipment, "count", "2台（套）"),
        ("预算安排购置/车辆总数", "count", "1辆"),
        ("预算安排购置/执法执勤用车", "count", "1辆"),
        ("预算安排购置/其他用车", "count", "0辆"),
        (f"预算安排购置/{equipment}", "count", "0台（套）"),
    ]


def test_vehicles_told_with_three_public_are_those_kept() -> None:
    paragraphs = ("（二）“三公”经费中的公务用车", "单位现有公务用车3辆。")
    assert claims_of("assets", *paragraphs) == [("公务用车保有量", "count", "3辆")]


def test_definitions_state_nothing() -> None:
    text = "机关运行经费：指为保障行政单位运行，用于购买货物和服务的资金，包括办公费、会议费、公务用车运行维护费。"
    assert read_budget("第四部分 名词解释", text).claims == ()


def test_vehicles_bought_and_run_may_be_named_short_within_the_whole() -> None:
    text = "2024年“三公”经费35万元，其中：公务用车保有量2辆，购置及运行维护费5万元，公务接待费30万元。"
    assert [one[0] for one in claims_of("three_public", text)] == [
        "合计",
        "公务用车购置及运行费小计",
        "公务接待费",
    ]


def test_vehicles_to_be_bought_are_not_those_that_are_there() -> None:
    text = "截至2023年底，本部门共有车辆6辆。2024年拟采购固定资产30万元，其中：车辆1辆，单价50万元以上设备0台（套）。"
    assert claims_of("assets", "国有资产占用情况", text) == [
        ("车辆总数", "count", "6辆"),
        ("预算安排购置/车辆总数", "count", "1辆"),
        ("预算安排购置/单价50万元以上设备", "count", "0台（套）"),
    ]
