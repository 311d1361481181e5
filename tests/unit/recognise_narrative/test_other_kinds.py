"""三公经费, operating costs, procurement and assets."""

from __future__ import annotations

from tests.unit.recognise_narrative.final_text import claims_of, read_final

TRIPS, CARS, GUESTS = "因公出国（境）费", "公务用车购置及运行维护费小计", "公务接待费"
HEAD = "九、一般公共预算财政拨款“三公”经费支出决算情况说明"


def test_all_lines_in_one_sentence() -> None:
    text = (
        "“三公”经费财政拨款支出年初预算为6.00万元，支出决算为3.90万元，完成预算的65%，其中："
        "因公出国（境）费决算为0.00万元，完成预算的0%；公务用车购置及运行维护费支出决算为3.50万元，"
        "完成预算的70%，占89.74%；公务接待费支出决算为0.40万元，完成预算的40%，占“三公”经费的10.26%。"
    )
    assert claims_of("three_public", HEAD, text) == [
        ("合计", "budget", "6.00万元"), ("合计", "final", "3.90万元"), ("合计", "completion_rate", "65%"),
        (TRIPS, "final", "0.00万元"), (TRIPS, "completion_rate", "0%"),
        (CARS, "final", "3.50万元"), (CARS, "completion_rate", "70%"), (CARS, "share", "89.74%"),
        (GUESTS, "final", "0.40万元"), (GUESTS, "completion_rate", "40%"), (GUESTS, "share", "10.26%"),
    ]  # fmt: skip


def test_a_line_told_in_two_places_is_one_statement() -> None:
    claims = read_final(
        HEAD,
        "2023年度“三公”经费支出决算中，公务接待费支出决算0.95万元，占100.00%。",
        "3. 公务接待费预算为2.00万元，支出决算为0.95万元，完成预算的47.50%。决算数与预算数存在差异的主要原因是"
        "厉行节约。其中：国内公务接待支出0.95万元。2023年共接待团组2个、来宾87人次。",
    ).claims
    assert [(claim.measure, claim.text_printed) for claim in claims] == [
        ("final", "0.95"), ("share", "100.00"), ("budget", "2.00"), ("completion_rate", "47.50"),
    ]  # fmt: skip
    assert len({claim.sentence_no for claim in claims}) == 1
    assert [claim.claim_no for claim in claims] == [1, 2, 3, 4]
    assert claims[2].sentence.startswith("3.")


def test_changes_go_on_from_the_sentence_before_and_behind_the_reasons() -> None:
    assert claims_of(
        "three_public",
        HEAD,
        "2023年度“三公”经费支出决算数比2022年度增加5.37万元，增长37.06%。其中：因公出国（境）费支出决算减少为"
        "0.00万元，与2022年持平；公务用车购置及运行维护费支出决算增加5.67万元，增长40.00%。",
        "公务接待费支出决算为1.00万元，决算数小于预算数的主要原因是节约，与上年相比减少0.30万元，下降23.08%。",
    ) == [
        ("合计", "delta", "5.37万元"), ("合计", "rate", "37.06%"),
        (CARS, "delta", "5.67万元"), (CARS, "rate", "40.00%"),
        (GUESTS, "final", "1.00万元"), (GUESTS, "delta", "-0.30万元"), (GUESTS, "rate", "-23.08%"),
    ]  # fmt: skip


def test_purchase_and_running_of_cars_with_their_counts() -> None:
    paragraphs = (
        HEAD,
        (
            "其中：公务用车购置支出为12.35万元，购置车辆1台。公务用车运行维护支出3.10万元。"
            "2023年末，单位开支财政拨款的公务用车保有量为4辆。"
        ),
    )
    assert claims_of("three_public", *paragraphs) == [
        ("公务用车购置费", "final", "12.35万元"), ("公务用车运行维护费", "final", "3.10万元"),
    ]  # fmt: skip
    assert claims_of("assets", *paragraphs) == [
        ("购置车辆", "count", "1台"),
        ("公务用车保有量", "count", "4辆"),
    ]


def test_missions_and_receptions_are_counted() -> None:
    assert claims_of(
        "three_public_count",
        HEAD,
        "全年安排因公出国（境）团组1个，累计3人次。国内公务接待10批次，73人次（不包括陪同人员）。",
        "2023年共接待国（境）外来访团组2个、来访外宾9人次。",
    ) == [
        ("因公出国（境）团组", "count", "1个"), ("因公出国（境）人次", "count", "3人次"),
        ("国内公务接待批次", "count", "10批次"), ("国内公务接待人次", "count", "73人次"),
        ("外宾接待批次", "count", "2个"), ("外宾接待人次", "count", "9人次"),
    ]  # fmt: skip


def test_a_comparison_goes_on_in_the_next_sentence() -> None:
    assert claims_of(
        "three_public",
        HEAD,
        "“三公”经费支出决算数比2022年度增加5.37万元。其中：公务接待费支出决算增加5.07万元，增长42.68%。",
    ) == [
        ("合计", "delta", "5.37万元"), (GUESTS, "delta", "5.07万元"), (GUESTS, "rate", "42.68%"),
    ]  # fmt: skip


def test_operating_costs() -> None:
    assert claims_of(
        "agency_operating",
        "2023年度机关运行经费支出决算35.32万元，比2022年度减少2.36万元，下降6.26%。主要原因是厉行节约。",
    ) == [
        ("机关运行经费", "final", "35.32万元"),
        ("机关运行经费", "delta", "-2.36万元"),
        ("机关运行经费", "rate", "-6.26%"),
    ]
    assert claims_of("agency_operating", "机关运行经费年初预算为30.00万元，支出决算为28.00万元。") == [
        ("机关运行经费", "budget", "30.00万元"), ("机关运行经费", "final", "28.00万元"),
    ]  # fmt: skip


def test_procurement_with_what_small_firms_got() -> None:
    assert claims_of(
        "procurement",
        "2023年度政府采购支出总额20.00万元，其中：政府采购货物支出5.00万元、政府采购工程支出0.00万元、"
        "政府采购服务支出15.00万元。授予中小企业合同金额18.00万元，占政府采购支出总额的90.00%，其中："
        "授予小微企业合同金额9.00万元，占授予中小企业合同金额的50.00%。",
    ) == [
        ("总额", "amount", "20.00万元"), ("货物", "amount", "5.00万元"), ("工程", "amount", "0.00万元"),
        ("服务", "amount", "15.00万元"), ("中小企业", "amount", "18.00万元"), ("中小企业", "share", "90.00%"),
        ("小微企业", "amount", "9.00万元"), ("小微企业", "share", "50.00%"),
    ]  # fmt: skip


def test_procurement_reserved_for_small_firms() -> None:
    assert claims_of(
        "procurement",
        "县文化局2023年度政府采购金额（以合同签订为准）为21.07万元，其中：货物采购金额21.07万元、工程采购金额0万元、"
        "服务采购金额0万元。",
        "面向中小企业预留政府采购项目预算金额20.00万元，面向小微企业预留政府采购项目预算金额1.07万元。"
        "在面向中小企业预留的政府采购项目中，由中小企业供应商中标或成交的，采购金额19.00万元；"
        "在面向小微企业预留政府采购项目中，由小微企业供应商中标或成交的，采购金额1.00万元；"
        "在其他政府采购项目中，由中小企业供应商中标或成交的，采购金额0.50万元。",
    )[4:] == [
        ("中小企业预留预算", "amount", "20.00万元"), ("小微企业预留预算", "amount", "1.07万元"),
        ("中小企业", "amount", "19.00万元"), ("小微企业", "amount", "1.00万元"),
        ("其他项目中小企业", "amount", "0.50万元"),
    ]  # fmt: skip


def test_vehicles_and_equipment() -> None:
    assert claims_of(
        "assets",
        "十二、国有资产占用情况说明",
        "截至2023年12月31日，我局共有车辆3辆，其中：副部（省）级及以上领导用车0辆、主要领导干部用车1辆、"
        "应急保障车2辆、执法执勤用车辆、其他用车0辆；单位价值100万元（含）以上设备（不含车辆）2台（套）。",
    ) == [
        ("车辆总数", "count", "3辆"), ("副部（省）级及以上领导用车", "count", "0辆"),
        ("主要领导干部用车", "count", "1辆"), ("应急保障车", "count", "2辆"), ("其他用车", "count", "0辆"),
        ("单价100万元以上设备", "count", "2台（套）"),
    ]  # fmt: skip


def test_the_sentence_behind_all_vehicles_may_list_them() -> None:
    text = "截至2023年12月31日，部门共有车辆12辆，价值256.8万元。其中：一般公务用车3辆、执法执勤用车9辆。"
    assert claims_of("assets", "国有资产占用情况", text) == [
        ("车辆总数", "count", "12辆"),
        ("一般公务用车", "count", "3辆"),
        ("执法执勤用车", "count", "9辆"),
    ]


def test_small_firms_behind_a_list_are_not_middling_ones_too() -> None:
    text = "面向中小企业采购200万元，其中小微企业150万元。"
    assert claims_of("procurement", "政府采购支出情况", text) == [
        ("中小企业", "amount", "200万元"),
        ("小微企业", "amount", "150万元"),
    ]
